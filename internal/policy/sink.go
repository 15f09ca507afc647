package policy

import (
	"slices"

	"github.com/mcp-watchdog/mcp-watchdog/internal/finding"
)

// Names reports whether the user's own lines let a finding go on, by one that
// names its rule and a server: somebody meant this very thing. A preset, or a
// line about everything, names nothing.
func (p *Policy) Names(f *finding.Finding, at *Scene) bool {
	l := decide(p.Lines, f, at)
	return l != nil && l.names(f.Rule.ID)
}

// NamesAny reports whether a line of the user's own could make Names true for a
// rule.
func (p *Policy) NamesAny(rule string) bool {
	return slices.ContainsFunc(p.Lines, func(l Line) bool { return l.names(rule) })
}

func (l *Line) names(rule string) bool {
	return l.Action >= Alert && narrowness(l.Server) > 0 && slices.Contains(l.Rules, rule)
}
