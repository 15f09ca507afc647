package flow

import (
	"math/rand/v2"
	"slices"
	"testing"
)

// TestChars holds what looks at 16 bytes at once against what looks at one.
func TestChars(t *testing.T) {
	r := rand.New(rand.NewPCG(9, 10))
	for n := range 300 {
		text := make([]byte, n)
		for i := range text {
			if text[i] = byte(r.Uint32()); i%3 > 0 {
				text[i] &= 0x7F
			}
		}
		if n == 256 {
			for i := range text {
				text[i] = byte(i)
			}
		}
		padded := string(text) + string(make([]byte, block-n%block))
		want := make([]chars, len(padded)/block)
		charsOneByOne(padded, want)
		all := appendChars(nil, string(text))
		if !slices.Equal(all, want) {
			t.Fatalf("%q: %x, want %x", text, all, want)
		}
		for i, c := range text {
			if all[i/block].run>>(i%block)&1 == 1 != alphabet[c] {
				t.Fatalf("%q in a run?", c)
			}
		}
		for from, i := 0, 0; ; from = i {
			for i = from; i < n && !alphabet[text[i]]; i++ {
			}
			if got := nextRun(all, from); got != i && (i < n || got < n) {
				t.Fatalf("%q: the next behind %d begins at %d, not at %d", text, from, got, i)
			}
			if i >= n {
				break
			}
			from = i
			for i < n && alphabet[text[i]] {
				i++
			}
			if got := runEnds(all, from); got != i {
				t.Fatalf("%q: what begins at %d ends at %d, not at %d", text, from, got, i)
			}
		}
	}
}
