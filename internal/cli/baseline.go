package cli

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/mcp-watchdog/mcp-watchdog/internal/audit"
	"github.com/mcp-watchdog/mcp-watchdog/internal/drift"
	"github.com/mcp-watchdog/mcp-watchdog/internal/finding"
	"github.com/mcp-watchdog/mcp-watchdog/internal/memory"
	"github.com/mcp-watchdog/mcp-watchdog/internal/memory/sqlite"
	"github.com/mcp-watchdog/mcp-watchdog/internal/policy"
)

const baselineHelp = `What is normal in the answers of each tool is learnt while you work, from answers
that were delivered and in which nothing was found: how often they ask for
something, how large they are, how many addresses they name. It is kept as counts
and hashes, never as text. When it changes in what matters, the answer is stopped.

A SERVER is its name in alerts (--name), or what it runs (npm:..., program:...).`

const baselineExamples = `  mcp-watchdog baseline show
  mcp-watchdog baseline show --json mail
  mcp-watchdog baseline reset mail     after a change that was meant
  mcp-watchdog baseline freeze mail    judge by what is known, learn nothing more
  mcp-watchdog baseline thaw mail`

func (p *program) baselineCommand() *cobra.Command {
	cmd := &cobra.Command{Use: "baseline", Short: "See and settle what is normal for a server: show, reset, freeze, thaw",
		Long: baselineHelp, Example: baselineExamples, Args: noArgs, RunE: func(cmd *cobra.Command, _ []string) error { return help(cmd) }}
	sub := func(use, short string, least int, run func(log *pinLog, server string) error) {
		one, log := p.memoryCommand("baseline", use, short, least, 1, func(log *pinLog, args []string) error { return run(log, first(args)) })
		if least == 0 {
			one.Flags().BoolVar(&log.asJSON, "json", false, "print one JSON object per line")
		}
		cmd.AddCommand(one)
	}
	sub("show [SERVER]", "Say what is normal, in words", 0, p.baselineShow)
	sub("reset SERVER", "Forget what is normal and learn it again", 1, p.baselineDecide(memory.Reset, "forgot what is normal for the server"))
	sub("freeze SERVER", "Judge by what is known and learn nothing more", 1, p.baselineDecide(memory.Frozen, "froze what is normal for the server"))
	sub("thaw SERVER", "Learn again", 1, p.baselineDecide(memory.Thawed, "lets what is normal for the server be learnt again"))
	return cmd
}

// learnt are the baselines of a server, "" for all: by identity.
func learnt(log *sqlite.Log, server string) (map[string][]memory.Baseline, error) {
	all, err := log.Baselines("")
	if err != nil {
		return nil, fail(ExitNoInput, "%w", err)
	}
	found := map[string][]memory.Baseline{}
	for _, b := range all {
		if server == "" || b.Server == server || b.Label == server {
			found[b.Server] = append(found[b.Server], b)
		}
	}
	if len(found) == 0 && server != "" {
		return nil, fail(ExitUsage, "nothing is learnt of %s. For all that is, run: mcp-watchdog baseline show", finding.Redact(server, 200))
	}
	return found, nil
}

// baselineLine is a tool in JSON.
type baselineLine struct {
	Server string `json:"server"`
	Label  string `json:"label"`
	Tool   string `json:"tool"`
	Frozen bool   `json:"frozen"`
	drift.Summary
}

func (p *program) baselineShow(log *pinLog, server string) error {
	found, err := learnt(log.Log, server)
	if err != nil {
		return err
	}
	if len(found) == 0 {
		fmt.Fprintln(p.Err, "mcp-watchdog: nothing is learnt yet. It is while a client calls tools through mcp-watchdog.")
		return nil
	}
	for _, id := range slices.Sorted(maps.Keys(found)) {
		states := map[string][]byte{}
		label := ""
		for _, b := range found[id] {
			states[b.Name], label = b.State, b.Label
		}
		known, err := drift.Unmarshal(states)
		if err != nil {
			return fail(ExitNoInput, "%w. To learn it again, run: mcp-watchdog baseline reset %s", err, shownID(id))
		}
		frozen := false
		err = log.With(func(v memory.View) error { frozen = v.Learning(id).Frozen; return nil })
		if err != nil {
			return fail(ExitNoInput, "%w", err)
		}
		for _, s := range known.Summaries() {
			if err := p.baselineTool(log, baselineLine{id, label, s.Tool, frozen, s}); err != nil {
				return err
			}
		}
	}
	return nil
}

func (p *program) baselineTool(log *pinLog, l baselineLine) error {
	if log.asJSON {
		text, err := json.Marshal(&l)
		if err != nil {
			return err
		}
		return p.printf("%s\n", text)
	}
	name := finding.VisibleText(l.Label, maxServerName)
	if name == "" {
		name = shownID(l.Server)
	}
	frozen := ""
	if l.Frozen {
		frozen = " (frozen)"
	}
	day := func(n int64) string { return time.Unix(n*24*60*60, 0).UTC().Format(time.DateOnly) }
	return p.printf("%s %s%s, from %s to %s\n  %s\n", name, finding.VisibleText(l.Summary.Tool, 80), frozen, day(l.First), day(l.Last), strings.Join(l.Words(), "\n  "))
}

// baselineDecide writes down what a person decided about a server.
func (p *program) baselineDecide(what memory.What, said string) func(*pinLog, string) error {
	return func(log *pinLog, server string) error {
		found, err := learnt(log.Log, server)
		if err != nil {
			return err
		}
		for _, id := range slices.Sorted(maps.Keys(found)) {
			label := found[id][0].Label
			record := audit.Record{Time: time.Now(), Event: audit.EventPin, Action: policy.Pass.String(), Server: label, Why: "a person " + said}
			if err := log.note(record); err != nil {
				return fail(ExitNoOutput, "%w", err)
			}
			fact := memory.Fact{Time: time.Now().Unix(), What: what, Server: id, Label: label}
			if err := log.Learn(func(memory.View) []memory.Fact { return []memory.Fact{fact} }); err != nil {
				return fail(ExitNoOutput, "%w", err)
			}
			if err := p.printf("%s: %s\n", what, finding.VisibleText(label, maxServerName)); err != nil {
				return err
			}
		}
		return nil
	}
}
