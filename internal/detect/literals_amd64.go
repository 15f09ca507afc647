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
