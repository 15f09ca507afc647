package decode

import (
	"encoding/binary"
	mathbits "math/bits"
)

// maxCode is the number of bytes within which a block of deflate has described
// its code: at most 320 code lengths in 14 bits each, rounded up for those that
// are hardly ever that long.
const maxCode = 384

// bitReader reads bits, the lowest of a byte first. Beyond the end it reads
// zeros.
type bitReader struct {
	data []byte
	at   int
}

func (r *bitReader) over() bool { return r.at > len(r.data)*8 }

func (r *bitReader) bit() (b int) {
	if i := r.at >> 3; i < len(r.data) {
		b = int(r.data[i]) >> (r.at & 7) & 1
	}
	r.at++
	return b
}

func (r *bitReader) number(bits int) (n int) {
	for i := range bits {
		n |= r.bit() << i
	}
	return n
}

// deflateHint reports whether the first six bytes allow deflateHead(data) to be
// true.
func deflateHint(data []byte) bool {
	v := uint64(data[0]) | uint64(data[1])<<8 | uint64(data[2])<<16 | uint64(data[3])<<24 | uint64(data[4])<<32
	switch v >> 1 & 3 {
	case 1: // four literals of text in the fixed code
		for v >>= 3; v > 7; v >>= 8 {
			if code := mathbits.Reverse8(uint8(v)); code < 0x30 || code >= 0xC0 || !textASCII(code-0x30) {
				return false
			}
		}
		return true
	case 2:
		if v>>3&31 > 29 || v>>8&31 > 29 {
			return false
		}
		return len(data) < 10 || quickKraft(binary.LittleEndian.Uint64(data[2:])>>1, int(v>>13&15)+4)
	}
	return false
}

// quickKraft reports whether the first n lengths of three bits make up a
// complete code.
func quickKraft(lengths uint64, n int) bool {
	const whole = 1 << 7
	space := 0
	for range n {
		if length := lengths & 7; length > 0 {
			space += whole >> length
		}
		lengths >>= 3
	}
	return space == whole
}

// deflateHead reports whether data could begin raw deflate (RFC 1951), as far
// as a few bytes tell: in the fixed code text, else a code of code lengths that
// is complete.
func deflateHead(data []byte) bool {
	if len(data) < headBytes || !deflateHint(data) {
		return false
	}
	r := bitReader{data: data}
	r.bit() // whether it is the last block
	switch r.number(2) {
	case 1:
		return r.fixedText()
	case 2:
		var c lengthCode
		return c.read(&r)
	}
	return false
}

// deflated reports whether data, all of it or maxCode bytes, begins raw deflate:
// the whole code that a block describes must be complete.
func deflated(data []byte) bool {
	r := bitReader{data: data}
	r.bit()
	switch r.number(2) {
	case 1:
		return r.fixedText()
	case 2:
		var c lengthCode
		return c.read(&r) && c.describes(&r)
	}
	return false
}

// fixedText reports whether the block begins with literals of ASCII text, most
// of them letters and not all the same.
func (r *bitReader) fixedText() bool {
	letters, first, varied := 0, byte(0), false
	for n := 0; n < 8; n++ {
		code := 0
		for range 7 {
			code = code<<1 | r.bit()
		}
		if code <= 0x17 { // a match or the end
			return n >= 6 && code > 0 && letters >= 5 && varied
		}
		code = code<<1 | r.bit()
		c := byte(code - 0x30)
		if r.over() || code < 0x30 || code >= 0xC0 || !textASCII(c) {
			return false
		}
		if isASCIILetter(rune(c)) || c == ' ' {
			letters++
		}
		if n == 0 {
			first = c
		}
		varied = varied || c != first
	}
	return letters >= 6 && varied
}

// lengthCode is the code that the code lengths of a block are written in (RFC
// 1951, section 3.2.7).
type lengthCode struct {
	literals, distances int
	count               [8]int // symbols by length
	symbols             [19]uint8
}

// lengthOrder is the order in which the lengths of that code stand.
var lengthOrder = [19]uint8{16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15}

// read reads the code and reports whether it is complete.
func (c *lengthCode) read(r *bitReader) bool {
	c.literals, c.distances = r.number(5)+257, r.number(5)+1
	n := r.number(4) + 4
	if c.literals > 286 || c.distances > 30 {
		return false
	}
	var lengths [19]int
	for _, at := range lengthOrder[:n] {
		lengths[at] = r.number(3)
		c.count[lengths[at]]++
	}
	c.count[0] = 0
	space, symbols := 0, 0
	for length := 1; length < 8; length++ {
		space += c.count[length] << (7 - length)
		for symbol, l := range lengths {
			if l == length {
				c.symbols[symbols] = uint8(symbol)
				symbols++
			}
		}
	}
	return space == 1<<7 && !r.over()
}

// symbol reads one symbol.
func (c *lengthCode) symbol(r *bitReader) uint8 {
	code, first, index := 0, 0, 0
	for length := 1; length < 8; length++ {
		code |= r.bit()
		if code-first < c.count[length] {
			return c.symbols[index+code-first]
		}
		index += c.count[length]
		first = (first + c.count[length]) << 1
		code <<= 1
	}
	return 0
}

// describes reads the code lengths of literals and distances and reports
// whether they make up complete codes with an end of block.
func (c *lengthCode) describes(r *bitReader) bool {
	const whole = 1 << 15
	last, spaces, distances, ends := 0, 0, 0, false
	for i := 0; i < c.literals+c.distances; {
		length, times := int(c.symbol(r)), 1
		switch length {
		case 16:
			length, times = last, 3+r.number(2)
		case 17:
			length, times = 0, 3+r.number(3)
		case 18:
			length, times = 0, 11+r.number(7)
		}
		last = length
		for ; times > 0; times-- {
			if length > 0 && i < c.literals {
				spaces += whole >> length
				ends = ends || i == 256
			} else if length > 0 {
				distances += whole >> length
			}
			i++
		}
		if r.over() || i > c.literals+c.distances || spaces > whole || distances > whole {
			return false
		}
	}
	return spaces == whole && ends
}
