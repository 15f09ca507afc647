package cel

import (
	"fmt"
	"slices"
)

// op is what a node does.
type op uint8

const (
	constant op = iota
	variable    // of the environment, by index
	local       // of a macro, by depth
	sel         // a field: name
	present     // has(a field)
	index
	call
	and
	or
	choose
	list
	dict
	all // the macros; args are the range and what is done with each element
	exists
	existsOne
	transform
	filter
	optMap
	optFlatMap
)

// node is one operation of an expression.
type node struct {
	op       op
	at       int // byte in the text
	name     string
	value    any // of a constant
	slot     int
	optional bool   // a[?b], a.?b
	maybe    []bool // elements of a list or values of a map that may be missing
	member   bool   // a call with a receiver, which is its first argument
	args     []*node
	overload []*overload // those that fit, after checking
}

// maxDepth bounds how deep an expression may be nested.
const maxDepth = 250

// parser reads an expression by descent.
type parser struct {
	text   string
	i      int
	token  token // the next one
	err    *fault
	env    *Env
	locals []string // variables of the macros around
	depth  int
	minus  bool // a minus stands before the literal that is read
}

func (p *parser) fail(at int, what string) { p.stop(at, "Syntax error: "+what) }

func (p *parser) stop(at int, what string) {
	if p.err == nil {
		p.err = &fault{at, what}
	}
	p.token = token{at: len(p.text)}
	p.i = len(p.text)
}

// whole reads the whole text.
func (p *parser) whole() *node {
	p.advance()
	n := p.expression()
	if p.token.kind != endToken {
		p.unexpected("")
	}
	return n
}

// unexpected reports the token at hand, in the place of what was wanted.
func (p *parser) unexpected(wanted string) *node {
	t := p.token
	what := "the expression ends too early"
	if t.kind != endToken {
		shown := t.text
		if t.kind == literalToken {
			shown = "a value"
		}
		what = fmt.Sprintf("%s cannot stand here", shown)
	}
	if wanted != "" {
		what += ": " + wanted + " is missing"
	}
	p.fail(t.at, what)
	return &node{}
}

// is reports whether the next token is that sign, and takes it.
func (p *parser) is(sign string) bool {
	if p.token.kind != signToken || p.token.text != sign {
		return false
	}
	p.advance()
	return true
}

func (p *parser) want(sign string) {
	if !p.is(sign) {
		p.unexpected(sign)
	}
}

func (p *parser) expression() *node {
	if p.depth++; p.depth > maxDepth {
		p.fail(p.token.at, "the expression is nested too deeply")
	}
	defer func() { p.depth-- }()
	n := p.chain("||", or, func() *node { return p.chain("&&", and, func() *node { return p.binary(0) }) })
	if at := p.token.at; p.is("?") {
		yes := p.chain("||", or, func() *node { return p.chain("&&", and, func() *node { return p.binary(0) }) })
		p.want(":")
		n = &node{op: choose, at: at, name: "_?_:_", args: []*node{n, yes, p.expression()}}
	}
	return n
}

// chain reads operands that all have the same operator between them.
func (p *parser) chain(sign string, o op, next func() *node) *node {
	n := next()
	for at := p.token.at; p.is(sign); at = p.token.at {
		n = &node{op: o, at: at, name: "_" + sign + "_", args: []*node{n, next()}}
	}
	return n
}

// levels are the other binary operators, those that bind closest last.
var levels = [...][]string{{"==", "!=", "<", "<=", ">", ">=", "in"}, {"+", "-"}, {"*", "/", "%"}}

func (p *parser) binary(level int) *node {
	if level == len(levels) {
		return p.unary()
	}
	n := p.binary(level + 1)
	for p.token.kind == signToken && slices.Contains(levels[level], p.token.text) {
		t := p.token
		p.advance()
		n = &node{op: call, at: t.at, name: "_" + t.text + "_", args: []*node{n, p.binary(level + 1)}}
	}
	return n
}

// unary reads what has any number of one of the signs ! and - before it. Two
// cancel each other out.
func (p *parser) unary() *node {
	t := p.token
	if t.kind != signToken || t.text != "!" && t.text != "-" {
		return p.member()
	}
	count := 0
	for p.token.kind == signToken && p.token.text == t.text {
		count++
		p.minus = t.text == "-" && count%2 == 1
		p.advance()
	}
	negative := t.text == "-" && count == 1 && p.token.kind == literalToken
	p.minus = false
	if v, ok := p.token.value.(int64); ok && negative {
		p.token.value = -v // the smallest is its own negative
		return p.member()
	}
	if v, ok := p.token.value.(float64); ok && negative {
		p.token.value = -v
		return p.member()
	}
	n := p.member()
	if count%2 == 1 {
		n = &node{op: call, at: t.at, name: t.text + "_", args: []*node{n}}
	}
	return n
}

// member reads a value and what is asked of it.
func (p *parser) member() *node {
	n := p.primary()
	for steps := 0; p.err == nil; steps++ {
		if steps > maxDepth {
			p.fail(p.token.at, "the expression is nested too deeply")
		}
		at := p.token.at
		switch {
		case p.is("["):
			optional := p.is("?")
			n = &node{op: index, at: at, name: "_[_]", optional: optional, args: []*node{n, p.expression()}}
			p.want("]")
		case p.is("."):
			optional := p.is("?")
			t := p.token
			if t.kind != wordToken && t.kind != escapedToken {
				return p.unexpected("a name")
			}
			p.advance()
			if t.kind == wordToken && !optional && p.token.kind == signToken && p.token.text == "(" {
				n = p.memberCall(n, t)
			} else {
				n = &node{op: sel, at: at, name: t.text, optional: optional, args: []*node{n}}
			}
		default:
			return n
		}
	}
	return n
}

func (p *parser) primary() *node {
	t := p.token
	switch {
	case t.kind == literalToken:
		p.advance()
		return &node{op: constant, at: t.at, value: t.value}
	case t.kind == wordToken:
		p.advance()
		if p.token.kind == signToken && p.token.text == "(" {
			return p.globalCall(t)
		}
		return p.identifier(t)
	case p.is("("):
		n := p.expression()
		p.want(")")
		return n
	case p.is("["):
		n := &node{op: list, at: t.at}
		p.elements("]", func() {
			n.maybe = append(n.maybe, p.is("?"))
			n.args = append(n.args, p.expression())
		})
		return n
	case p.is("{"):
		n := &node{op: dict, at: t.at}
		p.elements("}", func() {
			n.maybe = append(n.maybe, p.is("?"))
			key := p.expression()
			p.want(":")
			n.args = append(n.args, key, p.expression())
		})
		return n
	}
	return p.unexpected("a value")
}

// elements reads what stands between commas up to a sign. A last comma may stand
// alone.
func (p *parser) elements(end string, one func()) {
	for p.err == nil && !p.is(end) {
		one()
		if !p.is(",") {
			p.want(end)
			return
		}
	}
}

// identifier resolves a name: of a macro, of the environment, or of a type.
func (p *parser) identifier(t token) *node {
	for i := len(p.locals) - 1; i >= 0; i-- {
		if p.locals[i] == t.text {
			return &node{op: local, at: t.at, name: t.text, slot: i}
		}
	}
	for i := range p.env.variables {
		if p.env.variables[i].Name == t.text {
			return &node{op: variable, at: t.at, name: t.text, slot: i}
		}
	}
	if slices.Contains(typeNames, t.text) {
		return &node{op: constant, at: t.at, value: typeName(t.text)}
	}
	if len(p.env.functions[t.text+"."]) > 0 { // the first half of a function's name
		return &node{op: variable, at: t.at, name: t.text, slot: -1}
	}
	p.stop(t.at, fmt.Sprintf("undeclared reference to '%s'", t.text))
	return &node{}
}
