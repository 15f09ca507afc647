package invisible

import (
	"unicode"
	"unicode/utf8"

	"github.com/mcp-watchdog/mcp-watchdog/internal/lazy"
)

// hiddenRanges lists what KindOf accepts above ASCII, for the byte table. A
// test compares the two over all of Unicode.
var hiddenRanges = [...][2]rune{
	{0x80, 0x9F}, {0xAD, 0xAD}, {0x34F, 0x34F}, {0x61C, 0x61C}, {0x115F, 0x1160}, {0x17B4, 0x17B5},
	{0x180B, 0x180F}, {0x200B, 0x200F}, {0x202A, 0x202E}, {0x2060, 0x206F}, {brailleBlank, brailleBlank},
	{0x3164, 0x3164}, {0xE000, 0xF8FF}, {0xFDD0, 0xFDEF}, {0xFE00, 0xFE0F}, {byteOrderMark, byteOrderMark},
	{0xFFA0, 0xFFA0}, {0xFFF0, 0xFFFB}, {0xFFFE, 0xFFFF}, {0x13430, 0x1343F}, {0x1BCA0, 0x1BCA3},
	{0x1D159, 0x1D159}, {0x1D173, 0x1D17A}, {0xE0000, 0xE0FFF}, {0xF0000, 0x10FFFF},
	{0x1FFFE, 0x1FFFF}, {0x2FFFE, 0x2FFFF}, {0x3FFFE, 0x3FFFF}, {0x4FFFE, 0x4FFFF}, {0x5FFFE, 0x5FFFF},
	{0x6FFFE, 0x6FFFF}, {0x7FFFE, 0x7FFFF}, {0x8FFFE, 0x8FFFF}, {0x9FFFE, 0x9FFFF}, {0xAFFFE, 0xAFFFF},
	{0xBFFFE, 0xBFFFF}, {0xCFFFE, 0xCFFFF}, {0xDFFFE, 0xDFFFF}, {0xEFFFE, 0xEFFFF},
}

// pairs tells which two neighbouring bytes give a hidden character or a
// combining mark away: pairs[a|b<<8] is not zero. ASCII controls need no second
// byte.
var pairs = lazy.Value(pairTable)

func pairTable() *[1 << 16]uint8 {
	t := new([1 << 16]uint8)
	for a := range utf8.RuneSelf {
		if _, hidden := KindOf(rune(a)); hidden {
			for b := range 256 {
				t[a|b<<8] = 1
			}
		}
	}
	note := func(r rune) {
		var b [utf8.UTFMax]byte
		utf8.EncodeRune(b[:], r)
		at := telling(b[0], b[1])
		t[int(b[at])|int(b[at+1])<<8] = 1
	}
	for _, span := range hiddenRanges {
		for r := span[0]; r <= span[1]; r++ {
			note(r)
			switch { // the first two bytes tell 64 characters, or 4,096
			case r >= 0xE0000:
				r |= 0xFFF
			case r >= 0xE000 && r < 0xF900:
				r |= 63
			}
		}
	}
	eachRune(unicode.Mn, note)
	eachRune(unicode.Me, note)
	return t
}

// telling returns which two neighbouring bytes of a character give it away.
// That is the first two, but for prefixes that quotation marks, kana and emoji
// share, where it is the last two.
func telling(first, second byte) int {
	switch {
	case first == 0xE2 && second == 0x80, first == 0xE3 && (second == 0x80 || second == 0x82):
		return 1
	case first == 0xF0 && second == 0x9F:
		return 2
	}
	return 0
}

// noted has a bit for each hidden character and each combining mark (general
// categories Mn and Me) of the basic plane.
var noted = notedTable()

func notedTable() (t [0x10000 / 64]uint64) {
	note := func(r rune) {
		if r < 0x10000 {
			t[r>>6] |= 1 << (r & 63)
		}
	}
	for c := range rune(utf8.RuneSelf) {
		if _, hidden := KindOf(c); hidden {
			note(c)
		}
	}
	for _, span := range hiddenRanges {
		for r := span[0]; r <= min(span[1], 0xFFFF); r++ {
			note(r)
		}
	}
	eachRune(unicode.Mn, note)
	eachRune(unicode.Me, note)
	return t
}

// ordinary reports whether r is neither hidden nor a combining mark.
func ordinary(r rune) bool {
	if r < 0x10000 {
		return noted[r>>6]>>(r&63)&1 == 0
	}
	return !isHidden(r) && !IsMark(r)
}

// suspect returns the offset, at or after i, of the first character of s that
// may be hidden or a combining mark, or len(s). i is at a character.
func suspect[T string | []byte](s T, i int) int {
	pairs := pairs()
	const (
		ones = 0x0101010101010101
		high = 0x8080808080808080
	)
	from := i
	for ; i+8 < len(s); i += 8 {
		b := s[i : i+9]
		w := uint64(b[0]) | uint64(b[1])<<8 | uint64(b[2])<<16 | uint64(b[3])<<24 |
			uint64(b[4])<<32 | uint64(b[5])<<40 | uint64(b[6])<<48 | uint64(b[7])<<56
		// Eight printable ASCII bytes: none below 0x20, none above 0x7E.
		if ((w-ones*0x20)&^w|w|(w+ones))&high == 0 {
			continue
		}
		if pairs[uint16(w)]|pairs[uint16(w>>8)]|pairs[uint16(w>>16)]|pairs[uint16(w>>24)]|
			pairs[uint16(w>>32)]|pairs[uint16(w>>40)]|pairs[uint16(w>>48)]|pairs[uint16(w>>56)|uint16(b[8])<<8] == 0 {
			continue
		}
		if at := suspectAmong(s, from, i, i+8); at >= 0 {
			return at
		}
	}
	if at := suspectAmong(s, from, i, len(s)); at >= 0 {
		return at
	}
	return len(s)
}

// suspectAmong returns the start of the first character of s that is given away
// between i and end and may be hidden or a mark, or -1. It goes back no further
// than from.
func suspectAmong[T string | []byte](s T, from, i, end int) int {
	pairs := pairs()
	for ; i < end; i++ {
		next := byte(0)
		if i+1 < len(s) {
			next = s[i+1]
		}
		if pairs[uint16(s[i])|uint16(next)<<8] == 0 {
			continue
		}
		at := i
		for at > max(from, i-2) && !utf8.RuneStart(s[at]) {
			at--
		}
		if c := s[at]; c>>4 == 0xE && at+2 < len(s) {
			r := rune(c&15)<<12 | rune(s[at+1]&63)<<6 | rune(s[at+2]&63)
			if noted[r>>6]>>(r&63)&1 == 0 {
				continue
			}
		}
		return at
	}
	return -1
}

// MayHide reports whether raw UTF-8 bytes could hold a character that
// Characters marks, or a C1 control that ANSI marks. It looks at bytes as they
// are: an escape like \u200b is six ordinary characters to it. It errs to true
// (an emoji selector is enough), never to false.
func MayHide(raw []byte) bool {
	for i := suspect(raw, 0); i < len(raw); i = suspect(raw, i) {
		// A script with marks has many: go on character by character until it
		// pays to leap again.
		stacked := 0
		for plain := 0; i < len(raw) && plain < 4; {
			r, n := utf8.DecodeRune(raw[i:])
			i += n
			if ordinary(r) {
				stacked = 0
				plain++
				continue
			}
			if _, hidden := KindOf(r); hidden {
				return true
			}
			plain = 0
			if stacked++; stacked > maxStacked {
				return true
			}
		}
	}
	return false
}

// Ready makes the table that nearly every text needs. Who calls it beside
// something else spares the first text the waiting.
func Ready() { pairs() }
