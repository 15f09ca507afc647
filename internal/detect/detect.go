// Package detect holds the attack classes: one file each, one row each in
// [Table], one data file each with attacks and near misses. A detector is a
// pure function of a text and where it stands. It never changes anything: it
// says what it saw and which spans would take it out.
package detect

import (
	"errors"
	"slices"
	"unsafe"

	"github.com/mcp-watchdog/mcp-watchdog/internal/finding"
	"github.com/mcp-watchdog/mcp-watchdog/internal/message"
	"github.com/mcp-watchdog/mcp-watchdog/internal/unmask"
)

// Signs are properties of raw bytes that wake detectors, next to literals.
type Signs uint8

const (
	// HiddenUnicode: characters that may be invisible or deceptive.
	HiddenUnicode Signs = 1 << iota
	// ControlCharacters: C0 or C1 controls other than tab and line ends.
	ControlCharacters
)

// Entry is one detector. Table lists them all.
type Entry struct {
	// Name is the name of its file and of its test data.
	Name string
	// Family groups detectors in documentation.
	Family string
	// Reads is where it looks.
	Reads message.Surface
	// Wakes are literals (lower case ASCII, at least 4 bytes) one of which any
	// text it could find something in must contain.
	Wakes []string
	// Signs wake it as well.
	Signs Signs
	// Rules it can report.
	Rules []*finding.Rule
	// Detector inspects one text.
	Detector func(t *Text)
}

// Settings are the user's choices that detectors read.
type Settings struct {
	// StrictSMAC also removes what is hidden but has a legitimate use.
	StrictSMAC bool
}

// Text is one string under inspection.
type Text struct {
	*message.Field
	Settings Settings
	// Offered is true for text that describes what the server offers.
	Offered bool

	runner  *Runner
	entry   uint64 // bit of the entry at work
	claimed []message.Span
	scanned bool // runner.text holds the literals in the decoded text
}

// At returns where the entry's literals stand in the decoded text, ascending,
// apart from those in spans that an earlier row has reported already.
// The result is valid until the next call.
func (t *Text) At() []int {
	r := t.runner
	if !t.scanned {
		t.scanned = true
		r.text, _ = r.literals.scan(stringBytes(t.Text()), r.text[:0])
	}
	r.at = r.at[:0]
	for _, h := range r.text {
		if h.wake&t.entry != 0 && !t.taken(h.at) {
			r.at = append(r.at, h.at)
		}
	}
	if !slices.IsSorted(r.at) {
		slices.Sort(r.at)
	}
	return slices.Compact(r.at)
}

func (t *Text) taken(at int) bool {
	return slices.ContainsFunc(t.claimed, func(s message.Span) bool { return s.Start <= at && at < s.End })
}

// stringBytes is s as bytes that must not be written to.
func stringBytes(s string) []byte { return unsafe.Slice(unsafe.StringData(s), len(s)) }

// maxClaimed bounds the search through claimed spans. Beyond it rows report
// the same place twice, which changes nothing in what is cut.
const maxClaimed = 32

// Report records a finding over spans of the text, ascending and apart, that
// would take it out. with stands in their place. Where a name would be cut the
// finding has no cuts, and the policy decides about the whole.
func (t *Text) Report(f finding.Finding, spans []message.Span, with string) {
	if !f.Hygiene && len(t.claimed) < maxClaimed {
		t.claimed = append(t.claimed, spans...)
	}
	f.Pointer = t.Pointer()
	f.Surface = t.Surface
	if t.Cuttable() {
		f.Cuts = t.Cuts(spans, with)
	}
	t.runner.found = append(t.runner.found, f)
}

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
