package main

import (
	"fmt"
	"io"
	"strings"
	"text/tabwriter"
)

// The targets of the project.
const (
	maxRatioSmall = 1.5  // watchdog's p50 over the relay's, at 1 KiB
	maxRatioLarge = 3.0  // the same, at 4 MiB
	maxAddedMs    = 15.0 // start to first answer, over the bare server
	maxIdleMB     = 25.0 // resident memory of an idle proxy
	maxAddedP99   = 5.0  // ms over the bare server, with five sessions at once
)

// Report is everything one run measured.
type Report struct {
	System  string   `json:"system"`
	CPUs    int      `json:"cpus"`
	Go      string   `json:"go"`
	Cells   []Cell   `json:"cells"`
	Start   Start    `json:"start"`
	Five    Five     `json:"five_sessions"`
	Memory  Memory   `json:"watchdog_memory"`
	Scope   *Scope   `json:"sandbox,omitempty"`
	Targets []Target `json:"targets"`
	only    bool     // nothing but Five was measured
}

// Target is a promise and what was measured.
type Target struct {
	Name  string  `json:"name"`
	Limit float64 `json:"limit"`
	Got   float64 `json:"got"`
	Met   bool    `json:"met"`
	Known bool    `json:"known"` // false: this system does not tell
}

func (r *Report) judge() {
	r.Targets = nil
	add := func(name string, got, limit float64, known bool) {
		r.Targets = append(r.Targets, Target{Name: name, Limit: limit, Got: got, Met: !known || got <= limit, Known: known})
	}
	if r.Scope != nil {
		for _, p := range r.Scope.Pairs {
			if p.Limit > 0 { // a floor has none
				add(p.Name+", "+p.Unit+" more", p.More, p.Limit, true)
			}
		}
		return
	}
	for _, c := range r.Cells {
		switch c.Bytes {
		case 1 << 10:
			add(fmt.Sprintf("p50 over the relay, %s of 1 KB", c.Kind), c.Ratio, maxRatioSmall, true)
		case 4 << 20:
			add(fmt.Sprintf("p50 over the relay, %s of 4 MB", c.Kind), c.Ratio, maxRatioLarge, true)
		}
	}
	if !r.only {
		add("start to first answer over bare, ms", r.Start.AddedMs, maxAddedMs, true)
		add("idle memory, MB", r.Memory.IdleMB, maxIdleMB, r.Memory.IdleMB > 0)
	}
	add("p99 over bare, five sessions at once, ms", r.Five.AddedP99Ms, maxAddedP99, true)
}

func (r *Report) missed() []Target {
	var list []Target
	for _, t := range r.Targets {
		if !t.Met {
			list = append(list, t)
		}
	}
	return list
}

func (r *Report) write(w io.Writer) error {
	fmt.Fprintf(w, "%s, %d CPUs, %s. Times in microseconds, throughput in 10^6 bytes per second.\n\n", r.System, r.CPUs, r.Go)
	if !r.only {
		if err := r.writeCells(w); err != nil {
			return err
		}
	}
	if r.Scope != nil {
		r.Scope.write(w)
	} else {
		r.Five.write(w)
	}
	fmt.Fprintln(w, "\nTargets:")
	for _, t := range r.Targets {
		verdict := "met"
		if !t.Met {
			verdict = "MISSED"
		}
		if !t.Known {
			verdict = "not known on this system"
		}
		if _, err := fmt.Fprintf(w, "  %-40s %6.2f of at most %5.2f  %s\n", t.Name, t.Got, t.Limit, verdict); err != nil {
			return err
		}
	}
	return nil
}

func sizeName(bytes int) string {
	if bytes >= 1<<20 {
		return fmt.Sprintf("%d MB", bytes>>20)
	}
	return fmt.Sprintf("%d KB", bytes>>10)
}

func list(targets []Target) string {
	var names []string
	for _, t := range targets {
		names = append(names, fmt.Sprintf("%s (%.2f, at most %.2f)", t.Name, t.Got, t.Limit))
	}
	return strings.Join(names, "; ")
}

// writeCells writes what one session after the other came to.
func (r *Report) writeCells(w io.Writer) error {
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(t, "kind\tsize\tbare p50\tp99\tMB/s\trelay p50\tp99\tMB/s\twatchdog p50\tp99\tMB/s\tp50 ratio\t")
	for _, c := range r.Cells {
		fmt.Fprintf(t, "%s\t%s\t", c.Kind, sizeName(c.Bytes))
		for _, f := range []Figures{c.Bare, c.Relay, c.Watchdog} {
			fmt.Fprintf(t, "%.0f\t%.0f\t%.0f\t", f.P50Micros, f.P99Micros, f.MBPerSec)
		}
		fmt.Fprintf(t, "%.2f\t\n", c.Ratio)
	}
	if err := t.Flush(); err != nil {
		return err
	}
	fmt.Fprintf(w, "\nStart to first answer, median of %d: bare %.1f ms, relay %.1f ms, watchdog %.1f ms (%+.1f ms over bare)\n",
		r.Start.Starts, r.Start.BareMs, r.Start.RelayMs, r.Start.WatchdogMs, r.Start.AddedMs)
	m := r.Memory
	fmt.Fprintf(w, "Memory of the watchdog: idle %.1f MB; after a line of %s (%.0f ms) %.1f MB, peak %.1f MB, %.0f s later %.1f MB\n",
		m.IdleMB, sizeName(m.LargeBytes), m.LargeMs, m.AfterLargeMB, m.PeakMB, m.SettledSeconds, m.SettledMB)
	return nil
}
