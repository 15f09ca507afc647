package detect

import (
	"strconv"
	"strings"
)

// Requests that cost: what has no end, and what is longer than anybody reads.

// endless reports whether words order something without an end, or of a length
// that nobody reads.
func endless(all []term) bool {
	for i, t := range all {
		switch {
		case endlessWords()[t.key] && ordersNear(all, i, writeVerbs, 12):
			return true
		case (t.key == "tirnes" || t.key == "times") && i > 0 && number(all[i-1].key, all, i-1) >= 1000 && ordersNear(all, i, writeVerbs, 14):
			return true
		case i > 0 && untilWords()[all[i-1].key] && max(number(t.key, all, i), counted(all, i)) >= 20000 && ordersNear(all, i, writeVerbs, 8):
			return true
		case spends(all, i):
			return true
		case lengthWords()[t.key] && i > 0 && max(number(all[i-1].key, all, i-1), counted(all, i-2)) >= 20000 && ordersNear(all, i, writeVerbs, 8):
			return true
		}
	}
	return false
}

// number reads a number in front of a word: 50,000 is two words.
func number(key string, all []term, i int) int {
	digits := strings.NewReplacer("l", "1", "o", "0", "'", "").Replace(key)
	if i > 0 && len(digits) == 3 && all[i].start-all[i-1].end == 1 {
		digits = strings.NewReplacer("l", "1", "o", "0").Replace(all[i-1].key) + digits
	}
	n, err := strconv.Atoi(digits)
	if err != nil {
		return map[string]int{"thousand": 1000, "million": 1000000, "rnillion": 1000000, "billion": 1000000000}[key]
	}
	return n
}

// counted reads a number that is written in two words: one million, 80 thousand.
func counted(all []term, i int) int {
	if i < 0 || i+1 >= len(all) {
		return 0
	}
	scale, n := scales[all[i+1].key], number(all[i].key, all, i)
	if n == 0 {
		n = numerals[all[i].key]
	}
	return scale * n
}

// scales and numerals are by what words look like.
var (
	scales   = map[string]int{"hundred": 100, "thousand": 1000, "million": 1000000, "rnillion": 1000000, "billion": 1000000000}
	numerals = map[string]int{"a": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10, "twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "eighty": 80, "hundred": 100}
)

// spends reports whether words at i have the model go on until nothing is left of what
// it may write: do not stop before the limit, until you run out of tokens.
func spends(all []term, i int) bool {
	switch key := all[i].key; {
	case stopWords()[key] && negated(all, i):
		return limitAhead(all, i, true) || (i+1 == len(all) || all[i+1].begins) && ordersNear(all, i, writeVerbs, 12)
	case key == "until" || key == "till" || key == "unless":
		return limitAhead(all, i, false) && (ordersNear(all, i, writeVerbs, 14) || ordersNear(all, i, goVerbs, 14))
	}
	return false
}

// limitAhead reports whether what may be written is spoken of soon behind i, as
// something that is used up; with any, the word for it is enough.
func limitAhead(all []term, i int, any bool) bool {
	limit, used := false, any
	for _, t := range all[i+1 : min(len(all), i+10)] {
		if t.begins {
			break
		}
		limit = limit || outputLimits()[t.key]
		used = used || usedUpWords()[t.key]
	}
	return limit && used
}

var (
	stopWords    = wordSet(`stop stopping finish end pause`)
	outputLimits = wordSet(`token tokens limit budget quota context maximum`)
	usedUpWords  = wordSet(`run out reach hit exhaust exhausted use used spent reached`)
	goVerbs      = wordSet(`go going continue keep`)
)
