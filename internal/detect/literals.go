package detect

import (
	"bytes"
	"encoding/binary"
	"slices"
)

// literals finds some thousand words in raw message bytes at memory speed,
// upper and lower case alike. Two windows of four bytes of every literal, one at
// an even offset and one at an odd, are entered into a bitmap; the scan tests
// every second position, and only a window that is entered is compared in full.
// Of the windows a literal has, those are entered that are rare in ordinary
// text (frequency.go).
type literals struct {
	grams bitmap // by gramHash
	// What stands beside a window decides whether it is worth comparing: the two
	// bytes behind it, the two before, or nothing, where the literal is short.
	near bitmap

	text  []byte // of all words, one after the other
	words []word
	// After freeze: the windows by the upper bits of their hash with what is beside
	// them; bucket b is windows[buckets[b]:buckets[b+1]].
	buckets []uint16
	windows []window
	short   bool // there are words of minLiteral bytes

	number *numbers // of the words, while literals are added
}

// bitmap is a set of hashes of which the upper bits count.
type bitmap struct {
	bits  []uint64
	shift uint8 // what of a hash is no index into bits
	// bits, as an array of one of three sizes; the others are nil
	many *manyBitmap
	some *someBitmap
	few  *fewBitmap
}

type (
	manyBitmap = [1 << manyBits / 64]uint64
	someBitmap = [1 << mateBits / 64]uint64
	fewBitmap  = [1 << fewBits / 64]uint64
)

// newBitmap returns one of 2 to the power of size bits.
func newBitmap(size uint8) bitmap {
	b := bitmap{bits: make([]uint64, 1<<size/64), shift: 32 - size}
	switch size {
	case manyBits:
		b.many = (*manyBitmap)(b.bits)
	case mateBits:
		b.some = (*someBitmap)(b.bits)
	case fewBits:
		b.few = (*fewBitmap)(b.bits)
	default:
		panic("detect: no bitmap has this size")
	}
	return b
}

func (b *bitmap) add(h uint32) {
	h >>= b.shift & 31
	b.bits[h>>6] |= 1 << (h & 63)
}

func (b *bitmap) has(h uint32) uint64 {
	h >>= b.shift & 31
	return b.bits[h>>6] >> (h & 63) & 1
}

// The places of the two bytes beside a window; alone for none, four for a
// literal that is no longer than its window.
const (
	behind = 0x00a9f3c5
	before = 0x5c2d1e9b
	alone  = 0x3f84d5b5
	four   = 0x71b3a7e1
)

// beside hashes a window with two folded bytes next to it.
func beside(g, two, place uint32) uint32 { return (g ^ two*0x01000193 + place) * 0x85ebca6b }

type word struct {
	wake uint64 // bits of the entries it wakes
	from uint32 // in literals.text
	len  uint32
}

type window struct {
	gram   uint32
	beside uint16 // the two bytes at the offset next, folded
	word   uint16
	delta  uint8 // from the literal's start to the window
	next   int8  // from the window to the bytes beside it; 0: none count
}

// hash is that of a window with what is beside it.
func (w *window) hash() uint32 {
	switch {
	case w.next > 0:
		return beside(w.gram, uint32(w.beside), behind)
	case w.next < 0:
		return beside(w.gram, uint32(w.beside), before)
	}
	return beside(w.gram, 0, alone)
}

// hit is one literal found in a text.
type hit struct {
	at   int
	wake uint64
}

const (
	// minLiteral is the shortest literal the windows can find.
	minLiteral = 4
	// manyBits and fewBits are the sizes of the bitmaps of thousands of literals
	// and of dozens, as powers of two.
	manyBits, fewBits = 20, 14
	bucketBits        = 13
)

// newLiterals returns an empty set, with a bitmap of 2 to the power of size bits.
func newLiterals(size uint8) *literals {
	n := 1 << size / 64 // words, where there are many
	return &literals{
		grams: newBitmap(size), near: newBitmap(size), number: &numbers{},
		words: make([]word, 0, n), text: make([]byte, 0, n*12), windows: make([]window, 0, n*2),
	}
}

func (l *literals) of(w *word) []byte { return l.text[w.from : w.from+w.len] }

// add enters text (lower case ASCII, at least minLiteral bytes).
func (l *literals) add(text string, wake uint64) {
	h, n := hashStart, len(l.words)
	for _, c := range []byte(text) {
		h = hashNext(h, c)
	}
	at := l.number.place(l, h, []byte(text))
	if *at != 0 {
		l.words[*at-1].wake |= wake
		return
	}
	if n >= maxLiterals {
		panic("detect: more literals than can be told apart")
	}
	*at = uint16(n) + 1
	l.words = append(l.words, word{wake, uint32(len(l.text)), uint32(len(text))})
	l.text = append(l.text, text...)
	if len(text) == minLiteral {
		l.short = true
		l.enter(text, n, 0)
		l.enterOdd(gram(text))
		return
	}
	l.enter(text, n, rarest(text, 0))
	l.enter(text, n, rarest(text, 1))
}

// enter enters the window at k.
func (l *literals) enter(text string, number, k int) {
	g := gram(text[k:])
	l.set(g)
	w := window{gram: g, word: uint16(number), delta: uint8(k)}
	switch {
	case k+6 <= len(text):
		w.next = 4
	case k >= 2:
		w.next = -2
	}
	if w.next != 0 {
		w.beside = pair(text[k+int(w.next):])
	}
	l.near.add(w.hash())
	l.windows = append(l.windows, w)
}

// enterOdd enters the windows in which a literal of four bytes stands at an odd
// position: their first byte may be anything.
func (l *literals) enterOdd(g uint32) {
	l.near.add(beside(g, 0, four))
	for c := range uint32(128) { // upper and lower case are one
		l.set(g<<8 | c&0x1f | c>>5<<6 | 0x20)
	}
}

func (l *literals) set(g uint32) { l.grams.add(gramHash(g)) }

func gram(s string) uint32 { return binary.LittleEndian.Uint32([]byte(s[:4])) | 0x20202020 }

func pair[T string | []byte](s T) uint16 { return uint16(s[0]) | uint16(s[1])<<8 | 0x2020 }

func gramHash(g uint32) uint32 { return g * 0x9e3779b1 }

// freeze ends the adding of literals; nothing is found before.
func (l *literals) freeze() {
	const size = 1 << bucketBits
	l.prune()
	l.buckets = make([]uint16, size+1)
	for i := range l.windows {
		l.buckets[l.windows[i].hash()>>(32-bucketBits)+1]++
	}
	for b := range size {
		l.buckets[b+1] += l.buckets[b]
	}
	sorted, next := make([]window, len(l.windows)), [size]uint16(l.buckets[:size])
	for _, w := range l.windows {
		b := w.hash() >> (32 - bucketBits)
		sorted[next[b]] = w
		next[b]++
	}
	l.windows, l.number = sorted, nil
}

// prune drops the windows of words that are found at the same place, and wake
// nobody else, because they begin with another.
func (l *literals) prune() {
	needless := make([]bool, len(l.words))
	var lengths lengths
	for i := range l.words {
		w := l.of(&l.words[i])
		*lengths.of(w) |= lengthBit(len(w))
	}
	for i := range l.words {
		w := l.of(&l.words[i])
		if shorter := *lengths.of(w) & (lengthBit(len(w)) - 1); shorter != 0 || len(w) > longest {
			needless[i] = l.saidBy(w, l.words[i].wake, shorter|1<<longest)
		}
	}
	l.windows = slices.DeleteFunc(l.windows, func(w window) bool { return needless[w.word] })
}

// saidBy reports whether one of the words of these lengths begins w and wakes
// all that it does.
func (l *literals) saidBy(w []byte, wake uint64, of uint32) bool {
	h := hashStart
	for n, c := range w[:len(w)-1] {
		h = hashNext(h, c)
		if n+1 < minLiteral || of&lengthBit(n+1) == 0 {
			continue
		}
		if k := l.number.find(l, h, w[:n+1]); k >= 0 && wake&^l.words[k].wake == 0 {
			return true
		}
	}
	return false
}

// lengths of the words that begin alike, as bits, by the hash of how they begin.
type lengths [1 << 12]uint32

func (l *lengths) of(w []byte) *uint32 {
	return &l[gramHash(binary.LittleEndian.Uint32(w))>>20]
}

// longest is the length that stands for all greater ones.
const longest = 31

func lengthBit(n int) uint32 { return 1 << min(n, longest) }

// numbers finds the number of a word among those added.
type numbers [1 << 14]uint16 // number + 1, by a hash of the text; linear probing

const hashStart = uint32(2166136261)

func hashNext(h uint32, c byte) uint32 { return (h ^ uint32(c)) * 16777619 }

// find returns the number of text, whose hash is h, or -1.
func (s *numbers) find(l *literals, h uint32, text []byte) int {
	return int(*s.place(l, h, text)) - 1
}

// place returns where the number of text is or would be.
func (s *numbers) place(l *literals, h uint32, text []byte) *uint16 {
	for i := h * 0x9e3779b1 >> 18; ; i++ {
		at := &s[i%uint32(len(s))]
		if *at == 0 || bytes.Equal(l.of(&l.words[*at-1]), text) {
			return at
		}
	}
}

// maxLiterals keeps the numbers sparse.
const maxLiterals = 12 << 10
