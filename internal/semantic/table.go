package semantic

import (
	"cmp"
	"encoding/binary"
	"math"
	"slices"
)

// table holds the weights of the features that a model knows, by their hashes. A
// hash names a pair of places, each with a mark of eight further bits of the hash
// and a weight: what a model has never learnt has none, whatever it resembles.
type table [4 << pairBits]byte

// pairBits is the logarithm of how many pairs there are.
const pairBits = 18

// of returns the weight of a feature, 0 if it has none. It asks nothing that a
// processor would have to guess.
func (t *table) of(h uint32) int32 {
	at := h >> (32 - pairBits) << 2
	pair, mark := binary.LittleEndian.Uint32(t[at:at+4]), h>>(32-pairBits-8)&0xff
	first := int32((mark^pair&0xff)-1) >> 31 // all bits, if the mark is the first one
	second := int32((mark^pair>>16&0xff)-1) >> 31 &^ first
	return int32(int8(pair>>8))&first | int32(pair)>>24&second
}

// sums appends what the features before each of all weigh together, and what all do.
// The places of many are looked up at a time, as they lie far from each other.
func (t *table) sums(dst []int32, all []uint32) []int32 {
	dst = slices.Grow(dst, len(all)+1)[:len(all)+1]
	sum := int32(0)
	for i, h := range all {
		dst[i] = sum
		sum += t.of(h)
	}
	dst[len(all)] = sum
	return dst
}

// newTable holds weights, which are quantised to a byte each, and returns what a
// unit of them stands for. Where three features want one pair the smallest goes.
func newTable(places []uint32, weights []float64) (t *table, scale float64) {
	t, scale = &table{}, 1e-9
	order := make([]int, len(places))
	for i := range order {
		order[i] = i
		scale = max(scale, math.Abs(weights[i])/127)
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(math.Abs(weights[b]), math.Abs(weights[a])) })
	for _, i := range order {
		v := byte(int8(math.Round(weights[i] / scale)))
		if v == 0 {
			break
		}
		at, mark := places[i]>>(32-pairBits)<<2, byte(places[i]>>(32-pairBits-8))
		switch pair := t[at : at+4]; {
		case pair[1] == 0:
			pair[0], pair[1] = mark, v
		case pair[3] == 0 && pair[0] != mark:
			pair[2], pair[3] = mark, v
		}
	}
	return t, scale
}
