package message

import (
	"encoding/binary"
	"math/bits"
)

// hashKey is a seeded 64-bit hash, made for keys of a few bytes (multiply and
// fold, after wyhash).
func hashKey(seed uint64, key []byte) uint64 {
	const k0, k1 = 0xa0761d6478bd642f, 0xe7037ed1a0b428db
	if len(key) < 8 {
		return hashShort(seed, short(key), len(key))
	}
	h := seed ^ uint64(len(key))*k0
	for len(key) > 16 {
		h = mix(binary.LittleEndian.Uint64(key)^k1, binary.LittleEndian.Uint64(key[8:])^h)
		key = key[16:]
	}
	a, b := short(key), uint64(0)
	if n := len(key); n >= 8 {
		a, b = binary.LittleEndian.Uint64(key), binary.LittleEndian.Uint64(key[n-8:])
	}
	return mix(mix(a^k1, b^h), k0^seed)
}

// hashShort is hashKey of a key of less than eight bytes, which are those of key,
// the first one lowest, with zeros behind, of which n count.
func hashShort(seed, key uint64, n int) uint64 {
	return mix(key^uint64(n)<<56^seed, 0xa0761d6478bd642f)
}

// short is the bytes of a key of less than eight; 0 for others.
func short(key []byte) (v uint64) {
	switch n := len(key); {
	case n >= 8:
	case n >= 4:
		return uint64(binary.LittleEndian.Uint32(key)) | uint64(binary.LittleEndian.Uint32(key[n-4:]))<<(8*(n-4))
	case n > 0:
		return uint64(key[0]) | uint64(key[n/2])<<(8*(n/2)) | uint64(key[n-1])<<(8*(n-1))
	}
	return 0
}

func mix(a, b uint64) uint64 {
	hi, lo := bits.Mul64(a, b)
	return hi ^ lo
}

// keySet is a set of (key hash, object) pairs with a reset that costs nothing:
// entries carry the generation they were written in.
type keySet struct {
	slots []keySlot
	used  int
	gen   uint32
}

type keySlot struct {
	hash uint64
	gen  uint32
}

// maxIdleKeys is the capacity above which a table is dropped after use, so
// that one huge object does not stay in memory for good.
const maxIdleKeys = 1 << 14

func (s *keySet) reset() {
	if len(s.slots) > maxIdleKeys {
		s.slots = nil
	}
	s.used = 0
	s.gen++
	if s.gen == 0 { // wrapped: old entries would look new
		clear(s.slots)
		s.gen = 1
	}
}

// add reports whether the pair is new, and remembers it.
func (s *keySet) add(hash, object uint64) bool {
	if (s.used+1)*2 > len(s.slots) {
		s.grow()
	}
	return s.put(hash ^ (object+1)*0x9e3779b97f4a7c15)
}

func (s *keySet) put(hash uint64) bool {
	mask := uint64(len(s.slots) - 1)
	for i := hash & mask; ; i = (i + 1) & mask {
		slot := &s.slots[i]
		if slot.gen != s.gen {
			*slot = keySlot{hash, s.gen}
			s.used++
			return true
		}
		if slot.hash == hash {
			return false
		}
	}
}

func (s *keySet) grow() {
	old, gen := s.slots, s.gen
	s.slots = make([]keySlot, max(64, 2*len(old)))
	s.used = 0
	for _, slot := range old {
		if slot.gen == gen {
			s.put(slot.hash)
		}
	}
}
