package detect

import (
	"strings"

	"github.com/mcp-watchdog/mcp-watchdog/internal/finding"
	"github.com/mcp-watchdog/mcp-watchdog/internal/message"
	"github.com/mcp-watchdog/mcp-watchdog/internal/unmask/markup"
)

// rendered is where texts with markup are passed on as a reader sees them, when
// the settings say so (SMAC-3).
const rendered = message.ResultText | message.ResourceText

// Render appends to what the last Run found one cut for every text with markup
// in m that reads otherwise once it is rendered: the rendering stands in its
// place. It is for a message in which Run finds nothing more to take out, once:
// what a page shows as text may look like markup when it is rendered again.
// What carries JSON, and source code, stays as it is.
func (r *Runner) Render(m *message.Message, asked string) []finding.Finding {
	m.Visit(asked, func(f *message.Field) {
		if f.Key || f.Surface&rendered == 0 || !f.Cuttable() || f.Open(func(*message.Field) {}) {
			return
		}
		text := f.Text()
		seen, ok := markup.Rendered(text)
		if !ok {
			return
		}
		if !strings.HasSuffix(text, "\n") {
			seen = strings.TrimSuffix(seen, "\n")
		}
		if seen == text {
			return
		}
		r.found = append(r.found, finding.Finding{
			Rule: hiddenHTML, Severity: finding.Info, Hygiene: true, Pointer: f.Pointer(), Surface: f.Surface, Value: f.Outermost(),
			Why:  "the text is passed on as a reader sees it, as smac: render asks for",
			Cuts: f.Cuts([]message.Span{{Start: 0, End: len(text)}}, seen),
		})
	}, nil)
	return r.found
}
