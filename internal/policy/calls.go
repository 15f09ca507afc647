package policy

import (
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/mcp-watchdog/mcp-watchdog/internal/finding"
	"github.com/mcp-watchdog/mcp-watchdog/internal/scope"
)

// ToolDenied and ArgumentDenied are the rules of calls that the user's lines
// do not allow.
var (
	ToolDenied = &finding.Rule{
		ID: "tool_denied", Class: OwnClass, Severity: finding.Medium, Title: "a call of a tool that your policy does not allow",
		Catches:   "A call of a tool that stands in deny, or does not stand in allow, for its server in your configuration. The verdict names the line.",
		Example:   "servers: {files: {deny: [delete_*]}} and a call of delete_file",
		Misses:    "What another tool of the same server does under another name.",
		Exception: "Change the line of your configuration that the verdict names.",
	}
	ArgumentDenied = &finding.Rule{
		ID: "argument_denied", Class: OwnClass, Severity: finding.Medium, Title: "an argument that your policy does not allow",
		Catches:   "A call with an argument that is not as a line under calls in your configuration wants it: in other folders, for other hosts, too long, of another form. The verdict names the line.",
		Example:   "servers: {files: {calls: [{argument: path, within: ~/project}]}} and a call for /etc/passwd",
		Misses:    "The same thing under an argument of another name. Symbolic links are not followed and names are not resolved.",
		Exception: "Change the line of your configuration that the verdict names.",
	}
)

// ToolList allows or denies tools of servers.
type ToolList struct {
	Source Source
	Server string
	// Tools are patterns. With Allow, every other tool of the server is denied.
	Tools []string
	Allow bool
}

// Constraint says how an argument must be.
type Constraint struct {
	Source Source
	Action Action
	// Server and Tool are patterns.
	Server, Tool string
	// Argument is a name, or a JSON pointer into the arguments; "" with Require
	// alone is the whole call. A constraint is about every string, number and
	// truth value in it; what is missing is not constrained.
	Argument string
	// Each that is set must hold.
	Pattern *regexp.Regexp
	Prefix  []string
	Within  []string // absolute folders
	Hosts   Hosts
	Longest int // in characters; 0: any
	OneOf   []string
	Require Condition
}

// Calls are the lines about calls of tools.
type Calls struct {
	Tools       []ToolList
	Constraints []Constraint
	Budgets     []Budget
	// Dir is where relative paths start: the working folder of the servers.
	Dir string
	// Windows compares paths as Windows does.
	Windows bool
}

// Refused is a call that a line does not allow.
type Refused struct {
	Rule    *finding.Rule
	Pointer string
	Why     string
	Verdict Verdict
}

// Concerns reports whether any line is about the server: where none is, calls
// need not be looked at.
func (c *Calls) Concerns(server string) bool {
	return c != nil && (slices.ContainsFunc(c.Budgets, func(b Budget) bool { return Match(b.Server, server) }) ||
		slices.ContainsFunc(c.Tools, func(t ToolList) bool { return Match(t.Server, server) }) ||
		slices.ContainsFunc(c.Constraints, func(k Constraint) bool { return k.Server == "" || Match(k.Server, server) }))
}

// Names returns the names of the tool that a request could be read to name:
// readers differ in whether they heed case. args is the arguments.
func Names(params map[string]json.RawMessage) (names []string, args json.RawMessage) {
	for key, raw := range params {
		switch {
		case strings.EqualFold(key, "name"):
			var s string
			if json.Unmarshal(raw, &s) != nil {
				s = string(raw)
			}
			names = append(names, s)
		case key == "arguments", args == nil && strings.EqualFold(key, "arguments"):
			args = raw
		}
	}
	return names, args
}

// Check returns what the lines have against a call. raw is the whole message.
func (c *Calls) Check(raw []byte, at *Scene) []Refused {
	var m struct {
		Params map[string]json.RawMessage
	}
	if json.Unmarshal(raw, &m) != nil {
		return nil // params that are no object call nothing
	}
	names, args := Names(m.Params)
	var out []Refused
	for _, name := range names {
		if by := c.denied(at.Server, name); by != nil {
			out = append(out, Refused{
				Rule: ToolDenied, Pointer: "/params/name", Why: "your policy does not allow this tool", Verdict: Verdict{Action: Block, By: *by, Preset: Pass},
			})
		}
	}
	scene := *at
	for _, name := range names {
		scene.Tool = name
		out = append(out, c.unfit(args, &scene)...)
	}
	return out
}

// Denied returns the line that denies a tool of a server; nil when none does.
func (c *Calls) Denied(server, tool string) *Source {
	if c == nil {
		return nil
	}
	return c.denied(server, tool)
}

// denied returns the line that denies a tool: a deny list that has it, or an
// allow list where none that is about the server has it.
func (c *Calls) denied(server, tool string) *Source {
	var missing *Source
	listed := false
	for i := range c.Tools {
		t := &c.Tools[i]
		if !Match(t.Server, server) {
			continue
		}
		has := slices.ContainsFunc(t.Tools, func(p string) bool { return Match(p, tool) })
		switch {
		case !t.Allow && has:
			return &t.Source
		case t.Allow && has:
			listed = true
		case t.Allow && missing == nil:
			missing = &t.Source
		}
	}
	if listed {
		return nil
	}
	return missing
}

// unfit returns the constraints that the arguments do not meet.
func (c *Calls) unfit(args json.RawMessage, at *Scene) []Refused {
	var out []Refused
	var decoded any
	for i := range c.Constraints {
		k := &c.Constraints[i]
		if k.Server != "" && !Match(k.Server, at.Server) || k.Tool != "" && !Match(k.Tool, at.Tool) {
			continue
		}
		if decoded == nil && args != nil {
			d := json.NewDecoder(strings.NewReader(string(args)))
			d.UseNumber()
			_ = d.Decode(&decoded) // it is part of a message that has been parsed
		}
		pointer, why := k.judge(decoded, c, at)
		if why == "" {
			continue
		}
		out = append(out, Refused{
			Rule: ArgumentDenied, Pointer: "/params/arguments" + pointer, Why: why, Verdict: Verdict{Action: k.Action, By: k.Source, Preset: Pass},
		})
	}
	return out
}

// judge says what is wrong with the arguments, and where.
func (k *Constraint) judge(args any, c *Calls, at *Scene) (pointer, why string) {
	if k.Require != nil {
		if holds, done := k.Require.Holds(nil, at); !holds || !done {
			return k.place(), "the call does not meet what your policy requires"
		}
	}
	if k.Argument == "" {
		return "", ""
	}
	v, found := lookup(args, k.Argument)
	if !found {
		return "", ""
	}
	k.each(v, c, &why)
	return k.place(), why
}

func (k *Constraint) place() string {
	if k.Argument == "" || strings.HasPrefix(k.Argument, "/") {
		return k.Argument
	}
	return "/" + strings.NewReplacer("~", "~0", "/", "~1").Replace(k.Argument)
}

// lookup finds an argument by name or pointer.
func lookup(args any, name string) (any, bool) {
	if !strings.HasPrefix(name, "/") {
		m, _ := args.(map[string]any)
		v, ok := m[name]
		return v, ok
	}
	v := args
	plain := strings.NewReplacer("~1", "/", "~0", "~")
	for _, step := range strings.Split(name[1:], "/") {
		switch at := v.(type) {
		case map[string]any:
			next, ok := at[plain.Replace(step)]
			if !ok {
				return nil, false
			}
			v = next
		case []any:
			var i int
			if _, err := fmt.Sscanf(step, "%d", &i); err != nil || i < 0 || i >= len(at) {
				return nil, false
			}
			v = at[i]
		default:
			return nil, false
		}
	}
	return v, true
}

// each judges every value in v, and the names in it.
func (k *Constraint) each(v any, c *Calls, why *string) {
	switch v := v.(type) {
	case map[string]any:
		for key, inner := range v {
			k.value(key, c, why)
			k.each(inner, c, why)
		}
	case []any:
		for _, inner := range v {
			k.each(inner, c, why)
		}
	case string:
		k.value(v, c, why)
	case nil:
	default:
		k.value(fmt.Sprint(v), c, why)
	}
}

func (k *Constraint) value(s string, c *Calls, why *string) {
	switch {
	case *why != "":
	case k.Longest > 0 && utf8.RuneCountInString(s) > k.Longest:
		*why = fmt.Sprintf("it is longer than the %d characters that your policy allows", k.Longest)
	case k.OneOf != nil && !slices.Contains(k.OneOf, s):
		*why = "it is none of the values that your policy allows"
	case k.Prefix != nil && !slices.ContainsFunc(k.Prefix, func(p string) bool { return strings.HasPrefix(s, p) }):
		*why = "it does not start as your policy wants"
	case k.Pattern != nil && !k.Pattern.MatchString(s):
		*why = "it does not have the form that your policy wants"
	case k.Within != nil && !scope.Within(s, c.Dir, k.Within, c.Windows):
		*why = "it leads out of the folders that your policy allows"
	case k.Hosts != nil && !k.Hosts.Hold(s):
		*why = "it leads to another host than your policy allows"
	}
}
