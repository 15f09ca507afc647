package stego

import (
	"math"

	"github.com/mcp-watchdog/mcp-watchdog/internal/lazy"
)

// How many bits a writer needs to tell somebody who knows his habits what he
// chose: each model foresees the next choice from those before, and the better
// it does the fewer bits are left. Honest choices cost next to nothing in one
// of them, random ones a bit each in all.

// maxSlots bounds the choices of a channel that are kept.
const maxSlots = 4 << 10

// logs holds log2 of i/2.
var logs = lazy.Value(func() *[2*maxSlots + 8]float32 {
	t := new([2*maxSlots + 8]float32)
	for i := 1; i < len(t); i++ {
		t[i] = float32(math.Log2(float64(i) / 2))
	}
	return t
})

// counts are how often each of two was chosen.
type counts [2]uint16

// cost is what the next choice costs after these (Krichevsky, Trofimov).
func (c *counts) cost(log *[2*maxSlots + 8]float32, bit int) float32 {
	return log[2*(int(c[0])+int(c[1]))+2] - log[2*int(c[bit])+1]
}

// coder holds the models' counts.
type coder struct {
	log     *[2*maxSlots + 8]float32
	beside  [256]counts
	content [1 << 12]counts
	agreed  [maxLag + 1]uint16
}

// maxLag is the longest period that is looked for.
const maxLag = 64

// bits returns the least number of bits that any model needs for the slots.
func (c *coder) bits(slots []slot) float64 {
	if c.log == nil {
		c.log = logs()
	}
	least := c.plain(slots)
	for _, model := range [...]func([]slot) float64{c.recent, c.besideOnly, c.besideAndLast, c.byContent, c.byPeriod} {
		if b := model(slots) + modelBits; b < least {
			least = b
		}
	}
	return least
}

// modelBits is what it costs to say which model is used.
const modelBits = 3

func (c *coder) plain(slots []slot) float64 {
	var n counts
	var sum float64
	for _, s := range slots {
		sum += float64(n.cost(c.log, s.bit()))
		n[s.bit()]++
	}
	return sum
}

// recent foresees from the last four choices.
func (c *coder) recent(slots []slot) float64 {
	var n [16]counts
	var sum float64
	last := 0
	for _, s := range slots {
		sum += float64(n[last].cost(c.log, s.bit()))
		n[last][s.bit()]++
		last = (last<<1 | s.bit()) & 15
	}
	return sum
}

func (c *coder) besideOnly(slots []slot) float64 {
	clear(c.beside[:])
	var sum float64
	for _, s := range slots {
		n := &c.beside[s.beside()]
		sum += float64(n.cost(c.log, s.bit()))
		n[s.bit()]++
	}
	return sum
}

func (c *coder) besideAndLast(slots []slot) float64 {
	clear(c.beside[:])
	var sum float64
	last := 0
	for _, s := range slots {
		n := &c.beside[s.beside()<<1|last]
		sum += float64(n.cost(c.log, s.bit()))
		n[s.bit()]++
		last = s.bit()
	}
	return sum
}

// byContent foresees what was chosen at the same content before; of content
// that is new, what is chosen in general.
func (c *coder) byContent(slots []slot) float64 {
	clear(c.content[:])
	var all counts
	var sum float64
	for _, s := range slots {
		n := &c.content[s.content()*2654435761>>8%uint(len(c.content))]
		if n[0]+n[1] > 0 {
			sum += float64(n.cost(c.log, s.bit()))
		} else {
			sum += float64(all.cost(c.log, s.bit()))
		}
		n[s.bit()]++
		all[s.bit()]++
	}
	return sum
}

// byPeriod foresees what was chosen a fixed number of choices before.
func (c *coder) byPeriod(slots []slot) float64 {
	clear(c.agreed[:])
	for p := 2; p <= maxLag && p*4 < len(slots); p++ {
		n := uint16(0)
		for i := p; i < len(slots); i++ {
			n += uint16(^(slots[i] ^ slots[i-p]) & 1)
		}
		c.agreed[p] = n
	}
	best, rate := 0, 0.0
	for p := range c.agreed {
		if r := float64(c.agreed[p]) / float64(max(1, len(slots)-p)); r > rate {
			best, rate = p, r
		}
	}
	if best == 0 {
		return math.Inf(1)
	}
	var n [2]counts
	sum := math.Log2(maxLag)
	for i, s := range slots {
		before := 0
		if i >= best {
			before = slots[i-best].bit()
		}
		sum += float64(n[before].cost(c.log, s.bit()))
		n[before][s.bit()]++
	}
	return sum
}
