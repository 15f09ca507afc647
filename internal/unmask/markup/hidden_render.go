package markup

import (
	"bytes"
	"strconv"
	"strings"

	"github.com/mcp-watchdog/mcp-watchdog/internal/unmask"
	"github.com/mcp-watchdog/mcp-watchdog/internal/unmask/css"
)

// Render returns the text that a person sees of an HTML document or a markdown
// text, in reading order: headings, lists and code keep simple marks, a link is
// [words](address), a picture [image]. Nothing that HiddenHTML, HTMLComments and
// References find for certain is in it, so that texts that look alike come out
// alike, whatever is hidden in them. Source code comes back as it is. Time and
// memory are linear in the length of the text.
func Render(text string) string {
	c := scanContext(text)
	if c.code {
		return text
	}
	if !c.html {
		text = markdownPage(text, &c)
		c = context{html: true}
	}
	p := newPage(text, &c, true)
	p.out = &rendering{}
	p.walk(0)
	return p.out.String()
}

// Rendered is Render for texts with markup in which something could be hidden:
// HTML, and markdown with HTML, comments or link definitions in it. ok is false
// for other texts, which are best left as they are.
func Rendered(text string) (seen string, ok bool) {
	if !strings.Contains(text, "<!--") && !mayHideTag(text) && len(References(text)) == 0 && !looksLikeHTMLDocument(text) {
		return "", false
	}
	return Render(text), true
}

// rendering collects the visible text.
type rendering struct {
	b     []byte
	gap   int // line ends due before the next word; -1: a space
	pre   int // open elements that keep white space
	quote int
	lists []int // the next number of each open list, or 0 for bullets
	links []renderedLink
	named bool // the title is written
	fresh bool // nothing stands behind the mark of a list item or heading yet
}

type renderedLink struct {
	at   int
	href string
}

// String returns the text, without blank lines at its ends.
func (r *rendering) String() string { return strings.Trim(string(r.b), " \n") + "\n" }

// maxTitle is about what a browser shows of a title.
const maxTitle = 120

func (r *rendering) title(s string) {
	if s = strings.Join(strings.Fields(unescaped(s)), " "); s != "" && len(s) <= maxTitle && !r.named {
		r.named = true
		r.word(s)
		r.line(2)
	}
}

// line asks for n line ends before what comes next.
func (r *rendering) line(n int) {
	if len(r.b) > 0 && !r.fresh {
		r.gap = max(r.gap, n)
	}
}

// paragraph asks for an empty line, or in a list for a new one.
func (r *rendering) paragraph() {
	if len(r.lists) > 0 {
		r.line(1)
	} else {
		r.line(2)
	}
}

// word writes a piece of text without white space at its ends.
func (r *rendering) word(s string) {
	if r.gap > 0 || len(r.b) == 0 {
		for range r.gap {
			r.b = append(r.b, '\n')
		}
		for range min(r.quote, maxContainers) {
			r.b = append(r.b, "> "...)
		}
	} else if r.gap < 0 {
		r.b = append(r.b, ' ')
	}
	r.gap, r.fresh = 0, false
	r.b = append(r.b, s...)
}

// write takes a run of text as it stands in the page.
func (r *rendering) write(s string, _ *element) {
	s = unescaped(s)
	if r.pre > 0 {
		if s != "" {
			r.word(s)
		}
		return
	}
	for s != "" {
		n := 0
		for n < len(s) && unmask.IsBlank(s[n]) {
			n++
		}
		if n > 0 && r.gap == 0 {
			r.gap = -1
		}
		s = s[n:]
		for n = 0; n < len(s) && !unmask.IsBlank(s[n]); {
			n++
		}
		if n > 0 {
			r.word(s[:n])
		}
		s = s[n:]
	}
}

// open starts an element.
func (r *rendering) open(p *page, e *element) {
	switch name := e.Tag; name {
	case "p", "blockquote", "table", "figure", "details", "dl":
		r.paragraph()
		if name == "blockquote" {
			r.quote++
		}
	case "h1", "h2", "h3", "h4", "h5", "h6":
		r.line(2)
		r.word(strings.Repeat("#", int(name[1]-'0')))
		r.gap, r.fresh = -1, true
	case "ul", "ol":
		r.line(1)
		start := 0
		if name == "ol" {
			start, _ = strconv.Atoi(p.attr("start"))
			start = max(start, 1)
		}
		r.lists = append(r.lists, start)
	case "li":
		r.item()
	case "td", "th":
		if r.gap <= 0 && len(r.b) > 0 {
			r.gap = -1
			r.word("|")
			r.gap = -1
		}
	case "pre", "textarea", "xmp", "plaintext":
		r.line(2)
		r.pre++
	case "a":
		l := renderedLink{at: len(r.b)}
		if len(r.links) == 0 { // there are no links in links
			l.href = strings.TrimSpace(p.attr("href"))
		}
		r.links = append(r.links, l)
	default:
		if e.name.traits&block != 0 {
			r.line(1)
		}
	}
}

// item starts a list item.
func (r *rendering) item() {
	r.line(1)
	mark := "-"
	if n := len(r.lists); n > 0 {
		if r.lists[n-1] > 0 {
			mark = strconv.Itoa(r.lists[n-1]) + "."
			r.lists[n-1]++
		}
		mark = strings.Repeat("  ", min(n-1, maxContainers)) + mark
	}
	r.word(mark)
	r.gap, r.fresh = -1, true
}

// close ends an element.
func (r *rendering) close(_ *page, e *element) {
	switch e.Tag {
	case "p", "table", "figure", "details", "dl", "h1", "h2", "h3", "h4", "h5", "h6":
		r.paragraph()
	case "blockquote":
		r.quote = max(0, r.quote-1)
		r.paragraph()
	case "ul", "ol":
		if n := len(r.lists); n > 0 {
			r.lists = r.lists[:n-1]
		}
		r.line(1)
	case "pre", "textarea", "xmp", "plaintext":
		r.pre = max(0, r.pre-1)
		r.b = bytes.TrimRight(r.b, "\n")
		r.line(2)
	case "a":
		r.link()
	default:
		if e.name.traits&block != 0 {
			r.line(1)
		}
	}
}

// link writes where the link at hand leads, if there is something to click on.
func (r *rendering) link() {
	n := len(r.links)
	if n == 0 {
		return
	}
	l := r.links[n-1]
	r.links = r.links[:n-1]
	from := l.at
	for from < len(r.b) && unmask.IsBlank(r.b[from]) {
		from++
	}
	words := string(r.b[from:])
	if l.href == "" || l.href[0] == '#' || strings.TrimSpace(words) == "" || strings.HasPrefix(strings.ToLower(l.href), "javascript:") {
		return
	}
	if words == l.href {
		return
	}
	r.b = append(r.b[:from], '[')
	r.b = append(r.b, words...)
	r.b = append(r.b, "]("...)
	r.b = append(r.b, l.href...)
	r.b = append(r.b, ')')
}

// single writes an element without content.
func (r *rendering) single(p *page, e *element) {
	switch e.Tag {
	case "br":
		r.line(1)
	case "hr":
		r.line(2)
		r.word("---")
		r.line(2)
	case "img", "embed":
		w, _, sized := css.Number(p.attr("width"))
		h, _, high := css.Number(p.attr("height"))
		if !(sized && w <= 1 || high && h <= 1) {
			r.word("[image]")
		}
	case "input":
		val := p.attr("value")
		if val == "" {
			val = p.attr("placeholder")
		}
		switch strings.ToLower(p.attr("type")) {
		case "hidden", "checkbox", "radio", "password", "file":
		default:
			r.write(" "+val+" ", e)
		}
	}
}
