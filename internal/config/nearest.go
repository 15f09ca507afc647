package config

import (
	"cmp"
	"slices"
	"strings"

	"github.com/mcp-watchdog/mcp-watchdog/internal/edits"
)

// maxWord bounds what is compared: names are short, and the distance costs the
// product of both lengths.
const maxWord = 64

// Nearest returns the words that name was probably meant to be, best first, at
// most three: those within a third of its length in edits (one letter added,
// dropped, changed, or two neighbours swapped), and those that it shortens. None:
// it is nothing like any.
func Nearest(name string, words []string) []string {
	if name == "" || len(name) > maxWord {
		return nil
	}
	type near struct {
		word string
		far  int
	}
	var found []near
	for _, w := range words {
		if len(w) > maxWord {
			continue
		}
		if d := edits.Between(name, w); d <= max(1, len(name)/3) {
			found = append(found, near{w, d})
		} else if len(name) >= 3 && strings.HasPrefix(w, name) {
			found = append(found, near{w, len(w)})
		}
	}
	slices.SortStableFunc(found, func(a, b near) int { return cmp.Compare(a.far, b.far) })
	var out []string
	for i := 0; i < len(found) && i < 3; i++ {
		out = append(out, found[i].word)
	}
	return out
}
