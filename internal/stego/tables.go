package stego

import "encoding/binary"

// tables remember which way it was the last time: of two keys, two elements, a
// word. A new pair says nothing; only what comes again can differ.
type tables struct {
	pairs [1024]uint16 // keys beside each other in objects, elements in lists
	words [1024]uint16 // words, with their case
	sets  [256]uint32  // lists with the same elements
}

func (t *tables) reset() {
	clear(t.pairs[:])
	clear(t.words[:])
	clear(t.sets[:])
}

// way notes that what stands for key went this way (0 to 3) and returns which
// way it went the last time. ok is false when it is new.
func way(table *[1024]uint16, key uint32, now uint8) (last uint8, ok bool) {
	key *= 2654435761
	e := &table[key>>22]
	tag := uint16(key>>5)<<2 | 1<<15
	old := *e
	*e = tag&^3 | uint16(now)
	return uint8(old & 3), old&^3 == tag&^3
}

// again notes a set and reports whether it was there before.
func (t *tables) again(set uint32) bool {
	set |= 1
	e := &t.sets[set*2654435761>>24]
	old := *e
	*e = set
	return old == set
}

// pairOf is a key for two things, whichever comes first, in a place; first says
// which it was.
func pairOf(a, b, place uint32) (key uint32, first uint8) {
	if a > b {
		a, b, first = b, a, 1
	}
	return a*0x9E3779B1 ^ b*0x85EBCA77 ^ place*0xC2B2AE3D, first
}

// hashBytes is a small hash of the first bytes of s, eight at a time.
func hashBytes(s []byte) uint32 {
	h := uint64(len(s)) * 0x9E3779B97F4A7C15
	for len(s) >= 8 {
		h = (h ^ binary.LittleEndian.Uint64(s)) * 0xff51afd7ed558ccd
		h ^= h >> 32
		s = s[8:]
	}
	for _, c := range s {
		h = (h ^ uint64(c)) * 0x100000001b3
	}
	return uint32(h ^ h>>29)
}
