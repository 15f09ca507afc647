package detect

import (
	"bytes"
	"strings"

	"github.com/mcp-watchdog/mcp-watchdog/internal/finding"
	"github.com/mcp-watchdog/mcp-watchdog/internal/intent"
	"github.com/mcp-watchdog/mcp-watchdog/internal/message"
	"github.com/mcp-watchdog/mcp-watchdog/internal/semantic"
)

// A brief document is a few sentences that are all a tool has returned. The
// model reads it whole where no word in it wakes a row and the gate stays shut, too: there
// is little of it to read, and nothing around it that it could be a part of. Its limits
// ([semantic.Brief]) are found with what servers of this protocol return, and what programs
// say to people in many languages.

const (
	// maxBrief is the length of a brief document, in bytes.
	maxBrief = 400
	// maxBriefMessage is that of the message that holds it.
	maxBriefMessage = 1 << 10
	// fewestBlanks stand between the words of an order.
	fewestBlanks = 2
	// wordsOfBrief is how many different words one has at least.
	wordsOfBrief = 4
)

// briefText is what can be one.
const briefText = message.ResultText | message.ResourceText | message.ErrorText

// mayBeBrief reports whether a message can hold a brief document.
func mayBeBrief(m *message.Message, asked string) bool {
	return m.Side == message.FromServer && m.Kind == message.Answer && len(m.Raw) <= maxBriefMessage && deliversOnly[asked]
}

// mayHoldBrief reports whether raw could have a brief document in one of its strings: the
// blanks in it with no quote between them. Of records, which have none, nothing else need
// be looked at.
func mayHoldBrief(m *message.Message) bool {
	if m.Traits&(message.NonASCII|message.EscapedWide) != 0 {
		return true
	}
	raw, blanks := m.Raw, 0
	for {
		i := bytes.IndexByte(raw, ' ')
		if i < 0 {
			return false
		}
		if blanks++; blanks > 1 && bytes.IndexByte(raw[:i], '"') >= 0 {
			blanks = 1
		}
		if blanks >= fewestBlanks {
			return true
		}
		raw = raw[i+1:]
	}
}

// isBrief reports whether a string of the message at hand is one.
func (r *Runner) isBrief(f *message.Field) bool {
	size := f.End - f.Start
	if f.Traits&message.EscapedWide != 0 { // six bytes each
		size = len(f.Text())
	}
	return r.brief && f.Surface&briefText != 0 && size >= minAlways && size <= maxBrief && !f.Carried() &&
		(bytes.Count(f.Raw(), space) >= fewestBlanks || f.Traits&(message.NonASCII|message.EscapedWide) != 0 && dense(f.Text()))
}

// dense reports whether a text is written in a script that sets no blanks between words.
func dense(text string) bool {
	n := 0
	for _, r := range text {
		if r >= firstDense {
			n++
		}
	}
	return n >= fewestDense
}

const (
	// firstDense is the first letter of Thai, behind which such scripts stand.
	firstDense = 0x0e01
	// fewestDense is how many letters of theirs an order has at least.
	fewestDense = 6
)

var space = []byte{' '}

// soleOrder reports a brief document that is nothing but an order to a model.
func (t *Text) soleOrder() bool {
	if !t.short || len(t.claimed) > 0 || t.reading != nil || t.runner.overheard != nil {
		return false
	}
	text := t.Text()
	before := t.runner.calm.of(text, briefly(t.brief))
	if before.known() {
		return false
	}
	kind, from, to := t.runner.sole.Order(text), 0, len(text)
	if kind == intent.None {
		kind, from, to = t.runner.abroad.Order(text)
	}
	if kind == intent.None && !t.brief { // otherwise it is looked for in the parts
		if at, found := t.runner.sole.Note(text); found && !new(reporting).quotes(t, at, len(text)) {
			kind, from, to = intent.Driving, at, len(text)
		}
	}
	if (kind == intent.Overriding || kind == intent.Posing) && t.runner.reader().Letter(text) {
		kind = intent.None
	}
	if kind == intent.None {
		before.note()
		return false
	}
	rule := orderRules[kind]
	t.Report(finding.Finding{
		Rule: rule, Severity: rule.Severity, Why: "all that was returned " + orderReasons[kind], Seen: finding.Mask(text[from:to]),
	}, []message.Span{{Start: from, End: to}}, removedNote)
	return true
}

// notes reports an order that a part of a document gives to a machine behind a label.
func (t *Text) notes(from, to int, where semantic.Surface, about *reporting) bool {
	if where != semantic.Document || t.runner.overheard != nil {
		return false
	}
	text := t.Text()
	at, found := t.runner.sole.Note(text[from:to])
	if !found || t.overlaps(from+at, to) || about.quotes(t, from+at, to) {
		return false
	}
	t.Report(finding.Finding{
		Rule: toolDriving, Severity: toolDriving.Severity, Why: "a note " + orderReasons[intent.Driving], Seen: finding.Mask(text[from+at : min(to, from+at+512)]),
	}, []message.Span{{Start: from + at, End: to}}, removedNote)
	return true
}

// offeredOrder reports a sentence of a description that does more than describe.
func (t *Text) offeredOrder() bool {
	if !t.Offered || t.reading != nil || t.runner.overheard != nil {
		return false
	}
	text := t.Text()
	kind, from, to := t.runner.sole.Offered(text)
	if kind == intent.None {
		kind, from, to = t.runner.abroad.Offered(text)
	}
	if kind == intent.None || t.overlaps(from, to) {
		return false
	}
	to = from + len(strings.TrimRight(text[from:to], " \n\t"))
	rule := orderRules[kind]
	t.Report(finding.Finding{
		Rule: rule, Severity: rule.Severity, Why: "the description " + orderReasons[kind], Seen: finding.Mask(text[from:min(to, from+512)]),
	}, []message.Span{{Start: from, End: to}}, removedNote)
	return true
}
