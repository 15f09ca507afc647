package markup

import (
	"strings"

	"github.com/mcp-watchdog/mcp-watchdog/internal/unmask"
)

// markdownPage returns HTML that shows what a markdown text shows (CommonMark,
// with the tables, struck text and task lists of GitHub). Emphasis is left out,
// and every item of a list has its paragraphs. Time and memory are linear.
func markdownPage(text string, c *context) string {
	m := markdown{}
	for _, d := range definitions(text, c) {
		if m.refs == nil {
			m.refs = map[string]linkDefinition{}
		}
		if _, there := m.refs[d.key]; !there && !d.footnote() {
			m.refs[d.key] = d
		}
	}
	m.out = make([]byte, 0, len(text)+len(text)/4)
	for i := 0; i < len(text); {
		end := lineEnd(text, i)
		m.line(cursor{s: text, i: i, end: end})
		i = end + 1
	}
	m.closeTo(0)
	return string(m.out)
}

// markdown follows the block structure of a text (CommonMark §3 to §5), line by
// line, and writes it as HTML.
type markdown struct {
	out  []byte
	refs map[string]linkDefinition
	open []holder
	leaf leaf
	para []byte // of the paragraph at hand, line by line
	// of the fence or HTML block at hand
	fence  byte
	ticks  int
	indent int
	stop   string
	blanks int // blank lines that may belong to the indented code at hand
	cells  int // columns of the table at hand
	inline inliner
}

// holder is an open container.
type holder struct {
	kind  holderKind
	width int  // columns by which the content of an item is indented
	mark  byte // of a list
}

type holderKind uint8

const (
	quoteBlock holderKind = iota
	listBlock
	itemBlock
)

// leaf is a block that holds lines.
type leaf uint8

const (
	noLines leaf = iota
	paragraphLines
	fencedLines
	htmlLines
	indentedLines
	tableLines
)

// line takes one line.
func (m *markdown) line(c cursor) {
	c.end = c.i + len(strings.TrimSuffix(c.s[c.i:c.end], "\r"))
	if nestsTooDeep(c.s[c.i:c.end]) {
		m.asItStands(c.s[c.i:c.end])
		return
	}
	matched := m.match(&c)
	if m.leaf == fencedLines || m.leaf == htmlLines {
		if matched == len(m.open) {
			m.inLeaf(&c)
			return
		}
		m.closeLeaf()
	}
	for {
		if c.blank() {
			m.blank(matched)
			return
		}
		if c.columns() >= 4 {
			if !m.goesOn() {
				m.indented(&c, matched)
			} else {
				m.text(&c, matched)
			}
			return
		}
		if !m.container(&c, &matched) {
			break
		}
	}
	if !m.starts(&c, matched) {
		m.text(&c, matched)
	}
}

// match steps over the markers of the containers that the line continues.
func (m *markdown) match(c *cursor) int {
	for n, k := range m.open {
		switch at := *c; {
		case k.kind == listBlock:
		case k.kind == quoteBlock:
			if c.columns() > 3 || !c.quote() {
				*c = at
				return n
			}
		case c.blank():
		case c.columns() >= k.width:
			c.skip(k.width)
		default:
			return n
		}
	}
	return len(m.open)
}

// blank takes a line with nothing on it.
func (m *markdown) blank(matched int) {
	if matched < len(m.open) && m.open[matched].kind == quoteBlock {
		m.closeTo(matched)
	}
	if m.leaf == indentedLines {
		m.blanks++
		return
	}
	m.closeLeaf()
}

// container opens a quote or an item of a list, if one starts here.
func (m *markdown) container(c *cursor, matched *int) bool {
	if *matched >= 2*maxContainers {
		return false
	}
	at := *c
	if c.quote() {
		m.closeFor(*matched, 0)
		m.write("<blockquote>\n")
		m.open = append(m.open, holder{kind: quoteBlock})
		*matched = len(m.open)
		return true
	}
	*c = at
	indent := c.columns()
	c.skip(indent)
	n, one := c.marker()
	after := *c
	after.i, after.col = after.i+n, after.col+n
	interrupts := m.goesOn() && *matched == len(m.open)
	if n == 0 || c.rule() || after.i < after.end && !unmask.IsBlank(after.s[after.i]) || interrupts && (!one || after.blank()) {
		*c = at
		return false
	}
	mark, number := c.s[after.i-1], c.s[c.i:after.i-1]
	*c = after
	gap := c.columns()
	if c.blank() || gap > 4 {
		gap = 1
	}
	c.skip(gap)
	if m.closeFor(*matched, mark); len(m.open) == 0 || m.open[len(m.open)-1].kind != listBlock {
		if number == "" {
			m.write("<ul>\n")
		} else {
			m.write("<ol start=\"" + number + "\">\n")
		}
		m.open = append(m.open, holder{kind: listBlock, mark: mark})
	}
	m.write("<li>")
	m.open = append(m.open, holder{kind: itemBlock, width: indent + n + gap})
	*matched = len(m.open)
	return true
}

// starts takes a line on which a block starts that holds lines, other than a
// paragraph.
func (m *markdown) starts(c *cursor, matched int) bool {
	indent := c.columns()
	c.skip(indent)
	line := c.s[c.i:c.end]
	continues := m.goesOn() && matched == len(m.open)
	if char, n := fence(line); n > 0 {
		m.closeFor(matched, 0)
		m.leaf, m.fence, m.ticks, m.indent = fencedLines, char, n, indent
		m.write("<pre><code>")
		return true
	}
	switch line[0] {
	case '<':
		stop, ok := htmlBlock(line, continues)
		if ok {
			m.closeFor(matched, 0)
			m.leaf, m.stop = htmlLines, stop
			m.inLeaf(c)
		}
		return ok
	case '#':
		n := len(line) - len(strings.TrimLeft(line, "#"))
		if n > 6 || n < len(line) && !unmask.IsBlank(line[n]) {
			return false
		}
		m.closeFor(matched, 0)
		m.heading(n, headingText(line[n:]))
		return true
	}
	if line = strings.TrimRight(line, " \t"); continues && m.leaf == paragraphLines && (strings.Trim(line, "=") == "" || strings.Trim(line, "-") == "") {
		if m.takeDefinitions(); len(m.para) > 0 {
			level, words := 1, string(m.para)
			if line[0] == '-' {
				level = 2
			}
			m.leaf, m.para = noLines, m.para[:0]
			m.heading(level, words)
			return true
		}
		m.leaf = noLines
	}
	if c.rule() {
		m.closeFor(matched, 0)
		m.write("<hr>\n")
		return true
	}
	return m.leaf == paragraphLines && m.table(line)
}

// headingText takes the signs that may end a heading off.
func headingText(s string) string {
	s = strings.TrimSpace(s)
	if bare := strings.TrimRight(s, "#"); bare == "" || unmask.IsBlank(bare[len(bare)-1]) {
		s = strings.TrimSpace(bare)
	}
	return s
}

func (m *markdown) heading(level int, words string) {
	tag := "h" + string(rune('0'+level)) + ">"
	m.write("<" + tag)
	m.words(words)
	m.write("</" + tag + "\n")
}

// goesOn reports whether any line of text belongs to the leaf at hand.
func (m *markdown) goesOn() bool { return m.leaf == paragraphLines || m.leaf == tableLines }

// text takes a line of a paragraph or a table.
func (m *markdown) text(c *cursor, matched int) {
	c.skip(c.columns())
	line := c.s[c.i:c.end]
	switch {
	case m.leaf == paragraphLines: // also one whose containers go on lazily
		m.para = append(append(m.para, '\n'), line...)
		return
	case m.leaf == tableLines:
		m.row(line, "td")
		return
	}
	m.closeFor(matched, 0)
	m.leaf = paragraphLines
	m.para = append(m.para[:0], line...)
}

// indented takes a line of indented code.
func (m *markdown) indented(c *cursor, matched int) {
	if m.leaf != indentedLines || matched < len(m.open) {
		m.closeFor(matched, 0)
		m.leaf, m.blanks = indentedLines, 0
		m.write("<pre><code>")
	}
	for ; m.blanks > 0; m.blanks-- {
		m.write("\n")
	}
	c.skip(4)
	m.codeLine(c)
}

// codeLine writes the rest of a line as it is.
func (m *markdown) codeLine(c *cursor) {
	for range c.pad {
		m.write(" ")
	}
	m.out = appendEscaped(m.out, c.s[c.i:c.end])
	m.write("\n")
}

// inLeaf takes a line of a fenced block or an HTML block.
func (m *markdown) inLeaf(c *cursor) {
	if m.leaf == htmlLines {
		line := c.s[c.i:c.end]
		if m.stop == "" && c.blank() {
			m.closeLeaf()
			return
		}
		m.write(line)
		m.write("\n")
		if m.stop != "" && containsFold(line, m.stop) {
			m.closeLeaf()
		}
		return
	}
	if at := *c; at.columns() <= 3 {
		at.skip(at.columns())
		line := strings.TrimRight(at.s[at.i:at.end], " \t")
		if len(line) >= m.ticks && strings.Trim(line, string(m.fence)) == "" {
			m.closeLeaf()
			return
		}
	}
	c.skip(min(m.indent, c.columns()))
	m.codeLine(c)
}

// closeFor closes what the line does not continue, for a block that starts on
// it. A list goes on only for an item with the same mark.
func (m *markdown) closeFor(matched int, mark byte) {
	if matched > 0 && m.open[matched-1].kind == listBlock && m.open[matched-1].mark != mark {
		matched--
	}
	m.closeTo(matched)
}

// closeTo closes all but the first n containers.
func (m *markdown) closeTo(n int) {
	m.closeLeaf()
	for len(m.open) > n {
		k := m.open[len(m.open)-1]
		m.open = m.open[:len(m.open)-1]
		switch {
		case k.kind == quoteBlock:
			m.write("</blockquote>\n")
		case k.kind == itemBlock:
			m.write("</li>\n")
		case k.mark == '.' || k.mark == ')':
			m.write("</ol>\n")
		default:
			m.write("</ul>\n")
		}
	}
}

func (m *markdown) closeLeaf() {
	kind := m.leaf
	m.leaf = noLines
	switch kind {
	case fencedLines, indentedLines:
		m.write("</code></pre>\n")
	case tableLines:
		m.write("</table>\n")
	case paragraphLines:
		if m.takeDefinitions(); len(m.para) > 0 {
			m.write("<p>")
			m.words(string(m.para))
			m.write("</p>\n")
		}
		m.para = m.para[:0]
	}
}

// takeDefinitions takes the definitions of links off the paragraph at hand.
func (m *markdown) takeDefinitions() {
	if len(m.para) == 0 || m.para[0] != '[' {
		return
	}
	text, at := string(m.para), 0
	for at < len(text) && text[at] == '[' {
		d, ok := definition(text, at, lineEnd(text, at))
		if !ok || d.footnote() {
			break
		}
		at = min(d.end+1, len(text))
	}
	m.para = append(m.para[:0], text[at:]...)
}

// words writes the inline content of a block.
func (m *markdown) words(s string) {
	s = strings.TrimLeft(s, " \t\n")
	if n := len(m.open); n > 0 && m.open[n-1].kind == itemBlock && len(s) > 3 && s[0] == '[' && s[2] == ']' && unmask.IsBlank(s[3]) && strings.IndexByte(" xX", s[1]) >= 0 {
		s = s[4:] // the box of a task
	}
	s = strings.TrimSpace(s)
	m.out = m.inline.append(m.out, s, m.refs)
}

func (m *markdown) write(s string) { m.out = append(m.out, s...) }

// maxDepth is the depth to which a line may nest.
const maxDepth = 24

// nestsTooDeep reports whether a line nests deeper than any writer would.
func nestsTooDeep(line string) bool {
	depth := 0
	for k := 0; k < len(line) && strings.IndexByte("> \t-+*0123456789.)", line[k]) >= 0; k++ {
		if strings.IndexByte(">-*+.)", line[k]) >= 0 {
			depth++
		}
	}
	return depth > maxDepth && strings.Trim(line, "-*_ ") != ""
}

// asItStands shows a line as it stands, without what is hidden in it.
func (m *markdown) asItStands(line string) {
	m.closeTo(0)
	line = unmask.Strip(line, HTMLComments(line))
	m.write("<pre>")
	m.out = appendEscaped(m.out, unmask.Strip(line, HiddenHTML(line)))
	m.write("</pre>\n")
}
