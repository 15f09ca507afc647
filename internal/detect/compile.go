package detect

import (
	"math/bits"
	"slices"

	"github.com/mcp-watchdog/mcp-watchdog/internal/semantic"
)

// Standard returns the set of Table. Its literals are those of literals.bin.
func Standard() *Set {
	s := arrange(Table)
	s.literals = thawed(frozen)
	return s
}

// fewRows is how many rows have few literals between them.
const fewRows = 8

// Compile makes another table ready. It takes some milliseconds for many rows.
func Compile(table []Entry) *Set {
	s, size := arrange(table), uint8(fewBits)
	if len(s.table) > fewRows {
		size = manyBits
	}
	l := newLiterals(size)
	if slices.ContainsFunc(table, func(e Entry) bool { return e.Disguises || e.Unmasked != nil }) {
		l.addDisguises()
	}
	for i := range s.table {
		l.addWakes(&s.table[i], 1<<i)
	}
	s.literals = l.freeze()
	return s
}

// addWakes enters what wakes a row, under its bit.
func (l *gathering) addWakes(e *Entry, bit uint64) {
	lists := [...]struct {
		words []string
		bit   uint64
	}{{called(e.Wakes), bit}, {called(e.Suspects), bit << maxEntries}, {called(e.WakesToo), bit}, {requestLiterals, bit}}
	if !e.Every {
		lists[len(lists)-1].words = nil
	}
	for _, some := range lists {
		for _, w := range some.words {
			l.add(w, some.bit)
		}
	}
}

// called asks a list for its words.
func called(list func() []string) []string {
	if list == nil {
		return nil
	}
	return list()
}

// arrange makes a set of a table, without literals.
func arrange(table []Entry) *Set {
	s := new(Set)
	for _, e := range table {
		switch {
		case e.Listing != nil:
			s.listings = append(s.listings, e)
		case e.Document != nil:
			s.forms = append(s.forms, e)
			if e.Unmasked != nil {
				s.unmasked = append(s.unmasked, e)
			}
		case e.Behaviour != nil:
			s.behaviours = append(s.behaviours, e)
		case e.Argument != nil:
			s.argumentRows = append(s.argumentRows, e)
			s.argumentReads |= e.Reads
			if !e.Values {
				s.argumentKeys |= 1 << (len(s.argumentRows) - 1)
			}
		default:
			s.table = append(s.table, e)
		}
	}
	if len(s.table) >= maxEntries {
		panic("detect: more rows than there are wake bits")
	}
	for i := range s.table {
		s.enter(&s.table[i], 1<<i)
	}
	if s.gated != 0 {
		s.gate = semantic.LoadGate()
	}
	for i := range s.table {
		for k := range s.table {
			if s.table[i].WokenWith != "" && s.table[k].Name == s.table[i].WokenWith {
				s.together = append(s.together, [2]uint64{1 << k, 1 << i})
			}
		}
	}
	return s
}

// joined adds to wake the rows that are woken with others.
func (s *Set) joined(wake uint64) uint64 {
	for _, t := range s.together {
		if wake&t[0] != 0 {
			wake |= t[1]
		}
	}
	return wake
}

// wakers are the rows that the given one is woken with.
func (s *Set) wakers(row uint64) (with uint64) {
	for _, t := range s.together {
		if t[1] == row {
			with |= t[0]
		}
	}
	return with
}

// enter makes one row known under its wake bit.
func (s *Set) enter(e *Entry, bit uint64) {
	for n := range s.signs {
		if e.Signs&(1<<n) != 0 {
			s.signs[n] |= bit
		}
	}
	if e.Unmasked != nil {
		s.unmasked = append(s.unmasked, *e)
	}
	s.seconds[bits.TrailingZeros64(bit)] = second{e.Near, e.Confirm}
	for _, f := range []struct {
		set  *uint64
		when bool
	}{
		{&s.disguises, e.Disguises}, {&s.confirms, e.Confirm != nil || e.Near != nil}, {&s.local, e.Local > 0}, {&s.keys, e.Keys},
		{&s.always, e.Always != 0}, {&s.columns, e.Columns}, {&s.briefs, e.Briefs}, {&s.orderRows, e.Orders}, {&s.wholes, e.Whole != nil}, {&s.every, e.Every}, {&s.gated, e.Gated},
		{&s.planted, countsPlanted(e)},
	} {
		if f.when {
			*f.set |= bit
		}
	}
	s.alwaysReads |= e.Always
	s.reads |= e.Reads
}

// Gated returns the set with another gate, for those who choose one.
func (s *Set) Gated(g *semantic.Gate) *Set {
	c := *s
	c.gate = g
	return &c
}
