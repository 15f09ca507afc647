package memory

import (
	"maps"
	"slices"
	"strconv"
	"strings"
	"unicode"
)

// Difference is one place at which two definitions differ.
type Difference struct {
	// Path leads there: keys and places.
	Path []string
	// Old and New are the values, strings without their quotes; "" with Added or
	// Removed.
	Old, New       string
	Added, Removed bool
}

// maxDifferences bounds what is said about one definition.
const maxDifferences = 256

// Differences compares two canonical definitions.
func Differences(from, to string) []Difference {
	a, errA := decode([]byte(from))
	b, errB := decode([]byte(to))
	if errA != nil || errB != nil {
		return []Difference{{Old: from, New: to}}
	}
	var d []Difference
	compare(&d, nil, a, b)
	return d
}

func compare(d *[]Difference, path []string, a, b any) {
	if len(*d) >= maxDifferences {
		return
	}
	ma, isA := a.(map[string]any)
	mb, isB := b.(map[string]any)
	if isA && isB {
		for _, key := range slices.Sorted(maps.Keys(ma)) {
			if v, ok := mb[key]; ok {
				compare(d, with(path, key), ma[key], v)
				continue
			}
			*d = append(*d, Difference{Path: with(path, key), Old: shown(ma[key]), Removed: true})
		}
		for _, key := range slices.Sorted(maps.Keys(mb)) {
			if _, ok := ma[key]; !ok {
				*d = append(*d, Difference{Path: with(path, key), New: shown(mb[key]), Added: true})
			}
		}
		return
	}
	la, isA := a.([]any)
	lb, isB := b.([]any)
	if isA && isB && len(la) == len(lb) {
		for i := range la {
			compare(d, with(path, strconv.Itoa(i)), la[i], lb[i])
		}
		return
	}
	if x, y := shown(a), shown(b); x != y || isA != isB {
		*d = append(*d, Difference{Path: path, Old: x, New: y})
	}
}

func with(path []string, key string) []string { return append(slices.Clone(path), key) }

func shown(v any) string {
	if s, ok := v.(string); ok {
		return s
	}
	return encode(v)
}

// Words are the words of a text, lower case.
func Words(text string) []string {
	return strings.FieldsFunc(strings.ToLower(text), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
}

// Similarity says how much two definitions have in common, apart from their
// names: from 0 to 1. When nearly all of a, which is the older one, is in b, then
// that is what counts: whatever is added to it does not make b another thing.
func Similarity(a, b string) float64 {
	x, y := bag(a), bag(b)
	both, all := 0, len(y)
	for w := range x {
		if y[w] {
			both++
		} else {
			all++
		}
	}
	if all == 0 {
		return 0
	}
	similar := float64(both) / float64(all)
	if within := float64(both) / float64(max(len(x), 1)); len(x) >= fewWords && within >= 0.8 {
		return max(similar, within)
	}
	return similar
}

// fewWords is how many words a definition has that others do not hold by chance.
const fewWords = 6

// bag is the set of what a definition says: the words of its texts, and the
// names of its parameters.
func bag(text string) map[string]bool {
	set := map[string]bool{}
	v, err := decode([]byte(text))
	if err != nil {
		return set
	}
	m, _ := v.(map[string]any)
	delete(m, "name")
	delete(m, "title")
	collect(set, m, 0)
	for _, dull := range []string{"object", "string", "type", "the", "a", "an", "of", "to", "for", "and", "in", "is", "or"} {
		delete(set, dull)
	}
	return set
}

func collect(set map[string]bool, v any, depth int) {
	switch v := v.(type) {
	case map[string]any:
		for key, m := range v {
			if depth > 1 {
				set["."+key] = true
			}
			collect(set, m, depth+1)
		}
	case []any:
		for _, m := range v {
			collect(set, m, depth)
		}
	case string:
		for _, w := range Words(v) {
			set[w] = true
		}
	}
}
