package decode

import (
	"encoding/binary"
	"unsafe"
)

// stride85 is how far apart May85Word looks.
const stride85 = 32

// inWord85 are bytes of JSON source that a word in base85 can have.
var inWord85 = func() (t [256]bool) {
	for c := '!'; c <= '~'; c++ {
		t[c] = c != '"'
	}
	return t
}()

// mostFor85 is the length up to which May85Word looks: in longer messages a few words in
// base85 are not worth the time; long ones are found otherwise.
const mostFor85 = 512 << 10

// May85Word reports whether raw (JSON) has a word of at least two strides that begins as
// text in one of the alphabets of base85. Words are parted by blanks and quotes, so that
// one with a quote in it can be passed over.
func May85Word(raw []byte) bool {
	if len(raw) > mostFor85 {
		return false
	}
	text := unsafe.String(unsafe.SliceData(raw), len(raw))
	for i := stride85 - 1; i < len(text); i += stride85 {
		w := raw[i-stride85+1 : i+1 : i+1]
		if parts85(binary.LittleEndian.Uint64(w[16:24])) != 0 || parts85(binary.LittleEndian.Uint64(w[24:32])) != 0 ||
			parts85(binary.LittleEndian.Uint64(w[8:16])) != 0 || parts85(binary.LittleEndian.Uint64(w[:8])) != 0 || !inWord85[w[31]] {
			continue
		}
		start, end := i, i
		for start > 0 && i-start < longestWord85 && inWord85[text[start-1]] {
			start--
		}
		for end < len(text) && end-i < longestWord85 && inWord85[text[end]] {
			end++
		}
		if end-start >= 2*stride85-8 {
			if _, digit := dense85(text, start, end, true); digit != nil {
				return true
			}
		}
		i = max(i, end-1)
	}
	return false
}

// parts85 is 0 where none of eight bytes is a blank or a quote.
func parts85(eight uint64) uint64 {
	const each, high = 0x0101010101010101, 0x8080808080808080
	x, y := eight^' '*each, eight^'"'*each
	return ((x-each)&^x | (y-each)&^y) & high
}

// longestWord85 bounds what is read of a word on each side.
const longestWord85 = 256
