package spelling

import (
	"unicode/utf8"

	"github.com/mcp-watchdog/mcp-watchdog/internal/unmask"
)

// plainWide passes over characters from i on, the first of which is not ASCII,
// that cannot be in a word that looks like another, and returns where they end.
// It reports false where it takes a closer look to know. from is where the word
// at i may begin at the earliest.
func plainWide(s string, i, from int) (next int, plain bool) {
	switch c := s[i]; {
	case c >= 0xE3 && c <= 0xED:
		return plainEastAsian(s, i)
	case c >= 0xC3 && c <= 0xC5:
		return plainLatin(s, i, from)
	case c >= 0xCE && c <= 0xD1:
		return plainLetters(s, i, from)
	case c >= 0xD6 && c <= 0xDB:
		return plainSemitic(s, i, from)
	case c == 0xE0:
		return plainIndic(s, i, from)
	case c == 0xE1 && i+1 < len(s) && s[i+1] >= 0xB8 && s[i+1] <= 0xBB:
		return plainLatin(s, i, from)
	case c == 0xE2:
		return plainSymbols(s, i)
	case c == 0xF0 && i+3 < len(s) && s[i+1] == 0x9F && s[i+2] >= 0x8C && s[i+2] <= 0xAB: // pictures
		return i + 4, true
	}
	return i, false
}

// plainEastAsian passes over ideographs, kana and Hangul syllables.
func plainEastAsian(s string, i int) (next int, plain bool) {
	for next = i; next+2 < len(s); next += 3 {
		for next+2 < len(s) && s[next] >= 0xE4 && s[next] <= 0xE9 {
			next += 3
		}
		if next+2 >= len(s) {
			break
		}
		switch c, d := s[next], s[next+1]; {
		case c >= 0xE4 && c <= 0xE9, c == 0xEB, c == 0xEC, c == 0xEA && d >= 0xB0, c == 0xED && d < 0x9E,
			c == 0xE3 && (d >= 0x81 && d <= 0x83 || d == 0x80 && (s[next+2] < 0xAA || s[next+2] > 0xAF)):
		default:
			return next, next > i
		}
	}
	return next, next > i
}

// plainLatin reads a word of ASCII letters and letters of Latin-1 and the first
// Latin extensions, which is plain unless it would be an English word without
// accents.
func plainLatin(s string, i, from int) (next int, plain bool) {
	var buf [maxWord]byte
	start := i
	for start > from && i-start < maxWord/2 && unmask.IsLetter(s[start-1]) {
		start--
	}
	if start > 0 && s[start-1] == '\\' {
		return i, false
	}
	n := len(lowered(buf[:0], s[start:i]))
	for next = i; next < len(s) && n < maxWord; n++ {
		c := s[next]
		if c < utf8.RuneSelf {
			if CharClass[c]&(digitChar|leetSign) != 0 {
				return i, false
			}
			if !unmask.IsLetter(c) {
				break
			}
			buf[n] = unmask.Lower(c)
			next++
			continue
		}
		r, size := latinRune(s, next)
		if size == 0 {
			if !plainEnd(s, next) {
				return i, false
			}
			break
		}
		folded, loose := foldRune(r)
		if loose || folded < 2 || stroked(r) || turnedLetter(r) != 0 {
			return i, false
		}
		buf[n] = unmask.Lower(folded)
		next += size
	}
	return next, next > i && n < maxWord && !oneWord(buf[:n])
}

// latinRune returns the letter with an accent at i, size 0 if there is none.
func latinRune(s string, i int) (r rune, size int) {
	switch c := s[i]; {
	case c >= 0xC3 && c <= 0xC5 && i+1 < len(s):
		if r = rune(c&0x1F)<<6 | rune(s[i+1]&0x3F); r != 0xD7 && r != 0xF7 {
			return r, 2
		}
	case c == 0xE1 && i+2 < len(s) && s[i+1] >= 0xB8 && s[i+1] <= 0xBB:
		return 0x1000 | rune(s[i+1]&0x3F)<<6 | rune(s[i+2]&0x3F), 3
	}
	return 0, 0
}

// plainEnd reports whether the character at i, which is not ASCII, is one of
// the common ones that end a word: typographic punctuation, East Asian letters.
func plainEnd(s string, i int) bool {
	c := s[i]
	return c == 0xE2 && i+2 < len(s) && s[i+1] == 0x80 && s[i+2] >= 0x90 && s[i+2] <= 0xA7 || c >= 0xE4 && c <= 0xE9 ||
		c == 0xC2 && i+1 < len(s) && (s[i+1] == 0xA0 || s[i+1] == 0xBB)
}

// oneWord reports whether w is an English word that accents do not stand in.
func oneWord(w []byte) bool { return len(w) >= 5 && accentless(w) }

// plainLetters passes over a word of Greek or Cyrillic letters, which is plain
// if one of them passes for no ASCII letter and no other letter is beside it.
func plainLetters(s string, i, from int) (next int, plain bool) {
	if i > from && unmask.IsAlnum(s[i-1]) {
		return i, false
	}
	for next = i; next+1 < len(s) && s[next] >= 0xCE && s[next] <= 0xD1; next += 2 {
		if !plain {
			c, loose := foldRune(rune(s[next]&0x1F)<<6 | rune(s[next+1]&0x3F))
			plain = c == 0 || loose
		}
	}
	if next < len(s) && (unmask.IsAlnum(s[next]) || s[next] >= utf8.RuneSelf && scriptAt(s, next) != noScript) {
		return i, false
	}
	return next, plain
}

// plainSemitic passes over a word of Hebrew, Arabic or Syriac letters, which has
// nothing to do with English unless Latin letters are beside it.
func plainSemitic(s string, i, from int) (next int, plain bool) {
	for next = i; next+1 < len(s) && s[next] >= 0xD6 && s[next] <= 0xDB; next += 2 {
	}
	return next, next > i && aloneIn(s, i, next, from)
}

// plainIndic does the same for the scripts of India, Thai and Lao.
func plainIndic(s string, i, from int) (next int, plain bool) {
	for next = i; next+2 < len(s) && s[next] == 0xE0; next += 3 {
	}
	return next, next > i && aloneIn(s, i, next, from)
}

// aloneIn reports whether no letter stands before i or at next.
func aloneIn(s string, i, next, from int) bool {
	return (i == from || !unmask.IsAlnum(s[i-1])) && (next == len(s) || !unmask.IsAlnum(s[next]) &&
		(s[next] < utf8.RuneSelf || scriptAt(s, next) == noScript))
}

// plainSymbols passes over punctuation, arrows and pictures.
func plainSymbols(s string, i int) (next int, plain bool) {
	if i+2 >= len(s) {
		return i, false
	}
	switch c, d := s[i+1], s[i+2]; {
	case c == 0x80 && d >= 0x90 && d <= 0xA7, c >= 0x86 && c <= 0x90, c >= 0x94 && c <= 0xAF:
		return i + 3, true
	}
	return i, false
}
