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
// not there does not hold. Nothing of CEL is used until a policy has an
// expression.
package condition

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"

	"cel.dev/cel-go/cel"
	"cel.dev/cel-go/ext"
	"cel.dev/cel-go/interpreter"

	"github.com/mcp-watchdog/mcp-watchdog/internal/finding"
	"github.com/mcp-watchdog/mcp-watchdog/internal/message"
	"github.com/mcp-watchdog/mcp-watchdog/internal/policy"
)

const (
	// maxCost bounds the steps of one evaluation: some milliseconds.
	maxCost = 200_000
	// maxLength bounds an expression, in bytes. Nobody understands longer ones.
	maxLength = 4096
)

// names are the variables of the environment.
var names = []string{"server", "tool", "method", "direction", "rule", "class", "severity", "pointer", "args", "annotations", "time"}

// Compiler compiles expressions. Its zero value is ready; the environment is
// made for the first expression.
type Compiler struct{ env *cel.Env }

// Error is a mistake in an expression. Line and Column count from 1.
type Error struct {
	Line, Column int
	What         string
}

func (e *Error) Error() string { return e.What }

// Expression is a compiled expression. It may be used by several goroutines.
type Expression struct {
	text    string
	program cel.Program
	// Arguments and Annotations say whether it asks for those.
	Arguments, Annotations bool
}

// Compile compiles text, which must yield a truth value.
func (c *Compiler) Compile(text string) (*Expression, *Error) {
	if len(text) > maxLength {
		return nil, &Error{1, 1, fmt.Sprintf("the expression is longer than %d bytes", maxLength)}
	}
	if c.env == nil {
		object := cel.MapType(cel.StringType, cel.DynType)
		options := []cel.EnvOption{cel.OptionalTypes(), ext.Strings()}
		for _, n := range names {
			t := cel.StringType
			switch n {
			case "severity":
				t = cel.IntType
			case "args", "annotations":
				t = object
			case "time":
				t = cel.TimestampType
			}
			options = append(options, cel.Variable(n, t))
		}
		env, err := cel.NewEnv(options...)
		if err != nil {
			return nil, &Error{1, 1, err.Error()}
		}
		c.env = env
	}
	tree, issues := c.env.Compile(text)
	if issues.Err() != nil {
		first := issues.Errors()[0]
		what, _, _ := strings.Cut(first.Message, "\n")
		return nil, &Error{first.Location.Line(), first.Location.Column() + 1, what + "; " + environment}
	}
	if t := tree.OutputType(); !t.IsExactType(cel.BoolType) && !t.IsExactType(cel.DynType) {
		return nil, &Error{1, 1, fmt.Sprintf("the expression yields %s and must yield true or false", t)}
	}
	program, err := c.env.Program(tree, cel.CostLimit(maxCost), cel.InterruptCheckFrequency(100))
	if err != nil {
		return nil, &Error{1, 1, err.Error()}
	}
	e := &Expression{text: text, program: program}
	for _, ref := range tree.NativeRep().ReferenceMap() {
		e.Arguments = e.Arguments || ref.Name == "args"
		e.Annotations = e.Annotations || ref.Name == "annotations"
	}
	return e, nil
}

// environment is said with every mistake.
var environment = "an expression can ask for " + strings.Join(names, ", ")

// String returns the expression.
func (e *Expression) String() string { return e.text }

// Holds implements policy.Condition. f may be nil.
func (e *Expression) Holds(f *finding.Finding, at *policy.Scene) (holds, done bool) {
	vars := map[string]any{
		"server": at.Server, "tool": at.Tool, "method": at.Method, "direction": at.From.String(), "rule": "", "class": "", "severity": 0,
		"pointer": "", "time": time.Unix(at.Now, 0).UTC(), "annotations": at.Annotations, "args": map[string]any{},
	}
	if at.Annotations == nil {
		vars["annotations"] = map[string]any{}
	}
	if f != nil {
		vars["rule"], vars["class"], vars["severity"], vars["pointer"] = f.Rule.ID, f.Rule.Class, int(f.Severity), f.Pointer
	}
	if e.Arguments && at.From == message.FromClient {
		if at.Arguments == nil {
			at.Arguments = arguments(at.Message)
		}
		vars["args"] = at.Arguments
	}
	got, _, err := e.program.Eval(vars)
	if err != nil {
		var cut interpreter.EvalCancelledError
		return false, !errors.As(err, &cut)
	}
	is, ok := got.Value().(bool)
	return ok && is, true
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
