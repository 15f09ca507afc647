package semantic

import (
	"math/rand/v2"
	"testing"
)

// TestWeightsByMarks: of finds what a plain comparison of marks finds, the first
// one where both are alike.
func TestWeightsByMarks(t *testing.T) {
	rng := rand.New(rand.NewPCG(5, 6))
	var weights table
	for range 200_000 {
		h := rng.Uint32()
		at, mark := h>>(32-pairBits)<<2, byte(h>>(32-pairBits-8))
		pair := weights[at : at+4]
		for i := range pair {
			pair[i] = byte(rng.Uint32())
		}
		switch rng.IntN(4) {
		case 0:
			pair[0] = mark
		case 1:
			pair[2] = mark
		case 2:
			pair[0], pair[2] = mark, mark
		}
		want := int32(0)
		if pair[0] == mark {
			want = int32(int8(pair[1]))
		} else if pair[2] == mark {
			want = int32(int8(pair[3]))
		}
		if got := weights.of(h); got != want {
			t.Fatalf("%x in % x: %d, not %d", h, pair, got, want)
		}
	}
}
