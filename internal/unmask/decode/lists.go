package decode

import (
	"unicode/utf8"

	"github.com/mcp-watchdog/mcp-watchdog/internal/unmask"
)

// hexBinary reports whether hex digits are the beginning of compressed data or
// of UTF-16.
func hexBinary(digits string) bool {
	var buf [maxCode]byte
	data := appendHex(buf[:0], digits[:2*headBytes])
	if !maybeCompressed(data) || !compressed(data) {
		return wide(data)
	}
	return payloadOffset(data) > 0 || deflated(appendHex(buf[:0], digits))
}

// lists looks at the list of numbers, or Morse code, that the walk stopped at.
func (d *decoding) lists(s *skimmer, l layer) {
	start, end := s.stretch(notList, 4, s.lists)
	if end == 0 {
		return
	}
	s.lists = end
	numbers, code := listHolds(s.text, start, end)
	if numbers {
		d.readList(s, start, end, &l)
	}
	if code {
		d.morse(s.text, start, end, &l)
	}
}

// listHolds reports whether a stretch has enough digits for a list of numbers
// and enough signs for Morse code.
func listHolds(text string, start, end int) (numbers, code bool) {
	if end-start < minList {
		return false, false
	}
	digits, signs := 0, 0
	for i := start; i < end && (digits < 2*minNumbers-2 || signs < minSigns); i++ {
		digits += int(listCounts[text[i]] & 1)
		signs += int(listCounts[text[i]] >> 1)
	}
	return digits >= 2*minNumbers-2, signs >= minSigns
}

// listCounts has bit 0 for hexadecimal digits, bit 1 for what may begin a sign
// of Morse code.
var listCounts = func() (t [256]uint8) {
	for c := range t {
		switch b := byte(c); {
		case hexDigit[b] < 16:
			t[c] = 1
		case b == '.' || b == '-' || b == '_' || b == '\\' || b == 0xC2 || b == 0xE2:
			t[c] = 2
		}
	}
	return t
}()

func (d *decoding) readList(s *skimmer, start, end int, l *layer) {
	s.lists = max(s.lists, end)
	doneFrom, doneTo := start, start
	scan := newNumberScan(start, end)
	for k, ok := scan.next(s.text); ok; k, ok = scan.next(s.text) {
		if k.from < doneTo && k.to > doneFrom || l.known(k.from, k.to) || !k.says(s.text) || !d.budget.Take(k.n) {
			continue
		}
		b := appendNumbers(make([]byte, 0, k.n*2), s.text[k.from:k.to], &k)
		if d.reveal(b, k.disguise(), l, k.from, k.to, k.shortest()) {
			doneFrom, doneTo = k.from, k.to
			s.runs = max(s.runs, k.to)
		}
	}
}

func (s *streak) disguise() unmask.Disguise {
	if s.kind == bitNumeral {
		return unmask.Binary
	}
	return unmask.Hex
}

func (s *streak) shortest() int {
	if s.kind == bitNumeral {
		return minBitChars
	}
	return minPlain
}

// appendNumbers appends the characters of a streak. Decimal and octal numbers
// may be bytes of UTF-8.
func appendNumbers(dst []byte, text string, k *streak) []byte {
	switch k.kind {
	case hexNumeral:
		return appendHex(dst, text)
	case bitNumeral:
		return appendBits(dst, text, k.width)
	}
	base := rune(10)
	if k.kind == octalNumeral {
		base = 8
	}
	single := true
	eachNumber(text, base, func(r rune) {
		single = single && r < 256
		dst = append(dst, byte(r))
	})
	if single && utf8.Valid(dst) {
		return dst
	}
	dst = dst[:0]
	eachNumber(text, base, func(r rune) { dst = utf8.AppendRune(dst, r) })
	return dst
}

func appendBits(dst []byte, text string, width uint8) []byte {
	value, have := uint32(0), uint8(0)
	for i := 0; i < len(text); i++ {
		switch c := text[i]; {
		case c == '0' && i+1 < len(text) && text[i+1]|0x20 == 'b':
			i++
		case c == '0' || c == '1':
			value = value<<1 | uint32(c&1)
			if have++; have == width {
				dst = append(dst, byte(value&(1<<width-1)))
				have = 0
			}
		case c == '\\':
			i += max(1, escapeLength(text, i)) - 1
		}
	}
	return dst
}

// eachNumber calls f with every number in text.
func eachNumber(text string, base rune, f func(rune)) {
	value, digits := rune(0), 0
	for i := 0; i <= len(text); i++ {
		if i < len(text) && text[i] >= '0' && text[i] <= '9' {
			value, digits = value*base+rune(text[i]-'0'), digits+1
			continue
		}
		if digits > 0 {
			f(value)
			value, digits = 0, 0
		}
		if i < len(text) && text[i] == '\\' {
			i += max(1, escapeLength(text, i)) - 1
		}
	}
}

// escapeLength returns the length of the JSON escape at text[i], or 0.
func escapeLength(text string, i int) int {
	if i+1 >= len(text) {
		return 0
	}
	switch text[i+1] {
	case 'n', 'r', 't', 'b', 'f', '"', '/', '\'':
		return 2
	case 'u':
		if i+6 <= len(text) && hexDigit[text[i+2]]|hexDigit[text[i+3]]|hexDigit[text[i+4]]|hexDigit[text[i+5]] < 16 {
			return 6
		}
	}
	return 0
}
