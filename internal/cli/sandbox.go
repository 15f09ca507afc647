package cli

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"

	"github.com/spf13/cobra"

	"github.com/mcp-watchdog/mcp-watchdog/internal/audit"
	"github.com/mcp-watchdog/mcp-watchdog/internal/config"
	"github.com/mcp-watchdog/mcp-watchdog/internal/finding"
	"github.com/mcp-watchdog/mcp-watchdog/internal/guard"
	"github.com/mcp-watchdog/mcp-watchdog/internal/message"
	"github.com/mcp-watchdog/mcp-watchdog/internal/policy"
	"github.com/mcp-watchdog/mcp-watchdog/internal/relay"
	"github.com/mcp-watchdog/mcp-watchdog/internal/relay/stdio"
	"github.com/mcp-watchdog/mcp-watchdog/internal/sandbox"
)

var sandboxNames = []string{"on", "off", "monitor", "require", "experimental"}

func (w *wrapFlags) addSandbox(cmd *cobra.Command) {
	cmd.Flags().StringVar(&w.sandbox, "sandbox", "", "`how` the server is kept in its scope: on (default), off, monitor (only tell), require, experimental (Windows)")
	complete(cmd, "sandbox", sandboxNames)
}

// loadAll reads the configuration and puts all flags over it.
func (w *wrapFlags) loadAll(cmd *cobra.Command) (config.Config, error) {
	c, err := w.load(cmd)
	if err == nil {
		err = w.chooseSandbox(cmd, &c)
	}
	return c, err
}

// chooseSandbox puts --sandbox over the file. Who only wants to be told of what is
// said is only told of what is done, too.
func (w *wrapFlags) chooseSandbox(cmd *cobra.Command, c *config.Config) error {
	if cmd.Flags().Changed("sandbox") {
		i := slices.Index(sandboxNames, w.sandbox)
		if i < 0 {
			return fail(ExitUsage, "--sandbox cannot be %q: choose on, off, monitor, require or experimental", finding.Redact(w.sandbox, 40))
		}
		c.Sandbox = []config.Sandbox{config.SandboxOn, config.SandboxOff, config.SandboxMonitor, config.SandboxRequire, config.SandboxExperimental}[i]
	}
	return nil
}

// cell is where a server is kept.
type cell struct {
	launcher *sandbox.Launcher
	features sandbox.Features
	holds    string   // what holds, for people
	whole    bool     // all of it
	lowered  func()   // called when less holds than was said
	planted  *planted // nil: what the server writes is not read
}

// prepare decides how much is enforced, and returns what starts the server; nil:
// it is started as it is.
func (c *cell) prepare(conf config.Config, r *recorder, command []string, within *fence) (func(*exec.Cmd) error, error) {
	if conf.Sandbox == config.SandboxOff {
		c.holds = "off"
		r.keptBy(c.holds)
		return nil, nil
	}
	c.features = within.probe()
	level := c.features.Level()
	strict, monitor := conf.Sandbox == config.SandboxRequire, within.learner != nil || onlyTells(&conf, r.server)
	if !strict && !monitor && wrapsAgain(command) {
		c.holds = leftWithin
		r.keptBy(c.holds)
		return nil, nil
	}
	if strict && level != sandbox.Full {
		return nil, fail(ExitRefused, "the server was not started: this machine cannot keep it in its scope (%s). To start it all the same, use --sandbox on", c.features.Summary())
	}
	holds := c.describe(monitor)
	r.keptBy(holds)
	if c.idle(monitor) {
		return nil, nil
	}
	var observe func(sandbox.Event)
	if within.learner != nil {
		observe = within.learner.observe
	}
	c.planted = newPlanted(r, within.rules(), func() guard.Options { return guardOptions(conf, r.server, nil) })
	spec := sandbox.Spec{Observe: observe, Scope: within.rules(), Monitor: monitor, Tell: r.escaped, Warn: r.alerts.failure, Watches: c.planted.watches, Wrote: c.planted.wrote}
	return func(cmd *exec.Cmd) error {
		err := c.start(cmd, spec, strict)
		if lower := c.describe(monitor); lower != holds {
			r.keptBy(lower)
			c.lowered()
		}
		return err
	}, nil
}

// probing finds out, once, what this machine offers.
func probing(c *config.Config) func() sandbox.Features {
	if c.Sandbox == config.SandboxExperimental {
		return sync.OnceValue(sandbox.Experimental)
	}
	return sync.OnceValue(sandbox.Probe)
}

// ahead is what is found out beside the making of a fence.
type ahead struct {
	mayStart func() error            // see program.mayStart
	probe    func() sandbox.Features // see probing
}

// lookAhead begins with what a start needs, in the order in which it is needed.
func (p *program) lookAhead(ctx context.Context, c config.Config, r *recorder, command []string) ahead {
	a := ahead{sync.OnceValue(func() error { return p.mayStart(ctx, c, r, command) }), probing(&c)}
	go func() {
		defer func() { _ = recover() }() // who asks for it panics, too
		if a.mayStart() != nil {
			return
		}
		if c.Sandbox != config.SandboxOff {
			a.probe()
		}
		guard.Ready()
	}()
	return a
}

// leftWithin is what holds of a server that is this program again.
const leftWithin = "left to the mcp-watchdog that this one starts"

// wrapsAgain reports whether command is this program, which wraps a server. From
// inside of a sandbox it could reach neither its memory nor its log, and would let
// nothing through; outside of one it keeps its server itself.
func wrapsAgain(command []string) bool {
	if len(command) < 2 || command[1] != "wrap" && !strings.HasPrefix(command[1], "-") {
		return false
	}
	own, err := os.Executable()
	if err == nil {
		own, err = filepath.EvalSymlinks(own)
	}
	if err != nil {
		return false
	}
	path, err := exec.LookPath(command[0])
	if err == nil {
		path, err = filepath.Abs(path)
	}
	if err == nil {
		path, err = filepath.EvalSymlinks(path)
	}
	return err == nil && path == own
}

// describe says what holds, and remembers it.
func (c *cell) describe(monitor bool) string {
	c.holds, c.whole = c.features.Summary(), c.features.Level() == sandbox.Full
	if monitor {
		c.holds = "monitor, which only tells; " + c.holds
	}
	return c.holds
}

// idle reports whether the sandbox would do nothing.
func (c *cell) idle(monitor bool) bool {
	level := c.features.Level()
	return level == sandbox.None || monitor && (level == sandbox.Kernel || level == sandbox.Writes)
}

// start starts the server in as much of a sandbox as can be set up: what a machine
// promises and does not keep is no reason to end a session, unless strict.
func (c *cell) start(cmd *exec.Cmd, spec sandbox.Spec, strict bool) error {
	for {
		err := c.launcher.Start(cmd, spec, c.features)
		var setup *sandbox.SetupError
		if strict || !errors.As(err, &setup) {
			return err
		}
		if c.features = c.features.Without(setup); c.idle(spec.Monitor) {
			return cmd.Start()
		}
		c.launcher = &sandbox.Launcher{}
	}
}

// onlyTells reports whether nothing is refused to a server.
func onlyTells(c *config.Config, name string) bool {
	return c.Sandbox == config.SandboxMonitor || c.Policy.ModeOf(name) == policy.Monitor && c.Sandbox != config.SandboxRequire
}

// startIn runs a server in its cell, as o says.
func (p *program) startIn(ctx context.Context, in *cell, c config.Config, r *recorder, within *fence, screen relay.Screen, o stdio.Options) (int, error) {
	in.lowered = func() { p.announceSandbox(c, in, r.server, within.declared) }
	var err error
	if o.Start, err = in.prepare(c, r, o.Command, within); err != nil {
		return int(ExitRefused), err
	}
	p.announce(c, r.server, within)
	p.announceSandbox(c, in, r.server, within.declared)
	defer func() { // what was denied, and what was written, is written down before the end
		in.launcher.Drain()
		if in.planted != nil {
			in.planted.readAll(0)
		}
	}()
	return p.start(ctx, screen, o)
}

// announceSandbox says how much of a scope holds: always when that is less than what
// was declared, and else unless people want quiet.
func (p *program) announceSandbox(c config.Config, in *cell, name string, declared bool) {
	switch {
	case declared && !in.whole:
		fmt.Fprintf(p.Err, "mcp-watchdog: WARNING: what %s may read, write and reach is NOT all enforced: sandbox %s\n", name, in.holds)
	case c.Log != config.Quiet:
		fmt.Fprintf(p.Err, "mcp-watchdog: sandbox %s\n", in.holds)
	}
}

// escaped writes down, and tells people, what a server tried to do.
func (r *recorder) escaped(e sandbox.Event) {
	r.begin()
	rec := []audit.Record{{
		Time: e.Time, Event: audit.EventRefusal, Action: policy.Block.String(), Severity: e.Rule.Severity.String(), Rule: e.Rule.ID, Class: e.Rule.Class,
		Server: r.server, Session: r.session, Side: message.FromServer.String(), Surface: "process",
		PID: e.PID, Exe: e.Exe, Call: e.Call, Path: e.Path, Why: whyEscaped(&e),
	}}
	switch {
	case e.Rule.Severity == finding.Info:
		rec[0].Event, rec[0].Action = audit.EventFinding, policy.Pass.String()
		r.alerts.failure(keepNest(r.server, e.Path))
	case !e.Denied:
		rec[0].Event, rec[0].Action = audit.EventFinding, policy.Alert.String()
	}
	if err := r.log.Append(rec...); err != nil {
		r.alerts.failure(err)
	}
	r.alerts.records(rec)
}

// whyEscaped is a sentence about an access.
func whyEscaped(e *sandbox.Event) string {
	who := filepath.Base(e.Exe)
	if e.Exe == "" {
		who = "a program"
	}
	did := "was not allowed to"
	switch {
	case e.Rule.Severity == finding.Info:
		return fmt.Sprintf("%s (process %d) made %s, a folder of the server's own from now on", who, e.PID, e.Path)
	case !e.Denied:
		did = "was seen to"
	}
	why := fmt.Sprintf("%s (process %d) %s %s %s: %s", who, e.PID, did, e.Op, e.Path, e.Kind.About())
	if e.Declared != "" {
		why += " (" + e.Declared + ")"
	}
	return why
}
