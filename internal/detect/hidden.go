package detect

import (
	"fmt"

	"github.com/mcp-watchdog/mcp-watchdog/internal/message"
	"github.com/mcp-watchdog/mcp-watchdog/internal/unmask"
)

// group collects marks that are reported as one finding.
type group struct {
	spans  []message.Span
	hidden string
	weight unmask.Weight
	bytes  int
}

// add takes a mark in. The longest hidden words stand for all.
func (g *group) add(m unmask.Mark) {
	g.spans = append(g.spans, message.Span{Start: m.Start, End: m.End})
	g.bytes += m.End - m.Start
	if len(m.Hidden) > len(g.hidden) {
		g.hidden = m.Hidden
	}
	g.weight = max(g.weight, m.Weight)
}

// plural counts things in a sentence.
func plural(n int, one, many string) string {
	if n == 1 {
		return "one " + one
	}
	return fmt.Sprintf("%d %s", n, many)
}
