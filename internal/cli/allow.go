package cli

import (
	"fmt"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/mcp-watchdog/mcp-watchdog/internal/audit"
	"github.com/mcp-watchdog/mcp-watchdog/internal/config"
	"github.com/mcp-watchdog/mcp-watchdog/internal/finding"
	"github.com/mcp-watchdog/mcp-watchdog/internal/guard"
	"github.com/mcp-watchdog/mcp-watchdog/internal/policy"
)

const allowHelp = `Make an exception for what an event was about, and for nothing else: the same
rule, on the same server and in the same tool, at the same place (numbers of
places in lists aside), with the same content. The content is not written down;
a keyed hash of it is. The exception ends by itself.

It is written beside the configuration and applies at once, in running proxies,
too. What else it would have let through in the recorded log is listed.`

const (
	// defaultAllow and maxAllow are how long exceptions last.
	defaultAllow = 30 * 24 * time.Hour
	maxAllow     = 366 * 24 * time.Hour
	// maxAlso bounds the events that are listed.
	maxAlso = 10
)

func (p *program) allowCommand() *cobra.Command {
	var s settings
	span, dry := "", false
	cmd := &cobra.Command{
		Use: "allow EVENT [--for 30d]", Short: "Make the narrowest exception for an event", Long: allowHelp,
		Example: "  mcp-watchdog allow ev-7k3f9a2m\n  mcp-watchdog allow ev-7k3f9a2m --for 12h",
		Args: func(cmd *cobra.Command, args []string) error {
			if len(args) != 1 || !strings.HasPrefix(args[0], "ev-") {
				return fail(ExitUsage, "allow takes the id of one event (ev-...), as alerts show it. For the last ones, run: mcp-watchdog log -n 10")
			}
			return nil
		},
		DisableFlagsInUseLine: true,
	}
	s.addConfig(cmd)
	cmd.Flags().StringVar(&span, "for", "", "how `long` it lasts: 12h, 7d, ... (default 30d, at most 366d)")
	cmd.Flags().BoolVar(&dry, "dry-run", false, "say what it would let through, and write nothing")
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		c, err := s.load(cmd)
		if err != nil {
			return err
		}
		length, err := spanOf(span)
		if err != nil {
			return err
		}
		return p.allow(c, s.file, args[0], time.Now().Add(length), dry)
	}
	return cmd
}

// spanOf reads how long an exception lasts.
func spanOf(s string) (time.Duration, error) {
	if s == "" {
		return defaultAllow, nil
	}
	now := time.Now()
	since, err := sinceTime(s, now)
	if d := now.Sub(since); err == nil && d > 0 && d <= maxAllow && !strings.Contains(s, ":") && strings.Count(s, "-") == 0 {
		return d, nil
	}
	return 0, fail(ExitUsage, "--for cannot be %q; give a span such as 12h, 7d or 30d, of 366d at most", finding.Redact(s, 40))
}

func (p *program) allow(c config.Config, file, id string, until time.Time, dry bool) error {
	path, err := auditPath(c)
	if err != nil {
		return err
	}
	r, found, err := audit.Find(path, id)
	switch {
	case err != nil:
		return fail(ExitNoInput, "%w", err)
	case !found:
		return fail(ExitUsage, "there is no event %q in %s. For all events, run: mcp-watchdog log", finding.Redact(id, 60), path)
	}
	if why := noExceptionFor(&r); why != "" {
		return fail(ExitUsage, "there can be no exception for %s: %s", r.ID, why)
	}
	l := policy.Line{
		Rules: []string{r.Rule}, Server: r.Server, Tool: r.Tool, Pointer: policy.Loosen(r.Pointer), Print: r.Print, Until: until.Unix(),
		Exception: true, Action: policy.Pass,
	}
	also, count, err := lettingThrough(path, &l, r.ID)
	if err != nil {
		return fail(ExitNoInput, "%w", err)
	}
	var b strings.Builder
	if !dry {
		written, err := config.AddException(file, r.ID, &l)
		if err != nil {
			return fail(ExitNoOutput, "%w", err)
		}
		log, err := openAudit(c)
		if err != nil {
			return err
		}
		defer log.Close()
		note := audit.Record{
			Time: time.Now(), Event: audit.EventPolicy, Rule: r.Rule, Class: r.Class, Server: r.Server, Tool: r.Tool, Pointer: l.Pointer, Print: r.Print,
			Excepted: true, Why: fmt.Sprintf("an exception for %s was made, until %s", r.ID, until.UTC().Format(time.DateOnly)),
		}
		if err := log.Append(note); err != nil {
			return fail(ExitNoOutput, "%w", err)
		}
		fmt.Fprintf(&b, "Written to %s.\n", written)
	}
	fmt.Fprintf(&b, "Until %s, %s lets this through: rule %s, %s at %s, with just this content.\n",
		until.Local().Format("2006-01-02 15:04"), shown(r.Server, "the server"), r.Rule, shown(r.Tool, "outside of tools,"), shown(l.Pointer, "the message"))
	if count == 0 {
		b.WriteString("It would have let through nothing else in the recorded log.\n")
	} else {
		fmt.Fprintf(&b, "It would have let through %s of the recorded log besides:\n", counted(uint64(count), "event"))
		for _, line := range also {
			b.WriteString("  " + line + "\n")
		}
		if count > len(also) {
			fmt.Fprintf(&b, "  ... and %d more\n", count-len(also))
		}
	}
	return p.printf("%s", b.String())
}

func shown(name, otherwise string) string {
	if name == "" {
		return otherwise
	}
	return finding.VisibleText(name, 200)
}

// noExceptionFor says why an event can have no exception; "" when it can.
func noExceptionFor(r *audit.Record) string {
	for _, rule := range guard.Rules() {
		if rule.ID != r.Rule {
			continue
		}
		if r.Rule == policy.ArgumentDenied.ID && r.Action == "hold" && r.Print != "" {
			break // it waits for a person
		}
		if rule.Class == policy.OwnClass {
			return "your own policy says so. Change the line " + r.Line
		}
		return "it is about a message as a whole. See mcp-watchdog explain " + r.Rule
	}
	switch {
	case r.Event != audit.EventFinding && r.Event != audit.EventRemoval && r.Event != audit.EventRefusal:
		return "nothing was found in it"
	case r.Print == "":
		return "no fingerprint of its content was recorded"
	case r.Excepted:
		return "it was let through by one"
	}
	return ""
}

// lettingThrough returns the events, but for the one with the id, that an
// exception would have let through: a few of them as lines, and how many.
func lettingThrough(path string, l *policy.Line, id string) (lines []string, count int, err error) {
	err = audit.Read(path, 0, func(r audit.Record, _ []byte) error {
		if r.ID == id || r.Rule != l.Rules[0] || r.Server != l.Server || r.Tool != l.Tool || r.Print != l.Print || policy.Loosen(r.Pointer) != l.Pointer ||
			r.Excepted || r.Event == audit.EventPolicy || r.Event == audit.EventPin {
			return nil
		}
		if count++; len(lines) < maxAlso {
			lines = append(lines, audit.Format(r, false))
		}
		return nil
	})
	return lines, count, err
}
