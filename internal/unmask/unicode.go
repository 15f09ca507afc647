package unmask

import (
	"unicode"
	"unicode/utf8"
)

// hiddenKind says how r hides: it takes no room on the screen, or none of its
// own. Letters, digits, punctuation, ordinary spaces and combining marks are
// not hidden. Whether a hidden character is in its rightful place is a
// question of context (see hunt.judge).
func hiddenKind(r rune) (Kind, bool) {
	switch {
	case r < 0xA0:
		return Control, r < 0x20 && r != '\t' && r != '\n' && r != '\r' || r >= 0x7F
	case r < 0x2000:
		return hiddenLow(r)
	case r < 0xE000:
		return hiddenMiddle(r)
	case r < 0xF900:
		return PrivateUse, true
	case r < 0x10000:
		return hiddenForms(r)
	}
	return hiddenAbove(r)
}

// hiddenLow covers U+00A0 to U+1FFF.
func hiddenLow(r rune) (Kind, bool) {
	switch r {
	case 0xAD:
		return SoftHyphen, true
	case 0x61C: // Arabic letter mark
		return Bidi, true
	case 0x34F, // combining grapheme joiner
		0x115F, 0x1160, // Hangul fillers
		0x17B4, 0x17B5, // Khmer inherent vowels
		0x180B, 0x180C, 0x180D, 0x180E, 0x180F: // Mongolian selectors and separator
		return Filler, true
	}
	return 0, false
}

// hiddenMiddle covers U+2000 to U+DFFF.
func hiddenMiddle(r rune) (Kind, bool) {
	switch {
	case r >= 0x200B && r <= 0x200D, r >= 0x2060 && r <= 0x2064:
		return ZeroWidth, true
	case r == 0x200E, r == 0x200F, r >= 0x202A && r <= 0x202E, r >= 0x2066 && r <= 0x2069:
		return Bidi, true
	case r == 0x2065, r == brailleBlank, r == 0x3164:
		return Filler, true
	case r >= 0x206A && r <= 0x206F: // deprecated format characters
		return Control, true
	}
	return 0, false
}

// hiddenForms covers U+F900 to U+FFFF.
func hiddenForms(r rune) (Kind, bool) {
	switch {
	case r >= 0xFE00 && r <= 0xFE0F:
		return VariationSelector, true
	case r == byteOrderMark:
		return ZeroWidth, true
	case r == 0xFFA0, r >= 0xFFF0 && r <= 0xFFF8:
		return Filler, true
	case r >= 0xFDD0 && r <= 0xFDEF, r >= 0xFFF9 && r <= 0xFFFB, r >= 0xFFFE:
		return Control, true
	}
	return 0, false
}

// hiddenAbove covers the supplementary planes.
func hiddenAbove(r rune) (Kind, bool) {
	switch {
	case r&0xFFFE == 0xFFFE, r >= 0x1D173 && r <= 0x1D17A:
		return Control, true
	case r >= 0xF0000:
		return PrivateUse, true
	case r >= 0xE0100 && r <= 0xE01EF:
		return VariationSelector, true
	case r >= 0xE0000 && r <= 0xE007F:
		return Tag, true
	case r >= 0xE0080 && r <= 0xE0FFF, // unassigned, yet never displayed
		r >= 0x13430 && r <= 0x1343F, // hieroglyph layout
		r >= 0x1BCA0 && r <= 0x1BCA3, // shorthand layout
		r == 0x1D159:                 // null notehead
		return Filler, true
	}
	return 0, false
}

const (
	byteOrderMark = 0xFEFF
	brailleBlank  = 0x2800
)

// hiddenRanges lists what hiddenKind accepts above ASCII, for the byte table. A
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

// Two neighbouring bytes give a hidden character or a combining mark away when
// first[a]&second[b] is not zero: each byte that can be the first of such a
// pair has a bit of its own, which second holds for the bytes that complete it.
// ASCII controls need no second byte.
var first, second = pairTables()

func pairTables() (first, second [256]uint32) {
	bits := 1
	note := func(r rune) {
		var b [utf8.UTFMax]byte
		utf8.EncodeRune(b[:], r)
		at := telling(b[0], b[1])
		if first[b[at]] == 0 {
			first[b[at]] = 1 << bits
			bits++
		}
		second[b[at+1]] |= first[b[at]]
	}
	for c := range second {
		second[c] = 1
		if _, hidden := hiddenKind(rune(c)); hidden && c < utf8.RuneSelf {
			first[c] = 1
		}
	}
	for _, span := range hiddenRanges {
		for r := span[0]; r <= span[1]; r++ {
			note(r)
			if r >= 0xE0000 { // one pair tells 4,096 runes
				r = min(r|0xFFF, max(r, span[1]-1))
			}
		}
	}
	for _, table := range []*unicode.RangeTable{unicode.Mn, unicode.Me} {
		eachRune(table, note)
	}
	if bits > 32 {
		panic("unmask: more than 31 telling bytes: widen first and second")
	}
	return first, second
}

// telling returns which two neighbouring bytes of a character give it away.
// That is the first two, but for prefixes that kana and emoji share, where it
// is the last two.
func telling(first, second byte) int {
	switch {
	case first == 0xE3 && (second == 0x80 || second == 0x82):
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
	for r := range rune(0x10000) {
		if _, hidden := hiddenKind(r); hidden {
			t[r>>6] |= 1 << (r & 63)
		}
	}
	for _, table := range []*unicode.RangeTable{unicode.Mn, unicode.Me} {
		eachRune(table, func(r rune) {
			if r < 0x10000 {
				t[r>>6] |= 1 << (r & 63)
			}
		})
	}
	return t
}

// suspect returns the offset, at or after i, of the first character of s that
// may be hidden or a combining mark, or len(s). i is at a character.
func suspect[T string | []byte](s T, i int) int {
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
		if first[b[0]]&second[b[1]]|first[b[1]]&second[b[2]]|first[b[2]]&second[b[3]]|first[b[3]]&second[b[4]]|
			first[b[4]]&second[b[5]]|first[b[5]]&second[b[6]]|first[b[6]]&second[b[7]]|first[b[7]]&second[b[8]] == 0 {
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
	for ; i < end; i++ {
		next := byte(0)
		if i+1 < len(s) {
			next = s[i+1]
		}
		if first[s[i]]&second[next] == 0 {
			continue
		}
		at := i
		for at > from && !utf8.RuneStart(s[at]) {
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

// MayHideUnicode reports whether raw UTF-8 bytes could hold a character that
// Invisible marks, or a C1 control that ANSI marks. It looks at bytes as they
// are: an escape like \u200b is six ordinary characters to it. It errs to true
// (an emoji selector is enough), never to false.
func MayHideUnicode(raw []byte) bool {
	for i := suspect(raw, 0); i < len(raw); i = suspect(raw, i) {
		// A script with marks has many: go on character by character until it
		// pays to leap again.
		stacked := 0
		for plain := 0; i < len(raw) && plain < 4; {
			r, n := utf8.DecodeRune(raw[i:])
			i += n
			if r < 0x10000 && noted[r>>6]>>(r&63)&1 == 0 {
				stacked = 0
				plain++
				continue
			}
			if _, hidden := hiddenKind(r); hidden {
				return true
			}
			plain, stacked = 0, stacked+1
			if !isMark(r) {
				stacked = 0
			}
			if stacked > maxStacked {
				return true
			}
		}
	}
	return false
}
