package main

import (
	"cmp"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
)

// tally counts the rows of one class or source.
type tally struct {
	rows, hit, hygiene, alerted int
	rules                       map[string]int
}

func (t *tally) add(r result, hit bool) {
	t.rows++
	if r.hygiene {
		t.hygiene++
	}
	if r.alerted() {
		t.alerted++
	}
	if !hit {
		return
	}
	t.hit++
	if t.rules == nil {
		t.rules = map[string]int{}
	}
	for _, rule := range r.rules {
		t.rules[rule]++
	}
}

func (t *tally) percent() float64 { return 100 * float64(t.hit) / float64(max(1, t.rows)) }

func (t *tally) ruleList() string {
	names := slices.SortedFunc(maps.Keys(t.rules), func(a, b string) int {
		return cmp.Or(t.rules[b]-t.rules[a], strings.Compare(a, b))
	})
	var parts []string
	for _, n := range names {
		parts = append(parts, fmt.Sprintf("%s %d", n, t.rules[n]))
	}
	return strings.Join(parts, ", ")
}

// report prints the tables.
func report(w io.Writer, results []result, noise bool, show string) {
	for _, kind := range []string{"attack", "benign"} {
		word := map[string]string{"attack": "caught", "benign": "accused"}[kind]
		classes, sources, all := map[string]*tally{}, map[string]*tally{}, &tally{}
		for _, r := range results {
			if r.Kind != kind || !noise && len(r.Noise) > 0 {
				continue
			}
			hit := kind == "attack" && r.caught() || kind == "benign" && r.accused()
			source := r.Project()
			for _, t := range []*tally{at(classes, r.Class), at(sources, source), all} {
				t.add(r, hit)
			}
			if (show == r.Class || show == kind) && (hit || kind == "benign" && r.alerted()) == (kind == "benign") {
				fmt.Fprintf(w, "%s %s\n    %s\n", r.ID, r.Source, strings.Join(r.seen, "\n    "))
			}
		}
		fmt.Fprintf(w, "\n%-28s %6s %8s %8s %8s %8s  %s\n", kind, "rows", word, "%", "alerted", "hygiene", "rules")
		table(w, classes)
		fmt.Fprintln(w)
		table(w, sources)
		printLine(w, "ALL", all)
	}
}

func at(m map[string]*tally, key string) *tally {
	if m[key] == nil {
		m[key] = &tally{}
	}
	return m[key]
}

func table(w io.Writer, tallies map[string]*tally) {
	for _, name := range slices.Sorted(maps.Keys(tallies)) {
		printLine(w, name, tallies[name])
	}
}

func printLine(w io.Writer, name string, t *tally) {
	fmt.Fprintf(w, "%-28.28s %6d %8d %8.2f %8d %8d  %s\n", name, t.rows, t.hit, t.percent(), t.alerted, t.hygiene, t.ruleList())
}

// reportSources prints the rows of one class by source and subclass.
func reportSources(w io.Writer, results []result, noise bool, class string) {
	sources := map[string]*tally{}
	for _, r := range results {
		if r.Class != class || !noise && len(r.Noise) > 0 {
			continue
		}
		source := r.Project()
		hit := r.Kind == "attack" && r.caught() || r.Kind == "benign" && r.accused()
		for _, name := range []string{source, source + " " + r.Sub} {
			if at(sources, name).add(r, hit); r.Sub == "" {
				break
			}
		}
	}
	fmt.Fprintf(w, "\n%s by source and subclass\n", class)
	for _, name := range slices.Sorted(maps.Keys(sources)) {
		t := sources[name]
		fmt.Fprintf(w, "%-84s %6d %8d %8.2f\n", name, t.rows, t.hit, t.percent())
	}
}
