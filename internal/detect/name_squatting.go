package detect

import (
	"fmt"

	"github.com/mcp-watchdog/mcp-watchdog/internal/finding"
	"github.com/mcp-watchdog/mcp-watchdog/internal/memory"
)

// name_squatting: a server offers a tool under the name of another server's, or
// under one that looks like it, so that the model calls the wrong one
// (MCPSecBench, MSB "name collision"; OWASP MCP Top 10, "tool shadowing"). All
// servers of a user are seen in the shared log, whichever process guards them.
//
// Many honest servers have a tool called search: the same name alone is told
// and nothing more. What is held is an imitation: a name that is spelt with
// other characters to look the same, or a description that is the other tool's
// with something changed.

var nameSquatting = &finding.Rule{
	ID: "name_squatting", Class: "tool_shadowing", Severity: finding.High,
	Title:     "a tool with the name of another server's tool",
	Catches:   "A tool whose name is that of a tool of another server of yours, or looks the same. Look-alike characters, two different tools of one name in one list, and imitations of the other tool's description are held; the same name with another description is told once.",
	Example:   `"send_mail" of a new server beside the "send_mail" that you use`,
	Misses:    "Servers that have not been guarded yet, and names that mean the same in other words.",
	Exception: "Run: mcp-watchdog pins approve. Or deny the tool of the server that you do not mean in your configuration.",
}

func detectNameSquatting(l *Listing) {
	for i := range l.Offers {
		if o := &l.Offers[i]; o.Item == memory.Tool && o.Name != "" {
			l.at = i
			l.squats(o, i)
		}
	}
}

// madeAfter is the similarity from which one tool is made after another.
const madeAfter = 0.5

func (l *Listing) squats(o *Offered, i int) {
	for k := range i {
		if p := &l.Offers[k]; p.Item == o.Item && p.Name == o.Name && p.Print != o.Print {
			l.Report(finding.Finding{Rule: nameSquatting, Severity: finding.High, Why: "the list has another tool of the same name"}, true)
			return
		}
	}
	own, _ := l.Entry(l.Server, memory.Tool, o.Name)
	if own.Trusts(o.Print) || own.Noted(o.Print) {
		return // it was judged when it was new
	}
	for _, n := range l.Alike(l.Server, o.Name) {
		if n.Print == o.Print {
			continue // the same server, started in another way
		}
		f := finding.Finding{Rule: nameSquatting, Severity: finding.Low, Why: fmt.Sprintf("the server %q has a tool of this name", plainName(n.Label))}
		hold := false
		switch {
		case !ascii(o.Name) || !ascii(n.Name):
			f.Severity, hold = finding.High, true
			f.Why = fmt.Sprintf("its name looks like that of a tool of the server %q and is spelt with other characters", plainName(n.Label))
		case memory.Similarity(l.Text(n.Print), o.Text) >= madeAfter && l.runner.change(memory.Tool, l.Text(n.Print), o.Text).class != cosmetic:
			f.Severity, hold = finding.High, true
			f.Why = fmt.Sprintf("it imitates a tool of the server %q and differs from it in what matters", plainName(n.Label))
		}
		l.Report(f, hold)
		return
	}
}

// ascii reports whether a name has nothing but ASCII.
func ascii(name string) bool {
	for i := range len(name) {
		if name[i] >= 0x80 {
			return false
		}
	}
	return true
}
