package detect

import (
	"bytes"
	"errors"
	"math/bits"

	"github.com/mcp-watchdog/mcp-watchdog/internal/finding"
	"github.com/mcp-watchdog/mcp-watchdog/internal/intent"
	"github.com/mcp-watchdog/mcp-watchdog/internal/intent/abroad"
	"github.com/mcp-watchdog/mcp-watchdog/internal/intent/sole"
	"github.com/mcp-watchdog/mcp-watchdog/internal/message"
	"github.com/mcp-watchdog/mcp-watchdog/internal/semantic"
	"github.com/mcp-watchdog/mcp-watchdog/internal/stego"
	"github.com/mcp-watchdog/mcp-watchdog/internal/unmask"
	"github.com/mcp-watchdog/mcp-watchdog/internal/unmask/decode"
	"github.com/mcp-watchdog/mcp-watchdog/internal/unmask/invisible"
	"github.com/mcp-watchdog/mcp-watchdog/internal/unmask/spelling"
)

// Set is a table made ready to run. It is not changed by running and may be
// shared.
type Set struct {
	table     []Entry
	literals  *literals
	signs     [2]uint64   // entries by sign: HiddenUnicode, ControlCharacters
	local     uint64      // entries that need only the surroundings of a literal
	keys      uint64      // entries woken for the value of a key
	confirms  uint64      // entries that take a second look
	disguises uint64      // entries that read disguises
	always    uint64      // entries that read every text of alwaysReads
	columns   uint64      // entries that read texts with a word in each line
	briefs    uint64      // entries that read every brief document
	orderRows uint64      // entries that read passages for orders
	together  [][2]uint64 // an entry, and one that is woken with it
	wholes    uint64      // entries that judge things as a whole
	every     uint64      // entries that judge every such thing
	gated     uint64      // entries that the gate wakes
	planted   uint64      // entries that find what counts in a file that somebody reads
	gate      *semantic.Gate
	seconds   [maxEntries]second
	unmasked  []Entry // entries that look at every reading
	reads     message.Surface

	alwaysReads message.Surface

	listings   []Entry // those over what is offered
	forms      []Entry // those over the form of messages
	behaviours []Entry // those over how answers change

	argumentRows  []Entry // those over what a client sends
	argumentReads message.Surface
	argumentKeys  uint64 // those that look at keys
}

// maxEntries is how many rows a table can have: each has a bit in a word of
// wake bits, and one more for its suspects.
const maxEntries = 32

// second is the second look that an entry takes at a literal, beside those of the others.
type second struct {
	near    func(n *nearby, at int) bool
	confirm func(content []byte, at int) bool
}

// Runner runs a set over messages. It is reused and belongs to one goroutine
// at a time.
type Runner struct {
	*Set
	settings  Settings
	expired   func() bool
	lexicon   func() *intent.Lexicon
	late      bool
	cuts      int // spans reported
	budget    unmask.Budget
	disguised bool // the message has signs of disguises
	brief     bool // its documents can be brief
	sole      sole.Reader
	abroad    abroad.Reader
	spots     []int // where the gate wants a closer look in JSON that nothing else opens, nil: everywhere
	nearest   []int // memory for it

	ahead   ahead
	hits    []hit  // in the raw message
	next    int    // hits before it belong to fields already visited
	text    []hit  // in the decoded text at hand
	refused uint64 // the rows whose second look at it was taken
	inner   []hit
	at      []int
	places  []int // that the gate let through
	marks   []int // where the literals of the row at work stand
	spans   []message.Span
	ends    sentenceEnds
	parts   []intent.Span
	seen    []message.Span // reported in readings of the text at hand
	inside  []message.Span // of it, taken out of what they say
	outside message.Span   // of it, no text in base64 with secrets
	found   []finding.Finding

	meter      *stego.Meter         // nil until a message is looked at
	habits     func() *stego.Habits // nil: nobody is to be asked
	fragment   string               // the encoded word that the message ends with
	pieces     []string             // those of messages before
	atWork     Text                 // of rows
	document   Document             // under inspection
	underNames *underNames          // nil until somebody asks
	weaver     decode.Weaver
	requests   requests
	declared   func(tool, argument string) Role // nil: nobody is to be asked
	// For what is judged as a whole: the wake bits since the last such thing
	// closed, where the string at hand starts, and findings in names.
	gathered uint64
	fieldAt  int
	uncut    []uncut
	// For rows that ask what else is in the message.
	message         *message.Message
	asked           string
	names, ownNames map[string]bool // of tools, of their parameters and values; nil until somebody asks
	whole           Whole
	lexica          lexica
	near            nearby // of the text at hand
	under           uint64 // rows woken by the key at hand, for its value
	sibling         sibling

	// finder is made when the first text needs it.
	finder           *intent.Finder
	opinions         *semantic.Judge
	calm             calm                 // passages without one
	overheard        func(Heard)          // nil for nobody
	onField, onInner func(*message.Field) // bound once: a visit allocates nothing
	onWhole          func(*message.Object)
}

// NewRunner returns a runner. expired, when not nil, is asked before each text
// that is looked at closely; once it says true the run ends with ErrLate.
// lexicon is called when words have to be understood for the first time.
func NewRunner(set *Set, settings Settings, lexicon func() *intent.Lexicon, expired func() bool) *Runner {
	r := &Runner{Set: set, settings: settings, lexicon: lexicon, expired: expired}
	r.onField, r.onInner, r.ahead.work = r.visitField, r.visitInner, r.workAhead
	r.requests.onField, r.requests.needs, r.onWhole = r.visitArgument, needsOf(set.argumentRows), r.visitWhole
	r.requests.argument = Argument{Settings: &r.settings, Call: &r.requests.call, runner: r}
	for i := range set.argumentRows {
		r.requests.rows[i] = set.argumentRows[i].Argument
	}
	return r
}

// ErrLate says that a message was not inspected to its end in time, ErrFlood
// that it has more suspicious places than can be listed.
var (
	ErrLate  = errors.New("the inspection took too long")
	ErrFlood = errors.New("the message has millions of suspicious places")
)

const (
	// maxHits bounds the literals of one message: 64 MB of memory.
	maxHits = 4 << 20
	// maxSpans bounds what the findings of one message may cut: 96 MB.
	maxSpans = 2 << 20
)

// Run returns what the table finds in m. asked is the method an answer
// answers. The result is valid until the next Run. A clean message costs one
// scan of its bytes and no allocation. The error is ErrLate, ErrFlood or nil.
func (r *Runner) Run(m *message.Message, asked string) ([]finding.Finding, error) {
	clear(r.found) // some hold what was taken out
	r.found, r.late, r.cuts = r.found[:0], false, 0
	if m.Side == message.FromClient {
		if r.arguments(m, asked); r.late {
			return nil, ErrLate
		}
		if r.reads&clientText == 0 {
			return r.found, nil
		}
	}
	wake, carries := r.scan(m.Raw)
	if len(r.hits) > maxHits {
		r.hits = nil
		return nil, ErrFlood
	}
	if len(r.forms) > 0 && m.Side == message.FromServer {
		r.documents(m, asked, carries)
	}
	if m.Kind == message.Answer && deliversOnly[asked] && !m.Error {
		wake &= rowBits
	}
	wake |= r.wokenBy(m.Traits, m.Raw)
	r.disguised = r.disguises != 0 && (wake&disguiseBit != 0 || m.Traits&message.EscapedWide != 0 ||
		m.Traits&message.NonASCII != 0 && spelling.MayLookAlike(m.Raw) || carries ||
		m.Traits&message.Nested != 0 || m.Kind != message.Answer || !deliversOnly[asked])
	wake &^= disguiseBit
	if r.every != 0 && (m.Kind != message.Answer || !deliversOnly[asked]) {
		wake |= r.every
	}
	if r.brief = mayBeBrief(m, asked) && mayHoldBrief(m); r.brief {
		wake |= r.briefs
	}
	prompts := asked == "prompts/get" && r.alwaysReads&message.PromptText != 0
	if wake == 0 && !r.disguised && !prompts && m.Traits&(message.EscapedASCII|message.Nested) == 0 {
		return r.found, nil
	}
	r.budget = readingBudget(m)
	r.next, r.gathered, r.under, r.uncut = 0, 0, 0, r.uncut[:0]
	r.sibling.rows, r.sibling.here = 0, false
	r.message, r.asked, r.names, r.ownNames = m, asked, nil, nil
	m.Visit(asked, r.onField, r.onWhole)
	if cap(r.hits)+cap(r.text)+cap(r.inner) > maxIdleHits {
		r.hits, r.text, r.inner, r.at = nil, nil, nil, nil
	}
	if r.cuts > maxSpans {
		return nil, ErrFlood
	}
	if r.late {
		return nil, ErrLate
	}
	return r.found, nil
}

// scan finds the literals in a message that somebody wants, and returns their
// wake bits, and whether the message may hold something encoded or split.
func (r *Runner) scan(raw []byte) (wake uint64, carries bool) {
	if r.ahead.begun(raw) {
		r.hits, wake = r.gather(r.hits[:0])
		return wake, r.ahead.encoded
	}
	if r.hits, wake = r.literals.scan(raw, r.hits[:0]); wake&r.confirms != 0 {
		r.hits, wake = r.confirm(r.near.begin(raw), r.hits)
	}
	if r.hits, r.places = r.sense(raw, 0, len(raw), r.places, r.hits); len(r.places) > 0 {
		wake |= r.gated
	}
	return wake, mayCarry(raw)
}

// minAlways is the length from which a text can be an order.
const minAlways = 20

// maxColumn is the length up to which a text with a word in each line is read.
const maxColumn = 4 << 10

// rowBits are the wake bits of rows; those above are of their suspects.
const rowBits = 1<<maxEntries - 1

// maxIdleHits bounds what a Runner keeps between messages.
const maxIdleHits = 1 << 16

// wokenBy returns the entries woken by other signs than literals.
func (r *Runner) wokenBy(traits message.Traits, raw []byte) uint64 {
	var wake uint64
	if traits&message.EscapedWide != 0 || traits&message.NonASCII != 0 && invisible.MayHide(raw) {
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
	r.fieldAt = f.Start
	for r.next < len(r.hits) && r.hits[r.next].at < f.Start {
		r.next++
	}
	first := r.next
	for r.next < len(r.hits) && r.hits[r.next].at < f.End {
		r.next++
	}
	if first == r.next && f.Traits == 0 && !r.disguised && f.Surface&r.alwaysReads == 0 && !r.isBrief(f) { // most of what is no prose
		if wake := r.called(f, 0); wake != 0 {
			r.rouse(f, wake, nil)
		}
		return
	}
	r.field(f, r.hits[first:r.next])
}

// visitInner takes one string of JSON carried in a string.
func (r *Runner) visitInner(f *message.Field) {
	if r.spots != nil && (f.End-f.Start < shortestErrand || !r.isNear(f.Start, f.End)) {
		return
	}
	r.inner, _ = r.literals.scan(f.Raw(), r.inner[:0])
	r.inner, _ = r.confirm(r.near.begin(f.Raw()), r.inner)
	r.inner, r.places = r.sense(f.Raw(), 0, len(f.Raw()), r.places, r.inner)
	for i := range r.inner {
		r.inner[i].at += f.Start
	}
	r.field(f, r.inner)
}

// field runs the woken entries over one string, or over the strings in it when
// it carries JSON. hits are the literals in its raw content.
func (r *Runner) field(f *message.Field, hits []hit) {
	wake := r.wokenBy(f.Traits, f.Raw())
	for _, h := range hits {
		wake |= h.wake
	}
	r.rouse(f, wake|r.called(f, wake), hits)
}

// rouse runs the entries in wake, and those that the string itself wakes.
func (r *Runner) rouse(f *message.Field, wake uint64, hits []hit) {
	r.inside, r.outside = r.inside[:0], message.Span{}
	escaped := f.Traits&(message.EscapedASCII|message.EscapedWide|message.Nested) != 0
	if escaped {
		var w uint64
		if r.text, w = r.literals.scan(stringBytes(f.Text()), r.text[:0]); f.Surface&obeyed == 0 && r.isBrief(f) {
			r.text, w = r.confirm(r.near.begin(stringBytes(f.Text())), r.text)
		}
		wake |= r.joined(w)
		if r.gate != nil {
			if r.places = r.gate.Places(r.places[:0], stringBytes(f.Text()), 0, len(f.Text())); len(r.places) > 0 {
				wake |= r.gated
			}
		}
	}
	column := f.Traits&message.Escaped != 0 && f.End-f.Start <= maxColumn && mayStandInLines(f.Raw()) && intent.WordPerLine(f.Text())
	if column {
		wake |= r.columns
	}
	offered := f.Surface&message.Offered != 0
	if f.Surface&obeyed != 0 {
		wake |= wake >> maxEntries
	}
	if f.Surface&r.alwaysReads != 0 && f.End-f.Start >= minAlways {
		wake |= r.always
	}
	short := r.isBrief(f)
	brief := short && wake&(r.briefs|r.gated) == 0
	if short {
		wake |= r.briefs
	}
	r.gathered |= wake
	encoded := offered || f.Traits&message.Nested != 0 || wake&disguiseBit != 0 || r.disguised && mayCarry(f.Raw())
	if wake &= rowBits &^ (disguiseBit | r.wholes); wake == 0 && f.Traits&message.Nested == 0 && !r.disguised {
		return
	}
	if r.late = r.late || r.cuts > maxSpans || r.expired != nil && r.expired(); r.late {
		return
	}
	if encoded && isSpelledList(f.Raw()) {
		r.readings(f, offered, true)
	}
	if r.opens(f, wake) {
		return
	}
	if r.disguised && (f.Surface&message.Media == 0 || saysText(f.Raw())) && (encoded || f.Traits&(message.NonASCII|message.EscapedWide) != 0) {
		r.readings(f, offered, encoded)
	}
	if wake == 0 {
		return
	}
	if local := wake & r.local; local != 0 && !escaped && !offered && f.End-f.Start > bigField {
		r.windows(f, hits, local)
		wake &^= local
	}
	if escaped {
		hits = nil // they are not where they seem to be
	}
	r.rows(f, wake, shape{offered, column, short, brief}, hits)
}

// mayStandInLines reports whether intent.WordPerLine could say so of what raw, the content of
// a string, decodes to: it has a backslash for each end of a line.
func mayStandInLines(raw []byte) bool {
	return bytes.Count(raw, backslash) > 3*bytes.Count(raw, space)
}

var backslash = []byte{'\\'}

// confirm takes a second look at the literals in a text and drops those that
// nobody wants. It returns the others and their wake bits.
func (s *Set) confirm(n *nearby, hits []hit) ([]hit, uint64) {
	var wake, asked, not uint64
	at, kept := -1, hits[:0]
	for _, h := range hits {
		if h.at != at { // several words may begin at one place
			at, asked, not = h.at, 0, 0
		}
		if ask := h.wake & s.confirms &^ asked; ask != 0 {
			asked |= ask
			not |= s.refuted(n, at, ask)
		}
		h.wake &^= not
		if h.wake = s.joined(h.wake); h.wake != 0 {
			kept = append(kept, h)
			wake |= h.wake
		}
	}
	return kept, wake
}

// refuted returns the rows among those in wake that see nothing in a literal.
func (s *Set) refuted(n *nearby, at int, wake uint64) uint64 {
	var not uint64
	for w := wake; w != 0; w &= w - 1 {
		i := bits.TrailingZeros64(w)
		look := &s.seconds[i]
		if look.near != nil && !look.near(n, at) || look.confirm != nil && !look.confirm(n.content, at) {
			not |= 1 << i
		}
	}
	return not
}

// shape is what a string looks like as a whole.
type shape struct{ offered, column, short, brief bool }

// rows runs the rows with a bit in wake over one string. hits are the confirmed
// literals in its raw content, nil when they may be wrong.
func (r *Runner) rows(f *message.Field, wake uint64, s shape, hits []hit) {
	t := &r.atWork // what is made for each text would be garbage
	*t = Text{Field: f, Settings: r.settings, Offered: s.offered, runner: r, column: s.column, short: s.short, brief: s.brief, woken: wake, hits: hits, claimed: t.claimed[:0]}
	for i := range r.table {
		if e := &r.table[i]; wake&(1<<i) != 0 && e.Reads&f.Surface != 0 {
			t.entry = 1 << i
			if !e.Alone || r.overheard != nil {
				e.Detector(t)
			} else if before := r.calm.of(bytesString(t.Raw()), rowOver(i, t)); !before.known() { // what is known need not be decoded
				found := len(r.found)
				if e.Detector(t); len(r.found) == found && len(t.claimed) == 0 {
					before.note()
				}
			}
		}
	}
}

const (
	// bigField is the length above which local rows look at windows only.
	bigField = 16 << 10
	// windowBefore is how much raw text before a literal a local row may need:
	// a passage, with its escapes.
	windowBefore = 4 * maxPassage
)

// windows runs local rows over the surroundings of their literals, so that a
// few words in a long text do not cost a second reading of all of it.
func (r *Runner) windows(f *message.Field, hits []hit, local uint64) {
	start, end, first, woken := -1, -1, 0, uint64(0)
	content := f.Raw()
	for i, h := range hits {
		if h.wake&local == 0 {
			continue
		}
		if start >= 0 && h.at-windowBefore > end {
			if !r.window(f, start, end, woken, hits[first:]) {
				return
			}
			start, woken = -1, 0
		}
		if start < 0 {
			start, first = h.at-windowBefore, i
		}
		end = max(end, h.at+r.behind(h.wake&local, content, h.at-f.Start))
		woken |= h.wake & local
	}
	if start >= 0 {
		r.window(f, start, end, woken, hits[first:])
	}
}

// behind is how much text the rows in wake need behind a literal in content.
func (r *Runner) behind(wake uint64, content []byte, at int) int {
	n := 0
	for ; wake != 0; wake &= wake - 1 {
		e := &r.table[bits.TrailingZeros64(wake)]
		if e.Reach != nil {
			n = max(n, e.Reach(content, at))
		} else {
			n = max(n, e.Local)
		}
	}
	return n
}

// window looks at one window; hits begin with its first. Where none can be cut
// out it looks at the whole field, and reports false: there is nothing left to
// look at.
func (r *Runner) window(f *message.Field, start, end int, local uint64, hits []hit) bool {
	part, ok := f.Part(start, end)
	if !ok {
		r.rows(f, local, shape{}, nil)
		return false
	}
	r.rows(&part, local, shape{}, hits)
	return true
}
