package message

// table finds members of an object sooner than a map does: they are few, and nearly all
// that is asked for is there. It has a place for each value of a hash of how a name
// begins, ends and how long it is, and the next where that is taken.
type table struct {
	places []place // a power of two, at most half of them taken
}

type place struct {
	name string
	node *node
}

// tableOf makes the table of some members, whose names are not empty.
func tableOf(members map[string]*node) table {
	n := 4
	for n < 2*len(members) {
		n *= 2
	}
	t := table{make([]place, n)}
	for name, m := range members {
		i := nameHash(name) & (n - 1)
		for t.places[i].node != nil {
			i = (i + 1) & (n - 1)
		}
		t.places[i] = place{name, m}
	}
	return t
}

func nameHash[T string | []byte](name T) int {
	return int(name[0]) + 5*int(name[len(name)-1]) + 3*len(name)
}

// find returns the member of exactly that name; nil for none.
func (t *table) find(name []byte) *node {
	if len(name) == 0 {
		return nil
	}
	for i := nameHash(name); ; i++ {
		p := &t.places[i&(len(t.places)-1)]
		if p.node == nil || p.name == string(name) {
			return p.node
		}
	}
}

// arrange makes the tables of n and of all below it.
func (n *node) arrange() {
	if n == nil || n.arranged {
		return
	}
	n.arranged = true
	n.rest.arrange()
	if n.members != nil {
		n.table = tableOf(n.members)
	}
	for _, m := range n.members {
		m.arrange()
	}
}
