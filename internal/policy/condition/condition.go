// Package condition evaluates the expressions of a policy. They are written in
// the Common Expression Language (CEL, https://cel.dev) over this environment:
//
//	server, tool, method   string   who is asked, what for ("" when it is about no tool)
//	direction              string   "client" or "server": who wrote the message
//	rule, class            string   of the finding
//	severity               int      0 info, 1 low, 2 medium, 3 high, 4 critical
//	pointer                string   the JSON pointer of what was found
//	args                   map      the arguments of a call; empty in other messages
//	annotations            map      what the server says about the tool (readOnlyHint, ...)
//	time                   timestamp   of the decision
//
// In an argument constraint, where nothing was found, rule, class and pointer
// are empty and severity is 0. An expression that asks for an argument that is
// not there does not hold. Nothing of CEL is made until a policy has an
// expression.
package condition

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/mcp-watchdog/mcp-watchdog/internal/cel"
	"github.com/mcp-watchdog/mcp-watchdog/internal/finding"
	"github.com/mcp-watchdog/mcp-watchdog/internal/message"
	"github.com/mcp-watchdog/mcp-watchdog/internal/policy"
)

const (
	// maxSteps bounds one evaluation: some milliseconds.
	maxSteps = 200_000
	// maxLength bounds an expression, in bytes. Nobody understands longer ones.
	maxLength = 4096
)

// object is what JSON makes of an object.
var object = cel.Map(cel.String, cel.Dyn)

// variables are those of the environment.
var variables = [...]cel.Variable{
	{Name: "server", Type: cel.String}, {Name: "tool", Type: cel.String}, {Name: "method", Type: cel.String}, {Name: "direction", Type: cel.String},
	{Name: "rule", Type: cel.String}, {Name: "class", Type: cel.String}, {Name: "severity", Type: cel.Int}, {Name: "pointer", Type: cel.String},
	argsAt: {Name: "args", Type: object}, annotationsAt: {Name: "annotations", Type: object}, {Name: "time", Type: cel.Timestamp},
}

const argsAt, annotationsAt = 8, 9

// Compiler compiles expressions. Its zero value is ready; the environment is
// made for the first expression.
type Compiler struct{ env *cel.Env }

// Error is a mistake in an expression. Line and Column count from 1.
type Error = cel.Error

// Expression is a compiled expression. It may be used by several goroutines.
type Expression struct {
	text    string
	program *cel.Program
	// Arguments and Annotations say whether it asks for those.
	Arguments, Annotations bool
}

// Compile compiles text, which must yield a truth value.
func (c *Compiler) Compile(text string) (*Expression, *Error) {
	if len(text) > maxLength {
		return nil, &Error{Line: 1, Column: 1, What: fmt.Sprintf("the expression is longer than %d bytes", maxLength)}
	}
	if c.env == nil {
		c.env = cel.NewEnv(variables[:]...)
	}
	program, err := c.env.Compile(text)
	if err != nil {
		err.What += "; " + environment()
		return nil, err
	}
	if t := program.Type(); t != cel.Bool && t != cel.Dyn {
		return nil, &Error{Line: 1, Column: 1, What: fmt.Sprintf("the expression yields %s and must yield true or false", t)}
	}
	return &Expression{text, program, program.Uses(argsAt), program.Uses(annotationsAt)}, nil
}

// environment is said with every mistake.
func environment() string {
	names := make([]string, len(variables))
	for i := range variables {
		names[i] = variables[i].Name
	}
	return "an expression can ask for " + strings.Join(names, ", ")
}

// String returns the expression.
func (e *Expression) String() string { return e.text }

// Holds implements policy.Condition. f may be nil.
func (e *Expression) Holds(f *finding.Finding, at *policy.Scene) (holds, done bool) {
	rule, class, severity, pointer := "", "", int64(0), ""
	if f != nil {
		rule, class, severity, pointer = f.Rule.ID, f.Rule.Class, int64(f.Severity), f.Pointer
	}
	args := map[string]any{}
	if e.Arguments && at.From == message.FromClient {
		if at.Arguments == nil {
			at.Arguments = arguments(at.Message)
		}
		args = at.Arguments
	}
	got, err := e.program.Eval([]any{
		at.Server, at.Tool, at.Method, at.From.String(), rule, class, severity, pointer, args, at.Annotations, time.Unix(at.Now, 0).UTC(),
	}, maxSteps)
	is, ok := got.(bool)
	return ok && is && err == nil, !errors.Is(err, cel.ErrLimit)
}

// arguments returns the arguments of a call, numbers as floating point unless
// they are whole.
func arguments(raw []byte) map[string]any {
	var m struct {
		Params struct{ Arguments map[string]any }
	}
	d := json.NewDecoder(strings.NewReader(string(raw)))
	d.UseNumber()
	if d.Decode(&m) != nil || m.Params.Arguments == nil {
		return map[string]any{}
	}
	return plain(m.Params.Arguments).(map[string]any)
}

// plain replaces the numbers in v.
func plain(v any) any {
	switch v := v.(type) {
	case map[string]any:
		for k, inner := range v {
			v[k] = plain(inner)
		}
	case []any:
		for i, inner := range v {
			v[i] = plain(inner)
		}
	case json.Number:
		if i, err := v.Int64(); err == nil {
			return i
		}
		f, err := v.Float64()
		if err != nil {
			return v.String()
		}
		return f
	}
	return v
}
