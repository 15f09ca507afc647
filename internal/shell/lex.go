package shell

import "strings"

// blanks reads over white space within a line.
func (p *parser) blanks() {
	for p.i < len(p.src) {
		switch {
		case p.src[p.i] == ' ' || p.src[p.i] == '\t' || p.src[p.i] == '\r':
			p.i++
		case p.src[p.i] == '\\' && p.i+1 < len(p.src) && p.src[p.i+1] == '\n':
			p.i += 2
		default:
			return
		}
	}
}

// newline reads over a line end and the here-documents that start behind it.
func (p *parser) newline() {
	if p.hereEnd > p.i && p.hereAt == p.i {
		p.i = p.hereEnd
		return
	}
	p.i++
}

func (p *parser) has(s string) bool { return strings.HasPrefix(p.src[p.i:], s) }

func lineEnd(s string, i int) int {
	if n := strings.IndexByte(s[i:], '\n'); n >= 0 {
		return i + n
	}
	return len(s)
}

// nameEnd returns where the name that starts at i ends.
func nameEnd(s string, i int) int {
	for j := i; j < len(s); j++ {
		c := s[j]
		if !(c == '_' || c|0x20 >= 'a' && c|0x20 <= 'z' || j > i && c >= '0' && c <= '9' || c == ':' && j == i) {
			return j
		}
	}
	return len(s)
}

// skipArithmetic reads over (( ... )), n bytes of which open it.
func (p *parser) skipArithmetic(n int) {
	depth := 0
	for j := p.i + n; j < len(p.src); j++ {
		switch p.src[j] {
		case '(':
			depth++
		case ')':
			if depth--; depth < -1 {
				p.i = j + 1
				return
			}
		case '\n', ';', '|':
			if depth <= 0 && j > p.i+n && p.src[j] == '\n' {
				p.i = j
				return
			}
		}
		if j-p.i > 4096 || !p.spend(1) {
			break
		}
	}
	p.i += n
}

// skipTest reads over [[ ... ]], running what is substituted in it.
func (p *parser) skipTest() {
	end := strings.Index(p.src[p.i:min(len(p.src), p.i+4096)], "]]")
	p.spend(64)
	if end < 0 {
		p.i += 2
		return
	}
	stop := p.i + end
	for p.i < stop {
		if c := p.src[p.i]; c == '$' || c == '`' {
			p.expansion(false)
			continue
		}
		p.i++
	}
	p.i = max(p.i, stop+2)
	p.i = min(p.i, len(p.src))
}

// redirection reads one redirection, if one stands here.
func (p *parser) redirection(c *command) bool {
	j := p.i
	for j < len(p.src) && p.src[j] >= '0' && p.src[j] <= '9' {
		j++
	}
	fd := p.src[p.i:j]
	if j >= len(p.src) || p.src[j] != '<' && p.src[j] != '>' && !(fd == "" && strings.HasPrefix(p.src[j:], "&>")) {
		return false
	}
	if fd == "" && (strings.HasPrefix(p.src[j:], "<(") || strings.HasPrefix(p.src[j:], ">(")) {
		return false // a process substitution is a word
	}
	op := ""
	for _, o := range [...]string{"<<<", "&>>", "<<-", "<<", "<>", "<&", ">>", ">&", ">|", "&>", "<", ">"} {
		if strings.HasPrefix(p.src[j:], o) {
			op = o
			break
		}
	}
	p.i = j + len(op)
	p.blanks()
	r := redirect{op: op, fd: fd}
	switch op {
	case "<<", "<<-":
		r.body = p.hereDocument(op == "<<-")
	default:
		if p.i < len(p.src) && strings.IndexByte("\n;|)", p.src[p.i]) < 0 {
			r.target = p.joined()
		}
		if op == "<<<" {
			r.body = Stream{text: r.target.text + "\n", known: r.target.known(), flow: r.target.flow}
		}
	}
	c.redirects = append(c.redirects, r)
	return true
}

// hereDocument reads the mark of a here-document and its lines.
func (p *parser) hereDocument(tabs bool) Stream {
	start := p.i
	for p.i < len(p.src) && strings.IndexByte(" \t\n;&|<>()", p.src[p.i]) < 0 {
		p.i++
	}
	raw := p.src[start:p.i]
	mark := strings.NewReplacer("'", "", `"`, "", `\`, "").Replace(raw)
	if p.hereEnd <= p.i {
		p.hereAt = lineEnd(p.src, p.i)
		p.hereEnd = min(len(p.src), p.hereAt+1)
	}
	body := p.hereEnd
	for at := body; ; {
		end := lineEnd(p.src, at)
		line := p.src[at:end]
		if tabs {
			line = strings.TrimLeft(line, "\t")
		}
		next := min(len(p.src), end+1)
		if !p.spend(end - at + 1) {
			return Stream{}
		}
		if strings.TrimRight(line, "\r") == mark || next >= len(p.src) {
			if strings.TrimRight(line, "\r") != mark {
				at = next
			}
			p.hereEnd = next
			text := p.src[body:at]
			if raw == mark && strings.ContainsAny(text, "$`") {
				return p.expandBody(text, start)
			}
			return Stream{text: text, known: p.spend(len(text))}
		}
		at = next
	}
}

// expandBody expands a here-document as the text in double quotes it is.
func (p *parser) expandBody(text string, start int) Stream {
	if p.depth >= maxDepth || !p.spend(len(text)) {
		return Stream{}
	}
	q := &parser{eval: p.eval, src: text, fixed: true, start: start, end: p.i}
	if p.fixed {
		q.start, q.end = p.start, p.end
	}
	var b builder
	for q.i < len(q.src) {
		q.quoted(&b, 0)
	}
	s := b.text.String()
	return Stream{text: s, known: !strings.Contains(s, unknown), flow: b.flow}
}
