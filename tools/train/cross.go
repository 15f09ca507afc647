package main

import (
	"fmt"
	"maps"
	"math"
	"runtime"
	"slices"
	"sort"
	"strings"
	"sync"

	"github.com/mcp-watchdog/mcp-watchdog/internal/semantic"
)

func sqrt(x float64) float64 { return math.Sqrt(x) }

// maxFolds is how many times a model is trained to measure it.
const maxFolds = 6

// crossValidate judges each source of the corpus by a model that has seen
// nothing of it. Small sources are left out together; the project's own
// examples are always learnt and never judged. Ordinary documents are judged as
// the program does.
// It returns the limits that follow for each place.
func crossValidate(t *semantic.Trainer, p *program, rows []row, s settings) (at byPlace, err error) {
	fold := folds(rows)
	scores := make([]float64, len(rows))
	for i := range scores {
		scores[i] = math.NaN()
	}
	models := fitFolds(t, rows, fold, s)
	for f, m := range models {
		for i := range rows {
			if g, judged := fold[rows[i].source]; judged && g == f {
				scores[i] = t.Score(m, i)
			}
		}
		if err := asInProgram(p, m, rows, scores, func(r row) bool { g, judged := fold[r.source]; return judged && g == f }); err != nil {
			return nil, err
		}
	}
	leftOut(rows, scores, fold, s.caught)
	report(rows, scores)
	at = limitsOf(rows, scores, func(row) bool { return true })
	fmt.Printf("documents: sure from %.2f, likely from %.2f; elsewhere %.2f, %.2f\n", at[true].sure, at[true].likely, at[false].sure, at[false].likely)
	return at, nil
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

// asInProgram scores some of the ordinary documents as the program does.
func asInProgram(p *program, m *semantic.Model, rows []row, scores []float64, some func(row) bool) error {
	var at []int
	var texts []string
	for i, r := range rows {
		if r.where == semantic.Document && !r.order && some(r) {
			at, texts = append(at, i), append(texts, r.text)
		}
	}
	got, err := p.scores(m, texts)
	for k, i := range at {
		if err == nil {
			scores[i] = got[k]
		}
	}
	return err
}

// limits are odds from which a model is sure, or finds it likely.
type limits struct{ sure, likely float64 }

// byPlace has those of documents under true, those of all other places under
// false.
type byPlace map[bool]limits

func (p byPlace) of(r row) limits { return p[r.where == semantic.Document] }

// limitsOf returns the odds that sureRate and likelyRate of some plain rows exceed.
func limitsOf(rows []row, scores []float64, some func(row) bool) byPlace {
	at := byPlace{}
	for _, document := range []bool{true, false} {
		plain := plainScores(rows, scores, func(r row) bool { return (r.where == semantic.Document) == document && some(r) })
		if len(plain) > 0 {
			at[document] = limits{quantile(plain, sureRate), quantile(plain, likelyRate)}
		}
	}
	return at
}

// plainScores returns those of some plain rows that were judged, in order.
func plainScores(rows []row, scores []float64, some func(row) bool) (plain []float64) {
	for i, r := range rows {
		if !r.order && !math.IsNaN(scores[i]) && some(r) {
			plain = append(plain, scores[i])
		}
	}
	sort.Float64s(plain)
	return plain
}

// leftOut prints what becomes of the sources when both the model and the
// limits were chosen without them: how many ordinary texts lie above those,
// and which share of the orders of each class, alone and with what the rules
// caught.
func leftOut(rows []row, scores []float64, fold map[string]int, caught map[string]bool) {
	tallies := map[string]*[5]int{} // rows, sure, likely, of rules, of rules or sure
	for f := range maxFolds {
		at := limitsOf(rows, scores, func(r row) bool { g, judged := fold[r.source]; return judged && g != f })
		for i, r := range rows {
			if g, judged := fold[r.source]; !judged || g != f {
				continue
			}
			class := r.class
			if !r.order {
				class = "ordinary"
			}
			t, l := tallies[class], at.of(r)
			if t == nil {
				t = new([5]int)
				tallies[class] = t
			}
			for k, is := range []bool{true, scores[i] > l.sure, scores[i] > l.likely, caught[r.id], caught[r.id] || scores[i] > l.sure} {
				if is {
					t[k]++
				}
			}
		}
	}
	fmt.Printf("model and limits chosen without the source that is judged:\n  %-28s %6s %8s %8s %8s %8s\n", "", "rows", "sure", "likely", "rules", "together")
	for _, class := range slices.Sorted(maps.Keys(tallies)) {
		t := tallies[class]
		fmt.Printf("  %-28s %6d", class, t[0])
		for _, n := range t[1:] {
			fmt.Printf(" %6.2f %%", 100*float64(n)/float64(t[0]))
		}
		fmt.Println()
	}
}

// sureRate and likelyRate are the shares of ordinary texts that may lie above the
// limits.
const sureRate, likelyRate = 0.001, 0.002

// quantile returns what a share of sorted values exceeds.
func quantile(sorted []float64, share float64) float64 {
	return sorted[min(len(sorted)-1, int(float64(len(sorted))*(1-share)))]
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
func report(rows []row, scores []float64) {
	plain := plainScores(rows, scores, func(row) bool { return true })
	if len(plain) == 0 {
		return
	}
	rates := []float64{sureRate, likelyRate, 0.01}
	at := make([]float64, len(rates))
	for i, rate := range rates {
		at[i] = quantile(plain, rate)
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
}

// atLimits prints what share of judged rows lies above the odds that were
// chosen without them, by source.
func atLimits(rows []row, scores []float64, at byPlace) {
	tallies := map[string]*[3]int{} // rows, sure, likely
	for i, r := range rows {
		kind := "ordinary"
		if r.order {
			kind = "orders"
		}
		l := at.of(r)
		for _, of := range []string{kind + " of all", kind + " of " + r.source} {
			t := tallies[of]
			if t == nil {
				t = new([3]int)
				tallies[of] = t
			}
			for k, is := range []bool{true, scores[i] >= l.sure, scores[i] >= l.likely} {
				if is {
					t[k]++
				}
			}
		}
	}
	for _, of := range slices.Sorted(maps.Keys(tallies)) {
		t := tallies[of]
		fmt.Printf("judged: %-36s %5d; sure %5.1f %%, likely %5.1f %%\n", of, t[0], 100*float64(t[1])/float64(t[0]), 100*float64(t[2])/float64(t[0]))
	}
}
