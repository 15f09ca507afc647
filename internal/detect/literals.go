package detect

import (
	"encoding/binary"
)

// literals finds a few hundred words in raw message bytes at memory speed,
// upper and lower case alike. Two four-byte windows of every literal are
// entered into a 16 KB bitmap; the scan tests every second position, and only
// a window that is entered is compared in full.
type literals struct {
	bits [1 << 17 / 64]uint64
	// What stands beside a window decides whether it is worth comparing: the two
	// bytes behind it, the two before, or nothing, where the literal is short.
	behind, before, alone bitmap
	index                 map[uint32][]window
	odd                   map[uint32][]window // by the last three bytes of a window that starts one byte early
	words                 []word
	number                map[string]int // of each word
}

// bitmap is a set of hashes of 16 bits.
type bitmap [1 << 16 / 64]uint64

func (b *bitmap) add(h uint32)      { b[h>>22] |= 1 << (h >> 16 & 63) }
func (b *bitmap) has(h uint32) bool { return b[h>>22]>>(h>>16&63)&1 != 0 }

// beside hashes a window with two bytes next to it.
func beside(g uint32, a, b byte) uint32 {
	return (g ^ uint32(a|0x20)*0x01000193 ^ uint32(b|0x20)*0x00a9f3c5) * 0x85ebca6b
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
	return &literals{index: map[uint32][]window{}, odd: map[uint32][]window{}, number: map[string]int{}}
}

// minLiteral is the shortest literal the windows can find.
const minLiteral = 4

// add enters text (lower case ASCII, at least minLiteral bytes).
func (l *literals) add(text string, wake uint64) {
	if i, ok := l.number[text]; ok {
		l.words[i].wake |= wake
		return
	}
	n := len(l.words)
	l.number[text] = n
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
	switch text, k := l.words[w.word].text, w.delta; {
	case k+6 <= len(text):
		l.behind.add(beside(g, text[k+4], text[k+5]))
	case k >= 2:
		l.before.add(beside(g, text[k-2], text[k-1]))
	default:
		l.alone.add(beside(g, 0, 0))
	}
}

// enterOdd enters a window whose first byte, the lowest of g, may be anything.
func (l *literals) enterOdd(g uint32, w window) {
	if l.odd[g>>8] == nil {
		for c := range uint32(256) {
			l.set(g | c | 0x20)
			l.alone.add(beside(g|c|0x20, 0, 0))
		}
	}
	l.odd[g>>8] = append(l.odd[g>>8], w)
}

func (l *literals) set(g uint32) {
	h := gramHash(g)
	l.bits[h>>6] |= 1 << (h & 63)
}

func gram(s string) uint32 { return binary.LittleEndian.Uint32([]byte(s[:4])) | 0x20202020 }

func gramHash(g uint32) uint32 { return g * 0x9e3779b1 >> 15 }

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
		if bits[ha>>6]>>(ha&63)&1 != 0 && l.likely(text, i, a) {
			hits, wake = l.verify(text, i, a, hits, wake)
		}
		if bits[hb>>6]>>(hb&63)&1 != 0 && l.likely(text, i+2, b) {
			hits, wake = l.verify(text, i+2, b, hits, wake)
		}
		if bits[hc>>6]>>(hc&63)&1 != 0 && l.likely(text, i+4, c) {
			hits, wake = l.verify(text, i+4, c, hits, wake)
		}
		if bits[hd>>6]>>(hd&63)&1 != 0 && l.likely(text, i+6, d) {
			hits, wake = l.verify(text, i+6, d, hits, wake)
		}
	}
	for ; i < len(text); i += 2 {
		var tail [4]byte
		copy(tail[:], text[i:])
		if g := binary.LittleEndian.Uint32(tail[:]) | fold&0xffffffff; l.likely(text, i, g) {
			hits, wake = l.verify(text, i, g, hits, wake)
		}
	}
	return hits, wake
}

// likely looks at what stands beside a window.
func (l *literals) likely(text []byte, i int, g uint32) bool {
	return i+6 <= len(text) && l.behind.has(beside(g, text[i+4], text[i+5])) ||
		i >= 2 && l.before.has(beside(g, text[i-2], text[i-1])) || l.alone.has(beside(g, 0, 0))
}

// any reports whether one of the literals stands in text.
func (l *literals) any(text []byte) bool {
	var buf [8]hit
	_, wake := l.scan(text, buf[:0])
	return wake != 0
}

// verify compares the literals entered for the window g at i in full.
func (l *literals) verify(text []byte, i int, g uint32, hits []hit, wake uint64) ([]hit, uint64) {
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
