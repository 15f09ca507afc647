package detect

import (
	"github.com/mcp-watchdog/mcp-watchdog/internal/message"
	"github.com/mcp-watchdog/mcp-watchdog/internal/stego"
)

// Document is a message of a server whose form is under inspection. It is valid
// until the detector returns.
type Document struct {
	runner  *Runner
	message *message.Message
	asked   string
}

// Carried returns what the choices in the message carry.
func (d *Document) Carried() []stego.Found { return d.runner.meter.Examine(d.message.Raw) }

// documents runs the rows over the form of a message that shows, at a first
// look, choices that follow from nothing.
func (r *Runner) documents(m *message.Message, asked string) {
	if r.meter == nil {
		r.meter = stego.NewMeter()
	}
	if !r.meter.Look(m.Raw) {
		return
	}
	d := Document{runner: r, message: m, asked: asked}
	for i := range r.forms {
		r.forms[i].Document(&d)
	}
}
