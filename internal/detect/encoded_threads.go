package detect

import (
	"strings"

	"github.com/mcp-watchdog/mcp-watchdog/internal/finding"
	"github.com/mcp-watchdog/mcp-watchdog/internal/message"
	"github.com/mcp-watchdog/mcp-watchdog/internal/unmask"
	"github.com/mcp-watchdog/mcp-watchdog/internal/unmask/decode"
)

// Pieces of encoded text with other things between them: columns of tables, values
// under one key, the last words of lines. See decode.Thread.

// threads judges what the pieces in a message may be put together to.
func (d *Document) threads() {
	var opaque *decode.Thread
	all := append(d.runner.weaver.Threads(d.message.Raw), decode.Groups(d.message.Raw)...)
	if len(all) == 0 { // as nearly always
		return
	}
	budget := unmask.Budget{Bytes: 8 * maxJoined}
	for i := range all {
		t := &all[i]
		if !t.Textual {
			if opaque == nil || len(t.Text) > len(opaque.Text) {
				opaque = t
			}
			continue
		}
		for _, rd := range decode.Readings(t.Text, &budget) {
			if d.runner.hostile(rd.Text, hiddenPoints) {
				d.piece(t, finding.High, rd.Text, "pieces in different places (%s) make one encoded text, which is an order to a model")
				return
			}
		}
	}
	if opaque != nil {
		d.piece(opaque, finding.Medium, opaque.Text, "pieces in different places (%s) make one encoded text that nothing explains")
	}
}

// piece reports a thread at the string in which it begins.
func (d *Document) piece(t *decode.Thread, severity finding.Severity, seen, why string) {
	f := finding.Finding{Rule: encodedPayload, Severity: severity, Seen: finding.Mask(seen), Surface: message.ResultText,
		Why: strings.Replace(why, "%s", plural(t.Pieces, "piece", "pieces"), 1)}
	media, from := false, 0
	visit := func(field *message.Field) {
		if field.Start <= t.Start && t.Start < field.End {
			f.Pointer, f.Surface, f.Value = field.Pointer(), field.Surface, field.Outermost()
			media, from = field.Surface&(message.Media|message.Opaque) != 0, field.Start
		}
	}
	d.message.Visit(d.asked, visit, func(*message.Object) {})
	if !media && (severity > finding.Medium || !announced(d.message.Raw[from:t.Start])) {
		d.runner.found = append(d.runner.found, f)
	}
}

// announced reports whether a word in what stands before data says what they are.
func announced(raw []byte) bool {
	before := strings.ToLower(string(raw[max(0, len(raw)-reachOfNames):]))
	for w := range strings.FieldsFuncSeq(before, func(r rune) bool { return r < 'a' || r > 'z' }) {
		if naming()[w] || naming()[strings.TrimPrefix(w, "n")] { // behind an escaped line end
			return true
		}
	}
	return false
}

// columns judges base85 in the columns of tables, and in the values of one key.
func (d *Document) columns() {
	if d.mayHaveColumns() {
		d.readColumns()
	}
}

func (d *Document) readColumns() {
	said, why := "", ""
	var at message.Field
	groups := map[string][]string{}
	judge := func(text, how string) {
		if said == "" && joined(text) >= fewestJoints && d.runner.hostile(text, hiddenPoints) {
			said, why = text, how
		}
	}
	var visit func(f *message.Field)
	visit = func(f *message.Field) {
		if said != "" || f.Key || f.Surface&(message.Media|message.Opaque) != 0 || f.Open(visit) {
			return
		}
		text := f.Text()
		for _, t := range decode.Columns85(text) {
			if judge(t, "the rows of a table hold pieces of one encoded text, which is an order to a model"); said != "" {
				at = *f
			}
		}
		if len(groups) >= maxGroups || !mayBePiece(text) {
			return
		}
		if key := f.Under(); len(groups[string(key)]) < maxPieces {
			if groups[string(key)] == nil {
				at = *f
			}
			groups[string(key)] = append(groups[string(key)], strings.Clone(text))
		}
	}
	d.message.Visit(d.asked, visit, func(*message.Object) {})
	for _, g := range groups {
		if t, ok := decode.Joined85(g); ok {
			judge(t, "strings under one name are pieces of one encoded text, which is an order to a model")
		}
	}
	if said != "" {
		d.runner.found = append(d.runner.found, finding.Finding{Rule: encodedPayload, Severity: finding.High, Seen: finding.Mask(said), Surface: at.Surface, Why: why, Value: at.Outermost()})
	}
}
