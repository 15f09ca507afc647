package unmask

import "encoding/binary"

// What a pair of neighbouring bytes, the second in the light of the first, says
// about the second. The bits are turned so that OR-ing the pairs of a word
// tells both what all of them are and what one of them is.
const (
	notAlphabet  uint8 = 1 << iota // not of a base64 alphabet (a backslash may stand before a slash)
	notList                        // not of a list of numbers or of Morse code
	notArmour                      // neither alphabet nor between two pieces of it
	endsWord                       // white space, or a quote that ends a JSON string
	startsEscape                   // an entity, a percent escape, a backslash escape, =XX, <~
	oddCase                        // a capital after a small letter or a digit
)

// skimTable is indexed by first | second<<8.
var skimTable = newSkimTable()

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
		small, capital = "abcdefghijklmnopqrstuvwxyz", "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
		digit, hex     = "0123456789", "0123456789abcdefABCDEF"
	)
	each(small+digit, capital, oddCase, 0)
	each("%", hex+"uU", startsEscape, 0)
	each("&", "#"+small+capital, startsEscape, 0)
	each("\\", "uUx01234567", startsEscape, 0)
	each("=", hex, startsEscape, 0)
	each("<", "~", startsEscape, 0)
	each("\\", "nrtbfu", notAlphabet, notList) // the letter of an escape
	each("\\", "nrt", endsWord, 0)
	each("\\", "\"", 0, endsWord)
	each("0", "xX", 0, notList)
	return t
}

// skimByte says what a byte is whatever stands before it.
func skimByte(c byte) uint8 {
	var is uint8 = notAlphabet | notList | notArmour
	if base64Digit[c] < 64 || c == '=' || c == '\\' {
		is &^= notAlphabet | notArmour
	}
	switch c {
	case ' ', '\t', '\n', '\r':
		is &^= notArmour | notList
		is |= endsWord
	case '"':
		is &^= notArmour | notList
		is |= endsWord
	case '\'', ',', ';', '|', '>':
		is &^= notArmour
	}
	if hexDigit[c] < 16 || isListMark(c) {
		is &^= notList
	}
	return is
}

// isListMark reports whether c separates numbers, or is or begins or continues
// a character of Morse code.
func isListMark(c byte) bool {
	switch c {
	case ',', ';', ':', '-', '.', '/', '|', '_', '\\', '\'',
		0xC2, 0xB7, 0xE2, 0x80, 0x88, 0x8B, 0x97, 0x90, 0x91, 0x92, 0x93, 0x94, 0x95, 0xA2, 0xA4, 0x99, 0x85, 0x8F:
		return true
	}
	return false
}

const (
	minRun   = 20 // shortest run of base64 letters looked at
	minList  = 20 // shortest list of numbers or Morse looked at
	minDense = 25 // shortest word looked at as base85
	minPart  = 48 // shortest stretch of base64 in short pieces looked at
)

// skimmer walks over a text eight bytes at a time and stops where something
// encoded could stand. Whatever is long enough fills whole words, so that
// looking at words suffices.
type skimmer struct {
	text string
	at   int   // the word at hand, text[at:at+8]; at least 1
	next int   // where to go on
	said uint8 // why it stopped: see the stops

	armour, dense int // full words up to and with this one
	odd           bool

	// What has been looked at ends here.
	runs, lists, parts, words int
}

const (
	stopEscape uint8 = 1 << iota
	stopRun
	stopList
	stopParts
	stopDense
)

// leap moves to the next stop. A text of less than nine bytes has none.
func (s *skimmer) leap() bool {
	text := s.text
	if len(text) < 9 {
		return false
	}
	i := max(1, s.next)
	armour, dense, odd := s.armour, s.dense, s.odd
	for {
		if i+8 > len(text) {
			if i >= len(text) {
				s.next = len(text)
				return false
			}
			i = len(text) - 8 // once more, in part: a whole word
		}
		r := skimWord(text, i)
		if r&notArmour == 0 {
			armour++
			odd = odd || r&oddCase != 0
		} else {
			armour, odd = 0, false
		}
		if r&endsWord == 0 {
			dense++
		} else {
			dense = 0
		}
		if (^r&(notAlphabet|notList)|r&startsEscape) != 0 || dense == 2 || odd && armour >= 4 {
			s.at, s.next = i, i+8
			s.armour, s.dense, s.odd = armour, dense, odd
			if s.said = s.stops(r); s.said != 0 {
				return true
			}
		}
		i += 8
	}
}

// skimWord combines the pairs that end in text[i:i+8].
func skimWord(text string, i int) uint8 {
	b := text[i-1 : i+8 : i+8]
	_ = b
	return 0
}
