package detect

import (
	"strings"

	"github.com/mcp-watchdog/mcp-watchdog/internal/finding"
	"github.com/mcp-watchdog/mcp-watchdog/internal/intent"
	"github.com/mcp-watchdog/mcp-watchdog/internal/message"
)

// An order may be split over the strings of an array, the members of an object
// or the blocks of a result: a model reads them in a row. The first piece has a
// word that wakes planted_order, and the others go on in the middle of a sentence.

const (
	// shortestPiece and maxPiece are the lengths between which a string is looked at as a piece, and
	// maxNextPieces how many more belong to it.
	shortestPiece, maxPiece, maxNextPieces = 4, 240, 24
	// reachOfPieces bounds how far behind the first piece the others stand.
	reachOfPieces = 1200
)

// splitOrder reports an order that begins in t and goes on in the strings behind.
func (t *Text) splitOrder(about *reporting) {
	text := t.Text()
	if t.reading != nil || t.Key || len(text) < shortestPiece || len(text) > maxPiece || t.where() != intent.Document {
		return
	}
	var rest []string
	for _, v := range t.Following(maxNextPieces, reachOfPieces) {
		if v == "" || v[0] >= 'A' && v[0] <= 'Z' {
			break // a sentence of its own
		}
		rest = append(rest, v)
	}
	if len(rest) == 0 {
		return
	}
	for _, between := range []string{" ", ""} {
		joined := text + between + strings.Join(rest, " ")
		for _, o := range t.runner.orders(joined, intent.Document) {
			if o.Sure < 3 || o.Start >= len(text) || o.End <= len(text)+1 || about.quotes(t, 0, len(text)) {
				continue
			}
			rule := orderRules[o.Kind]
			t.Report(finding.Finding{
				Rule: rule, Severity: rule.Severity, Why: "the text, with the strings behind it, " + orderReasons[o.Kind],
				Seen: finding.Mask(joined[o.Start:min(o.End, o.Start+512)]),
			}, []message.Span{{Start: 0, End: len(text)}}, removedNote)
			return
		}
	}
}
