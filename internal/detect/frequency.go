package detect

import _ "embed"

// frequencies says how often windows of four bytes stand in ordinary text: half
// a byte for each value of the upper 16 bits of gramHash, the binary logarithm of
// how often the most common window of that value was seen in two million bytes of
// English, source code and data, plus one; 0: never. tools/frequency makes it.
//
//go:embed frequency.bin
var frequencies string

// commonness returns the entry of a window, 0 to 15.
func commonness(g uint32) int {
	h := gramHash(g) >> 16
	return int(frequencies[h>>1] >> (h & 1 * 4) & 15)
}

// rarest returns where text has its rarest window, among those at the even
// offsets or the odd.
func rarest(text string, odd int) int {
	best, at := 16, odd
	for k := odd; k+4 <= len(text); k += 2 {
		if c := commonness(gram(text[k:])); c < best {
			best, at = c, k
		}
	}
	return at
}
