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
