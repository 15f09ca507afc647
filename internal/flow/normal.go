package flow

import (
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
	"unsafe"

	"golang.org/x/text/unicode/norm"
)

// Text is a text in normal form, made of one piece after the other. It is
// reused from one text to the next.
type Text struct {
	Bytes []byte
	marks []Mark
	wide  []byte
}

// Reset empties the text. Memory that one huge text needed is given back.
func (t *Text) Reset() {
	if cap(t.Bytes) > maxIdle {
		*t = Text{}
	}
	t.Bytes = t.Bytes[:0]
}

// maxIdle is how much memory a Text keeps from one text to the next.
const maxIdle = 1 << 20

// Marks returns the stretches of the text that are kept, valid until the next
// call.
func (t *Text) Marks(k *Key) []Mark { return t.MarksFrom(k, 0) }

// MarksFrom is Marks for the part behind from; places are those in the whole.
func (t *Text) MarksFrom(k *Key, from int) []Mark {
	if cap(t.marks) > maxIdle/16 {
		t.marks = nil
	}
	t.marks = k.marks(t.Bytes[from:], t.marks[:0])
	for i := range t.marks {
		t.marks[i].At += from
	}
	return t.marks
}

const (
	escape    = 0x80 // a back slash
	nonASCII  = 0x81
	reference = 0x82 // & of a character reference
)

// normal maps a byte to its normal form; zero stands for bytes that are left
// out.
var normal = func() (t [256]byte) {
	for i := 0x21; i < 0x7F; i++ {
		t[i] = byte(i)
	}
	for i := 'A'; i <= 'Z'; i++ {
		t[i] = byte(i) | 0x20
	}
	for i := 0x80; i < 0x100; i++ {
		t[i] = nonASCII
	}
	t['\\'], t['&'] = escape, reference
	t['+'] = 0 // a space in addresses
	return t
}()

// Add appends the normal form of text. It is linear in text.
func (t *Text) Add(text string) {
	buf := t.Bytes
	if need := len(buf) + len(text); need > cap(buf) {
		buf = append(make([]byte, 0, max(need, 2*cap(buf))), buf...)
	}
	n := len(buf)
	buf = buf[:n+len(text)]
	for i := 0; i < len(text); i++ {
		c := normal[text[i]]
		if c < 0x80 {
			buf[n] = c
			n += int((uint32(c) + 0x7F) >> 7) // 0 for what is left out
			continue
		}
		if c == nonASCII {
			t.Bytes = buf[:n]
			t.addWide(text[i:])
			return
		}
		if c == reference {
			r, size := referred(text[i:])
			if r >= utf8.RuneSelf {
				t.Bytes = buf[:n]
				t.addWide(text[i:])
				return
			}
			if c = normal[r]; c != 0 && c < 0x80 || r == '&' {
				if r == '&' {
					c = '&'
				}
				buf[n] = c
				n++
			}
			i += size - 1
			continue
		}
		// \n, \t, \r are white space, other escapes of one character that
		// character, at any depth of JSON in JSON.
		if i+1 < len(text) && (text[i+1] == 'n' || text[i+1] == 't' || text[i+1] == 'r') {
			i++
		}
	}
	t.Bytes = buf[:n]
}

// referred returns the character that text, which begins with &, refers to in
// HTML, and how long that is: & itself where it is none. References to the & of
// references are read, too, at any depth.
func referred(text string) (r rune, size int) {
	outer := 0
	for strings.HasPrefix(text[1+outer:], "amp;") {
		outer += len("amp;")
	}
	if r, size = innermost(text[outer:]); r == '&' && outer > 0 {
		return '&', outer + 1
	}
	return r, outer + size
}

// innermost is referred; what text begins with stands for &.
func innermost(text string) (r rune, size int) {
	end := strings.IndexByte(text[1:min(len(text), maxReference)], ';') + 1
	if end < 3 {
		return '&', 1
	}
	switch name := text[1:end]; name {
	case "quot":
		return '"', end + 1
	case "apos":
		return '\'', end + 1
	case "lt":
		return '<', end + 1
	case "gt":
		return '>', end + 1
	case "nbsp":
		return ' ', end + 1
	default:
		digits, base := name[1:], 10
		if name[0] != '#' {
			return '&', 1
		}
		if digits[0]|0x20 == 'x' {
			digits, base = digits[1:], 16
		}
		if n, err := strconv.ParseUint(digits, base, 21); err == nil && n > 0 {
			return rune(n), end + 1
		}
	}
	return '&', 1
}

// maxReference is longer than a reference to a character by its number.
const maxReference = 10

// addWide is Add for text with characters beyond ASCII: compatible forms,
// accents, invisible characters and typographic quotes make no difference.
func (t *Text) addWide(text string) {
	if norm.NFKD.IsNormalString(text) {
		t.wide = append(t.wide[:0], text...)
	} else {
		t.wide = norm.NFKD.AppendString(t.wide[:0], text)
	}
	for b := t.wide; len(b) > 0; {
		if b[0] < utf8.RuneSelf {
			c := normal[b[0]]
			skip := 1
			if c == reference {
				r, size := referred(unsafe.String(unsafe.SliceData(b), len(b)))
				if skip, c = size, '&'; r >= utf8.RuneSelf {
					t.addRune(r)
					c = 0
				} else if r != '&' {
					if c = normal[r]; c >= 0x80 {
						c = 0
					}
				}
			}
			if c == escape {
				if c = 0; len(b) > 1 && (b[1] == 'n' || b[1] == 't' || b[1] == 'r') {
					skip = 2
				}
			}
			if c != 0 {
				t.Bytes = append(t.Bytes, c)
			}
			b = b[skip:]
			continue
		}
		r, size := utf8.DecodeRune(b)
		b = b[size:]
		t.fold(r)
	}
	if cap(t.wide) > maxIdle {
		t.wide = nil
	}
}

// addRune appends a character that a reference stands for.
func (t *Text) addRune(r rune) {
	for _, r := range norm.NFKD.String(string(r)) {
		t.fold(r)
	}
}

// fold appends a character that NFKD has taken apart.
func (t *Text) fold(r rune) {
	switch {
	case r < utf8.RuneSelf:
		if c := normal[r]; c != 0 && c < 0x80 {
			t.Bytes = append(t.Bytes, c)
		}
	case r >= 0x2018 && r <= 0x201B:
		t.Bytes = append(t.Bytes, '\'')
	case r >= 0x201C && r <= 0x201F:
		t.Bytes = append(t.Bytes, '"')
	case r >= 0x2010 && r <= 0x2015 || r == 0x2212:
		t.Bytes = append(t.Bytes, '-')
	case unicode.In(r, unicode.Mn, unicode.Cf, unicode.White_Space):
	default:
		t.Bytes = utf8.AppendRune(t.Bytes, unicode.ToLower(r))
	}
}
