// Package cel compiles and evaluates expressions of the Common Expression
// Language (CEL, https://cel.dev): the core language with its macros, the
// functions for strings of its extension library, and optional values. There
// are no protocol buffer messages, and no format function.
//
// It exists because the library of the field costs every start of a program
// that links it some milliseconds and 13 MB, and most programs that link it
// evaluate nothing. A test compares the two on what both can do.
//
// An expression is checked when it is compiled, so that misspelt names and
// operands that do not fit are found where they stand. Its evaluation is bounded
// by a number of steps that its caller gives: one for each operation and for
// each few bytes that an operation reads or writes.
package cel

import (
	"errors"
	"strings"
	"unicode/utf8"
)

// ErrLimit says that an evaluation took more steps than it may.
var ErrLimit = errors.New("the evaluation takes too many steps")

// Error is a mistake in an expression. Line and Column count from 1, columns in
// characters.
type Error struct {
	Line, Column int
	What         string
}

func (e *Error) Error() string { return e.What }

// Variable is a name that an expression may use.
type Variable struct {
	Name string
	Type *Type
}

// Env is what expressions can ask for. It is not changed by compiling.
type Env struct {
	variables []Variable
	functions functions
}

// NewEnv returns an environment with these variables and the functions of CEL.
func NewEnv(variables ...Variable) *Env { return &Env{variables, standard()} }

// Program is a compiled expression. It may be used by several goroutines.
type Program struct {
	root *node
	typ  *Type
	uses []bool
}

// Compile compiles text. The result is not nil unless the error is.
func (e *Env) Compile(text string) (*Program, *Error) {
	p := parser{text: text, env: e}
	root := p.whole()
	if p.err != nil {
		return nil, place(text, p.err)
	}
	c := checker{env: e, uses: make([]bool, len(e.variables))}
	t := c.check(root)
	if c.err != nil {
		return nil, place(text, c.err)
	}
	return &Program{root, t, c.uses}, nil
}

// Type is what the expression yields, as far as it is known before it is
// evaluated.
func (p *Program) Type() *Type { return p.typ }

// Uses reports whether the expression uses the variable of that index.
func (p *Program) Uses(i int) bool { return p.uses[i] }

// Eval evaluates the expression. values are those of the variables of Env, in
// their order, made of: bool, int64, uint64, float64, string, []byte, nil,
// time.Time, time.Duration, []any and map[string]any. It ends after at most
// limit steps, with ErrLimit. The result is of the same types, or of this
// package's own.
func (p *Program) Eval(values []any, limit int) (any, error) {
	m := machine{vars: values, left: limit}
	return m.eval(p.root)
}

// fault is a mistake at a byte of the text.
type fault struct {
	at   int
	what string
}

// place says in which line and column a fault is.
func place(text string, f *fault) *Error {
	before := text[:min(f.at, len(text))]
	line := strings.Count(before, "\n")
	start := strings.LastIndexByte(before, '\n') + 1
	return &Error{line + 1, utf8.RuneCountInString(before[start:]) + 1, f.what}
}
