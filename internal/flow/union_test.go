package flow

import (
	"math/rand/v2"
	"slices"
	"testing"
)

// unite brings a union up to date.
func unite(u *Union, tables []*Table) {
	u.Begin()
	for _, t := range tables {
		u.Show(t)
	}
	u.Worth(1 << 40)
	u.Again()
	for _, t := range tables {
		u.Bring(t)
	}
}

// TestTheUnionKnowsWhatTablesKnow: of tables of several sizes that grow, come and go,
// nothing is left out, and little is in it that is nowhere.
func TestTheUnionKnowsWhatTablesKnow(t *testing.T) {
	r := rand.New(rand.NewPCG(13, 14))
	var u Union
	var tables []*Table
	var known []Mark
	add := func(table *Table, n int) {
		at := table.Begin(Delivery{Time: start, Tool: "read"})
		for range n {
			m := Mark{Hash: r.Uint64()}
			table.Add(m.Hash, at, start)
			known = append(known, m)
		}
	}
	check := func(what string) {
		t.Helper()
		unite(&u, tables)
		if !u.Whole() {
			t.Fatalf("%s: it is not whole", what)
		}
		if some := u.Sift(known, nil); len(some) != len(known) {
			t.Fatalf("%s: %d of %d are known", what, len(some), len(known))
		}
		other := make([]Mark, 10_000)
		for i := range other {
			other[i].Hash = r.Uint64()
		}
		if some := u.Sift(other, nil); len(some) > len(other)/5 {
			t.Errorf("%s: %d of %d others seem to be known", what, len(some), len(other))
		}
	}
	for _, slots := range []int{1 << 9, 1 << 13, 1 << 11} {
		table := newTable(slots)
		add(table, slots/2)
		tables = append(tables, table)
		check("one more")
	}
	add(tables[1], 100)
	check("more in one")
	larger := newTable(1 << 14)
	tables[1].MoveTo(larger, start)
	tables[1] = larger
	add(larger, 1000)
	check("a larger one")
	known = known[len(known)-1000:]
	tables = tables[1:2]
	tables = append(tables, newTable(1<<9))
	check("one has gone")
	u.Begin()
	for _, table := range tables {
		u.Show(table)
	}
	u.Again()
	u.Bring(tables[0])
	if u.Bring(newTable(1 << 9)); u.Whole() {
		t.Error("a table that was not shown is in it")
	}
}

// TestTheUnionIsWorthIt: small calls beside large tables do not pay for it at once, and
// one that is up to date is for nothing.
func TestTheUnionIsWorthIt(t *testing.T) {
	var u Union
	tables := []*Table{newTable(1 << 16), newTable(1 << 16)}
	worth := func(marks int) bool {
		u.Begin()
		for _, table := range tables {
			u.Show(table)
		}
		return u.Worth(marks)
	}
	if worth(100) || !slices.ContainsFunc(make([]int, 100), func(int) bool { return worth(100) }) {
		t.Error("it is made at once, or never")
	}
	for _, table := range tables {
		table.Add(1<<40, table.Begin(Delivery{Time: start}), start)
	}
	unite(&u, tables)
	if !worth(1) {
		t.Error("it is up to date")
	}
	if tables = tables[:1]; worth(1 << 30) {
		t.Error("one table has no union")
	}
}
