package policy

import (
	"fmt"
	"slices"
	"strings"

	"github.com/mcp-watchdog/mcp-watchdog/internal/finding"
	"github.com/mcp-watchdog/mcp-watchdog/internal/message"
)

// Source is where a line stands: a file, or a preset's name.
type Source struct {
	File string
	Line int
}

// String returns "FILE:LINE", the file alone when it is meant as a whole, or ""
// for nowhere.
func (s Source) String() string {
	if s.File == "" {
		return ""
	}
	if s.Line == 0 {
		return s.File
	}
	return fmt.Sprintf("%s:%d", s.File, s.Line)
}

// Line says what is done about some findings. What is not set is no condition:
// a line with an action alone is about everything.
type Line struct {
	Source Source
	Action Action
	// Exception lines are written by the program for one thing that was seen,
	// on one server and in one tool, by name. They go before all other lines.
	Exception bool

	// Rules and Classes are names, of which the finding's must be one.
	Rules, Classes []string
	Severities     Severities

	// Server and Tool are patterns; see Match.
	Server, Tool string

	// Sides are who wrote the message.
	Sides Sides
	// Surfaces are where it stands.
	Surfaces message.Surface
	// Method and Pointer are patterns.
	Method, Pointer string
	// Removable is about findings that can (or cannot) be taken out, Hygiene
	// about those that accuse (or do not accuse) somebody.
	Removable, Hygiene Tri
	// Seconds are what a model that was asked says of it; see finding.Finding.Second.
	Seconds []string
	// Hosts: the value is a URL, or hosts, none of which is missing here.
	Hosts Hosts
	// When must hold.
	When Condition
	// Print is the fingerprint of what was found.
	Print string
	// Until is when the line ends to apply, in Unix seconds; 0: never.
	Until int64
}

// Condition is an expression over a finding and its scene. A condition that
// asks for what is not there does not hold. done is false when it took too many
// steps: then a line that blocks or holds applies, and no other.
type Condition interface {
	Holds(f *finding.Finding, at *Scene) (holds, done bool)
	// String is the expression.
	String() string
}

// Scene is where a finding was made: what lines ask about beside it.
type Scene struct {
	Server string
	// Tool that is called, answers, or is listed; "" when it is about none.
	Tool   string
	Method string
	From   message.Side
	// Now is in Unix seconds.
	Now int64
	// Value is the string it was found in, as it stands in the message, Print
	// the fingerprint of what was found.
	Value []byte
	Print string
	// Message is the whole message, for conditions on arguments. The first of
	// them puts the arguments in Arguments.
	Message   []byte
	Arguments map[string]any
	// Call is a hash of the call, for budgets.
	Call uint64
	// Annotations are what the server says about the tool.
	Annotations map[string]any
}

// Severities is a set; the empty set is no condition.
type Severities uint8

// Of returns the set of the given severities.
func Of(all ...finding.Severity) (s Severities) {
	for _, one := range all {
		s |= 1 << one
	}
	return s
}

// Has reports whether s is in the set.
func (s Severities) Has(one finding.Severity) bool { return s&(1<<one) != 0 }

// Sides is a set of sides; the empty set is no condition.
type Sides uint8

// From returns the set of one side.
func From(side message.Side) Sides { return 1 << side }

// Tri is yes, no, or no condition.
type Tri uint8

const (
	Either Tri = iota
	No
	Yes
)

func (t Tri) allows(is bool) bool { return t == Either || (t == Yes) == is }

// Pinned are the rules that no line can change: what is no message would break
// whoever reads it, and failures have a setting of their own (on_error).
var Pinned = []string{"not_json", "not_json_rpc", "inspection_failed", "oversize_message", "server_gone", "check_input"}

// applies reports whether the line is about the finding. The cheap questions
// come first.
func (l *Line) applies(f *finding.Finding, at *Scene) bool {
	removable := len(f.Cuts) > 0
	switch {
	case l.Action == Clean && !removable, !l.Removable.allows(removable), !l.Hygiene.allows(f.Hygiene):
		return false
	case l.Severities != 0 && !l.Severities.Has(f.Severity):
		return false
	case l.Rules != nil && !slices.Contains(l.Rules, f.Rule.ID):
		return false
	case l.Classes != nil && !slices.Contains(l.Classes, f.Rule.Class):
		return false
	case f.Rule.Class == ProtocolClass && l.Rules == nil && l.Classes == nil:
		return false // only who names them means them
	case l.Sides != 0 && l.Sides&From(at.From) == 0, l.Surfaces != 0 && l.Surfaces&f.Surface == 0:
		return false
	case l.Exception && (l.Server != at.Server || l.Tool != at.Tool): // names of a server's choice are no patterns
		return false
	case !l.Exception && (l.Server != "" && !Match(l.Server, at.Server) || l.Tool != "" && !Match(l.Tool, at.Tool)):
		return false
	case l.Method != "" && !Match(l.Method, at.Method):
		return false
	case l.Print != "" && l.Print != at.Print, l.Pointer != "" && !matchPointer(l.Pointer, f.Pointer):
		return false
	case l.Seconds != nil && !slices.Contains(l.Seconds, f.Second):
		return false
	case l.Until != 0 && at.Now >= l.Until, l.Hosts != nil && !l.Hosts.hold(at.Value):
		return false
	}
	if l.When == nil {
		return true
	}
	holds, done := l.When.Holds(f, at)
	return holds || !done && l.Action <= Hold
}

// Pattern narrowness: none or "*", one with a wildcard, one without.
func narrowness(pattern string) int {
	switch {
	case strings.Trim(pattern, "*") == "":
		return 0
	case strings.ContainsAny(pattern, "*?"):
		return 1
	}
	return 2
}

// what, where and more are the three scales on which lines are compared.
func (l *Line) what() (n int) {
	switch {
	case l.Rules != nil:
		n = 4
	case l.Classes != nil:
		n = 2
	}
	if l.Severities != 0 {
		n++
	}
	return n
}

func (l *Line) where() int { return 3*narrowness(l.Tool) + narrowness(l.Server) }

func (l *Line) more() (n int) {
	for _, named := range []bool{
		l.Sides != 0, l.Surfaces != 0, l.Method != "", l.Pointer != "", l.Removable != Either, l.Hygiene != Either, l.Hosts != nil,
		l.When != nil, l.Print != "", l.Seconds != nil,
	} {
		if named {
			n++
		}
	}
	return n
}

// rank sets the sources apart.
func (l *Line) rank() int {
	switch {
	case l.Exception:
		return 2
	case presetName(l.Source.File):
		return 0
	}
	return 1
}

// overrules reports whether other gives way to l.
func (l *Line) overrules(other *Line) bool {
	if a, b := l.rank(), other.rank(); a != b {
		return a > b
	}
	a, b := [3]int{l.what(), l.where(), l.more()}, [3]int{other.what(), other.where(), other.more()}
	return a != b && a[0] >= b[0] && a[1] >= b[1] && a[2] >= b[2]
}
