package markup

import (
	"strings"

	"github.com/mcp-watchdog/mcp-watchdog/internal/unmask"
)

// masked returns the text from an offset on, in which "<" is blanked where it
// opens nothing: in code that markdown shows and, outside HTML documents, where a
// tag is not complete before the paragraph ends, or a comment never. All other
// bytes stand where they stood.
func masked(text string, c *context, from int) string {
	if c.html {
		return text[from:]
	}
	m := mask{text: text, from: from}
	shown := 0
	for i := next(text, "<", from); i >= 0; i = next(text, "<", i) {
		for shown < len(c.visible) && c.visible[shown].End <= i {
			shown++
		}
		switch end := m.element(i); {
		case shown < len(c.visible) && c.visible[shown].Start <= i:
			m.blank(i)
			i++
		case end == 0:
			m.blank(i)
			i++
		default:
			i = end
		}
	}
	if m.out == nil {
		return text[from:]
	}
	return string(m.out)
}

// mask finds where a "<" of a fragment opens something.
type mask struct {
	text      string
	from      int
	out       []byte // a copy of the text from there on, once something is blanked
	paragraph int    // end of the paragraph at hand
	misses    int    // tags in it that are not complete
	open      bool   // a comment is never closed, so that none behind it is
}

func (m *mask) blank(i int) {
	if m.out == nil {
		m.out = []byte(m.text[m.from:])
	}
	m.out[i-m.from] = ' '
}

// maxOdd bounds the length of a declaration or instruction.
const maxOdd = 2 << 10

// maxMisses bounds the searches for the end of a tag in one paragraph.
const maxMisses = 16

// element returns the end of what opens at i, or 0 if it is text.
func (m *mask) element(i int) int {
	if i >= m.paragraph {
		m.paragraph, m.misses = paragraphEnd(m.text, i), 0
	}
	rest := m.text[i:m.paragraph]
	switch {
	case len(rest) < 3:
		return 0
	case strings.HasPrefix(rest, "<!--"):
		if !m.open {
			end, closed := commentEnd(m.text, i)
			if closed || startsLine(m.text, i) {
				return end
			}
			m.open = true
		}
		return 0
	case rest[1] == '!' && (unmask.IsLetter(rest[2]) || rest[2] == '['), rest[1] == '?':
		if k := strings.IndexByte(rest[:min(len(rest), maxOdd)], '>'); k > 0 {
			return i + k + 1
		}
		return 0
	case !unmask.IsLetter(rest[1]) && (rest[1] != '/' || !unmask.IsLetter(rest[2])):
		return 0
	}
	if n := strictTag(rest); n > 0 {
		return i + n
	}
	if m.misses >= maxMisses || autolink(rest) > 0 {
		return 0
	}
	if rest[1] == '/' {
		i++
	}
	a := newAttributes(m.text, i, m.paragraph)
	for a.next() {
	}
	if m.text[a.end-1] != '>' || a.i >= m.paragraph {
		m.misses++
		return 0
	}
	return a.end
}

// paragraphEnd returns where the next blank line starts, from i on.
func paragraphEnd(text string, i int) int {
	for {
		i = lineEnd(text, i)
		if i >= len(text) {
			return len(text)
		}
		j := i + 1
		for j < len(text) && (text[j] == ' ' || text[j] == '\t' || text[j] == '\r') {
			j++
		}
		if j >= len(text) || text[j] == '\n' {
			return i
		}
		i = j
	}
}
