package main

import (
	"bufio"
	"cmp"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"text/tabwriter"
	"time"
)

// memory is resident memory of the proxies of a session, in MB (10^6 bytes); 0
// where it is not known.
type memory struct {
	Mean float64 `json:"mean_mb"`
	Most float64 `json:"most_mb"`
	// Own is what of the mean no other process shares: neither the program nor the
	// tables of a session.
	Own float64 `json:"own_mean_mb"`
	n   float64
}

// add takes in a process.
func (m *memory) add(pid int) {
	all, own := residentMB(pid)
	m.Mean = (m.Mean*m.n + all) / (m.n + 1)
	m.Own = (m.Own*m.n + own) / (m.n + 1)
	m.n++
	m.Most = max(m.Most, all)
}

// residentMB is known on Linux alone.
func residentMB(pid int) (all, own float64) {
	data, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		return 0, 0
	}
	for line := range strings.Lines(string(data)) {
		key, value, _ := strings.Cut(line, ":")
		kib, _ := strconv.ParseFloat(strings.TrimSuffix(strings.TrimSpace(value), " kB"), 64)
		switch key {
		case "VmRSS":
			all = kib * 1024 / 1e6
		case "RssAnon":
			own = kib * 1024 / 1e6
		}
	}
	return all, own
}

// alert is what was said under one rule, as often.
type alert struct {
	Rule        string   `json:"rule"`
	Severity    string   `json:"severity"`
	Action      string   `json:"action"`
	Count       int      `json:"count"`
	PerThousand float64  `json:"per_1000_calls"`
	Examples    []string `json:"examples"`
}

// report is what came of all sessions.
type report struct {
	Calls    int     `json:"calls"`
	Sessions int     `json:"sessions"`
	Files    int     `json:"files"`
	Commits  int     `json:"commits"`
	Alerts   []alert `json:"alerts"`
	// Stopped are findings for which something was held back or blocked, Grave those
	// that were high or critical.
	Stopped int `json:"stopped"`
	Grave   int `json:"high_or_critical"`
	// Memory of the proxies when each session began and when it ended.
	Memory [][2]memory `json:"memory"`
	P50    float64     `json:"p50_us"`
	P99    float64     `json:"p99_us"`

	took []time.Duration
}

func (r *report) times() {
	slices.Sort(r.took)
	if n := len(r.took); n > 0 {
		r.P50, r.P99 = float64(r.took[n/2].Nanoseconds())/1e3, float64(r.took[min(n-1, n*99/100)].Nanoseconds())/1e3
	}
}

// maxExamples of what was said are kept for each rule.
const maxExamples = 8

// alerts reads the audit log, with the files it went on in.
func (r *report) alerts(folder string) error {
	files, err := filepath.Glob(filepath.Join(folder, "audit*.jsonl"))
	if err != nil {
		return err
	}
	all := map[string]*alert{}
	for _, file := range files {
		if err := r.alertsIn(file, all); err != nil {
			return err
		}
	}
	for _, key := range slices.Sorted(maps.Keys(all)) {
		all[key].PerThousand = float64(all[key].Count) * 1000 / float64(max(1, r.Calls))
		r.Alerts = append(r.Alerts, *all[key])
	}
	order := []string{"critical", "high", "medium", "low", "info"}
	slices.SortStableFunc(r.Alerts, func(a, b alert) int {
		return cmp.Compare(slices.Index(order, a.Severity), slices.Index(order, b.Severity))
	})
	return nil
}

func (r *report) alertsIn(file string, all map[string]*alert) error {
	f, err := os.Open(file)
	if err != nil {
		return err
	}
	defer f.Close()
	lines := bufio.NewScanner(f)
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		var e struct{ Event, Action, Rule, Severity, Server, Tool, Why, Excerpt string }
		if err := json.Unmarshal(lines.Bytes(), &e); err != nil {
			return fmt.Errorf("%s: %w", file, err)
		}
		if e.Event == "start" || e.Event == "stop" || e.Event == "policy" {
			continue
		}
		rule := cmp.Or(e.Rule, e.Event)
		key := rule + " " + e.Severity + " " + e.Action
		a := all[key]
		if a == nil {
			a = &alert{Rule: rule, Severity: e.Severity, Action: e.Action}
			all[key] = a
		}
		if a.Count++; len(a.Examples) < maxExamples {
			a.Examples = append(a.Examples, strings.TrimSpace(e.Tool+": "+e.Why+" "+e.Excerpt))
		}
		if e.Action == "hold" || e.Action == "block" {
			r.Stopped++
		}
		if e.Severity == "high" || e.Severity == "critical" {
			r.Grave++
		}
	}
	return lines.Err()
}

// write prints the report for people.
func (r *report) write(to io.Writer) error {
	fmt.Fprintf(to, "%d calls in %d sessions, over %d files and %d commits\n", r.Calls, r.Sessions, r.Files, r.Commits)
	if len(r.Alerts) == 0 {
		fmt.Fprintln(to, "nothing was said")
	}
	w := tabwriter.NewWriter(to, 0, 0, 2, ' ', 0)
	for _, a := range r.Alerts {
		fmt.Fprintf(w, "%s\t%s\t%s\t%d\t%.2f per 1,000 calls\n", a.Severity, a.Rule, a.Action, a.Count, a.PerThousand)
		for _, e := range a.Examples {
			fmt.Fprintf(w, "  %s\n", e)
		}
	}
	if err := w.Flush(); err != nil {
		return err
	}
	for i, m := range r.Memory {
		fmt.Fprintf(to, "session %d: resident memory of a proxy %.0f MB at its start (at most %.0f; %.0f its own), %.0f MB at its end (at most %.0f; %.0f its own)\n", i+1, m[0].Mean, m[0].Most, m[0].Own, m[1].Mean, m[1].Most, m[1].Own)
	}
	_, err := fmt.Fprintf(to, "round trips: p50 %.0f us, p99 %.0f us, with the work of the servers\n%d stopped, %d high or critical\n", r.P50, r.P99, r.Stopped, r.Grave)
	return err
}
