package edits

import "testing"

func TestBetween(t *testing.T) {
	for _, c := range []struct {
		a, b string
		n    int
	}{
		{"", "", 0}, {"", "abc", 3}, {"same", "same", 0}, {"sever", "server", 1}, {"servers", "server", 1}, {"servar", "server", 1},
		{"sevrer", "server", 1}, {"ab", "ba", 1}, {"ca", "abc", 3}, {"kitten", "sitting", 3}, {"é", "e", 2},
	} {
		if n, back := Between(c.a, c.b), Between(c.b, c.a); n != c.n || back != c.n {
			t.Errorf("%q and %q: %d and %d, want %d", c.a, c.b, n, back, c.n)
		}
	}
}
