// Package detect holds the attack classes: one file each, one row each in
// [Table], one data file each with attacks and near misses. A detector is a
// pure function of a text and where it stands. It never changes anything: it
// says what it saw and which spans would take it out.
package detect

import (
	"math/bits"
	"slices"
	"strings"
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
	Wakes func() []string
	// WakesToo gives more literals. It is asked when the table is compiled, so
	// that starting the program does not wait for it.
	WakesToo func() []string
	// WokenWith names a row whose literals, where they are confirmed, wake this
	// one as well.
	WokenWith string
	// Suspects wake it in what a server offers, where a model reads every word
	// as an order: words that are too common for documents.
	Suspects func() []string
	// Local is how many bytes of raw text behind one of its literals it needs
	// to see at most, and windowBefore in front; 0 means the whole text.
	Local int
	// Reach, when not nil, says it for the literal at a place in the raw content.
	Reach func(content []byte, at int) int
	// Confirm, when not nil, takes a second look at a literal in raw text
	// before it wakes the row: content is the raw content of the string, at
	// the literal's place in it.
	Confirm func(content []byte, at int) bool
	// Near is the same for rows that ask which words stand around the literal.
	Near func(n *nearby, at int) bool
	// Disguises is true when it also reads text with a disguise taken off.
	Disguises bool
	// Keys is true when one of its literals in the key of a member wakes it for
	// the member's value, too.
	Keys bool
	// Columns is true when it reads short texts that have a word in each line,
	// whatever words these are.
	Columns bool
	// Briefs is true when it reads every brief document.
	Briefs bool
	// Gated is true when the words of a passage together wake it (semantic.Gate).
	Gated bool
	// Orders is true when it reads passages around its literals for orders.
	Orders bool
	// Alone is true when what it finds depends on nothing but the text and its
	// surface, so that it need not look twice at a text in which it found nothing.
	Alone bool
	// Always are surfaces of which it reads every text of some length.
	Always message.Surface
	// Signs wake it as well.
	Signs Signs
	// Rules it can report.
	Rules []*finding.Rule
	// Detector inspects one text. A row has a Detector, a Whole or an Argument.
	Detector func(t *Text)
	// Whole inspects one of Units as a whole: those that one of the row's
	// literals stands in or, with Every, all of them.
	Whole func(w *Whole)
	Units message.Unit
	Every bool
	// Unmasked, when not nil, inspects each reading of a text with a disguise
	// taken off, whatever words are in it.
	Unmasked func(t *Text)
	// Argument inspects one string that a client sends. Such a row is woken by
	// Needs alone.
	Argument func(a *Argument)
	// Values is true when such a row looks at values alone, and not at keys.
	Values bool
	// Idle, when not nil, says that such a row finds nothing in an argument,
	// whatever its text is: it asks for the circumstances alone, and is asked once
	// for all arguments that share them.
	Idle func(a *Argument) bool
	// Document judges the form of a message that a server sends: the choices in
	// it that mean nothing to a reader. Such a row is woken by a first look.
	Document func(d *Document)
	// Listing judges what a message offers against what was offered before.
	Listing func(l *Listing)
	// Behaviour judges how an answer differs from those before it.
	Behaviour func(d *Drifted)
	// Needs are sets of bytes all of one of which any argument it could find
	// something in must have.
	Needs []Bytes
}

// Settings are the user's choices that detectors read.
type Settings struct {
	// StrictSMAC also removes what is hidden but has a legitimate use.
	StrictSMAC bool
	// Render passes texts with markup on as a reader sees them.
	Render bool
	// Scope is what the server may touch.
	Scope Scope
	// Thorough looks for what otherwise is only looked for behind the messages.
	Thorough bool
}

// Text is one string under inspection.
type Text struct {
	*message.Field
	Settings Settings
	// Offered is true for text that describes what the server offers.
	Offered bool

	runner     *Runner
	entry      uint64 // bit of the entry at work
	woken      uint64 // bits of all entries that will be
	claimed    []message.Span
	reading    *unmask.Reading // nil: the text itself
	hits       []hit           // the confirmed literals in the raw content, if they are known
	scanned    bool            // runner.text holds the literals in the decoded text
	column     bool            // it has a word in each line
	short      bool            // it is a brief document
	brief      bool            // and no word in it wakes a row that reads such
	trade      aboutAttacks
	stretch    int // how long the encoded text is that is being judged
	read       int // the number of the finder's reading of it; 0: none
	readClaims int // how many spans were claimed when that was made
}

// At returns where the entry's literals, and those of the row that it is woken
// with, stand in the decoded text, ascending,
// apart from those in spans that an earlier row has reported already.
// The result is valid until the next call.
func (t *Text) At() []int { return t.at(t.entry) }

func (t *Text) at(entry uint64) []int {
	r := t.runner
	if t.brief && t.reading == nil && entry&^r.briefs == 0 {
		r.at = append(r.at[:0], len(t.Text())/2)
		return r.at
	}
	rows := entry | r.wakers(entry)
	closely := t.Surface&obeyed != 0 || t.reading != nil
	if entry&^r.confirms == 0 && t.hits != nil && !closely {
		t.place(rows)
	} else {
		t.scan(rows, closely)
	}
	if t.column && entry&r.columns != 0 {
		for i := 0; i < len(t.Text()); i += maxPassage {
			r.at = append(r.at, i)
		}
	}
	if !slices.IsSorted(r.at) {
		slices.Sort(r.at)
	}
	return slices.Compact(r.at)
}

// scan looks for the literals of some rows in the decoded text.
func (t *Text) scan(rows uint64, closely bool) {
	r := t.runner
	if !t.scanned {
		t.scanned, r.refused = true, 0
		r.text, _ = r.literals.scan(stringBytes(t.Text()), r.text[:0])
		r.near.begin(stringBytes(t.Text()))
	}
	if !closely {
		r.refuse(rows)
	}
	r.at = r.at[:0]
	for _, h := range r.text {
		wake := h.wake
		if closely {
			wake |= wake >> maxEntries
		}
		if wake&rows != 0 && !t.taken(h.at) {
			r.at = append(r.at, h.at)
		}
	}
}

// place says where in the decoded text the literals of some rows stand that were
// found, and looked at for the second time, in the raw content. What asks for
// nothing but the text behind a literal is asked once more.
func (t *Text) place(rows uint64) {
	r, text := t.runner, stringBytes(t.Text())
	confirm := r.table[bits.TrailingZeros64(rows)].Confirm
	r.at = r.at[:0]
	way := message.Decoding{Raw: t.Raw()}
	for _, h := range t.hits {
		if h.at >= t.End+farthestMate {
			break
		}
		if h.wake&rows == 0 || h.at < t.Start || h.at >= t.End {
			continue
		}
		if at, ok := way.At(h.at - t.Start); ok && !t.taken(at) && (confirm == nil || confirm(text, at)) {
			r.at = append(r.at, at)
		}
	}
}

// refuse takes the second look of some rows at the literals in the text at
// hand, once for each row, and drops what they do not want.
func (r *Runner) refuse(rows uint64) {
	rows &= r.confirms &^ r.refused
	if r.refused |= rows; rows == 0 {
		return
	}
	for i := range r.text {
		if h := &r.text[i]; h.wake&rows != 0 {
			h.wake &^= r.refuted(&r.near, h.at, h.wake&rows)
		}
	}
}

func (t *Text) taken(at int) bool {
	return slices.ContainsFunc(t.claimed, func(s message.Span) bool { return s.Start <= at && at < s.End })
}

// overlaps reports whether an earlier row has reported part of the span.
func (t *Text) overlaps(start, end int) bool {
	return slices.ContainsFunc(t.claimed, func(s message.Span) bool { return s.Start < end && start < s.End })
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
	if with == removedNote && t.reading == nil {
		n := len(spans)
		if spans = besideNotes(t.Text(), spans); len(spans) == 0 && n > 0 {
			return
		}
	}
	if !f.Hygiene && !f.Unsure && len(t.claimed) < maxClaimed {
		t.claimed = append(t.claimed, spans...)
	}
	if t.reading != nil {
		spans = t.source(spans)
		if !f.Unsure && len(t.runner.seen) < maxClaimed {
			t.runner.seen = append(t.runner.seen, spans...)
		}
		f.Why += " (written as " + strings.ReplaceAll(t.reading.Disguise.String(), "_", " ") + ")"
	}
	f.Pointer = t.Pointer()
	f.Surface = t.Surface
	f.Value = t.Outermost()
	t.runner.cuts += len(spans)
	if len(spans) > 0 && t.Cuttable() {
		with, f.Ref = noteFor(with, f.Rule.ID, t.Field.Text(), spans)
		if cuts := t.Cuts(spans, with); f.Unsure {
			f.Likely = cuts
		} else {
			f.Cuts = cuts
		}
	} else if len(spans) > 0 && f.Severity >= finding.High && !f.Hygiene {
		t.runner.uncut = append(t.runner.uncut, uncut{finding: len(t.runner.found), at: t.runner.fieldAt})
	}
	t.runner.found = append(t.runner.found, f)
}
