//go:build !purego

package detect

import "unsafe"

// The windows of blocks of 32 bytes from text on that are in a bitmap of each size.
// Their offsets, of which the first block has k, go to at, four at a time; behind the
// last block there are two bytes more. These are written in the language of the
// processor, which shifts the bit that it has tested into a mask.
//
//go:noescape
func enteredMany(bitmap *uint64, text *byte, blocks int, k uint32, at *uint16) (n int)

//go:noescape
func enteredSome(bitmap *uint64, text *byte, blocks int, k uint32, at *uint16) (n int)

//go:noescape
func enteredFew(bitmap *uint64, text *byte, blocks int, k uint32, at *uint16) (n int)

// Those of the windows at[from:to] in text that are likely, which are moved to at[n:];
// how many there are then. All have two bytes on both sides.
//
//go:noescape
func likelyMany(near *cacheLine, fours *fourBitmap, text *byte, at *uint16, from, to, n int) int

//go:noescape
func likelySome(near *cacheLine, fours *fourBitmap, text *byte, at *uint16, from, to, n int) int

//go:noescape
func likelyFew(near *cacheLine, fours *fourBitmap, text *byte, at *uint16, from, to, n int) int

// likelyAmong is likelyOf for windows that have two bytes on both sides.
func (l *literals) likelyAmong(text []byte, start int, at []uint16, from, to, n int) int {
	if from >= to {
		return n
	}
	first, near := unsafe.SliceData(text[start:]), unsafe.SliceData(l.near.all)
	switch {
	case l.near.many != nil:
		return likelyMany(near, &l.fours, first, &at[0], from, to, n)
	case l.near.some != nil:
		return likelySome(near, &l.fours, first, &at[0], from, to, n)
	}
	return likelyFew(near, &l.fours, first, &at[0], from, to, n)
}

// entered is that of literals for as many blocks as there are; i is how far it came.
func (b *bitmap) entered(text []byte, start, end int, at *offsets) (n, i int) {
	blocks := min(len(text)-start-2, end-start) / 32
	if blocks <= 0 {
		return 0, start
	}
	first, bits := unsafe.SliceData(text[start:]), unsafe.SliceData(b.bits)
	switch {
	case b.many != nil:
		n = enteredMany(bits, first, blocks, 0, &at[0])
	case b.some != nil:
		n = enteredSome(bits, first, blocks, 0, &at[0])
	default:
		n = enteredFew(bits, first, blocks, 0, &at[0])
	}
	return n, start + 32*blocks
}
