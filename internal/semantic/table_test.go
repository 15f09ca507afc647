package semantic

import (
	"math"
	"math/rand/v2"
	"testing"
)

// TestTable: features have the weights they were given, to half a unit, and what is
// unknown has none, but for the few whose place and mark are those of another.
func TestTable(t *testing.T) {
	rng := rand.New(rand.NewPCG(5, 6))
	given := map[uint32]float64{}
	var places []uint32
	var weights []float64
	for len(places) < 60_000 {
		h := rng.Uint32()
		if _, ok := given[h]; !ok {
			given[h] = rng.NormFloat64()
			places, weights = append(places, h), append(weights, given[h])
		}
	}
	table, scale := newTable(places, weights)
	lost := 0
	for h, w := range given {
		if got := float64(table.of(h)) * scale; math.Abs(got-w) > scale/2+1e-9 {
			lost++
		}
	}
	if lost > len(places)/25 {
		t.Errorf("%d of %d features lost their weights", lost, len(places))
	}
	mistaken := 0
	const unknown = 100_000
	for range unknown {
		if h := rng.Uint32(); given[h] == 0 && table.of(h) != 0 {
			mistaken++
		}
	}
	if mistaken > unknown/100 {
		t.Errorf("%d of %d unknown features have a weight", mistaken, unknown)
	}
}

// TestTableKeepsTheHeaviest: of three features that want one pair the lightest goes, and of two
// with one mark, too.
func TestTableKeepsTheHeaviest(t *testing.T) {
	const pair, mark = 77 << (32 - pairBits), 1 << (32 - pairBits - 8)
	table, scale := newTable([]uint32{pair | 1*mark, pair | 2*mark, pair | 3*mark, pair | 3*mark | 1}, []float64{0.5, -2, 1, 0.9})
	for h, want := range map[uint32]float64{pair | 1*mark: 0, pair | 2*mark: -2, pair | 3*mark: 1, pair: 0} {
		if got := float64(table.of(h)) * scale; math.Abs(got-want) > scale/2 {
			t.Errorf("%x: %.2f, want %.2f", h, got, want)
		}
	}
}
