package flow

import "encoding/binary"

const (
	// seed is the length of the pieces whose order decides which stretch of a window is
	// kept. Gram-seed is a multiple of window: then few are kept that the window
	// before did not keep.
	seed = 4
	// seeds is how many of them a window has.
	seeds = window + Gram - seed
	// batch is how many windows are looked at in one go.
	batch = 1 << 10
)

// chosen goes over the stretches of a text that are kept.
type chosen struct {
	next, last int    // the next window, and the stretch that was kept last
	hash       uint64 // of that
	marks      []Mark // of kept
	kept       *[batch]Mark
	orders     *orders
}

// From begins with the stretches that are kept of the text behind from.
func (t *Text) From(from int) { t.next, t.last, t.hash = from, -1, 0 }

// Next returns more of the stretches that are kept, valid until the next call; nil
// when there are no more. Texts that are shorter than a window have one, if they are
// as long as a stretch.
func (t *Text) Next(k *Key) []Mark {
	t.ready()
	for len(t.marks) == 0 {
		switch left := len(t.Bytes) - t.next - Shortest + 1; {
		case left > 0:
			t.choose(k, min(left, batch))
		case t.last < 0 && len(t.Bytes)-t.next >= Gram:
			t.short(k)
		default:
			return nil
		}
	}
	return t.marks
}

// choose goes over the next n windows. Of the pieces in each the first one counts, of
// like ones the leftmost. A window lies in two blocks of as many pieces as it has: what
// comes first in it is what comes first in the end of one or in the beginning of the
// other (van Herk 1992). No step guesses, since every second guess would be wrong.
func (t *Text) choose(k *Key, n int) {
	text := t.Bytes[t.next : t.next+n+Shortest-1]
	if t.orders == nil {
		t.orders = new(orders)
	}
	o := t.orders
	o.of(k, text)
	last, count := t.last-t.next, 0
	for w := range o.fromHere[:n] {
		// The stretch is kept that is as far before the piece as whole windows go.
		at := int(min(o.fromHere[w], o.untilHere[w+seeds-1]) & placeMask)
		p := w + int(within[(at-w)&15])
		o.places[count] = uint16(p)
		if p != last {
			count++
		}
		last = p
	}
	t.last = last + t.next
	t.keep(k, text, o.places[:count])
	t.next += n
}

// orders are those of the pieces of a batch, in blocks of as many as a window has: the
// first one from a piece to the end of its block, and from the beginning to a piece.
type orders struct {
	fromHere, untilHere [batch + 2*seeds]uint64
	places              [batch + 1]uint16 // of what is kept
}

// of fills in those of the windows of a text.
func (o *orders) of(k *Key, text []byte) {
	all := len(text) - seed + 1
	for i := range text[:all] {
		o.fromHere[i] = k.piece(text[i:], i)
	}
	blocks := (all + seeds - 1) / seeds
	for i := all; i < blocks*seeds; i++ {
		o.fromHere[i] = ^uint64(0)
	}
	for b := range blocks {
		from, until := (*[seeds]uint64)(o.fromHere[b*seeds:]), (*[seeds]uint64)(o.untilHere[b*seeds:])
		first := ^uint64(0)
		for i, order := range from {
			first = min(first, order)
			until[i] = first
		}
		first = ^uint64(0)
		for i := seeds - 1; i >= 0; i-- {
			first = min(first, from[i])
			from[i] = first
		}
	}
}

// placeMask are the bits of an order that say where in the windows the piece is.
const placeMask = 2*batch - 1

// piece is the order of the piece that begins text, and where it is.
func (k *Key) piece(text []byte, at int) uint64 {
	return uint64(binary.LittleEndian.Uint32(text))*k.order&^placeMask | uint64(at)
}

// within is a place in a window, for each in as many as it has pieces.
var within = func() (t [16]uint8) {
	for i := range t {
		t[i] = uint8(i % window)
	}
	return t
}()

// keep keeps the stretches at those places.
func (t *Text) keep(k *Key, text []byte, places []uint16) {
	n := len(t.marks)
	for _, p := range places {
		h := k.stretch(text[p:])
		t.kept[n&(batch-1)] = Mark{h, int(p) + t.next}
		if h != t.hash { // runs of one character give one
			n++
		}
		t.hash = h
	}
	t.marks = t.kept[:n]
}

// short chooses the one of a text that is shorter than a window.
func (t *Text) short(k *Key) {
	at, best := t.next, ^uint64(0)
	for i := t.next; i+Gram <= len(t.Bytes); i++ {
		if o := binary.LittleEndian.Uint64(t.Bytes[i:]) * k.order; o <= best {
			best, at = o, i
		}
	}
	t.last, t.next = at, len(t.Bytes)
	t.marks = append(t.marks, Mark{k.stretch(t.Bytes[at:]), at})
}

// Marks returns all stretches of the text that are kept.
func (t *Text) Marks(k *Key) (all []Mark) {
	t.From(0)
	for some := t.Next(k); some != nil; some = t.Next(k) {
		all = append(all, some...)
	}
	return all
}

// NextOfAll is Next for all stretches of the text.
func (t *Text) NextOfAll(k *Key) []Mark {
	t.ready()
	for ; t.next+Gram <= len(t.Bytes) && len(t.marks) < batch; t.next++ {
		t.marks = append(t.marks, Mark{k.stretch(t.Bytes[t.next:]), t.next})
	}
	if len(t.marks) == 0 {
		return nil
	}
	return t.marks
}

func (t *Text) ready() {
	if t.kept == nil {
		t.kept = new([batch]Mark)
	}
	t.marks = t.kept[:0]
}
