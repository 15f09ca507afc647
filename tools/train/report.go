package main

import (
	"fmt"
	"io"
	"maps"
	"slices"
)

// report prints what becomes of the sources when the models, the gate and the limits are chosen
// without them: which share of the orders of each class and source lies above those, alone and
// with what the rules caught, how many ordinary texts do, and those of which sources. What
// other rules report in the program is not judged, and counts as caught by them only.
func report(rows []row, all []heard, caught map[string]bool) {
	fold := folds(rows)
	classes, sources := map[string]*tally{}, map[string]*tally{}
	for f := range maxFolds {
		l := limitsOf(io.Discard, rows, all, func(r row) bool { return fold[r.source] != f })
		for i, r := range rows {
			if g, judged := fold[r.source]; !judged || g != f {
				continue
			}
			class, source := r.class, "orders of "+r.source
			if !r.order {
				class, source = "ordinary", "ordinary of "+r.source
			}
			acts, tells := l.acts(all[i]), l.tells(all[i])
			count(classes, class, true, acts, tells, caught[r.id], caught[r.id] || acts)
			if r.order || acts {
				count(sources, source, true, acts, tells, caught[r.id], caught[r.id] || acts)
			}
		}
	}
	fmt.Printf("models, gate and limits chosen without the source that is judged:\n  %-36s %6s %8s %8s %8s %8s\n", "", "rows", "acts", "tells", "rules", "together")
	show(classes)
	show(sources)
}

// tally counts rows, and of how many something holds.
type tally [5]int

func count(tallies map[string]*tally, of string, holds ...bool) {
	t := tallies[of]
	if t == nil {
		t = new(tally)
		tallies[of] = t
	}
	for k, is := range holds {
		if is {
			t[k]++
		}
	}
}

func show(tallies map[string]*tally) {
	for _, of := range slices.Sorted(maps.Keys(tallies)) {
		t := tallies[of]
		fmt.Printf("  %-36s %6d", of, t[0])
		for _, n := range t[1:] {
			fmt.Printf(" %6.2f %%", 100*float64(n)/float64(t[0]))
		}
		fmt.Println()
	}
}
