package main

import (
	"fmt"
	"math"
	"sort"
	"strings"

	"github.com/mcp-watchdog/mcp-watchdog/internal/semantic"
)

func sqrt(x float64) float64 { return math.Sqrt(x) }

// maxFolds is how many times a model is trained to measure it.
const maxFolds = 10

// crossValidate judges each source of the corpus by a model that has seen
// nothing of it. Small sources are left out together; the project's own
// examples are always learnt and never judged.
// It returns the scores that 0.1 % and 0.4 % of the plain rows exceed.
func crossValidate(t *semantic.Trainer, rows []row, s settings) (sure, likely float64) {
	fold := folds(rows)
	scores := make([]float64, len(rows))
	for i := range scores {
		scores[i] = math.NaN()
	}
	for f := range maxFolds {
		var use []int
		for i := range rows {
			if g, judged := fold[rows[i].source]; !judged || g != f {
				use = append(use, i)
			}
		}
		m := t.Fit(use, s.epochs, s.rate, s.l2, s.shuffle())
		for i := range rows {
			if g, judged := fold[rows[i].source]; judged && g == f {
				scores[i] = t.Score(m, i)
			}
		}
	}
	return report(rows, scores)
}

// folds spreads the sources, largest first, over the folds.
func folds(rows []row) map[string]int {
	count := map[string]int{}
	for _, r := range rows {
		if !strings.HasPrefix(r.source, "own/") {
			count[r.source]++
		}
	}
	names := make([]string, 0, len(count))
	for n := range count {
		names = append(names, n)
	}
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

// report prints what share of the orders lies above thresholds that a given
// share of plain rows exceeds, by class and by source.
func report(rows []row, scores []float64) (sure, likely float64) {
	var plain []float64
	for i, r := range rows {
		if !r.order && !math.IsNaN(scores[i]) {
			plain = append(plain, scores[i])
		}
	}
	sort.Float64s(plain)
	if len(plain) == 0 {
		return 0, 0
	}
	rates := []float64{0.001, 0.004, 0.01}
	at := make([]float64, len(rates))
	for i, rate := range rates {
		at[i] = plain[min(len(plain)-1, int(float64(len(plain))*(1-rate)))]
	}
	fmt.Printf("plain rows %d; thresholds at 0.1 %%, 0.4 %%, 1 %%: %.2f %.2f %.2f\n", len(plain), at[0], at[1], at[2])
	for _, by := range []func(row) string{func(r row) string { return r.class }, func(r row) string { return r.source }} {
		type tally struct {
			n    int
			over [3]int
		}
		tallies := map[string]*tally{}
		for i, r := range rows {
			if !r.order || math.IsNaN(scores[i]) {
				continue
			}
			c := tallies[by(r)]
			if c == nil {
				c = &tally{}
				tallies[by(r)] = c
			}
			c.n++
			for k := range at {
				if scores[i] > at[k] {
					c.over[k]++
				}
			}
		}
		var names []string
		for n := range tallies {
			names = append(names, n)
		}
		sort.Strings(names)
		for _, n := range names {
			c := tallies[n]
			fmt.Printf("  %-36s %5d", n, c.n)
			for _, o := range c.over {
				fmt.Printf(" %6.1f %%", 100*float64(o)/float64(c.n))
			}
			fmt.Println()
		}
	}
	return at[0], at[1]
}

// atThresholds prints what share of judged rows lies above the odds that were
// chosen without them.
func atThresholds(rows []row, scores []float64, sure, likely float64) {
	for _, order := range []bool{true, false} {
		n, above, told := 0, 0, 0
		for i, r := range rows {
			if r.order != order {
				continue
			}
			n++
			if scores[i] >= sure {
				above++
			}
			if scores[i] >= likely {
				told++
			}
		}
		if n > 0 {
			fmt.Printf("judged, order %t: %d; sure %.1f %%, likely %.1f %%\n", order, n, 100*float64(above)/float64(n), 100*float64(told)/float64(n))
		}
	}
}
