//go:build !purego

package semantic

import "unsafe"

// nextBlocks is next for whole blocks of 64 bytes from text on, of which there are
// blocks, until more than most words have begun. from is where text is in all of it.
// It is written in the language of the processor, which looks at 16 bytes at once.
//
//go:noescape
func nextBlocks(text *byte, blocks int, from uint32, e *edges, begins, ends *uint32, most int) (read, begun, ended int)

// some is next for as many blocks as there are words room for.
func (e *edges) some(s *stretch, begun, ended int) (b, n int) {
	blocks := (e.to - e.from) / edgeBlock
	if blocks <= 0 {
		return e.next((*[edgeBlock / 2]uint32)(s.begins[GateWords+begun:]), (*[edgeBlock / 2]uint32)(s.ends[ended:]))
	}
	read, b, n := nextBlocks(unsafe.SliceData(e.text[e.from:e.to]), blocks, uint32(e.from), e, &s.begins[GateWords+begun], &s.ends[ended], gateMany-edgeBlock/2-begun)
	e.from += read * edgeBlock
	return b, n
}

// untilLimit is untilLimitOf.
func (g *Gate) untilLimit(text []byte, s *stretch, i, n int) int {
	whole := n // words with eight bytes to read
	for whole > i && int(s.begins[GateWords+whole-1]) > len(text)-8 {
		whole--
	}
	if whole == i {
		return g.untilLimitOf(text, s, i, n)
	}
	i, s.sum = weighWords(unsafe.SliceData(text), &s.begins[GateWords], &s.ends[0], &s.worth[0], &g.weights[0], &firstBytes[0], i, whole, s.sum, g.limit)
	return i
}

// weighWords weighs the words from i to n, or to the first behind which sum has
// reached the limit, and returns how many are weighed then, and their sum. The worth
// of a word goes behind those of GateWords others.
//
//go:noescape
func weighWords(text *byte, begins, ends *uint32, worth *int8, weights *byte, masks *uint64, i, n int, sum, limit int32) (weighed int, now int32)
