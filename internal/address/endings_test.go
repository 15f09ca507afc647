package address

import "testing"

// TestEndings: what ends with one of the texts is never told from them, and hardly
// anything else is taken for them.
func TestEndings(t *testing.T) {
	if e := EndingsOf("1u.ms", "nip.io"); !e.May("1u.ms") || !e.May("a.1u.ms") || !e.May("nip.io") || e.May("io") || e.May("example.org") {
		t.Error("the endings of two names say something else")
	}
	for name := range names {
		if !known.May(name) {
			t.Errorf("%s is not known", name)
		}
	}
	for name := range rebinders {
		if !known.May(name) || !known.May("x."+name) {
			t.Errorf("%s is not known", name)
		}
	}
}
