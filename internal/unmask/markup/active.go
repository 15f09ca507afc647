package markup

import (
	"encoding/base64"
	"strings"

	"github.com/mcp-watchdog/mcp-watchdog/internal/unmask"
)

const (
	// longestActive bounds how much of one tag, address or script is read.
	longestActive = 4 << 10
	// longestExploit is the length up to which a script is taken for one that
	// was smuggled in: those of pages that read and send data are longer.
	longestExploit = 700
	// fragment is the length up to which a text that brings a script is hardly
	// more than a carrier for it.
	fragment = 2 << 10
)

// Active finds, ascending, what a renderer of HTML, SVG or markdown would run:
// scripts, handlers of events, addresses that are programs (javascript:) or pages
// of the text's own making (data:text/html), frames with content, CSS expressions.
//
// The weight is Carrier for what no page has for its own use: code that shows it
// got in (alert(1)), takes cookies or storage along in an address, or builds
// itself from pieces; programs in links of markdown; handlers that break out of
// an attribute. It is Words for scripts and the like outside of pages, and Stray
// for those in a text that is long for what it carries. The scripts of whole
// pages have no mark unless they are Carrier, and text that markdown shows as
// code or that is plainly source code has none at all.
func Active(text string) []unmask.Mark {
	if !mayAct(text) {
		return nil
	}
	c := scanContext(text)
	if c.code || isDiff(text) {
		return nil
	}
	a := activeHunt{text: text, page: c.html || pageHead(text[:min(len(text), 4<<10)])}
	for i := 0; i < len(text); i++ {
		if i < a.done {
			continue
		}
		switch text[i] {
		case '<':
			if i+1 < len(text) && unmask.IsLetter(text[i+1]) && c.visibleUntil(i) == i {
				a.tag(i)
			}
		case ']':
			if strings.HasPrefix(text[i:], "](") && c.visibleUntil(i) == i {
				a.link(i)
			}
		case ':':
			if c.visibleUntil(i) == i {
				a.bare(i)
			}
		case '=':
			if len(text) <= fragment && c.visibleUntil(i) == i {
				a.breakOut(i)
			}
		case '\'', '"':
			a.endString(i)
		case '{':
			if strings.HasPrefix(text[i:], "{{") && c.visibleUntil(i) == i {
				a.template(i)
			}
		}
	}
	return a.marks
}

// grade is how sure it is that what runs is an attack.
type grade uint8

const (
	idle     grade = iota // nothing runs
	active                // something runs
	doubtful              // an attack or an example of one
	certain
)

type activeHunt struct {
	text  string
	page  bool
	marks []unmask.Mark
	done  int  // what is in front has been looked at
	open  int  // tags that never end, read so far
	torn  bool // no end tag of a script is left
}

// maxOpenTags bounds the tags without an end that are read once more from
// inside: each of them may be text.
const maxOpenTags = 8

func (a *activeHunt) mark(start, end int, g grade) {
	w := unmask.Carrier
	switch {
	case g == idle:
		w = unmask.Stray
	case g == doubtful:
		w = unmask.Words
	case g == active && a.page:
		return
	case g == active && len(a.text) > fragment:
		w = unmask.Stray
	case g == active:
		w = unmask.Words
	}
	a.marks = append(a.marks, unmask.Mark{Start: start, End: end, Kind: unmask.ActiveContent, Weight: w, Hidden: unmask.Bounded(a.text[start:end])})
	a.done = max(a.done, end)
}

// tag looks at the tag that starts at i.
func (a *activeHunt) tag(i int) {
	text := a.text
	at := newAttributes(text, i, min(len(text), i+longestActive))
	name := strings.ToLower(text[i+1 : min(at.i, i+20)])
	worst, acts, data := idle, false, false
	for at.next() {
		n, v := squeezed(at.name()), squeezed(at.val())
		w, ok := a.attribute(n, v, at.val())
		if strings.HasPrefix(n, "on") && a.alone(v) {
			w, ok = max(w, firesOf(name, n)), true
		}
		acts = acts || ok
		worst = max(worst, w)
		data = data || n == "type" && v != "" && v != "module" && !strings.Contains(v, "script")
	}
	end := min(at.end, len(text))
	if a.open++; text[end-1] == '>' || a.open > maxOpenTags {
		a.done = end
	}
	if name == "script" && !data {
		acts = true
		body := text[end:min(len(text), end+longestActive)]
		if !a.torn {
			shut := closeTag(text, end, "script")
			if shut < 0 {
				a.torn = a.open > maxOpenTags
			} else {
				body = text[end:min(shut, end+longestActive)]
				end = min(len(text), shut+len("</script>"))
			}
		}
		code := squeezed(body)
		if worst = max(worst, a.proof(code), active); a.alone(code) {
			worst = certain
		}
		if a.done = max(a.done, end); a.torn {
			a.done = len(text) // what is behind belongs to the script
		}
	}
	if name == "style" {
		if shut := closeTag(text, end, "style"); shut > 0 && runsInStyle(squeezed(text[end:min(shut, end+longestActive)])) {
			acts, worst, end = true, certain, min(len(text), shut+len("</style>"))
		}
	}
	if acts {
		a.mark(i, end, worst)
	}
}

// proof judges squeezed code. In a long text, or a page of some length, what
// only shows that it got in is more likely an example than an attack.
func (a *activeHunt) proof(code string) grade {
	switch {
	case !exploit(code):
		return idle
	case len(a.text) > longText || a.page && len(a.text) > fragment:
		if !takesAlong(code) && !runsHidden(code) {
			return doubtful
		}
	}
	return certain
}

// longText is from where on a text is more than a carrier for what it brings.
const longText = 8 << 10

// attribute judges one attribute of a tag: how bad it is, and whether it does
// anything.
func (a *activeHunt) attribute(name, value, raw string) (grade, bool) {
	switch {
	case a.loose() && brings(value): // it gets out where the value is copied to
		return certain, true
	case strings.HasPrefix(name, "on") && len(name) > 4:
		switch {
		case exploit(value):
			return a.proof(value), true
		case strings.Contains(value, "javascript:") && !harmlessProgram(value):
			return certain, true
		case value != "" && !harmlessHandler(value):
			return idle, !a.page
		}
	case name == "style":
		if strings.Contains(value, "expression(") || strings.Contains(value, "url(javascript:") || strings.Contains(value, "-moz-binding:") {
			return certain, true
		}
	case name == "srcdoc":
		if strings.Contains(value, "<script") || exploit(value) {
			return certain, true
		} else if value != "" {
			return active, !a.page
		}
	case takesAddress[name] || strings.HasSuffix(name, ":href"):
		return a.address(value, raw)
	}
	return idle, false
}

// takesAddress are attributes whose value a renderer opens or runs.
var takesAddress = map[string]bool{
	"href": true, "src": true, "action": true, "formaction": true, "data": true, "poster": true, "background": true, "lowsrc": true,
	"dynsrc": true, "content": true, "values": true, "to": true, "from": true, "code": true, "codebase": true, "folder": true, "manifest": true,
}

// address judges an address: squeezed, and as it stands.
func (a *activeHunt) address(v, raw string) (grade, bool) {
	k := strings.IndexByte(v, ':')
	if k < 0 {
		return idle, false
	}
	if u := strings.LastIndex(v, "url="); u >= 0 && (u < 12 || strings.Contains(v[:min(len(v), 12)], "url=")) { // of a refresh: the last counts for some
		v = v[u+4:]
		if k = strings.IndexByte(v, ':'); k < 0 {
			return idle, false
		}
	}
	scheme, rest := v[:k], v[k+1:]
	switch {
	case len(scheme) <= 24 && (strings.HasSuffix(scheme, "javascript") || strings.HasSuffix(scheme, "vbscript") || strings.HasSuffix(scheme, "livescript")):
		switch {
		case exploit(rest):
			return a.proof(rest), true
		case strings.HasSuffix(scheme, "vbscript"), strings.Contains(rest, "javascript:"):
			return certain, true
		case !harmlessProgram(rest):
			return active, !a.page
		}
	case strings.HasSuffix(scheme, "data"):
		return dataAddress(rest, raw)
	}
	return idle, false
}

// dataAddress judges what stands behind "data:".
func dataAddress(rest, raw string) (grade, bool) {
	kind, body, _ := strings.Cut(rest, ",")
	switch {
	case strings.HasPrefix(kind, "text/html"), strings.HasPrefix(kind, "application/xhtml"), strings.HasPrefix(kind, "text/javascript"), strings.HasPrefix(kind, "application/javascript"):
		return certain, true
	case strings.HasPrefix(kind, "image/svg"):
		if strings.Contains(kind, "base64") {
			_, encoded, _ := strings.Cut(raw, ",")
			encoded = strings.TrimRight(withoutBlanks(encoded[:min(len(encoded), longestActive)]), "=")
			if b, err := base64.RawStdEncoding.DecodeString(encoded[:len(encoded)&^3]); err == nil {
				body = squeezed(string(b))
			}
		}
		body = squeezed(percentDecoded(body))
		if strings.Contains(body, "<script") || exploit(body) || strings.Contains(body, "onload=") || strings.Contains(body, "javascript:") {
			return certain, true
		}
	}
	return idle, false
}

// link looks at the target of a markdown link or picture.
func (a *activeHunt) link(i int) {
	start := i + 2
	head := squeezed(unescaped(a.text[start:min(len(a.text), start+64)]))
	if !strings.Contains(head, "script:") && !strings.Contains(head, "data:") {
		return
	}
	end := start
	for depth := 1; end < len(a.text) && end < start+longestActive && a.text[end] != '\n'; end++ {
		if a.text[end] == '(' {
			depth++
		} else if a.text[end] == ')' {
			if depth--; depth == 0 {
				break
			}
		}
	}
	raw := unescaped(strings.TrimLeft(a.text[start:end], " \t<"))
	v := squeezed(raw)
	k := strings.IndexByte(v[:min(len(v), 24)], ':')
	if k < 0 {
		return
	}
	program := strings.HasSuffix(v[:k], "javascript") || strings.HasSuffix(v[:k], "vbscript")
	if w, ok := a.address(v, raw); ok && (w == certain || program) || program && !harmlessProgram(v[k+1:]) {
		a.mark(start, end, certain)
	}
}

// bare looks at an address that stands by itself, at the start of a line or in
// quotes.
func (a *activeHunt) bare(i int) {
	start := i
	for start > 0 && i-start < 16 && unmask.IsLetter(a.text[start-1]) {
		start--
	}
	word := a.text[start:i]
	if len(word) < 4 || start > 0 && !strings.ContainsRune("\n\r\t \"'`(=>:/", rune(a.text[start-1])) {
		return
	}
	script, data := strings.EqualFold(word, "javascript") || strings.EqualFold(word, "vbscript"), strings.EqualFold(word, "data")
	if !script && !data {
		return
	}
	end := min(lineEnd(a.text, i), i+longestActive)
	rest := a.text[i+1 : end]
	if data && !strings.HasPrefix(strings.ToLower(rest), "text/html") {
		return
	}
	if data {
		if k := strings.IndexAny(rest, " \t\"'<>)"); k >= 0 {
			end = i + 1 + k
		}
		if len(a.text) <= fragment && strings.Contains(rest, ",") {
			a.mark(start, end, certain)
		}
		return
	}
	rest = rest[:min(len(rest), longestExploit)]
	a.done = i + 1 + len(rest)
	if w := a.proof(squeezed(percentDecoded(rest))); w > idle {
		a.mark(start, end, w)
	}
}

// breakOut looks at a handler that stands in no tag: it is made to break out of
// the attribute that it will be put in.
func (a *activeHunt) breakOut(i int) {
	start := i
	for start > 0 && unmask.IsLetter(a.text[start-1]) {
		start--
	}
	name := strings.ToLower(a.text[start:i])
	if !strings.HasPrefix(name, "on") || len(name) < 5 || len(name) > 24 || strings.LastIndexByte(a.text[:start], '<') > strings.LastIndexByte(a.text[:start], '>') {
		return
	}
	end := min(lineEnd(a.text, i), i+longestExploit)
	front := strings.TrimRight(a.text[:start], " \t/")
	if front == "" || !strings.ContainsRune("\"'`", rune(front[len(front)-1])) || !exploit(squeezed(a.text[i+1:end])) {
		return
	}
	a.mark(len(front)-1, end, certain)
}

// template looks at an expression that frameworks run.
func (a *activeHunt) template(i int) {
	end := min(len(a.text), i+longestExploit)
	if k := strings.Index(a.text[i:end], "}}"); k >= 0 {
		a.done = i + k + 2
		if s := squeezed(a.text[i : i+k]); strings.Contains(s, "constructor") && (strings.Contains(s, ".constructor(") || strings.Contains(s, "[constructor]") || exploit(s)) {
			a.mark(i, i+k+2, certain)
		}
	}
}

// isDiff reports whether text is a change of source code.
func isDiff(text string) bool {
	return strings.HasPrefix(text, "diff --git ") || strings.Contains(text, "\ndiff --git ") || strings.HasPrefix(text, "--- ") && strings.Contains(text, "\n+++ ") || strings.Contains(text, "\n@@ -")
}

// mayAct is the prefilter: something in text has the name of what runs.
func mayAct(text string) bool {
	for i := 0; i+4 < len(text); i++ {
		found := false
		switch text[i] | 0x20 {
		case 'a':
			found = prefixFold(text[i:], "alert(")
		case 'c':
			found = prefixFold(text[i:], "cript") || prefixFold(text[i:], "constructor")
		case 'd':
			found = prefixFold(text[i:], "data:text") || prefixFold(text[i:], "data:image/svg") || prefixFold(text[i:], "data:application/x")
		case 's':
			found = prefixFold(text[i:], "srcdoc")
		case 'x':
			found = prefixFold(text[i:], "xpression")
		case 'm':
			found = prefixFold(text[i:], "moz-binding")
		case 'o':
			if text[i+1]|0x20 == 'n' {
				j := i + 2
				for j < len(text) && j < i+24 && unmask.IsLetter(text[j]) {
					j++
				}
				for j < len(text) && j < i+32 && (unmask.IsBlank(text[j]) || text[j] == '\f') {
					j++
				}
				found = j < len(text) && text[j] == '='
			}
		case '&' | 0x20, '\t' | 0x20:
			found = i > 0 && (unmask.IsLetter(text[i-1]) && (text[i] == '&' || text[i] < ' ') || text[i] == '&' && text[i+1] == '#') && splitsScript(text, i)
		}
		if found {
			return true
		}
	}
	return false
}

// splitsScript reports whether a reference or a blank at i splits the name of a
// scheme: java&#x09;script:
func splitsScript(text string, i int) bool {
	start := max(0, i-12)
	return strings.Contains(squeezed(unescaped(text[start:min(len(text), i+120)])), "script:")
}

func prefixFold(s, prefix string) bool {
	return len(s) >= len(prefix) && strings.EqualFold(s[:len(prefix)], prefix)
}
