package invisible

import "unicode"

// The functions here answer one question each: is r a character next to which a
// certain invisible character does its proper work? They go by blocks and err to
// yes: a wrong yes leaves one joiner in a text, a wrong no damages a word.

// cursive reports whether r is a letter or mark of a script whose letters join,
// so that a joiner or non-joiner beside it changes what is drawn.
func cursive(r rune) bool {
	switch {
	case r >= 0x0600 && r <= 0x06FF:
		return unicode.IsLetter(r) || IsMark(r)
	case r < 0x0700:
		return false
	case r < 0x0900: // Syriac, Arabic supplement, Thaana, N'Ko, Samaritan, Mandaic, Arabic extended
		return true
	case r < 0x1800:
		return false
	case r < 0x18B0: // Mongolian
		return true
	}
	return r >= 0xA840 && r <= 0xA877 || r >= 0xFB50 && r <= 0xFDCF || r >= 0xFDF0 && r <= 0xFDFF ||
		r >= 0xFE70 && r <= 0xFEFC || r >= 0x10AC0 && r <= 0x10AFF || r >= 0x10B80 && r <= 0x10BAF ||
		r >= 0x10D00 && r <= 0x10D3F || r >= 0x10F30 && r <= 0x10FDF || r >= 0x1E900 && r <= 0x1E95F
}

// indic reports whether r belongs to a Brahmic script, where joiners choose
// between the forms of a conjunct.
func indic(r rune) bool {
	switch {
	case r < 0x0900:
		return false
	case r < 0x10A0: // Devanagari to Sinhala, Thai, Lao, Tibetan, Myanmar
		return true
	case r < 0x1700:
		return false
	case r < 0x1800, r >= 0x1900 && r < 0x1C50: // Philippine, Khmer; Limbu to Lepcha
		return true
	}
	return r >= 0xA800 && r <= 0xA82F || r >= 0xA880 && r <= 0xA8FF || r >= 0xA930 && r <= 0xA95F ||
		r >= 0xA980 && r <= 0xAAFF || r >= 0xABC0 && r <= 0xABFF || r >= 0x11000 && r <= 0x11FFF
}

// virama reports whether r kills the vowel of the consonant before it.
func virama(r rune) bool {
	switch r {
	case 0x094D, 0x09CD, 0x0A4D, 0x0ACD, 0x0B4D, 0x0BCD, 0x0C4D, 0x0CCD, 0x0D3B, 0x0D3C, 0x0D4D, 0x0DCA, 0x0F84,
		0x1039, 0x103A, 0x1714, 0x1734, 0x17D2, 0x1A60, 0x1B44, 0x1BAA, 0x1BAB, 0x1BF2, 0x1BF3, 0xA806, 0xA8C4,
		0xA953, 0xA9C0, 0xAAF6, 0xABED:
		return true
	}
	return r >= 0x11000 && r <= 0x11FFF && IsMark(r)
}

// emoji reports whether r can be part of an emoji sequence.
func emoji(r rune) bool {
	return r >= 0x1F000 && r <= 0x1FAFF || r >= 0x1FC00 && r <= 0x1FFFD || symbol(r)
}

// symbol reports whether r is a character of the basic plane that is drawn as
// text or as a picture, as a variation selector after it says.
func symbol(r rune) bool {
	switch {
	case r < 0x2000:
		return r == 0xA9 || r == 0xAE
	case r < 0x2190:
		return r == 0x203C || r == 0x2049 || r == 0x20E3 || r >= 0x2100 && r <= 0x214F
	case r < 0x2400: // arrows, mathematical operators, technical
		return true
	}
	return r >= 0x2460 && r <= 0x24FF || r >= 0x25A0 && r <= 0x27BF || r >= 0x27F0 && r <= 0x27FF ||
		r >= 0x2900 && r <= 0x2BFF || r == 0x3030 || r == 0x303D || r == 0x3297 || r == 0x3299
}

// rightToLeft reports whether r is read from right to left.
func rightToLeft(r rune) bool {
	return r >= 0x0590 && r <= 0x08FF && r != 0x061C || r >= 0xFB1D && r <= 0xFDFF || r >= 0xFE70 && r <= 0xFEFC ||
		r >= 0x10800 && r <= 0x10FFF || r >= 0x1E800 && r <= 0x1EFFF
}
