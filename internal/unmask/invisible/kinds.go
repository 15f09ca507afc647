package invisible

import (
	"github.com/mcp-watchdog/mcp-watchdog/internal/unmask"
)

// KindOf says how r hides: it takes no room on the screen, or none of its
// own. Letters, digits, punctuation, ordinary spaces and combining marks are
// not hidden. Whether a hidden character is in its rightful place is a
// question of context (see hunt.judge).
func KindOf(r rune) (unmask.Kind, bool) {
	switch {
	case r < 0xA0:
		return unmask.Control, r < 0x20 && r != '\t' && r != '\n' && r != '\r' || r >= 0x7F
	case r < 0x2000:
		return hiddenLow(r)
	case r < 0xE000:
		return hiddenMiddle(r)
	case r < 0xF900:
		return unmask.PrivateUse, true
	case r < 0x10000:
		return hiddenForms(r)
	}
	return hiddenAbove(r)
}

// hiddenLow covers U+00A0 to U+1FFF.
func hiddenLow(r rune) (unmask.Kind, bool) {
	switch r {
	case 0xAD:
		return unmask.SoftHyphen, true
	case 0x61C: // Arabic letter mark
		return unmask.Bidi, true
	case 0x34F, // combining grapheme joiner
		0x115F, 0x1160, // Hangul fillers
		0x17B4, 0x17B5, // Khmer inherent vowels
		0x180B, 0x180C, 0x180D, 0x180E, 0x180F: // Mongolian selectors and separator
		return unmask.Filler, true
	}
	return 0, false
}

// hiddenMiddle covers U+2000 to U+DFFF.
func hiddenMiddle(r rune) (unmask.Kind, bool) {
	switch {
	case r >= 0x200B && r <= 0x200D, r >= 0x2060 && r <= 0x2064:
		return unmask.ZeroWidth, true
	case r == 0x200E, r == 0x200F, r >= 0x202A && r <= 0x202E, r >= 0x2066 && r <= 0x2069:
		return unmask.Bidi, true
	case r == 0x2065, r == brailleBlank, r == 0x3164:
		return unmask.Filler, true
	case r >= 0x206A && r <= 0x206F: // deprecated format characters
		return unmask.Control, true
	}
	return 0, false
}

// hiddenForms covers U+F900 to U+FFFF.
func hiddenForms(r rune) (unmask.Kind, bool) {
	switch {
	case r >= 0xFE00 && r <= 0xFE0F:
		return unmask.VariationSelector, true
	case r == byteOrderMark:
		return unmask.ZeroWidth, true
	case r == 0xFFA0, r >= 0xFFF0 && r <= 0xFFF8:
		return unmask.Filler, true
	case r >= 0xFDD0 && r <= 0xFDEF, r >= 0xFFF9 && r <= 0xFFFB, r >= 0xFFFE:
		return unmask.Control, true
	}
	return 0, false
}

// hiddenAbove covers the supplementary planes.
func hiddenAbove(r rune) (unmask.Kind, bool) {
	switch {
	case r&0xFFFE == 0xFFFE, r >= 0x1D173 && r <= 0x1D17A:
		return unmask.Control, true
	case r >= 0xF0000:
		return unmask.PrivateUse, true
	case r >= 0xE0100 && r <= 0xE01EF:
		return unmask.VariationSelector, true
	case r >= 0xE0000 && r <= 0xE007F:
		return unmask.Tag, true
	case r >= 0xE0080 && r <= 0xE0FFF, // unassigned, yet never displayed
		r >= 0x13430 && r <= 0x1343F, // hieroglyph layout
		r >= 0x1BCA0 && r <= 0x1BCA3, // shorthand layout
		r == 0x1D159:                 // null notehead
		return unmask.Filler, true
	}
	return 0, false
}

const (
	byteOrderMark = 0xFEFF
	brailleBlank  = 0x2800
)
