package memory

import (
	"maps"
	"slices"
	"strings"

	"github.com/mcp-watchdog/mcp-watchdog/internal/unmask/spelling"
)

// Index is the view of a log, made by applying its facts in their order. Facts
// that are applied twice change nothing. The zero value is an empty log's. It
// must not be used by two goroutines at once.
type Index struct {
	things   map[thing]*Entry
	complete map[thing]bool
	texts    map[string]string
	count    map[thing]int      // by server and kind
	alike    map[string][]thing // tools by squashed name; nil: to be made
	last     int64

	learning map[string]Learning
	entries  map[string]map[string]string // by program and hash of arguments
}

type thing struct {
	server string
	item   Item
	name   string
}

// Apply takes in the next fact of the log. keep says whether its text is kept in
// memory.
func (x *Index) Apply(f Fact, keep bool) {
	if x.things == nil {
		x.things, x.complete, x.texts = map[thing]*Entry{}, map[thing]bool{}, map[string]string{}
		x.count = map[thing]int{}
	}
	x.last = max(x.last, f.Seq)
	key := thing{f.Server, f.Item, f.Name}
	switch f.What {
	case Complete:
		x.complete[key] = true
		return
	case Entered:
		x.enter(&f)
		return
	case Reset, Frozen, Thawed:
		x.decide(&f)
		return
	}
	e := x.things[key]
	if e == nil {
		e = &Entry{}
		x.things[key] = e
		x.count[thing{server: f.Server, item: f.Item}]++
		x.alike = nil
	}
	if f.Label != "" {
		e.Label = f.Label
	}
	if keep && f.Text != "" {
		x.texts[f.Print] = f.Text
	}
	e.apply(&f)
}

func (e *Entry) apply(f *Fact) {
	switch f.What {
	case Pinned:
		if e.Pin == "" && !e.Revoked {
			e.Pin, e.Since = f.Print, f.Time
		}
	case Approved:
		e.approve(f.Print)
		e.Since = f.Time
		if e.Held == f.Print {
			e.Held, e.Why = "", ""
		}
	case Held:
		e.holds++
		if !e.Trusts(f.Print) {
			e.Held, e.Why, e.since = f.Print, f.Why, f.Time
		}
	case Released:
		e.Held, e.Why = "", ""
	case Noted:
		if !e.Noted(f.Print) {
			e.noted[e.next%maxNoted] = f.Print
			e.next++
		}
	case Revoked:
		e.Revoked, e.Person = true, false
	}
}

// Last is the place in the log of the last fact that was applied.
func (x *Index) Last() int64 { return x.last }

// Entry implements View.
func (x *Index) Entry(server string, item Item, name string) (Entry, bool) {
	e, ok := x.things[thing{server, item, name}]
	if !ok {
		return Entry{}, false
	}
	return *e, true
}

// Names implements View.
func (x *Index) Names(server string, item Item) []string {
	var names []string
	for k, e := range x.things {
		if k.server == server && k.item == item && e.Pin != "" {
			names = append(names, k.name)
		}
	}
	return names
}

// Complete implements View.
func (x *Index) Complete(server string, item Item) bool {
	return x.complete[thing{server: server, item: item}]
}

// Entries implements View.
func (x *Index) Entries(program string) map[string]string { return x.entries[program] }

// enter takes in how arguments make a server of a program. The first word counts.
func (x *Index) enter(f *Fact) {
	if x.entries == nil {
		x.entries = map[string]map[string]string{}
	}
	if x.entries[f.Server] == nil {
		x.entries[f.Server] = map[string]string{}
	}
	if _, known := x.entries[f.Server][f.Name]; !known {
		x.entries[f.Server][f.Name] = f.Print
	}
}

// Count implements View.
func (x *Index) Count(server string, item Item) int {
	return x.count[thing{server: server, item: item}]
}

// Text implements View.
func (x *Index) Text(print string) string { return x.texts[print] }

// Standing implements View.
func (x *Index) Standing(server string, item Item) []string {
	var names []string
	for k, e := range x.things {
		if k.server == server && k.item == item && (e.Held != "" || e.Revoked) {
			names = append(names, k.name)
		}
	}
	return names
}

// Alike implements View.
func (x *Index) Alike(server, name string) []Namesake {
	if x.alike == nil {
		x.alike = map[string][]thing{}
		for k := range x.things {
			if k.item == Tool {
				s := Glance(k.name)
				x.alike[s] = append(x.alike[s], k)
			}
		}
	}
	var found []Namesake
	for _, k := range x.alike[Glance(name)] {
		if e := x.things[k]; k.server != server && e.Pin != "" && !e.Revoked {
			found = append(found, Namesake{k.server, e.Label, k.name, e.Pin})
		}
	}
	slices.SortFunc(found, func(a, b Namesake) int { return strings.Compare(a.Server, b.Server) })
	return found
}

// Glance is what a name looks like at a glance: without case, separators, and
// the differences between characters that look alike.
func Glance(name string) string {
	return strings.Map(func(r rune) rune {
		if r == '_' || r == '-' || r == '.' || r == ' ' || r == '/' {
			return -1
		}
		return r
	}, spelling.Skeleton(strings.ToLower(name)))
}

// Listed is one entry with its place, for people.
type Listed struct {
	Server string
	Item   Item
	Name   string
	Entry
}

// List returns all entries, sorted.
func (x *Index) List() []Listed {
	all := make([]Listed, 0, len(x.things))
	for _, k := range slices.SortedFunc(maps.Keys(x.things), compareThings) {
		all = append(all, Listed{k.server, k.item, k.name, *x.things[k]})
	}
	return all
}

func compareThings(a, b thing) int {
	if c := strings.Compare(a.server, b.server); c != 0 {
		return c
	}
	if c := strings.Compare(string(a.item), string(b.item)); c != 0 {
		return c
	}
	return strings.Compare(a.name, b.name)
}
