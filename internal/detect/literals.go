package detect

import (
	"encoding/binary"
	"slices"
)

// literals finds a few hundred words in raw message bytes at memory speed,
// upper and lower case alike. Two four-byte windows of every literal are
// entered into an 8 KB bitmap; the scan tests every second position, and only
// a window that is entered is compared in full.
type literals struct {
	bits  [1 << 16 / 64]uint64
	again [1 << 16 / 64]uint64 // a second hash: most collisions of the first end here
	index map[uint32][]window
	odd   map[uint32][]window // by the last three bytes of a window that starts one byte early
	words []word
}

type word struct {
	text string // lower case ASCII
	wake uint64 // bits of the entries it wakes
}

type window struct {
	word  int
	delta int // from the literal's start to the window
}

// hit is one literal found in a text.
type hit struct {
	at   int
	wake uint64
}

func newLiterals() *literals {
	return &literals{index: map[uint32][]window{}, odd: map[uint32][]window{}}
}

// minLiteral is the shortest literal the windows can find.
const minLiteral = 4

// add enters text (lower case ASCII, at least minLiteral bytes).
func (l *literals) add(text string, wake uint64) {
	if i := slices.IndexFunc(l.words, func(w word) bool { return w.text == text }); i >= 0 {
		l.words[i].wake |= wake
		return
	}
	n := len(l.words)
	l.words = append(l.words, word{text, wake})
	if len(text) == minLiteral {
		l.enter(gram(text), window{n, 0})
		l.enterOdd(gram(text)<<8, window{n, -1})
		return
	}
	k := rarest(text)
	l.enter(gram(text[k:]), window{n, k})
	l.enter(gram(text[k+1:]), window{n, k + 1})
}

func (l *literals) enter(g uint32, w window) {
	l.set(g)
	l.index[g] = append(l.index[g], w)
}

// enterOdd enters a window whose first byte, the lowest of g, may be anything.
func (l *literals) enterOdd(g uint32, w window) {
	if l.odd[g>>8] == nil {
		for c := range uint32(256) {
			l.set(g | c | 0x20)
		}
	}
	l.odd[g>>8] = append(l.odd[g>>8], w)
}

func (l *literals) set(g uint32) {
	h := gramHash(g)
	l.bits[h>>6] |= 1 << (h & 63)
	h = secondHash(g)
	l.again[h>>6] |= 1 << (h & 63)
}

func gram(s string) uint32 { return binary.LittleEndian.Uint32([]byte(s[:4])) | 0x20202020 }

func gramHash(g uint32) uint32 { return g * 0x9e3779b1 >> 16 }

func secondHash(g uint32) uint32 { return g * 0x85ebca6b >> 16 }

// rarest picks where to look at a literal: the five bytes that ordinary text
// is least likely to have.
func rarest(text string) int {
	best, at := -1, 0
	for k := 0; k+5 <= len(text); k++ {
		score := 0
		for _, c := range []byte(text[k : k+5]) {
			switch c {
			case 'e', 't', 'a', 'o', 'i', 'n', 's', 'r', ' ':
			case 'h', 'l', 'd', 'u', 'c', 'm':
				score++
			case 'j', 'q', 'x', 'z', '<', '>', '|', '[', ']', '_', '/', '.':
				score += 4
			default:
				score += 2
			}
		}
		if score > best {
			best, at = score, k
		}
	}
	return at
}

// scan appends every literal in text to hits, ascending by position of the
// window that found it, and returns them with all their wake bits together.
func (l *literals) scan(text []byte, hits []hit) ([]hit, uint64) {
	const fold = 0x2020202020202020
	var wake uint64
	bits, i := &l.bits, 0
	for ; i+10 <= len(text); i += 8 {
		v := binary.LittleEndian.Uint64(text[i:]) | fold
		a, b, c := uint32(v), uint32(v>>16), uint32(v>>32)
		d := binary.LittleEndian.Uint32(text[i+6:]) | fold&0xffffffff
		ha, hb, hc, hd := gramHash(a), gramHash(b), gramHash(c), gramHash(d)
		if (bits[ha>>6]>>(ha&63)|bits[hb>>6]>>(hb&63)|bits[hc>>6]>>(hc&63)|bits[hd>>6]>>(hd&63))&1 == 0 {
			continue
		}
		for k, g := range [4]uint32{a, b, c, d} {
			hits, wake = l.verify(text, i+2*k, g, hits, wake)
		}
	}
	for ; i < len(text); i += 2 {
		var tail [4]byte
		copy(tail[:], text[i:])
		hits, wake = l.verify(text, i, binary.LittleEndian.Uint32(tail[:])|fold&0xffffffff, hits, wake)
	}
	return hits, wake
}

// verify compares the literals entered for the window g at i in full.
func (l *literals) verify(text []byte, i int, g uint32, hits []hit, wake uint64) ([]hit, uint64) {
	if h := gramHash(g); l.bits[h>>6]>>(h&63)&1 == 0 {
		return hits, wake
	}
	if h := secondHash(g); l.again[h>>6]>>(h&63)&1 == 0 {
		return hits, wake
	}
	for _, entered := range [2][]window{l.index[g], l.odd[g>>8]} {
		for _, w := range entered {
			at := i - w.delta
			if lit := &l.words[w.word]; at >= 0 && equalFold(text, at, lit.text) {
				hits = append(hits, hit{at, lit.wake})
				wake |= lit.wake
			}
		}
	}
	return hits, wake
}

// equalFold reports whether lower stands in text at i, in any ASCII case.
func equalFold(text []byte, i int, lower string) bool {
	if i+len(lower) > len(text) {
		return false
	}
	for j := range len(lower) {
		c := text[i+j]
		if c >= 'A' && c <= 'Z' {
			c |= 0x20
		}
		if c != lower[j] {
			return false
		}
	}
	return true
}
