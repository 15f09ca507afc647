// Package demo shows on this machine, with nothing but the binary, what
// mcp-watchdog is for. It plays a hostile MCP server twice: alone with a real
// MCP client, and behind the real proxy. For each attack it compares what
// arrived: the bytes on the wire, and what the client made of them for the
// model. Honest servers take part too, and must arrive byte for byte.
//
// The scenarios are tables, one file per family: hidden.go, orders.go,
// requests.go, demands.go, changes.go, deeds.go, broken.go, honest.go. A test asserts that every rule has one.
//
// Nothing is taken on trust: an attack that would do no harm without the proxy
// is a failure of the demo, and so is one that was stopped without a record in
// the audit log.
package demo

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"time"

	"github.com/mcp-watchdog/mcp-watchdog/internal/audit"
)

const (
	// answerTime is how long the client waits; a whole session takes some
	// 50 ms, on a machine that is busy with other things a hundred times that.
	answerTime = 45 * time.Second
	// sessionTime bounds a session, its start and end included.
	sessionTime = 2 * answerTime
	// atOnce is how many scenarios run at the same time. They mostly wait for
	// processes to start.
	atOnce = 4
	// messageLimit is the proxy's limits.max_message_bytes, small enough that
	// a flood need not be large to be one.
	messageLimit = 128 << 10
)

// ServerCommand is the subcommand that plays the server of a scenario, see
// [Serve].
const ServerCommand = "demo-server"

// Options configure a run.
type Options struct {
	// Program is the path of mcp-watchdog itself.
	Program string
	// Mode is the preset the proxy runs with; "" means its default.
	Mode string
	// Only limits the run to the scenario of that name, or to those of that
	// rule; "" means all.
	Only string
	// Front is what stands in front of the server's command, for tests; nil
	// means the proxy.
	Front func(s Scenario) []string
	// Done is called with each result, in the order of the tables.
	Done func(Result)
}

// NoScenarioError says that Only names nothing.
type NoScenarioError struct{ Name string }

func (e *NoScenarioError) Error() string { return fmt.Sprintf("there is no scenario %q", e.Name) }

// Run plays the scenarios and returns what became of them. The error is about
// the demo itself: it could not be run. All files are in a temporary folder
// that is gone when Run returns.
func Run(ctx context.Context, o Options) (report Report, err error) {
	all := chosen(o.Only)
	if len(all) == 0 {
		return report, &NoScenarioError{o.Only}
	}
	began := time.Now()
	s, err := newStage(o)
	if err != nil {
		return report, fmt.Errorf("the demo needs a temporary folder: %w", err)
	}
	defer func() { err = errors.Join(err, s.remove()) }()
	for r := range s.play(ctx, all) {
		if ctx.Err() != nil {
			continue // it says no more than that
		}
		report.add(r)
		if o.Done != nil {
			o.Done(r)
		}
	}
	if ctx.Err() != nil {
		return report, errors.New("the demo was interrupted")
	}
	if err := s.verify(&report); err != nil {
		return report, err
	}
	report.Mode, report.Milliseconds = o.Mode, time.Since(began).Milliseconds()
	return report, nil
}

// stage is where scenarios are played: a temporary folder and the commands.
type stage struct {
	Options
	dir, config, log string
}

func newStage(o Options) (*stage, error) {
	dir, err := os.MkdirTemp("", "mcp-watchdog-demo-")
	if err != nil {
		return nil, err
	}
	s := &stage{Options: o, dir: dir, config: filepath.Join(dir, "config.yaml"), log: filepath.Join(dir, audit.FileName)}
	// %q writes a YAML double-quoted string, back slashes of Windows included.
	text := fmt.Sprintf("first_sight: trust\naudit:\n  path: %q\nlimits:\n  max_message_bytes: %d\n", s.log, messageLimit)
	if err := os.WriteFile(s.config, []byte(text), 0o600); err != nil {
		return nil, errors.Join(err, s.remove())
	}
	return s, nil
}

func (s *stage) remove() error { return os.RemoveAll(s.dir) }

// play runs the scenarios, several at a time, and brings their results in
// order. When ctx ends, what is left fails at once.
func (s *stage) play(ctx context.Context, all []Scenario) <-chan Result {
	results := make([]chan Result, len(all))
	for i := range results {
		results[i] = make(chan Result, 1)
	}
	go func() {
		places := make(chan struct{}, atOnce)
		for i := range all {
			places <- struct{}{}
			go func() {
				results[i] <- s.scenario(ctx, all[i])
				<-places
			}()
		}
	}()
	out := make(chan Result)
	go func() {
		defer close(out)
		for _, r := range results {
			out <- <-r
		}
	}()
	return out
}

// scenario plays one scenario without and with the proxy, at the same time.
func (s *stage) scenario(ctx context.Context, sc Scenario) Result {
	if why := sc.unprotected(); why != "" {
		return sc.skipped(why)
	}
	ctx, cancel := context.WithTimeout(ctx, sessionTime)
	defer cancel()
	server := []string{s.Program, ServerCommand, sc.Name}
	var bare, guarded transcript
	var both sync.WaitGroup
	both.Go(func() {
		alone := sc
		alone.alone = true
		bare = s.session(ctx, alone, server)
	})
	both.Go(func() {
		for day := range len(sc.Before) + sc.Days {
			if guarded = s.before(ctx, sc, day); guarded.failure != nil {
				return
			}
		}
		if len(sc.Elsewhere) > 0 {
			other := sc
			other.Ask, other.Call = ReadResource, ""
			if guarded = s.session(ctx, other, append(s.front(sc), s.Program, ServerCommand, sc.Name+elsewhere)); guarded.failure != nil {
				return
			}
		}
		guarded = s.session(ctx, sc, append(s.front(sc), server...))
	})
	both.Wait()
	recorded, err := s.recorded(sc.Name)
	if err != nil {
		return sc.failed(err)
	}
	r := judge(sc, &bare, &guarded, recorded)
	if r.OK && sc.isDeed() {
		if r.With = sc.told(recorded); r.With == "" {
			r.Outcome, r.OK, r.Why = Unrecorded, false, "the deed was stopped, but the audit log does not say who did what"
		}
	}
	return r
}

// before plays the session of an earlier day, behind a proxy of its own.
func (s *stage) before(ctx context.Context, sc Scenario, day int) transcript {
	program := s.Program
	if sc.Neighbour {
		folder := filepath.Join(s.dir, "neighbour-"+sc.Name)
		program = filepath.Join(folder, filepath.Base(s.Program))
		if err := errors.Join(os.MkdirAll(folder, 0o700), twin(s.Program, program)); err != nil {
			return transcript{failure: err}
		}
	}
	earlier := sc
	earlier.Ask = ListTools
	if day >= len(sc.Before) {
		earlier.Ask, earlier.Call, earlier.again = CallTool, "", len(sc.Daily)-1
	}
	return s.session(ctx, earlier, append(s.front(sc), program, ServerCommand, sc.Name+earlierDay+strconv.Itoa(day)))
}

// twin puts a program into another folder, so that it is another server.
func twin(program, name string) error {
	if os.Link(program, name) == nil {
		return nil
	}
	text, err := os.ReadFile(program)
	if err != nil {
		return err
	}
	// A program that a child being forked still has open for writing cannot be run.
	syscall.ForkLock.RLock()
	defer syscall.ForkLock.RUnlock()
	return os.WriteFile(name, text, 0o700)
}

// front is the command of the proxy.
func (s *stage) front(sc Scenario) []string {
	if s.Front != nil {
		return s.Front(sc)
	}
	command := []string{s.Program, "wrap", "--quiet", "--name", sc.Name, "--config", s.config}
	if s.Mode != "" {
		command = append(command, "--mode", s.Mode)
	}
	for _, flag := range sc.Declare {
		command = append(command, strings.Replace(flag, "~", s.home(&sc), 1))
	}
	return append(command, "--")
}

// recorded returns what the audit log has about a scenario.
func (s *stage) recorded(name string) (records []audit.Record, err error) {
	err = audit.Read(s.log, 0, func(r audit.Record, _ []byte) error {
		if r.Server == name && r.Rule != "" {
			records = append(records, r)
		}
		return nil
	})
	return records, err
}

// verify checks the chain of the audit log that all the proxies wrote.
func (s *stage) verify(report *Report) error {
	v, err := audit.Verify(s.log)
	if err != nil {
		return err
	}
	if v.Break != nil {
		return fmt.Errorf("the audit log that the demo wrote does not verify; please report this: %s", v.Break)
	}
	report.Records = v.Records
	return nil
}
