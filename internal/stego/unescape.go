package stego

import (
	"bytes"
	"unicode/utf8"
)

// maxText bounds what is taken out of one string.
const maxText = 1 << 20

// Unescape appends what the content of a JSON string says. What is no escape
// stays as it is.
func Unescape(dst, s []byte) []byte {
	s = s[:min(len(s), maxText)]
	for {
		k := bytes.IndexByte(s, '\\')
		if k < 0 || k+1 >= len(s) {
			return append(dst, s...)
		}
		dst = append(dst, s[:k]...)
		n := 2
		switch c := s[k+1]; c {
		case 'n':
			dst = append(dst, '\n')
		case 't':
			dst = append(dst, '\t')
		case 'r':
			dst = append(dst, '\r')
		case 'b', 'f':
			dst = append(dst, ' ')
		case 'u':
			r, size := runeOf(s[k:])
			dst = utf8.AppendRune(dst, r)
			n = size
		default:
			dst = append(dst, c)
		}
		s = s[k+n:]
	}
}

// runeOf reads the escape \uXXXX, or two of them that are one character.
func runeOf(s []byte) (rune, int) {
	r := hex4(s)
	if r < 0 {
		return 'u', 2
	}
	if r >= 0xd800 && r < 0xdc00 && len(s) >= 12 && s[6] == '\\' && s[7] == 'u' {
		if low := hex4(s[6:]); low >= 0xdc00 && low < 0xe000 {
			return (r-0xd800)<<10 + (low - 0xdc00) + 0x10000, 12
		}
	}
	return r, 6
}

func hex4(s []byte) rune {
	if len(s) < 6 {
		return -1
	}
	r := rune(0)
	for _, c := range s[2:6] {
		switch {
		case c >= '0' && c <= '9':
			r = r<<4 | rune(c-'0')
		case c|0x20 >= 'a' && c|0x20 <= 'f':
			r = r<<4 | rune(c|0x20-'a'+10)
		default:
			return -1
		}
	}
	return r
}
