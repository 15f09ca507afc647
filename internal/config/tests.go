package config

import (
	"encoding/json"
	"errors"
	"fmt"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"

	"github.com/mcp-watchdog/mcp-watchdog/internal/finding"
	"github.com/mcp-watchdog/mcp-watchdog/internal/message"
	"github.com/mcp-watchdog/mcp-watchdog/internal/policy"
)

// Test is one test of a policy: a message, and what is to become of it.
type Test struct {
	Source policy.Source
	Name   string
	Server string
	// Call is a tool that is called with Args, a JSON object.
	Call string
	Args string
	// Result is what Tool answers with.
	Tool, Result string
	// Message is any message of From.
	Message string
	From    message.Side
	// Want is the verdict; Rule, if any, must be among the findings, and Line be
	// the end of a line that decided.
	Want       policy.Action
	Rule, Line string
}

var testSides = []option[message.Side]{{"server", message.FromServer}, {"client", message.FromClient}}

// LoadTests reads a file of tests. The error is a sentence with its place.
func LoadTests(path string, rules []*finding.Rule) ([]Test, error) {
	text, err := readAll(path)
	if err != nil {
		return nil, err
	}
	var tests []Test
	d := &decoder{c: &Config{}, path: path, rules: rules}
	err = d.run(text, func(n ast.Node) error {
		return object(n, "a file of tests", []entry{{"tests", func(n ast.Node) error {
			return list(n, "tests", func(n ast.Node) error {
				t, err := d.test(n)
				tests = append(tests, t)
				return err
			})
		}}})
	})
	if err == nil && len(tests) == 0 {
		err = fmt.Errorf("%s has no tests", path)
	}
	return tests, err
}

func (d *decoder) test(n ast.Node) (Test, error) {
	t := Test{Source: d.source(n), Args: "{}", Name: "a test without a name"}
	wants, given := false, 0
	var rule []string
	something := func(to *string) func(ast.Node) error {
		return func(n ast.Node) error {
			given++
			return textInto(to)(n)
		}
	}
	err := object(n, "a test", []entry{
		{"name", textInto(&t.Name)},
		{"server", textInto(&t.Server)},
		{"call", something(&t.Call)},
		{"args", func(n ast.Node) error { return jsonOf(n, &t.Args) }},
		{"tool", textInto(&t.Tool)},
		{"result", something(&t.Result)},
		{"message", something(&t.Message)},
		{"from", func(n ast.Node) error { return choose(n, &t.From, testSides) }},
		{"want", func(n ast.Node) error {
			wants = true
			return choose(n, &t.Want, actions)
		}},
		{"rule", known(&rule, "rule", d.ruleNames())},
		{"line", textInto(&t.Line)},
	})
	switch {
	case err != nil:
	case !wants:
		err = wrong(n.GetToken(), "the test wants nothing; say want: pass, alert, clean, hold or block")
	case given != 1:
		err = wrong(n.GetToken(), "the test must have one of call, result and message")
	case len(rule) > 1:
		err = wrong(n.GetToken(), "the test can name one rule")
	case len(rule) == 1:
		t.Rule = rule[0]
	}
	return t, err
}

// jsonOf reads an object as JSON.
func jsonOf(n ast.Node, to *string) error {
	var v map[string]any
	if err := yaml.NodeToValue(n, &v); err != nil {
		return errors.New("it must be names of arguments with their values")
	}
	text, err := json.Marshal(v)
	if err != nil {
		return errors.New("it must be names of arguments with their values")
	}
	*to = string(text)
	return nil
}
