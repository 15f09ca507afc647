package config

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"strings"
	"time"

	"github.com/goccy/go-yaml/ast"

	"github.com/mcp-watchdog/mcp-watchdog/internal/finding"
	"github.com/mcp-watchdog/mcp-watchdog/internal/message"
	"github.com/mcp-watchdog/mcp-watchdog/internal/policy"
	"github.com/mcp-watchdog/mcp-watchdog/internal/policy/condition"
)

// decoder reads one file into a Config.
type decoder struct {
	c        *Config
	path     string
	rules    []*finding.Rule
	compiler condition.Compiler
}

var (
	actions = []option[policy.Action]{
		{"pass", policy.Pass}, {"alert", policy.Alert}, {"clean", policy.Clean}, {"hold", policy.Hold}, {"block", policy.Block},
	}
	callActions = []option[policy.Action]{{"alert", policy.Alert}, {"hold", policy.Hold}, {"block", policy.Block}}
	sides       = []option[policy.Sides]{{"server", policy.From(message.FromServer)}, {"client", policy.From(message.FromClient)}}
)

// maxLines bounds a policy: each line is asked about each finding.
const maxLines = 2000

func (d *decoder) source(n ast.Node) policy.Source {
	s := policy.Source{File: d.path, Line: 1}
	if t := n.GetToken(); t != nil && t.Position != nil {
		s.Line = t.Position.Line
	}
	if m, ok := n.(*ast.MappingNode); ok && len(m.Values) > 0 { // of a mapping the token is that of its first colon
		s.Line = m.Values[0].Key.GetToken().Position.Line
	}
	if m, ok := n.(*ast.MappingValueNode); ok {
		s.Line = m.Key.GetToken().Position.Line
	}
	return s
}

// lines reads a list of lines. server is the pattern they stand under.
func (d *decoder) lines(n ast.Node, server string) error {
	return list(n, "rules", func(n ast.Node) error {
		l := policy.Line{Source: d.source(n), Server: server}
		if err := d.line(n, &l, server != ""); err != nil {
			return err
		}
		if d.c.Policy.Lines = append(d.c.Policy.Lines, l); len(d.c.Policy.Lines) > maxLines {
			return fmt.Errorf("a policy can have %d lines at most", maxLines)
		}
		return nil
	})
}

// line reads one line. under says that it stands under a server already.
func (d *decoder) line(n ast.Node, l *policy.Line, under bool) error {
	acts := false
	entries := append(d.conditions(l, under), entry{"action", func(n ast.Node) error {
		acts = true
		return choose(n, &l.Action, actions)
	}})
	if err := object(n, "a line of rules", entries); err != nil {
		return err
	}
	if !acts {
		return wrong(n.GetToken(), "the line says no action; it can be pass, alert, clean, hold or block")
	}
	for _, r := range l.Rules {
		if slices.Contains(policy.Pinned, r) {
			return wrong(n.GetToken(), "the rule %s cannot be changed by a line: what is no message would break its reader, and on_error says what becomes of failures", r)
		}
	}
	for _, r := range d.rules {
		if slices.Contains(l.Rules, r.ID) && r.Class == policy.OwnClass {
			return wrong(n.GetToken(), "the rule %s tells of what your own lines forbid; change those", r.ID)
		}
	}
	return nil
}

// conditions are what a line can say about findings.
func (d *decoder) conditions(l *policy.Line, under bool) []entry {
	entries := []entry{
		{"rule", known(&l.Rules, "rule", d.ruleNames())},
		{"class", known(&l.Classes, "class", d.classNames())},
		{"severity", func(n ast.Node) error { return severitySet(n, &l.Severities) }},
		{"tool", textInto(&l.Tool)},
		{"direction", chooseInto(&l.Sides, sides)},
		{"surface", func(n ast.Node) error { return surfaceSet(n, &l.Surfaces) }},
		{"method", textInto(&l.Method)},
		{"pointer", textInto(&l.Pointer)},
		{"removable", tri(&l.Removable)},
		{"hygiene", tri(&l.Hygiene)},
		{"second_opinion", known(&l.Seconds, "second opinion", seconds)},
		{"hosts", words((*[]string)(&l.Hosts))},
		{"when", d.condition(&l.When)},
		{"until", day(&l.Until)},
		{"note", textInto(new(string))},
	}
	if !under {
		entries = append(entries, entry{"server", textInto(&l.Server)})
	}
	return entries
}

func (d *decoder) ruleNames() (names []string) {
	for _, r := range d.rules {
		names = append(names, r.ID)
	}
	return names
}

func (d *decoder) classNames() (names []string) {
	for _, r := range d.rules {
		if !slices.Contains(names, r.Class) {
			names = append(names, r.Class)
		}
	}
	return names
}

func tri(to *policy.Tri) func(ast.Node) error {
	return func(n ast.Node) error {
		yes, err := truth(n)
		if *to = policy.No; yes {
			*to = policy.Yes
		}
		return err
	}
}

// severitySet reads one severity or a list.
func severitySet(n ast.Node, to *policy.Severities) error {
	each := func(n ast.Node) error {
		var s finding.Severity
		err := choose(n, &s, severities)
		*to |= policy.Of(s)
		return err
	}
	if seq, ok := n.(*ast.SequenceNode); ok && len(seq.Values) > 0 {
		return list(n, "severity", each)
	}
	return each(n)
}

// surfaceSet reads one surface or a list.
func surfaceSet(n ast.Node, to *message.Surface) error {
	var wanted, there []string
	for s := message.Surface(1); s.String() != "none"; s <<= 1 {
		there = append(there, s.String())
	}
	if err := known(&wanted, "surface", there)(n); err != nil {
		return err
	}
	for _, w := range wanted {
		*to |= 1 << slices.Index(there, w)
	}
	return nil
}

// condition reads an expression. Its mistakes are shown where they stand.
func (d *decoder) condition(to *policy.Condition) func(ast.Node) error {
	return func(n ast.Node) error {
		s, err := text(n)
		if err != nil {
			return err
		}
		e, bad := d.compiler.Compile(s)
		if bad != nil {
			t := n.GetToken()
			m := &misplaced{t.Position.Line, t.Position.Column, finding.Redact(bad.What, 400)}
			switch n := n.(type) {
			case *ast.LiteralNode:
				m.line, m.column = m.line+bad.Line, bad.Column
			case *ast.StringNode:
				if m.column += bad.Column - 1; n.Token.Type.String() == "SingleQuote" || n.Token.Type.String() == "DoubleQuote" {
					m.column++
				}
			}
			return m
		}
		*to = e
		d.c.Policy.Annotations = d.c.Policy.Annotations || e.Annotations
		return nil
	}
}

// servers reads what is said about servers by name.
func (d *decoder) servers(n ast.Node) error {
	pairs, ok := pairsOf(n)
	if !ok {
		return errors.New("it must be names of servers (or patterns such as git*), each with its settings")
	}
	for _, p := range pairs {
		name := p.Key.GetToken().Value
		if name == "" || !isText(name) {
			return wrong(p.Key.GetToken(), "the name of the server is missing")
		}
		if err := d.server(p, name); err != nil {
			return err
		}
	}
	return nil
}

func (d *decoder) server(p *ast.MappingValueNode, name string) error {
	pol := &d.c.Policy
	return object(p.Value, "a server", []entry{
		{"mode", func(n ast.Node) error {
			m := policy.ServerMode{Server: name, Source: d.source(n)}
			err := choose(n, &m.Mode, modes)
			pol.Servers = append(pol.Servers, m)
			return err
		}},
		{"allow", func(n ast.Node) error { return d.tools(n, name, true) }},
		{"deny", func(n ast.Node) error { return d.tools(n, name, false) }},
		{"hosts", func(n ast.Node) error {
			l := policy.Line{Source: d.source(n), Server: name, Action: policy.Pass, Rules: []string{"ssrf"}, Severities: policy.Of(finding.Info, finding.Low, finding.Medium, finding.High, finding.Critical)}
			err := words((*[]string)(&l.Hosts))(n)
			pol.Lines = append(pol.Lines, l)
			return err
		}},
		{"holds", func(n ast.Node) error {
			l := policy.Label{Server: name}
			err := choose(n, &l.Holds, holds)
			pol.Labels = append(pol.Labels, l)
			return err
		}},
		{"shows", func(n ast.Node) error {
			l := policy.Label{Server: name}
			err := choose(n, &l.Shows, shows)
			pol.Labels = append(pol.Labels, l)
			return err
		}},
		{"calls", func(n ast.Node) error { return d.calls(n, name) }},
		{"budgets", func(n ast.Node) error { return d.budgets(n, name) }},
		{"rules", func(n ast.Node) error { return d.lines(n, name) }},
		{"scope", func(n ast.Node) error { return d.scope(n, name) }},
	})
}

// own returns the lines about calls, which are made when there is one.
func (d *decoder) own() *policy.Calls {
	if d.c.Policy.Calls == nil {
		dir, err := os.Getwd()
		if err != nil {
			dir = "/"
		}
		d.c.Policy.Calls = &policy.Calls{Dir: dir, Windows: runtime.GOOS == "windows"}
	}
	return d.c.Policy.Calls
}

func (d *decoder) tools(n ast.Node, server string, allow bool) error {
	t := policy.ToolList{Source: d.source(n), Server: server, Allow: allow}
	if seq, ok := n.(*ast.SequenceNode); ok && len(seq.Values) == 0 && allow {
		t.Tools = []string{} // no tool at all
	} else if err := words(&t.Tools)(n); err != nil {
		return err
	}
	calls := d.own()
	calls.Tools = append(calls.Tools, t)
	return nil
}

// calls reads the constraints on the calls of a server.
func (d *decoder) calls(n ast.Node, server string) error {
	return list(n, "calls", func(n ast.Node) error {
		k := policy.Constraint{Source: d.source(n), Server: server, Action: policy.Block}
		var longest int64
		err := object(n, "a line of calls", []entry{
			{"tool", textInto(&k.Tool)},
			{"argument", textInto(&k.Argument)},
			{"action", chooseInto(&k.Action, callActions)},
			{"pattern", func(n ast.Node) error {
				s, err := text(n)
				if err == nil {
					k.Pattern, err = regexp.Compile(s)
				}
				if err != nil {
					err = errors.New("it is no regular expression (RE2): " + strings.TrimPrefix(finding.Redact(err.Error(), 200), "error parsing regexp: "))
				}
				return err
			}},
			{"prefix", words(&k.Prefix)},
			{"within", func(n ast.Node) error { return folders(n, &k.Within) }},
			{"hosts", words((*[]string)(&k.Hosts))},
			{"max_length", func(n ast.Node) error { return number(n, &longest, 1, 1<<30) }},
			{"one_of", func(n ast.Node) error { return values(n, &k.OneOf) }},
			{"require", d.condition(&k.Require)},
			{"note", textInto(new(string))},
		})
		if err != nil {
			return err
		}
		k.Longest = int(longest)
		some := k.Pattern != nil || k.Prefix != nil || k.Within != nil || k.Hosts != nil || k.Longest > 0 || k.OneOf != nil
		switch {
		case some && k.Argument == "":
			return wrong(n.GetToken(), "the line of calls names no argument")
		case !some && k.Require == nil:
			return wrong(n.GetToken(), "the line of calls demands nothing; say pattern, prefix, within, hosts, max_length, one_of or require")
		}
		calls := d.own()
		if calls.Constraints = append(calls.Constraints, k); len(calls.Constraints) > maxLines {
			return fmt.Errorf("a policy can have %d lines at most", maxLines)
		}
		return nil
	})
}

// budgets reads how many calls of a server there may be.
func (d *decoder) budgets(n ast.Node, server string) error {
	return list(n, "budgets", func(n ast.Node) error {
		b := policy.Budget{Source: d.source(n), Server: server, Action: policy.Block}
		calls, per := int64(-1), time.Minute
		err := object(n, "a line of budgets", []entry{
			{"tool", textInto(&b.Tool)},
			{"calls", func(n ast.Node) error { return number(n, &calls, 0, 1<<30) }},
			{"same", func(n ast.Node) (err error) {
				b.Same, err = truth(n)
				return err
			}},
			{"per", func(n ast.Node) error { return duration(n, &per, time.Second, 31*24*time.Hour) }},
			{"action", chooseInto(&b.Action, callActions)},
			{"note", textInto(new(string))},
		})
		if err == nil && calls < 0 {
			err = wrong(n.GetToken(), "the line of budgets says no number of calls")
		}
		b.Calls, b.Per = int(calls), int64(per/time.Second)
		own := d.own()
		if own.Budgets = append(own.Budgets, b); len(own.Budgets) > maxLines {
			return fmt.Errorf("a policy can have %d lines at most", maxLines)
		}
		return err
	})
}

// folders reads absolute folders. A dot is the folder the server works in.
func folders(n ast.Node, to *[]string) error {
	if err := words(to)(n); err != nil {
		return err
	}
	for i, f := range *to {
		switch {
		case f == "~" || strings.HasPrefix(f, "~/"):
			home, err := os.UserHomeDir()
			if err != nil {
				return fmt.Errorf("~ cannot be resolved (%w); write the whole path", err)
			}
			f = filepath.Join(home, f[1:])
		case f == "." || strings.HasPrefix(f, "./"):
			dir, err := os.Getwd()
			if err != nil {
				return fmt.Errorf("%s cannot be resolved (%w); write the whole path", f, err)
			}
			f = filepath.Join(dir, f)
		}
		if !filepath.IsAbs(f) {
			return errors.New("it must be absolute folders, or such that start with ~/ or ./ (the folder the server works in)")
		}
		(*to)[i] = filepath.Clean(f)
	}
	return nil
}

// values reads a list of texts, numbers and truth values, as they are written.
func values(n ast.Node, to *[]string) error {
	return list(n, "one_of", func(n ast.Node) error {
		switch n.(type) {
		case *ast.StringNode, *ast.IntegerNode, *ast.FloatNode, *ast.BoolNode:
			*to = append(*to, n.GetToken().Value)
			return nil
		}
		return errors.New("each must be a text, a number, true or false")
	})
}
