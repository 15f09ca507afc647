package detect

import (
	"fmt"

	"github.com/mcp-watchdog/mcp-watchdog/internal/intent"
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

// maxHostile bounds how much of one hidden text is read for orders.
const maxHostile = 4 << 10

// hostile reports whether hidden words are orders to a model. Text that nobody
// sees gets no benefit of the doubt.
func (t *Text) hostile(hidden string) bool {
	for len(hidden) > 0 {
		n := runeStart(hidden, min(len(hidden), maxHostile))
		for _, o := range t.runner.orders(hidden[:n], intent.Hidden) {
			if o.Sure >= 2 {
				return true
			}
		}
		hidden = hidden[n:]
	}
	return false
}

// plural counts things in a sentence.
func plural(n int, one, many string) string {
	if n == 1 {
		return "one " + one
	}
	return fmt.Sprintf("%d %s", n, many)
}
