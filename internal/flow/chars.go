package flow

import (
	"math/bits"
	"slices"
)

// chars says of 64 characters, one bit each, which a run may consist of, which of
// these hold no words together as hyphens and low lines do, and which of those words
// have few of: capitals, digits and signs.
type chars struct{ run, bare, marked uint64 }

// block is how many characters letters are of.
const block = 64

// appendChars appends those of a text, the last ones filled up with what is none.
func appendChars(all []chars, text string) []chars {
	n, whole := len(all), len(text)/block
	all = slices.Grow(all, whole+1)[:n+whole+1]
	charsOfBlocks(text, all[n:n+whole])
	var last [block]byte
	copy(last[:], text[whole*block:])
	charsOneByOne(string(last[:]), all[n+whole:])
	return all
}

// charsOneByOne is charsOfBlocks for any processor.
func charsOneByOne(text string, into []chars) {
	for i := range into {
		var of chars
		for j := range block {
			in := uint64(inRuns[text[i*block+j]])
			of.run |= in & 1 << j
			of.bare |= in >> 1 & 1 << j
			of.marked |= in >> 2 << j
		}
		into[i] = of
	}
}

// inRuns has the three bits of chars for each byte.
var inRuns = func() (t [256]uint8) {
	for c := range t {
		switch {
		case !alphabet[c]:
		case c == '-' || c == '_':
			t[c] = 1
		case c < 'a':
			t[c] = 7
		default:
			t[c] = 3
		}
	}
	return t
}()

// nextRun returns where the next character that a run may consist of stands, at i or
// behind it; that of no text where there is none.
func nextRun(all []chars, i int) int {
	at := i / block
	if at >= len(all) {
		return i
	}
	rest := all[at].run >> (i % block) << (i % block)
	for rest == 0 {
		if at++; at == len(all) {
			return at * block
		}
		rest = all[at].run
	}
	return at*block + bits.TrailingZeros64(rest)
}

// runEnds returns where the characters from i on that a run may consist of end.
func runEnds(all []chars, i int) int {
	at := i / block
	if n := bits.TrailingZeros64(^(all[at].run >> (i % block))); n < block-i%block {
		return i + n
	}
	for at++; at < len(all); at++ {
		if n := bits.TrailingZeros64(^all[at].run); n < block {
			return at*block + n
		}
	}
	return at * block
}
