package flow

import (
	"strconv"
	"strings"
	"unicode"
	"unicode/utf16"
	"unicode/utf8"
	"unsafe"

	"golang.org/x/text/unicode/norm"
)

// Text is a text in normal form, made of one piece after the other. It is
// reused from one text to the next.
type Text struct {
	Bytes []byte
	wide  []byte
	chosen
}

// Reset empties the text. Memory that one huge text needed is given back.
func (t *Text) Reset() {
	if cap(t.Bytes) > maxIdle {
		t.Bytes = nil
	}
	t.Bytes = t.Bytes[:0]
}

// maxIdle is how much memory a Text keeps from one text to the next.
const maxIdle = 1 << 20

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
	n := t.reserve(len(text))
	buf := t.Bytes[:cap(t.Bytes)]
	for i := 0; i < len(text); i++ {
		c := normal[text[i]]
		if c < 0x80 {
			buf[n] = c
			n += int((uint32(c) + 0x7F) >> 7) // 0 for what is left out
			continue
		}
		if c != nonASCII {
			r, size := meant(text[i:])
			i += size - 1
			if r < utf8.RuneSelf {
				if c = plainly(r); c != 0 {
					buf[n] = c
					n++
				}
				continue
			}
			t.Bytes = buf[:n]
			t.addRune(r)
		} else {
			t.Bytes = buf[:n]
			end, alone := beyond(text, i)
			if !alone {
				t.addWide(text[i:])
				return
			}
			if !t.addStarters(text[i:end]) {
				t.addWide(text[i:end])
			}
			i = end - 1
		}
		n = t.reserve(len(text) - i)
		buf = t.Bytes[:cap(t.Bytes)]
	}
	t.Bytes = buf[:n]
}

// addStarters is addWide for characters none of which is joined with one before it, as
// accents are; others it leaves. It needs none of the memory that putting accents in
// order does.
func (t *Text) addStarters(text string) (ok bool) {
	before := len(t.Bytes)
	for len(text) > 0 {
		p := norm.NFKD.PropertiesString(text)
		n := p.Size()
		if n == 0 || p.LeadCCC() != 0 || text[0] >= 0xEA && text[0] <= 0xED { // broken, an accent, Hangul
			t.Bytes = t.Bytes[:before]
			return false
		}
		if of := p.Decomposition(); of != nil {
			for len(of) > 0 {
				r, size := utf8.DecodeRune(of)
				t.fold(r)
				of = of[size:]
			}
		} else {
			r, _ := utf8.DecodeRuneInString(text)
			t.fold(r)
		}
		text = text[n:]
	}
	return true
}

// reserve makes room for so many bytes, and returns how many there are.
func (t *Text) reserve(more int) (n int) {
	n = len(t.Bytes)
	if need := n + more; need > cap(t.Bytes) {
		t.Bytes = append(make([]byte, 0, max(need, 2*cap(t.Bytes))), t.Bytes...)
	}
	return n
}

// beyond returns where what is beyond ASCII in text behind i ends. What is of ASCII
// behind it is read by itself (alone), since no character of ASCII is joined with one
// before it; but for what stands for a character that could begin an escape.
func beyond(text string, i int) (end int, alone bool) {
	odd := false
	for end = i; end < len(text) && text[end] >= utf8.RuneSelf; end++ {
		odd = odd || text[end] == 0xEF || text[end] == 0xF3
	}
	if !odd {
		return end, true
	}
	for _, of := range []string{"\U000E0000"[:2], "\uFF06", "\uFE60", "\uFF3C", "\uFE68"} { // tags, & and back slashes
		if strings.Contains(text[i:end], of) {
			return end, false
		}
	}
	return end, true
}

// plainly is the normal form of a character that was escaped; zero when it has none.
func plainly(r rune) byte {
	if r == '&' {
		return '&'
	}
	if c := normal[r]; c < 0x80 {
		return c
	}
	return 0
}

// meant returns the character that text, which begins with & or a back slash, begins
// with, and how long its escape is.
func meant(text string) (r rune, size int) {
	if text[0] == '&' {
		return referred(text)
	}
	if r, size = unescaped(text); r == '&' { // the beginning of another
		n := 0
		r, n = referred(text[size-1:])
		size += n - 1
	}
	return r, size
}

// unescaped returns what the back slash that begins text escapes, at any depth of
// JSON in JSON: \n, \t, \r are white space, \u with four digits is the character of
// that number. Of other escapes the back slash alone goes: r is 0.
func unescaped(text string) (r rune, size int) {
	if len(text) < 2 {
		return 0, 1
	}
	switch text[1] | 0x20 { // in capitals, too
	case 'n', 't', 'r':
		return 0, 2
	case 'u':
		if r, size = unit(text[1:]); size == 0 {
			return 0, 1
		}
		size++
		if !utf16.IsSurrogate(r) {
			return r, size
		}
		rest := strings.TrimLeft(text[size:], "\\")
		if low, n := unit(rest); n > 0 && len(rest) < len(text)-size {
			if whole := utf16.DecodeRune(r, low); whole != utf8.RuneError {
				return whole, len(text) - len(rest) + n
			}
		}
		return utf8.RuneError, size
	}
	return 0, 1
}

// unit reads u and four hexadecimal digits; size is 0 where there are none.
func unit(text string) (r rune, size int) {
	if len(text) < 5 || text[0]|0x20 != 'u' || !isHex(text[1]) || !isHex(text[2]) || !isHex(text[3]) || !isHex(text[4]) {
		return 0, 0
	}
	return rune(nibble(text[1]))<<12 | rune(nibble(text[2]))<<8 | rune(nibble(text[3]))<<4 | rune(nibble(text[4])), 5
}

// referred returns the character that text, which begins with &, refers to in
// HTML, and how long that is: & itself where it is none. References to the & of
// references are read, too, at any depth.
func referred(text string) (r rune, size int) {
	outer := 0
	for len(text)-outer > 4 && text[outer+4] == ';' && strings.EqualFold(text[1+outer:4+outer], "amp") {
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
	switch name := text[1:end]; strings.ToLower(name) {
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
	if strings.Contains(text, "\U000E0000"[:2]) {
		text = strings.Map(shown, text)
	}
	same := norm.NFKD.QuickSpanString(text)
	if t.wide = append(t.wide[:0], text[:same]...); same < len(text) {
		t.wide = norm.NFKD.AppendString(t.wide, text[same:])
	}
	for b := t.wide; len(b) > 0; {
		if b[0] < utf8.RuneSelf {
			c, skip := normal[b[0]], 1
			if c >= utf8.RuneSelf {
				var r rune
				if r, skip = meant(unsafe.String(unsafe.SliceData(b), len(b))); r >= utf8.RuneSelf {
					t.addRune(r)
					c = 0
				} else {
					c = plainly(r)
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

// shown is the letter that a tag, which nobody sees, stands for, and the byte that a
// selector of variants can stand for: those from 16 on.
func shown(r rune) rune {
	switch {
	case r >= 0xE0000 && r < 0xE0080:
		return r - 0xE0000
	case r >= 0xE0100 && r < 0xE0170:
		return r - 0xE0100 + 16
	}
	return r
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
	case r < 0x300: // of Latin
		if r != 0x85 && r != 0xA0 && r != 0xAD {
			t.cased(r)
		}
	case r < 0x370: // accents
	case r >= 0x430 && r < 0x460 || r >= 0x3B1 && r < 0x3CA && r != 'ς': // small letters
		t.Bytes = append(t.Bytes, 0xC0|byte(r>>6), 0x80|byte(r&0x3F))
	case r >= 0x2018 && r <= 0x201B:
		t.Bytes = append(t.Bytes, '\'')
	case r >= 0x201C && r <= 0x201F:
		t.Bytes = append(t.Bytes, '"')
	case r >= 0x2010 && r <= 0x2015 || r == 0x2212:
		t.Bytes = append(t.Bytes, '-')
	case r >= 0x2E80 && r < 0xA640 || r >= 0xAC00 && r < 0xD800: // neither case nor accents
		if r != 0x3000 && r != 0x3099 && r != 0x309A {
			t.Bytes = utf8.AppendRune(t.Bytes, r)
		}
	case unicode.In(r, unicode.Cf, unicode.White_Space) || accent(r):
	default:
		t.cased(r)
	}
}

// cased appends a character without its case. ς and ı are the same as σ and i in
// capitals.
func (t *Text) cased(r rune) {
	if r == 'ß' || r == 'ẞ' {
		t.Bytes = append(t.Bytes, "ss"...)
		return
	}
	t.Bytes = utf8.AppendRune(t.Bytes, unicode.ToLower(unicode.ToUpper(r)))
}

// accent reports whether a mark can be left out by who writes: accents, points of
// Hebrew and Arabic and selectors of forms. Vowels of other scripts cannot.
func accent(r rune) bool {
	if r < 0x300 || !unicode.Is(unicode.Mn, r) {
		return false
	}
	return r < 0x700 || r >= 0x1AB0 && r < 0x1B00 || r >= 0x1DC0 && r < 0x1E00 || r >= 0x20D0 && r < 0x2100 || r >= 0xFB00
}
