package detect

import (
	"bytes"

	"github.com/mcp-watchdog/mcp-watchdog/internal/message"
	"github.com/mcp-watchdog/mcp-watchdog/internal/stego"
	"github.com/mcp-watchdog/mcp-watchdog/internal/unmask/decode"
)

// Document is a message of a server whose form is under inspection. It is valid
// until the detector returns.
type Document struct {
	runner  *Runner
	message *message.Message
	asked   string
	odd     bool // a first look shows choices that follow from nothing
	words   bool // the choice of words is looked at in any case
	encoded bool // it may hold something encoded
	pieces  bool // it may hold pieces of something encoded
}

// Carried returns what the choices in the message carry, compared with what is
// usual, where that is known.
func (d *Document) Carried(h *stego.Habits) []stego.Found {
	if !d.odd {
		return d.runner.meter.Words(d.message.Raw, h)
	}
	return d.runner.meter.Examine(d.message.Raw, h)
}

// Habits tells the runner whom to ask how the tool whose answer is at hand is used
// to write; the answer is nil where that is not known. It is valid until it returns.
func (r *Runner) Habits(ask func() *stego.Habits) { r.habits = ask }

// habitsOf is what the tool is used to.
func (d *Document) habitsOf() *stego.Habits {
	if d.runner.habits == nil || d.message.Kind != message.Answer {
		return nil
	}
	return d.runner.habits()
}

// documents runs the rows over the form of a message that shows, at a first
// look, choices that follow from nothing or something encoded.
func (r *Runner) documents(m *message.Message, asked string, encoded bool) {
	if r.meter == nil {
		r.meter = stego.NewMeter()
	}
	odd := r.meter.Look(m.Raw, &stego.Known{Lines: m.Lines, Escapes: m.Escapes, Short: m.Short})
	pieces := r.meter.Pieces() || r.meter.Chunks()
	r.noteFragment(m)
	if r.fragment == "" && pieces && len(m.Raw) <= longestAnswer && m.Kind == message.Answer {
		r.fragment = bytesString(decode.LongestPiece(m.Raw, shortestFragment))
	}
	words := r.settings.Thorough && !odd && m.Kind == message.Answer
	if !odd && !words && !encoded && !pieces && r.fragment == "" {
		return
	}
	r.document = Document{runner: r, message: m, asked: asked, odd: odd, words: words, encoded: encoded, pieces: pieces}
	for i := range r.forms {
		r.forms[i].Document(&r.document)
	}
	r.document = Document{}
}

// noteFragment remembers the encoded word that a short answer ends with.
func (r *Runner) noteFragment(m *message.Message) {
	r.fragment = ""
	if len(m.Raw) > longestAnswer || m.Kind != message.Answer {
		return
	}
	if m.Prose == 0 {
		return
	}
	text := m.Raw[m.Prose:]
	k := bytes.IndexByte(text, '"')
	if k < shortestFragment {
		return
	}
	text = text[:k]
	if k = bytes.LastIndexByte(text, ' '); k >= 0 {
		text = text[k+1:]
	}
	if len(text) >= shortestFragment && isPiece(bytesString(text), shortestFragment) {
		r.fragment = bytesString(text)
	}
}
