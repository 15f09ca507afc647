package decode

import (
	"strings"
	"unicode/utf16"
)

// maxBackslashes is how many backslashes in a row are taken for one: text that
// was escaped over and over.
const maxBackslashes = 8

// backslashAt decodes the backslash escape at text[i]: \u0069, \u{69},
// \U00000069, \x69, \x{69} and octal \151, in UTF-8 where there are several
// bytes.
func backslashAt(text string, i int) (r rune, n int) {
	at := afterBackslashes(text, i)
	if at == i || at >= len(text) {
		return 0, 0
	}
	switch text[at] {
	case 'u':
		r, n = unicodeAt(text, at+1)
	case 'U':
		if r, n = hexRune(text, at+1, 8), 8; r < 0 {
			n = 0
		}
	case 'x':
		if r, n = braced(text, at+1); n == 0 {
			return unitsAt(text, i, '\\')
		}
	case '0', '1', '2', '3':
		return unitsAt(text, i, '\\')
	}
	if n == 0 || !shown(r) {
		return 0, 0
	}
	return r, at + 1 + n - i
}

func afterBackslashes(text string, i int) int {
	at := i
	for at < len(text) && text[at] == '\\' && at-i < maxBackslashes {
		at++
	}
	return at
}

// unicodeAt reads what follows \u: four digits, a pair of surrogates, or digits
// in braces.
func unicodeAt(text string, i int) (r rune, n int) {
	if r, n = braced(text, i); n > 0 {
		return r, n
	}
	if r = hexRune(text, i, 4); r < 0 {
		return 0, 0
	}
	if utf16.IsSurrogate(r) {
		at := afterBackslashes(text, i+4)
		if at == i+4 || at >= len(text) || text[at] != 'u' {
			return 0, 0
		}
		return utf16.DecodeRune(r, hexRune(text, at+1, 4)), at + 5 - i
	}
	return r, 4
}

// braced reads up to eight hexadecimal digits in braces.
func braced(text string, i int) (r rune, n int) {
	if i >= len(text) || text[i] != '{' {
		return 0, 0
	}
	end := strings.IndexByte(text[i:min(len(text), i+10)], '}')
	if end < 2 {
		return 0, 0
	}
	if r = hexRune(text, i+1, end-1); r < 0 {
		return 0, 0
	}
	return r, end + 1
}

// backslashUnit reads one byte written as \x69 or \151.
func backslashUnit(text string, i int) (b byte, n int) {
	at := afterBackslashes(text, i)
	if at == i || at+2 >= len(text) {
		return 0, 0
	}
	if text[at] == 'x' {
		if r := hexRune(text, at+1, 2); r >= 0 {
			return byte(r), at + 3 - i
		}
		return 0, 0
	}
	v := 0
	for _, c := range []byte(text[at : at+3]) {
		if c < '0' || c > '7' {
			return 0, 0
		}
		v = v<<3 | int(c-'0')
	}
	if v > 255 {
		return 0, 0
	}
	return byte(v), at + 3 - i
}

// isOctal reports whether the backslash escape at text[i] is octal, which
// references in patterns look like.
func isOctal(text string, i int) bool {
	at := afterBackslashes(text, i)
	return at < len(text) && text[at] >= '0' && text[at] <= '7'
}

// plainBackslash decodes \n, \t, \r, \" and \/ as text, which are resolved
// beside other escapes only.
func plainBackslash(text string, i int) (c byte, n int) {
	at := afterBackslashes(text, i)
	if at == i {
		return 0, 0
	}
	if c, n = plainEscape(text, at-1); n != 2 || c == '\\' {
		return 0, 0
	}
	return c, at + 1 - i
}
