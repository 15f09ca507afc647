package markup

import (
	"strings"

	"golang.org/x/net/html"

	"github.com/mcp-watchdog/mcp-watchdog/internal/unmask"
	"github.com/mcp-watchdog/mcp-watchdog/internal/unmask/css"
)

// page reads a text as a browser builds a page of it, as far as that decides
// what is seen.
type page struct {
	text string
	ctx  *context
	// sure leaves out what may or may not be hidden.
	sure      bool
	xml       bool // not a page, but data in XML
	component bool // source of a component: a template at the top is what it shows
	// styled: some style sheet is not in the text.
	styled bool
	out    *rendering // where the visible text goes, or nil

	raws    []rawElement
	rules   css.Matcher
	names   map[string]*tagName
	stack   []element
	attrs   []attribute
	style   css.Cascade
	inline  []css.Declaration
	under   int // open elements that hide all they hold
	drawing int // open svg elements
	ended   bool
	shown   int // runs of visible text and media so far
	words   []byte
	found   []finding
}

// tagName is an element name and how many of that name are open.
type tagName struct {
	name   string
	traits traits
	open   int
}

// element is an open element.
type element struct {
	css.Node
	name  *tagName
	opens int // offset of its start tag
	start int // what would be taken out
	// keepsTags: its tags stay, since they end something around.
	keepsTags bool
	look      look
	hides     hiding
	shut      bool // a details element that is closed
	// covered: it opened inside something hidden, so that its own style is not
	// known.
	covered bool
	// what page held when it opened
	words, found, shown int
}

// hiding says whether an element starts something hidden.
type hiding uint8

const (
	hidesNothing hiding = iota
	hidesAll            // it hides all it holds
	hidesText           // text in it is hidden, unless an element inside shows it again
)

// finding is a mark in the making; from and to are offsets in page.words.
type finding struct {
	start, end, from, to int
	kind                 unmask.Kind
	doubtful             bool
}

// attribute is one of the element at hand.
type attribute struct {
	name     string
	start    int // of the name
	from, to int // of the value
}

// maxStack is the depth to which browsers nest elements; deeper ones become
// siblings.
const maxStack = 512

func newPage(text string, c *context, sure bool) *page {
	p := &page{text: text, ctx: c, sure: sure, names: map[string]*tagName{}}
	p.xml = strings.HasPrefix(text, "<?xml") && !pageHead(text)
	p.component = !c.html && strings.Contains(text, "\n</template>") && strings.Contains(text, "<script") &&
		(strings.Contains(text, "export default") || strings.Contains(text, "<script setup") || strings.Contains(text, "<script lang=\"ts\" setup"))
	p.raws = rawElements(text, c)
	p.rules.Work = 16*len(text) + 4096
	var s *css.Sheet
	for _, r := range p.raws {
		if r.name != "style" || strings.Contains(strings.ToLower(text[r.tag.Start:r.tag.End]), "print") {
			continue
		}
		if s == nil {
			s = css.NewSheet()
		}
		s.Add(text[r.inner.Start:r.inner.End])
	}
	p.rules.Sheet = s
	return p
}

// pageHead reports whether a text in XML is a page or a picture after all.
func pageHead(text string) bool {
	head := strings.ToLower(text[:min(len(text), 2<<10)])
	return strings.Contains(head, "<html") || strings.Contains(head, "<svg") || strings.Contains(head, "<!doctype html")
}

// walk reads the text from an offset on.
func (p *page) walk(from int) {
	z := html.NewTokenizer(strings.NewReader(masked(p.text, p.ctx, from)))
	for at := from; ; {
		z.AllowCDATA(p.drawing > 0 || p.xml)
		kind := z.Next()
		start, end := at, at+len(z.Raw())
		at = end
		switch kind {
		case html.ErrorToken:
			if end < len(p.text) || start < end {
				p.unfinished(start)
			}
			p.ended = true
			p.closeDownTo(0, len(p.text), len(p.text))
			return
		case html.TextToken:
			p.content(start, end)
		case html.StartTagToken, html.SelfClosingTagToken:
			if p.isMention(start, end) {
				continue
			}
			if !p.isRaw(start) {
				z.NextIsNotRawText()
			}
			p.open(start, end, kind == html.SelfClosingTagToken)
		case html.EndTagToken:
			p.close(start, end)
		case html.CommentToken:
			p.comment(start, end)
		}
	}
}

// isMention reports whether a tag without attributes stands between two escaped
// backticks, where the source of a program that writes markdown speaks of it, or
// for the value of an option and is never closed: "--conflict=<style>".
func (p *page) isMention(start, end int) bool {
	if p.ctx.html || start < 2 || strings.IndexByte(p.text[start:end], ' ') >= 0 {
		return false
	}
	return p.text[start-2:start] == "\\`" && strings.HasPrefix(p.text[end:], "\\`") || p.text[start-1] == '=' && !strings.Contains(p.text[end:], "</"+p.text[start+1:end])
}

// isRaw reports whether the element that starts at the offset holds text.
func (p *page) isRaw(start int) bool {
	for len(p.raws) > 0 && p.raws[0].tag.Start < start {
		p.raws = p.raws[1:]
	}
	return len(p.raws) > 0 && p.raws[0].tag.Start == start && !p.xml
}

// unfinished takes what follows a tag that never ends: a browser drops it.
func (p *page) unfinished(start int) {
	if p.under == 0 && p.ctx.html && unmask.HasLetters(p.text[start:]) && countWords(p.text[start:], proseWords) == proseWords {
		p.say(unmask.HiddenElement, start, len(p.text), p.text[start:])
	}
}

// comment takes a comment, or what is read as one.
func (p *page) comment(start, end int) {
	s := p.text[start:end]
	odd := !strings.HasPrefix(s, "<!--")
	inner := strings.Trim(s, "<!->/?")
	switch {
	case p.under > 0:
		p.addWords(inner)
	case !odd && p.ctx.code && startsLine(p.text, start) && countWords(inner, 4) == 4:
		p.say(unmask.HTMLComment, start, end, inner)
	case !odd || p.xml || strings.ContainsAny(inner, "{};$") || countWords(inner, 4) < 4:
	case strings.HasPrefix(s, "<?") && strings.ContainsAny(inner, "=()"):
	case strings.HasPrefix(s, "<!DOCTYPE") || strings.HasPrefix(s, "<!doctype"):
	default:
		p.say(unmask.HTMLComment, start, end, inner)
	}
}

// content takes a run of text.
func (p *page) content(start, end int) {
	s := p.text[start:end]
	top := p.top()
	raw := rawText & top.name.traits
	if p.under > 0 {
		if raw != 0 && top.name.traits&nature != 0 {
			s = withoutTags(s)
		}
		p.addWords(s)
		return
	}
	switch {
	case raw != 0 && p.embedded(top, start, end):
		return
	case strings.TrimSpace(s) == "":
		p.addWords(" ")
	case top.look.sight == plainlySeen:
		p.shown++
	default:
		from := len(p.words)
		p.addWords(s)
		lead, tail := len(s)-len(strings.TrimLeft(s, " \t\r\n")), len(s)-len(strings.TrimRight(s, " \t\r\n"))
		p.found = append(p.found, finding{start + lead, end - tail, from, len(p.words), unmask.HiddenElement, top.look.sight == maybeUnseen})
		return
	}
	if p.out != nil {
		p.out.write(s, top)
	}
}

// embedded takes the content of scripts, style sheets and titles.
func (p *page) embedded(top *element, start, end int) bool {
	switch top.name.name {
	case "script", "style":
		for i := start; i < end; {
			stop := min(lineEnd(p.text[:end], i), end)
			for line := p.text[:stop]; i < stop && mayBeProse(line[i:]); {
				from, to, on := proseRun(line, i, codeWords, false)
				if from < to {
					p.say(unmask.HiddenCode, from, to, p.text[from:to])
				}
				i = on
			}
			i = stop + 1
		}
	case "title":
		if p.out != nil {
			p.out.title(p.text[start:end])
		} else if countWords(p.text[start:end], longTitle) == longTitle {
			p.say(unmask.HiddenElement, start, end, p.text[start:end])
		}
	default:
		return false
	}
	return true
}

// longTitle is the number of words from which a title does not fit in a tab.
const longTitle = 12

// addWords adds to the hidden words, with references resolved and white space
// collapsed.
func (p *page) addWords(s string) {
	if p.out != nil {
		return
	}
	s = unescaped(s)
	for i := 0; i < len(s); i++ {
		if !unmask.IsBlank(s[i]) {
			p.words = append(p.words, s[i])
		} else if n := len(p.words); n > 0 && p.words[n-1] != ' ' {
			p.words = append(p.words, ' ')
		}
	}
}

// withoutTags takes the tags out of markup that is not parsed.
func withoutTags(s string) string {
	if strings.IndexByte(s, '<') < 0 {
		return s
	}
	var b strings.Builder
	for {
		open := strings.IndexByte(s, '<')
		if open < 0 {
			break
		}
		b.WriteString(s[:open])
		b.WriteByte(' ')
		shut := strings.IndexByte(s[open:], '>')
		if shut < 0 {
			s = s[open+1:]
			break
		}
		s = s[open+shut+1:]
	}
	b.WriteString(s)
	return b.String()
}

// name returns the record of an element name as it stands in the text.
func (p *page) name(s string) *tagName {
	n := p.names[s]
	if n == nil {
		low := strings.ToLower(s)
		if n = p.names[low]; n == nil {
			n = &tagName{name: low, traits: tagTraits[low]}
			if p.xml {
				n.traits = 0
			}
			p.names[low] = n
		}
	}
	return n
}

// pageRoot is what the text stands in.
var pageRoot = element{name: &tagName{}, look: look{font: 16, color: css.Black, ground: css.White, opacity: 1}}

// top returns the innermost open element.
func (p *page) top() *element {
	if n := len(p.stack); n > 0 {
		return &p.stack[n-1]
	}
	return &pageRoot
}
