package main

import (
	"maps"
	"math"
	"runtime"
	"slices"
	"sort"
	"strings"
	"sync"

	"github.com/mcp-watchdog/mcp-watchdog/internal/semantic"
)

// maxFolds is how many times a model is trained to measure it.
const maxFolds = 6

// crossValidate has the program judge each source of the corpus by a model and a gate that have
// seen nothing of it, and returns what it heard of each row. Small sources are left out
// together; the project's own examples are always learnt and never judged.
func crossValidate(t *semantic.Trainer, p *program, rows []row, d *dictionary, s settings) (all []heard, err error) {
	fold := folds(rows)
	models := fitFolds(t, rows, fold, s)
	all = make([]heard, len(rows))
	var looks looked
	for f, m := range models {
		var judged []int
		var others []row
		for i, r := range rows {
			if g, ok := fold[r.source]; ok && g == f {
				judged = append(judged, i)
			} else {
				others = append(others, r)
			}
		}
		gate := fitGate(others, d, s)
		for _, i := range judged {
			if r := rows[i]; r.where == semantic.Document && !r.order {
				looks.count(r.text, len(gate.Places(nil, []byte(r.text), 0, len(r.text))))
			}
		}
		if err := p.hear(m, gate, rows, judged, all); err != nil {
			return nil, err
		}
		for _, i := range judged {
			all[i].foreign = t.Foreign(i)
		}
	}
	looks.print()
	return all, nil
}

// fitFolds trains a model without each of the folds, a few at a time.
func fitFolds(t *semantic.Trainer, rows []row, fold map[string]int, s settings) (models [maxFolds]*semantic.Model) {
	var all sync.WaitGroup
	turn := make(chan struct{}, runtime.GOMAXPROCS(0))
	for f := range models {
		all.Go(func() {
			turn <- struct{}{}
			defer func() { <-turn }()
			var use []int
			for i := range rows {
				if g, judged := fold[rows[i].source]; !judged || g != f {
					use = append(use, i)
				}
			}
			models[f] = t.Fit(use, s.epochs, s.rate, s.l2, s.chance())
		})
	}
	all.Wait()
	return models
}

// folds spreads the sources, largest first, over the folds.
func folds(rows []row) map[string]int {
	count := map[string]int{}
	for _, r := range rows {
		if !r.own() {
			count[r.source]++
		}
	}
	names := slices.Collect(maps.Keys(count))
	sort.Slice(names, func(i, j int) bool {
		if count[names[i]] != count[names[j]] {
			return count[names[i]] > count[names[j]]
		}
		return names[i] < names[j]
	})
	var load [maxFolds]int
	fold := map[string]int{}
	for _, n := range names {
		least := 0
		for f := range load {
			if load[f] < load[least] {
				least = f
			}
		}
		fold[n] = least
		load[least] += count[n]
	}
	return fold
}

// own reports whether a row is one of the project's own.
func (r row) own() bool { return strings.HasPrefix(r.source, "own/") }

// heard is what the program heard of a row: the highest odds at each kind of place, in English
// and in other languages, minus infinity where nothing was judged.
type heard struct {
	odds    [places][2]float64
	foreign bool // in another language than English, in part
}

func silence() (h heard) {
	for at := range h.odds {
		h.odds[at] = [2]float64{math.Inf(-1), math.Inf(-1)}
	}
	return h
}

// at is the highest at a place, where those in other languages than English are less.
func (h *heard) at(place semantic.Place, abroad float64) float64 {
	return max(h.odds[place][0], h.odds[place][1]-abroad)
}

// over reports whether it is above the limit somewhere.
func (h *heard) over(limits [places]float64, abroad float64) bool {
	for at, limit := range limits {
		if h.at(semantic.Place(at), abroad) > limit {
			return true
		}
	}
	return false
}
