package demo_test

import (
	"bufio"
	"context"
	"encoding/json"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/mcp-watchdog/mcp-watchdog/internal/cli"
	"github.com/mcp-watchdog/mcp-watchdog/internal/demo"
	"github.com/mcp-watchdog/mcp-watchdog/internal/detect"
	"github.com/mcp-watchdog/mcp-watchdog/internal/egress"
	"github.com/mcp-watchdog/mcp-watchdog/internal/finding"
	"github.com/mcp-watchdog/mcp-watchdog/internal/guard"
	"github.com/mcp-watchdog/mcp-watchdog/internal/message"
	"github.com/mcp-watchdog/mcp-watchdog/internal/policy"
	"github.com/mcp-watchdog/mcp-watchdog/internal/sandbox"
)

// roleSpoil makes this test binary a relay that re-encodes what the server
// says, as many proxies do.
const roleSpoil = "demo:spoil"

// TestMain lets this test binary be the program, which starts itself.
func TestMain(m *testing.M) {
	// A program built with the race detector sleeps a second before it ends.
	os.Setenv("GORACE", strings.TrimSpace(os.Getenv("GORACE")+" atexit_sleep_ms=0"))
	if len(os.Args) > 1 {
		switch os.Args[1] {
		case "demo", "wrap", demo.ServerCommand:
			os.Exit(cli.Main(os.Args[1:], cli.Streams{In: os.Stdin, Out: os.Stdout, Err: os.Stderr}))
		case roleSpoil:
			os.Exit(spoil(os.Args[2:]))
		}
	}
	os.Exit(m.Run())
}

func spoil(command []string) int {
	cmd := exec.Command(command[0], command[1:]...)
	cmd.Stdin = os.Stdin
	out, err := cmd.StdoutPipe()
	if err != nil || cmd.Start() != nil {
		return 1
	}
	lines := bufio.NewScanner(out)
	lines.Buffer(nil, 8<<20)
	for lines.Scan() {
		var v any
		if json.Unmarshal(lines.Bytes(), &v) != nil {
			continue
		}
		b, err := json.Marshal(v)
		if err != nil {
			return 1
		}
		os.Stdout.Write(append(b, '\n'))
	}
	io.Copy(io.Discard, out)
	cmd.Wait()
	return 0
}

func self(t *testing.T) string {
	t.Helper()
	program, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	return program
}

// temporary gives the run a folder for temporary files of its own, and checks
// that nothing is left in it.
func temporary(t *testing.T) {
	t.Helper()
	dir := t.TempDir()
	for _, name := range []string{"TMPDIR", "TMP", "TEMP"} {
		t.Setenv(name, dir)
	}
	t.Cleanup(func() {
		left, err := filepath.Glob(filepath.Join(dir, "*"))
		if err != nil || len(left) > 0 {
			t.Errorf("files were left behind: %v %v", left, err)
		}
	})
}

// longest bounds a run, on the slowest machine and under the race detector.
const longest = 8 * time.Minute

// again says that everything is played once more, which -short leaves out.
func again(t *testing.T) {
	t.Helper()
	if testing.Short() {
		t.Skip("everything is played once more: run it without -short")
	}
}

func run(t *testing.T, o demo.Options) demo.Report {
	t.Helper()
	temporary(t)
	ctx, cancel := context.WithTimeout(t.Context(), longest)
	defer cancel()
	o.Program = self(t)
	report, err := demo.Run(ctx, o)
	if err != nil {
		t.Fatal(err)
	}
	return report
}

// TestNothingComesThrough plays everything.
func TestNothingComesThrough(t *testing.T) {
	var order []string
	report := run(t, demo.Options{Done: func(r demo.Result) { order = append(order, r.Name) }})
	var names []string
	for _, s := range demo.Scenarios() {
		names = append(names, s.Name)
	}
	if !slices.Equal(order, names) || len(report.Results) != len(names) {
		t.Errorf("played %q, want each of %q once and in order", order, names)
	}
	for _, r := range report.Results {
		if !r.OK {
			t.Errorf("%s: %s: %s\nsent    %s\nwithout %s\nwith    %s\nrecorded %q", r.Name, r.Outcome, r.Why, r.Sent, r.Without, r.With, r.Recorded)
		}
		if !r.Kept {
			t.Errorf("%s: the honest part did not arrive: %s", r.Name, r.With)
		}
		if r.Attack && r.Outcome != demo.Skipped && !slices.Contains(r.Recorded, r.Rule) {
			t.Errorf("%s: stopped by %q, want %s", r.Name, r.Recorded, r.Rule)
		}
		if !r.Attack && len(r.Recorded) > 0 {
			t.Errorf("%s: an honest server was accused of %q", r.Name, r.Recorded)
		}
	}
	if !report.OK || report.CameThrough != 0 || report.Changed != 0 || report.Stopped+report.Intact+report.Skipped != len(names) {
		t.Errorf("the tally is wrong: %+v", report)
	}
	if f := sandbox.Probe(); f.Level() == sandbox.Full && report.Skipped > 0 {
		t.Errorf("%d scenarios were skipped although this machine has all that is needed", report.Skipped)
	}
	if report.Records < uint64(report.Stopped-1) {
		t.Errorf("%d records for %d attacks", report.Records, report.Stopped)
	}
	printed(t, report)
}

// printed checks what people see: lines of at most 80 columns, and nothing
// that a terminal obeys but the printer's own colours.
func printed(t *testing.T, report demo.Report) {
	t.Helper()
	var plain, coloured strings.Builder
	for _, out := range []*strings.Builder{&plain, &coloured} {
		p := demo.Printer{W: out, Colour: out == &coloured}
		for _, r := range report.Results {
			p.Result(r)
		}
		if err := p.Tally(report); err != nil {
			t.Fatal(err)
		}
	}
	for line := range strings.Lines(plain.String()) {
		line = strings.TrimSuffix(line, "\n")
		if n := utf8.RuneCountInString(line); n > 80 {
			t.Errorf("%d columns: %s", n, line)
		}
		if !utf8.ValidString(line) {
			t.Errorf("%q is not UTF-8", line)
		}
		for _, r := range line {
			if r < ' ' || r == 0x7f || finding.Hidden(r) {
				t.Errorf("%U is in %q", r, line)
			}
		}
	}
	stripped := regexp.MustCompile("\x1b\\[[0-9]+m").ReplaceAllString(coloured.String(), "")
	if coloured.String() == plain.String() || stripped != plain.String() {
		t.Error("the colours are not all that the coloured output has more")
	}
	p := demo.Printer{W: failingWriter{}}
	if err := p.Tally(report); err == nil {
		t.Error("a writer that fails goes unnoticed")
	}
}

// TestMonitorLetsThrough is the demo's own test: it must say so when the proxy
// only watches.
func TestMonitorLetsThrough(t *testing.T) {
	again(t)
	report := run(t, demo.Options{Mode: "monitor"})
	if report.OK || report.CameThrough == 0 {
		t.Fatalf("the report on a proxy that stops nothing: %+v", report)
	}
	// Detectors only tell in that mode; some protocol rules still hold.
	detectors := append(ids(detect.Rules()), ids(sandbox.Rules())...)
	for _, r := range report.Results {
		switch {
		case r.Outcome == demo.Skipped:
		case slices.Contains(detectors, r.Rule) && r.Outcome != demo.CameThrough:
			t.Errorf("%s: %s in monitor mode: %s", r.Name, r.Outcome, r.With)
		case !r.Attack && r.Outcome != demo.Intact:
			t.Errorf("%s: %s in monitor mode: %s", r.Name, r.Outcome, r.Why)
		}
	}
}

// TestStrict: the strict preset stops everything too, and spares the honest.
func TestStrict(t *testing.T) {
	again(t)
	for _, r := range run(t, demo.Options{Mode: "strict"}).Results {
		if !r.OK {
			t.Errorf("%s: %s in strict mode: %s", r.Name, r.Outcome, r.Why)
		}
	}
}

// TestNoProxy leaves the proxy out: everything comes through.
func TestNoProxy(t *testing.T) {
	again(t)
	report := run(t, demo.Options{Front: func(demo.Scenario) []string { return nil }})
	for _, r := range report.Results {
		if r.Outcome == demo.Skipped {
			continue
		}
		if r.Attack && r.Outcome != demo.CameThrough || !r.Attack && r.Outcome != demo.Intact {
			t.Errorf("%s: %s without a proxy: %s%s", r.Name, r.Outcome, r.With, r.Why)
		}
	}
	if report.OK || report.Stopped != 0 {
		t.Errorf("the tally without a proxy: %+v", report)
	}
}

// TestSpoiler puts a relay in front that changes bytes and stops little.
func TestSpoiler(t *testing.T) {
	again(t)
	program := self(t)
	report := run(t, demo.Options{Front: func(demo.Scenario) []string { return []string{program, roleSpoil} }})
	outcomes := map[string]string{}
	for _, r := range report.Results {
		outcomes[r.Name] = r.Outcome
	}
	for name, want := range map[string]string{
		"spelling": demo.Changed, "colours": demo.Changed, // re-encoded
		"comment": demo.CameThrough, "key-file": demo.CameThrough,
		"junk":  demo.Unrecorded, // dropped, and nobody knows
		"twice": demo.CameThrough,
	} {
		if outcomes[name] != want {
			t.Errorf("%s: %s behind a relay that re-encodes, want %s", name, outcomes[name], want)
		}
	}
	if report.OK || report.Changed == 0 {
		t.Errorf("the tally behind a relay that re-encodes: %+v", report)
	}
}

func ids(rules []*finding.Rule) []string {
	var all []string
	for _, r := range rules {
		all = append(all, r.ID)
	}
	return all
}

// TestScenarios checks the tables. Every rule must have a scenario: whoever
// adds a detector shows what it is for. What is judged before a server starts
// cannot be shown by one that has been started, and what a user's own lines
// forbid is forbidden to nobody else.
func TestScenarios(t *testing.T) {
	rules := slices.Concat(ids(detect.Rules()), ids(guard.Rules()), ids(sandbox.Rules()), ids(egress.Rules()))
	covered := map[string]bool{}
	for _, e := range detect.LaunchTable() {
		for _, r := range e.Rules {
			covered[r.ID] = e.Reads == message.Launch
		}
	}
	for _, r := range guard.Rules() {
		if r.Class == policy.OwnClass {
			covered[r.ID] = true
		}
	}
	for _, told := range []string{"tool_added", "tool_removed", "first_sight", "output_mismatch", "runaway_calls"} {
		covered[told] = true // told, or held in strict mode: nothing is stopped that would do harm
	}
	covered["own_folder"] = true      // nothing is refused; the tests of the sandbox show it
	covered["own_secret"] = true      // needs a client with secrets in its environment, which the demo must not have
	covered["shared_restore"] = true  // is what a line of the policy lets through; a script of the command shows it
	covered["steered_opinion"] = true // needs a model; a script of the command shows it
	seen := map[string]bool{}
	honest := 0
	for _, s := range demo.Scenarios() {
		if seen[s.Name] || slices.Contains(rules, s.Name) || strings.Trim(s.Name, "abcdefghijklmnopqrstuvwxyz0123456789-") != "" || s.Name == "" {
			t.Errorf("the name %q is taken or is not of lower-case words", s.Name)
		}
		seen[s.Name] = true
		if n := len([]rune(s.Title)); n == 0 || n > 42 {
			t.Errorf("%s: the title has %d columns, not 1 to 42", s.Name, n)
		}
		if len(s.Send) == 0 || s.Ask == "" {
			t.Errorf("%s: the server does nothing", s.Name)
		}
		if !s.Attack() {
			honest++
			continue
		}
		covered[s.Rule] = true
		if !slices.Contains(rules, s.Rule) {
			t.Errorf("%s: there is no rule %q", s.Name, s.Rule)
		}
		if s.Keeps != "" && !strings.Contains(strings.Join(s.Send, "\n"), s.Keeps) {
			t.Errorf("%s: the server never says %q", s.Name, s.Keeps)
		}
	}
	for _, id := range rules {
		if !covered[id] {
			t.Errorf("no scenario shows the rule %s: add one to a table of this package", id)
		}
	}
	if honest < 4 {
		t.Errorf("%d honest servers, want at least 4", honest)
	}
}

func TestNoScenario(t *testing.T) {
	_, err := demo.Run(t.Context(), demo.Options{Program: self(t), Only: "nothing"})
	if _, ok := err.(*demo.NoScenarioError); !ok {
		t.Errorf("an unknown name: %v", err)
	}
	if err := demo.Serve("nothing", strings.NewReader(""), io.Discard); err == nil {
		t.Error("the server of an unknown scenario was played")
	}
}

// TestInterrupted ends a run in the middle.
func TestInterrupted(t *testing.T) {
	temporary(t)
	ctx, cancel := context.WithCancel(t.Context())
	_, err := demo.Run(ctx, demo.Options{Program: self(t), Done: func(demo.Result) { cancel() }})
	if err == nil || !strings.Contains(err.Error(), "interrupted") {
		t.Errorf("an interrupted run: %v", err)
	}
}

// TestCannotStart: a program that cannot be started is no stopped attack.
func TestCannotStart(t *testing.T) {
	temporary(t)
	report, err := demo.Run(t.Context(), demo.Options{Program: filepath.Join(t.TempDir(), "missing"), Only: "comment"})
	if err != nil || report.OK || report.Failed != 1 || report.Stopped != 0 {
		t.Errorf("without a program: %+v, %v", report, err)
	}
}

type failingWriter struct{}

func (failingWriter) Write([]byte) (int, error) { return 0, io.ErrClosedPipe }
