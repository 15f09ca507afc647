package cel

import "strings"

// Type is a type of values, as far as it is known.
type Type struct {
	kind kind
	of   []*Type // of the elements; of the keys and the values
	slot int     // of a type that a call binds
}

type kind uint8

const (
	dynKind kind = iota
	boolKind
	intKind
	uintKind
	doubleKind
	stringKind
	bytesKind
	nullKind
	timeKind
	spanKind
	typeKind
	listKind
	dictKind
	optKind
	boundKind // whatever fits, the same wherever it stands in a signature
)

// kindNames are the names of types in messages.
var kindNames = [...]string{"dyn", "bool", "int", "uint", "double", "string", "bytes", "null", "timestamp", "duration", "type", "list", "map", "optional", "any"}

// typeNames are the names of types in expressions.
var typeNames = []string{"bool", "int", "uint", "double", "string", "bytes", "null_type", "type", "list", "map"}

// The types of variables.
var (
	Dyn       = &Type{kind: dynKind}
	Bool      = &Type{kind: boolKind}
	Int       = &Type{kind: intKind}
	Uint      = &Type{kind: uintKind}
	Double    = &Type{kind: doubleKind}
	String    = &Type{kind: stringKind}
	Bytes     = &Type{kind: bytesKind}
	Timestamp = &Type{kind: timeKind}
	Duration  = &Type{kind: spanKind}
)

var (
	nothing = &Type{kind: nullKind}
	types   = &Type{kind: typeKind}
	anyA    = &Type{kind: boundKind}
	anyB    = &Type{kind: boundKind, slot: 1}
)

// List returns the type of lists.
func List(of *Type) *Type { return &Type{kind: listKind, of: []*Type{of}} }

// Map returns the type of maps.
func Map(key, value *Type) *Type { return &Type{kind: dictKind, of: []*Type{key, value}} }

func optionalOf(t *Type) *Type { return &Type{kind: optKind, of: []*Type{t}} }

// String returns the type as CEL writes it.
func (t *Type) String() string {
	name := kindNames[t.kind]
	if len(t.of) == 0 {
		return name
	}
	parts := make([]string, len(t.of))
	for i, o := range t.of {
		parts[i] = o.String()
	}
	return name + "(" + strings.Join(parts, ", ") + ")"
}

func equalTypes(a, b *Type) bool {
	if a.kind != b.kind {
		return false
	}
	for i := range a.of {
		if !equalTypes(a.of[i], b.of[i]) {
			return false
		}
	}
	return true
}

// nullable reports whether null is a value of t, too.
func nullable(t *Type) bool { return t.kind == timeKind || t.kind == spanKind || t.kind == optKind }

// joined returns the narrower type that has all values of both that can be told
// apart, or nil if there is none.
func joined(a, b *Type) *Type {
	switch {
	case a.kind == dynKind || b.kind == dynKind:
		return Dyn
	case a.kind == nullKind && nullable(b):
		return b
	case b.kind == nullKind && nullable(a):
		return a
	case a.kind != b.kind:
		return nil
	}
	t := &Type{kind: a.kind}
	for i := range a.of {
		o := joined(a.of[i], b.of[i])
		if o == nil {
			return nil
		}
		t.of = append(t.of, o)
	}
	return t
}

// bindings are what the types of a signature stand for in one call.
type bindings [2]*Type

// fit reports whether an argument fits a parameter, and binds what it binds.
func (b *bindings) fit(param, arg *Type) bool {
	switch {
	case param.kind == boundKind:
		if b[param.slot] == nil {
			b[param.slot] = arg
			return true
		}
		t := joined(b[param.slot], arg)
		if t != nil {
			b[param.slot] = t
		}
		return t != nil
	case arg.kind == dynKind:
		for _, o := range param.of {
			b.fit(o, Dyn)
		}
		return true
	case param.kind == dynKind, arg.kind == nullKind && nullable(param):
		return true
	case param.kind != arg.kind:
		return false
	}
	for i := range param.of {
		if !b.fit(param.of[i], arg.of[i]) {
			return false
		}
	}
	return true
}

// resolve puts what was bound into a type of a signature.
func (b *bindings) resolve(t *Type) *Type {
	if t.kind == boundKind {
		if b[t.slot] == nil {
			return Dyn
		}
		return b[t.slot]
	}
	if len(t.of) == 0 {
		return t
	}
	r := &Type{kind: t.kind}
	for _, o := range t.of {
		r.of = append(r.of, b.resolve(o))
	}
	return r
}
