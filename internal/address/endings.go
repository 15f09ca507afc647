package address

import (
	"encoding/binary"
	"math/bits"
)

// Endings tells most texts that end like none of a few from all others, at the
// price of one look at their last bytes.
type Endings [1 << endingBits / 64]uint64

const endingBits = 10

// EndingsOf returns those of some texts of at least five bytes.
func EndingsOf(texts ...string) *Endings {
	var e Endings
	for _, t := range texts {
		e.add(t)
	}
	return &e
}

func (e *Endings) add(text string) {
	if len(text) < lastBytes {
		panic("address: too short to have an ending")
	}
	h := endingOf(text)
	e[h>>6] |= 1 << (h & 63)
}

// May reports whether text may end with one of the texts; false is certain.
func (e *Endings) May(text string) bool {
	if len(text) < lastBytes {
		return false
	}
	h := endingOf(text)
	return e[h>>6]>>(h&63)&1 != 0
}

// lastBytes is how many bytes an ending is.
const lastBytes = 5

func endingOf(text string) uint32 {
	end := text[len(text)-lastBytes:]
	v := binary.LittleEndian.Uint32([]byte(end[:4])) ^ bits.RotateLeft32(uint32(end[4])*0x85ebca6b, 11)
	return v * 0x9e3779b1 >> (32 - endingBits)
}
