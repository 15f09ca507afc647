package unmask

import "strings"

// isDigit reports whether c is a digit of ASCII.
func isDigit(c byte) bool { return c >= '0' && c <= '9' }

// isLetter reports whether c is a letter of ASCII.
func isLetter(c byte) bool { return c|0x20 >= 'a' && c|0x20 <= 'z' }

// isAlnum reports whether c is a letter or digit of ASCII.
func isAlnum(c byte) bool { return isLetter(c) || c-'0' < 10 }

// lower returns an ASCII letter as a small one, other bytes as they are.
func lower(c byte) byte {
	if c >= 'A' && c <= 'Z' {
		return c | 0x20
	}
	return c
}

// isBlank reports whether c is a space, tab or line end.
func isBlank(c byte) bool { return c == ' ' || c == '\t' || c == '\r' || c == '\n' }

// isWordRune reports whether r is a letter or digit, or beyond ASCII.
func isWordRune(r rune) bool {
	return r >= '0' && r <= '9' || r|0x20 >= 'a' && r|0x20 <= 'z' || r >= 0x80
}

// hasLetters reports whether there is anything to read.
func hasLetters(s string) bool { return strings.IndexFunc(s, isWordRune) >= 0 }

// between reports whether r is in the range from lo to hi.
func between(r, lo, hi rune) bool { return r >= lo && r <= hi }

// unspaced reports whether r belongs to a script that is written without spaces
// between words, where a zero-width space says where a line may break.
func unspaced(r rune) bool {
	switch {
	case r < 0x0E00:
		return false
	case r < 0x10A0: // Thai, Lao, Tibetan, Myanmar
		return true
	case r < 0x1780:
		return false
	case r < 0x1800, r >= 0x1950 && r < 0x1AB0, r >= 0x1B00 && r < 0x1BC0: // Khmer, Tai, Balinese, Sundanese
		return true
	}
	return r >= 0xA980 && r <= 0xA9FF || r >= 0xAA60 && r <= 0xAADF
}

// eastAsian reports whether r is a Chinese, Japanese or Korean letter.
func eastAsian(r rune) bool {
	return ideograph(r) || r >= 0x3041 && r <= 0x31FF || r >= 0xA000 && r <= 0xA4CF || r >= 0xAC00 && r <= 0xD7A3 ||
		r >= 0x1100 && r <= 0x11FF || r >= 0xFF66 && r <= 0xFF9F
}

// ideograph reports whether r is a CJK ideograph.
func ideograph(r rune) bool {
	return r >= 0x4E00 && r <= 0x9FFF || r >= 0x3400 && r <= 0x4DBF || r >= 0x3005 && r <= 0x3007 ||
		r >= 0xF900 && r <= 0xFAFF || r >= 0x20000 && r <= 0x3FFFD
}
