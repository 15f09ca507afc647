// Package alert tells people what the proxy did, in one readable line each:
//
//	mcp-watchdog: CLEANED  high  html_comment  mail › tools/list /result/tools/0/description: a hidden HTML comment was removed (ev-7k3f9a2m)
//
// Nothing here can hold up or fail the traffic: lines go through a bounded
// queue to a writer of their own, identical ones are counted instead of
// repeated, and there is a limit per second. What is not shown is in the audit
// log, and a line says how much that is.
package alert

import (
	"strings"
	"time"
	"unicode/utf8"

	"github.com/mcp-watchdog/mcp-watchdog/internal/finding"
)

// Level is how much is told. The zero value is Normal.
type Level int8

const (
	// Quiet tells what was held or blocked, and failures.
	Quiet Level = iota - 1
	// Normal tells, besides, what was cleaned and what is at least of low
	// severity.
	Normal
	// Verbose tells everything, also of info severity and what passed.
	Verbose
)

// Event is one thing to tell. Every text in it may come from an attacker; it
// is bounded, made visible and masked before it is shown.
type Event struct {
	// Time is when it happened. The limits below count by it, so it should
	// come from one clock.
	Time time.Time
	// Server is the name of the MCP server.
	Server string
	// Action is the verdict: pass, alert, clean, hold, block; or error for a
	// failure of the proxy or of a server, or note for what is good to know.
	// Anything else is always shown.
	Action string
	// Severity is info, low, medium, high or critical.
	Severity string
	// Rule, Method and Pointer say what was found and where.
	Rule, Method, Pointer string
	// Why is a sentence for people.
	Why string
	// Excerpt is masked evidence.
	Excerpt finding.Excerpt
	// EventID is the id of the audit record.
	EventID string
}

// Most runes of the parts of a line: an alert fits a few rows of a terminal.
const (
	maxName  = 64
	maxPlace = 160
	maxWhy   = 240
)

const prefix = "mcp-watchdog: "

// labels are the actions as a line shows them, with their colour.
var labels = map[string]struct{ text, sgr string }{
	"pass":  {"PASSED", dim},
	"alert": {"ALERT", yellow},
	"clean": {"CLEANED", yellow},
	"hold":  {"HELD", red},
	"block": {"BLOCKED", red},
	"error": {"ERROR", red},
	"note":  {"NOTE", dim},
}

// SGR parameters (ECMA-48, 8.3.117).
const (
	dim    = "2"
	bold   = "1"
	red    = "31;1"
	yellow = "33"
)

// shown says whether e is told at this level.
func (l Level) shown(e Event) bool {
	switch e.Action {
	case "pass":
		return l >= Verbose
	case "alert":
		return l >= Verbose || l == Normal && e.Severity != "info"
	case "clean", "note":
		return l >= Normal
	}
	return true
}

// urgent events keep a share of the lines for themselves.
func urgent(action string) bool {
	return action != "pass" && action != "alert" && action != "clean" && action != "note"
}

// line renders e with its newline.
func line(e Event, colour bool) string {
	var b strings.Builder
	b.WriteString(prefix)
	label, known := labels[e.Action]
	if !known {
		label.text, label.sgr = strings.ToUpper(name(e.Action)), red
	}
	paint(&b, colour, label.sgr, label.text)
	gap := "  "
	if e.Severity != "" {
		b.WriteString(gap)
		paint(&b, colour, severityColour(e.Severity), name(e.Severity))
	}
	if e.Rule != "" {
		b.WriteString(gap + name(e.Rule))
	}
	if where := place(e); where != "" {
		b.WriteString(gap)
		paint(&b, colour, bold, where)
	}
	if e.Why != "" {
		b.WriteString(": " + finding.Redact(e.Why, maxWhy))
	}
	if !e.Excerpt.IsZero() {
		b.WriteString(": “" + e.Excerpt.String() + "”")
	}
	if e.EventID != "" {
		b.WriteString(" (" + name(e.EventID) + ")")
	}
	b.WriteByte('\n')
	return b.String()
}

// place is where it happened: SERVER › METHOD POINTER.
func place(e Event) string {
	var where []string
	if e.Method != "" {
		where = append(where, name(e.Method))
	}
	if e.Pointer != "" {
		where = append(where, quoted(finding.RedactPointer(e.Pointer, maxPlace)))
	}
	at := strings.Join(where, " ")
	if e.Server == "" {
		return at
	}
	if at == "" {
		return name(e.Server)
	}
	return name(e.Server) + " › " + at
}

// name shows a name that somebody else has chosen.
func name(s string) string { return quoted(finding.Redact(s, maxName)) }

// quoted puts a name that could be mistaken for other parts of the line
// between quotes.
func quoted(s string) string {
	if !strings.ContainsAny(s, " \"›“”():") {
		return s
	}
	return `"` + strings.ReplaceAll(s, `"`, `'`) + `"`
}

func paint(b *strings.Builder, colour bool, sgr, s string) {
	if !colour {
		b.WriteString(s)
		return
	}
	b.WriteString("\x1b[" + sgr + "m" + s + "\x1b[0m")
}

func severityColour(s string) string {
	switch s {
	case "critical", "high":
		return red
	case "medium":
		return yellow
	}
	return dim
}

// shape is a pointer with its numbers replaced, so that the same thing in each
// of a thousand tools counts as one.
func shape(pointer string) string {
	const most = 256
	var b strings.Builder
	for _, r := range pointer[:min(len(pointer), most)] {
		switch {
		case r == utf8.RuneError:
			b.WriteByte('?')
		case r < '0' || r > '9':
			b.WriteRune(r)
		case !strings.HasSuffix(b.String(), "*"):
			b.WriteByte('*')
		}
	}
	return b.String()
}
