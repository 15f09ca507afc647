package stego

import (
	"encoding/json"
	"fmt"
)

// What a writer always did says nothing, and what he never did says more than the
// same from somebody unknown. A tally counts the choices of one document, habits
// add up those of a tool.

// Habit is how a writer makes one kind of choice.
type Habit struct {
	// Answers is in how many documents the choice was there to be made, Varied in
	// how many of them it was made now in one way and now in the other, for no
	// reason to be seen.
	Answers, Varied uint32
	// Slots and Bits are the choices and what they could carry, in all; Top is the
	// most that one document did.
	Slots, Bits, Top uint32
}

// Habits are those of one writer, by channel.
type Habits [Channels]Habit

// Count is what was counted of one kind of choice in one document: the choices,
// those between the first and the last odd one, and the bits that these carry.
type Count struct{ Slots, Core, Bits int }

// Tally is the count of one document.
type Tally [Channels]Count

const (
	// fewestTold is how many choices say something about a habit, fewestVaried how
	// many bits in a document are no chance.
	fewestTold, fewestVaried = 8, 16
	// grownHabit is how many documents make a habit that what is new is compared
	// with, settledHabit how many must vary until that is what a writer always did,
	// one in varies of all at least.
	grownHabit, settledHabit, varies = 30, 12, 3
	// steady is one in how many documents may vary of a writer who does not.
	steady = 20
	// margin is by how many bits a document must carry more than any before, and
	// fewestNew in how many choices; newRate is how many bits there are in each.
	margin, fewestNew, newRate = 24, 24, 0.7
	// maxHabit is the number of documents beyond which old ones weigh half.
	maxHabit = 1 << 12
)

// Count counts the choices in a document, or in stretches of a longer one.
func (m *Meter) Count(t *Tally, stretches ...[]byte) {
	*t = Tally{}
	m.Reset(false)
	if len(stretches) == 1 {
		m.JSON(stretches[0])
	} else {
		m.quick = true // parts of a document
		for _, s := range stretches {
			m.part(s)
		}
		m.quick = false
	}
	for c := range Channel(Channels) {
		if c == LowDigit || c == Interval || c.ByWords() {
			continue
		}
		t[c].Slots = len(m.slots[c])
		t[c].add(m, c, m.core(c))
	}
	for _, c := range [...]Channel{WordChoice, Contraction} {
		t[c].Slots = len(m.slots[c])
		if f, ok := m.judgeWords(c); ok {
			t[c].Core, t[c].Bits = f.Slots, f.Bits
		}
	}
	for i := range m.series[:m.columns] {
		s := &m.series[i]
		t[LowDigit].Slots += len(s.last)
		t[LowDigit].add(m, LowDigit, m.slotsOf(s, false, fewestNew))
		t[Interval].Slots += max(len(s.times)-1, 0)
		t[Interval].add(m, Interval, m.slotsOf(s, true, fewestNew))
	}
}

// add takes in the choices that something odd is among.
func (n *Count) add(m *Meter, c Channel, core []slot) {
	if len(core) < fewestTold {
		return
	}
	b := m.coder.bits(core)
	if b < 0.5*float64(len(core)) && c != KeyOrder && c != Composition {
		return
	}
	n.Core += len(core)
	n.Bits += int(b)
}

// told reports whether there were choices enough.
func (n *Count) told() bool { return n.Slots >= fewestTold }

// Learn takes in a document. What is odd in it compared with those before does not
// become the measure for those behind it at once.
func (h *Habits) Learn(t *Tally, odd bool) {
	for c := range h {
		n := &t[c]
		if !n.told() {
			continue
		}
		one := &h[c]
		one.Answers++
		one.Slots += uint32(n.Slots)
		one.Bits += uint32(n.Bits)
		if !odd {
			one.Top = max(one.Top, uint32(n.Bits))
		}
		if n.Bits >= fewestVaried {
			one.Varied++
		}
	}
}

// Varies reports whether the writer always made that choice now so and now so.
func (h *Habit) Varies() bool { return h.Varied >= settledHabit && h.Varied*varies >= h.Answers }

// Steady reports whether he never did, in documents enough to say so.
func (h *Habit) Steady() bool { return h.Answers >= grownHabit && h.Varied*steady <= h.Answers }

// maxCompared is the length up to which a document is compared with what was counted
// in samples of others.
const maxCompared = 32 << 10

// settled are the habits of a writer who always varies; of the others nothing is
// known.
func (h *Habits) settled() *Habits {
	var varies Habits
	for c := range h {
		if h[c].Varies() {
			varies[c] = h[c]
		}
	}
	return &varies
}

// needs are what a channel must come to in a document of a writer with the habit: of
// one who never made the choice without a reason less is enough.
func (h *Habit) needs(n needs) needs {
	if !h.Steady() {
		return n
	}
	n.slots = min(n.slots, 2*fewestNew)
	n.bits = min(n.bits, float64(max(int(h.Top)+margin, 2*margin)))
	n.rate = max(n.rate, newRate)
	return n
}

// New returns the kind of choice by which a document carries more than any before
// it did, and the writer's habit; ok is false when there is none.
func (h *Habits) New(t *Tally) (c Channel, n Count, ok bool) {
	for i := range h {
		one, now := &h[i], t[i]
		rate := newRate
		if k := Channel(i); k == KeyOrder || k == Composition {
			rate = needsOf(k).rate / 2
		}
		if k := Channel(i); k.ByWords() && !one.Varies() && now.Bits > 0 { // compared with what writers do
			return k, now, true
		}
		if !one.Steady() || now.Core < fewestNew || now.Bits < int(one.Top)+margin || float64(now.Bits) < rate*float64(now.Core) {
			continue
		}
		if !ok || now.Bits > n.Bits {
			c, n, ok = Channel(i), now, true
		}
	}
	return c, n, ok
}

// Merge adds what own has more than base.
func (h *Habits) Merge(own, base *Habits) {
	for c := range h {
		to, from, was := &h[c], &own[c], &base[c]
		for _, f := range [...]struct {
			to       *uint32
			own, was uint32
		}{{&to.Answers, from.Answers, was.Answers}, {&to.Varied, from.Varied, was.Varied}, {&to.Slots, from.Slots, was.Slots}, {&to.Bits, from.Bits, was.Bits}} {
			if f.own > f.was {
				*f.to += f.own - f.was
			}
		}
		to.Top = max(to.Top, from.Top)
		if to.Answers > maxHabit {
			to.Answers, to.Varied, to.Slots, to.Bits = to.Answers/2, to.Varied/2, to.Slots/2, to.Bits/2
		}
	}
}

// MarshalJSON writes the channels of which something is known.
func (h Habits) MarshalJSON() ([]byte, error) {
	all := [][6]uint32{}
	for c, one := range h {
		if one.Answers > 0 {
			all = append(all, [6]uint32{uint32(c), one.Answers, one.Varied, one.Slots, one.Bits, one.Top})
		}
	}
	return json.Marshal(all)
}

// UnmarshalJSON reads what MarshalJSON wrote; channels that are not known are
// left out.
func (h *Habits) UnmarshalJSON(text []byte) error {
	var all [][6]uint32
	if err := json.Unmarshal(text, &all); err != nil {
		return fmt.Errorf("habits: %w", err)
	}
	*h = Habits{}
	for _, x := range all {
		if x[0] < uint32(Channels) {
			h[x[0]] = Habit{Answers: x[1], Varied: x[2], Slots: x[3], Bits: x[4], Top: x[5]}
		}
	}
	return nil
}

// Words says the habits to people: what varies, and what never does.
func (h *Habits) Words() []string {
	var all []string
	never := 0
	for c := range h {
		one := &h[c]
		switch {
		case one.Answers == 0:
		case one.Varied > 0:
			all = append(all, fmt.Sprintf("%s: differ for no visible reason in %d of %d answers, about %d bits in each, %d at most", Channel(c), one.Varied, one.Answers, one.Bits/one.Answers, one.Top))
		case one.Steady():
			never++
		}
	}
	if never > 0 {
		all = append(all, fmt.Sprintf("form: %d kinds of choices (order of keys, white space, case, last digits, ...) were always made as expected; what carries %d bits in one of them is noticed", never, margin))
	}
	return all
}

// Was says what was before, as part of a finding.
func (h *Habit) Was() string {
	if h.Answers == 0 {
		return "nothing is known of answers before"
	}
	if h.Varied == 0 {
		return fmt.Sprintf("in %d answers before, none carried more than %d", h.Answers, h.Top)
	}
	return fmt.Sprintf("of %d answers before, all but %d carried less than %d", h.Answers, h.Varied, fewestVaried)
}
