package guard

import (
	"strings"
	"unsafe"

	"github.com/mcp-watchdog/mcp-watchdog/internal/finding"
	"github.com/mcp-watchdog/mcp-watchdog/internal/flow"
	"github.com/mcp-watchdog/mcp-watchdog/internal/message"
	"github.com/mcp-watchdog/mcp-watchdog/internal/policy"
	"github.com/mcp-watchdog/mcp-watchdog/internal/tracking"
)

// flowing finds what other servers delivered in what goes to this one.
func (s *Session) flowing(d *direction, m *message.Message) ([]finding.Finding, error) {
	if s.flows == nil || m.Side != message.FromClient || d.asked.method == "" || tracking.Lists(d.asked.method) {
		return nil, nil
	}
	found, err := s.flows.Look(m, d.asked.method, s.options.Now().Unix())
	d.fresh = !found && err == nil
	if !found {
		return nil, err
	}
	to := tracking.Sink{Server: s.options.Server, Tool: d.scene.called(d)}
	if to.Tool == "" {
		to.Tool = d.asked.method
	}
	to.Kind, to.Quiet = s.sinkKind(d.policy, to.Tool)
	to.Encoded = func(argument string) bool { return s.declaredEncoded(to.Tool, argument) }
	return s.flows.Judge(m, d.asked.method, to), nil
}

// brings notes a message that goes on: what an answer or a request of the server
// delivers, and what the client sends. A secret that was taken out of it is the
// server's, too, whoever tells it to another.
func (s *Session) brings(d *direction, m *message.Message) {
	if s.flows == nil || d.asked.method == "" || m.Kind == message.Batch || m.Kind == message.Answer && m.Side == message.FromServer && tracking.Lists(d.asked.method) {
		return
	}
	tool := d.runner.Called()
	if n := len(d.asked.tool); n > 0 {
		tool = unsafe.String(&d.asked.tool[0], n) // copied before it changes
	}
	of := tracking.Delivery{Side: m.Side, Method: d.asked.method, Tool: tool, Fresh: d.fresh, Now: s.options.Now().Unix()}
	if tool == "" {
		tool = of.Method
	}
	if m.Side == message.FromServer {
		of.Kind = s.sourceKind(d, tool)
	}
	s.flows.Bring(of, d.came)
}

// sourceKind is what a tool delivers: as the policy says, or the names, or the
// annotations.
func (s *Session) sourceKind(d *direction, tool string) flow.Kind {
	switch d.policy.LabelOf(s.options.Server).Holds {
	case policy.HoldsPublic:
		return 0
	case policy.HoldsPrivate:
		return flow.Private | flow.Labelled
	case policy.HoldsPersonal:
		return flow.Private | flow.Personal | flow.Labelled
	case policy.HoldsUntrusted:
		return flow.Untrusted
	}
	kind, known := d.sources[tool]
	if !known {
		if d.sources == nil || len(d.sources) >= maxTools {
			d.sources = map[string]flow.Kind{}
		}
		kind = flow.SourceOf(s.options.Server, tool)
		d.sources[strings.Clone(tool)] = kind
	}
	if open, says := s.declaredWorld(tool); says && open && kind&flow.Private == 0 {
		kind |= flow.Untrusted
	}
	return kind
}

// sinkKind is what becomes of what goes to a tool; quiet says that nobody else
// sees it. What a server says of itself may calm about addresses, not about what
// is published by name.
func (s *Session) sinkKind(p *policy.Policy, tool string) (sink flow.Sink, quiet bool) {
	sink = flow.SinkOf(s.options.Server, tool)
	switch p.LabelOf(s.options.Server).Shows {
	case policy.ShowsNobody:
		return sink & (flow.Runs | flow.Stores | flow.Finds), true
	case policy.ShowsPeople:
		return sink&^flow.Publishes | flow.Tells, false
	case policy.ShowsEverybody:
		return sink | flow.Publishes, false
	}
	if open, says := s.declaredWorld(tool); says && open && sink == 0 {
		sink |= flow.Network
	}
	return sink, false
}
