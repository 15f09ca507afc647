package detect

import (
	"github.com/mcp-watchdog/mcp-watchdog/internal/finding"
	"github.com/mcp-watchdog/mcp-watchdog/internal/memory"
)

const (
	// kinEnough is the similarity from which a tool is that of a server under another
	// name. Tools that do nothing alike may share their form.
	kinEnough = 0.8
	// maxKin bounds the comparisons.
	maxKin = 1 << 12
)

// Kin reports whether a listing offers something that a server is known to offer, by
// its name or as good as word for word. What cannot be compared is.
func (l *Listing) Kin(server string, item memory.Item) bool {
	for i := range l.Offers {
		if _, known := l.Entry(server, item, l.Offers[i].Name); known && l.Offers[i].Item == item {
			return true
		}
	}
	names := l.Names(server, item)
	if len(names)*len(l.Offers) > maxKin {
		return true
	}
	for _, name := range names {
		e, _ := l.Entry(server, item, name)
		text := l.Text(e.Pin)
		for i := range l.Offers {
			if memory.Similarity(text, l.Offers[i].Text) >= kinEnough {
				return true
			}
		}
	}
	return false
}

// Labelled reports whether people call a server by that name.
func (l *Listing) Labelled(server string, item memory.Item, label string) bool {
	for _, name := range l.Names(server, item) {
		if e, _ := l.Entry(server, item, name); e.Label == label {
			return true
		}
	}
	return false
}

// Apart tells that a program with other arguments is another server.
func Apart() finding.Finding {
	return finding.Finding{Rule: toolAdded, Severity: finding.Low, Pointer: "/result",
		Why: "with these arguments the program offers nothing that it offered with others: it counts as another server"}
}
