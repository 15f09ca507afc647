// Package policy turns findings into a verdict. It is pure: detectors do not
// know the mode, and the policy does not look at messages.
package policy

import (
	"fmt"

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

// ProtocolClass is the class of rules about messages that are not what they
// should be. They are refused rather than inspected, because two readers could
// see two different messages in them.
const ProtocolClass = "protocol"

// Policy decides. Its zero value is the balanced preset that blocks on errors.
type Policy struct {
	Mode Mode
	// OnError is what becomes of a message when inspecting, deciding or
	// recording it failed. The zero value blocks; Alert or Pass fail open.
	OnError Action
}

// Decide returns what one finding asks for.
func (p Policy) Decide(f *finding.Finding) Action {
	if f.Rule.Class == ProtocolClass {
		return p.decideProtocol(f)
	}
	switch {
	case p.Mode == Monitor && f.Hygiene:
		return Pass
	case p.Mode == Monitor:
		return Alert
	case p.Mode == Strict && f.Severity >= finding.High:
		return Block
	case len(f.Cuts) > 0:
		return Clean
	case f.Severity >= finding.High, p.Mode == Strict && f.Severity == finding.Medium:
		return Block
	case f.Severity == finding.Info || f.Hygiene:
		return Pass
	}
	return Alert
}

// decideProtocol: what is no JSON-RPC message at all never goes on, in any
// mode: it would only break the reader.
func (p Policy) decideProtocol(f *finding.Finding) Action {
	if p.Mode == Monitor && f.Severity > finding.Low {
		return Alert
	}
	return Block
}
