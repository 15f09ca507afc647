package decode

import (
	"encoding/binary"
	"unsafe"

	"github.com/mcp-watchdog/mcp-watchdog/internal/lazy"
)

// What a pair of neighbouring bytes, the second in the light of the first, says
// about the second. The bits are turned so that OR-ing pairs tells at once what
// all of them are and what one of them is.
const (
	notAlphabet  uint8 = 1 << iota // not of a base64 alphabet (a backslash may stand before a slash)
	notList                        // not of a list of numbers or of Morse code
	notArmour                      // neither alphabet nor between two pieces of it
	endsWord                       // what is not of base85, white space, or the end of a JSON string
	startsEscape                   // an entity, a percent escape, a backslash escape, =XX, <~
	oddCase                        // a capital after a small letter or a digit, or a digit after a capital
	digitSign                      // a digit, a plus sign, or what may be a dot
	rareSign                       // a sign that base85 has and words seldom have
)

// skimTable is indexed by first | second<<8.
var skimTable = lazy.Value(newSkimTable)

func newSkimTable() *[1 << 16]uint8 {
	t := new([1 << 16]uint8)
	for second := range 256 {
		single := skimByte(byte(second))
		for first := range 256 {
			t[first|second<<8] = single
		}
	}
	each := func(firsts, seconds string, set, unset uint8) {
		for i := range len(firsts) {
			for k := range len(seconds) {
				at := int(firsts[i]) | int(seconds[k])<<8
				t[at] = t[at]&^unset | set
			}
		}
	}
	const (
		small, capital = "abcdefghijklmopqsuvwxyz", "ABCDEFGHIJKLMNOPQRSTUVWXYZ" // n, r, t may belong to an escape
		digits, hex    = "0123456789", "0123456789abcdefABCDEF"
	)
	each(small+digits, capital, oddCase, 0)
	each(capital, digits, oddCase, 0)
	each("%", hex+"uU", startsEscape, 0)
	each("&", "#"+small+"nrt"+capital, startsEscape, 0)
	each("\\", "uUx01234567", startsEscape, 0)
	each("=", hex, startsEscape, 0)
	each("<", "~", startsEscape, 0)
	each("\\", "nrtbfu", notAlphabet, notList) // the letter of an escape
	each("\\", "nrt", endsWord, 0)
	each("\\", "\"", 0, endsWord)
	each("0", "xX", 0, notList)
	each("\\", "u", rareSign, 0)  // which may stand for one
	each("M", "DT", digitSign, 0) // what is all digits has none in base64
	each("N", "jmz", digitSign, 0)
	return t
}

// skimByte says what a byte is whatever stands before it.
func skimByte(c byte) uint8 {
	is := notAlphabet | notList | notArmour
	if base64Digit[c] < 64 || c == '=' || c == '\\' {
		is &^= notAlphabet | notArmour
	}
	switch c {
	case 0: // ends everything
		is |= endsWord
	case ' ', '\t', '\n', '\r', '"':
		is &^= notArmour | notList
		is |= endsWord
	case '\'', ',', ';', '|', '>':
		is &^= notArmour
	}
	if hexDigit[c] < 16 || isListMark(c) {
		is &^= notList
	}
	switch {
	case c >= 0x80:
		is |= endsWord | digitSign
	case isDecimal(c) || c == '.' || c == '+':
		is |= digitSign
	}
	if isRare(c) {
		is |= rareSign
	}
	return is
}

// isRare reports whether c is one of the signs of which base85 of 20 letters
// hardly ever has none.
func isRare(c byte) bool {
	switch c {
	case '!', '#', '$', '@', '^', '|', '~', '?', '<', '>', '*':
		return true
	}
	return false
}

// isListMark reports whether c separates numbers, or is or begins or continues
// a character of Morse code.
func isListMark(c byte) bool {
	switch c {
	case ',', ';', ':', '-', '.', '/', '|', '_', '\\', '\'':
		return true
	}
	return isMorseByte(c)
}

// Lengths, in bytes, below which nothing is looked at.
const (
	minText  = 17
	minRun   = 20 // a run of base64 letters
	minList  = 20 // a list of numbers, or Morse
	minDense = 25 // a word of base85
	minParts = 64 // base64 in short pieces
)

// skimmer walks over a text sixteen bytes at a time and stops where something
// encoded could stand.
type skimmer struct {
	text string
	at   int   // the block that it stopped at, text[at:at+16], the end of which is in the stretch
	next int   // where to go on
	said uint8 // why it stopped: see the stops

	halves uint64 // the last eight groups of four bytes

	runs, lists, parts, words int // what has been looked at ends here
}

const (
	stopEscape uint8 = 1 << iota
	stopList
	stopParts
	stopDense
	stopRun // the last one, as it may move on
)

func newSkimmer(text string) skimmer {
	return skimmer{text: text, next: 1, halves: ^uint64(0)}
}

// seek makes the walk go on at i.
func (s *skimmer) seek(i int) { s.next, s.halves = max(1, i), ^uint64(0) }

// passed makes the walk leave a long run behind that has been looked at, and
// reports whether it does.
func (s *skimmer) passed() bool {
	if s.runs <= s.next+64 {
		return false
	}
	s.seek(s.runs)
	return true
}

// leap moves to the next stop.
//
// Four groups of one sort in a row make a stretch: 19 bytes of a sort always
// have them. Five make a word, which 23 bytes always have, and eight with a
// change of case make base64 in pieces. Runs and lists need a digit, words a
// rare sign.
func (s *skimmer) leap() bool {
	text, t, le := unsafe.Slice(unsafe.StringData(s.text), len(s.text)), skimTable(), binary.LittleEndian
	if len(text) < minText {
		return false
	}
	halves := s.halves
	var tail [17]byte
	for i := s.next; i < len(text); i += 16 {
		b := tail[:]
		if i+16 <= len(text) {
			b = text[i-1 : i+16]
		} else {
			copy(b, text[i-1:])
		}
		_ = b[16]
		g0 := t[le.Uint16(b)] | t[le.Uint16(b[1:])] | t[le.Uint16(b[2:])] | t[le.Uint16(b[3:])]
		g1 := t[le.Uint16(b[4:])] | t[le.Uint16(b[5:])] | t[le.Uint16(b[6:])] | t[le.Uint16(b[7:])]
		g2 := t[le.Uint16(b[8:])] | t[le.Uint16(b[9:])] | t[le.Uint16(b[10:])] | t[le.Uint16(b[11:])]
		g3 := t[le.Uint16(b[12:])] | t[le.Uint16(b[13:])] | t[le.Uint16(b[14:])] | t[le.Uint16(b[15:])]
		halves = halves<<32 | uint64(g0)<<24 | uint64(g1)<<16 | uint64(g2)<<8 | uint64(g3)

		four := halves | halves>>8
		four |= four >> 16 // each of the four lower bytes: a group and the three before it
		eight := uint8(four | four>>32)
		five := four | halves>>32&(0x01010101*uint64(endsWord))
		five &= five >> 8
		all := uint8(five & (five >> 16)) // bits that are clear in one of them
		digit := eight >> 6 & 1
		sign := ^all&(digit*(notAlphabet|notList)|eight>>7*endsWord) | (g0|g1|g2|g3)&startsEscape | eight>>3&^eight&(digit*notArmour)
		if sign != 0 {
			s.at, s.next, s.halves = i, i+16, halves
			if s.said = s.stops(sign); s.said != 0 {
				return true
			}
		}
	}
	s.next = len(text)
	return false
}

// stops says what the signs of the block at hand are worth a look for: what has
// not had one.
func (s *skimmer) stops(sign uint8) (said uint8) {
	if sign&startsEscape != 0 {
		said |= stopEscape
	}
	if sign&notAlphabet != 0 && s.at+16 > s.runs {
		said |= stopRun
	}
	if sign&notList != 0 && s.at+16 > s.lists {
		said |= stopList
	}
	if sign&notArmour != 0 && s.at+16 > s.parts {
		said |= stopParts
	}
	if sign&endsWord != 0 && s.at+16 > s.words {
		said |= stopDense
	}
	return said
}

// stretch returns the stretch of bytes without the bit that the block at hand
// shows, of at least so many groups of four. It does not go back beyond from.
// Without one, end is 0.
func (s *skimmer) stretch(bit uint8, groups, from int) (start, end int) {
	full := s.halves | s.halves>>8 | s.halves>>16 | s.halves>>24
	if groups > 4 {
		full |= full >> (8 * (groups - 4))
	}
	for e := s.at + 4; e <= min(s.at+16, len(s.text)); e += 4 {
		start = e - 4*groups
		if uint8(full>>(2*(s.at+16-e)))&bit != 0 || start < max(1, from) {
			continue
		}
		start = s.begin(start, max(1, from), bit)
		if start == 1 && from == 0 && skimByte(s.text[0])&bit == 0 {
			start = 0
		}
		return start, s.end(e, bit)
	}
	return 0, 0
}

// clear reports whether no byte between i and end has the bit.
func (s *skimmer) clear(i, end int, bit uint8) bool {
	t := skimTable()
	for ; i < end; i++ {
		if t[int(s.text[i-1])|int(s.text[i])<<8]&bit != 0 {
			return false
		}
	}
	return true
}

// begin goes back from i, to least at most, as long as bytes have not the bit.
func (s *skimmer) begin(i, least int, bit uint8) int {
	text, t := s.text, skimTable()
	for i > least && t[int(text[i-2])|int(text[i-1])<<8]&bit == 0 {
		i--
	}
	return i
}

// end returns where the first byte with the bit is, from i on.
func (s *skimmer) end(i int, bit uint8) int {
	text, t, le := unsafe.Slice(unsafe.StringData(s.text), len(s.text)), skimTable(), binary.LittleEndian
	for ; i+8 <= len(text); i += 8 {
		b := text[i-1 : i+8]
		_ = b[8]
		if (t[le.Uint16(b)]|t[le.Uint16(b[1:])]|t[le.Uint16(b[2:])]|t[le.Uint16(b[3:])]|
			t[le.Uint16(b[4:])]|t[le.Uint16(b[5:])]|t[le.Uint16(b[6:])]|t[le.Uint16(b[7:])])&bit != 0 {
			break
		}
	}
	for i < len(text) && t[int(text[i-1])|int(text[i])<<8]&bit == 0 {
		i++
	}
	return i
}
