package stego

import (
	"math/rand/v2"
	"testing"
)

// TestWordsBefore: what is looked at eight bytes at a time is found as it
// is byte by byte.
func TestWordsBefore(t *testing.T) {
	slowly := func(raw []byte, i int) (start, end int) {
		for i > 0 && (raw[i-1] == '}' || raw[i-1] == ']' || raw[i-1] == ' ') {
			i--
		}
		if i < 3 || raw[i-1] != '"' {
			return 0, 0
		}
		if i--; raw[i-1] == '\\' {
			i--
		}
		end = i
		for i > 0 && end-i <= longestSingle && isLetter(raw[i-1]) {
			i--
		}
		if i == end || i == 0 || raw[i-1] != '"' {
			return end, end
		}
		return i, end
	}
	rng := rand.New(rand.NewPCG(1, 2))
	letters := []byte("abzAZmNo\"\"\",,}] \\@[`{\x80\xff\xc1\xe10")
	words := 0
	for range 50000 {
		raw := []byte(`"`)
		for range rng.IntN(40) {
			if c := letters[rng.IntN(len(letters))]; rng.IntN(4) == 0 {
				raw = append(raw, c)
			} else {
				raw = append(raw, letters[rng.IntN(8)])
			}
		}
		raw = append(raw, `",`...)
		for i := range raw {
			if i > 0 && raw[i] == ',' {
				start, end := wordBefore(raw, i)
				if s, e := slowly(raw, i); s != start || e != end {
					t.Fatalf("%q: before %d is the word %d to %d, not %d to %d", raw, i, start, end, s, e)
				}
				if start < end {
					words++
				}
			}
		}
	}
	if words < 1000 {
		t.Errorf("only %d words", words)
	}
}
