package markup

import (
	"strings"

	"github.com/mcp-watchdog/mcp-watchdog/internal/unmask"
)

// markdownLink is a link or picture in markdown.
type markdownLink struct {
	start, end int
	image      bool
	label      unmask.Stretch // what is shown of a link
	url        string
	urlEnd     int
	title      unmask.Stretch // with what sets it off; empty if there is none
	titleWords string
	recovered  bool           // not CommonMark: the address has spaces in it
	definition unmask.Stretch // where a reference is defined
}

// linkOpener is a bracket that may start a link.
type linkOpener struct {
	at     int
	image  bool
	nested bool // there are brackets inside
}

// linkReader reads the links of a markdown text in one pass.
type linkReader struct {
	text      string
	refs      map[string]linkDefinition
	open      []linkOpener
	escaped   int // behind the last character that a backslash precedes
	dead      int // openers before it are of no link: a link ended behind them
	paragraph int // its end
	html      inlineHTML
	found     func(*markdownLink)
}

// maxOpeners bounds the brackets that wait for their partner.
const maxOpeners = 128

// markdown looks at the links of a markdown text.
func (l *linkHunt) markdown(c *context) {
	r := linkReader{text: l.text, found: l.markdownLink}
	if strings.Contains(l.text, "]:") {
		r.refs = map[string]linkDefinition{}
		for _, d := range definitions(l.text, c) {
			if _, there := r.refs[d.key]; !there {
				r.refs[d.key] = d
			}
		}
	}
	r.read(c)
}

// read goes through the text.
func (r *linkReader) read(c *context) {
	shown := 0
	for i := 0; i < len(r.text); {
		k := strings.IndexAny(r.text[i:], "\\`<[]")
		if k < 0 {
			return
		}
		i += k
		if i >= r.paragraph {
			r.paragraph = paragraphEnd(r.text, i)
			r.open, r.dead = r.open[:0], 0
			r.html = inlineHTML{text: r.text, end: r.paragraph}
		}
		for shown < len(c.visible) && c.visible[shown].End <= i {
			shown++
		}
		if shown < len(c.visible) && c.visible[shown].Start <= i {
			i = c.visible[shown].End
			continue
		}
		i = r.step(i)
	}
}

// step takes the special character at i and returns where to go on.
func (r *linkReader) step(i int) int {
	switch r.text[i] {
	case '\\':
		r.escaped = i + 2
		return i + 2
	case '<':
		return max(i+1, r.html.element(i))
	case '[':
		o := linkOpener{at: i}
		if i > 0 && r.text[i-1] == '!' && r.escaped != i {
			o = linkOpener{at: i - 1, image: true}
		}
		if n := len(r.open); n > 0 {
			r.open[n-1].nested = true
		}
		if len(r.open) >= maxOpeners {
			r.open = append(r.open[:0], r.open[maxOpeners/2:]...)
			r.dead = max(0, r.dead-maxOpeners/2)
		}
		r.open = append(r.open, o)
	case ']':
		return r.shut(i)
	}
	return i + 1
}

// shut takes a closing bracket.
func (r *linkReader) shut(i int) int {
	n := len(r.open) - 1
	if n < 0 {
		return i + 1
	}
	o := r.open[n]
	r.open = r.open[:n]
	alive := o.image || n >= r.dead
	r.dead = min(r.dead, n)
	if !alive {
		return i + 1
	}
	l := markdownLink{start: o.at, image: o.image, label: unmask.Stretch{Start: o.at + 1, End: i}}
	if o.image {
		l.label.Start++
	}
	if !r.target(&l, i+1, o.nested) {
		return i + 1
	}
	r.found(&l)
	if !l.image {
		r.dead = n
	}
	return l.end
}

// target reads what follows the brackets: an address, a label, or nothing if the
// words themselves are a label.
func (r *linkReader) target(l *markdownLink, i int, nested bool) bool {
	if i < r.paragraph && r.text[i] == '(' {
		if r.inline(l, i+1) || r.recover(l, i+1) {
			return true
		}
	}
	if len(r.refs) == 0 {
		return false
	}
	key, end := "", i
	if i < r.paragraph && r.text[i] == '[' {
		rest := r.text[i+1 : min(r.paragraph, i+maxLabel)]
		if k := strings.IndexAny(rest, "[]"); k >= 0 && rest[k] == ']' {
			key, end = labelKey(rest[:k]), i+k+2
		}
	}
	if key == "" {
		if nested || l.label.End-l.label.Start > maxLabel {
			return false
		}
		key = labelKey(r.text[l.label.Start:l.label.End])
	}
	d, ok := r.refs[key]
	if ok && l.start == d.start {
		return false // the definition itself
	}
	l.url, l.end, l.urlEnd, l.definition = unescapedMarkdown(d.url), end, end, unmask.Stretch{Start: d.start, End: d.end}
	return ok
}

// Limits for what stands in parentheses.
const (
	maxLinkAddress = 4 << 10
	maxParentheses = 32
)

// inline reads an address with an optional title (CommonMark §6.3) from i on.
func (r *linkReader) inline(l *markdownLink, i int) bool {
	i = r.blanks(i)
	from, to := i, i
	if i < r.paragraph && r.text[i] == '<' {
		from++
		for to = from; to < r.paragraph && r.text[to] != '>' && r.text[to] != '\n' && r.text[to] != '<' && to-from < maxLinkAddress; to++ {
			if r.text[to] == '\\' {
				to++
			}
		}
		if to >= r.paragraph || r.text[to] != '>' {
			return false
		}
		i = to + 1
	} else {
		for depth := 0; to < r.paragraph && r.text[to] > ' ' && to-from < maxLinkAddress; to++ {
			switch r.text[to] {
			case '\\':
				if to+1 < r.paragraph && r.text[to+1] > ' ' {
					to++
				}
			case '(':
				if depth++; depth > maxParentheses {
					return false
				}
			case ')':
				depth--
			}
			if depth < 0 {
				break
			}
		}
		to = min(to, r.paragraph)
		i = to
	}
	l.url, l.urlEnd = unescapedMarkdown(r.text[from:to]), i
	at := r.blanks(i)
	if at < r.paragraph && r.text[at] == ')' {
		l.end = at + 1
		return true
	}
	return at > i && r.title(l, at)
}

// title reads a title and the closing parenthesis.
func (r *linkReader) title(l *markdownLink, i int) bool {
	if i >= r.paragraph {
		return false
	}
	shut := r.text[i]
	switch shut {
	case '"', '\'':
	case '(':
		shut = ')'
	default:
		return false
	}
	j := i + 1
	for ; j < r.paragraph && r.text[j] != shut && j-i < maxLinkAddress; j++ {
		if r.text[j] == '\\' {
			j++
		}
	}
	if j >= r.paragraph || r.text[j] != shut {
		return false
	}
	end := r.blanks(j + 1)
	if end >= r.paragraph || r.text[end] != ')' {
		return false
	}
	l.title, l.titleWords, l.end = unmask.Stretch{Start: l.urlEnd, End: j + 1}, r.text[i+1:j], end+1
	return true
}

// recover reads an address with spaces in it, as people and models write it. No
// renderer makes a link of it, and many a program does.
func (r *linkReader) recover(l *markdownLink, i int) bool {
	line := r.text[i:min(r.paragraph, i+maxLinkAddress/2)]
	if !strings.HasPrefix(line, "http") {
		return false
	}
	k := strings.IndexAny(line, ")\n")
	end := i + k + 1
	if k < 0 || line[k] == '\n' { // never closed: up to the next space
		if k = strings.IndexAny(line, " \t\n,"); k < 0 {
			k = len(line)
		}
		end = i + k
	}
	l.url, l.end, l.urlEnd, l.recovered = line[:k], end, i+k, true
	return true
}

// blanks steps over white space with at most one line end in it.
func (r *linkReader) blanks(i int) int {
	for lines := 0; i < r.paragraph && unmask.IsBlank(r.text[i]); i++ {
		if r.text[i] == '\n' {
			if lines++; lines > 1 {
				break
			}
		}
	}
	return i
}

// unescapedMarkdown takes backslashes before punctuation away and resolves
// character references.
func unescapedMarkdown(s string) string {
	if strings.IndexByte(s, '\\') >= 0 {
		var b strings.Builder
		for i := 0; i < len(s); i++ {
			if s[i] == '\\' && i+1 < len(s) && s[i+1] > ' ' && s[i+1] < 0x7f && !unmask.IsLetter(s[i+1]) && !unmask.IsDigit(s[i+1]) {
				i++
			}
			b.WriteByte(s[i])
		}
		s = b.String()
	}
	return unescaped(s)
}

// markdownLink judges one link.
func (l *linkHunt) markdownLink(m *markdownLink) {
	if m.definition.Start < m.definition.End && l.text[m.definition.Start+1] == '^' {
		return // a footnote
	}
	words := l.text[m.label.Start:m.label.End]
	if l.code && (!m.image || !startsLine(l.text, m.start)) {
		return
	}
	if l.address(m.url, m.start, m.end, m.image) {
		if d := m.definition; d.Start < d.End {
			l.address(m.url, d.Start, d.End, m.image)
		}
		return
	}
	if m.recovered {
		return
	}
	if m.titleWords != "" && isProse(m.titleWords) {
		l.mark(m.title.Start, m.title.End, unmask.LinkTitle, unmask.Words, m.titleWords)
	}
	switch {
	case m.image:
		if m.label.Start < m.label.End && isProse(words) {
			l.mark(m.label.Start, m.label.End, unmask.HiddenAttribute, unmask.Words, words)
		}
	case strings.TrimSpace(words) == "":
		if said := strings.NewReplacer("-", " ", "_", " ", "%20", " ", "+", " ", "/", " ").Replace(m.url + " " + m.titleWords); countWords(said, proseWords) == proseWords {
			l.mark(m.start, m.end, unmask.HiddenElement, unmask.Words, said)
		}
	default:
		l.shows(strings.Trim(unescapedMarkdown(words), "*_`~ "), m.url, m.start, m.end)
	}
}
