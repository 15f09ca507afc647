package detect

import (
	"slices"
	"strings"
	"testing"
)

// TestAttackOrSpeech: the words for attacks and for saying are found where a plain
// search finds them, wherever they stand.
func TestAttackOrSpeech(t *testing.T) {
	all := slices.Concat(attackWords(), speechWords())
	for _, w := range all {
		if len(w) < minLiteral {
			t.Errorf("%q is too short to be found", w)
			continue
		}
		for _, around := range [][2]string{{"", ""}, {"a", ""}, {"", "b"}, {"how ", " goes"}, {"so ", "."}, {"é", "ü"}} {
			for _, part := range []string{w, w[1:], w[:len(w)-1]} {
				text := strings.ToLower(around[0] + part + around[1])
				_, has := attackOrSpeech().scan([]byte(text), nil)
				if want := saysOne(text, all); (has != 0) != want {
					t.Errorf("%q: %t, not %t", text, has != 0, want)
				}
			}
		}
	}
}
