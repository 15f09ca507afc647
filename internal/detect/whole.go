package detect

import (
	"github.com/mcp-watchdog/mcp-watchdog/internal/finding"
	"github.com/mcp-watchdog/mcp-watchdog/internal/message"
)

// Whole is one tool, prompt, resource or request under inspection, with all it
// says. It is valid until the detector returns.
type Whole struct {
	*message.Object
	Settings Settings

	runner *Runner
}

// requestLiterals wake rows that judge requests where these stand in results
// and errors.
var requestLiterals = []string{"inputrequests", "elicitations"}

// uncut is a finding in a name, and where the string starts it was found in.
type uncut struct{ finding, at int }

// visitWhole judges one thing as a whole. What was found in the names of an
// element and cannot be cut out of them takes the element with it: the rest of
// the list stays useful.
func (r *Runner) visitWhole(o *message.Object) {
	wake := (r.gathered | r.every) & r.wholes
	r.gathered = 0
	for k := len(r.uncut); k > 0 && r.uncut[k-1].at > o.Start && o.Element; k-- {
		r.found[r.uncut[k-1].finding].Cuts = []message.Cut{o.Cut()}
		r.uncut = r.uncut[:k-1]
	}
	if wake == 0 {
		return
	}
	w := &r.whole
	*w = Whole{Object: o, Settings: r.settings, runner: r}
	for i := range r.table {
		e := &r.table[i]
		if wake&(1<<i) == 0 || e.Units&o.Unit == 0 {
			continue
		}
		if r.late = r.late || r.cuts > maxSpans || r.expired != nil && r.expired(); r.late {
			return
		}
		e.Whole(w)
	}
}

// Report records a finding at a value. Spans of it, ascending and apart, are
// cut where it can be cut; with stands in their place. Otherwise, from high
// severity on, the whole goes where it is one of a list, and the policy decides
// about the message where it is not.
func (w *Whole) Report(f finding.Finding, at *message.Value, spans []message.Span, with string) {
	f.Pointer, f.Surface, f.Value = at.Pointer(), at.Surface, message.Span{Start: at.Start, End: at.End}
	w.runner.cuts += max(1, len(spans))
	switch {
	case len(spans) > 0 && at.Cuttable():
		with, f.Ref = noteFor(with, f.Rule.ID, at.Text, spans)
		f.Cuts = at.Cuts(spans, with)
	case w.Element && f.Severity >= finding.High:
		f.Cuts = []message.Cut{w.Cut()}
	}
	w.runner.found = append(w.runner.found, f)
}
