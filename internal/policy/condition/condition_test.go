package condition

import (
	"strings"
	"testing"

	"github.com/mcp-watchdog/mcp-watchdog/internal/finding"
	"github.com/mcp-watchdog/mcp-watchdog/internal/message"
	"github.com/mcp-watchdog/mcp-watchdog/internal/policy"
)

func TestHolds(t *testing.T) {
	var c Compiler
	f := &finding.Finding{Rule: &finding.Rule{ID: "ssrf", Class: "requests"}, Severity: finding.High, Pointer: "/params/arguments/url"}
	at := &policy.Scene{
		Server: "browser", Tool: "fetch", Method: "tools/call", From: message.FromClient, Now: 1893456000, // 2030-01-01, a Tuesday
		Annotations: map[string]any{"readOnlyHint": true},
		Message:     []byte(`{"params":{"name":"fetch","arguments":{"url":"http://localhost:3000","n":7,"deep":{"list":["a",1.5]},"big":12345678901234567890}}}`),
	}
	for text, want := range map[string]bool{
		`server == "browser" && tool.startsWith("fe") && method == "tools/call"`:             true,
		`rule == "ssrf" && class == "requests" && severity >= 3 && direction == "client"`:    true,
		`args.url.startsWith("http://localhost:") && args.n == 7 && args.deep.list[1] > 1.0`: true,
		`args.n > 6.5`:                     true,
		`has(args.url) && !has(args.path)`: true,
		`args.path == "x"`:                 false, // there is none
		`args.path == "x" || true`:         true,
		`!(args.path == "x")`:              false,
		`args.n.startsWith("7")`:           false, // no string
		`annotations.readOnlyHint`:         true,
		`has(annotations.destructiveHint)`: false,
		`time > timestamp("2029-12-31T00:00:00Z") && time.getDayOfWeek() == 2`: true,
		`pointer.endsWith("/url")`: true,
		`args.big > 0.0`:           true,
		`args.n`:                   false, // no truth value
	} {
		e, err := c.Compile(text)
		if err != nil {
			t.Errorf("%s: %v", text, err)
			continue
		}
		if got, done := e.Holds(f, at); got != want || !done {
			t.Errorf("%s: %v %v", text, got, done)
		}
	}
	e, _ := c.Compile(`rule == "" && severity == 0 && size(args) == 0`)
	if holds, _ := e.Holds(nil, &policy.Scene{}); !holds || e.String() == "" || !e.Arguments || e.Annotations {
		t.Error("without a finding and without a message")
	}
}

func TestMistakes(t *testing.T) {
	var c Compiler
	for text, want := range map[string]string{
		`servr == "x"`: "1:1 undeclared reference", `tool ==`: "1:8 ", `tool`: "yields string", "tool == 'a' &&\n sever > 1": "2:2 undeclared",
		`severity == "high"`: "no matching overload", strings.Repeat(" ", 5000): "longer than",
	} {
		_, err := c.Compile(text)
		if err == nil {
			t.Errorf("%q was accepted", text)
			continue
		}
		if got := strings.Join([]string{itoa(err.Line) + ":" + itoa(err.Column), err.Error()}, " "); !strings.Contains(got, want) {
			t.Errorf("%q: %s", text, got)
		}
	}
}

func itoa(n int) string { return string(rune('0' + n)) }

// A condition of a user must not hold up a message for long, whatever a server
// sends.
func TestCostIsBounded(t *testing.T) {
	var c Compiler
	e, err := c.Compile(`args.l.all(a, args.l.all(b, args.l.all(c, a == b || true)))`)
	if err != nil {
		t.Fatal(err)
	}
	list := `[` + strings.Repeat("1,", 2000) + `1]`
	if holds, done := e.Holds(nil, &policy.Scene{From: message.FromClient, Message: []byte(`{"params":{"arguments":{"l":` + list + `}}}`)}); holds || done {
		t.Error("8,000,000,000 steps were taken")
	}
}
