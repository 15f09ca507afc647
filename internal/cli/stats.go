package cli

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/spf13/cobra"

	"github.com/mcp-watchdog/mcp-watchdog/internal/audit"
	"github.com/mcp-watchdog/mcp-watchdog/internal/finding"
	"github.com/mcp-watchdog/mcp-watchdog/internal/policy"
)

const statsHelp = `Count what each rule found, and how often people disagreed with it, from the audit
log. A rule with many events that people let through is a candidate for a line in
your configuration, or for a bug report.

  seen       findings of the rule
  refused    in messages that did not go on
  cleaned    taken out
  alerted    told, and let through
  approved   of what it held back, approved by a person (mcp-watchdog pins)
  allowed    exceptions that were made for it (mcp-watchdog allow)
  excepted   findings that an exception let through
  overruled  findings that a line of your configuration decided in another way
             than the mode would have`

// ruleCount is what became of the findings of one rule.
type ruleCount struct {
	Rule      string `json:"rule"`
	Seen      int    `json:"seen"`
	Refused   int    `json:"refused"`
	Cleaned   int    `json:"cleaned"`
	Alerted   int    `json:"alerted"`
	Approved  int    `json:"approved"`
	Allowed   int    `json:"allowed"`
	Excepted  int    `json:"excepted"`
	Overruled int    `json:"overruled"`
}

func (p *program) statsCommand() *cobra.Command {
	var s settings
	since, server, asJSON := "", "", false
	cmd := &cobra.Command{Use: "stats", Short: "Count what each rule found, and how often people disagreed", Long: statsHelp, Args: noArgs}
	s.addConfig(cmd)
	cmd.Flags().StringVar(&since, "since", "", "only events of this `time`: 24h, 7d or a date such as 2026-01-31")
	cmd.Flags().StringVar(&server, "server", "", "only events of the server of this `name`")
	cmd.Flags().BoolVar(&asJSON, "json", false, "print one JSON object per rule")
	cmd.RunE = func(cmd *cobra.Command, _ []string) error {
		c, err := p.loadToRead(cmd, &s)
		if err != nil {
			return err
		}
		path, err := auditPath(c)
		if err != nil {
			return err
		}
		f := filter{server: server}
		if since != "" {
			if f.since, err = sinceTime(since, time.Now()); err != nil {
				return err
			}
		}
		counts, err := countRules(path, &f)
		if err != nil {
			return logFailed(err)
		}
		return p.printStats(counts, asJSON)
	}
	return cmd
}

// countRules reads the log and counts, the most frequent rule first.
func countRules(path string, f *filter) ([]*ruleCount, error) {
	byRule := map[string]*ruleCount{}
	err := audit.Read(path, 0, func(r audit.Record, _ []byte) error {
		if r.Rule == "" || !f.shows(&r) {
			return nil
		}
		n := byRule[r.Rule]
		if n == nil {
			n = &ruleCount{Rule: finding.VisibleText(r.Rule, 60)}
			byRule[r.Rule] = n
		}
		n.add(&r)
		return nil
	})
	counts := make([]*ruleCount, 0, len(byRule))
	for _, n := range byRule {
		counts = append(counts, n)
	}
	slices.SortFunc(counts, func(a, b *ruleCount) int {
		return cmp.Or(cmp.Compare(b.Seen, a.Seen), strings.Compare(a.Rule, b.Rule))
	})
	return counts, err
}

// add counts one record.
func (n *ruleCount) add(r *audit.Record) {
	switch {
	case r.Event == audit.EventPin && r.Action == policy.Pass.String():
		n.Approved++
	case r.Event == audit.EventPolicy && r.Excepted:
		n.Allowed++
	}
	if r.Event == audit.EventPin || r.Event == audit.EventPolicy {
		return
	}
	n.Seen++
	switch r.Action {
	case "block", "hold":
		n.Refused++
	case "clean":
		n.Cleaned++
	case "alert":
		n.Alerted++
	}
	switch {
	case r.Excepted:
		n.Excepted++
	case r.Preset != "":
		n.Overruled++
	}
}

func (p *program) printStats(counts []*ruleCount, asJSON bool) error {
	var b strings.Builder
	if asJSON {
		for _, n := range counts {
			b.Write(append(plainJSON(n), '\n'))
		}
		return p.printf("%s", b.String())
	}
	if len(counts) == 0 {
		return p.printf("Nothing was found yet.\n")
	}
	w := tabwriter.NewWriter(&b, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(w, "SEEN\tREFUSED\tCLEANED\tALERTED\tAPPROVED\tALLOWED\tEXCEPTED\tOVERRULED\t  RULE")
	for _, n := range counts {
		fmt.Fprintf(w, "%d\t%d\t%d\t%d\t%d\t%d\t%d\t%d\t  %s\n", n.Seen, n.Refused, n.Cleaned, n.Alerted, n.Approved, n.Allowed, n.Excepted, n.Overruled, n.Rule)
	}
	w.Flush() // into memory
	return p.printf("%s", b.String())
}
