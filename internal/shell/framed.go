package shell

import "strings"

// longestFramed is how long a name is that holds a bare command between
// separators.
const longestFramed = 48

// framed reports whether a name without a blank holds a bare word that is a
// command, with a separator in front and nothing or one behind, and begins or
// ends with a separator itself, as no name does: ;env; a);set|
func framed(text string) bool {
	if len(text) > longestFramed || len(text) < 3 || strings.ContainsAny(text, " \t") {
		return false
	}
	first, last := separates(text[0]), separates(text[len(text)-1])
	if !first && !last {
		return false
	}
	from := 0
	for i := 0; i <= len(text); i++ {
		if i < len(text) && !separates(text[i]) {
			continue
		}
		if word := text[from:i]; from > 0 && word != "" && (i < len(text) || first && from == 1) && isName(strings.ToLower(word)) {
			return true
		}
		from = i + 1
	}
	return false
}

func separates(c byte) bool { return c == ';' || c == '|' || c == '&' || c == '\n' || c == '\r' }
