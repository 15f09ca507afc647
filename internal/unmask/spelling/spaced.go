package spelling

import (
	"strings"
	"unicode/utf8"

	"github.com/mcp-watchdog/mcp-watchdog/internal/unmask"
)

const (
	// minSpelled is the least number of letters set apart that are read as
	// words. Initials and acronyms have fewer.
	minSpelled = 5
	// maxSpelled bounds the letters that are segmented at once.
	maxSpelled = 4 << 10
	// maxTried is the number of units up to which May looks for words in
	// them.
	maxTried = 64
	// widestGap is the greatest number of characters between two letters that
	// are set apart, or between two words of them.
	widestGap = 4
)

// A letterUnit is a letter or digit that stands alone.
type letterUnit struct {
	c    byte // what it reads as
	at   int
	gap  bool // a new word begins
	wide bool // is not ASCII
	size uint8
}

// letter returns the small letter that u stands for.
func (u letterUnit) letter() byte {
	if c := unmask.Lower(u.c); unmask.IsLetter(c) {
		return c
	}
	return leetLetter(u.c)
}

// aloneAt returns the letter or digit that stands alone at i, whatever stands
// before it.
func aloneAt(s string, i int) (u letterUnit, ok bool) {
	if c := s[i]; c == '@' || c == '$' || c == '!' {
		return letterUnit{c: c, at: i, size: 1}, i+1 < len(s) && !wordAt(s, i+1)
	}
	c, size := s[i], 1
	if c >= utf8.RuneSelf {
		r, n := utf8.DecodeRuneInString(s[i:])
		if sc := scriptOf(r); sc == noScript || sc >= joining {
			return u, false
		}
		if c, _ = foldRune(r); c < 2 {
			return u, false
		}
		size = n
	} else if !unmask.IsAlnum(c) {
		return u, false
	}
	end := i + size
	for end < len(s) && s[end] >= utf8.RuneSelf && scriptAt(s, end) == joining {
		_, n := utf8.DecodeRuneInString(s[end:])
		end += n
	}
	if end < len(s) && wordAt(s, end) || end-i > 0xFF {
		return u, false
	}
	return letterUnit{c: c, at: i, size: uint8(end - i), wide: end-i > 1}, true
}

// wordAt reports whether the character at i is part of a word and seen.
func wordAt(s string, i int) bool {
	switch c := s[i]; {
	case c == '@', c == '$':
		return true
	case c == '!': // stands for i by itself, ends a sentence after a letter
		return i > 0 && i+1 < len(s) && s[i-1] < utf8.RuneSelf && !unmask.IsAlnum(s[i-1]) && !unmask.IsAlnum(s[i+1])
	case c < utf8.RuneSelf:
		return unmask.IsAlnum(c)
	}
	sc := scriptAt(s, i)
	return sc != noScript && sc != foldUnseen
}

// A gap is what stands between two units: so many times the same character, or
// others.
type gap struct {
	char  rune
	count int
	white bool
}

// gapAt returns the gap at i and where it ends. A gap that is too wide counts 0.
// raw says that white space may be written as in JSON.
func gapAt(s string, i int, raw bool) (g gap, end int) {
	for end = i; end < len(s) && !wordAt(s, end); {
		r, n := utf8.DecodeRuneInString(s[end:])
		if r == '\\' && raw && end+1 < len(s) {
			if k := strings.IndexByte("bfnrt\\", s[end+1]); k >= 0 {
				r, n = rune("\b\f\n\r\t\\"[k]), 2
			}
		}
		end += n
		if r == '\r' || r >= utf8.RuneSelf && scriptOf(r) == foldUnseen {
			if end-i > 64 {
				return gap{}, end
			}
			continue
		}
		if r == '[' || r == ']' {
			r = '|' // brackets that open and shut in turn
		}
		if g.count == 0 {
			g.char = r
		}
		g.white = g.white || r == ' ' || r == '\n' || r == '\t' || r == 0xA0
		if g.count++; g.count > widestGap {
			return gap{}, end
		}
	}
	return g, end
}

// spelled follows the units from i on that are set apart by one and the same
// gap, words of them by a wider one or by a space, and appends them to units
// until there are limit. It returns where they end and how many are letters.
func spelled(s string, i int, units []letterUnit, limit int, raw bool) (all []letterUnit, end, letters int) {
	var base gap
	newWord := false
	end = i
	for i < len(s) && len(units) < limit {
		u, ok := aloneAt(s, i)
		if !ok {
			break
		}
		u.gap = newWord
		units = append(units, u)
		if unmask.IsLetter(u.c) {
			letters++
		}
		i += int(u.size)
		end = i
		g, next := gapAt(s, i, raw)
		if g.count == 0 || next >= len(s) {
			break
		}
		if base.count == 0 {
			base = g
		}
		switch {
		case g == base:
			newWord = false
		case g.char == base.char && g.count > base.count, g.white && !base.white:
			newWord = true
		case len(units) == 2 && base.char == g.char && g.count < base.count:
			base, newWord = g, false // the first word has one letter
		default:
			return units, end, letters
		}
		i = next
	}
	return units, end, letters
}

// isSpelled reports whether units, with so many letters, may be words. Somewhere
// three letters or digits, not all digits, follow each other, or a letter is not
// ASCII: by that May notices them.
func isSpelled(units []letterUnit, letters int) bool {
	if len(units) < minSpelled || letters*3 < len(units) || letters < 3 {
		return false
	}
	row, lettersInRow := 0, 0
	for _, u := range units {
		switch {
		case u.wide:
			return true
		case u.gap || !unmask.IsAlnum(u.c):
			row, lettersInRow = 0, 0
		}
		if unmask.IsAlnum(u.c) {
			row++
		}
		if unmask.IsLetter(u.c) {
			lettersInRow = row
		}
		if row >= 3 && lettersInRow+2 >= row && lettersInRow > 0 {
			return true
		}
	}
	return false
}

// anyWord reports whether some English word of three letters or more is in the
// units, in any way. There are at most maxTried.
func anyWord(units []letterUnit) bool {
	var buf, turned [maxTried]byte
	for i, u := range units {
		buf[i] = u.letter()
	}
	w := turned[:len(units)]
	for way := range 4 {
		for i, c := range buf[:len(units)] {
			if way&1 != 0 {
				c = rotate(c)
			}
			if way&2 != 0 {
				w[len(w)-1-i] = c
			} else {
				w[i] = c
			}
		}
		for i := range w {
			if words().prefix(w[i:], 3) {
				return true
			}
		}
	}
	return false
}
