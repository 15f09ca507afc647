package detect

import (
	"math/rand/v2"
	"slices"
	"testing"
)

// TestEnteredAlike: what looks at many windows at once enters those that looking at
// one after the other does, for bitmaps of every size and wherever a text begins and
// ends.
func TestEnteredAlike(t *testing.T) {
	rng := rand.New(rand.NewPCG(5, 6))
	for _, size := range []uint8{manyBits, mateBits, fewBits} {
		for n := range 600 {
			b := newBitmap(size)
			for i := range b.bits {
				b.bits[i] = rng.Uint64() & rng.Uint64() & rng.Uint64()
				if n%7 == 0 {
					b.bits[i] = ^uint64(0)
				}
			}
			text := make([]byte, rng.IntN(1400))
			for i := range text {
				text[i] = byte(rng.Uint32())
			}
			start := rng.IntN(len(text)+1) &^ 1
			end := min(start+scanBlock, start+rng.IntN(len(text)-start+1))
			var at offsets
			k, i := b.entered(text, start, end, &at)
			var want []uint16
			for j := start; j < i; j += 2 {
				if b.has(gramHash(fold4(text, j))) != 0 {
					want = append(want, uint16(j-start))
				}
			}
			if i < start || i > end || !slices.Equal(at[:k], want) {
				t.Fatalf("size %d, %d to %d of %d: %v up to %d, one by one %v", size, start, end, len(text), at[:k], i, want)
			}
		}
	}
}

// TestLikelyAlike: the same for what stands beside the windows.
func TestLikelyAlike(t *testing.T) {
	rng := rand.New(rand.NewPCG(7, 8))
	for _, size := range []uint8{manyBits, mateBits, fewBits} {
		for range 600 {
			l := literals{near: newLines(size)}
			for i := range l.near.all {
				for k := range l.near.all[i] {
					l.near.all[i][k] = rng.Uint64() & rng.Uint64() & rng.Uint64()
				}
			}
			for i := range l.fours {
				l.fours[i] = rng.Uint64() & rng.Uint64() & rng.Uint64()
			}
			text := make([]byte, rng.IntN(1400))
			for i := range text {
				text[i] = byte(rng.Uint32())
			}
			start := rng.IntN(len(text)+1) &^ 1
			var at []uint16
			for k := 0; k < scanBlock && start+k < len(text); k += 2 {
				if rng.IntN(5) == 0 {
					at = append(at, uint16(k))
				}
			}
			fast, slow := slices.Clone(at), slices.Clone(at)
			n, m := l.likely(text, start, fast), l.likelyOf(text, start, slow, 0, len(slow), 0)
			if !slices.Equal(fast[:n], slow[:m]) {
				t.Fatalf("size %d, from %d of %d: %v, one by one %v", size, start, len(text), fast[:n], slow[:m])
			}
		}
	}
}
