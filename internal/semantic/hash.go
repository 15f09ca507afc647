package semantic

import (
	"unicode"
	"unicode/utf8"
)

// stemLetters is how many letters of a longer word are its beginning.
const stemLetters = 5

// stemSyllables is the same for Hangul.
const stemSyllables = 2

// The letters of a word are taken eight at a time.
const (
	highBits = 0x8080808080808080
	smallAll = 0x2020202020202020 // makes capitals small
	stemMask = 1<<(8*stemLetters) - 1
	spread   = 0x9fb21c651e98df25
)

// hashWord returns a hash of the word from start to end of a text and, of a longer
// one, that of its beginning, otherwise 0, so that its forms are kin; of scripts
// without spaces this is what stands first. Capitals are small letters.
func hashWord(text string, start, end int) (whole, stem uint32) {
	h := uint64(end - start)
	for i := start; i < end; i += 8 {
		v := eight(text, i, end)
		if v&highBits != 0 {
			return hashWide(text[start:end])
		}
		v |= smallAll
		if i == start && end-start > stemLetters {
			stem = uint32(v & stemMask * spread >> 32)
		}
		h = (h ^ v) * spread
		h ^= h >> 32
	}
	return uint32(h), stem
}

// eight returns the bytes from i on, at most eight and none from end on, as a
// number.
func eight(s string, i, end int) (v uint64) {
	if i+8 <= len(s) {
		s = s[i : i+8]
		v = uint64(s[0]) | uint64(s[1])<<8 | uint64(s[2])<<16 | uint64(s[3])<<24 | uint64(s[4])<<32 | uint64(s[5])<<40 | uint64(s[6])<<48 | uint64(s[7])<<56
	} else {
		for k := i; k < end; k++ {
			v |= uint64(s[k]) << (8 * (k - i))
		}
	}
	if n := end - i; n < 8 {
		v &= 1<<(8*n) - 1
	}
	return v
}

// hashWide is hashWord for words that are not ASCII.
func hashWide(word string) (whole, stem uint32) {
	h, n, letters := uint64(0), 0, stemLetters
	for _, r := range word {
		if r < utf8.RuneSelf {
			r |= 0x20
		} else if hangul(r) {
			letters = stemSyllables
		} else {
			r = small(r)
		}
		if n++; n == letters+1 {
			stem = uint32(h >> 32)
		}
		h = (h ^ uint64(r)) * spread
		h ^= h >> 32
	}
	return uint32(h), stem
}

// small makes capital letters small, of scripts that have them.
func small(r rune) rune {
	if r < 0x590 || r >= 0x1e00 && r < 0x2000 {
		return unicode.ToLower(r)
	}
	return r
}
