package semantic

import (
	"encoding/binary"
	"math/bits"
)

// edges finds where the words of text[from:to] begin and end, a block of 64 bytes
// at a time, one bit for each. Words are made of the letters of ASCII and of all
// that is not ASCII; the letter of an escape of a JSON string is no part of one.
type edges struct {
	text     []byte
	from, to int
	within   uint64 // 1: the block before ended inside a word
	behind   uint64 // 1: it ended with a backslash
}

// edgeBlock is how many bytes are looked at together.
const edgeBlock = 64

// next notes where words begin and where they end in the next block, and returns
// how many do.
func (e *edges) next(begins, ends *[edgeBlock / 2]uint32) (begun, ended int) {
	var b *[edgeBlock]byte
	if e.from+edgeBlock <= e.to {
		b = (*[edgeBlock]byte)(e.text[e.from:])
	} else { // what is not there is no letter
		b = new([edgeBlock]byte)
		copy(b[:], e.text[e.from:e.to])
	}
	letters, escapes := lettersIn(b)
	if escapes || e.behind != 0 {
		letters = e.unescaped(b, letters)
	}
	before := letters<<1 | e.within
	begun, ended = places(begins, letters&^before, uint32(e.from)), places(ends, before&^letters, uint32(e.from))
	e.within = letters >> (edgeBlock - 1)
	e.from += edgeBlock
	return begun, ended
}

// places notes the places of the bits of a block that starts at from and returns
// how many there are. It writes four at a time: whether there is one bit more is
// nothing that a processor can guess.
func places(at *[edgeBlock / 2]uint32, found uint64, from uint32) int {
	n := bits.OnesCount64(found)
	for i := 0; i < n && i <= len(at)-4; i += 4 {
		four := (*[4]uint32)(at[i:])
		four[0] = from + lowest(found)
		found &= found - 1
		four[1] = from + lowest(found)
		found &= found - 1
		four[2] = from + lowest(found)
		found &= found - 1
		four[3] = from + lowest(found)
		found &= found - 1
	}
	return n
}

// lowest returns the index of the lowest bit: bits.TrailingZeros64 is slow where it
// has to run on every processor.
func lowest(v uint64) uint32 { return uint32(indexOf[(v^(v-1))*deBruijn>>58]) }

// indexOf gives the index of a bit by the upper bits of the product of deBruijn
// with it and all below.
var indexOf = func() (t [edgeBlock]uint8) {
	for i := range t {
		t[(uint64(2)<<i-1)*deBruijn>>58] = uint8(i)
	}
	return t
}()

const deBruijn = 0x03f79d71b4cb0a89

func isLetter(c byte) bool { return c >= 0x80 || c|0x20 >= 'a' && c|0x20 <= 'z' }

// each is a byte eight times.
const each = 0x0101010101010101

// lettersIn returns which bytes of a block are letters, and whether there are
// backslashes.
func lettersIn(b *[edgeBlock]byte) (letters uint64, escapes bool) {
	var found uint64
	for k := 0; k < edgeBlock; k += 16 {
		v, u := binary.LittleEndian.Uint64(b[k:]), binary.LittleEndian.Uint64(b[k+8:])
		x, y := v^'\\'*each, u^'\\'*each
		found |= (x-each)&^x | (y-each)&^y
		letters |= (upper(lettersOf(v)) | upper(lettersOf(u))<<8) << k
	}
	return letters, found&highBits != 0
}

// lettersOf sets the upper bit of each byte that is a letter.
func lettersOf(v uint64) uint64 {
	const (
		first = (0x80 - 'a') * each     // what a and all above it overflow with
		past  = (0x80 - 'z' - 1) * each // what all above z overflow with
	)
	small := v&^highBits | smallAll
	return (small+first)&^(small+past) | v
}

// upper returns the upper bits of eight bytes, the first one lowest.
func upper(v uint64) uint64 { return v & highBits >> 7 * 0x0102040810204080 >> 56 }

// unescaped takes the letters behind backslashes out of those of a block.
func (e *edges) unescaped(b *[edgeBlock]byte, letters uint64) uint64 {
	slashes := uint64(0)
	for k := 0; k < edgeBlock; k += 8 {
		x := binary.LittleEndian.Uint64(b[k:]) ^ '\\'*each
		slashes |= upper(^((x&^highBits + ^uint64(highBits)) | x)) << k
	}
	letters &^= slashes<<1 | e.behind
	e.behind = slashes >> (edgeBlock - 1)
	return letters
}
