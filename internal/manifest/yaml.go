package manifest

import "strings"

// YAML reads the documents in a text. It is tolerant: what it cannot read it
// passes over, because what reads it next may be tolerant as well. Anchors,
// merges, block and flow forms, quotes, block scalars and tags are known. JSON
// is read as the part of YAML that it is.
func YAML(text string) []*Node {
	r := &yamlReader{left: maxNodes, anchors: map[string]*Node{}}
	var docs []*Node
	text = strings.TrimPrefix(text, "\ufeff")
	for len(text) > 0 && len(docs) < maxDocuments {
		doc, rest := nextDocument(text)
		text = rest
		r.lines(doc)
		if len(r.all) == 0 {
			continue
		}
		r.at = 0
		if n := r.block(r.all[0].indent, 0); n != nil {
			docs = append(docs, n)
		}
	}
	return docs
}

// Bounds on one text.
const (
	maxDocuments = 256
	maxLines     = 1 << 14
)

// nextDocument cuts a text at the next line of three hyphens or dots.
func nextDocument(text string) (doc, rest string) {
	for at := 0; at < len(text); {
		end := strings.IndexByte(text[at:], '\n')
		if end < 0 {
			return text, ""
		}
		at += end + 1
		if strings.HasPrefix(text[at:], "---") || strings.HasPrefix(text[at:], "...") {
			return text[:at], text[at:]
		}
	}
	return text, ""
}

type yamlReader struct {
	all     []yamlLine
	at      int
	left    int
	anchors map[string]*Node
}

type yamlLine struct {
	indent int
	text   string // without indentation and what is behind
	raw    string
}

// lines splits a document into lines with something on them.
func (r *yamlReader) lines(doc string) {
	r.all = r.all[:0]
	for line := range strings.Lines(doc) {
		if len(r.all) == maxLines {
			return
		}
		raw := strings.TrimRight(line, "\r\n")
		if after, ok := strings.CutPrefix(raw, "---"); ok {
			raw = "   " + after
		}
		text := strings.TrimLeft(raw, " \t")
		if strings.HasPrefix(raw, "...") || strings.HasPrefix(raw, "%") || strings.HasPrefix(text, "{{") { // an end, a directive, a template's own
			continue
		}
		r.all = append(r.all, yamlLine{len(raw) - len(text), strings.TrimRight(text, " \t"), raw})
	}
	for len(r.all) > 0 && blankLine(r.all[0].text) {
		r.all = r.all[1:]
	}
}

func blankLine(text string) bool { return text == "" || text[0] == '#' }

// skip moves to the next line with something on it.
func (r *yamlReader) skip() *yamlLine {
	for r.at < len(r.all) && blankLine(r.all[r.at].text) {
		r.at++
	}
	if r.at == len(r.all) {
		return nil
	}
	return &r.all[r.at]
}

// block reads what is indented by at least indent.
func (r *yamlReader) block(indent, depth int) *Node {
	l := r.skip()
	if l == nil || l.indent < indent || depth > maxDepth {
		return nil
	}
	indent = l.indent
	if isItem(l.text) {
		return r.sequence(indent, depth)
	}
	if _, _, ok := splitKey(l.text); ok {
		return r.mapping(indent, depth)
	}
	text := l.text
	r.at++
	return r.value(text, indent-1, depth)
}

// sequence reads the elements of a list.
func (r *yamlReader) sequence(indent, depth int) *Node {
	n := &Node{Kind: List}
	for {
		l := r.skip()
		if r.left--; l == nil || r.left < 0 || l.indent != indent || !isItem(l.text) {
			return n
		}
		rest := strings.TrimLeft(l.text[1:], " \t")
		if blankLine(rest) {
			r.at++
			n.Members = append(n.Members, orScalar(r.block(indent+1, depth+1)))
			continue
		}
		l.indent += len(l.text) - len(rest) // what follows the hyphen begins a block of its own
		l.text = rest
		n.Members = append(n.Members, orScalar(r.block(l.indent, depth+1)))
	}
}

// isItem reports whether a line begins an element of a list.
func isItem(text string) bool {
	return text == "-" || strings.HasPrefix(text, "- ") || strings.HasPrefix(text, "-\t")
}

func orScalar(n *Node) *Node {
	if n == nil {
		return &Node{}
	}
	return n
}

// mapping reads the members of a map.
func (r *yamlReader) mapping(indent, depth int) *Node {
	n := &Node{Kind: Map}
	for {
		l := r.skip()
		if r.left--; l == nil || r.left < 0 || l.indent != indent {
			return n
		}
		key, rest, ok := splitKey(l.text)
		if !ok {
			r.at++
			continue
		}
		r.at++
		v := r.value(rest, indent, depth+1)
		if key == "?" || v == nil {
			v = orScalar(v)
		}
		if key == "<<" {
			n.merge(v)
			continue
		}
		if key == "?" { // the key stands alone, its value on the next line behind a colon
			key = v.Text
			v = &Node{}
			if next := r.skip(); next != nil && next.indent == indent && strings.HasPrefix(next.text, ":") {
				text := strings.TrimLeft(next.text[1:], " \t")
				r.at++
				v = orScalar(r.value(text, indent, depth+1))
			}
		}
		m := *v
		m.Key = key
		n.Members = append(n.Members, &m)
	}
}

// merge puts the members of another map before those of its own.
func (n *Node) merge(v *Node) {
	from := []*Node{v}
	if v.Kind == List {
		from = v.Members
	}
	for _, f := range from {
		if f.Kind == Map && len(n.Members)+len(f.Members) < maxNodes/16 {
			n.Members = append(append([]*Node(nil), f.Members...), n.Members...)
		}
	}
}

// value reads what stands behind a key, on its line or below.
func (r *yamlReader) value(text string, indent, depth int) *Node {
	anchor := ""
	for len(text) > 0 && (text[0] == '&' || text[0] == '!') {
		word, rest, _ := strings.Cut(text, " ")
		if word[0] == '&' {
			anchor = word[1:]
		}
		text = strings.TrimLeft(rest, " \t")
	}
	n := r.plainValue(text, indent, depth)
	if anchor != "" && n != nil && len(r.anchors) < maxDocuments {
		r.anchors[anchor] = n
	}
	return n
}

func (r *yamlReader) plainValue(text string, indent, depth int) *Node {
	switch {
	case blankLine(text):
		l := r.skip()
		if l != nil && l.indent == indent && isItem(l.text) { // lists may stand at the place of their key
			return r.sequence(indent, depth)
		}
		return r.block(indent+1, depth)
	case text[0] == '*':
		name, _, _ := strings.Cut(text[1:], " ")
		if n := r.anchors[name]; n != nil {
			return n
		}
		return &Node{}
	case text[0] == '|' || text[0] == '>':
		return r.blockScalar(text, indent)
	case text[0] == '{' || text[0] == '[' || text[0] == '"' || text[0] == '\'':
		f := flowReader{r: r, text: r.rest(text, indent)}
		return f.value(depth)
	}
	if i := strings.Index(text, " #"); i >= 0 {
		text = strings.TrimRight(text[:i], " \t")
	}
	for l := r.skip(); l != nil && l.indent > indent && len(text) < 1<<12; l = r.skip() { // a plain text may go on
		if _, _, ok := splitKey(l.text); ok || isItem(l.text) {
			break
		}
		text += " " + l.text
		r.at++
	}
	return &Node{Text: text}
}

// blockScalar reads the lines of a text that keeps its breaks.
func (r *yamlReader) blockScalar(mark string, indent int) *Node {
	var b strings.Builder
	sep := byte('\n')
	if mark[0] == '>' {
		sep = ' '
	}
	for r.at < len(r.all) {
		l := &r.all[r.at]
		if l.text != "" && l.indent <= indent {
			break
		}
		b.WriteString(l.text)
		b.WriteByte(sep)
		r.at++
	}
	return &Node{Text: b.String(), Quoted: true}
}

// rest joins a line with those below it until brackets and quotes are closed.
func (r *yamlReader) rest(text string, indent int) string {
	if closed(text) {
		return text
	}
	var b strings.Builder
	b.WriteString(text)
	depth := openBrackets(text)
	for r.at < len(r.all) {
		l := &r.all[r.at]
		if l.text != "" && l.indent <= indent && strings.IndexByte("}]\"'", l.text[0]) < 0 && indent >= 0 {
			break
		}
		b.WriteByte('\n')
		b.WriteString(l.text)
		r.at++
		if depth += openBrackets(l.text); depth <= 0 && (text[0] == '{' || text[0] == '[') || text[0] == '"' && strings.HasSuffix(l.text, `"`) || text[0] == '\'' && strings.HasSuffix(l.text, "'") {
			break
		}
	}
	return b.String()
}

func closed(text string) bool {
	last := text[len(text)-1]
	return len(text) > 1 && (text[0] == '"' && last == '"' || text[0] == '\'' && last == '\'') || openBrackets(text) == 0 && (text[0] == '{' || text[0] == '[')
}

// openBrackets counts brackets that are opened and not closed, quotes aside.
func openBrackets(text string) (n int) {
	quote := byte(0)
	for i := 0; i < len(text); i++ {
		switch c := text[i]; {
		case quote != 0:
			if c == '\\' && quote == '"' {
				i++
			} else if c == quote {
				quote = 0
			}
		case (c == '"' || c == '\'') && (i == 0 || strings.IndexByte(" \t,:[{", text[i-1]) >= 0):
			quote = c
		case c == '{' || c == '[':
			n++
		case c == '}' || c == ']':
			n--
		}
	}
	return n
}
