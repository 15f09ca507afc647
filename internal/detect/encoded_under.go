package detect

import (
	"strings"

	"github.com/mcp-watchdog/mcp-watchdog/internal/message"
	"github.com/mcp-watchdog/mcp-watchdog/internal/unmask/decode"
)

// underNames sees whether columns could find something in a message, without memory for
// what stands in it.
type underNames struct {
	groups [maxGroups]struct {
		name   []byte
		pieces decode.Pieces85
	}
	n       int // of groups
	may     bool
	onField func(*message.Field)
}

// mayHaveColumns reports whether columns could find something; false is certain.
func (d *Document) mayHaveColumns() bool {
	n := d.runner.underNames
	if n == nil {
		n = new(underNames)
		n.onField = n.visit
		d.runner.underNames = n
	}
	n.n, n.may = 0, false
	d.message.Visit(d.asked, n.onField, nil)
	for i := range n.groups[:n.n] {
		n.may = n.may || n.groups[i].pieces.May()
	}
	return n.may
}

// visit takes in one string, as columns does.
func (n *underNames) visit(f *message.Field) {
	if n.may || f.Key || f.Surface&(message.Media|message.Opaque) != 0 || f.Open(n.onField) {
		return
	}
	text := f.Text()
	if n.may = decode.MayHaveColumns85(text); n.may || !mayBePiece(text) || n.n >= maxGroups {
		return
	}
	name := f.Under()
	i := 0
	for i < n.n && string(n.groups[i].name) != string(name) {
		i++
	}
	g := &n.groups[i]
	if i == n.n {
		n.n++
		g.name = append(g.name[:0], name...)
		g.pieces.Reset()
	}
	if g.pieces.Count() < maxPieces {
		g.pieces.Add(text)
	}
}

// mayBePiece reports whether a string is taken for a piece of what stands under its
// name.
func mayBePiece(text string) bool {
	return len(text) <= maxPieceText && len(text) >= minPieceText && strings.IndexByte(text, ' ') < 0
}
