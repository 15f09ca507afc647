package address

import "strings"

// signed reports whether an escape of HTML or of quoted-printable may stand at
// text[i], an ampersand or an equals sign.
func signed(text string, i int) bool {
	if text[i] == '&' {
		_, n := entity(text[i:])
		return n > 0
	}
	return printable(text[i:]) > 0
}

// entities are the names that HTML has for what paths are made of.
var entities = [...]struct {
	name string
	is   byte
}{{"sol;", '/'}, {"period;", '.'}, {"bsol;", '\\'}}

// entity returns the dot or slash that a text begins with as an entity of HTML, and
// its length; 0 when it does not.
func entity(text string) (c byte, n int) {
	for _, e := range entities {
		if strings.HasPrefix(text[1:], e.name) {
			return e.is, 1 + len(e.name)
		}
	}
	if len(text) < 4 || text[1] != '#' {
		return 0, 0
	}
	base, i := 10, 2
	if text[2]|0x20 == 'x' {
		base, i = 16, 3
	}
	v, first := 0, i
	for ; i < len(text) && i < first+maxEntity && v < 1<<8; i++ {
		d := digit(text[i])
		if d >= base {
			break
		}
		v = v*base + d
	}
	if i == first || v != '.' && v != '/' && v != '\\' {
		return 0, 0
	}
	if i < len(text) && text[i] == ';' {
		i++
	}
	return byte(v), i
}

// maxEntity is how many digits of an entity are read, zeros before it included.
const maxEntity = 12

// digit is the value of a hexadecimal digit, 16 for anything else.
func digit(c byte) int {
	switch {
	case c >= '0' && c <= '9':
		return int(c - '0')
	case c|0x20 >= 'a' && c|0x20 <= 'f':
		return int(c|0x20-'a') + 10
	}
	return 16
}

func decodeEntity(src []byte) (c byte, n int, how string) {
	if c, n = entity(string(src[:min(len(src), maxEntity+4)])); n == 0 {
		return 0, 0, ""
	}
	return c, n, "entities of HTML"
}

// printable returns 3 when a text begins with a dot or slash as quoted-printable
// writes it, 0 else.
func printable(text string) int {
	if len(text) < 3 {
		return 0
	}
	if v := digit(text[1])<<4 | digit(text[2]); v == '.' || v == '/' || v == '\\' {
		return 3
	}
	return 0
}

// decodePrintable decodes =2e and =2f beside dots: elsewhere they are values in a
// query.
func decodePrintable(src []byte, i int) (c byte, n int, how string) {
	rest := src[i:]
	if n = printable(string(rest[:min(len(rest), 3)])); n == 0 {
		return 0, 0, ""
	}
	c = byte(digit(rest[1])<<4 | digit(rest[2]))
	dots := endsDots(src[:i]) || i >= 6 && equal(src[i-6:i], "=2e=2e") || i >= 3 && equal(src[i-3:i], "=2e") || len(rest) >= 6 && equal(rest[:6], "=2e=2e")
	if !dots {
		return 0, 0, ""
	}
	return c, n, "quoted-printable"
}
