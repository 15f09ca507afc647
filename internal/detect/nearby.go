package detect

import (
	"bytes"
	"slices"

	"github.com/mcp-watchdog/mcp-watchdog/internal/lazy"
)

// nearby knows which words of company stand where in a text. Rows ask for one
// place after the other, most of them close together, and each stretch of the
// text is looked through once. It belongs to one goroutine.
type nearby struct {
	content []byte
	lo, hi  int // what is known: the words with a window in content[lo:hi]
	mates   []hit
	first   int                              // of mates, when it was asked last
	clear   [rareSets]struct{ from, to int } // stretches without a word of a set of rareMates
}

// mates are all words of company. What they wake are their meanings and, above
// these, their length.
var mates = lazy.Value(func() *literals {
	l := newLiterals(mateBits)
	for bit, list := range companyWords {
		for _, w := range words(list) {
			if len(w) >= minLiteral {
				l.add(w, uint64(bit)|uint64(len(w))<<mateLength)
			}
		}
	}
	return l.freeze()
})

const (
	mateBits   = 16
	mateLength = 48
	// farthestMate is more than how far the beginning of a word may stand from the
	// window by which it was found.
	farthestMate = 64
	// bridge is how many bytes between two stretches are looked at, too, and ahead
	// how many behind, where one place follows the other.
	bridge, forward = 256, 256
	// maxMates bounds how many words are known at once.
	maxMates = 4 << 10
)

// begin sets n to a text, of which it knows nothing, and returns it. The text
// must not change while it is asked about.
func (n *nearby) begin(content []byte) *nearby {
	n.content, n.lo, n.hi, n.mates = content, 0, 0, n.mates[:0]
	clear(n.clear[:])
	return n
}

// company returns the meanings of the words that stand around a place, at most
// reachOfCompany before it and reach behind.
func (n *nearby) company(at, reach int) company {
	from, to := max(0, at-reachOfCompany), min(len(n.content), at+reach)
	n.know(from, to)
	i := n.first
	if i > len(n.mates) || i > 0 && n.mates[i-1].at >= from-farthestMate {
		i, _ = slices.BinarySearchFunc(n.mates, from-farthestMate, func(h hit, at int) int { return h.at - at })
	}
	for i < len(n.mates) && n.mates[i].at < from-farthestMate {
		i++
	}
	n.first = i
	bits := uint64(0)
	for _, h := range n.mates[i:] {
		if h.at >= from && h.at+int(h.wake>>mateLength) <= to {
			bits |= h.wake
		} else if h.at > to+farthestMate {
			break
		}
	}
	if bytes.IndexByte(n.content[from:to], '@') >= 0 {
		bits |= uint64(addressed)
	}
	return company(bits & (1<<mateLength - 1))
}

// may reports whether a word with one of some meanings, for which there is a
// set in rareMates, stands around a place. Such a set finds out sooner that none does
// than company, where nothing is known yet.
func (n *nearby) may(at, reach int, of company) bool {
	from, to := max(0, at-reachOfCompany), min(len(n.content), at+reach)
	if from >= n.lo && to <= n.hi {
		return n.company(at, reach)&of != 0
	}
	set := 0
	if of == obeying {
		set = 1
	}
	var buf [8]hit
	rare, known := rareMates()[set], &n.clear[set]
	if from < known.from || from > known.to {
		known.from, known.to = from, from
	} else if to <= known.to {
		return false
	}
	ahead := min(len(n.content), to+forward)
	if _, has := rare.scan(n.content[max(known.from, known.to-farthestMate):ahead], buf[:0]); has == 0 {
		known.to = ahead
		return false
	}
	_, has := rare.scan(n.content[from:to], buf[:0])
	return has != 0
}

// rareSets is how many sets of rareMates there are.
const rareSets = 2

// rareMates are the words of the meanings that are rare.
var rareMates = lazy.Value(func() (few [rareSets]*literals) {
	for set, of := range [rareSets]company{rules | former, obeying} {
		l := newLiterals(fewBits)
		for bit, list := range companyWords {
			for _, w := range words(list) {
				if bit&of != 0 && len(w) >= minLiteral {
					l.add(w, 1)
				}
			}
		}
		few[set] = l.freeze()
	}
	return few
})

// know looks through content[from:to], unless it is known.
func (n *nearby) know(from, to int) {
	switch {
	case n.hi == 0 || from < n.lo || from > n.hi+bridge || len(n.mates) > maxMates:
		n.lo, n.hi, n.mates = from&^1, from&^1, n.mates[:0]
	case to > n.hi:
		to += forward
	}
	if to = min(len(n.content), (to+1)&^1); to > n.hi {
		n.mates, _ = mates().scanFrom(n.content, n.hi, to, n.mates)
		n.hi = to
	}
}
