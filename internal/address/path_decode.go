package address

import (
	"bytes"
	"strings"
	"unicode/utf8"
	"unsafe"
)

// decode takes escapes off, up to three times, and says in the path how dots
// and slashes were written.
func (r *PathReader) decode(p *Path, text string) string {
	if !MayDecode(text) {
		return text
	}
	r.buf = append(r.buf[:0], text...)
	any := false
	for round := range 3 {
		found, again := r.round(p, round)
		r.buf, r.next = r.next, r.buf
		any = any || found
		if !found || !again {
			break
		}
	}
	if !any {
		return text
	}
	return unsafe.String(unsafe.SliceData(r.buf), len(r.buf))
}

// MayDecode reports whether a text holds anything that reading it as a path could
// change.
func MayDecode(text string) bool {
	for i := range len(text) {
		if kinds[text[i]]&codes == 0 {
			continue
		}
		switch c := text[i]; {
		case c == '%' || c == 0 || c >= utf8.RuneSelf:
			return true
		case c == '\\' && i+3 < len(text) && (text[i+1] == 'u' && text[i+2] == '0' || text[i+1] == 'x' && (text[i+2] == '2' || text[i+2] == '5' || text[i+2]|0x20 == 'c')):
			return true
		case c == '.' && i+3 < len(text) && (text[i+1] == '2' || text[i+1] == '5' || text[i+1] == '0' || text[i+1]|0x20 == 'c' && (text[i+2] == '0' || text[i+2] == '1')):
			return true
		case c == '0' && i+3 < len(text) && text[i+1]|0x20 == 'x' && (text[i+2] == '2' || text[i+2] == '5'):
			return true
		case (c == '&' || c == '=') && i+2 < len(text) && signed(text, i):
			return true
		}
	}
	return false
}

// round decodes r.buf into r.next once. again is true when it should be tried
// once more.
func (r *PathReader) round(p *Path, round int) (found, again bool) {
	src, dst := r.buf, r.next[:0]
	for i := 0; i < len(src); {
		c, n, how := decodeAt(src, i)
		if n == 0 {
			if u := unseen(src[i:]); u > 0 { // dropped by who cleans names up
				if found = true; i > 0 && src[i-1] == '.' || i+u < len(src) && src[i+u] == '.' {
					p.disguised("characters that nobody sees")
				}
				i += u
				continue
			}
			dst = append(dst, src[i])
			i++
			continue
		}
		found = true
		again = again || c == '%' || strings.IndexByte("0123456789abcdefABCDEFuU", c) >= 0
		switch c {
		case '.', '/', '\\':
			p.Escaped = p.Escaped || c != '.'
			if round > 0 && how != Overlong {
				how = "escapes of escapes"
			}
			// A slash or dot in an escape is how form data is written; whether
			// it hides a way up shows once the path is resolved.
			if how != "" && (c != '/' || how != percent || nearDots(src, i, n)) {
				p.disguised(how)
			}
		case 0:
			p.Null = true
			i += n
			continue
		}
		dst = append(dst, c)
		i += n
	}
	r.next = dst
	return found, again
}

const percent = "percent escapes"

// nearDots reports whether two dots, plain or escaped, stand next to an escape.
func nearDots(src []byte, i, n int) bool {
	before, after := src[:i], src[i+n:]
	return endsDots(before) || len(after) >= 2 && after[0] == '.' && after[1] == '.' ||
		len(after) >= 6 && equal(after[:3], "%2e") && equal(after[3:6], "%2e")
}

func endsDots(b []byte) bool {
	n := len(b)
	return n >= 2 && b[n-1] == '.' && b[n-2] == '.' || n >= 3 && equal(b[n-3:], "%2e")
}

func equal(b []byte, lower string) bool { return strings.EqualFold(string(b), lower) }

// decodeAt decodes the escape at src[i]: the character, the bytes it takes (0:
// there is none) and how it is written.
func decodeAt(src []byte, i int) (c byte, n int, how string) {
	switch b := src[i]; {
	case b == 0:
		return 0, 1, ""
	case b == '%':
		return decodePercent(src, i)
	case b >= utf8.RuneSelf:
		r, n := utf8.DecodeRune(src[i:])
		switch r {
		case '．', '․', '。', '｡':
			return '.', n, lookalike
		case '／', '∕', '⁄', '⧸':
			return '/', n, lookalike
		case '＼', '∖', '⧵', '﹨':
			return '\\', n, lookalike
		case 'À', 'Á': // the bytes of an overlong slash, each read as a character
			if s, m := utf8.DecodeRune(src[i+n:]); (s == '¯' || s == 0x9c) && endsDots(src[:i]) {
				return '/', n + m, Overlong
			}
		case '¥', '₩': // the back slash of Japanese and Korean Windows
			if endsDots(src[:i]) {
				return '\\', n, lookalike
			}
		}
		return 0, 0, ""
	case b == '&':
		return decodeEntity(src[i:])
	case b == '=':
		return decodePrintable(src, i)
	case b == '\\': // \u002e, \x2e: read as JSON or as a literal once more
		return decodeLiteral(src[i:])
	case b == '0' && i+3 < len(src) && src[i+1]|0x20 == 'x': // 0x2e
		if v, ok := hexByte(src[i+2:]); ok && (v == '.' || v == '/' || v == '\\') {
			return v, 4, "hexadecimal numbers"
		}
	case (b == '2' || b == '5' || b|0x20 == 'c') && i >= 2 && src[i-1] == '.' && src[i-2] == '.': // ..2f, a percent sign was lost
		if v, ok := hexByte(src[i:]); ok && (v == '/' || v == '\\') {
			return v, 2, "escapes without their signs"
		}
		if b|0x20 == 'c' && len(src) > i+3 && goesOn(src) {
			switch strings.ToLower(string(src[i : i+4])) {
			case "c0af", "c19c", "c1af", "c1pc", "c0qf":
				return '/', 4, "escapes without their signs"
			}
		}
	}
	return 0, 0, ""
}

// goesOn reports whether two dots are not all there is of a path: behind them may
// be the number of a commit, too.
func goesOn(src []byte) bool {
	return bytes.IndexByte(src, '/') >= 0 || bytes.IndexByte(src, '\\') >= 0 || bytes.Count(src, []byte("..")) > 1
}

// decodeLiteral decodes a dot or slash in an escape of JSON or of a literal.
func decodeLiteral(src []byte) (c byte, n int, how string) {
	switch {
	case len(src) >= 8 && (equal(src[:8], `\xc0\xaf`) || equal(src[:8], `\xc1\x9c`)):
		return '/', 8, Overlong
	case len(src) >= 8 && equal(src[:8], `\xc0\xae`):
		return '.', 8, Overlong
	case len(src) >= 4 && src[1] == 'x':
		n = 4
	case len(src) >= 6 && src[1] == 'u' && src[2] == '0' && src[3] == '0':
		n = 6
	default:
		return 0, 0, ""
	}
	if v, ok := hexByte(src[n-2:]); ok && (v == '.' || v == '/' || v == '\\') {
		return v, n, "escapes of literals"
	}
	return 0, 0, ""
}

// unseen returns how many bytes a character takes that has no width and no
// place in a name; 0 for any other.
func unseen(src []byte) int {
	if src[0] != 0xe2 && src[0] != 0xc2 && src[0] != 0xef {
		return 0
	}
	switch r, n := utf8.DecodeRune(src); r {
	case 0xad, 0x200b, 0x200c, 0x200d, 0x2060, 0xfeff:
		return n
	}
	return 0
}

// decodePercent decodes %2e, %u002e, and the overlong UTF-8 of careless
// decoders (%c0%ae).
func decodePercent(src []byte, i int) (c byte, n int, how string) {
	if i+5 < len(src) && src[i+1]|0x20 == 'u' {
		hi, ok1 := hexByte(src[i+2:])
		lo, ok2 := hexByte(src[i+4:])
		switch {
		case !ok1 || !ok2:
		case hi == 0:
			return lo, 6, "escapes of Unicode"
		case hi == 0xc0 && lo == 0xaf, hi == 0xc1 && lo == 0x9c:
			return '/', 6, Overlong
		case hi == 0x22 && lo == 0x15, hi == 0xff && lo == 0x0f:
			return '/', 6, "escapes of Unicode"
		case hi == 0x22 && lo == 0x16, hi == 0xff && lo == 0x3c, hi == 0xef && lo == 0xc8, hi == 0xf0 && lo == 0x25:
			return '\\', 6, "escapes of Unicode"
		case hi == 0xff && lo == 0x0e, hi == 0x20 && lo == 0x24, hi == 0x30 && lo == 0x02:
			return '.', 6, "escapes of Unicode"
		}
	}
	v, ok := hexByte(src[i+1:])
	if !ok && i+6 < len(src) && src[i+1] == '%' && src[i+4] == '%' { // %%32%%65: digits in escapes of their own
		if hi, ok1 := hexByte(src[i+2:]); ok1 && src[i+4+1] == '%' {
			if lo, ok2 := hexByte(src[i+6:]); ok2 && i+8 <= len(src) {
				if v, ok = hexByte([]byte{hi, lo}); ok {
					return v, 8, "escapes of escapes"
				}
			}
		}
		return 0, 0, ""
	}
	if !ok {
		return 0, 0, ""
	}
	if v < 0xc0 {
		return v, 3, percent
	}
	if v == 0xc0 || v == 0xc1 {
		return overlong2(src, i, v)
	}
	ch, n := sequence(src, i)
	switch ch {
	case -1:
		return v, 3, ""
	case '．', '․', '。', '｡':
		return '.', n, lookalike
	case '／', '∕', '⁄', '⧸':
		return '/', n, lookalike
	case '＼', '∖', '⧵', '﹨':
		return '\\', n, lookalike
	}
	if ch < utf8.RuneSelf {
		return byte(ch), n, Overlong
	}
	return v, 3, ""
}

const (
	lookalike = "look-alike characters"
	// Overlong is a disguise that nobody writes by accident.
	Overlong = "overlong UTF-8"
)

// overlong2 decodes what careless decoders make of a lead byte that no UTF-8
// has: with what follows, plain or escaped, it is one ASCII character.
func overlong2(src []byte, i int, lead byte) (c byte, n int, how string) {
	rest := src[i+3:]
	n = 3
	switch {
	case len(rest) == 0:
		return '/', n, Overlong
	case rest[0] == '%':
		n += min(3, len(rest))
		rest = rest[1:]
	default:
		n += min(2, len(rest))
	}
	c = '/'
	if b, ok := hexByte(rest); ok {
		c = lead&3<<6 | b&0x3f
	}
	if c >= utf8.RuneSelf || c < '.' {
		c = '/'
	}
	return c, n, Overlong
}

// sequence decodes a character of several escaped bytes, overlong or not: the
// character (-1: there is none) and the bytes it takes.
func sequence(src []byte, i int) (ch rune, n int) {
	lead, _ := hexByte(src[i+1:])
	more := 0
	switch {
	case lead >= 0xfc:
		more, ch = 5, rune(lead&1)
	case lead >= 0xf8:
		more, ch = 4, rune(lead&3)
	case lead >= 0xf0:
		more, ch = 3, rune(lead&7)
	default:
		more, ch = 1, rune(lead&0x1f)
		if lead >= 0xe0 {
			more, ch = 2, rune(lead&0xf)
		}
	}
	for k := i + 3; more > 0; k, more = k+3, more-1 {
		if k+3 > len(src) || src[k] != '%' {
			return -1, 0
		}
		b, ok := hexByte(src[k+1:])
		if !ok || b&0xc0 != 0x80 {
			return -1, 0
		}
		ch, n = ch<<6|rune(b&0x3f), k+3-i
	}
	return ch, n
}

func hexByte(s []byte) (byte, bool) {
	if len(s) < 2 {
		return 0, false
	}
	var v byte
	for _, c := range s[:2] {
		switch {
		case c >= '0' && c <= '9':
			v = v<<4 | (c - '0')
		case c|0x20 >= 'a' && c|0x20 <= 'f':
			v = v<<4 | (c | 0x20 - 'a' + 10)
		default:
			return 0, false
		}
	}
	return v, true
}
