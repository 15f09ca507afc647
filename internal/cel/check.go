package cel

import (
	"fmt"
	"regexp"
	"strings"
)

// checker finds the types of all parts of an expression, and the functions that
// each call can mean.
type checker struct {
	env    *Env
	locals []*Type
	uses   []bool
	err    *fault
}

func (c *checker) fail(at int, format string, args ...any) *Type {
	if c.err == nil {
		c.err = &fault{at, fmt.Sprintf(format, args...)}
	}
	return Dyn
}

// check returns the type of n.
func (c *checker) check(n *node) *Type {
	if c.err != nil {
		return Dyn
	}
	switch n.op {
	case constant:
		return staticType(n.value)
	case local:
		return c.locals[n.slot]
	case variable:
		if n.slot < 0 {
			return c.fail(n.at, "undeclared reference to '%s'", n.name)
		}
		c.uses[n.slot] = true
		return c.env.variables[n.slot].Type
	case sel, present:
		return c.field(n)
	case index:
		return c.index(n)
	case and, or:
		return c.apply(n, []*overload{{result: Bool, params: []*Type{Bool, Bool}}})
	case choose:
		return c.apply(n, []*overload{{result: anyA, params: []*Type{Bool, anyA, anyA}}})
	case call:
		return c.call(n)
	case list, dict:
		return c.collection(n)
	}
	return c.macro(n)
}

func staticType(v any) *Type {
	switch v.(type) {
	case bool:
		return Bool
	case int64:
		return Int
	case uint64:
		return Uint
	case float64:
		return Double
	case string:
		return String
	case []byte:
		return Bytes
	case typeName:
		return types
	}
	return nothing
}

// field checks a.b, a.?b and has(a.b).
func (c *checker) field(n *node) *Type {
	t := c.check(n.args[0])
	of, optional := t, n.optional
	if of.kind == optKind {
		of, optional = of.of[0], true
	}
	value := Dyn
	switch of.kind {
	case dictKind:
		value = of.of[1]
	case dynKind:
	default:
		return c.fail(n.at, "type '%s' does not support field selection", t)
	}
	switch {
	case n.op == present:
		return Bool
	case optional && value.kind != optKind:
		return optionalOf(value)
	}
	return value
}

// indexes are what can stand in front of square brackets.
var indexes = []*overload{
	{result: anyA, params: []*Type{List(anyA), Int}},
	{result: anyB, params: []*Type{Map(anyA, anyB), anyA}},
	{result: optionalOf(anyA), params: []*Type{optionalOf(List(anyA)), Int}},
	{result: optionalOf(anyB), params: []*Type{optionalOf(Map(anyA, anyB)), anyA}},
}

func (c *checker) index(n *node) *Type {
	t := c.apply(n, indexes)
	if n.optional && t.kind != optKind && len(n.overload) == 1 {
		t = optionalOf(t)
	}
	return t
}

// call finds the functions that a call can mean.
func (c *checker) call(n *node) *Type {
	named, ok := c.env.functions[n.name]
	if !ok {
		if n.name == "in" {
			n.name = "_in_"
		}
		return c.fail(n.at, "undeclared reference to '%s'", n.name)
	}
	var fitting []*overload
	for _, o := range named {
		if o.member == n.member {
			fitting = append(fitting, o)
		}
	}
	t := c.apply(n, fitting)
	if c.err == nil && n.name == "matches" && n.args[1].op == constant {
		re, err := regexp.Compile(n.args[1].value.(string))
		if err != nil {
			return c.fail(n.args[1].at, "%s", strings.TrimPrefix(err.Error(), "error parsing regexp: "))
		}
		n.args[1].value = re
	}
	return t
}

// apply checks the arguments of n, keeps the functions that they fit, and
// returns what comes out.
func (c *checker) apply(n *node, functions []*overload) *Type {
	args := make([]*Type, len(n.args))
	for i, a := range n.args {
		args[i] = c.check(a)
	}
	if c.err != nil {
		return Dyn
	}
	var result *Type
	for _, o := range functions {
		var b bindings
		if len(o.params) != len(args) || !b.all(o.params, args) {
			continue
		}
		n.overload = append(n.overload, o)
		if t := b.resolve(o.result); result == nil || equalTypes(result, t) {
			result = t
		} else {
			result = Dyn
		}
	}
	if result == nil {
		shown := make([]string, len(args))
		for i, a := range args {
			shown[i] = a.String()
		}
		return c.fail(n.at, "found no matching overload for '%s' applied to '(%s)'", n.name, strings.Join(shown, ", "))
	}
	return result
}

func (b *bindings) all(params, args []*Type) bool {
	for i := range params {
		if !b.fit(params[i], args[i]) {
			return false
		}
	}
	return true
}

// collection checks the elements of a list, or the keys and values of a map.
func (c *checker) collection(n *node) *Type {
	var of [2]*Type
	for i, a := range n.args {
		t := c.check(a)
		which := 0
		if n.op == dict {
			which = i % 2
		}
		if maybe := n.maybe[i/(1+int(n.op-list))]; maybe && (n.op == list || which == 1) {
			switch t.kind {
			case optKind:
				t = t.of[0]
			case dynKind:
			default:
				return c.fail(a.at, "expected type 'optional' but found '%s'", t)
			}
		}
		if n.op == dict && which == 0 && !keyKind(t.kind) {
			return c.fail(a.at, "a key cannot be of the type '%s'", t)
		}
		if of[which] == nil {
			of[which] = t
		} else if of[which] = joined(of[which], t); of[which] == nil {
			of[which] = Dyn
		}
	}
	for i := range of {
		if of[i] == nil {
			of[i] = Dyn
		}
	}
	if n.op == list {
		return List(of[0])
	}
	return Map(of[0], of[1])
}

func keyKind(k kind) bool {
	return k == dynKind || k == boolKind || k == intKind || k == uintKind || k == stringKind
}

// macro checks what is done with each element of a list or key of a map.
func (c *checker) macro(n *node) *Type {
	over := c.check(n.args[0])
	element := Dyn
	switch {
	case n.op == optMap || n.op == optFlatMap:
		if over.kind == optKind {
			element = over.of[0]
		} else if over.kind != dynKind {
			return c.fail(n.at, "found no matching overload for '%s' applied to '(%s)'", n.name, over)
		}
	case over.kind == listKind || over.kind == dictKind:
		element = over.of[0]
	case over.kind != dynKind:
		return c.fail(n.args[0].at, "expression of type '%s' cannot be range of a comprehension (must be list, map, or dynamic)", over)
	}
	c.locals = append(c.locals[:n.slot], element)
	last := len(n.args) - 1
	if n.op != transform && n.op != optMap && n.op != optFlatMap || last == 2 {
		if t := c.check(n.args[1]); t.kind != boolKind && t.kind != dynKind {
			return c.fail(n.args[1].at, "expected type 'bool' but found '%s'", t)
		}
	}
	var t *Type
	switch n.op {
	case transform:
		t = List(c.check(n.args[last]))
	case optMap:
		t = optionalOf(c.check(n.args[1]))
	case optFlatMap:
		if t = c.check(n.args[1]); t.kind == dynKind {
			t = optionalOf(Dyn)
		} else if t.kind != optKind {
			return c.fail(n.args[1].at, "expected type 'optional' but found '%s'", t)
		}
	case filter:
		t = List(element)
	default:
		t = Bool
	}
	c.locals = c.locals[:n.slot]
	return t
}
