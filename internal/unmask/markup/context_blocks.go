package markup

import (
	"strings"

	"github.com/mcp-watchdog/mcp-watchdog/internal/unmask"
)

// codeStretches finds, ascending, what CommonMark shows as code: fenced blocks
// (§4.5) and code spans (§6.1). Containers (quotes and lists), HTML blocks and
// inline HTML are followed, because a fence ends with the quote it stands in and
// a backtick inside a tag opens nothing. Indented code is left out: outside
// markdown it is not shown as code, and being wrong there would hide something.
//
// infos is what stands behind the opening of fences, which is not shown.
func codeStretches(text string) (code, infos []unmask.Stretch) {
	if strings.IndexByte(text, '`') < 0 && strings.IndexByte(text, '~') < 0 {
		return nil, nil
	}
	b := blocks{text: text, para: -1}
	for i := 0; i < len(text); {
		end := lineEnd(text, i)
		b.line(i, end)
		i = end + 1
	}
	b.closeLeaf(len(text))
	return b.out, b.infos
}

// blocks follows the block structure of a markdown text (CommonMark §3 to §5),
// line by line, as far as it decides where code stands.
type blocks struct {
	text  string
	out   []unmask.Stretch
	infos []unmask.Stretch
	open  []container
	leaf  leafKind
	depth int // containers around the leaf
	para  int // start of the paragraph at hand, or -1
	end   int // its end so far
	start int // of the fenced lines
	fence byte
	ticks int
	stop  string // what ends the HTML block; empty: a blank line
}

// container is a block quote, or a list item whose content is indented by width
// columns.
type container struct {
	quote bool
	width int
}

type leafKind uint8

const (
	noLeaf leafKind = iota
	fenceLeaf
	htmlLeaf
)

// maxContainers bounds nesting, and with it the work for one line.
const maxContainers = 24

// line takes the line from i to end.
func (b *blocks) line(i, end int) {
	c := cursor{s: b.text, i: i, end: end}
	matched := b.match(&c)
	if b.leaf != noLeaf {
		if matched >= b.depth {
			b.inLeaf(&c)
			return
		}
		b.closeLeaf(max(0, i-1))
	}
	for {
		if c.blank() {
			b.flush()
			if matched < len(b.open) && b.open[matched].quote {
				b.open = b.open[:matched]
			}
			return
		}
		if c.columns() >= 4 {
			b.plain(&c, matched, true)
			return
		}
		if !b.container(&c, &matched) {
			break
		}
	}
	if !b.starts(&c, matched) {
		b.plain(&c, matched, false)
	}
}

// match steps over the markers of the containers that the line continues.
func (b *blocks) match(c *cursor) int {
	for n, k := range b.open {
		switch at := *c; {
		case k.quote:
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
	return len(b.open)
}

// container opens a quote or a list item, if one starts here.
func (b *blocks) container(c *cursor, matched *int) bool {
	if len(b.open) >= maxContainers && *matched >= maxContainers {
		return false
	}
	at := *c
	if c.quote() {
		b.enter(matched, container{quote: true})
		return true
	}
	*c = at
	indent := c.columns()
	c.skip(indent)
	if c.rule() {
		*c = at
		return false
	}
	n, one := c.marker()
	after := *c
	after.i += n
	after.col += n
	interrupts := b.para >= 0 && *matched == len(b.open)
	if n == 0 || after.i < after.end && !unmask.IsBlank(after.s[after.i]) || interrupts && (!one || after.blank()) {
		*c = at
		return false
	}
	*c = after
	gap := c.columns()
	if c.blank() || gap > 4 {
		gap = 1
	}
	c.skip(gap)
	b.enter(matched, container{width: indent + n + gap})
	return true
}

func (b *blocks) enter(matched *int, k container) {
	b.flush()
	b.open = append(b.open[:*matched], k)
	*matched = len(b.open)
}

// starts takes a line on which a block other than a paragraph starts.
func (b *blocks) starts(c *cursor, matched int) bool {
	c.skip(c.columns())
	line := c.s[c.i:c.end]
	if char, n := fence(line); n > 0 {
		b.enterLeaf(fenceLeaf, matched)
		b.fence, b.ticks, b.start = char, n, c.end
		if k := strings.IndexAny(strings.TrimLeft(line[n:], " "), " \t"); c.end-c.i-n-k > 2*proseWords && k > 0 {
			b.infos = append(b.infos, unmask.Stretch{Start: c.end - len(strings.TrimLeft(strings.TrimLeft(line[n:], " ")[k:], " \t")), End: c.end})
		}
		return true
	}
	switch line[0] {
	case '<':
		stop, ok := htmlBlock(line, b.para >= 0 && matched == len(b.open))
		if !ok {
			return false
		}
		b.enterLeaf(htmlLeaf, matched)
		b.stop = stop
		b.inLeaf(c)
		return true
	case '#':
		n := 0
		for n < len(line) && line[n] == '#' {
			n++
		}
		if n > 6 || n < len(line) && !unmask.IsBlank(line[n]) {
			return false
		}
		b.flush()
		b.open = b.open[:matched]
		b.out = codeSpans(b.text, c.i, c.end, b.out)
		return true
	case '=':
		if b.para < 0 || matched < len(b.open) || strings.TrimRight(strings.TrimRight(line, " \t\r"), "=") != "" {
			return false
		}
		b.flush()
		return true
	}
	if c.rule() || b.para >= 0 && matched == len(b.open) && strings.TrimRight(strings.TrimRight(line, " \t\r"), "-") == "" {
		b.flush()
		b.open = b.open[:matched]
		return true
	}
	return false
}

func (b *blocks) enterLeaf(k leafKind, matched int) {
	b.flush()
	b.open = b.open[:matched]
	b.leaf, b.depth = k, matched
}

// inLeaf takes a line of a fenced block or an HTML block.
func (b *blocks) inLeaf(c *cursor) {
	line := c.s[c.i:c.end]
	if b.leaf == htmlLeaf {
		if b.stop == "" && c.blank() || b.stop != "" && containsFold(line, b.stop) {
			b.leaf = noLeaf
		}
		return
	}
	if c.columns() > 3 {
		return
	}
	c.skip(c.columns())
	line = strings.TrimRight(c.s[c.i:c.end], " \t\r")
	if len(line) >= b.ticks && strings.Trim(line, string(b.fence)) == "" {
		b.closeLeaf(c.end)
	}
}

// closeLeaf ends what is open at the offset end.
func (b *blocks) closeLeaf(end int) {
	if b.leaf == fenceLeaf {
		b.out = append(b.out, unmask.Stretch{Start: b.start, End: end})
	}
	b.leaf = noLeaf
	b.flush()
}

// plain takes a line of a paragraph, or of indented code.
func (b *blocks) plain(c *cursor, matched int, indented bool) {
	switch {
	case b.para >= 0: // also a lazy continuation
		b.end = c.end
	case !indented:
		b.open = b.open[:matched]
		b.para, b.end = c.i, c.end
	default:
		b.open = b.open[:matched]
	}
}

// flush ends the paragraph and looks for code spans in it.
func (b *blocks) flush() {
	if b.para >= 0 {
		b.out = codeSpans(b.text, b.para, b.end, b.out)
		b.para = -1
	}
}
