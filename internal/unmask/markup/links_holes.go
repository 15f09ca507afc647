package markup

import (
	"strings"

	"github.com/mcp-watchdog/mcp-watchdog/internal/unmask"
	"github.com/mcp-watchdog/mcp-watchdog/internal/unmask/css"
)

// hole is a place in an address that is to be filled.
type hole struct {
	name string // lower case, words separated by spaces
	// parameter is the name of the parameter whose value it is, or "".
	parameter string
}

// maxHoles bounds the holes read in one address.
const maxHoles = 16

// holes finds the placeholders in a part of an address.
func holes(s string) []hole {
	var out []hole
	for i := 0; i < len(s) && len(out) < maxHoles; i++ {
		if n := valueHole(s, i); n > 0 {
			out = append(out, hole{holeName(s[i : i+n]), parameterOf(s[:i])})
			i += n - 1
			continue
		}
		if strings.IndexByte("{<[$%_YIRP", s[i]) < 0 {
			continue
		}
		if n := holeAt(s[i:]); n > 0 {
			out = append(out, hole{holeName(s[i : i+n]), parameterOf(s[:i])})
			i += n - 1
		}
	}
	return out
}

// valueHole returns the length of a value in capitals that is all of a parameter and
// says what to put there, as in data=SENSITIVE_DATA, or 0.
func valueHole(s string, i int) int {
	if i == 0 || s[i-1] != '=' || s[i] < 'A' || s[i] > 'Z' {
		return 0
	}
	n := capitals(s[i:], shortestValue)
	if n == 0 || i+n < len(s) && s[i+n] != '&' && s[i+n] != '#' || !(hole{name: holeName(s[i : i+n])}).telling() {
		return 0
	}
	return n
}

// shortestValue is how many capitals make a value a placeholder.
const shortestValue = 7

// Hole reports whether an address has a value of that kind.
func Hole(url string) bool {
	for i := 1; i < min(len(url), maxLinkAddress); i++ {
		if url[i-1] == '=' && valueHole(url, i) > 0 {
			return true
		}
	}
	return false
}

// holeAt returns the length of the placeholder that s starts with, or 0.
func holeAt(s string) int {
	switch c := s[0]; {
	case c == '%' && len(s) > 2 && (s[1] == '7' && s[2]|0x20 == 'b' || s[1] == '3' && s[2]|0x20 == 'c' || s[1] == '5' && s[2]|0x20 == 'b'):
		return escapedHole(s)
	case c == '{' || c == '<' || c == '[':
		return bracketed(s, map[byte]byte{'{': '}', '<': '>', '[': ']'}[c])
	case c == '$' && len(s) > 2 && s[1] == '(':
		if n := bracketed(s[1:], ')'); n > 0 {
			return n + 1
		}
	case c == '$' && len(s) > 2 && (unmask.IsLetter(s[1]) || s[1] == '_'):
		if n := capitals(s[1:], 3); n > 0 {
			return n + 1
		}
	case c == '%' && len(s) > 1 && s[1] == 's' && (len(s) == 2 || !unmask.IsLetter(s[2]) && css.Hex(s[2]) < 0):
		return 2
	case c == '_' && strings.HasPrefix(s, "__"):
		if n := capitals(s[2:], 3); n > 0 {
			return n + 2
		}
	case strings.HasPrefix(s, "YOUR_"), strings.HasPrefix(s, "YOUR-"), strings.HasPrefix(s, "INSERT_"), strings.HasPrefix(s, "INSERT-"),
		strings.HasPrefix(s, "REPLACE_"), strings.HasPrefix(s, "PUT_"), strings.HasPrefix(s, "PASTE_"):
		return capitals(s, 6)
	}
	return 0
}

// escapedHole reads a placeholder whose brackets are percent escapes.
func escapedHole(s string) int {
	for i := 3; i+2 < len(s) && i < 96; i++ {
		if s[i] == '%' && (s[i+1] == '7' && s[i+2]|0x20 == 'd' || s[i+1] == '3' && s[i+2]|0x20 == 'e' || s[i+1] == '5' && s[i+2]|0x20 == 'd') {
			if unmask.HasLetters(percentDecoded(s[3:i])) {
				return i + 3
			}
			return 0
		}
	}
	return 0
}

// bracketed returns the length of a placeholder in brackets: a name or some
// words, no numbers and no list.
func bracketed(s string, shut byte) int {
	k := strings.IndexByte(s[:min(len(s), 128)], shut)
	if k < 2 {
		return 0
	}
	inner := strings.Trim(s[1:k], "{}<>[]$%= .#@-_")
	if inner == "" || strings.ContainsAny(inner, "&/,;\"\n") || !unmask.IsLetter(inner[0]) && inner[0] < 0x80 {
		return 0
	}
	if shut == ']' && len(inner) < 4 && strings.ToUpper(inner) != inner {
		return 0 // an index, as in a[id]=
	}
	for k+1 < len(s) && s[k+1] == shut {
		k++
	}
	return k + 1
}

// capitals returns the length of a run of capital letters, digits and
// underscores, if there are enough.
func capitals(s string, least int) int {
	n := 0
	for n < len(s) && (s[n] >= 'A' && s[n] <= 'Z' || unmask.IsDigit(s[n]) || s[n] == '_' || s[n] == '-') {
		n++
	}
	if n < least || n < len(s) && unmask.IsLetter(s[n]) {
		return 0
	}
	return n
}

// holeName turns a placeholder into words.
func holeName(s string) string {
	s = percentDecoded(s)
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		switch c := s[i]; {
		case unmask.IsLetter(c) || c >= 0x80 || unmask.IsDigit(c):
			if c >= 'A' && c <= 'Z' && i > 0 && s[i-1] >= 'a' && s[i-1] <= 'z' {
				b.WriteByte(' ') // camelCase
			}
			b.WriteByte(c)
		default:
			b.WriteByte(' ')
		}
	}
	return strings.ToLower(strings.Join(strings.Fields(b.String()), " "))
}

// parameterOf returns the name of the parameter whose value starts behind s.
func parameterOf(s string) string {
	eq := strings.LastIndexByte(s, '=')
	if eq < 0 || strings.IndexByte(s[eq:], '&') >= 0 {
		return ""
	}
	return strings.ToLower(s[strings.LastIndexAny(s[:eq], "&?;/#")+1 : eq])
}
