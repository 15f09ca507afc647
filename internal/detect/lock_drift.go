package detect

import (
	"fmt"

	"github.com/mcp-watchdog/mcp-watchdog/internal/finding"
	"github.com/mcp-watchdog/mcp-watchdog/internal/launch"
)

// lock_drift: what a command runs is not what was locked. A command names a
// package; which code that is may change from one start to the next.

var lockDrift = &finding.Rule{
	ID: "lock_drift", Class: "supply_chain", Severity: finding.High,
	Title:     "the command would run something else than what was locked",
	Catches:   "A server whose package, image or program was recorded with `mcp-watchdog lock -- COMMAND` and has another version or other content now, or can no longer be found. The server is not started until the change is accepted.",
	Example:   "npx -y mail-server ran version 1.0.15 when it was locked, and would run 1.0.16 now",
	Misses:    "Commands that were never locked. What a runner downloads while it starts is seen at the next start: name the exact version in the command to avoid that.",
	Exception: "Look at the change with `mcp-watchdog lock verify`, and accept it with `mcp-watchdog lock -- COMMAND`.",
}

func detectLockDrift(t *Text) {
	l, ok := launch.Read(t.Text())
	if !ok || l.Locked == nil {
		return
	}
	const next = "; look with: mcp-watchdog lock verify, and accept it with: mcp-watchdog lock -- COMMAND"
	f := finding.Finding{Rule: lockDrift, Severity: finding.High}
	was, is := l.Locked, l.Found
	switch {
	case is == nil:
		f.Why = "the server is locked, and what its command runs cannot be found on this machine" + next
	case was.Version != is.Version:
		f.Why = fmt.Sprintf("the server is locked to version %s and its command would run %s%s", plainVersion(was.Version), plainVersion(is.Version), next)
	case was.Integrity != is.Integrity:
		f.Severity = finding.Critical
		f.Why = "the server is locked, and what its command runs was replaced under the same version" + next
	case was.Content != is.Content:
		f.Severity = finding.Critical
		f.Why = "the server is locked, and its installed files were changed" + next
	case was.Dependencies != is.Dependencies:
		f.Severity = finding.Medium
		f.Why = "the server is locked, and other versions of what it depends on are installed now" + next
	default:
		return
	}
	t.Report(f, nil, "")
}

// plainVersion shows a version as far as it is one: it comes from a file that
// the package's author wrote.
func plainVersion(v string) string {
	if v == "" {
		return "(none)"
	}
	return finding.VisibleText(v, 40)
}
