package stego

import (
	"bytes"
	"unicode/utf8"
)

// textState is what is known of the text so far.
type textState struct {
	mixedWords, dense   int // words in odd case, and those soon behind another
	sinceMixed          int
	gapLines, justified int
	gapWidth            int // of the last line with a wide gap
	lastWidth           int
	blank               int // empty lines since the last other one
	lines               int
	wordClass           uint8 // case of the last word
	mixed, special      int   // words of two alphabets, spaces of other kinds
	combining           int
	outline             bool   // lines are set in by more than a space
	liked               uint64 // letters that others stood for
}

const (
	other = iota
	space
	lower
	upper
	digit
	high
)

var classes = func() (t [256]uint8) {
	for c := range t {
		switch {
		case c == ' ' || c == '\t':
			t[c] = space
		case c >= 'a' && c <= 'z':
			t[c] = lower
		case c >= 'A' && c <= 'Z':
			t[c] = upper
		case c >= '0' && c <= '9':
			t[c] = digit
		case c >= 0x80:
			t[c] = high
		}
	}
	return t
}()

// Text takes in a text.
func (m *Meter) Text(s []byte) {
	m.text.lastWidth, m.text.blank, m.text.lines = -1, 0, 0
	before := m.spelling.mark()
	for {
		k := bytes.IndexByte(s, '\n')
		if k < 0 {
			m.line(s, false)
			m.spelling.settle(before)
			return
		}
		m.line(s[:k], true)
		s = s[k+1:]
	}
}

// line takes in one line; ended is true when it has an end.
func (m *Meter) line(s []byte, ended bool) {
	t := &m.text
	if n := len(s); n > 0 && s[n-1] == '\r' {
		s = s[:n-1]
		m.add(LineEnd, true, 0, 0)
	} else if ended {
		m.add(LineEnd, false, 0, 0)
	}
	width := len(s)
	s = m.tail(s, ended)
	body := bytes.TrimLeft(s, " \t")
	indent := len(s) - len(body)
	if len(body) == 0 {
		t.blank++
		return
	}
	t.outline = t.outline || indent > 1 || indent == 1 && s[0] == '\t' // it has a structure of its own
	if t.lines > 0 && t.blank > 0 {
		m.add(BlankLines, t.blank > 1, classes[body[0]]<<3|uint8(min(indent, 7)), hashBytes(body[:min(len(body), 3)]))
	}
	t.blank = 0
	t.lines++
	if len(body) > 2 && body[1] == ' ' && (body[0] == '-' || body[0] == '*' || body[0] == '+') {
		m.add(Bullet, body[0] != '-', uint8(min(indent, 127)), 0)
		body = body[2:]
	}
	if !m.quick {
		m.spelling.line(body)
	}
	if !m.text.outline {
		m.add(Indent, indent == 1, 0, 0)
	}
	if k := numberEnd(body); k > 0 {
		m.add(ListMark, body[k] == ')', uint8(min(indent, 127)), 0)
	}
	if len(body) >= 19 && classes[body[0]] == digit {
		m.moment(body[:min(len(body), 24)], momentOfLine)
	}
	before := len(m.slots[WordGap])
	if wide, table := m.body(body); table && len(body) < longLine {
		m.slots[WordGap] = m.slots[WordGap][:before]
	} else if wide {
		t.gapLines++
		if width == t.gapWidth {
			t.justified++
		}
		t.gapWidth = width
	}
}

// numberEnd returns where the mark stands that follows a number before an item, 0 for
// none.
func numberEnd(s []byte) int {
	k := 0
	for k < len(s) && k < 4 && classes[s[k]] == digit {
		k++
	}
	if k == 0 || k+1 >= len(s) || s[k] != '.' && s[k] != ')' || s[k+1] != ' ' {
		return 0
	}
	return k
}

// momentOfLine is the key of the times that lines begin with.
const momentOfLine = 1 << 30

// longLine is a length that no row of a table has.
const longLine = 400

// tail notes what the line ends with and returns it without.
func (m *Meter) tail(s []byte, ended bool) []byte {
	n := len(s)
	for n > 0 && classes[s[n-1]] == space {
		n--
	}
	k := len(s) - n
	if !ended && k == 0 {
		return s
	}
	beside, content := uint8(0), uint32(0)
	if n > 0 {
		beside = classes[s[n-1]] + 1
		if c := s[n-1]; beside == other+1 {
			beside += c & 31 << 3
		}
		beside = beside&0x3f | uint8(min(n/40, 1))<<6
		content = hashBytes(s[max(0, n-8):n]) ^ uint32(n)
	}
	if k > 2 && len(s) == m.text.lastWidth {
		return s[:n] // filled up to a width
	}
	m.text.lastWidth = len(s)
	m.add(TrailingSpace, k > 0, beside, content)
	if k > 0 {
		m.add(TrailingCount, k > 1, beside, content)
		for _, c := range s[n:min(len(s), n+64)] {
			m.add(TrailingRun, c == '\t', 0, 0)
		}
	}
	return s[:n]
}

// body takes in what stands between the ends of a line. It reports whether two
// words have a gap of two spaces between them, and whether it is set as a table.
func (m *Meter) body(s []byte) (wide, table bool) {
	column := uint32(0)
	starts := true // of a sentence
	for i := 0; i < len(s); {
		switch c := s[i]; classes[c] {
		case lower, upper:
			m.spelling.words = put(m.spelling.words, c)
			if starts {
				m.spelling.sentences = put(m.spelling.sentences, c)
			}
			i = m.word(s, i, starts)
			starts = false
		case digit:
			i = m.number(s, i, &column)
			starts = false
		case space:
			n := 1
			for i+n < len(s) && classes[s[i+n]] == space {
				n++
			}
			if n > 2 || c == '\t' {
				table = true
			} else if i > 0 && i+n < len(s) {
				p := s[i-1]
				starts = p == '.' || p == '!' || p == '?' || p == ':'
				beside := classes[p]
				if beside == other {
					beside = 8 + p&31
				}
				m.add(WordGap, n == 2, beside, uint32(s[max(0, i-2)])<<8|uint32(p))
				wide = wide || n == 2
				if m.text.special > 0 {
					m.add(SpecialSpace, false, beside&15|classes[s[i+n]]<<4, uint32(p)<<8|uint32(s[i+n]))
				}
			}
			i += n
		case high:
			i += m.wide(s, i)
		default:
			if c == '|' {
				table = true
			}
			m.mark(s, i)
			i++
		}
	}
	return wide, table
}

// mark notes a mark of punctuation or of markup at i.
func (m *Meter) mark(s []byte, i int) {
	var before, after uint8
	if i > 0 {
		before = s[i-1]
	}
	if i+1 < len(s) {
		after = s[i+1]
	}
	switch s[i] {
	case '\'':
		if isLetter(before) && isLetter(after) {
			m.add(Apostrophe, false, 0, uint32(after))
		}
	case '"':
		if (i == 0 || before == ' ' || before == '(') && isLetter(after) {
			m.add(QuoteMark, false, 0, 0)
		}
	case '-':
		if before == ' ' && after == ' ' {
			m.add(Dash, false, 0, 0)
		}
	case '.':
		if after == '.' && before != '.' && i+2 < len(s) && s[i+2] == '.' && (i+3 == len(s) || s[i+3] != '.') {
			m.add(Ellipsis, false, classes[before], 0)
		}
	case '*', '_':
		c := s[i]
		if after == c && i+2 < len(s) {
			after = s[i+2]
		}
		if (i == 0 || before == ' ' || before == '(') && isLetter(after) && emphasised(s[i:], c) {
			m.add(Emphasis, c == '_', 0, 0)
		}
	}
}

// emphasised reports whether what begins with a mark of emphasis ends with one.
func emphasised(s []byte, mark byte) bool {
	k := bytes.IndexByte(s[2:min(len(s), maxEmphasis)], mark) + 2
	for k < len(s) && s[k] == mark {
		k++
	}
	return k > 2 && s[k-2] != ' ' && (k == len(s) || bounds[s[k]])
}

// maxEmphasis bounds emphasised words.
const maxEmphasis = 80

func isLetter(c byte) bool { return c|0x20 >= 'a' && c|0x20 <= 'z' }

// wide takes in a character beyond ASCII at i and returns its length.
func (m *Meter) wide(s []byte, i int) int {
	r, n := utf8.DecodeRune(s[i:])
	var before, after byte
	if i > 0 {
		before = s[i-1]
	}
	if i+n < len(s) {
		after = s[i+n]
	}
	switch {
	case r == 0x2019:
		if isLetter(before) && isLetter(after) {
			m.add(Apostrophe, true, 0, uint32(after))
		}
	case r == 0x201c:
		m.add(QuoteMark, true, 0, 0)
	case r == 0x2013 || r == 0x2014:
		if before == ' ' && after == ' ' {
			m.add(Dash, true, 0, 0)
		}
	case r == 0x2026:
		m.add(Ellipsis, true, classes[before], 0)
	case r == 0xa0 || r >= 0x2000 && r <= 0x200a || r == 0x202f || r == 0x205f:
		m.text.special++
		m.add(SpecialSpace, true, classes[before]&15|classes[after]<<4, uint32(before)<<8|uint32(after))
	case r >= 0x300 && r < 0x370:
		m.text.combining++
		m.add(Composition, true, 0, uint32(before))
	case r >= 0xc0 && r < 0x180:
		if m.text.combining > 0 {
			m.add(Composition, false, 0, 0)
		}
	}
	return n
}
