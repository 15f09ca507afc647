package cli

import (
	"bufio"
	"fmt"
	"time"

	"github.com/spf13/cobra"

	"github.com/mcp-watchdog/mcp-watchdog/internal/audit"
	"github.com/mcp-watchdog/mcp-watchdog/internal/finding"
	"github.com/mcp-watchdog/mcp-watchdog/internal/message"
	"github.com/mcp-watchdog/mcp-watchdog/internal/policy"
	"github.com/mcp-watchdog/mcp-watchdog/internal/policy/condition"
)

const policyReplayHelp = `Decide anew, with a candidate policy, about everything in the audit log, and list
each verdict that would be another.

The log holds what was found, not the messages: calls that nothing was found in are
not in it, so lines of allow, deny and calls are not replayed for them; and where a
condition asks for arguments, or a line names hosts, the answer is "it depends".`

func (p *program) policyReplayCommand() *cobra.Command {
	var s, current settings
	since := ""
	cmd := &cobra.Command{
		Use: "replay CANDIDATE", Short: "List the recorded verdicts that a policy would change", Long: policyReplayHelp,
		Example: "  mcp-watchdog policy replay draft.yaml --since 7d",
		Args: func(cmd *cobra.Command, args []string) error {
			if len(args) != 1 {
				return fail(ExitUsage, "replay takes one configuration, the candidate. Run: mcp-watchdog policy replay --help")
			}
			return nil
		},
	}
	current.addConfig(cmd)
	s.addMode(cmd)
	cmd.Flags().StringVar(&since, "since", "", "only events of this `time`: 24h, 7d or a date such as 2026-01-31")
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		c, err := current.load(cmd)
		if err != nil {
			return err
		}
		path, err := auditPath(c)
		if err != nil {
			return err
		}
		s.file = args[0]
		candidate, err := s.load(cmd)
		if err != nil {
			return err
		}
		from := time.Time{}
		if since != "" {
			if from, err = sinceTime(since, time.Now()); err != nil {
				return err
			}
		}
		return p.replay(path, &candidate.Policy, from)
	}
	return cmd
}

// replayed is a policy in two forms: lines that ask for what no log holds are
// taken to hold in one and not to hold in the other.
type replayed struct {
	with, without policy.Policy
	rules         map[string]*finding.Rule
	surfaces      map[string]message.Surface
}

func newReplayed(pol *policy.Policy) *replayed {
	r := &replayed{with: *pol, without: *pol, rules: map[string]*finding.Rule{}, surfaces: map[string]message.Surface{}}
	r.with.Lines, r.without.Lines = nil, nil
	for _, l := range pol.Lines {
		e, _ := l.When.(*condition.Expression)
		asks := l.Hosts != nil || e != nil && (e.Arguments || e.Annotations)
		if !asks {
			r.without.Lines = append(r.without.Lines, l)
			r.with.Lines = append(r.with.Lines, l)
			continue
		}
		l.When, l.Hosts = assumed{l.When}, nil
		r.with.Lines = append(r.with.Lines, l)
	}
	for _, rule := range allRules() {
		r.rules[rule.ID] = rule
	}
	for s := message.Surface(1); s.String() != "none"; s <<= 1 {
		r.surfaces[s.String()] = s
	}
	return r
}

// assumed is a condition that is taken to hold.
type assumed struct{ policy.Condition }

func (assumed) Holds(*finding.Finding, *policy.Scene) (holds, done bool) { return true, true }

// decide returns what the policy says about a record; known is false for records
// that it says nothing about, sure when it does not depend on what is missing.
func (r *replayed) decide(rec *audit.Record) (v policy.Verdict, known, sure bool) {
	rule := r.rules[rec.Rule]
	if rule == nil || rec.Action == "" || rec.Event == audit.EventFailure || rec.Event == audit.EventPolicy || rec.Event == audit.EventPin {
		return v, false, false
	}
	if rule == policy.ToolDenied {
		v.Action = policy.Pass
		if by := r.with.Calls.Denied(rec.Server, rec.Tool); by != nil {
			if v.By, v.Action = *by, policy.Block; rec.Event == audit.EventRemoval {
				v.Action = policy.Clean // out of a list
			}
		}
		return v, true, true
	}
	if rule.Class == policy.OwnClass {
		return v, false, false
	}
	f := finding.Finding{Rule: rule, Pointer: rec.Pointer, Surface: r.surfaces[rec.Surface], Hygiene: rec.Hygiene}
	for s := finding.Info; s <= finding.Critical; s++ {
		if s.String() == rec.Severity {
			f.Severity = s
		}
	}
	if rec.Removable || rec.Event == audit.EventRemoval {
		f.Cuts = make([]message.Cut, 1)
	}
	at := policy.Scene{Server: rec.Server, Tool: rec.Tool, Method: rec.Method, Now: time.Now().Unix(), Print: rec.Print}
	if rec.Side == message.FromClient.String() {
		at.From = message.FromClient
	}
	v = r.with.Decide(&f, &at)
	return v, true, v.Action == r.without.Decide(&f, &at).Action
}

func (p *program) replay(path string, pol *policy.Policy, from time.Time) error {
	r := newReplayed(pol)
	out := bufio.NewWriter(p.Out)
	all, flips, depends := 0, 0, 0
	err := audit.Read(path, 0, func(rec audit.Record, _ []byte) error {
		v, known, sure := r.decide(&rec)
		if !known || rec.Time.Before(from) {
			return nil
		}
		all++
		before := rec.Action
		if rec.Decided != "" {
			before = rec.Decided
		}
		if sure && v.Action.String() == before {
			return nil
		}
		after := v.Action.String()
		if sure {
			flips++
		} else {
			after = "it depends"
			depends++
		}
		by := "no line is against it"
		if v.By.File != "" {
			by = shortSource(v.By)
		}
		_, err := fmt.Fprintf(out, "%s -> %s  (%s)  %s\n", before, after, by, audit.Format(rec, false))
		return err
	})
	if err != nil {
		return logFailed(err)
	}
	fmt.Fprintf(out, "%s replayed: %d would be another, %d may be.\n", counted(uint64(all), "verdict"), flips, depends)
	if err := out.Flush(); err != nil {
		return fail(ExitNoOutput, "the output could not be written: %w", err)
	}
	return nil
}
