package cli

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"

	"github.com/spf13/cobra"

	"github.com/mcp-watchdog/mcp-watchdog/internal/config"
	"github.com/mcp-watchdog/mcp-watchdog/internal/finding"
	"github.com/mcp-watchdog/mcp-watchdog/internal/guard"
	"github.com/mcp-watchdog/mcp-watchdog/internal/launch"
	"github.com/mcp-watchdog/mcp-watchdog/internal/policy"
	"github.com/mcp-watchdog/mcp-watchdog/internal/sandbox"
	"github.com/mcp-watchdog/mcp-watchdog/internal/scope"
)

// scopeFlags declare what one server may touch.
type scopeFlags struct {
	preset                           string
	write, read, denyRead, net, vars []string
	learn                            bool
}

var scopePresetNames = []string{"standard", "read_only", "closed"}

func (s *scopeFlags) add(cmd *cobra.Command) {
	f := cmd.Flags()
	f.StringVar(&s.preset, "scope", "", "`preset` of what the server may touch: standard (default), read_only, closed")
	complete(cmd, "scope", scopePresetNames)
	f.BoolVar(&s.learn, "learn", false, "refuse nothing and note what the server does (mcp-watchdog scope learn)")
	f.StringArrayVar(&s.write, "allow-write", nil, "`path` that the server may read and write, with all below it")
	f.StringArrayVar(&s.read, "allow-read", nil, "`path` that the server may read; others' folders are closed then")
	f.StringArrayVar(&s.denyRead, "deny-read", nil, "`path` that the server may neither read nor write")
	f.StringArrayVar(&s.net, "allow-net", nil, "`host:port` that the server may connect to, and no other; none for no network")
	f.StringArrayVar(&s.vars, "env", nil, "`name` of a variable that the server gets in any case, or a pattern (AWS_*)")
}

// declaration reads the flags as a declaration like those of the file.
func (s *scopeFlags) declaration() (d config.Scope, err error) {
	if s.preset != "" {
		if d.Preset, err = config.ParseScopePreset(s.preset); err != nil {
			return d, fail(ExitUsage, "--scope cannot be %q: %w", finding.Redact(s.preset, 40), err)
		}
	}
	for _, f := range []struct {
		flag string
		from []string
		to   *[]string
	}{{"--allow-write", s.write, &d.Write}, {"--allow-read", s.read, &d.Read}, {"--deny-read", s.denyRead, &d.DenyRead}} {
		for _, text := range f.from {
			place, _, err := config.Place(text)
			if err != nil {
				return d, fail(ExitUsage, "%s: %w", f.flag, err)
			}
			*f.to = append(*f.to, place)
		}
	}
	var list []string
	for _, hosts := range s.net {
		list = append(list, strings.FieldsFunc(hosts, func(r rune) bool { return r == ',' || r == ' ' })...)
	}
	d.Net = len(s.net) > 0
	if d.Hosts, err = config.ParseHosts(list); err != nil || d.Net && len(list) == 0 {
		return d, fail(ExitUsage, "--allow-net needs HOST, HOST:PORT, *.HOST, an address, or none (%w)", err)
	}
	if err := config.CheckVariables(s.vars); err != nil {
		return d, fail(ExitUsage, "--env: %w", err)
	}
	d.Env = s.vars
	return d, nil
}

// fence is what one server may touch.
type fence struct {
	machine scope.Machine
	profile scope.Profile
	// env is the server's environment; held are the names of what was not passed on.
	env, held []string
	declared  bool // somebody declared something about this server
	runner    string
	end       func()   // of what runs for it
	learner   *learner // nil: nothing is learnt
	probe     func() sandbox.Features
	once      sync.Once
	compiled  *scope.Scope
}

// fence makes the fence of a server and opens its way to the network.
func (w *wrapFlags) fence(c *config.Config, r *recorder, command []string, a ahead) (*fence, error) {
	f, err := fenceOf(c, w.file, &w.scopeFlags, r.server, command)
	if no := a.mayStart(); no != nil {
		return nil, no
	}
	if err != nil {
		return nil, err
	}
	f.probe = a.probe
	if w.learn {
		if c.Sandbox == config.SandboxOff {
			return nil, fail(ExitUsage, "--learn needs the sandbox to see what the server does; leave --sandbox off out")
		}
		f.learner = newLearner()
		f.profile.Net = scope.Net{}
	}
	endNet, err := f.openNet(onlyTells(c, r.server), (&refusals{r: r}).tell)
	f.end = func() {
		endNet()
		if f.learner != nil {
			r.alerts.failure(f.learner.keep(r.server, command))
		}
	}
	return f, err
}

// fenceOf makes the fence of a server from the declarations about it.
func fenceOf(c *config.Config, file string, s *scopeFlags, name string, command []string) (*fence, error) {
	flags, err := s.declaration()
	if err != nil {
		return nil, err
	}
	all := []config.Scope{}
	for _, d := range c.Scopes {
		if d.Server == "" || policy.Match(d.Server, name) {
			all = append(all, d)
		}
	}
	preset, reads, writes, env := config.ScopeStandard, false, false, []string(nil)
	f := &fence{declared: len(all) > 0 || s.preset != "" || len(s.write)+len(s.read)+len(s.denyRead)+len(s.net)+len(s.vars) > 0}
	for _, d := range append(all, flags) {
		if d.Preset != config.NoPreset {
			preset = d.Preset
		}
		reads = reads || slices.ContainsFunc(d.Read, func(p string) bool { return !strings.HasPrefix(p, "**/") })
		writes = writes || len(d.Write) > 0
		env = append(env, d.Env...)
	}
	own, parent := os.Environ(), parentEnvironment()
	spec := launch.Understand(command)
	f.runner = spec.Runner
	f.machine = thisMachine(c, file, &spec, command, addedVariables(own, parent), keptBy(own, name, &spec))
	if preset != config.ScopeStandard {
		f.machine.Named, f.machine.Given, f.machine.Kept, f.machine.Dir = nil, nil, nil, ""
	} else if f.machine.Nesting = !writes; f.machine.Nesting {
		f.machine.Names = []string{name, spec.Name}
		f.machine.Nests = nestsOf(&f.machine)
	}
	f.profile = scope.Default(f.machine)
	if reads || preset == config.ScopeClosed {
		f.profile.ReadOnlyDeclared(f.machine)
	}
	f.profile.Net.Limited = preset == config.ScopeClosed
	for _, d := range append(all, flags) {
		source := "the command line"
		if d.Source.File != "" {
			source = d.Source.String()
		}
		f.profile.Declare(source, realPaths(d.Write), realPaths(d.Read), realPaths(d.DenyRead))
		if d.Net {
			f.profile.Net.Limited = true
			f.profile.Net.Hosts = append(f.profile.Net.Hosts, d.Hosts...)
		}
	}
	for i := range f.profile.Places {
		if pl := &f.profile.Places[i]; pl.Kind == scope.Declared && pl.Write == scope.Allow && filepath.IsAbs(pl.Path) {
			info, err := os.Stat(pl.Path)
			pl.Beside = err != nil || info.Mode().IsRegular()
		}
	}
	e := scope.Environment{
		Own: own, Parent: parent, Words: append([]string{name, spec.Name}, spec.Args...), Runner: spec.Runner, Keep: env,
		Strict: c.Policy.ModeOf(name) == policy.Strict || preset == config.ScopeClosed,
	}
	f.env, f.held = e.For()
	return f, nil
}

// keptBy are the variables that say where the server keeps what it knows.
func keptBy(own []string, name string, spec *launch.Spec) []string {
	about := scope.Environment{Own: own, Words: []string{name}}
	if spec.Script == "" { // whose words say nothing about it
		about.Words = append(about.Words, spec.Name)
	}
	return about.Files()
}

// rules are the profile made ready, once, when the network is known.
func (f *fence) rules() *scope.Scope {
	f.once.Do(func() { f.compiled = f.profile.Compile() })
	return f.compiled
}

// options are those of a session with the server.
func (f *fence) options(c config.Config, name string, r *recorder) guard.Options {
	o := guardOptions(c, name, r)
	o.Settings.Scope = detectScope(f.rules(), &f.machine)
	return o
}

// addedVariables are those that the server's entry set.
func addedVariables(own, parent []string) (added []string) {
	if parent == nil {
		return nil
	}
	for _, v := range own {
		if !slices.Contains(parent, v) {
			added = append(added, v)
		}
	}
	return added
}

// shownHeld lists the variables that were held back; doors only for those who
// want to know everything.
func (f *fence) shownHeld(all bool) string {
	var names []string
	for _, name := range f.held {
		if all || !scope.Door(name) {
			names = append(names, finding.Redact(name, 60))
		}
	}
	if len(names) > maxShownHeld {
		names = append(names[:maxShownHeld], fmt.Sprintf("%d more", len(names)-maxShownHeld))
	}
	return strings.Join(names, ", ")
}

// maxShownHeld keeps the line a line.
const maxShownHeld = 8
