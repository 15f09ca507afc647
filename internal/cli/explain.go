package cli

import (
	"fmt"
	"slices"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/spf13/cobra"

	"github.com/mcp-watchdog/mcp-watchdog/internal/audit"
	"github.com/mcp-watchdog/mcp-watchdog/internal/config"
	"github.com/mcp-watchdog/mcp-watchdog/internal/detect"
	"github.com/mcp-watchdog/mcp-watchdog/internal/egress"
	"github.com/mcp-watchdog/mcp-watchdog/internal/finding"
	"github.com/mcp-watchdog/mcp-watchdog/internal/guard"
	"github.com/mcp-watchdog/mcp-watchdog/internal/policy"
	"github.com/mcp-watchdog/mcp-watchdog/internal/sandbox"
)

const explainHelp = `Explain a rule: what it catches, an example, what it does not catch, and how to
make an exception. Without a rule, all rules are listed. With the id of an event
(ev-...), from an alert or from the note that stands where something was removed,
the event is shown, and then its rule.`

const explainExamples = `  mcp-watchdog explain
  mcp-watchdog explain html_comment
  mcp-watchdog explain ev-7k3f9a2m`

// allRules is every rule that a finding can name: the detectors' in the order
// of the table, then the protocol's, then check's own.
func allRules() []*finding.Rule {
	return slices.Concat(detect.Rules(), guard.Rules(), egress.Rules(), sandbox.Rules(), []*finding.Rule{checkInput})
}

func (p *program) explainCommand() *cobra.Command {
	var s settings
	cmd := &cobra.Command{
		Use:     "explain [RULE | EVENT]",
		Short:   "Say what a rule catches and misses, or what an event was",
		Long:    explainHelp,
		Example: explainExamples,
		Args: func(cmd *cobra.Command, args []string) error {
			if len(args) > 1 {
				return fail(ExitUsage, "explain takes one rule. For all of them, run: mcp-watchdog explain")
			}
			return nil
		},
		ValidArgsFunction: func(_ *cobra.Command, args []string, _ string) ([]string, cobra.ShellCompDirective) {
			var words []string
			if len(args) == 0 {
				for _, r := range allRules() {
					words = append(words, r.ID+"\t"+r.Title)
				}
			}
			return words, cobra.ShellCompDirectiveNoFileComp
		},
	}
	s.addConfig(cmd)
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		switch {
		case len(args) == 0:
			return p.listRules()
		case strings.HasPrefix(args[0], "ev-"):
			c, err := p.loadToRead(cmd, &s)
			if err != nil {
				return err
			}
			return p.explainEvent(c, args[0])
		}
		return p.explainRule(args[0])
	}
	return cmd
}

func (p *program) listRules() error {
	var b strings.Builder
	w := tabwriter.NewWriter(&b, 0, 0, 2, ' ', 0)
	fmt.Fprintln(w, "RULE\tSEVERITY\tCLASS\tSMAC\tWHAT IT IS")
	for _, r := range allRules() {
		smac := r.SMAC
		if smac == "" {
			smac = "-"
		}
		fmt.Fprintf(w, "%s\t%s\t%s\t%s\t%s\n", r.ID, r.Severity, r.Class, smac, r.Title)
	}
	w.Flush() // into memory
	b.WriteString("\nTo read about one, run: mcp-watchdog explain RULE\n")
	return p.printf("%s", b.String())
}

// explainRule prints the rule of that name.
func (p *program) explainRule(name string) error {
	var names []string
	for _, r := range allRules() {
		if r.ID == name {
			return p.printf("%s", ruleText(r))
		}
		names = append(names, r.ID)
	}
	next := "For all rules, run: mcp-watchdog explain"
	if near := config.Nearest(name, names); len(near) > 0 {
		next = "Did you mean " + strings.Join(near, " or ") + "? Run: mcp-watchdog explain " + near[0]
	}
	return fail(ExitUsage, "there is no rule %q. %s", finding.Redact(name, 60), next)
}

// ruleText is a rule as a page.
func ruleText(r *finding.Rule) string {
	var b strings.Builder
	facts := []string{"severity " + r.Severity.String(), "class " + r.Class}
	if r.SMAC != "" {
		facts = append(facts, r.SMAC)
	}
	fmt.Fprintf(&b, "%s: %s\n%s\n", r.ID, r.Title, strings.Join(facts, ", "))
	for _, part := range []struct{ head, text string }{
		{"What it catches", r.Catches}, {"Example", r.Example}, {"What it does not catch", r.Misses}, {"Exceptions", r.Exception},
	} {
		if part.text != "" {
			fmt.Fprintf(&b, "\n%s\n%s", part.head, indented(part.text))
		}
	}
	if r.Class != policy.OwnClass && !slices.Contains(policy.Pinned, r.ID) {
		fmt.Fprintf(&b, "\nIn the configuration (docs/policy.md)\n  rules: [{rule: %s, server: NAME, action: alert}]\n", r.ID)
	}
	return b.String()
}

// textWidth is how wide explanations are, in bytes: fit for any terminal.
const textWidth = 80

// indented breaks text into lines with an indent. A word that is too long for
// a line has one of its own.
func indented(text string) string {
	var b strings.Builder
	for _, line := range strings.Split(strings.TrimSpace(text), "\n") {
		out := " "
		for _, word := range strings.Fields(line) {
			if len(out)+1+len(word) > textWidth && strings.TrimSpace(out) != "" {
				b.WriteString(out + "\n")
				out = " "
			}
			out += " " + finding.VisibleText(word, maxErrorRunes)
		}
		b.WriteString(strings.TrimRight(out, " ") + "\n")
	}
	return b.String()
}

// explainEvent prints the audit record of an event and its rule.
func (p *program) explainEvent(c config.Config, id string) error {
	path, err := auditPath(c)
	if err != nil {
		return err
	}
	r, found, err := audit.Find(path, id)
	if err != nil {
		return fail(ExitNoInput, "%w", err)
	}
	if !found {
		return fail(ExitUsage, "there is no event %q in %s. For all events, run: mcp-watchdog log", finding.Redact(id, 60), path)
	}
	var b strings.Builder
	w := tabwriter.NewWriter(&b, 0, 0, 2, ' ', 0)
	size := ""
	if r.Bytes > 0 {
		size = fmt.Sprint(r.Bytes) + " bytes"
	}
	rows := [][2]string{
		{"event", r.ID + " (" + r.Event + ", record " + fmt.Sprint(r.Seq) + ")"}, {"time", r.Time.Local().Format(time.RFC3339)},
		{"action", r.Action}, {"severity", r.Severity}, {"rule", r.Rule}, {"class", r.Class}, {"decided by", r.Line},
		{"without it", r.Preset}, {"by itself", r.Decided}, {"server", r.Server}, {"tool", r.Tool},
		{"session", r.Session}, {"from", r.Side}, {"method", r.Method}, {"surface", r.Surface}, {"pointer", r.Pointer},
		{"note", r.Ref}, {"removed", size}, {"sha256", r.SHA256}, {"evidence", r.Excerpt.String()}, {"why", r.Why},
	}
	for _, o := range r.Opinions {
		says := o.By + ": " + o.Says
		if o.Why != "" {
			says += " (" + o.Why + ")"
		}
		rows = append(rows, [2]string{"opinion", says})
	}
	for _, row := range rows {
		if row[1] != "" {
			fmt.Fprintf(w, "%s\t%s\n", row[0], finding.VisibleText(row[1], maxErrorRunes))
		}
	}
	w.Flush() // into memory
	for _, rule := range allRules() {
		if rule.ID == r.Rule {
			b.WriteString("\n" + ruleText(rule))
		}
	}
	if noExceptionFor(&r) == "" {
		b.WriteString("\nTo let just this through for 30 days, run: mcp-watchdog allow " + r.ID + "\n")
	}
	return p.printf("%s", b.String())
}
