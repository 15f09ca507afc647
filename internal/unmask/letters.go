package unmask

import "strings"

// IsDigit reports whether c is a digit of ASCII.
func IsDigit(c byte) bool { return c >= '0' && c <= '9' }

// IsLetter reports whether c is a letter of ASCII.
func IsLetter(c byte) bool { return c|0x20 >= 'a' && c|0x20 <= 'z' }

// IsAlnum reports whether c is a letter or digit of ASCII.
func IsAlnum(c byte) bool { return IsLetter(c) || c-'0' < 10 }

// Lower returns an ASCII letter as a small one, other bytes as they are.
func Lower(c byte) byte {
	if c >= 'A' && c <= 'Z' {
		return c | 0x20
	}
	return c
}

// IsBlank reports whether c is a space, tab or line end.
func IsBlank(c byte) bool { return c == ' ' || c == '\t' || c == '\r' || c == '\n' }

// IsWordRune reports whether r is a letter or digit, or beyond ASCII.
func IsWordRune(r rune) bool {
	return r >= '0' && r <= '9' || r|0x20 >= 'a' && r|0x20 <= 'z' || r >= 0x80
}

// HasLetters reports whether there is anything to read.
func HasLetters(s string) bool { return strings.IndexFunc(s, IsWordRune) >= 0 }

// Between reports whether r is in the range from lo to hi.
func Between(r, lo, hi rune) bool { return r >= lo && r <= hi }

// Unspaced reports whether r belongs to a script that is written without spaces
// between words, where a zero-width space says where a line may break.
func Unspaced(r rune) bool {
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

// EastAsian reports whether r is a Chinese, Japanese or Korean letter.
func EastAsian(r rune) bool {
	return Ideograph(r) || r >= 0x3041 && r <= 0x31FF || r >= 0xA000 && r <= 0xA4CF || r >= 0xAC00 && r <= 0xD7A3 ||
		r >= 0x1100 && r <= 0x11FF || r >= 0xFF66 && r <= 0xFF9F
}

// Ideograph reports whether r is a CJK ideograph.
func Ideograph(r rune) bool {
	return r >= 0x4E00 && r <= 0x9FFF || r >= 0x3400 && r <= 0x4DBF || r >= 0x3005 && r <= 0x3007 ||
		r >= 0xF900 && r <= 0xFAFF || r >= 0x20000 && r <= 0x3FFFD
}
