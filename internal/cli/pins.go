package cli

import (
	"fmt"
	"slices"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/spf13/cobra"

	"github.com/mcp-watchdog/mcp-watchdog/internal/audit"
	"github.com/mcp-watchdog/mcp-watchdog/internal/finding"
	"github.com/mcp-watchdog/mcp-watchdog/internal/memory"
	"github.com/mcp-watchdog/mcp-watchdog/internal/memory/sqlite"
	"github.com/mcp-watchdog/mcp-watchdog/internal/policy"
)

const pinsHelp = `What your servers offer is remembered when it is first seen, and compared from
then on. What has changed in what matters is held back: the tool leaves the list
and calls of it are answered with the reason, until you approve it here. It takes
effect in running proxies within a second.

A SERVER is its name in alerts (--name), or what it runs (npm:..., program:...).`

const pinsExamples = `  mcp-watchdog pins list
  mcp-watchdog pins diff
  mcp-watchdog pins approve mail send_mail
  mcp-watchdog pins approve --print 1f0c2a9b77e4 mail send_mail
  mcp-watchdog pins revoke mail
  mcp-watchdog pins export > pins.jsonl`

func (p *program) pinsCommand() *cobra.Command {
	cmd := &cobra.Command{Use: "pins", Short: "See and settle what servers offer: list, show, diff, approve, revoke, export, import",
		Long: pinsHelp, Example: pinsExamples, Args: noArgs, RunE: func(cmd *cobra.Command, _ []string) error { return help(cmd) }}
	sub := func(use, short string, least, most int, run func(log *pinLog, args []string) error) {
		one, log := p.memoryCommand("pins", use, short, least, most, run)
		if strings.HasPrefix(use, "approve") {
			one.Flags().StringVar(&log.print, "print", "", "approve only the definition whose fingerprint begins with these `digits`, as pins diff shows it")
		}
		if strings.HasPrefix(use, "list") {
			one.Flags().BoolVar(&log.asJSON, "json", false, "print one JSON object per line")
		}
		cmd.AddCommand(one)
	}
	sub("list [SERVER]", "List what is trusted and what is held", 0, 1, p.pinsList)
	sub("show SERVER [NAME]", "Show definitions as they are trusted", 1, 2, p.pinsShow)
	sub("diff [SERVER [NAME]]", "Show what is held beside what is trusted, word by word", 0, 2, p.pinsDiff)
	sub("approve SERVER [NAME...]", "Trust what is held, exactly as it is now", 1, -1, p.pinsApprove)
	sub("revoke SERVER [NAME...]", "Trust no longer: hold it until it is approved again", 1, -1, p.pinsRevoke)
	sub("export [SERVER]", "Write what is trusted as JSON lines", 0, 1, p.pinsExport)
	sub("import", "Trust what export wrote, from standard input", 0, 0, p.pinsImport)
	return cmd
}

// memoryCommand is a subcommand of one that works on the memory, with least to most
// arguments (most < 0: any number). log is what run gets; flags may be set in it.
func (p *program) memoryCommand(of, use, short string, least, most int, run func(log *pinLog, args []string) error) (one *cobra.Command, log *pinLog) {
	var s settings
	log = &pinLog{}
	one = &cobra.Command{Use: use, Short: short, DisableFlagsInUseLine: true,
		Args: func(cmd *cobra.Command, args []string) error {
			if len(args) < least || most >= 0 && len(args) > most {
				return fail(ExitUsage, "it is used as: mcp-watchdog %s %s", of, use)
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, args []string) (err error) {
			if log.Log, err = memoryLog(); err != nil {
				return err
			}
			defer log.Close()
			log.note = func(r ...audit.Record) error { return p.note(cmd, &s, r...) }
			return run(log, args)
		}}
	s.addConfig(one)
	return one, log
}

// pinLog is the memory, and the audit log for what people decide.
type pinLog struct {
	*sqlite.Log
	asJSON bool
	print  string // how the fingerprint begins of what is approved; "" for any
	note   func(...audit.Record) error
}

// decide writes down what a person decided, in the audit log first: what is not
// on record does not count.
func (l *pinLog) decide(facts []memory.Fact) error {
	records := make([]audit.Record, len(facts))
	for i := range facts {
		records[i] = pinRecord(&facts[i])
	}
	if len(records) == 0 {
		return nil
	}
	if err := l.note(records...); err != nil {
		return fail(ExitNoOutput, "%w", err)
	}
	if err := l.Learn(func(memory.View) []memory.Fact { return facts }); err != nil {
		return fail(ExitNoOutput, "%w", err)
	}
	return nil
}

// pinRecord is the line about a decision.
func pinRecord(f *memory.Fact) audit.Record {
	r := audit.Record{Time: time.Unix(f.Time, 0), Event: audit.EventPin, Action: policy.Pass.String(), Server: f.Label, Print: f.Print}
	thing := strings.TrimSpace(string(f.Item) + " " + finding.VisibleText(f.Name, 80))
	if f.Item == memory.Tool {
		r.Tool = f.Name
	}
	if r.Server == "" {
		r.Server = f.Server
	}
	r.Why = "a person approved the " + thing
	if f.What == memory.Revoked {
		r.Action, r.Why = policy.Hold.String(), "a person trusts the "+thing+" no longer"
	}
	if id, _, ok := strings.Cut(f.Why, ": "); ok {
		for _, rule := range allRules() {
			if rule.ID == id {
				r.Rule, r.Class = id, rule.Class
			}
		}
	}
	return r
}

// pins returns the entries about a server ("" for all) and the named things of
// it (none for all).
func pins(log *pinLog, server string, names []string) ([]memory.Listed, error) {
	var found []memory.Listed
	err := log.Index(func(x *memory.Index) error {
		for _, e := range x.List() {
			if (server == "" || e.Server == server || e.Label == server) && (len(names) == 0 || slices.Contains(names, e.Name) || slices.Contains(names, string(e.Item))) {
				found = append(found, e)
			}
		}
		return nil
	})
	switch {
	case err != nil:
		return nil, fail(ExitNoInput, "%w", err)
	case len(found) == 0 && server != "":
		return nil, fail(ExitUsage, "nothing is known of %s. For all that is, run: mcp-watchdog pins list", finding.Redact(strings.TrimSpace(server+" "+strings.Join(names, " ")), 200))
	}
	return found, nil
}

// stateOf says in a word how things stand.
func stateOf(e *memory.Entry) string {
	switch {
	case e.Revoked:
		return "revoked"
	case e.Held != "":
		return "held"
	case e.Pin == "":
		return "told"
	case e.Person:
		return "approved"
	}
	return "trusted"
}

func shownName(e *memory.Listed) string {
	if e.Name == "" {
		return string(e.Item)
	}
	return finding.VisibleText(e.Name, 80)
}

func (p *program) pinsList(log *pinLog, args []string) error {
	found, err := pins(log, first(args), nil)
	if err != nil {
		return err
	}
	if log.asJSON {
		return p.pinsJSON(found)
	}
	if len(found) == 0 {
		fmt.Fprintln(p.Err, "mcp-watchdog: nothing is remembered yet. Servers are when a client lists their tools through mcp-watchdog.")
		return nil
	}
	var b strings.Builder
	w := tabwriter.NewWriter(&b, 0, 0, 2, ' ', 0)
	fmt.Fprintln(w, "SERVER\tKIND\tNAME\tSTATE\tSINCE\tWHY")
	for i := range found {
		e := &found[i]
		since := ""
		if e.Since > 0 {
			since = time.Unix(e.Since, 0).Local().Format(time.DateOnly)
		}
		fmt.Fprintf(w, "%s\t%s\t%s\t%s\t%s\t%s\n", shownServer(e), e.Item, shownName(e), stateOf(&e.Entry), since, finding.VisibleText(e.Why, 120))
	}
	w.Flush() // into memory
	return p.printf("%s", b.String())
}

func shownServer(e *memory.Listed) string {
	if e.Label != "" {
		return finding.VisibleText(e.Label, maxServerName)
	}
	return shownID(e.Server)
}

func (p *program) pinsShow(log *pinLog, args []string) error {
	found, err := pins(log, args[0], args[1:])
	if err != nil {
		return err
	}
	for i := range found {
		e := &found[i]
		text, err := definition(log, e.Pin)
		if err != nil {
			return err
		}
		if err := p.printf("%s %s of %s (%s): %s\n%s", e.Item, shownName(e), shownServer(e), shownID(e.Server), stateOf(&e.Entry), indentedJSON(text)); err != nil {
			return err
		}
	}
	return nil
}

func definition(log *pinLog, print string) (text string, err error) {
	err = log.With(func(past memory.View) error {
		text = past.Text(print)
		return nil
	})
	if err != nil {
		return "", fail(ExitNoInput, "%w", err)
	}
	return text, nil
}

func (p *program) pinsDiff(log *pinLog, args []string) error {
	found, err := pins(log, first(args), args[min(1, len(args)):])
	if err != nil {
		return err
	}
	shown := 0
	for i := range found {
		e := &found[i]
		if e.Held == "" {
			continue
		}
		shown++
		from, err := definition(log, e.Pin)
		if err != nil {
			return err
		}
		to, err := definition(log, e.Held)
		if err != nil {
			return err
		}
		if err := p.printf("%s %s of %s is held: %s\n%sTo approve exactly this, run: mcp-watchdog pins approve --print %s %s %s\n\n",
			e.Item, shownName(e), shownServer(e), finding.VisibleText(e.Why, 300), shownDiff(from, to), e.Held[:min(12, len(e.Held))], shownServer(e), shownName(e)); err != nil {
			return err
		}
	}
	if shown == 0 {
		fmt.Fprintln(p.Err, "mcp-watchdog: nothing is held")
	}
	return nil
}

// pinsApprove trusts the very definitions that are held now.
func (p *program) pinsApprove(log *pinLog, args []string) error {
	var done []memory.Listed
	var changed []string
	err := p.pinsChange(log, args, func(e *memory.Listed) (memory.Fact, bool) {
		print := e.Held
		if print == "" && e.Revoked {
			print = e.Pin
		}
		if print == "" {
			return memory.Fact{}, false
		}
		if !strings.HasPrefix(print, log.print) {
			changed = append(changed, shownName(e))
			return memory.Fact{}, false
		}
		done = append(done, *e)
		// The text is written again: what is approved is kept for ever.
		text, err := definition(log, print)
		return memory.Fact{What: memory.Approved, Print: print, Text: text, Why: e.Why}, err == nil
	})
	if err == nil && len(changed) > 0 {
		return fail(ExitFound, "what is held has another fingerprint than %s: %s. Look again with: mcp-watchdog pins diff", finding.Redact(log.print, 64), strings.Join(changed, ", "))
	}
	if err == nil && len(done) == 0 {
		fmt.Fprintln(p.Err, "mcp-watchdog: nothing of it is held")
	}
	return err
}

func (p *program) pinsRevoke(log *pinLog, args []string) error {
	return p.pinsChange(log, args, func(e *memory.Listed) (memory.Fact, bool) {
		return memory.Fact{What: memory.Revoked}, e.Pin != "" && !e.Revoked
	})
}

// pinsChange writes the fact that change makes of each entry that is meant.
func (p *program) pinsChange(log *pinLog, args []string, change func(*memory.Listed) (memory.Fact, bool)) error {
	found, err := pins(log, args[0], args[1:])
	if err != nil {
		return err
	}
	var facts []memory.Fact
	var said strings.Builder
	for i := range found {
		e := &found[i]
		f, ok := change(e)
		if !ok {
			continue
		}
		f.Time, f.Server, f.Label, f.Item, f.Name = time.Now().Unix(), e.Server, e.Label, e.Item, e.Name
		facts = append(facts, f)
		fmt.Fprintf(&said, "%s: %s %s of %s %s\n", f.What, e.Item, shownName(e), shownServer(e), f.Print[:min(12, len(f.Print))])
	}
	if err := log.decide(facts); err != nil {
		return err
	}
	return p.printf("%s", said.String())
}

func first(args []string) string {
	if len(args) == 0 {
		return ""
	}
	return args[0]
}
