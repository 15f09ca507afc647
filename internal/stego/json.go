package stego

import "bytes"

// maxDepth is how deep JSON in strings of JSON is opened.
const maxDepth = 3

// maxFrames bounds the objects and lists inside one another that are followed.
const maxFrames = 48

// jsonState is where in a document the meter is.
type jsonState struct {
	depth   int
	slashes int    // escaped ones
	escaped uint64 // letters that were
}

// frame is an object or a list that is open.
type frame struct {
	object, plain bool
	place         uint32 // the key that it stands under
	key           uint32 // the key at hand
	kind          uint32 // the same without its digits
	n             int
	elements      [maxElements]uint32
}

// maxElements is how long a list is compared with others.
const maxElements = 12

// JSON takes in a document, or what is left of one from some member on.
func (m *Meter) JSON(s []byte) {
	w := walk{frames: &m.frames[m.json.depth]}
	if m.quick { // the first object is one that began before
		w.frames[0] = frame{object: true}
		w.depth = 1
	}
	for i := 0; i < len(s); {
		switch c := s[i]; c {
		case '{', '[':
			w.open(c == '{', m.quick)
			i++
		case '}', ']':
			if w.depth > 0 {
				if w.depth--; c == ']' {
					m.list(&w.frames[w.depth])
				}
			}
			i++
		case '"':
			i = m.quoted(&w, s, i)
		case ',':
			i++
			m.gap(CommaGap, s, i, w.depth)
		case '-', '0', '1', '2', '3', '4', '5', '6', '7', '8', '9':
			j := i + 1
			for j < len(s) && (classes[s[j]] == digit || s[j] == '.' || s[j]|0x20 == 'e' || s[j] == '-' || s[j] == '+') {
				j++
			}
			if f := w.top(); f != nil {
				m.element(f, s[i:j])
				m.form(s[i:j], f.key)
				m.figure(s[i:j], f.key|1<<31)
			}
			i = j
		default:
			i++
		}
	}
}

// walk is where a document is being read.
type walk struct {
	frames *[maxFrames]frame
	depth  int
}

// top is the object or list at hand; nil: there is none.
func (w *walk) top() *frame {
	if w.depth == 0 {
		return nil
	}
	return &w.frames[w.depth-1]
}

// open begins an object or a list. In parts of a document its place is not known.
func (w *walk) open(object, part bool) {
	place := uint32(0)
	if f := w.top(); f != nil {
		if f.plain = false; !part {
			place = f.kind
		}
	}
	if w.depth == maxFrames {
		return
	}
	f := &w.frames[w.depth]
	f.object, f.plain, f.place, f.key, f.kind, f.n = object, true, place, 0, 0, 0
	if !object {
		f.key, f.kind = place, place
	}
	w.depth++
}

// quoted takes in the key or the string at i and returns where it ends.
func (m *Meter) quoted(w *walk, s []byte, i int) int {
	end := stringEnd(s, i+1)
	if end < 0 {
		if !m.quick {
			return len(s)
		}
		end = len(s) // the part ends inside a string
	}
	content := s[i+1 : end]
	i = min(end+1, len(s))
	f := w.top()
	if k := skipSpaces(s, i); k < len(s) && s[k] == ':' {
		if f != nil && f.object {
			m.key(f, content)
		}
		m.gap(ColonGap, s, k+1, w.depth)
		return k + 1
	}
	m.element(f, content)
	m.stringValue(content, f)
	return i
}

// stringEnd returns where the string that begins at i ends, or -1.
func stringEnd(s []byte, i int) int {
	for {
		k := bytes.IndexByte(s[i:], '"')
		if k < 0 {
			return -1
		}
		i += k
		n := 0
		for i-n > 0 && s[i-n-1] == '\\' {
			n++
		}
		if n%2 == 0 {
			return i
		}
		i++
	}
}

func skipSpaces(s []byte, i int) int {
	for i < len(s) && (s[i] == ' ' || s[i] == '\n' || s[i] == '\t' || s[i] == '\r') {
		i++
	}
	return i
}

// key notes which of two keys beside each other comes first.
func (m *Meter) key(f *frame, content []byte) {
	h := hashBytes(content[:min(len(content), 64)])
	if f.n > 0 {
		pair, now := pairOf(f.key, h, f.place)
		if last, ok := way(&m.seen.pairs, pair, now); ok {
			m.add(KeyOrder, last != now, uint8(min(f.n, 15)), pair)
		}
	}
	f.key, f.kind = h, h
	if k := len(content) - 1; k > 0 && classes[content[k]] == digit { // one of many: host7
		f.kind = hashBytes(bytes.TrimRight(content, "0123456789"))
	}
	f.n++
}

// element notes a value; in a list it is one of a set.
func (m *Meter) element(f *frame, content []byte) {
	if f == nil || f.object {
		return
	}
	if f.n < maxElements {
		f.elements[f.n] = hashBytes(content[:min(len(content), 64)])
	}
	f.n++
}

// list compares a list of plain values with the last one of the same.
func (m *Meter) list(f *frame) {
	if !f.plain || f.n < 2 || f.n > maxElements {
		return
	}
	set := f.place
	for i, e := range f.elements[:f.n] {
		for _, x := range f.elements[:i] {
			if x == e {
				return
			}
		}
		set += e * 0x9E3779B1
	}
	again := m.seen.again(set)
	for i, e := range f.elements[1:f.n] {
		pair, now := pairOf(f.elements[i], e, set)
		if last, ok := way(&m.seen.pairs, pair, now); ok && again {
			m.add(ListOrder, last != now, uint8(min(i, 15)), pair)
		}
	}
}

// gap notes the white space behind a colon or a comma; the ends of lines in a
// document that is set for reading are no choice.
func (m *Meter) gap(c Channel, s []byte, i, depth int) {
	if i >= len(s) || s[i] == '\n' || s[i] == '\r' {
		return
	}
	next := byte(0)
	if k := skipSpaces(s, i); k < len(s) {
		next = s[k]
	}
	m.add(c, s[i] == ' ', uint8(min(depth, 7))|classes[next]<<3, uint32(next))
}

// form notes whether a whole number is written as 1 or as 1.0.
func (m *Meter) form(s []byte, key uint32) {
	k := bytes.IndexByte(s, '.')
	if k < 0 {
		m.add(NumberForm, false, 0, key)
		return
	}
	if len(bytes.TrimRight(s[k+1:], "0")) == 0 {
		m.add(NumberForm, true, 0, key)
	}
}

// stringValue takes in the text of a string: JSON, or prose.
func (m *Meter) stringValue(content []byte, f *frame) {
	j := &m.json
	if bytes.IndexByte(content, '\\') >= 0 || j.slashes > 0 {
		m.escapes(content)
		if j.depth >= maxDepth {
			return
		}
		b := &m.buffers[j.depth]
		*b = Unescape((*b)[:0], content)
		content = *b
	}
	if f != nil && f.object && len(content) >= 19 && len(content) <= 40 && classes[content[0]] == digit {
		m.moment(content, f.key)
	}
	if j.depth < maxDepth && opensJSON(content) {
		j.depth++
		m.JSON(content)
		j.depth--
		return
	}
	m.spelling.value(content)
	if opaque(content) {
		return
	}
	m.Text(content)
}

// opensJSON reports whether content begins like an object or a list, and not like
// a sentence in brackets.
func opensJSON(content []byte) bool {
	i := skipSpaces(content, 0)
	if i+2 > len(content) {
		return false
	}
	k := skipSpaces(content, i+1)
	if k == len(content) {
		return false
	}
	switch c := content[k]; content[i] {
	case '{':
		return c == '"' || c == '}'
	case '[':
		return c == '"' || c == '{' || c == '[' || c == ']' || c == '-' || classes[c] == digit
	}
	return false
}

// longestWord is a run without spaces that no text has.
const longestWord = 256

// opaque reports whether content is data in letters and digits.
func opaque(content []byte) bool {
	if len(content) < longestWord {
		return false
	}
	return bytes.IndexByte(content[:longestWord], ' ') < 0 && bytes.IndexByte(content[:longestWord], '\n') < 0
}

// escapes notes how characters are written that can be written plainly.
func (m *Meter) escapes(s []byte) {
	j := &m.json
	for i := 0; i < len(s); i++ {
		switch {
		case s[i] == '/':
			if j.slashes > 0 {
				m.add(SlashEscape, false, 0, uint32(classes[s[max(0, i-1)]]))
			}
		case s[i] == '\\' && i+1 < len(s):
			i++
			if s[i] == '/' {
				j.slashes++
				m.add(SlashEscape, true, 0, uint32(classes[s[max(0, i-2)]]))
			} else if s[i] == 'u' && i+4 < len(s) && s[i+1] == '0' && s[i+2] == '0' && s[i+3] >= '4' && s[i+3] <= '7' {
				c := uint32(hex4(s[i-1:]))
				j.escaped |= 1 << (c & 63)
				m.add(LetterEscape, true, 0, c)
			}
		case j.escaped>>(s[i]&63)&1 != 0:
			m.add(LetterEscape, false, 0, uint32(s[i]))
		}
	}
}
