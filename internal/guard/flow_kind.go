package guard

import (
	"github.com/mcp-watchdog/mcp-watchdog/internal/flow"
	"github.com/mcp-watchdog/mcp-watchdog/internal/policy"
)

// sourceKind is what a tool delivers: as the policy says, or the names, or the
// annotations.
func (s *Session) sourceKind(p *policy.Policy, tool string) flow.Kind {
	switch p.LabelOf(s.options.Server).Holds {
	case policy.HoldsPublic:
		return 0
	case policy.HoldsPrivate:
		return flow.Private
	case policy.HoldsPersonal:
		return flow.Private | flow.Personal
	case policy.HoldsUntrusted:
		return flow.Untrusted
	}
	kind := flow.SourceOf(s.options.Server, tool)
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
