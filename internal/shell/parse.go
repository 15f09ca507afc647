package shell

import "strings"

// parser reads one text.
type parser struct {
	*eval
	src        string
	i          int
	fixed      bool // report start and end instead of places in src
	flat       bool // braces have been expanded
	start, end int
	hereAt     int // the line end after which here-documents stand, if any
	hereEnd    int // where they end
}

// command is a simple command.
type command struct {
	words      []word
	redirects  []redirect
	start, end int
	background bool
	in         Stream
	hasIn      bool // something is piped or redirected into it
}

type redirect struct {
	op     string // < > >> <> >& & so on
	fd     string
	target word
	body   Stream // of a here-document or here-string
}

// list reads commands until the word or bracket that closes it, and returns
// what they write to their standard output.
func (p *parser) list(until string, in Stream) Stream {
	var all sink
	p.depth++
	defer func() { p.depth-- }()
	input, piped := in, in.known || in.flow != 0
	for {
		p.blanks()
		if p.i >= len(p.src) || p.work < 0 {
			return all.stream()
		}
		at := p.i
		switch c := p.src[p.i]; {
		case c == '\n':
			p.newline()
			continue
		case c == ';' || c == '&' || c == '|':
			p.i++
			continue
		case c == ')':
			p.i++
			if until == ")" {
				return all.stream()
			}
			continue
		case c == '#' && (p.i == 0 || p.src[p.i-1] <= ' ' || p.src[p.i-1] == ';'):
			p.i = lineEnd(p.src, p.i)
			continue
		}
		res, done := p.element(until, input, piped)
		if done {
			return all.stream()
		}
		if p.i == at { // nothing that begins a command
			p.i++
		}
		p.blanks()
		if p.i < len(p.src) && p.src[p.i] == '|' && !p.has("||") {
			p.i++
			if p.i < len(p.src) && p.src[p.i] == '&' {
				p.i++
			}
			for p.blanks(); p.i < len(p.src) && p.src[p.i] == '\n'; p.blanks() {
				p.newline()
			}
			input, piped = res, true
			continue
		}
		all.add(res)
		input, piped = in, in.known || in.flow != 0
	}
}

// element reads a compound command, a keyword or a simple command.
func (p *parser) element(until string, in Stream, piped bool) (out Stream, done bool) {
	if p.has("((") {
		p.skipArithmetic(2)
		return Stream{}, false
	}
	deep := p.depth >= maxDepth
	if p.src[p.i] == '(' {
		p.i++
		if deep {
			return Stream{}, false
		}
		return p.group(")", in), false
	}
	switch kw := p.keyword(); kw {
	case "{", "if", "while", "until", "for", "select", "case":
		p.i += len(kw)
		switch kw {
		case "for", "select":
			p.forHeader()
		case "case":
			p.caseHeader()
		}
		if deep {
			return Stream{}, false
		}
		if kw == "while" && !piped {
			in = p.loopInput()
		}
		return p.group(closers[kw], in), false
	case "}", "done", "fi", "esac":
		p.i += len(kw)
		return Stream{}, kw == until
	case "then", "do", "else", "elif", "!", "time", "coproc", "in":
		p.i += len(kw)
		p.blanks()
		if kw == "coproc" {
			p.skipName()
		}
		if p.i < len(p.src) && strings.IndexByte("\n;&|)#", p.src[p.i]) < 0 {
			return p.element(until, in, piped)
		}
		return Stream{}, false
	case "function":
		p.i += len(kw)
		p.blanks()
		p.functionBody(p.i, nameEnd(p.src, p.i))
		return Stream{}, false
	case "[[":
		p.skipTest()
		return Stream{}, false
	}
	if n := nameEnd(p.src, p.i); n > p.i && strings.HasPrefix(strings.TrimLeft(p.src[n:min(len(p.src), n+8)], " "), "()") {
		p.functionBody(p.i, n)
		return Stream{}, false
	}
	if until == "esac" && p.pattern() {
		return Stream{}, false
	}
	return p.simple(in, piped), false
}

// skipName reads over the name that a coprocess may have in front of its group.
func (p *parser) skipName() {
	n := nameEnd(p.src, p.i)
	rest := strings.TrimLeft(p.src[n:min(len(p.src), n+8)], " ")
	if n > p.i && rest != "" && (rest[0] == '{' || rest[0] == '(') {
		p.i = n
		p.blanks()
	}
}

// loopInput returns what is redirected into a loop behind its end.
func (p *parser) loopInput() Stream {
	rest := p.src[p.i:min(len(p.src), p.i+4096)]
	i := strings.Index(rest, "done <")
	if p.spend(64); i < 0 || strings.HasPrefix(rest[i+6:], "<") || strings.HasPrefix(rest[i+6:], " <") {
		return Stream{}
	}
	q := &parser{eval: p.eval, src: rest[i+6:], fixed: true, start: p.i, end: p.i}
	if p.fixed {
		q.start, q.end = p.start, p.end
	}
	q.blanks()
	return p.read(q.joined())
}

var closers = map[string]string{"{": "}", "if": "fi", "while": "done", "until": "done", "for": "done", "select": "done", "case": "esac"}

// group reads a group and the redirections behind it.
func (p *parser) group(until string, in Stream) Stream {
	out := p.list(until, in)
	c := command{start: p.i}
	for p.blanks(); p.redirection(&c); p.blanks() {
	}
	c.end = p.i
	if len(c.redirects) > 0 {
		return p.write(&c, out)
	}
	return out
}

// pattern reads over a pattern of a case clause.
func (p *parser) pattern() bool {
	for j := p.i; j < len(p.src) && j < p.i+200; j++ {
		switch p.src[j] {
		case ')':
			p.i = j + 1
			return true
		case '\n', ';', '(', '`', '$', '&':
			return false
		}
	}
	return false
}

// keyword returns the reserved word at the place, "" when there is none.
func (p *parser) keyword() string {
	n := p.i
	for n < len(p.src) && n < p.i+9 && strings.IndexByte(" \t\n;&|()<>", p.src[n]) < 0 {
		n++
	}
	switch w := p.src[p.i:n]; w {
	case "{", "}", "!", "[[", "if", "fi", "do", "in", "then", "else", "elif", "while", "until", "for", "done", "case", "esac", "select", "time",
		"coproc", "function":
		return w
	}
	return ""
}

// functionBody reads over the head of a function. Its body is read as if it
// was called, and a function that pipes itself into itself is a fork bomb.
func (p *parser) functionBody(start, end int) {
	name := p.src[start:end]
	p.i = end
	rest := p.src[end:min(len(p.src), end+200)]
	if name != "" && strings.Contains(strings.ReplaceAll(rest, " ", ""), name+"|"+name+"&") {
		p.report(Destruction, Worst, "it starts itself twice, without end (a fork bomb)", start, min(len(p.src), end+200))
	}
	p.blanks()
	if p.has("()") {
		p.i += 2
	}
}

// forHeader reads "x in words" and gives x the first of them.
func (p *parser) forHeader() {
	p.blanks()
	n := nameEnd(p.src, p.i)
	name := p.src[p.i:n]
	p.i = n
	p.blanks()
	if p.keyword() != "in" {
		return
	}
	p.i += 2
	var v Stream
	for p.blanks(); p.i < len(p.src) && strings.IndexByte(";\n&|)", p.src[p.i]) < 0; p.blanks() {
		at := p.i
		for _, w := range p.word() {
			if v.text == "" {
				v.text, v.known = w.text, w.known()
			}
			v.flow |= w.flow
		}
		if p.i == at {
			p.i++
		}
	}
	p.set(name, v)
}

// caseHeader reads "word in".
func (p *parser) caseHeader() {
	p.blanks()
	p.word()
	p.blanks()
	if p.keyword() == "in" {
		p.i += 2
	}
}

// simple reads a simple command and runs it in the mind.
func (p *parser) simple(in Stream, piped bool) Stream {
	c := command{start: p.i, in: in, hasIn: piped}
	for {
		p.blanks()
		if p.i >= len(p.src) || !p.spend(1) {
			break
		}
		if p.redirection(&c) {
			continue
		}
		if strings.IndexByte("\n;&|)", p.src[p.i]) >= 0 {
			break
		}
		if p.src[p.i] == '(' { // a syntax error, or another language
			p.i++
			if len(c.words) > 0 {
				p.call(&c)
			}
			break
		}
		at := p.i
		if len(c.words) == 0 && p.assignment() {
			continue
		}
		c.words = append(c.words, p.word()...)
		if p.i == at {
			p.i++
		}
	}
	c.end = p.i
	p.blanks()
	c.background = p.i < len(p.src) && p.src[p.i] == '&' && !p.has("&&") && !p.has("&>")
	return p.run(&c)
}

// assignment reads NAME=value in front of a command.
func (p *parser) assignment() bool {
	n := nameEnd(p.src, p.i)
	if n == p.i || n >= len(p.src) {
		return false
	}
	name := p.src[p.i:n]
	if p.src[n] == '+' && n+1 < len(p.src) && p.src[n+1] == '=' {
		n++
	}
	if p.src[n] != '=' {
		return false
	}
	p.i = n + 1
	if p.i < len(p.src) && p.src[p.i] == '(' { // an array: its elements as one text
		p.i++
		var all sink
		for p.blanks(); p.i < len(p.src) && p.src[p.i] != ')' && p.spend(1); p.blanks() {
			at := p.i
			if p.src[p.i] == '\n' {
				p.i++
				continue
			}
			for _, w := range p.word() {
				all.add(Stream{text: w.text + " ", known: w.known(), flow: w.flow})
			}
			if p.i == at {
				p.i++
			}
		}
		p.i = min(p.i+1, len(p.src))
		v := all.stream()
		v.text = strings.TrimSuffix(v.text, " ")
		p.set(name, v)
		return true
	}
	v := Stream{known: true}
	if p.i < len(p.src) && strings.IndexByte(" \t\n;&|)", p.src[p.i]) < 0 {
		w := p.joined()
		v = Stream{text: w.text, known: w.known(), flow: w.flow}
	}
	if p.src[n-1] == '+' {
		v = p.variable(name).add(v)
		p.spend(len(v.text))
	}
	p.assigned(name, v)
	return true
}
