package detect

import (
	"bytes"
	"cmp"
	"encoding/binary"
	"slices"
)

// add enters text (lower case ASCII, at least minLiteral bytes).
func (l *gathering) add(text string, wake uint64) {
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
	l.enter(text, n, rarest(text, 0))
	if len(text) > minLiteral {
		l.enter(text, n, rarest(text, 1))
	}
}

// enter enters the window at k.
func (l *gathering) enter(text string, number, k int) {
	w := window{word: uint16(number), delta: uint8(k)}
	switch {
	case k+6 <= len(text):
		w.next = 4
	case k >= 2:
		w.next = -2
	}
	w.read(text)
	l.windows = append(l.windows, w)
}

// freeze ends the adding of literals.
func (l *gathering) freeze() *literals {
	l.prune()
	all := l.literals
	all.text = string(l.text)
	slices.SortStableFunc(all.windows, func(v, w window) int { return cmp.Compare(v.bucket(), w.bucket()) })
	all.index()
	return &all
}

// prune drops the windows of words that are found at the same place, and wake
// nobody else, because they begin with another.
func (l *gathering) prune() {
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
func (l *gathering) saidBy(w []byte, wake uint64, of uint32) bool {
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
func (s *numbers) find(l *gathering, h uint32, text []byte) int {
	return int(*s.place(l, h, text)) - 1
}

// place returns where the number of text is or would be.
func (s *numbers) place(l *gathering, h uint32, text []byte) *uint16 {
	for i := h * 0x9e3779b1 >> 18; ; i++ {
		at := &s[i%uint32(len(s))]
		if *at == 0 || bytes.Equal(l.of(&l.words[*at-1]), text) {
			return at
		}
	}
}

// maxLiterals keeps the numbers sparse.
const maxLiterals = 12 << 10
