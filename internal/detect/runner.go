package detect

import (
	"errors"

	"github.com/mcp-watchdog/mcp-watchdog/internal/finding"
	"github.com/mcp-watchdog/mcp-watchdog/internal/intent"
	"github.com/mcp-watchdog/mcp-watchdog/internal/message"
	"github.com/mcp-watchdog/mcp-watchdog/internal/unmask"
)

// Set is a table made ready to run. It is not changed by running and may be
// shared.
type Set struct {
	table    []Entry
	literals *literals
	signs    [2]uint64 // entries by sign: HiddenUnicode, ControlCharacters
	reads    message.Surface
}

// Compile makes a table ready. It takes a fraction of a millisecond.
func Compile(table []Entry) *Set {
	s := &Set{table: table, literals: newLiterals()}
	for i, e := range table {
		bit := uint64(1) << i
		for _, w := range e.Wakes {
			s.literals.add(w, bit)
		}
		for n := range s.signs {
			if e.Signs&(1<<n) != 0 {
				s.signs[n] |= bit
			}
		}
		s.reads |= e.Reads
	}
	return s
}

// Runner runs a set over messages. It is reused and belongs to one goroutine
// at a time.
type Runner struct {
	*Set
	settings Settings
	expired  func() bool
	late     bool

	hits  []hit // in the raw message
	next  int   // hits before it belong to fields already visited
	text  []hit // in the decoded text at hand
	inner []hit
	at    []int
	spans []message.Span
	found []finding.Finding
	// finder is made when the first text needs it: its lexicons take a few
	// milliseconds to load.
	finder *intent.Finder
	// bound once, so that a visit allocates nothing
	onField, onInner func(*message.Field)
}

// NewRunner returns a runner. expired, when not nil, is asked before each text
// that is looked at closely; once it says true the run ends with ErrLate.
func NewRunner(set *Set, settings Settings, expired func() bool) *Runner {
	r := &Runner{Set: set, settings: settings, expired: expired}
	r.onField, r.onInner = r.visitField, r.visitInner
	return r
}

// orders returns the orders to a model in a passage.
func (r *Runner) orders(passage string, where intent.Where) []intent.Order {
	if r.finder == nil {
		r.finder = intent.NewFinder()
	}
	return r.finder.Find(passage, where)
}

// ErrLate says that a message was not inspected to its end in time.
var ErrLate = errors.New("the inspection took too long")

// clientText is every surface a client writes.
const clientText = message.Argument | message.Target | message.SamplingOutput | message.UserInput | message.ClientInfo | message.Root

// Run returns what the table finds in m. asked is the method an answer
// answers. The result is valid until the next Run. A clean message costs one
// scan of its bytes and no allocation. The error is ErrLate or nil.
func (r *Runner) Run(m *message.Message, asked string) ([]finding.Finding, error) {
	if m.Side == message.FromClient && r.reads&clientText == 0 {
		return nil, nil
	}
	var wake uint64
	r.hits, wake = r.literals.scan(m.Raw, r.hits[:0])
	wake |= r.wokenBy(m.Traits, m.Raw)
	if wake == 0 && m.Traits&(message.EscapedASCII|message.Nested) == 0 {
		return nil, nil
	}
	r.found, r.next, r.late = r.found[:0], 0, false
	m.Visit(asked, r.onField)
	if cap(r.hits)+cap(r.text)+cap(r.inner) > maxIdleHits {
		r.hits, r.text, r.inner, r.at = nil, nil, nil, nil
	}
	if r.late {
		return nil, ErrLate
	}
	return r.found, nil
}

// maxIdleHits bounds what a Runner keeps between messages.
const maxIdleHits = 1 << 14

// wokenBy returns the entries woken by other signs than literals.
func (r *Runner) wokenBy(traits message.Traits, raw []byte) uint64 {
	var wake uint64
	if traits&message.EscapedWide != 0 || traits&message.NonASCII != 0 && unmask.MayHideUnicode(raw) {
		wake |= r.signs[0] | r.signs[1] // C1 controls are not ASCII either
	}
	if traits&message.Control != 0 {
		wake |= r.signs[1]
	}
	return wake
}

// visitField takes one string of the message. Hits ascend as fields do, so
// each belongs to the field it starts in.
func (r *Runner) visitField(f *message.Field) {
	var wake uint64
	for r.next < len(r.hits) && r.hits[r.next].at < f.End {
		if r.hits[r.next].at >= f.Start {
			wake |= r.hits[r.next].wake
		}
		r.next++
	}
	r.field(f, wake)
}

// visitInner takes one string of JSON carried in a string.
func (r *Runner) visitInner(f *message.Field) {
	var wake uint64
	r.inner, wake = r.literals.scan(f.Raw(), r.inner[:0])
	r.field(f, wake)
}

// field runs the woken entries over one string, or over the strings in it when
// it carries JSON.
func (r *Runner) field(f *message.Field, wake uint64) {
	wake |= r.wokenBy(f.Traits, f.Raw())
	if f.Traits&(message.EscapedASCII|message.Nested) != 0 {
		var w uint64
		r.inner, w = r.literals.scan(stringBytes(f.Text()), r.inner[:0])
		wake |= w
	}
	if wake == 0 && f.Traits&message.Nested == 0 {
		return
	}
	if r.late = r.late || r.expired != nil && r.expired(); r.late {
		return
	}
	if f.Open(r.onInner) {
		return
	}
	t := Text{Field: f, Settings: r.settings, Offered: f.Surface&message.Offered != 0, runner: r}
	for i := range r.table {
		if e := &r.table[i]; wake&(1<<i) != 0 && e.Reads&f.Surface != 0 {
			t.entry = 1 << i
			e.Detector(&t)
		}
	}
}
