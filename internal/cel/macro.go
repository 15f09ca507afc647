package cel

import "fmt"

// macros are calls that bind a variable, by name.
var macros = map[string]op{
	"all": all, "exists": exists, "exists_one": existsOne, "map": transform, "filter": filter,
	"optMap": optMap, "optFlatMap": optFlatMap,
}

// globalCall reads the arguments of a function, whose name is t.
func (p *parser) globalCall(t token) *node {
	p.advance()
	n := &node{op: call, at: t.at, name: t.text}
	p.arguments(n)
	if t.text == "has" && p.err == nil {
		if len(n.args) != 1 || n.args[0].op != sel || n.args[0].optional {
			p.fail(t.at, "has() takes a field, as in has(args.path)")
			return n
		}
		return &node{op: present, at: t.at, name: n.args[0].name, args: n.args[0].args}
	}
	return n
}

// arguments reads arguments up to the bracket that ends them. Unlike in lists,
// no comma may stand alone.
func (p *parser) arguments(n *node) {
	if p.is(")") {
		return
	}
	for p.err == nil {
		n.args = append(n.args, p.expression())
		if !p.is(",") {
			p.want(")")
			return
		}
	}
}

// memberCall reads the arguments of a function of target, or of a macro.
func (p *parser) memberCall(target *node, name token) *node {
	p.advance() // (
	if target.op == variable && target.slot < 0 {
		n := &node{op: call, at: target.at, name: target.name + "." + name.text}
		p.arguments(n)
		return n
	}
	if o, ok := macros[name.text]; ok && p.token.kind == wordToken {
		if n := p.macro(o, target, name); n != nil {
			return n
		}
	}
	n := &node{op: call, at: name.at, name: name.text, member: true, args: []*node{target}}
	p.arguments(n)
	return n
}

// macro reads a variable and what is done with it. It is nil where what follows
// is no variable.
func (p *parser) macro(o op, target *node, name token) *node {
	bound, back, i := p.token, p.token, p.i
	p.advance()
	if !p.is(",") {
		if p.token.kind == signToken && p.token.text == ")" {
			p.fail(name.at, fmt.Sprintf("%s() takes a variable and an expression, as in list.%s(x, x > 0)", name.text, name.text))
			return &node{}
		}
		p.token, p.i = back, i
		return nil
	}
	n := &node{op: o, at: name.at, name: name.text, slot: len(p.locals), args: []*node{target}}
	p.locals = append(p.locals, bound.text)
	p.arguments(n)
	p.locals = p.locals[:len(p.locals)-1]
	if got := len(n.args) - 1; got != 1 && !(o == transform && got == 2) && p.err == nil {
		p.fail(name.at, fmt.Sprintf("%s() takes a variable and an expression, not %d expressions", name.text, got))
	}
	return n
}
