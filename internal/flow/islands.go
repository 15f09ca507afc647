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
	for i := nextIsland(data, 0); i < len(data); i = nextIsland(data, i) {
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

// nextIsland returns where an island could begin, at i or behind it; the end of data
// where it could nowhere.
func nextIsland(data []byte, i int) int {
	for i+Shortest <= len(data) {
		// What is no UTF-8 in the last eight bytes ends all that begins before it.
		const ahead = Shortest - 8
		wrong := brokenIn(binary.BigEndian.Uint64(data[i+ahead:]))
		if wrong == 0 {
			return i
		}
		i += ahead + 7 - bits.TrailingZeros64(wrong)/8
	}
	return len(data)
}

// mayHold reports whether data could be text, hold some, or be compressed. It is cheap,
// and errs to true.
func mayHold(data []byte) bool {
	if nextIsland(data, 0) < len(data) || packed(data) || wide(data) {
		return true
	}
	return !manyBroken(data, fewBroken(len(data)))
}

// manyBroken reports whether data has surely more bytes than few that are none of UTF-8.
func manyBroken(data []byte, few int) bool {
	wrong := 0
	for i := 0; i+8 <= len(data) && wrong <= few; i += 7 {
		wrong += bits.OnesCount64(brokenIn(binary.BigEndian.Uint64(data[i:])))
	}
	return wrong > few
}

// brokenIn has the highest bit of each of eight bytes but the first that cannot stand
// behind the one before it in UTF-8.
func brokenIn(word uint64) uint64 {
	const tops = 0x8080808080808080
	lead := word & (word << 1) & tops
	more := word &^ (word << 1) & tops
	return (lead>>8&^more | more&^((lead|more)>>8)) & (tops >> 8)
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
