package flow

import (
	"bytes"
	"compress/flate"
	"compress/gzip"
	"compress/zlib"
	"encoding/binary"
	"io"
	"math/bits"
	"unicode/utf16"
	"unicode/utf8"
)

// maxNested is how often data was compressed again.
const maxNested = 3

// Inflate returns what compressed data holds (gzip, zlib or deflate, and those in one
// another), at most limit bytes of it; ok is false when data is none of them. What
// comes before damage counts. Deflate has no mark, so that it must be text.
func Inflate(data []byte, limit int) (plain []byte, ok bool) {
	for range maxNested {
		inner, is := inflate(data, limit)
		if !is {
			break
		}
		if data, ok = inner, true; Textual(inner) {
			break
		}
	}
	return data, ok
}

func inflate(data []byte, limit int) (plain []byte, ok bool) {
	var r io.Reader
	var err error
	raw := false
	switch {
	case len(data) > 18 && data[0] == 0x1F && data[1] == 0x8B:
		r, err = gzip.NewReader(bytes.NewReader(data))
	case len(data) > 8 && data[0]&0x0F == 8 && (int(data[0])<<8|int(data[1]))%31 == 0:
		r, err = zlib.NewReader(bytes.NewReader(data))
	case len(data) >= Gram && deflated(data) && !Textual(data):
		r, raw = flate.NewReader(bytes.NewReader(data)), true
	default:
		return nil, false
	}
	if err != nil {
		return nil, false
	}
	plain, err = io.ReadAll(io.LimitReader(r, int64(limit)))
	if raw && (err != nil && err != io.ErrUnexpectedEOF || !Textual(plain)) {
		return nil, false
	}
	return plain, len(plain) >= Gram
}

// deflated reports whether the first bits allow data to be deflate: in the fixed code
// some letters, or lengths that make up a code. It is true of little else.
func deflated(data []byte) bool {
	low, high := binary.LittleEndian.Uint64(data), uint64(data[8])|uint64(data[9])<<8
	switch low >> 1 & 3 {
	case 1:
		rest := low >> 3
		for range 4 {
			code := bits.Reverse8(uint8(rest))
			switch c := code - 0x30; {
			case code < 0x30, code < 0xC0 && c < ' ' && c != '\n' && c != '\r' && c != '\t':
				return false // a repetition, or no text
			case code < 0xC0:
				rest >>= 8
			default: // a byte beyond ASCII
				rest >>= 9
			}
		}
		return true
	case 2:
		const whole = 1 << 7
		space := 0
		rest := low>>17 | high<<47
		for range low>>13&15 + 4 {
			if length := rest & 7; length > 0 {
				space += whole >> length
			}
			rest >>= 3
		}
		return low>>3&31 <= 29 && low>>8&31 <= 29 && space == whole
	}
	return false
}

// Textual reports whether data is text in UTF-8 but for what is cut off at its ends
// and an odd byte here and there.
func Textual(data []byte) bool {
	left := len(data)/12 + 2 // bytes that may be none
	for i := 0; i < len(data); {
		r, size := utf8.DecodeRune(data[i:])
		if r == utf8.RuneError && size == 1 || r < ' ' && r != '\n' && r != '\r' && r != '\t' || r == 0x7F {
			if left--; left < 0 {
				return false
			}
		}
		i += size
	}
	return len(data) >= Gram
}

// Wide returns what data says in UTF-16 of either order; ok is false where it does not
// look like that: then most of its characters are of a few alphabets, whose numbers
// are small.
func Wide(data []byte) (plain []byte, ok bool) {
	if len(data) < Gram {
		return nil, false
	}
	var small [2]int
	for i, c := range data[:len(data)&^1] {
		if c < 0x10 {
			small[i&1]++
		}
	}
	var order binary.ByteOrder = binary.LittleEndian
	high := 1
	if small[0] > small[1] {
		order, high = binary.BigEndian, 0
	}
	if bom := data[0] == 0xFF && data[1] == 0xFE || data[0] == 0xFE && data[1] == 0xFF; !bom && 8*small[high] < len(data) {
		return nil, false
	}
	units := make([]uint16, len(data)/2)
	for i := range units {
		units[i] = order.Uint16(data[2*i:])
	}
	for _, r := range utf16.Decode(units) {
		plain = utf8.AppendRune(plain, r)
	}
	return plain, true
}
