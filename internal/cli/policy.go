package cli

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"path/filepath"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/mcp-watchdog/mcp-watchdog/internal/config"
	"github.com/mcp-watchdog/mcp-watchdog/internal/finding"
	"github.com/mcp-watchdog/mcp-watchdog/internal/guard"
	"github.com/mcp-watchdog/mcp-watchdog/internal/message"
	"github.com/mcp-watchdog/mcp-watchdog/internal/policy"
)

const policyHelp = `Look at the policy: the mode, and the lines of rules, servers and exceptions in the
configuration. What can be written there is described in docs/policy.md.`

func (p *program) policyCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use: "policy", Short: "Validate, explain, test and replay the policy", Long: policyHelp,
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(args) > 0 {
				names := []string{"check", "explain", "test", "replay"}
				if near := config.Nearest(args[0], names); len(near) > 0 {
					return fail(ExitUsage, "there is no command policy %q; did you mean policy %s?", finding.Redact(args[0], 60), near[0])
				}
				return fail(ExitUsage, "there is no command policy %q; there are check, explain, test and replay", finding.Redact(args[0], 60))
			}
			return help(cmd)
		},
	}
	cmd.AddCommand(p.policyCheckCommand(), p.policyExplainCommand(), p.policyTestCommand(), p.policyReplayCommand())
	return cmd
}

// oneFile takes at most one argument, the name of a configuration, which stands
// for --config.
func oneFile(s *settings, cmd *cobra.Command, args []string) error {
	if len(args) > 1 || len(args) == 1 && s.file != "" {
		return fail(ExitUsage, "%s takes one configuration. Run: %s --help", cmd.CommandPath(), cmd.CommandPath())
	}
	if len(args) == 1 {
		s.file = args[0]
	}
	return nil
}

func (p *program) policyCheckCommand() *cobra.Command {
	var s settings
	cmd := &cobra.Command{
		Use: "check [FILE]", Short: "Say whether the configuration is sound, and where it is not",
		Example: "  mcp-watchdog policy check\n  mcp-watchdog policy check draft.yaml",
	}
	s.addConfig(cmd)
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		if err := oneFile(&s, cmd, args); err != nil {
			return err
		}
		c, err := s.load(cmd)
		if err != nil {
			return err
		}
		text := summary(&c.Policy, time.Now().Unix())
		if s := sent(&c.Opinions); s != "" {
			text += strings.ToUpper(s[:1]) + s[1:] + ".\n"
		}
		return p.printf("%s", text)
	}
	return cmd
}

// summary says what a policy consists of.
func summary(pol *policy.Policy, now int64) string {
	var b strings.Builder
	rules, exceptions := 0, 0
	var over []string
	for i := range pol.Lines {
		l := &pol.Lines[i]
		if l.Exception {
			exceptions++
		} else {
			rules++
		}
		if l.Until != 0 && l.Until <= now {
			over = append(over, l.Source.String())
		}
	}
	fmt.Fprintf(&b, "The policy is sound: mode %s", pol.Mode)
	for _, s := range pol.Servers {
		fmt.Fprintf(&b, ", %s for %s", s.Mode, finding.VisibleText(s.Server, 60))
	}
	fmt.Fprintf(&b, "; %s, %s", counted(uint64(rules), "line"), counted(uint64(exceptions), "exception"))
	if pol.Calls != nil {
		fmt.Fprintf(&b, ", %s of tools, %s on calls, %s", counted(uint64(len(pol.Calls.Tools)), "list"), counted(uint64(len(pol.Calls.Constraints)), "constraint"),
			counted(uint64(len(pol.Calls.Budgets)), "budget"))
	}
	b.WriteString(".\n")
	for _, o := range over {
		fmt.Fprintf(&b, "%s: its time is over, and it does nothing any more\n", finding.VisibleText(o, maxErrorRunes))
	}
	return b.String()
}

const policyExplainHelp = `Say what would become of a call, and why: every finding, every line that applies
to it, and which line decides. Nothing is sent to anybody, and nothing is recorded.

TOOL and ARGUMENTS (a JSON object) make a call. A dash in place of TOOL reads
messages from standard input, as mcp-watchdog check does.

A line gives way to another that is narrower: at least as narrow in what it is
about (rule, class, severity), in where (tool, server) and in how much else it
names, and narrower in one of them. Of those left the lowest action decides. Lines
of a mode give way to all of yours, and those to exceptions.`

func (p *program) policyExplainCommand() *cobra.Command {
	var s settings
	server := ""
	cmd := &cobra.Command{
		Use: "explain [--server NAME] TOOL [ARGUMENTS]", Short: "Say why a call would be decided so", Long: policyExplainHelp,
		Example: `  mcp-watchdog policy explain --server files delete_file '{"path":"/etc/hosts"}'
  mcp-watchdog policy explain --server wiki - < messages.ndjson`,
		DisableFlagsInUseLine: true,
		Args: func(cmd *cobra.Command, args []string) error {
			if len(args) == 0 || len(args) > 2 || args[0] == "-" && len(args) > 1 {
				return fail(ExitUsage, "explain takes a tool and its arguments as one JSON object, or a dash. Run: mcp-watchdog policy explain --help")
			}
			return nil
		},
	}
	s.addMode(cmd)
	s.addConfig(cmd)
	cmd.Flags().StringVar(&server, "server", "", "`name` of the server that is asked")
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		c, err := s.load(cmd)
		if err != nil {
			return err
		}
		w := &why{checker: newChecker(func(server string) guard.Options { return guardOptions(c, server, nil) }, p.Err), policy: &c.Policy, limit: c.Limits.MaxMessageBytes}
		if args[0] != "-" {
			raw, err := callOf(args)
			if err != nil {
				return err
			}
			text, err := w.explain(cmd.Context(), &checkLine{server: server, from: message.FromClient, known: true, message: raw})
			if err != nil {
				return fail(ExitUsage, "%w", err)
			}
			return p.printf("%s", text)
		}
		text, err := io.ReadAll(io.LimitReader(p.In, w.limit))
		if err != nil {
			return fail(ExitNoInput, "the input could not be read: %w", err)
		}
		for _, line := range strings.Split(strings.TrimSpace(string(text)), "\n") {
			l, err := parseCheckLine([]byte(line))
			if err != nil {
				return fail(ExitUsage, "%w", err)
			}
			if l.server == "" {
				l.server = server
			}
			out, err := w.explain(cmd.Context(), &l)
			if err != nil {
				return fail(ExitUsage, "%w", err)
			}
			if err := p.printf("%s", out); err != nil {
				return err
			}
		}
		return nil
	}
	return cmd
}

// callOf makes a request of a tool and its arguments.
func callOf(args []string) ([]byte, error) {
	text := "{}"
	if len(args) > 1 {
		text = args[1]
	}
	var object map[string]json.RawMessage
	if err := json.Unmarshal([]byte(text), &object); err != nil {
		return nil, fail(ExitUsage, "the arguments are no JSON object; write them like '{\"path\":\"/etc/hosts\"}'")
	}
	return fmt.Appendf(nil, `{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":%s,"arguments":%s}}`, plainJSON(args[0]), text), nil
}

// why explains verdicts.
type why struct {
	*checker
	policy *policy.Policy
	limit  int64
}

// explain judges one message and says why it is judged so.
func (w *why) explain(ctx context.Context, l *checkLine) (string, error) {
	out, err := w.judge(ctx, l, w.limit)
	if err != nil {
		return "", err
	}
	var b strings.Builder
	fmt.Fprintf(&b, "%s\n", out.Action)
	if len(out.Findings) == 0 {
		b.WriteString("  nothing was found, and no line of the policy is against it\n")
	}
	for i := range out.Findings {
		j := &out.Findings[i]
		fmt.Fprintf(&b, "  %s (%s, %s) at %s: %s\n", j.Rule.ID, j.Rule.Class, j.Severity, shown(finding.RedactPointer(pointer(j.Pointer), 200), "the message"), j.Why)
		w.lines(&b, j, l)
	}
	return b.String(), nil
}

// lines lists the lines that apply to a finding.
func (w *why) lines(b *strings.Builder, j *guard.Judged, l *checkLine) {
	if j.Rule.Class == policy.OwnClass {
		fmt.Fprintf(b, "    %-5s  %s  decides\n", j.Verdict.Action, shortSource(j.Verdict.By))
		return
	}
	at := policy.Scene{Server: l.server, Tool: j.Tool, From: l.from, Now: time.Now().Unix(), Print: j.Print, Message: l.message}
	if v := j.Value; v.Start < v.End && v.End <= len(l.message) {
		at.Value = l.message[v.Start:v.End]
	}
	var m struct{ Method string }
	if json.Unmarshal(l.message, &m) == nil {
		at.Method = m.Method
	}
	for _, line := range w.policy.Weigh(&j.Finding, &at) {
		end := ""
		switch {
		case line.Decides:
			end = "decides"
		case line.GivesWayTo != nil:
			end = "gives way to " + shortSource(line.GivesWayTo.Source)
		default:
			end = "is not the lowest"
		}
		fmt.Fprintf(b, "    %-5s  %s  %s\n", line.Action, shortSource(line.Source), end)
	}
}

// shortSource is a source without its folder.
func shortSource(s policy.Source) string {
	s.File = filepath.Base(s.File)
	return finding.VisibleText(s.String(), 200)
}
