package spelling

import (
	"unicode/utf8"

	"github.com/mcp-watchdog/mcp-watchdog/internal/unmask"
)

// turnedLetter returns the small letter that r shows when the page is upside
// down, or 0. Letters that look the same either way have none.
func turnedLetter(r rune) byte {
	switch r {
	case 0x250, 0x2C6F: // ɐ
		return 'a'
	case 0x254, 0x186: // ɔ
		return 'c'
	case 0x1DD, 0x18E: // ǝ
		return 'e'
	case 0x25F, 0x2132: // ɟ
		return 'f'
	case 0x183, 0x1D77: // ƃ
		return 'g'
	case 0x265, 0xA78D: // ɥ
		return 'h'
	case 0x131, 0x1D09: // ı
		return 'i'
	case 0x27E, 0x17F: // ɾ ſ
		return 'j'
	case 0x29E, 0xA7B0: // ʞ
		return 'k'
	case 0x26F, 0x19C: // ɯ
		return 'm'
	case 0x279, 0x1D1A: // ɹ
		return 'r'
	case 0x287, 0xA7B1: // ʇ
		return 't'
	case 0x28C, 0x245: // ʌ
		return 'v'
	case 0x28D: // ʍ
		return 'w'
	case 0x28E: // ʎ
		return 'y'
	}
	return 0
}

// flipLetter returns what r shows when the page is upside down, or 0.
func flipLetter(r rune) byte {
	if r >= utf8.RuneSelf {
		return turnedLetter(r)
	}
	switch c := unmask.Lower(byte(r)); c {
	case 'n':
		return 'u'
	case 'u':
		return 'n'
	case 'b':
		return 'q'
	case 'q':
		return 'b'
	case 'd':
		return 'p'
	case 'p':
		return 'd'
	case 'l', 'o', 's', 'x', 'z', 'i', 'j', 'h', 'm', 'y', 't', 'a', 'c', 'e', 'f', 'g', 'k', 'r', 'v', 'w':
		return c // look alike, or were left as they are
	case '6':
		return '9'
	case '9':
		return '6'
	default:
		return c
	}
}

// flipped reports whether w is an English word upside down, read from its end.
func (w *lookWord) flipped(s string) bool {
	var buf [maxWord]byte
	at := maxWord
	for i := w.start; i < w.end; {
		r, size := utf8.DecodeRuneInString(s[i:])
		i += size
		c := flipLetter(r)
		if !unmask.IsLetter(c) || at == 0 {
			return false
		}
		at--
		buf[at] = c
	}
	return englishWord(buf[at:])
}

// upsideDowns returns readings of the stretches of text that are written upside
// down. Such a text is read from its end.
func upsideDowns(text string, b *unmask.Budget) []unmask.Reading {
	var all []unmask.Reading
	for i, done := nextWide(text, 0), 0; i < len(text); i = nextWide(text, i) {
		start, end := i, i
		stop := lineStop(text, i)
		found := 0
		for k, from := i, done; k < stop; k = nextWide(text[:stop], k) {
			w := readWord(text[:stop], k, from)
			if w.view(text[:stop]) == upsideDown {
				if found == 0 {
					start = w.start
				}
				found += w.n
				end = w.end
			}
			k, from = w.end, w.end
		}
		if found >= 5 {
			start, end = upsideDownEnds(text, max(start-maxLine, done), start, end, stop)
			if !b.Take(end - start) {
				return all
			}
			all = append(all, unmask.Reading{Disguise: unmask.LookAlike, Text: flip(text[start:end]), Start: start, End: end})
		}
		i, done = stop, stop
	}
	return all
}

// upsideDownEnds widens a stretch to the words beside it that are no English as
// they stand: not every letter of a text is turned.
func upsideDownEnds(text string, first, start, end, stop int) (int, int) {
	for start > first {
		i := start
		for i > first && text[i-1] == ' ' {
			i--
		}
		k := i
		for k > first && text[k-1] > ' ' && text[k-1] < utf8.RuneSelf {
			k--
		}
		if k == i || !partOfTurned(text[k:i]) {
			break
		}
		start = k
	}
	for end < stop {
		i := end
		for i < stop && text[i] == ' ' {
			i++
		}
		k := i
		for k < stop && text[k] > ' ' && text[k] < utf8.RuneSelf {
			k++
		}
		if k == i || !partOfTurned(text[i:k]) {
			break
		}
		end = k
	}
	return start, end
}

// partOfTurned reports whether an ASCII word is not English as it stands, or is
// upside down as well.
func partOfTurned(word string) bool {
	if word[len(word)-1] == ':' {
		return false
	}
	var buf [maxWord]byte
	n := 0
	for i := range len(word) {
		if unmask.IsLetter(word[i]) && n < maxWord {
			buf[n] = unmask.Lower(word[i])
			n++
		}
	}
	return n < 2 || words().known(buf[:n]) == 0
}

// flip turns s by 180 degrees.
func flip(s string) string {
	out := make([]byte, len(s))
	at := len(out)
	for i := 0; i < len(s); {
		r, size := utf8.DecodeRuneInString(s[i:])
		if c := flipLetter(r); c != 0 {
			at--
			out[at] = c
		} else {
			at -= size
			copy(out[at:], s[i:i+size])
		}
		i += size
	}
	return string(out[at:])
}
