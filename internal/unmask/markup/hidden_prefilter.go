package markup

import (
	"strings"
	"unsafe"

	"github.com/mcp-watchdog/mcp-watchdog/internal/unmask"
)

// MayHideMarkup is a cheap test of raw bytes, which may be a text or a JSON
// string with its escapes: it is true if HiddenHTML or Links could find something
// in the text. Characters written as \uXXXX are not seen: such a text must be
// unescaped first.
func MayHideMarkup(raw []byte) bool {
	s := unsafe.String(unsafe.SliceData(raw), len(raw)) // raw is not kept
	if strings.Contains(s, "](") || strings.Contains(s, "]:") || frontMatterStarts(s) || strings.Contains(s, "<!--") {
		return true
	}
	for _, f := range [...]string{"```", "~~~"} {
		for i := next(s, f, 0); i >= 0; {
			end := i
			for end < len(s) && s[end] != '\n' && s[end] != '\\' {
				end++
			}
			if end-i > len(f)+2*proseWords {
				return true
			}
			i = next(s, f, end)
		}
	}
	return mayHideTag(s, true)
}

// frontMatterStarts reports whether a text, or a JSON string, starts with a line
// of dashes.
func frontMatterStarts(s string) bool {
	s = strings.TrimLeft(s[:min(len(s), 8)], "\"")
	return strings.HasPrefix(s, "---")
}

// mayHideHTML is the prefilter: no text in which HiddenHTML finds something is
// turned away.
func mayHideHTML(text string) bool {
	if strings.HasPrefix(text, "---") || hasFenceInfo(text) {
		return true
	}
	return mayHideTag(text, false)
}

// mayHideTag looks at each "<". In a JSON string a name may end with a backslash.
func mayHideTag(text string, escaped bool) bool {
	for i := next(text, "<", 0); i >= 0 && i+2 < len(text); i = next(text, "<", i) {
		may, n := mayHideAt(text[i:], escaped)
		if may {
			return true
		}
		i += n
	}
	return false
}

// mayHideAt looks at one "<": a tag with attributes, one that hides by its
// nature, or something odd. n is how far it looked.
func mayHideAt(s string, escaped bool) (may bool, n int) {
	n = 2
	switch {
	case s[1] == '/' && unmask.IsLetter(s[2]):
		n = 3
	case !unmask.IsLetter(s[1]):
		return s[1] == '/' || s[1] == '?' || escaped && s[1] == '\\' || s[1] == '!' && !strings.HasPrefix(s, "<!--"), 1
	}
	name := 1
	for n < len(s) && !endsName(s[n]) && !(escaped && s[n] == '\\') {
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
