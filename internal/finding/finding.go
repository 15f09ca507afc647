// Package finding holds what a detector has to say: which rule, how bad,
// where, why, and what to cut. It is pure data; whether anything follows from
// a finding is the policy's matter.
package finding

import (
	"fmt"

	"github.com/mcp-watchdog/mcp-watchdog/internal/message"
)

// Severity is how bad a finding is, by what it would do to the person who uses
// the assistant, not by how sure the detector is.
type Severity uint8

const (
	Info     Severity = iota // hygiene: counted, no accusation
	Low                      // odd, harmless by itself
	Medium                   // worth a person's look
	High                     // hidden or hostile content
	Critical                 // an order or a theft
)

var severityNames = [...]string{"info", "low", "medium", "high", "critical"}

// String returns the lower-case name.
func (s Severity) String() string {
	if int(s) < len(severityNames) {
		return severityNames[s]
	}
	return fmt.Sprintf("severity(%d)", uint8(s))
}

// MarshalText writes the name.
func (s Severity) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

// Rule is one thing a detector can say. It is documentation as much as code:
// `mcp-watchdog explain ID` prints it.
type Rule struct {
	// ID is the name in findings, logs and policies: lower-case words joined
	// by underscores.
	ID string
	// Class is the attack class, as the rows of a corpus or a report call it.
	Class string
	// SMAC names the requirement of the SMAC-L3 profile it implements, if any.
	SMAC string
	// Severity is the usual one; a finding may say less or more.
	Severity Severity
	// Title is what is said in one line, lower case, no full stop.
	Title string
	// Catches, Example, Misses and Exception are the paragraphs of explain.
	Catches, Example, Misses, Exception string
}

// Finding is one observation in one message.
type Finding struct {
	Rule     *Rule
	Severity Severity
	// Pointer is the JSON pointer of the field (message.Field.Pointer).
	Pointer string
	// Surface is where the field stands.
	Surface message.Surface
	// Value is where the string it was found in stands in the message. Of a
	// string in JSON that a string carries, it is the outermost one.
	Value message.Span
	// Why is a sentence for people. It never quotes the message.
	Why string
	// Ref is the reference in the notes that stand where its cuts were, or "".
	Ref string
	// Seen is masked evidence.
	Seen Excerpt
	// Cuts take the finding out of the message. None: it cannot be taken out.
	Cuts []message.Cut
	// Unsure says that somebody else should be asked before anything is taken out,
	// and Likely is what would take it out then.
	Unsure bool
	Likely []message.Cut
	// Opinions are what rules and models make of it, for people. Second is what
	// the model says that the policy had asked, in a word; "" when none was.
	Opinions []Opinion
	Second   string
	// Keep is the kind of what the cuts take out, when its owner may want it back:
	// then something may stand in its place that stands for it. "" otherwise.
	Keep string
	// Hygiene is true when taking it out accuses nobody: a comment that says
	// nothing, a stray invisible character.
	Hygiene bool
}

// Opinion is what somebody takes a passage for.
type Opinion struct {
	// By is who says so, Says what in a word, and Why the reason, which may be
	// anybody's text.
	By   string `json:"by"`
	Says string `json:"says"`
	Why  string `json:"why,omitempty"`
}
