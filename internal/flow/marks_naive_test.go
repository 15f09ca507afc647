package flow

import (
	"encoding/binary"
	"math/rand/v2"
	"slices"
	"testing"
)

// naive keeps what the package comment says, window by window.
func naive(text []byte, k *Key) (kept []Mark) {
	last, hash := -1, uint64(0)
	for w := 0; w+Shortest <= len(text); w++ {
		at, lowest := 0, ^uint64(0)
		for i := range seeds {
			if o := uint64(binary.LittleEndian.Uint32(text[w+i:])) * k.order &^ placeMask; o < lowest {
				at, lowest = i, o
			}
		}
		p := w + at%window
		if p == last {
			continue
		}
		last = p
		if h := k.stretch(text[p:]); h != hash {
			kept = append(kept, Mark{h, p})
			hash = h
		}
	}
	return kept
}

// TestMarksAreThoseOfEachWindow holds what is kept against the definition, for texts
// longer than a batch and with much that is alike.
func TestMarksAreThoseOfEachWindow(t *testing.T) {
	r := rand.New(rand.NewPCG(11, 12))
	k := NewKey(r.Uint64(), r.Uint64(), r.Uint64())
	for try := range 400 {
		text := make([]byte, Shortest+r.IntN(10)+try*10)
		for i := range text {
			text[i] = 'a' + byte(r.IntN(1+try%9))
		}
		x := Text{Bytes: text}
		if got, want := x.Marks(&k), naive(text, &k); !slices.Equal(got, want) {
			t.Fatalf("%d bytes: %d marks, want %d", len(text), len(got), len(want))
		}
	}
}
