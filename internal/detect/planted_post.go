package detect

import (
	"strings"

	"github.com/mcp-watchdog/mcp-watchdog/internal/finding"
	"github.com/mcp-watchdog/mcp-watchdog/internal/message"
)

// What is posted (a comment, a ticket, a message) is read by the agents of others, who
// are handed it by tools that they trust: so an attack goes from one to the next. People
// quote orders to models there, and write to bots themselves. Only an order that comes
// with another of those that nobody gives in good faith is told, and never refused.

// posts reports whether the argument is a text that a tool posts or mails.
func (a *Argument) posts() bool {
	return a.Surface == message.Argument && a.Call.Purpose()&(Posts|Mails) != 0 && a.Role()&(ProseRole|CodeRole) != 0 && a.Role()&(CommandRole|PathRole) == 0
}

// plantedPost judges a text that is posted, as whoever reads it with a model would.
func (a *Argument) plantedPost() bool {
	if a.End-a.Start < fewLetters {
		return false
	}
	text := a.Text()
	text = text[:runeStart(text, min(len(text), maxPlanted))]
	if !a.turnsToModel(text) && !a.Call.says(delegating) {
		return false
	}
	f := ordersTogether(a.asDocument(text))
	if f != nil && a.Has&(Quote|Backtick|High) != 0 {
		f = ordersTogether(a.asDocument(withoutQuotes(text)))
	}
	if f == nil {
		return false
	}
	a.runner.requests.planting.told = true
	a.Report(finding.Finding{Rule: plantedFile, Severity: finding.Medium, Why: "it is posted where models of others read it: " + f.Why, Seen: f.Seen})
	return true
}

// turnsToModel reports whether a text has a word for those it is planted for, or for what
// they are to drop: most messages have none, and need not be read as a document.
func (a *Argument) turnsToModel(text string) bool {
	_, wake := a.sentWords(text)
	return wake&modelWord != 0 || strings.Contains(text, "AI") || strings.Contains(text, "LLM")
}

// ordersTogether returns the first of the findings that is surely of an order and comes
// with another one, or poses as a message of the system; nil for none.
func ordersTogether(found []finding.Finding) *finding.Finding {
	for i := range found {
		if f := &found[i]; f.Severity >= finding.High && (f.Rule == importantBlock || orders(f) && accompanied(f, found)) {
			return f
		}
	}
	return nil
}

// orders reports whether a finding is of an order.
func orders(f *finding.Finding) bool {
	switch f.Rule {
	case toolDriving, secrecyOrder, memoryPlanting, instructionOverride, credentialSeeking:
		return true
	}
	return false
}

// accompanied reports whether an order comes with one of another kind: a task that is to
// be kept from somebody, or rules to drop and something to hand over.
func accompanied(f *finding.Finding, found []finding.Finding) bool {
	for i := range found {
		g := &found[i]
		if g.Rule == f.Rule || !orders(g) {
			continue
		}
		if f.Rule == secrecyOrder || g.Rule == secrecyOrder || f.Rule == credentialSeeking && g.Rule == instructionOverride || f.Rule == instructionOverride && g.Rule == credentialSeeking {
			return true
		}
	}
	return false
}

// quotations are marks between which somebody quotes, the longest first.
var quotations = [...][2]string{{"```", "```"}, {"`", "`"}, {`"`, `"`}, {"\u201c", "\u201d"}, {"\u201e", "\u201c"}, {"\u00ab", "\u00bb"}, {" '", "'"}}

// withoutQuotes returns a text without what it quotes. A mark that nothing closes is not
// looked for again.
func withoutQuotes(text string) string {
	var b strings.Builder
	var open [len(quotations)]bool
next:
	for i := 0; i < len(text); {
		for k, q := range quotations {
			if open[k] || !strings.HasPrefix(text[i:], q[0]) {
				continue
			}
			from := i + len(q[0])
			end := closing(text[from:], q[1])
			if end < 0 {
				open[k] = true
				continue
			}
			b.WriteString(" \u2026 ")
			i = from + end + len(q[1])
			continue next
		}
		b.WriteByte(text[i])
		i++
	}
	return b.String()
}

// closing returns where a mark closes a quotation. A single one closes only before
// something that is no letter, so that "don't" quotes nothing.
func closing(text, mark string) int {
	for from := 0; ; {
		k := strings.Index(text[from:], mark)
		if k < 0 {
			return -1
		}
		if k += from; mark != "'" || k+1 >= len(text) || !letter(text[k+1]) {
			return k
		}
		from = k + 1
	}
}
