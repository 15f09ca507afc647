package codes

import (
	"strings"

	"github.com/mcp-watchdog/mcp-watchdog/internal/unmask"
)

// fewestEscapes is how many escapes a text has at least.
const fewestEscapes = 8

// escaped resolves the escapes of style sheets, \000069 or \69 with a blank behind, and
// those by name, \N{LATIN SMALL LETTER I}.
func (c *coded) escaped() {
	if strings.Count(c.text, `\`) < fewestEscapes {
		return
	}
	n, first, last := 0, 0, 0
	for i := 0; i < len(c.text); i++ {
		if _, end := styleEscape(c.text, i); end > 0 {
			if n++; n == 1 {
				first = i
			}
			last = end
			i = end - 1
		}
	}
	if n < fewestEscapes {
		return
	}
	var d decoded
	for i := first; i < last; i++ {
		if ch, end := styleEscape(c.text, i); end > 0 {
			d.put(ch, i)
			i = end - 1
			continue
		}
		d.put(c.text[i], i)
	}
	c.add(unmask.JSONEscape, d.text, d.at, first, last)
}

// styleEscape reads the escape at i, of a character of ASCII that can be seen; end is 0
// where there is none.
func styleEscape(text string, i int) (ch byte, end int) {
	if text[i] != '\\' || i+3 > len(text) {
		return 0, 0
	}
	if text[i+1] == 'N' && text[i+2] == '{' {
		k := strings.IndexByte(text[i:min(len(text), i+48)], '}')
		if k < 4 {
			return 0, 0
		}
		name := text[i+3 : i+k]
		last := name[len(name)-1]
		switch {
		case strings.HasPrefix(name, "LATIN SMALL LETTER ") && len(name) == 20:
			return last | 0x20, i + k + 1
		case strings.HasPrefix(name, "LATIN CAPITAL LETTER ") && len(name) == 22:
			return last, i + k + 1
		case name == "SPACE":
			return ' ', i + k + 1
		}
		return 0, 0
	}
	v, k := 0, i+1
	for k < len(text) && k < i+7 {
		x := strings.IndexByte("0123456789abcdef", text[k]|0x20)
		if x < 0 {
			break
		}
		v = v<<4 | x
		k++
	}
	if n := k - i - 1; n != 6 && (n < 2 || k == len(text) || text[k] != ' ') || v < ' ' || v > '~' {
		return 0, 0
	} else if n < 6 {
		k++ // the blank that ends it
	}
	return byte(v), k
}
