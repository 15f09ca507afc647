package flow

import "slices"

// Union is the filters of several tables in one, so that what none of them knows is
// seen in one place and not in each. It is a copy, of one reader, in which what has
// changed is brought up to date: the reader shows all tables once, and, when that is
// worth it, once more.
type Union struct {
	filter  []uint64
	members []member
	shown   int // of them
	whole   bool
	// words of filters: of the largest, of all, and of those that are not in it.
	size, all, changed int
	// owed is what asking each table has cost since the union was made, in words that
	// could have been copied.
	owed int
}

// member is a table whose filter is in the union, or will be.
type member struct {
	table *Table
	added uint64 // hashes that it had
}

// Begin begins with what is there.
func (u *Union) Begin() { u.shown, u.size, u.all, u.changed = 0, 0, 0, 0 }

// Show is called for each table.
func (u *Union) Show(t *Table) {
	if u.shown == len(u.members) {
		u.members = append(u.members, member{})
	}
	m := &u.members[u.shown]
	if u.shown++; m.table != t {
		u.filter = u.filter[:0] // what has gone is in it
		m.table = t
	}
	u.size, u.all = max(u.size, len(t.filter)), u.all+len(t.filter)
	if m.added != t.words[wordAdded] {
		u.changed += len(t.filter)
	}
}

// Worth reports whether to bring the union up to date costs no more than asking each
// table for so many marks, and for those since it was up to date last, did.
func (u *Union) Worth(marks int) bool {
	const words = 8 // that are copied in the time that one mark is looked up in
	if len(u.filter) != u.size || u.shown < len(u.members) {
		u.filter, u.changed = u.filter[:0], u.all
	}
	if u.shown < 2 {
		return false
	}
	if u.owed += marks * (u.shown - 1) * words; u.changed > u.owed {
		return false
	}
	u.owed = 0
	return true
}

// Again begins to bring the union up to date.
func (u *Union) Again() {
	clear(u.members[u.shown:])
	u.members = u.members[:u.shown]
	if len(u.filter) == 0 {
		u.filter = slices.Grow(u.filter, u.size)[:u.size]
		clear(u.filter)
		for i := range u.members {
			u.members[i].added = 0
		}
	}
	u.shown, u.whole = 0, true
}

// Bring is called for each table, in the same order.
func (u *Union) Bring(t *Table) {
	if u.shown == len(u.members) || u.members[u.shown].table != t {
		u.whole = false // it has changed meanwhile
		return
	}
	m := &u.members[u.shown]
	u.shown++
	added := t.words[wordAdded] // before what it counts is read
	if added == m.added {
		return
	}
	m.added = added
	for rest := u.filter; len(rest) >= len(t.filter); rest = rest[len(t.filter):] {
		for i, word := range t.filter {
			rest[i] |= word
		}
	}
}

// Whole reports whether the union has what all tables had when they were shown first.
func (u *Union) Whole() bool { return u.whole && u.shown == len(u.members) }

// Sift appends the places in marks of those that one of the tables may know.
func (u *Union) Sift(marks []Mark, into []int32) []int32 {
	n := len(into)
	into = slices.Grow(into, len(marks))[:n+len(marks)]
	for i := range marks {
		at, mask := bitsOf(u.filter, tag(marks[i].Hash))
		into[n] = int32(i)
		if u.filter[at]&mask == mask {
			n++
		}
	}
	return into[:n]
}
