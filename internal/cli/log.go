package cli

import (
	"bufio"
	"context"
	"fmt"
	"os"
	"os/signal"
	"strconv"
	"strings"
	"syscall"
	"time"

	"github.com/spf13/cobra"

	"github.com/mcp-watchdog/mcp-watchdog/internal/alert"
	"github.com/mcp-watchdog/mcp-watchdog/internal/audit"
	"github.com/mcp-watchdog/mcp-watchdog/internal/config"
	"github.com/mcp-watchdog/mcp-watchdog/internal/finding"
)

const logHelp = `Show what was found, removed and refused, oldest first. The log is an append-only
file of JSON lines, each chained to the one before by its hash; it never holds
the content of a secret.

--verify proves that no line was changed, removed or inserted, and prints the
head of the chain. Lines cut off at the end show only against a head that was
noted elsewhere: give it with --head. The exit status is 0 when the chain holds
and 1 when it is broken.`

const logExamples = `  mcp-watchdog log --since 24h --server filesystem
  mcp-watchdog log --follow
  mcp-watchdog log --json --rule html_comment -n 10
  mcp-watchdog log --verify`

// logFlags choose what is shown.
type logFlags struct {
	settings
	follow, asJSON, verify, all bool
	since, server, rule         string
	last                        int
	heads                       []string
}

func (p *program) logCommand() *cobra.Command {
	var f logFlags
	cmd := &cobra.Command{
		Use: "log", Short: "Show the audit log, or prove that nobody changed it",
		Long: logHelp, Example: logExamples, Args: noArgs,
	}
	flags := cmd.Flags()
	flags.BoolVarP(&f.follow, "follow", "f", false, "go on as records are written, until interrupted")
	flags.BoolVar(&f.asJSON, "json", false, "print the records as they are in the file")
	flags.BoolVar(&f.verify, "verify", false, "prove the hash chain")
	flags.StringArrayVar(&f.heads, "head", nil, "with --verify: a `head` printed by an earlier --verify (may be repeated)")
	flags.StringVar(&f.since, "since", "", "only records of this `time`: 90m, 24h, 7d or a date such as 2026-01-31")
	flags.StringVar(&f.server, "server", "", "only records of the server of this `name`")
	flags.StringVar(&f.rule, "rule", "", "only records of this `rule`")
	flags.IntVarP(&f.last, "lines", "n", 0, "only the last `N` records")
	flags.BoolVar(&f.all, "all", false, "also the start and the end of sessions")
	f.addConfig(cmd)
	if err := cmd.RegisterFlagCompletionFunc("rule", func(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
		var words []string
		for _, r := range allRules() {
			words = append(words, r.ID+"\t"+r.Title)
		}
		return words, cobra.ShellCompDirectiveNoFileComp
	}); err != nil {
		panic(err) // the flag is registered above
	}
	cmd.RunE = func(cmd *cobra.Command, _ []string) error {
		c, err := p.loadToRead(cmd, &f.settings)
		if err != nil {
			return err
		}
		path, err := auditPath(c)
		if err != nil {
			return err
		}
		if !f.verify {
			if len(f.heads) > 0 {
				return fail(ExitUsage, "--head belongs to --verify. Run: mcp-watchdog log --verify --head HEAD")
			}
			return p.showLog(cmd.Context(), path, &f)
		}
		for _, other := range []string{"follow", "since", "server", "rule", "lines", "all"} {
			if cmd.Flags().Changed(other) {
				return fail(ExitUsage, "--verify proves the whole log and does not go with --%s; leave one out", other)
			}
		}
		return p.verifyLog(path, &f)
	}
	return cmd
}

// filter decides which records are shown.
type filter struct {
	since        time.Time
	server, rule string
	sessions     bool // also start and stop
}

func (f *filter) shows(r *audit.Record) bool {
	session := r.Event == audit.EventStart || r.Event == audit.EventStop
	return (f.sessions || !session) && !r.Time.Before(f.since) &&
		(f.server == "" || r.Server == f.server) && (f.rule == "" || r.Rule == f.rule)
}

func (f *logFlags) filter(now time.Time) (filter, error) {
	out := filter{server: f.server, rule: f.rule, sessions: f.all || f.asJSON && f.rule == ""}
	if f.last < 0 {
		return out, fail(ExitUsage, "-n needs a number of records above 0")
	}
	if f.rule != "" {
		var names []string
		for _, r := range allRules() {
			names = append(names, r.ID)
		}
		if near := config.Nearest(f.rule, names); len(near) > 0 && near[0] != f.rule {
			return out, fail(ExitUsage, "there is no rule %q; did you mean %s?", finding.Redact(f.rule, 60), strings.Join(near, " or "))
		}
	}
	if f.since == "" {
		return out, nil
	}
	var err error
	if out.since, err = sinceTime(f.since, now); err != nil {
		return out, err
	}
	return out, nil
}

// sinceTime reads a span that ends now (90m, 24h, 7d) or a date or time.
func sinceTime(s string, now time.Time) (time.Time, error) {
	if days, ok := strings.CutSuffix(s, "d"); ok {
		if n, err := strconv.Atoi(days); err == nil && n >= 0 && n < 100_000 {
			return now.AddDate(0, 0, -n), nil
		}
	}
	if d, err := time.ParseDuration(s); err == nil && d >= 0 {
		return now.Add(-d), nil
	}
	for _, layout := range []string{time.DateOnly, time.RFC3339, "2006-01-02T15:04", time.DateTime} {
		if t, err := time.ParseInLocation(layout, s, now.Location()); err == nil {
			return t, nil
		}
	}
	return time.Time{}, fail(ExitUsage, "--since cannot be %q; give a span such as 90m, 24h or 7d, or a date such as 2026-01-31", finding.Redact(s, 40))
}

// maxLast bounds -n: the last records are held in memory.
const maxLast = 100_000

func (p *program) showLog(ctx context.Context, path string, f *logFlags) error {
	want, err := f.filter(time.Now())
	if err != nil {
		return err
	}
	if f.last > maxLast {
		return fail(ExitUsage, "-n can be %d at most; leave it out to see all records", maxLast)
	}
	out := bufio.NewWriterSize(p.Out, 64<<10)
	shown := newTail(f.last, out)
	colour := alert.WantColour(p.Out, os.Getenv)
	print := func(r audit.Record, line []byte) error {
		switch {
		case !want.shows(&r):
			return nil
		case f.asJSON:
			return shown.add(string(line))
		}
		return shown.add(audit.Format(r, colour))
	}
	sessions, last := 0, uint64(0)
	err = audit.Read(path, 0, func(r audit.Record, line []byte) error {
		last = r.Seq
		if r.Event == audit.EventStart {
			sessions++
		}
		return print(r, line)
	})
	if err == nil {
		shown.end()
		err = out.Flush()
	}
	if err != nil {
		return logFailed(err)
	}
	if shown.count == 0 && !f.asJSON {
		p.sayEmpty(path, sessions)
	}
	if !f.follow {
		return nil
	}
	ctx, stop := signal.NotifyContext(ctx, os.Interrupt, syscall.SIGTERM)
	defer stop()
	shown = newTail(0, out)
	return logFailed(audit.Follow(ctx, path, last, func(r audit.Record, line []byte) error {
		if err := print(r, line); err != nil {
			return err
		}
		return out.Flush()
	}))
}

// logFailed gives an error of reading or printing the log its code.
func logFailed(err error) error {
	if err == nil {
		return nil
	}
	return fail(ExitNoInput, "%w", err)
}

// sayEmpty says why nothing is shown.
func (p *program) sayEmpty(path string, sessions int) {
	switch _, err := os.Stat(path); {
	case err != nil:
		fmt.Fprintf(p.Err, "mcp-watchdog: there is no audit log yet (%s). To guard a server, run: mcp-watchdog -- COMMAND ARGS...\n", path)
	case sessions > 0:
		fmt.Fprintf(p.Err, "mcp-watchdog: nothing to show; %d sessions were guarded. To see them, run: mcp-watchdog log --all\n", sessions)
	default:
		fmt.Fprintf(p.Err, "mcp-watchdog: nothing to show in %s\n", path)
	}
}

// tailWriter prints lines, or with a limit the last ones only.
type tailWriter struct {
	out   *bufio.Writer
	ring  []string
	limit int
	count int
}

func newTail(limit int, out *bufio.Writer) *tailWriter { return &tailWriter{out: out, limit: limit} }

func (t *tailWriter) add(line string) error {
	t.count++
	if t.limit == 0 {
		t.out.WriteString(line)
		return t.out.WriteByte('\n')
	}
	if len(t.ring) < t.limit {
		t.ring = append(t.ring, line)
	} else {
		t.ring[(t.count-1)%t.limit] = line
	}
	return nil
}

func (t *tailWriter) end() {
	for i := range t.ring {
		t.out.WriteString(t.ring[(t.count+i)%len(t.ring)])
		t.out.WriteByte('\n')
	}
	t.ring = nil
}
