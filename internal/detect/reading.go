package detect

import (
	"bytes"
	"encoding/base64"
	"unicode/utf8"

	"github.com/mcp-watchdog/mcp-watchdog/internal/intent"
	"github.com/mcp-watchdog/mcp-watchdog/internal/message"
	"github.com/mcp-watchdog/mcp-watchdog/internal/unmask"
	"github.com/mcp-watchdog/mcp-watchdog/internal/unmask/codes"
	"github.com/mcp-watchdog/mcp-watchdog/internal/unmask/decode"
	"github.com/mcp-watchdog/mcp-watchdog/internal/unmask/invisible"
	"github.com/mcp-watchdog/mcp-watchdog/internal/unmask/spelling"
)

// Disguised text is read once more with the disguise taken off. Only rows that
// look for orders read it: what an encoding of markup shows is plain to see.

// Ready makes what nearly every first message of a session needs, but for its
// [Set]. It takes a fraction of a millisecond.
func Ready() {
	invisible.Ready()
	spelling.Ready()
	decode.Ready()
}

// readingBudget bounds how much text the readings of one message may have: a
// few times the message, and something for small ones.
func readingBudget(m *message.Message) unmask.Budget {
	return unmask.Budget{Bytes: 3*len(m.Raw) + 64<<10}
}

// maxReadings bounds how many readings of one string are looked at.
const maxReadings = 256

// maxFolded bounds in how many of the decoded readings odd letters are looked
// for.
const maxFolded = 32

// readings runs the rows that read disguises over the readings of one string.
// encoded is true when it may be encoded, and not only spelled oddly.
func (r *Runner) readings(f *message.Field, offered, encoded bool) {
	raw := f.Raw()
	if f.Traits&message.EscapedWide != 0 {
		raw = stringBytes(f.Text()) // a letter written as \u escape is a letter
	}
	folds, decodes := spelling.May(raw), encoded && decode.May(raw)
	recodes := (encoded || f.Traits&(message.NonASCII|message.EscapedWide) != 0) && decode.MayRecode(raw)
	if !folds && !decodes && !recodes && !encoded {
		return
	}
	text := f.Text()
	var all []unmask.Reading
	if folds {
		all = spelling.Readings(text, &r.budget)
	}
	if decodes || recodes {
		var decoded []unmask.Reading
		if decodes {
			decoded = decode.Readings(text, &r.budget)
		}
		if recodes {
			decoded = append(decoded, decode.Recoded(text, &r.budget)...)
		}
		all = append(all, decoded...)
		all = r.folded(all, decoded)
	}
	if encoded {
		all = r.coded(all, text)
	}
	r.seen = r.seen[:0]
	for i := range all[:min(len(all), maxReadings)] {
		r.reading(f, &all[i], offered)
	}
}

// saysText reports whether a picture or another file in base64 begins as text does.
func saysText(raw []byte) bool {
	var first [48]byte
	n, err := base64.StdEncoding.Decode(first[:], raw[:min(len(raw), 64)&^3])
	return err == nil && n >= 12 && !bytes.ContainsFunc(first[:n-utf8.UTFMax], func(c rune) bool { return c < ' ' && c != '\n' && c != '\r' && c != '\t' || c == utf8.RuneError })
}

// folded adds what the first of some readings say where letters in them are odd.
func (r *Runner) folded(all, some []unmask.Reading) []unmask.Reading {
	for i := range some[:min(len(some), maxFolded)] {
		all = append(all, spelling.Again(&some[i], &r.budget)...)
	}
	return all
}

// coded adds what a text, or what it says already, is where something else stands for its
// letters, and what that is encoded as.
func (r *Runner) coded(all []unmask.Reading, text string) []unmask.Reading {
	some := codes.Readings(text, &r.budget)
	for i := range all[:min(len(all), maxFolded)] {
		more := codes.Readings(all[i].Text, &r.budget)
		if decode.MayRecode(stringBytes(all[i].Text)) {
			more = append(more, decode.Recoded(all[i].Text, &r.budget)...)
		}
		for _, c := range more {
			some = append(some, inside(&all[i], c))
		}
	}
	all = append(all, some...)
	all = r.folded(all, some)
	for i := range some[:min(len(some), maxFolded)] {
		c := &some[i]
		var decoded []unmask.Reading
		if decode.May(stringBytes(c.Text)) {
			decoded = decode.Readings(c.Text, &r.budget)
		}
		if decode.MayRecode(stringBytes(c.Text)) {
			decoded = append(decoded, decode.Recoded(c.Text, &r.budget)...)
		}
		for k := range decoded {
			decoded[k] = inside(c, decoded[k])
		}
		all = append(all, decoded...)
		all = r.folded(all, decoded)
	}
	return all
}

// inside makes a reading of what outer says one of the text that outer is read from.
func inside(outer *unmask.Reading, r unmask.Reading) unmask.Reading {
	start, end := outer.Source(r.Start, r.End)
	if r.Offsets != nil && outer.Offsets != nil {
		for i, at := range r.Offsets {
			r.Offsets[i] = outer.Offsets[at]
		}
	} else {
		r.Offsets = nil
	}
	r.Start, r.End = start, end
	return r
}

// reading runs them over one.
func (r *Runner) reading(f *message.Field, rd *unmask.Reading, offered bool) {
	var wake uint64
	r.text, wake = r.literals.scan(stringBytes(rd.Text), r.text[:0])
	if wake |= wake >> maxEntries; offered {
		r.gathered |= wake
	}
	t := Text{Field: f, Settings: r.settings, Offered: offered, runner: r, reading: rd, woken: wake & r.disguises, scanned: true}
	r.near.begin(stringBytes(rd.Text))
	for i := range r.table {
		if e := &r.table[i]; wake&r.disguises&(1<<i) != 0 && e.Reads&f.Surface != 0 {
			t.entry = 1 << i
			e.Detector(&t)
		}
	}
	for i := range r.unmasked {
		if e := &r.unmasked[i]; e.Reads&f.Surface != 0 {
			e.Unmasked(&t)
		}
	}
}

// shown reports whether something was reported in one of the spans of the text
// at hand, read otherwise.
func (r *Runner) shown(spans []message.Span) bool {
	for _, s := range spans {
		for _, old := range r.seen {
			if s.Start < old.End && old.Start < s.End {
				return true
			}
		}
	}
	return false
}

// Text is the text under inspection: the decoded content of the string, or a
// reading of it. It is valid until the detector returns.
func (t *Text) Text() string {
	if t.reading != nil {
		return t.reading.Text
	}
	return t.Field.Text()
}

// where says how much benefit of the doubt the text gets: none when somebody
// took pains to write it so that no person reads it.
func (t *Text) where() intent.Where {
	if t.reading != nil {
		switch t.reading.Disguise {
		case unmask.LookAlike, unmask.Leet, unmask.Reversed, unmask.Rot13, unmask.Hex, unmask.Binary, unmask.Morse, unmask.Cipher:
			return intent.Hidden
		}
	}
	switch {
	case t.Offered:
		return intent.Offered
	case t.Surface&(message.SamplingText|message.PromptText) != 0:
		return intent.Asked
	}
	return intent.Document
}

// source turns spans of a reading into spans of the string it was read from,
// ascending and apart.
func (t *Text) source(spans []message.Span) []message.Span {
	if t.reading == nil {
		return spans
	}
	var out []message.Span
	for _, s := range spans {
		from, to := t.reading.Source(s.Start, s.End)
		if n := len(out); n > 0 && from <= out[n-1].End {
			out[n-1].End = max(out[n-1].End, to)
			continue
		}
		out = append(out, message.Span{Start: from, End: to})
	}
	return out
}
