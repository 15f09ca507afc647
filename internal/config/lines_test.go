package config

import (
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"github.com/mcp-watchdog/mcp-watchdog/internal/finding"
	"github.com/mcp-watchdog/mcp-watchdog/internal/message"
	"github.com/mcp-watchdog/mcp-watchdog/internal/policy"
)

var testRules = []*finding.Rule{
	{ID: "ssrf", Class: "ssrf"}, {ID: "html_comment", Class: "hidden_text"}, {ID: "duplicate_key", Class: policy.ProtocolClass},
	{ID: "not_json", Class: policy.ProtocolClass}, policy.ToolDenied,
}

func TestEveryLine(t *testing.T) {
	dir := home(t)
	path := write(t, `
rules:
  - {rule: html_comment, action: alert}
  - server: git*
    tool: read_*
    class: [hidden_text, ssrf]
    severity: [high, critical]
    direction: server
    surface: [result_text, error_text]
    method: tools/*
    pointer: /result/**
    removable: true
    hygiene: false
    hosts: localhost:3000
    until: 2027-01-31
    note: so that the tests have something to do
    when: >
      tool == "a" &&
      annotations.readOnlyHint
    action: hold
servers:
  files:
    mode: strict
    allow: [read_*, list]
    deny: delete_*
    hosts: [localhost:8080]
    rules:
      - {severity: medium, action: block}
    calls:
      - {argument: path, within: [~/project, /srv]}
      - tool: search
        argument: /query/0
        pattern: ^[a-z]+$
        prefix: a
        hosts: example.org
        max_length: 20
        one_of: [1, true, abc]
        require: args.n < 5
        action: alert
  none:
    allow: []
    budgets:
      - {tool: send_*, calls: 3, per: 10m, same: true, action: hold}
`)
	c, err := Load(path, testRules)
	if err != nil {
		t.Fatal(err)
	}
	at := func(n int) policy.Source { return policy.Source{File: path, Line: n} }
	p := c.Policy
	if len(p.Lines) != 4 || p.Lines[1].When == nil || !p.Annotations {
		t.Fatalf("%+v", p)
	}
	if s := p.Lines[1].When.String(); s != `tool == "a" && annotations.readOnlyHint` {
		t.Errorf("%q", s)
	}
	p.Lines[1].When = nil
	all := policy.Of(finding.Info, finding.Low, finding.Medium, finding.High, finding.Critical)
	want := []policy.Line{
		{Source: at(3), Rules: []string{"html_comment"}, Action: policy.Alert},
		{
			Source: at(4), Server: "git*", Tool: "read_*", Classes: []string{"hidden_text", "ssrf"}, Severities: policy.Of(finding.High, finding.Critical),
			Sides: policy.From(message.FromServer), Surfaces: message.ResultText | message.ErrorText, Method: "tools/*", Pointer: "/result/**",
			Removable: policy.Yes, Hygiene: policy.No, Hosts: policy.Hosts{"localhost:3000"}, Until: 1801440000, Action: policy.Hold,
		},
		{Source: at(26), Server: "files", Rules: []string{"ssrf"}, Severities: all, Hosts: policy.Hosts{"localhost:8080"}, Action: policy.Pass},
		{Source: at(28), Server: "files", Severities: policy.Of(finding.Medium), Action: policy.Block},
	}
	for i := range want {
		if !reflect.DeepEqual(p.Lines[i], want[i]) {
			t.Errorf("line %d:\n got %+v\nwant %+v", i, p.Lines[i], want[i])
		}
	}
	if len(p.Servers) != 1 || p.Servers[0] != (policy.ServerMode{Server: "files", Mode: policy.Strict, Source: at(23)}) {
		t.Errorf("%+v", p.Servers)
	}
	tools := []policy.ToolList{
		{Source: at(24), Server: "files", Tools: []string{"read_*", "list"}, Allow: true}, {Source: at(25), Server: "files", Tools: []string{"delete_*"}},
		{Source: at(41), Server: "none", Tools: []string{}, Allow: true},
	}
	if !reflect.DeepEqual(p.Calls.Tools, tools) {
		t.Errorf("%+v", p.Calls.Tools)
	}
	if b := p.Calls.Budgets; len(b) != 1 || b[0] != (policy.Budget{Source: at(43), Server: "none", Tool: "send_*", Calls: 3, Per: 600, Same: true, Action: policy.Hold}) {
		t.Errorf("%+v", b)
	}
	k := p.Calls.Constraints
	if len(k) != 2 || !reflect.DeepEqual(k[0].Within, []string{filepath.Join(dir, "project"), filepath.Clean("/srv")}) || k[0].Source != at(30) || k[0].Action != policy.Block {
		t.Fatalf("%+v", k)
	}
	if one := k[1]; one.Tool != "search" || one.Pattern.String() != "^[a-z]+$" || one.Longest != 20 || !reflect.DeepEqual(one.OneOf, []string{"1", "true", "abc"}) ||
		one.Require.String() != "args.n < 5" || one.Action != policy.Alert || one.Argument != "/query/0" {
		t.Errorf("%+v", one)
	}
}

func TestMistakesInLinesStopTheStart(t *testing.T) {
	home(t)
	for _, c := range []struct{ text, at, says string }{
		{"rules:\n  - {rule: srf, action: pass}", "2:12", `no rule "srf"; did you mean ssrf?`},
		{"rules:\n  - rule: [ssrf, html_coment]\n    action: pass", "2:18", "did you mean html_comment?"},
		{"rules:\n  - {class: hiden_text, action: pass}", "2:13", "did you mean hidden_text?"},
		{"rules:\n  - {rul: ssrf, action: pass}", "2:6", "did you mean rule"},
		{"rules:\n  - {rule: ssrf, action: deny}", "2:26", "it must be pass, alert, clean, hold or block"},
		{"rules:\n  - {rule: ssrf}", "2:", "says no action"},
		{"rules:\n  - {rule: not_json, action: pass}", "2:", "cannot be changed by a line"},
		{"rules:\n  - {rule: tool_denied, action: pass}", "2:", "change those"},
		{"rules:\n  - {severity: hihg, action: pass}", "2:16", "did you mean high?"},
		{"rules:\n  - {severity: [low, 3], action: pass}", "2:22", "severity"},
		{"rules:\n  - {surface: tool_desc, action: pass}", "2:15", "no surface"},
		{"rules:\n  - {direction: both, action: pass}", "2:17", "server or client"},
		{"rules:\n  - {removable: 'yes', action: pass}", "2:17", "true or false"},
		{"rules:\n  - {until: tomorrow, action: pass}", "2:13", "a date such as"},
		{"rules:\n  - {server: 5, action: pass}", "2:14", "in quotes"},
		{"rules:\n  - {when: servr == 'a', action: pass}", "2:12", "undeclared reference to 'servr'"},
		{"rules:\n  - {when: \"tool == 'a' && x\", action: pass}", "2:28", "undeclared reference to 'x'"},
		{"rules:\n  - when: |\n      tool == 'a' &&\n      nope\n    action: pass", "4:", "undeclared reference to 'nope'"},
		{"rules:\n  - {when: tool, action: pass}", "2:12", "must yield true or false"},
		{"rules: {rule: ssrf}", "1:", "must be a list"},
		{"rules:\n  - ssrf", "2:5", "must be settings"},
		{"servers:\n  files:\n    alow: [a]", "3:5", "did you mean allow?"},
		{"servers:\n  files:\n    mode: strickt", "3:11", "did you mean strict?"},
		{"servers:\n  files:\n    deny: []", "3:", "1 to 1000 texts"},
		{"servers:\n  files:\n    deny: [5]", "3:12", "in quotes"},
		{"servers: [files]", "1:", "names of servers"},
		{"servers:\n  files: strict", "2:10", "must be settings"},
		{"servers:\n  files:\n    rules:\n      - {server: x, action: pass}", "4:10", `no setting "server"`},
		{"servers:\n  files:\n    calls:\n      - {argument: path, within: project}", "4:", "absolute folders"},
		{"servers:\n  files:\n    calls:\n      - {argument: path, pattern: '['}", "4:", "no regular expression"},
		{"servers:\n  files:\n    calls:\n      - {argument: path}", "4:", "demands nothing"},
		{"servers:\n  files:\n    calls:\n      - {max_length: 4}", "4:", "names no argument"},
		{"servers:\n  files:\n    calls:\n      - {argument: n, max_length: long}", "4:", "a whole number"},
		{"servers:\n  files:\n    calls:\n      - {argument: n, one_of: [[1]]}", "4:", "each must be"},
		{"servers:\n  files:\n    calls:\n      - {require: args.n <}", "4:", "Syntax error"},
		{"servers:\n  files:\n    calls:\n      - {argument: n, max_length: 5, action: clean}", "4:", "alert, hold or block"},
		{"servers:\n  files:\n    budgets:\n      - {tool: x}", "4:", "no number of calls"},
		{"servers:\n  files:\n    budgets:\n      - {calls: many}", "4:17", "a whole number"},
		{"servers:\n  files:\n    budgets:\n      - {calls: 1, per: 5}", "4:25", "with its unit"},
		{"rule: ssrf", "1:1", "did you mean rules?"},
		{"servers:\n  files: &x {mode: strict}\n  mail: *x", "2:", "must be settings"},
	} {
		path := write(t, c.text)
		got, err := Load(path, testRules)
		if err == nil {
			t.Errorf("%q: accepted as %+v", c.text, got.Policy)
			continue
		}
		if !strings.HasPrefix(err.Error(), path+":"+c.at) || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%q:\n got %v\nwant %s and %q", c.text, err, c.at, c.says)
		}
		if !reflect.DeepEqual(got, Default()) {
			t.Errorf("%q: settings came back with the error", c.text)
		}
	}
}

func TestExceptions(t *testing.T) {
	home(t)
	path := write(t, "mode: strict")
	one := policy.Line{Rules: []string{"ssrf"}, Server: "a \"b\": *", Tool: "t'", Pointer: "/params/arguments/*/x: {", Print: "0a", Until: 1801440000}
	two := policy.Line{Rules: []string{"html_comment"}, Server: "b", Pointer: "/result", Print: "0b", Until: 1801440001}
	for i, l := range []*policy.Line{&one, &two} {
		file, err := AddException(path, "ev-x", l)
		if err != nil || file != ExceptionsPath(path) {
			t.Fatal(file, err)
		}
		l.Source, l.Exception, l.Action = policy.Source{File: file, Line: i + 2}, true, policy.Pass
	}
	c, err := Load(path, testRules)
	if err != nil || len(c.Policy.Lines) != 2 || !reflect.DeepEqual(c.Policy.Lines[0], one) || !reflect.DeepEqual(c.Policy.Lines[1], two) || c.Policy.Mode != policy.Strict {
		t.Errorf("%+v\n%v", c.Policy.Lines, err)
	}
	three := policy.Line{Rules: []string{"srf"}, Server: "b", Print: "0b", Pointer: "/x", Until: 1}
	if _, err := AddException(path, "ev-y", &three); err != nil {
		t.Fatal(err)
	}
	if _, err := Load(path, testRules); err == nil || !strings.HasPrefix(err.Error(), ExceptionsPath(path)+":4:") || !strings.Contains(err.Error(), "did you mean ssrf") {
		t.Errorf("a broken file: %v", err)
	}
}
