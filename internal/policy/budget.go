package policy

import (
	"fmt"
	"maps"

	"github.com/mcp-watchdog/mcp-watchdog/internal/finding"
)

// BudgetSpent is the rule of calls beyond a budget of the user.
var BudgetSpent = &finding.Rule{
	ID: "budget_spent", Class: OwnClass, Severity: finding.Medium, Title: "a call beyond the budget that your policy sets",
	Catches:   "A call of a tool that was called as often as a line under budgets in your configuration allows in its time. The verdict names the line.",
	Example:   "servers: {mail: {budgets: [{tool: send_*, calls: 3, per: 10m}]}} and the fourth mail in ten minutes; same: true counts only calls with the same arguments",
	Misses:    "Calls of other sessions: each running server has its own count.",
	Exception: "Change the line of your configuration that the verdict names.",
}

// Budget is how many calls there may be in a time. It is counted from the first
// call on; the count of all tools that match is one.
type Budget struct {
	Source Source
	Action Action
	// Server and Tool are patterns.
	Server, Tool string
	Calls        int
	// Same counts only calls that are the same in all arguments.
	Same bool
	// Per is in seconds.
	Per int64
}

// Account is what a count belongs to: a budget and, where it is about the same
// calls, one of those.
type Account struct {
	Budget Source
	Call   uint64
}

// maxAccounts bounds what a session counts. Beyond it the counts of same calls
// begin anew.
const maxAccounts = 4096

// Spent is what was used of a budget since a moment.
type Spent struct {
	Since int64
	Calls int
}

// Spend counts a call, and returns the budgets that have nothing left for it.
// spent is the session's counts.
func (c *Calls) Spend(spent map[Account]Spent, at *Scene) []Refused {
	var out []Refused
	for i := range c.Budgets {
		b := &c.Budgets[i]
		if !Match(b.Server, at.Server) || b.Tool != "" && !Match(b.Tool, at.Tool) {
			continue
		}
		account := Account{Budget: b.Source}
		if b.Same {
			account.Call = at.Call
		}
		s := spent[account]
		if at.Now-s.Since >= b.Per || at.Now < s.Since {
			s = Spent{Since: at.Now}
		}
		if s.Calls >= b.Calls {
			out = append(out, Refused{
				Rule: BudgetSpent, Pointer: "/params/name", Verdict: Verdict{Action: b.Action, By: b.Source, Preset: Pass},
				Why: fmt.Sprintf("your policy allows %d such calls in %d seconds, and there is none left for another %d seconds", b.Calls, b.Per, s.Since+b.Per-at.Now),
			})
			continue
		}
		s.Calls++
		if len(spent) >= maxAccounts {
			maps.DeleteFunc(spent, func(a Account, _ Spent) bool { return a.Call != 0 })
		}
		spent[account] = s
	}
	return out
}
