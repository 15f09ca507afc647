package markup

import (
	"strings"

	"github.com/mcp-watchdog/mcp-watchdog/internal/unmask"
)

// mayHideHTML is the prefilter: no text in which HiddenHTML finds something is
// turned away.
func mayHideHTML(text string) bool {
	if strings.HasPrefix(text, "---") || hasFenceInfo(text) {
		return true
	}
	return mayHideTag(text)
}

// mayHideTag looks at each "<".
func mayHideTag(text string) bool {
	for i := next(text, "<", 0); i >= 0 && i+2 < len(text); i = next(text, "<", i) {
		may, n := mayHideAt(text[i:])
		if may {
			return true
		}
		i += n
	}
	return false
}

// mayHideAt looks at one "<": a tag with attributes, one that hides by its
// nature, or something odd. n is how far it looked.
func mayHideAt(s string) (may bool, n int) {
	n = 2
	switch {
	case s[1] == '/' && unmask.IsLetter(s[2]):
		n = 3
	case !unmask.IsLetter(s[1]):
		return s[1] == '/' || s[1] == '?' || s[1] == '!' && !strings.HasPrefix(s, "<!--"), 1
	}
	name := 1
	for n < len(s) && !endsName(s[n]) {
		if s[n] == '<' {
			name = n + 1
		}
		n++
	}
	if n == len(s) || s[n] != '>' {
		return n < len(s) || n > 2*proseWords, n
	}
	return hidesSomeway(s[1:n]) || hidesSomeway(s[name:n]), n
}

// hidesSomeway reports whether an element of that name is of interest without
// attributes.
func hidesSomeway(name string) bool {
	var low [longestTag]byte
	if len(name) > len(low) {
		return false
	}
	for i := range len(name) {
		low[i] = name[i]
		if name[i] >= 'A' && name[i] <= 'Z' {
			low[i] |= 0x20
		}
	}
	return tagTraits[string(low[:len(name)])]&(nature|rawText|drawing) != 0
}

// longestTag is longer than the name of any element that hides by its nature.
const longestTag = 24

// hasFenceInfo reports whether some code fence is followed by more than the
// name of a language.
func hasFenceInfo(text string) bool {
	for _, f := range [...]string{"```", "~~~"} {
		for i := next(text, f, 0); i >= 0; {
			end := lineEnd(text, i)
			if end-i > len(f)+2*proseWords {
				return true
			}
			i = next(text, f, end)
		}
	}
	return false
}
