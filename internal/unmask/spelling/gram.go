package spelling

import (
	"strings"

	"github.com/mcp-watchdog/mcp-watchdog/internal/lazy"
)

// gramSet has a bit for the first four bytes, hashed, of words that are written
// backward, rotated or both: those of four letters and more of orders, and the
// commonest of all. It is built when it is needed, in some 50
// microseconds, and never changed.
type gramSet [1 << gramBits / 64]uint64

const gramBits = 17

var grams = lazy.Value(newGrams)

func newGrams() *gramSet {
	g := &gramSet{}
	for _, list := range [...]string{orderWords, "that this with from have they what your will when then them into over more only their would"} {
		for w := range strings.FieldsSeq(list) {
			g.add([]byte(w))
		}
	}
	return g
}

// add adds what w begins with in each way.
func (g *gramSet) add(w []byte) {
	if len(w) < 4 {
		return
	}
	var back, twist, rot uint32
	for i := range 4 {
		first, last := w[i], w[len(w)-1-i]
		back |= uint32(last) << (8 * i)
		twist |= uint32(rotate(last)) << (8 * i)
		rot |= uint32(rotate(first)) << (8 * i)
	}
	g.set(back)
	g.set(twist)
	g.set(rot)
}

func gramHash(v uint32) uint32 { return (v | 0x20202020) * 0x9E3779B1 >> (32 - gramBits) }

func (g *gramSet) set(v uint32) { g[gramHash(v)>>6] |= 1 << (gramHash(v) & 63) }

// has reports whether a word that begins with these bytes may be in the set.
func (g *gramSet) has(v uint32) bool { return g[gramHash(v)>>6]>>(gramHash(v)&63)&1 != 0 }
