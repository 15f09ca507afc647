package detect

import (
	"hash/maphash"
	"slices"

	"github.com/mcp-watchdog/mcp-watchdog/internal/intent"
	"github.com/mcp-watchdog/mcp-watchdog/internal/message"
	"github.com/mcp-watchdog/mcp-watchdog/internal/semantic"
)

// calm remembers passages in which nothing was found: a message that was cut is read
// again, and documents are read more than once, or quoted. A passage is known by a
// hash that nobody can aim at and by what was asked about it. What is said of it
// depends on its bytes, and on where the words at its ends go on.
type calm struct {
	seed   maphash.Seed
	hashes *[calmPassages]uint64     // in pairs, the later one first; nil until the first
	heard  map[uint64][]intent.Order // passages with orders
}

const (
	// calmPassages is how many are remembered, in 64 KB.
	calmPassages = 8 << 10
	// maxHeard is how many passages with orders are remembered, and maxOrders how many
	// orders each may have.
	maxHeard, maxOrders = 256, 8
)

// question is what was asked about a passage, and about where it stands.
type question struct{ about, where uint64 }

// The questions. Those about rows come after the last.
const (
	aboutErrands = iota
	aboutOrders
	aboutOpinions
	aboutHostility
	aboutHostilityIn
	aboutEncoded
	aboutErrandsHere
	aboutBrevity
	aboutRows
)

func ordersAt(where intent.Where) question { return question{aboutOrders, uint64(where)} }
func opinionsAt(where semantic.Surface, place semantic.Place) question {
	return question{aboutOpinions, uint64(where)<<8 | uint64(place)}
}
func briefly(brief bool) question {
	if brief {
		return question{aboutBrevity, 1}
	}
	return question{about: aboutBrevity}
}
func hostileFrom(points int) question { return question{aboutHostility, uint64(points)} }

// rowOver asks what a row that looks at the text alone finds in t.
func rowOver(row int, t *Text) question {
	q := question{aboutRows + uint64(row)<<1, uint64(t.Surface)}
	if t.Offered {
		q.about++
	}
	return q
}

// calmPassage is the place of one passage.
type calmPassage struct {
	pair *[2]uint64
	hash uint64
}

func (c *calm) of(passage string, q question) calmPassage {
	if c.hashes == nil {
		c.seed, c.hashes = maphash.MakeSeed(), new([calmPassages]uint64)
	}
	h := maphash.String(c.seed, passage) ^ (q.about+1)*0x9e3779b97f4a7c15 ^ (q.where+1)*0xc2b2ae3d27d4eb4f | 1 // none is 0
	at := h >> 1 % (calmPassages / 2) * 2
	return calmPassage{(*[2]uint64)(c.hashes[at:]), h}
}

// in is of for a part of a text that the finder has read with what stands around it.
func (c *calm) in(text string, from, to int, q question) calmPassage {
	first, last := from, to
	for first > 0 && from-first < longestTail && text[first-1] > ' ' {
		first--
	}
	for last < len(text) && last-to < longestTail && text[last] > ' ' {
		last++
	}
	q.where |= uint64(from-first)<<48 | uint64(last-to)<<56
	return c.of(text[first:last], q)
}

// longestTail is how much of a word or an address that goes on outside of a passage
// belongs to what it is known by.
const longestTail = 64

func (p calmPassage) known() bool {
	return p.pair != nil && (p.pair[0] == p.hash || p.pair[1] == p.hash)
}

func (p calmPassage) note() {
	if p.pair != nil {
		p.pair[0], p.pair[1] = p.hash, p.pair[0]
	}
}

// calmHere is in for a part of the text in which no errand is told because of what
// stands around it, be it a fence, a label or words about attacks: the part is known by
// the text as a whole. Nothing is known of long texts, nor where rows before have
// reported something.
func (t *Text) calmHere(from, to int) calmPassage {
	if len(t.Text()) > reachOfTelling || len(t.claimed) > 0 || t.reading != nil {
		return calmPassage{}
	}
	q := question{aboutErrandsHere | uint64(from)<<16 | uint64(to)<<40, uint64(t.Surface)}
	if t.Offered {
		q.where = ^q.where
	}
	return t.runner.calm.of(t.Text(), q)
}

// ordersIn returns the orders in a passage of the text, remembered or found. The result
// is valid until the next call.
func (t *Text) ordersIn(span message.Span, where intent.Where) []intent.Order {
	c := &t.runner.calm
	before := c.in(t.Text(), span.Start, span.End, ordersAt(where))
	if before.known() {
		return nil
	}
	if orders, ok := c.heard[before.hash]; ok {
		return orders
	}
	orders := t.words().FindIn(span.Start, span.End, where)
	switch {
	case t.words().Framed(): // what stands around it said something
	case !sureOf(orders):
		before.note()
	case len(orders) <= maxOrders:
		if c.heard == nil || len(c.heard) >= maxHeard {
			c.heard = map[uint64][]intent.Order{}
		}
		c.heard[before.hash] = slices.Clone(orders)
	}
	return orders
}
