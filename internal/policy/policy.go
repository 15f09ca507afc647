// Package policy turns findings into verdicts. It is pure: detectors do not
// know the mode, and the policy does not change messages.
//
// A policy is a set of lines. Each says which findings it is about and what is
// done about them; the presets are made of the same lines as what users write.
// See [Policy.Decide] for who wins when several apply.
package policy

import (
	"fmt"
	"slices"

	"github.com/mcp-watchdog/mcp-watchdog/internal/finding"
)

// Action is what becomes of a message. The lowest action of all findings wins,
// so the zero value is the safe one.
type Action uint8

const (
	Block Action = iota // it does not go on; whoever waits gets a refusal
	Hold                // it waits for a person
	Clean               // it goes on without the spans that were found
	Alert               // it goes on as it came, and people are told
	Pass                // it goes on as it came
)

var actionNames = [...]string{"block", "hold", "clean", "alert", "pass"}

// String returns the lower-case name.
func (a Action) String() string {
	if int(a) < len(actionNames) {
		return actionNames[a]
	}
	return fmt.Sprintf("action(%d)", uint8(a))
}

// MarshalText writes the name.
func (a Action) MarshalText() ([]byte, error) { return []byte(a.String()), nil }

// Mode is one of the presets.
type Mode uint8

const (
	// Balanced strips what is hidden or poisoned, alerts, and blocks what
	// cannot be stripped. It is the default.
	Balanced Mode = iota
	// Monitor changes nothing that is JSON-RPC and tells everything.
	Monitor
	// Strict blocks what Balanced strips at high severity, and whatever it
	// would only alert about from medium on.
	Strict
)

var modeNames = [...]string{"balanced", "monitor", "strict"}

// String returns the lower-case name.
func (m Mode) String() string {
	if int(m) < len(modeNames) {
		return modeNames[m]
	}
	return fmt.Sprintf("mode(%d)", uint8(m))
}

// ParseMode reads a preset's name.
func ParseMode(name string) (Mode, error) {
	for i, n := range modeNames {
		if n == name {
			return Mode(i), nil
		}
	}
	return Balanced, fmt.Errorf("there is no mode %q; choose monitor, balanced or strict", name)
}

const (
	// ProtocolClass is the class of rules about messages that are not what
	// they should be. They are refused rather than inspected, because two
	// readers could see two different messages in them.
	ProtocolClass = "protocol"
	// OwnClass is the class of what the user's own lines forbid.
	OwnClass = "policy"
)

// Policy decides. Its zero value is the balanced preset that blocks on errors.
// It is not changed once it decides, and may be shared.
type Policy struct {
	Mode Mode
	// OnError is what becomes of a message when inspecting, deciding or
	// recording it failed. The zero value blocks; Alert or Pass fail open.
	OnError Action
	// OnErrorBy is the line that says so; the zero value is the preset's.
	OnErrorBy Source
	// Servers have presets of their own.
	Servers []ServerMode
	// Lines are the user's, in any order.
	Lines []Line
	// Asks are about which findings a model is asked for a second opinion; what
	// they would do does not count.
	Asks []Line
	// Calls are the user's lines about calls of tools; nil: there are none.
	Calls *Calls
	// Labels say what servers hold and to whom they show what they are given.
	Labels []Label
	// Annotations is true when a condition asks what servers say about tools.
	Annotations bool
	// Stopped is why nothing goes on at all; "" for ordinary days.
	Stopped string
	// StoppedBy is the file that says so.
	StoppedBy Source
}

// Failed returns what becomes of a message on server that could not be judged.
func (p *Policy) Failed(server string) Verdict {
	v := Verdict{Action: p.OnError, By: p.OnErrorBy, Preset: Block}
	if v.By.File == "" {
		v.By.File = modeNames[min(int(p.ModeOf(server)), len(modeNames)-1)] + ":on_error"
	}
	return v
}

// ServerMode gives the servers that match a pattern another preset.
type ServerMode struct {
	Server string
	Mode   Mode
	Source Source
}

// ModeOf returns the preset for a server: that of the narrowest pattern, and of
// several the strictest.
func (p *Policy) ModeOf(server string) Mode {
	mode, narrow := p.Mode, -1
	for _, s := range p.Servers {
		if !Match(s.Server, server) {
			continue
		}
		if n := narrowness(s.Server); n > narrow || n == narrow && strictness[s.Mode] > strictness[mode] {
			mode, narrow = s.Mode, n
		}
	}
	return mode
}

var strictness = [...]int{Monitor: 0, Balanced: 1, Strict: 2}

// Verdict is what a policy says about one finding, and why.
type Verdict struct {
	Action Action
	// By is the line that decided.
	By Source
	// Preset is what the preset alone would have said.
	Preset Action
	// Exception is true when the line is an exception.
	Exception bool
}

// Decide returns what is done about a finding, and the line that says so.
//
// Of all lines that apply, one gives way to another when the other one is
// narrower: at least as narrow in what it is about (a rule is narrower than a
// class, a class than a severity), in where (a tool than a server) and in how
// much else it names, and narrower in one of these. The lines of a preset give
// way to every line of a user, and those to every exception. Of the lines that
// are left the lowest action decides. A line that says "clean" is about what
// can be taken out of a message, and applies to nothing else.
func (p *Policy) Decide(f *finding.Finding, at *Scene) Verdict {
	preset := decide(Preset(p.ModeOf(at.Server)), f, at)
	v := Verdict{Action: preset.Action, By: preset.Source, Preset: preset.Action}
	if own := decide(p.Lines, f, at); own != nil {
		v.Action, v.By, v.Exception = own.Action, own.Source, own.Exception
	}
	return v
}

// Asked reports whether a model is to be asked about a finding.
func (p *Policy) Asked(f *finding.Finding, at *Scene) bool {
	return slices.ContainsFunc(p.Asks, func(l Line) bool { return l.applies(f, at) })
}

// decide returns the line that decides among lines; nil when none applies.
func decide(lines []Line, f *finding.Finding, at *Scene) *Line {
	var few [8]*Line
	left := few[:0]
	for i := range lines {
		l := &lines[i]
		if l.applies(f, at) {
			left = append(left, l)
		}
	}
	var best *Line
	for _, l := range left {
		if best != nil && best.Action <= l.Action {
			continue
		}
		if widest := overruler(l, left); widest == nil {
			best = l
		}
	}
	return best
}

// overruler returns a line that l gives way to; nil when there is none.
func overruler(l *Line, among []*Line) *Line {
	for _, other := range among {
		if other.overrules(l) {
			return other
		}
	}
	return nil
}

// Weighed is a line that applies to a finding, for people who ask why.
type Weighed struct {
	*Line
	// GivesWayTo is a narrower line; nil for those among which the lowest
	// action decides.
	GivesWayTo *Line
	Decides    bool
}

// Weigh returns every line that applies to a finding, the presets' last.
func (p *Policy) Weigh(f *finding.Finding, at *Scene) []Weighed {
	var left []*Line
	preset := Preset(p.ModeOf(at.Server))
	for _, lines := range [][]Line{p.Lines, preset} {
		for i := range lines {
			if lines[i].applies(f, at) {
				left = append(left, &lines[i])
			}
		}
	}
	by := p.Decide(f, at)
	out := make([]Weighed, len(left))
	for i, l := range left {
		out[i] = Weighed{Line: l, GivesWayTo: overruler(l, left), Decides: l.Source == by.By && l.Action == by.Action}
	}
	return out
}
