package shell

import (
	"math/rand/v2"
	"strings"
	"testing"
)

// TestKnownIsTheList: what the ends of a word rule out is not on the list, in any
// case and with anything done to it.
func TestKnownIsTheList(t *testing.T) {
	plain := func(w string) bool {
		return notables()[strings.Map(func(r rune) rune {
			if r >= 'A' && r <= 'Z' {
				return r | 0x20
			}
			return r
		}, w)]
	}
	const bytes = "abcdefghijklmnopqrstuvwxyzABCXYZ0123456789._-+~@`[{"
	rng := rand.New(rand.NewPCG(1, 2))
	found := 0
	try := func(w string) {
		if len(w) > longestNotable {
			return
		}
		if got, want := notableEnds().known(w), plain(w); got != want {
			t.Fatalf("known(%q) = %v", w, got)
		} else if got {
			found++
		}
	}
	for w := range notables() {
		if len(w) < 2 {
			t.Errorf("%q is too short to be known", w)
		}
		try(w)
		try(strings.ToUpper(w))
		for range 50 {
			b := []byte(w)
			switch i := rng.IntN(len(b)); rng.IntN(3) {
			case 0:
				b[i] ^= 0x20
			case 1:
				b[i] = bytes[rng.IntN(len(bytes))]
			default:
				b = append(b[:i:i], b[i+1:]...)
			}
			try(string(b))
		}
	}
	if found < 2*len(notables()) {
		t.Errorf("%d words were known", found)
	}
}
