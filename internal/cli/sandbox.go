package cli

import (
	"context"
	"fmt"
	"os/exec"
	"path/filepath"
	"slices"

	"github.com/spf13/cobra"

	"github.com/mcp-watchdog/mcp-watchdog/internal/audit"
	"github.com/mcp-watchdog/mcp-watchdog/internal/config"
	"github.com/mcp-watchdog/mcp-watchdog/internal/finding"
	"github.com/mcp-watchdog/mcp-watchdog/internal/message"
	"github.com/mcp-watchdog/mcp-watchdog/internal/policy"
	"github.com/mcp-watchdog/mcp-watchdog/internal/relay"
	"github.com/mcp-watchdog/mcp-watchdog/internal/relay/stdio"
	"github.com/mcp-watchdog/mcp-watchdog/internal/sandbox"
)

var sandboxNames = []string{"on", "off", "monitor", "require"}

func (w *wrapFlags) addSandbox(cmd *cobra.Command) {
	cmd.Flags().StringVar(&w.sandbox, "sandbox", "", "`how` the server is kept in its scope: on (default), off, monitor (only tell), require")
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
			return fail(ExitUsage, "--sandbox cannot be %q: choose on, off, monitor or require", finding.Redact(w.sandbox, 40))
		}
		c.Sandbox = []config.Sandbox{config.SandboxOn, config.SandboxOff, config.SandboxMonitor, config.SandboxRequire}[i]
	}
	return nil
}

// cell is where a server is kept.
type cell struct {
	launcher *sandbox.Launcher
	features sandbox.Features
	holds    string // what holds, for people
	whole    bool   // all of it
}

// newCell begins to make one, beside everything else.
func newCell() *cell { return &cell{launcher: sandbox.Prestart()} }

// prepare decides how much is enforced, and returns what starts the server; nil:
// it is started as it is.
func (c *cell) prepare(conf config.Config, r *recorder, name string, within *fence) (func(*exec.Cmd) error, error) {
	if conf.Sandbox == config.SandboxOff {
		c.holds = "off"
		r.sandbox = c.holds
		return nil, nil
	}
	c.features = sandbox.Probe()
	level := c.features.Level()
	if conf.Sandbox == config.SandboxRequire && level != sandbox.Full {
		return nil, fail(ExitRefused, "the server was not started: this machine cannot keep it in its scope (%s). To start it all the same, use --sandbox on", c.features.Summary())
	}
	monitor := within.learner != nil || onlyTells(&conf, name)
	c.holds, c.whole = c.features.Summary(), level == sandbox.Full
	if monitor {
		c.holds = "monitor, which only tells; " + c.holds
	}
	r.sandbox = c.holds
	if level == sandbox.None || level == sandbox.Kernel && monitor {
		return nil, nil
	}
	var observe func(sandbox.Event)
	if within.learner != nil {
		observe = within.learner.observe
	}
	spec := sandbox.Spec{Observe: observe, Scope: within.rules(), Monitor: monitor, Tell: r.escaped, Warn: r.alerts.failure}
	return func(cmd *exec.Cmd) error { return c.launcher.Start(cmd, spec, c.features) }, nil
}

// onlyTells reports whether nothing is refused to a server.
func onlyTells(c *config.Config, name string) bool {
	return c.Sandbox == config.SandboxMonitor || c.Policy.ModeOf(name) == policy.Monitor && c.Sandbox != config.SandboxRequire
}

// startIn runs a server in its cell, as o says.
func (p *program) startIn(ctx context.Context, in *cell, c config.Config, r *recorder, within *fence, screen relay.Screen, o stdio.Options) (int, error) {
	var err error
	if o.Start, err = in.prepare(c, r, r.server, within); err != nil {
		return int(ExitRefused), err
	}
	p.announce(c, r.server, within)
	p.announceSandbox(c, in, r.server, within.declared)
	defer in.launcher.Drain() // what was denied is written down before the end
	return p.start(ctx, screen, o)
}

// announceSandbox says how much of a scope holds: always when that is less than
// somebody may think.
func (p *program) announceSandbox(c config.Config, in *cell, name string, declared bool) {
	switch {
	case declared && !in.whole:
		fmt.Fprintf(p.Err, "mcp-watchdog: WARNING: what %s may read, write and reach is NOT all enforced: sandbox %s\n", name, in.holds)
	case c.Log == config.Verbose, c.Log == config.Normal && !in.whole && c.Sandbox != config.SandboxOff:
		fmt.Fprintf(p.Err, "mcp-watchdog: sandbox %s\n", in.holds)
	}
}

// end lets go of what is not needed.
func (c *cell) end() { c.launcher.Discard() }

// escaped writes down, and tells people, what a server tried to do.
func (r *recorder) escaped(e sandbox.Event) {
	r.begin()
	rec := []audit.Record{{
		Time: e.Time, Event: audit.EventRefusal, Action: policy.Block.String(), Severity: e.Rule.Severity.String(), Rule: e.Rule.ID, Class: e.Rule.Class,
		Server: r.server, Session: r.session, Side: message.FromServer.String(), Surface: "process",
		PID: e.PID, Exe: e.Exe, Call: e.Call, Path: e.Path, Why: whyEscaped(&e),
	}}
	if !e.Denied {
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
	if !e.Denied {
		did = "was seen to"
	}
	why := fmt.Sprintf("%s (process %d) %s %s %s: %s", who, e.PID, did, e.Op, e.Path, e.Kind.About())
	if e.Declared != "" {
		why += " (" + e.Declared + ")"
	}
	return why
}
