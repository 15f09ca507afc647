package audit

import (
	"fmt"
	"strings"

	"github.com/mcp-watchdog/mcp-watchdog/internal/finding"
)

// SGR parameters (ECMA-48, 8.3.117) of what Format colours.
const (
	dim    = "2"
	bold   = "1"
	red    = "31;1"
	yellow = "33"
	green  = "32"
)

// Format returns r as one line for people, without a newline: time (UTC),
// event id, what was done, how bad, which rule, where, why, evidence. With
// colour, the action and the severity are coloured. The line holds no control
// or invisible character but those colours, even when the file was tampered
// with.
func Format(r Record, colour bool) string {
	paint := func(sgr, s string) string {
		if !colour || s == "" {
			return s
		}
		return "\x1b[" + sgr + "m" + s + "\x1b[0m"
	}
	show := func(s string) string { return finding.VisibleText(s, maxName) }
	parts := []string{
		paint(dim, r.Time.UTC().Format("2006-01-02 15:04:05Z")),
		show(r.ID),
		paint(actionColour(r), fmt.Sprintf("%-8s", show(verb(r)))),
	}
	if r.Severity != "" {
		parts = append(parts, paint(severityColour(r.Severity), fmt.Sprintf("%-8s", show(r.Severity))))
	}
	if r.Rule != "" {
		parts = append(parts, show(r.Rule))
	}
	if p := place(r); p != "" {
		parts = append(parts, paint(bold, p))
	}
	return strings.Join(parts, "  ") + notes(r)
}

// verb is what happened in one word.
func verb(r Record) string {
	switch {
	case r.Event == EventPin && r.Action == "pass":
		return "approve"
	case r.Event == EventPin:
		return "revoke"
	}
	if r.Action != "" && (r.Event == EventFinding || r.Event == EventRemoval || r.Event == EventRefusal) {
		return r.Action
	}
	return r.Event
}

// place is where it happened: SERVER › METHOD POINTER.
func place(r Record) string {
	server := finding.Redact(r.Server, maxName)
	where := strings.TrimSpace(finding.Redact(r.Method, maxName) + " " + finding.RedactPointer(r.Pointer, maxPlace))
	if server != "" && where != "" {
		return server + " › " + where
	}
	return server + where
}

// notes is what stands behind the place: why, evidence, how much, counts.
func notes(r Record) string {
	var b strings.Builder
	if r.Why != "" {
		b.WriteString(": " + finding.Redact(r.Why, maxWhy))
	}
	if !r.Excerpt.IsZero() {
		b.WriteString(": “" + r.Excerpt.String() + "”")
	}
	if r.Bytes > 0 {
		fmt.Fprintf(&b, " (%d bytes)", r.Bytes)
	}
	if r.Passed+r.Alerted+r.Cleaned+r.Held+r.Blocked > 0 {
		fmt.Fprintf(&b, ": %d passed, %d alerted, %d cleaned, %d held, %d blocked",
			r.Passed, r.Alerted, r.Cleaned, r.Held, r.Blocked)
	}
	return b.String()
}

func actionColour(r Record) string {
	switch verb(r) {
	case "block", "hold", EventFailure:
		return red
	case "clean", "alert", EventDropped:
		return yellow
	case "pass":
		return green
	}
	return dim
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
