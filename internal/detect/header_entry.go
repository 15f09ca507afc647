package detect

import (
	"strings"

	"github.com/mcp-watchdog/mcp-watchdog/internal/finding"
)

// A calendar entry (RFC 5545) is lines of a head, too: a title with a line break
// adds guests, files and alarms to it, where the tool does not escape.

// entryLine reports a value that goes on with a property of a calendar entry.
func (a *Argument) entryLine() bool {
	if a.Has&(Break|Percent|Backslash) == 0 || a.Has&Colon == 0 || a.Key || a.End-a.Start > maxURL {
		return false
	}
	if !a.under(entryFields) && !(a.under(entryTexts) && a.Call.says(entryTools)) {
		return false
	}
	text := a.Text()
	if i := strings.IndexByte(text, ':'); i < 0 || hasFold(strings.TrimLeft(text[:i], " \t\r\n`"), "begin") {
		return false // an entry as a whole
	}
	for i := 0; i < len(text); i++ {
		n := lineBreak(text[i:])
		if n == 0 {
			continue
		}
		if addsProperty(text[i+n:]) {
			a.Report(finding.Finding{
				Rule: headerInjection, Severity: finding.High, Seen: finding.Mask(text),
				Why: "behind a line break it goes on with a property of a calendar entry",
			})
			return true
		}
		i += n - 1
	}
	return false
}

// properties of an entry that somebody would add, and how what they hold begins:
// in a text for people the same words have other things behind them.
var properties = [...]struct{ name, value string }{
	{"attendee", "mailto:"}, {"organizer", "mailto:"}, {"attach", "http"}, {"attach", "file:"}, {"attach", "cid:"}, {"attach", "data:"},
	{"begin", "valarm"}, {"begin", "vevent"}, {"begin", "vcalendar"}, {"end", "vevent"}, {"end", "vcalendar"},
	{"rrule", "freq="}, {"action", "audio"}, {"action", "email"}, {"action", "display"}, {"action", "procedure"},
}

// addsProperty reports whether a line is such a property: its name, parameters behind
// semicolons, a colon and no blank.
func addsProperty(line string) bool {
	for i := range properties {
		p := &properties[i]
		if !hasFold(line, p.name) {
			continue
		}
		rest := line[len(p.name):]
		if strings.HasPrefix(rest, ";") {
			end := strings.IndexAny(rest, "\r\n")
			if end < 0 {
				end = len(rest)
			}
			colon := strings.IndexByte(rest[:end], ':')
			if colon > 0 && strings.IndexByte(rest[:colon], '=') > 0 && strings.IndexByte(rest[:colon], ' ') < 0 {
				return true
			}
		}
		if after, ok := strings.CutPrefix(rest, ":"); ok && hasFold(after, p.value) {
			return true
		}
	}
	return false
}
