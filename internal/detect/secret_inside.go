package detect

import (
	"slices"
	"strings"

	"github.com/mcp-watchdog/mcp-watchdog/internal/base64text"
	"github.com/mcp-watchdog/mcp-watchdog/internal/finding"
	"github.com/mcp-watchdog/mcp-watchdog/internal/message"
	secrets "github.com/mcp-watchdog/mcp-watchdog/internal/secret"
	"github.com/mcp-watchdog/mcp-watchdog/internal/unmask"
)

// Files come in base64, and a model reads them there: what stands for a secret stands in
// the file, and all else of it stays.

// leak is a secret in what base64 says.
type leak struct {
	message.Span
	kind *secrets.Kind
}

// insideOf returns a cut that takes secrets out of the text that the reading at hand
// decodes, and is written in base64 again; nil where that cannot be written as it was.
func (t *Text) insideOf(parts []leak) *message.Cut {
	r := t.reading
	if r == nil || r.Disguise != unmask.Base64 || r.Offsets != nil || t.Key || len(parts) == 0 {
		return nil
	}
	whole := wholeRun(t.Field.Text(), message.Span{Start: r.Start, End: r.End})
	said, form, ok := base64text.Read(t.Field.Text()[whole.Start:whole.End])
	at := strings.Index(said, r.Text)
	if !ok || at < 0 || t.Surface&message.Identity != 0 && (t.Surface&message.Media == 0 || whole.End-whole.Start < len(t.Field.Text())) {
		return nil
	}
	parts = slices.Clone(parts)
	slices.SortFunc(parts, func(a, b leak) int { return a.Start - b.Start })
	levels := 0
	for f := t.Field; f != nil; f = f.Carrier() {
		levels++
	}
	write := func(keep func(kind string, plain []byte) string) string {
		var b strings.Builder
		done := 0
		for _, p := range parts {
			b.WriteString(said[done : at+p.Start])
			with := keep(p.kind.Name, []byte(said[at+p.Start:at+p.End]))
			if with == "" {
				with = secretNote(p.kind)
			}
			b.WriteString(with)
			done = at + p.End
		}
		b.WriteString(said[done:])
		with := form.Write(b.String())
		for range levels {
			with = string(message.AppendQuoted(nil, with))
		}
		return with
	}
	cut := t.Cuts([]message.Span{whole}, "")[0]
	cut.With = write(func(string, []byte) string { return "" })
	cut.Inside = &message.Inside{Write: write}
	return &cut
}

// reportInside reports what such a cut takes out.
func (t *Text) reportInside(f finding.Finding, spans []message.Span, cut *message.Cut) {
	if len(t.claimed) < maxClaimed {
		t.claimed = append(t.claimed, spans...)
	}
	f.Cuts = []message.Cut{*cut}
	t.Report(f, nil, "")
	if r, s := t.runner, (message.Span{Start: t.reading.Start, End: t.reading.End}); len(r.inside) < maxClaimed {
		r.seen, r.inside = append(r.seen, s), append(r.inside, s)
	}
	t.runner.cuts++
}

// tookOut reports whether such a cut was made between start and end of the string at hand.
func (r *Runner) tookOut(start, end int) bool {
	return slices.ContainsFunc(r.inside, func(s message.Span) bool { return s.Start < end && start < s.End })
}

// wholeRun extends a run of base64 by what of its last line and its padding a reading
// leaves out.
func wholeRun(text string, s message.Span) message.Span {
	for s.End < len(text) && text[s.End] == '=' {
		s.End++
	}
	return s
}
