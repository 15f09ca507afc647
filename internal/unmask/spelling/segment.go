package spelling

import (
	"bytes"
	"slices"

	"github.com/mcp-watchdog/mcp-watchdog/internal/unmask"
)

// A segmenter finds the words in letters without spaces: those that leave the
// least unexplained. Work is linear in the letters: at each of them only the
// lengths are tried that a word with these two first letters has.
type segmenter struct {
	cost []int32
	from []uint8 // length of the last piece
	kind []pieceKind
}

type pieceKind uint8

const (
	strayLetter pieceKind = iota
	wholeWord
	ending // of the word before
)

// run segments w, lower-case letters. Afterwards from and kind describe, for
// each end of a piece, the best piece that ends there.
func (g *segmenter) run(w []byte) {
	n := len(w) + 1
	if cap(g.cost) < n {
		g.cost, g.from, g.kind = make([]int32, n), make([]uint8, n), make([]pieceKind, n)
	}
	g.cost, g.from, g.kind = g.cost[:n], g.from[:n], g.kind[:n]
	for i := range g.cost {
		g.cost[i] = 1 << 30
	}
	g.cost[0], g.kind[0] = 0, strayLetter
	for i := range w {
		if w[i] == 'a' || w[i] == 'i' {
			g.offer(i, 1, 5, wholeWord)
		}
		g.offer(i, 1, 6, strayLetter)
		if g.kind[i] == wholeWord && g.from[i] > 2 {
			for _, e := range endings[:7] {
				if i+e.cut <= len(w) && e.put == 0 && string(w[i:i+e.cut]) == e.text {
					g.offer(i, e.cut, 2, ending)
				}
			}
		}
		if i+1 == len(w) || !unmask.IsLetter(w[i]) || !unmask.IsLetter(w[i+1]) {
			continue
		}
		lengths := words().lengths[pairIndex(w[i], w[i+1])]
		for n := 2; lengths>>n != 0; n++ {
			if lengths>>n&1 != 0 && i+n <= len(w) && words().exact(w[i:i+n]) != 0 {
				g.offer(i, n, int32(max(2, 5-n)), wholeWord)
			}
		}
	}
}

// offer proposes a piece of n letters from i on.
func (g *segmenter) offer(i, n int, cost int32, kind pieceKind) {
	if cost += g.cost[i]; cost < g.cost[i+n] {
		g.cost[i+n], g.from[i+n], g.kind[i+n] = cost, uint8(n), kind
	}
}

// explained returns how many letters are in words, and how many in words of at
// least four letters.
func (g *segmenter) explained() (all, long int) {
	for i := len(g.from) - 1; i > 0; i -= int(g.from[i]) {
		n := int(g.from[i])
		switch g.kind[i] {
		case wholeWord:
			all += n
			if n > 3 {
				long += n
			}
		case ending:
			all += n
		}
	}
	return all, long
}

// enough reports whether what is explained of n letters is English: most of it,
// and not by short words alone, which any letters contain.
func enough(n, all, long int) bool {
	if n < 6 {
		return n == long
	}
	return all*4 >= n*3 && long*5 >= n*2
}

// spells reports whether w, lower-case letters without spaces, is one or
// several English words.
func spells(w []byte) bool {
	var g segmenter
	g.run(w)
	all, long := g.explained()
	return enough(len(w), all, long)
}

// maxSegmented bounds the letters that [Segment] takes.
const maxSegmented = 2 << 10

// Segment returns letters, which stand without spaces, with a space between the
// words they are most likely to be. Letters of no word stand alone. It is linear in
// the letters, of which it takes the first few thousand.
func Segment(letters string) string {
	w := lowered(nil, letters[:min(len(letters), maxSegmented)])
	var g segmenter
	g.run(w)
	var pieces [][]byte
	for i := len(w); i > 0; i -= int(g.from[i]) {
		piece := w[i-int(g.from[i]) : i]
		if g.kind[i] == ending && i > int(g.from[i]) { // of the word before
			n := i - int(g.from[i])
			piece = w[n-int(g.from[n]) : i]
			i = n
		}
		pieces = append(pieces, piece)
	}
	slices.Reverse(pieces)
	return string(bytes.Join(pieces, []byte{' '}))
}
