package flow

import (
	"math/rand/v2"
	"strings"
	"testing"
)

// TestFewAreKept: of random text about a quarter of the stretches is kept.
func TestFewAreKept(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 6))
	k := NewKey(r.Uint64(), r.Uint64(), r.Uint64())
	var x Text
	x.Add(prose(r, 200_000))
	n := len(x.Marks(&k))
	if share := float64(n) / float64(len(x.Bytes)); share > 0.27 {
		t.Errorf("%.3f of the stretches are kept", share)
	}
}

func BenchmarkMarks(b *testing.B) {
	r := rand.New(rand.NewPCG(1, 2))
	ascii := strings.ReplaceAll(prose(r, 1<<20), "é", "e")
	k := NewKey(1, 2, 3)
	var x Text
	b.Run("normal form", func(b *testing.B) {
		b.SetBytes(int64(len(ascii)))
		for b.Loop() {
			x.Reset()
			x.Add(ascii)
		}
	})
	b.Run("marks", func(b *testing.B) {
		b.SetBytes(int64(len(ascii)))
		b.ReportAllocs()
		for b.Loop() {
			x.From(0)
			for x.Next(&k) != nil {
			}
		}
	})
}
