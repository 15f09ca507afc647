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
// like ones the leftmost.
func (t *Text) choose(k *Key, n int) {
	text := t.Bytes[t.next : t.next+n+Shortest-1]
	at, lowest := k.first(text, 0)
	for w, from := 0, 0; w < n; from = w {
		last := text[w+seeds-1 : min(n, at+1)+Shortest-1] // pieces that come in while it counts
		in := 0
		for in+seed <= len(last) {
			if o := k.piece(last[in:]); o < lowest {
				break
			}
			in++
		}
		w += in
		t.keep(k, text, from, w, at)
		switch {
		case w > at:
			if w < n {
				at, lowest = k.first(text, w)
			}
		case w < n:
			at = w + seeds - 1
			lowest = k.piece(text[at:])
		}
	}
	t.next += n
}

// piece is the order of the piece that begins text.
func (k *Key) piece(text []byte) uint64 { return uint64(binary.LittleEndian.Uint32(text)) * k.order }

// first returns the piece that comes first in a window.
func (k *Key) first(text []byte, window int) (at int, lowest uint64) {
	lowest = ^uint64(0)
	for i := range seeds {
		if o := k.piece(text[window+i:]); o < lowest {
			lowest, at = o, window+i
		}
	}
	return at, lowest
}

// keep keeps what windows whose first piece is the one at a place keep: the stretch
// that is as far before it as whole windows go.
func (t *Text) keep(k *Key, text []byte, from, to, at int) {
	last, n := t.last-t.next, len(t.marks)
	for from < to {
		p := from + (at-from)%window
		from = p + 1
		if p == last {
			continue
		}
		last = p
		h := k.stretch(text[p:])
		t.kept[n&(batch-1)] = Mark{h, p + t.next}
		if h != t.hash { // runs of one character give one
			n++
		}
		t.hash = h
	}
	t.last, t.marks = last+t.next, t.kept[:n]
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
