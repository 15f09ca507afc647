package detect

import (
	"encoding/binary"
	"math/bits"
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
	near  lines
	fours fourBitmap // literals of minLiteral bytes, by gramHash

	text  string // of all words, one after the other
	words []word
	// The windows by the upper bits of their hash with what is beside them; bucket b
	// is windows[buckets[b]:buckets[b+1]].
	buckets []uint16
	windows []window
	short   bool  // there are words of minLiteral bytes
	size    uint8 // of the bitmaps
}

// gathering is literals that are still being added.
type gathering struct {
	literals
	text   []byte // as literals.text
	number numbers
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

// lines is a set of windows with what is beside them. All that one window can be
// beside stands in one line of memory.
type lines struct {
	all []cacheLine
	// all, as an array of one of three sizes; the others are nil
	many *manyLines
	some *someLines
	few  *fewLines
}

// cacheLine is as much memory as a processor fetches at once.
type cacheLine = [1 << lineBits / 64]uint64

const lineBits = 9

type (
	manyLines  = [1 << (manyBits - lineBits)]cacheLine
	someLines  = [1 << (mateBits - lineBits)]cacheLine
	fewLines   = [1 << (fewBits - lineBits)]cacheLine
	fourBitmap = [1 << fourBits / 64]uint64
)

// newLines returns a set of 2 to the power of size bits.
func newLines(size uint8) lines {
	l := lines{all: make([]cacheLine, 1<<(size-lineBits))}
	switch size {
	case manyBits:
		l.many = (*manyLines)(l.all)
	case mateBits:
		l.some = (*someLines)(l.all)
	case fewBits:
		l.few = (*fewLines)(l.all)
	default:
		panic("detect: no set of lines has this size")
	}
	return l
}

// add enters a window and the hash of it with what is beside it.
func (l *lines) add(g, h uint32) {
	h >>= 32 - lineBits
	l.all[gramHash(g)>>bits.LeadingZeros32(uint32(len(l.all)-1))][h>>6] |= 1 << (h & 63)
}

func (b *bitmap) has(h uint32) uint64 {
	h >>= b.shift & 31
	return b.bits[h>>6] >> (h & 63) & 1
}

// The places of the two bytes beside a window; alone for none.
const (
	behind = 0x00a9f3c5
	before = 0x5c2d1e9b
	alone  = 0x3f84d5b5
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
	tail   uint8 // from the window to the literal's last byte
	last   uint8 // that byte
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

// bucket is where the window is found.
func (w *window) bucket() uint32 { return w.hash() >> (32 - bucketBits) }

// read takes from its literal what the window and the bytes beside it are.
func (w *window) read(text string) {
	w.gram = gram(text[w.delta:])
	w.tail, w.last = uint8(len(text)-1-int(w.delta)), text[len(text)-1]
	if w.next != 0 {
		w.beside = pair(text[int(w.delta)+int(w.next):])
	}
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
	fourBits          = 15
	bucketBits        = 15
)

// newLiterals returns none yet, for a bitmap of 2 to the power of size bits.
func newLiterals(size uint8) *gathering {
	n := 1 << size / 64 // words, where there are many
	return &gathering{
		literals: literals{size: size, words: make([]word, 0, n), windows: make([]window, 0, n*2)},
		text:     make([]byte, 0, n*12),
	}
}

func (l *literals) of(w *word) string { return l.text[w.from : w.from+w.len] }

func (l *gathering) of(w *word) []byte { return l.text[w.from : w.from+w.len] }

// index makes the bitmaps and the buckets for windows that stand in their order.
func (l *literals) index() {
	l.grams, l.near, l.buckets = newBitmap(l.size), newLines(l.size), make([]uint16, 1<<bucketBits+1)
	for i := range l.windows {
		w := &l.windows[i]
		h := w.hash()
		l.grams.add(gramHash(w.gram))
		l.near.add(w.gram, h)
		l.buckets[h>>(32-bucketBits)+1]++
	}
	for b := range l.buckets[1:] {
		l.buckets[b+1] += l.buckets[b]
	}
	for i := range l.words {
		if w := &l.words[i]; w.len == minLiteral {
			l.short = true
			l.indexOdd(gram(l.of(w)))
		}
	}
}

// indexOdd enters the windows in which a literal of four bytes stands at an odd
// position: their first byte may be anything.
func (l *literals) indexOdd(g uint32) {
	h := gramHash(g) >> (32 - fourBits)
	l.fours[h>>6] |= 1 << (h & 63)
	for c := range uint32(128) { // upper and lower case are one
		l.grams.add(gramHash(g<<8 | c&0x1f | c>>5<<6 | 0x20))
	}
}

func gram(s string) uint32 { return binary.LittleEndian.Uint32([]byte(s[:4])) | 0x20202020 }

func pair[T string | []byte](s T) uint16 { return uint16(s[0]) | uint16(s[1])<<8 | 0x2020 }

func gramHash(g uint32) uint32 { return g * 0x9e3779b1 }
