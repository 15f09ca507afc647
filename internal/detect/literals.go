package detect

import (
	"cmp"
	"encoding/binary"
	"slices"
)

// literals finds a few hundred words in raw message bytes at memory speed,
// upper and lower case alike. Two four-byte windows of every literal are
// entered into a 32 KB bitmap; the scan tests every second position, and only
// a window that is entered is compared in full.
type literals struct {
	bits [1 << 18 / 64]uint64
	// What stands beside a window decides whether it is worth comparing: the two
	// bytes behind it, the two before, or nothing, where the literal is short.
	behind, before, alone bitmap
	words                 []word

	// While literals are added: the keys of their windows, and the number of
	// each word.
	pending []pending
	number  map[string]int
	// After freeze: the same by key. A slot is found by linear probing.
	slots   []slot
	windows []window
}

// bitmap is a set of hashes of 16 bits.
type bitmap [1 << 16 / 64]uint64

func (b *bitmap) add(h uint32)        { b[h>>22] |= 1 << (h >> 16 & 63) }
func (b *bitmap) has(h uint32) uint64 { return b[h>>22] >> (h >> 16 & 63) & 1 }

// beside hashes a window with two bytes next to it.
func beside(g uint32, a, b byte) uint32 {
	return (g ^ uint32(a|0x20)*0x01000193 ^ uint32(b|0x20)*0x00a9f3c5) * 0x85ebca6b
}

type word struct {
	text string // lower case ASCII
	wake uint64 // bits of the entries it wakes
}

type window struct {
	word  int32
	delta int32 // from the literal's start to the window
}

// pending is a window of a literal under its key.
type pending struct {
	key    uint64
	window window
}

// slot leads from a window (key: its bytes, or oddKey and its last three) to
// the literals entered for it.
type slot struct {
	key      uint64 // 0: empty
	from, to uint32 // in windows
}

const (
	evenKey = 1 << 32
	oddKey  = 1 << 33
)

// hit is one literal found in a text.
type hit struct {
	at   int
	wake uint64
}

func newLiterals() *literals {
	return &literals{number: map[string]int{}}
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
		l.enter(gram(text), window{int32(n), 0})
		l.enterOdd(gram(text)<<8, window{int32(n), -1})
		return
	}
	k := rarest(text)
	l.enter(gram(text[k:]), window{int32(n), int32(k)})
	l.enter(gram(text[k+1:]), window{int32(n), int32(k) + 1})
}

func (l *literals) enter(g uint32, w window) {
	l.set(g)
	l.pending = append(l.pending, pending{evenKey | uint64(g), w})
	switch text, k := l.words[w.word].text, int(w.delta); {
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
	for c := range uint32(128) { // upper and lower case are one
		c = c&0x1f | c>>5<<6 | 0x20
		l.set(g | c)
		l.alone.add(beside(g|c, 0, 0))
	}
	l.pending = append(l.pending, pending{oddKey | uint64(g>>8), w})
}

func (l *literals) set(g uint32) {
	h := gramHash(g)
	l.bits[h>>6] |= 1 << (h & 63)
}

func gram(s string) uint32 { return binary.LittleEndian.Uint32([]byte(s[:4])) | 0x20202020 }

func gramHash(g uint32) uint32 { return g * 0x9e3779b1 >> 14 }

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

// scanBlock is how many bytes are looked at before their windows are compared.
// Windows that are entered stand too close together, and too irregularly, to
// branch on each: they are gathered first.
const scanBlock = 1 << 10

// scan appends every literal in text to hits, ascending by position of the
// window that found it, and returns them with all their wake bits together.
func (l *literals) scan(text []byte, hits []hit) ([]hit, uint64) {
	return l.scanFrom(text, 0, len(text), hits)
}

// scanFrom is scan for the windows that start in text[from:to]; from is even.
func (l *literals) scanFrom(text []byte, from, to int, hits []hit) ([]hit, uint64) {
	var wake uint64
	var at [scanBlock / 2]uint16
	for i := from; i < to; i += scanBlock {
		end := min(i+scanBlock, to)
		n := l.entered(text, i, end, &at)
		n = l.likely(text, i, at[:n])
		for _, k := range at[:n] {
			hits, wake = l.verify(text, i+int(k), fold4(text, i+int(k)), hits, wake)
		}
	}
	return hits, wake
}

const fold = 0x2020202020202020

// entered notes the offsets from start of the windows in text[start:end] that
// are in the bitmap, and returns how many there are.
func (l *literals) entered(text []byte, start, end int, at *[scanBlock / 2]uint16) int {
	n, bits, i := 0, &l.bits, start
	for ; i+8 <= end && i+10 <= len(text); i += 8 {
		v := binary.LittleEndian.Uint64(text[i:]) | fold
		d := binary.LittleEndian.Uint32(text[i+6:]) | fold&0xffffffff
		ha, hb, hc, hd := gramHash(uint32(v)), gramHash(uint32(v>>16)), gramHash(uint32(v>>32)), gramHash(d)
		k := uint16(i - start)
		at[n&(len(at)-1)] = k
		n += int(bits[ha>>6] >> (ha & 63) & 1)
		at[n&(len(at)-1)] = k + 2
		n += int(bits[hb>>6] >> (hb & 63) & 1)
		at[n&(len(at)-1)] = k + 4
		n += int(bits[hc>>6] >> (hc & 63) & 1)
		at[n&(len(at)-1)] = k + 6
		n += int(bits[hd>>6] >> (hd & 63) & 1)
	}
	for ; i < end; i += 2 {
		h := gramHash(fold4(text, i))
		at[n&(len(at)-1)] = uint16(i - start)
		n += int(bits[h>>6] >> (h & 63) & 1)
	}
	return n
}

// fold4 returns the window at i, zeros (folded) behind the end of text.
func fold4(text []byte, i int) uint32 {
	if i+4 <= len(text) {
		return binary.LittleEndian.Uint32(text[i:]) | fold&0xffffffff
	}
	var tail [4]byte
	copy(tail[:], text[i:])
	return binary.LittleEndian.Uint32(tail[:]) | fold&0xffffffff
}

// likely looks at what stands beside the windows at the offsets at from start,
// keeps those that are worth comparing, and returns how many they are.
func (l *literals) likely(text []byte, start int, at []uint16) int {
	n := 0
	for _, k := range at {
		i := start + int(k)
		g := fold4(text, i)
		ok := l.alone.has(beside(g, 0, 0))
		if i+6 <= len(text) {
			ok |= l.behind.has(beside(g, text[i+4], text[i+5]))
		}
		if i >= 2 {
			ok |= l.before.has(beside(g, text[i-2], text[i-1]))
		}
		at[n] = k
		n += int(ok)
	}
	return n
}

// companions makes a set of words that are only looked for.
func companions(list []string) *literals {
	l := newLiterals()
	for _, w := range list {
		l.add(w, 1)
	}
	l.freeze()
	return l
}

// any reports whether one of the literals stands in text.
func (l *literals) any(text []byte) bool {
	var buf [8]hit
	_, wake := l.scan(text, buf[:0])
	return wake != 0
}

// freeze ends the adding of literals; nothing is found before.
func (l *literals) freeze() {
	slices.SortStableFunc(l.pending, func(a, b pending) int { return cmp.Compare(a.key, b.key) })
	size := 4
	for size < 4*len(l.pending) {
		size *= 2
	}
	l.slots, l.windows = make([]slot, size), make([]window, len(l.pending))
	for i, e := range l.pending {
		l.windows[i] = e.window
		at := l.slot(e.key)
		if at.key == 0 {
			*at = slot{key: e.key, from: uint32(i)}
		}
		at.to = uint32(i) + 1
	}
	l.pending, l.number = nil, nil
}

// slot returns the slot of key, or the empty one where it would be.
func (l *literals) slot(key uint64) *slot {
	mask := uint64(len(l.slots) - 1)
	for i := key * 0x9e3779b97f4a7c15 >> 32; ; i++ {
		if s := &l.slots[i&mask]; s.key == key || s.key == 0 {
			return s
		}
	}
}

// verify compares the literals entered for the window g at i in full.
func (l *literals) verify(text []byte, i int, g uint32, hits []hit, wake uint64) ([]hit, uint64) {
	for _, key := range [2]uint64{evenKey | uint64(g), oddKey | uint64(g>>8)} {
		s := l.slot(key)
		for _, w := range l.windows[s.from:s.to] {
			at := i - int(w.delta)
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
