package drift

import (
	"slices"

	"github.com/mcp-watchdog/mcp-watchdog/internal/stego"
)

// How a tool writes: its choices that mean nothing to a reader are counted (see
// package stego) and compared with those of its own earlier answers.

// forms is what was seen of how the answer at hand is written.
type forms struct {
	meter   *stego.Meter
	tally   stego.Tally
	counted bool
	carried Carried
}

// Carried is by which choices an answer carries more than any before did.
type Carried struct {
	Channel stego.Channel
	Count   stego.Count
	Habit   stego.Habit
}

const (
	// firstForms is how many answers of a tool are read for their form, and formOf one
	// in how many of those behind them; nobody can foresee which. While something
	// odd goes on, all are.
	firstForms, formOf = 64, 8
)

// writes counts the choices in an answer.
func (s *Server) writes(a *Answer, p *Profile) {
	f := &s.forms
	f.counted = p.Answers < firstForms || !p.floor(Carries) || a.Form != nil || mix(s.Seed^uint64(p.Answers)<<8)%formOf == 0
	if s.at.Judged &^= Of(Carries); !f.counted {
		return
	}
	if f.meter == nil {
		f.meter = stego.NewMeter()
	}
	sample := a.Sample
	if a.Form != nil {
		sample = a.Form
	}
	f.meter.Count(&f.tally, stretches(sample, max(a.Size, len(sample)))...)
	s.at.Judged |= Of(Carries)
	c, n, ok := p.Form.New(&f.tally)
	set(&s.at.Has, Carries, ok)
	if ok {
		f.carried = Carried{Channel: c, Count: n, Habit: p.Form[c]}
	}
}

// spelt adds a ring for a text whose words were chosen by a coin: that is compared
// with what writers do, not with what the tool did.
func (s *Server) spelt(rings []Ring, p *Profile) []Ring {
	if s.at.Has.Has(Carries) && s.forms.carried.Channel.ByWords() && !slices.ContainsFunc(rings, func(r Ring) bool { return r.Trait == Carries }) {
		rings = append(rings, Ring{Trait: Carries, Seen: int(p.Seen[Carries]), Of: int(p.Tried[Carries]), Certain: true, Outright: true})
	}
	return rings
}

// stretches are the parts of an answer that a sample was made of.
func stretches(sample []byte, size int) [][]byte {
	if size <= MaxSample+3 || len(sample) <= MaxSample {
		return [][]byte{sample}
	}
	const edge, inner = 3 * MaxSample / 8, MaxSample / 8
	return [][]byte{sample[:edge], sample[edge+1 : edge+1+inner], sample[edge+2+inner : edge+2+2*inner], sample[len(sample)-edge:]}
}

// Carried is by what the answer that was observed last carries more than any
// before it, where it does.
func (s *Server) Carried() Carried { return s.forms.carried }
