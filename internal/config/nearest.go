package config

import (
	"cmp"
	"slices"
	"strings"
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
		if d := distance(name, w); d <= max(1, len(name)/3) {
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

// distance is the optimal string alignment distance of a and b, in bytes.
func distance(a, b string) int {
	before, last, row := make([]int, len(b)+1), make([]int, len(b)+1), make([]int, len(b)+1)
	for j := range last {
		last[j] = j
	}
	for i := 1; i <= len(a); i++ {
		row[0] = i
		for j := 1; j <= len(b); j++ {
			change := 1
			if a[i-1] == b[j-1] {
				change = 0
			}
			row[j] = min(last[j]+1, row[j-1]+1, last[j-1]+change)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				row[j] = min(row[j], before[j-2]+1)
			}
		}
		before, last, row = last, row, before
	}
	return last[len(b)]
}
