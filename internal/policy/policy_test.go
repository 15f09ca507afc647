package policy

import (
	"regexp"
	"testing"

	"github.com/mcp-watchdog/mcp-watchdog/internal/finding"
	"github.com/mcp-watchdog/mcp-watchdog/internal/message"
)

// meant is what the presets are meant to do, said in another way.
func meant(m Mode, f *finding.Finding) Action {
	if f.Rule.Class == ProtocolClass {
		if m == Monitor && f.Severity > finding.Low {
			return Alert
		}
		return Block
	}
	switch {
	case m == Monitor && f.Hygiene:
		return Pass
	case m == Monitor:
		return Alert
	case m == Strict && f.Severity >= finding.High:
		return Block
	case len(f.Cuts) > 0:
		return Clean
	case f.Severity >= finding.High, m == Strict && f.Severity == finding.Medium:
		return Block
	case f.Severity == finding.Info || f.Hygiene:
		return Pass
	}
	return Alert
}

func TestPresets(t *testing.T) {
	for _, mode := range []Mode{Monitor, Balanced, Strict} {
		p := Policy{Mode: mode}
		for _, class := range []string{"hidden text", ProtocolClass} {
			for s := finding.Info; s <= finding.Critical; s++ {
				for _, f := range []finding.Finding{{}, {Hygiene: true}, {Cuts: make([]message.Cut, 1)}, {Hygiene: true, Cuts: make([]message.Cut, 1)}} {
					f.Rule, f.Severity = &finding.Rule{ID: "x", Class: class}, s
					if class == ProtocolClass && (len(f.Cuts) > 0 || f.Hygiene) {
						continue // there is no such thing
					}
					v := p.Decide(&f, &Scene{})
					if want := meant(mode, &f); v.Action != want || v.By.File != mode.String() || v.Preset != want {
						t.Errorf("%s: %s %s hygiene %v, %d cuts: %v by %s, want %v", mode, class, s, f.Hygiene, len(f.Cuts), v.Action, v.By, want)
					}
				}
			}
		}
	}
}

func at(n int) Source { return Source{"c.yaml", n} }

func TestTheNarrowestLineDecides(t *testing.T) {
	ssrf := &finding.Rule{ID: "ssrf", Class: "requests"}
	f := &finding.Finding{Rule: ssrf, Severity: finding.High, Pointer: "/params/arguments/url"}
	scene := &Scene{Server: "browser", Tool: "fetch_page", Method: "tools/call", From: message.FromClient, Now: 1000, Print: "abc", Value: []byte(`http:\/\/localhost:3000\/x`)}
	rule, class, high := []string{"ssrf"}, []string{"requests"}, Of(finding.High)
	for name, c := range map[string]struct {
		lines []Line
		want  Action
		by    int
	}{
		"nothing applies":                    {[]Line{{Action: Pass, Server: "files"}, {Action: Pass, Tool: "fetch"}, {Action: Pass, Rules: []string{"x"}}}, Block, 0},
		"a user's line beats the preset":     {[]Line{{Action: Pass}}, Pass, 1},
		"rule over class":                    {[]Line{{Action: Block, Classes: class}, {Action: Alert, Rules: rule}}, Alert, 2},
		"class over severity":                {[]Line{{Action: Alert, Classes: class}, {Action: Block, Severities: high}}, Alert, 1},
		"severity over nothing":              {[]Line{{Action: Alert, Severities: high}, {Action: Block}}, Alert, 1},
		"tool over server":                   {[]Line{{Action: Block, Server: "browser"}, {Action: Alert, Tool: "fetch_*"}}, Alert, 2},
		"name over pattern":                  {[]Line{{Action: Alert, Server: "browser"}, {Action: Block, Server: "brow*"}}, Alert, 1},
		"the same: the lowest":               {[]Line{{Action: Alert, Rules: rule}, {Action: Hold, Rules: rule}}, Hold, 2},
		"rule against server: the lowest":    {[]Line{{Action: Alert, Rules: rule}, {Action: Block, Server: "browser"}}, Block, 2},
		"server against rule: the lowest":    {[]Line{{Action: Block, Rules: rule}, {Action: Pass, Server: "browser"}}, Block, 1},
		"narrower in both":                   {[]Line{{Action: Block, Rules: rule}, {Action: Pass, Rules: rule, Server: "browser"}, {Action: Block, Server: "browser"}}, Pass, 2},
		"more conditions":                    {[]Line{{Action: Block, Rules: rule}, {Action: Pass, Rules: rule, Sides: From(message.FromClient)}}, Pass, 2},
		"an exception over all":              {[]Line{{Action: Block, Rules: rule, Server: "browser", Tool: "fetch_page", Pointer: "/params/arguments/url"}, {Action: Pass, Exception: true, Server: "browser", Tool: "fetch_page", Print: "abc"}}, Pass, 2},
		"another print":                      {[]Line{{Action: Pass, Exception: true, Server: "browser", Tool: "fetch_page", Print: "abd"}}, Block, 0},
		"an exception that is over":          {[]Line{{Action: Pass, Exception: true, Server: "browser", Tool: "fetch_page", Print: "abc", Until: 1000}}, Block, 0},
		"one that is not":                    {[]Line{{Action: Pass, Exception: true, Server: "browser", Tool: "fetch_page", Print: "abc", Until: 1001}}, Pass, 1},
		"clean is about what can be removed": {[]Line{{Action: Clean, Rules: rule}}, Block, 0},
		"a host that is allowed":             {[]Line{{Action: Pass, Rules: rule, Hosts: Hosts{"localhost:3000"}}}, Pass, 1},
		"another port":                       {[]Line{{Action: Pass, Rules: rule, Hosts: Hosts{"localhost:8080"}}}, Block, 0},
		"another side":                       {[]Line{{Action: Pass, Sides: From(message.FromServer)}}, Block, 0},
		"another surface":                    {[]Line{{Action: Pass, Surfaces: message.ToolName}}, Block, 0},
		"a pointer":                          {[]Line{{Action: Pass, Pointer: "/params/*/url"}}, Pass, 1},
		"a wider pointer":                    {[]Line{{Action: Pass, Pointer: "/params/**"}}, Pass, 1},
		"another pointer":                    {[]Line{{Action: Pass, Pointer: "/params/*"}}, Block, 0},
		"a condition that holds not":         {[]Line{{Action: Hold, Rules: rule, When: never{}}}, Block, 0},
		"one that never ends":                {[]Line{{Action: Hold, Rules: rule, When: endless{}}}, Hold, 1},
		"one that would relax":               {[]Line{{Action: Pass, Rules: rule, When: endless{}}}, Block, 0},
		"what accuses":                       {[]Line{{Action: Pass, Hygiene: Yes}}, Block, 0},
	} {
		for i := range c.lines {
			c.lines[i].Source = at(i + 1)
		}
		p := Policy{Lines: c.lines}
		by := at(c.by)
		if c.by == 0 {
			by = Source{"balanced", 3}
		}
		v := p.Decide(f, scene)
		if v.Action != c.want || v.By != by || v.Preset != Block {
			t.Errorf("%s: %v by %v, want %v by %v", name, v.Action, v.By, c.want, by)
		}
		decides := 0
		for _, w := range p.Weigh(f, scene) {
			if w.Decides {
				decides++
			}
		}
		if decides == 0 {
			t.Errorf("%s: nobody decided", name)
		}
	}
}

// A broad line is not about messages that are none, unless it names them.
func TestProtocolIsMeantByName(t *testing.T) {
	f := &finding.Finding{Rule: &finding.Rule{ID: "duplicate_key", Class: ProtocolClass}, Severity: finding.High}
	for _, c := range []struct {
		line Line
		want Action
	}{{Line{Action: Pass}, Block}, {Line{Action: Pass, Severities: serious}, Block}, {Line{Action: Alert, Rules: []string{"duplicate_key"}}, Alert}} {
		c.line.Source = at(1)
		if v := (&Policy{Lines: []Line{c.line}}).Decide(f, &Scene{}); v.Action != c.want {
			t.Errorf("%+v: %v", c.line, v.Action)
		}
	}
}

func TestModeOfAServer(t *testing.T) {
	p := Policy{Mode: Balanced, Servers: []ServerMode{{Server: "git*", Mode: Monitor}, {Server: "gitlab", Mode: Strict}, {Server: "g*", Mode: Strict}, {Server: "*x", Mode: Monitor}}}
	for server, want := range map[string]Mode{"gitlab": Strict, "github": Strict, "files": Balanced, "x": Monitor} {
		if got := p.ModeOf(server); got != want {
			t.Errorf("%s: %v", server, got)
		}
	}
}

func TestMatch(t *testing.T) {
	for pattern, names := range map[string][2][]string{
		"":         {{""}, {"a"}},
		"*":        {{"", "abc"}, nil},
		"a*c":      {{"ac", "abc", "abcc"}, {"a", "ab", "xac"}},
		"read_?":   {{"read_a"}, {"read_", "read_ab"}},
		"*a*b*a*b": {{"abab", "xaxbxaxb"}, {"abba"}},
	} {
		for _, n := range names[0] {
			if !Match(pattern, n) {
				t.Errorf("%q does not match %q", pattern, n)
			}
		}
		for _, n := range names[1] {
			if Match(pattern, n) {
				t.Errorf("%q matches %q", pattern, n)
			}
		}
	}
	if got := Loosen("/result/tools/12/inputSchema/properties/2a"); got != "/result/tools/*/inputSchema/properties/2a" {
		t.Error(got)
	}
}

func TestHosts(t *testing.T) {
	h := Hosts{"localhost:3000", "intra.example", "*.example.org", "[::1]:8080", "10.0.0.7"}
	for value, want := range map[string]bool{
		"http://localhost:3000/x": true, "http://LOCALHOST:3000": true, "localhost:3000": true, "https://intra.example": true, "https://intra.example.": true,
		"https://a.b.example.org/": true, "http://[::1]:8080/": true, "http://10.0.0.7:99/": true, "//intra.example/x": true,
		"https://intra.example/a?next=https://intra.example/b&x=1": true, "https://intra.example/a//b": true, "https://intra.example/go?to=//10.0.0.7/x": true,
		"https://intra.example/a?next=http://169.254.169.254/": false, "https://intra.example/go?to=//169.254.169.254/": false,
		"https://intra.example/?u=http%3A%2F%2F169.254.169.254%2Flatest": false, "https://intra.example/?u=http%253a%252f%252f169.254.169.254": false,
		"https://intra.example/?u=http:\\\\169.254.169.254": false, "https://intra.example/ http://evil.example/": false, "https://intra.example/%0d%0aHost:x": false,
		"https://intra.example/?u=http://intra.example@169.254.169.254/": false,
		"http://localhost": false, "http://localhost:3001": false, "https://example.org": false, "https://evilexample.org": false,
		"http://intra.example@evil.example/": false, "http://evil.example\\@intra.example/": false, "http://0x0a000007/": false,
		"http://intra.example#@evil.example": false, "": false, "http://intra.example.evil.example": false, "http:///": false,
	} {
		if got := h.Hold(value); got != want {
			t.Errorf("%q: %v", value, got)
		}
	}
}

type never struct{}

func (never) Holds(*finding.Finding, *Scene) (holds, done bool) { return false, true }
func (never) String() string                                    { return "false" }

type endless struct{ never }

func (endless) Holds(*finding.Finding, *Scene) (holds, done bool) { return false, false }

func TestCalls(t *testing.T) {
	c := &Calls{Dir: "/work", Tools: []ToolList{
		{Source: at(1), Server: "files", Tools: []string{"read_*", "list"}, Allow: true}, {Source: at(2), Server: "*", Tools: []string{"*_all"}},
	}, Constraints: []Constraint{
		{Source: at(3), Server: "files", Argument: "path", Within: []string{"/work"}},
		{Source: at(4), Server: "files", Tool: "read_*", Argument: "n", OneOf: []string{"1", "2"}},
		{Source: at(5), Server: "files", Argument: "/deep/0/x", Longest: 3},
		{Source: at(6), Server: "files", Argument: "name", Pattern: regexp.MustCompile(`^[a-z]+$`)},
		{Source: at(7), Server: "files", Argument: "url", Hosts: Hosts{"example.org"}, Action: Alert},
		{Source: at(8), Server: "files", Argument: "how", Prefix: []string{"a", "b"}},
		{Source: at(9), Server: "bank", Require: never{}},
	}}
	for call, want := range map[string]int{
		`files {"name":"read_x","arguments":{"path":"a.txt","n":1,"deep":[{"x":"abc"}],"name":"abc","url":"https://example.org","how":"bx"}}`: 0,
		`files {"name":"list"}`:                                                0,
		`files {"name":"write_x"}`:                                             1,
		`files {"name":"read_x","Name":"write_x"}`:                             1,
		`files {"name":"read_all"}`:                                            2,
		`mail {"name":"delete_all"}`:                                           2,
		`mail {"name":"write"}`:                                                0,
		`files {"name":"list","arguments":{"path":"../x"}}`:                    3,
		`files {"name":"list","arguments":{"path":["a","/etc"]}}`:              3,
		`files {"name":"list","arguments":{"path":{"a":{"b":"/etc/passwd"}}}}`: 3,
		`files {"name":"list","arguments":{"n":3}}`:                            0,
		`files {"name":"read_1","arguments":{"n":3}}`:                          4,
		`files {"name":"list","arguments":{"deep":[{"x":"abcd"}]}}`:            5,
		`files {"name":"list","arguments":{"name":"A"}}`:                       6,
		`files {"name":"list","arguments":{"url":"https://example.com"}}`:      7,
		`files {"name":"list","arguments":{"how":"c"}}`:                        8,
		`bank {"name":"pay"}`:                                                  9,
		`files {"name":5}`:                                                     1,
		`files 7`:                                                              0,
	} {
		server, params, _ := cut(call)
		out := c.Check([]byte(`{"jsonrpc":"2.0","id":1,"method":"tools/call","params":`+params+`}`), &Scene{Server: server})
		switch {
		case want == 0 && len(out) > 0:
			t.Errorf("%s: %+v", call, out)
		case want > 0 && (len(out) != 1 || out[0].Verdict.By != at(want) || out[0].Why == ""):
			t.Errorf("%s: %+v, want line %d", call, out, want)
		}
	}
	if !c.Concerns("files") || !(&Calls{Constraints: c.Constraints[6:]}).Concerns("bank") || (&Calls{Constraints: c.Constraints[6:]}).Concerns("files") || (*Calls)(nil).Concerns("files") {
		t.Error("who is concerned?")
	}
}

func cut(call string) (server, params string, ok bool) {
	for i := range call {
		if call[i] == ' ' {
			return call[:i], call[i+1:], true
		}
	}
	return call, "", false
}
