package guard

import (
	"bytes"
	"encoding/json"
	"strings"

	"github.com/mcp-watchdog/mcp-watchdog/internal/finding"
	"github.com/mcp-watchdog/mcp-watchdog/internal/message"
	"github.com/mcp-watchdog/mcp-watchdog/internal/policy"
)

// own returns what the user's own lines about calls say of a message. Where
// there are none it costs nothing.
func (s *Session) own(d *direction, m *message.Message) []Judged {
	calls := d.policy.Calls
	if calls == nil {
		return nil
	}
	switch asked := d.asked.method; {
	case m.Side == message.FromClient && asked == "tools/call":
		return s.refusedCall(d, m, calls)
	case m.Kind == message.Answer && m.Side == message.FromServer && asked == "tools/list" && len(calls.Tools) > 0:
		return s.denied(d, m, calls)
	}
	return nil
}

// refusedCall asks the lines about a call.
func (s *Session) refusedCall(d *direction, m *message.Message, calls *policy.Calls) []Judged {
	if !calls.Concerns(s.options.Server) {
		return nil
	}
	at := s.begin(d, m.Side, m.Raw)
	at.Annotations = s.annotations(d.policy, at.Tool)
	refused := calls.Check(m.Raw, at)
	if len(refused) == 0 && len(calls.Budgets) > 0 { // what is refused costs nothing
		if s.spent == nil {
			s.spent = map[policy.Account]policy.Spent{}
		}
		at.Call = s.callHash(at.Tool, m.Raw)
		refused = calls.Spend(s.spent, at)
	}
	var out []Judged
	for i := range refused {
		r := &refused[i]
		j := Judged{Tool: at.Tool, Action: r.Verdict.Action, Verdict: r.Verdict, Finding: finding.Finding{
			Rule: r.Rule, Severity: r.Rule.Severity, Pointer: r.Pointer, Surface: message.Argument, Why: r.Why,
		}}
		if j.Action == policy.Hold && j.Rule == policy.ArgumentDenied {
			s.letThrough(d, m, &j)
		}
		out = append(out, j)
	}
	return out
}

// letThrough notes what a call that a line holds is known again by, and lets it
// through when a person said so: with just these arguments.
func (s *Session) letThrough(d *direction, m *message.Message, j *Judged) {
	root, whole := message.Tree(m.Raw)
	args := root.Get("params").Get("arguments")
	if !whole || args == nil {
		return
	}
	j.Value = message.Span{Start: args.Start, End: args.End}
	at := s.look(d, &j.Finding, m)
	j.Print = at.Print
	if v := d.policy.Decide(&j.Finding, at); v.Exception {
		v.Preset = policy.Hold
		j.Action, j.Verdict = v.Action, v
	}
}

// maxDenied bounds the tools that are taken out of one list.
const maxDenied = 1 << 14

// denied takes the tools that the lines deny out of a list: a model need not be
// shown what it may not call.
func (s *Session) denied(d *direction, m *message.Message, calls *policy.Calls) []Judged {
	if !calls.Concerns(s.options.Server) {
		return nil
	}
	var out []Judged
	m.Visit(d.asked.method, func(*message.Field) {}, func(o *message.Object) {
		if o.Unit&message.ToolUnit == 0 || !o.Element {
			return
		}
		root, _ := o.Values()
		name := root.Get("name").String()
		by := calls.Denied(s.options.Server, name)
		if by == nil || len(out) > maxDenied {
			return
		}
		j := Judged{Tool: strings.Clone(name), Action: policy.Clean, Verdict: policy.Verdict{Action: policy.Clean, By: *by, Preset: policy.Pass}}
		j.Finding = finding.Finding{
			Rule: policy.ToolDenied, Severity: finding.Info, Pointer: o.Pointer(), Surface: message.ToolName, Hygiene: true,
			Why: "your policy does not allow this tool, so it is not offered", Cuts: []message.Cut{o.Cut()},
		}
		if j.measure(m.Raw, nil); len(out) == maxDenied { // no server has so many
			j.Action, j.Verdict.Action = policy.Block, policy.Block
		}
		out = append(out, j)
	})
	return out
}

// annotations are what the server said about a tool when it listed its tools.
func (s *Session) annotations(p *policy.Policy, tool string) map[string]any {
	if !p.Annotations || tool == "" {
		return nil
	}
	s.tools.Lock()
	defer s.tools.Unlock()
	return s.tools.said[tool]
}

// maxSaid bounds the tools whose annotations are remembered.
const maxSaid = 4096

// hear remembers what a list of tools says about them: what arguments are for,
// what results look like and, where the policy asks, the annotations.
func (s *Session) hear(d *direction, m *message.Message, sent []byte) {
	if m.Kind != message.Answer || d.asked.method != "tools/list" || !bytes.Contains(sent, []byte(`"tools"`)) {
		return
	}
	var list struct {
		Result struct {
			Tools []struct {
				Name         string
				Annotations  map[string]any
				InputSchema  json.RawMessage
				OutputSchema json.RawMessage
			}
		}
	}
	if json.Unmarshal(sent, &list) != nil {
		return
	}
	s.tools.Lock()
	defer s.tools.Unlock()
	if s.tools.said == nil {
		s.tools.said = map[string]map[string]any{}
	}
	for _, t := range list.Result.Tools {
		s.tools.declared -= len(s.tools.roles[t.Name])
		delete(s.tools.roles, t.Name)
		s.declare(t.Name, t.InputSchema, 0)
		s.declareOutput(t.Name, t.OutputSchema)
		s.declareWorld(t.Name, t.Annotations)
		if !d.policy.Annotations {
			continue
		}
		if _, known := s.tools.said[t.Name]; (known || len(s.tools.said) < maxSaid) && len(t.Annotations) <= 64 {
			s.tools.said[t.Name] = t.Annotations
		}
	}
}
