package flow

import (
	"encoding/binary"
	"math/bits"
	"unicode/utf8"
)

// Islands calls fn with what of data could be a copy of text: all of it where it is
// text, and otherwise each stretch of UTF-8 in it of at least [Shortest] bytes. What
// servers deliver is learnt as text, so that nothing else can be found. In data that
// says nothing it looks at every other byte or less.
func Islands(data []byte, fn func(text []byte)) {
	if Textual(data) {
		fn(data)
		return
	}
	for i := 0; i+Shortest <= len(data); {
		// What is no UTF-8 in the last eight bytes ends all that begins before it.
		const ahead = Shortest - 8
		if last := broken(binary.BigEndian.Uint64(data[i+ahead:])); last > 0 {
			i += ahead + last
			continue
		}
		end := i
		for end < len(data) {
			if data[end] < utf8.RuneSelf {
				end++
				continue
			}
			r, size := utf8.DecodeRune(data[end:])
			if r == utf8.RuneError && size == 1 {
				break
			}
			end += size
		}
		if end-i >= Shortest {
			fn(data[i:end])
		}
		i = end + 1
	}
}

// broken returns which of eight bytes is the last one that cannot stand behind the one
// before it in UTF-8; 0 when each could.
func broken(word uint64) (last int) {
	const tops = 0x8080808080808080
	lead := word & (word << 1) & tops
	more := word &^ (word << 1) & tops
	wrong := (lead>>8&^more | more&^((lead|more)>>8)) & (tops >> 8)
	if wrong == 0 {
		return 0
	}
	return 7 - bits.TrailingZeros64(wrong)/8
}

// small counts bytes below 16 in even and in odd places.
func small(data []byte) (n [2]int) {
	const low, ones = 0x0F0F0F0F0F0F0F0F, 0x1010101010101010
	for ; len(data) >= 8; data = data[8:] {
		is := (ones - binary.LittleEndian.Uint64(data)>>4&low) & ones
		n[0] += bits.OnesCount64(is & 0x0010001000100010)
		n[1] += bits.OnesCount64(is & 0x1000100010001000)
	}
	for i, c := range data[:len(data)&^1] {
		if c < 0x10 {
			n[i&1]++
		}
	}
	return n
}
