package message

import "testing"

// TestTables: every node that a message can lead to finds each of its members by its
// name, and nothing by others.
func TestTables(t *testing.T) {
	seen, found := map[*node]bool{}, 0
	var look func(n *node)
	look = func(n *node) {
		if n == nil || seen[n] {
			return
		}
		seen[n] = true
		for name, m := range n.members {
			if n.table.find([]byte(name)) != m {
				t.Errorf("%q is not found", name)
			}
			for _, other := range []string{name + "x", "x" + name, name[1:], name[:len(name)-1], ""} {
				if got := n.table.find([]byte(other)); got != n.members[other] {
					t.Errorf("%q is found as %v", other, got)
				}
			}
			found++
			look(m)
		}
		look(n.rest)
	}
	for _, side := range trees {
		for _, root := range side {
			look(root)
		}
	}
	if found < 200 {
		t.Errorf("only %d members", found)
	}
}
