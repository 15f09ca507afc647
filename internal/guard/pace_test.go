package guard

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/mcp-watchdog/mcp-watchdog/internal/message"
	"github.com/mcp-watchdog/mcp-watchdog/internal/policy"
)

// paced is a session with a clock of its own.
type paced struct {
	*Session
	now time.Time
	id  int
}

func newPaced(p policy.Policy) *paced {
	c := &paced{now: time.Unix(1_700_000_000, 0)}
	c.Session = New(Options{Policy: p, Server: "s", Now: func() time.Time { return c.now }})
	return c
}

func (c *paced) call(from message.Side, method, params string) policy.Action {
	c.id++
	raw := fmt.Sprintf(`{"jsonrpc":"2.0","id":%d,"method":"%s","params":%s}`, c.id, method, params)
	return c.Judge(context.Background(), from, []byte(raw)).Action
}

func TestAServerThatAsksWithoutEnd(t *testing.T) {
	const question = `{"message":"Shall I go on?","requestedSchema":{"type":"object","properties":{}}}`
	for method, most := range map[string]int{"elicitation/create": mostQuestion, "sampling/createMessage": mostSampling} {
		params := question
		if method != "elicitation/create" {
			params = `{"messages":[{"role":"user","content":{"type":"text","text":"Sum up: sunny."}}],"maxTokens":100}`
		}
		c := newPaced(policy.Policy{})
		for i := range most {
			if got := c.call(message.FromServer, method, params); got != policy.Pass {
				t.Fatalf("%s: number %d: %v", method, i+1, got)
			}
		}
		if got := c.call(message.FromServer, method, params); got != policy.Block {
			t.Errorf("%s: one too many: %v", method, got)
		}
		c.now = c.now.Add(paceSpan * time.Second)
		if got := c.call(message.FromServer, method, params); got != policy.Pass {
			t.Errorf("%s: a minute later: %v", method, got)
		}
		for range 3 * most { // the same pace as a person
			c.now = c.now.Add(paceSpan * time.Second / time.Duration(most))
			if got := c.call(message.FromServer, method, params); got != policy.Pass {
				t.Fatalf("%s: in time: %v", method, got)
			}
		}
	}
}

func TestTheSameCallAgainAndAgain(t *testing.T) {
	c := newPaced(policy.Policy{Calls: &policy.Calls{Budgets: []policy.Budget{{Source: policy.Source{File: "c.yaml", Line: 1}, Server: "s", Same: true, Calls: 5, Per: 60}}}})
	same := func(i int) string {
		return fmt.Sprintf(`{"_meta":{"progressToken":%d},"name":"search","arguments":{"q":"a } \" ] b","n":[1,{"x":2}]},"task":{"ttl":%d}}`, i, i)
	}
	for i := range 5 {
		if got := c.call(message.FromClient, "tools/call", same(i)); got != policy.Pass {
			t.Fatalf("number %d: %v", i+1, got)
		}
	}
	if got := c.call(message.FromClient, "tools/call", same(99)); got != policy.Block {
		t.Errorf("one too many: %v", got)
	}
	for i := range 6000 { // other calls, as fast
		params := fmt.Sprintf(`{"name":"search","arguments":{"q":"page %d"}}`, i)
		if got := c.call(message.FromClient, "tools/call", params); got != policy.Pass {
			t.Fatalf("%s: %v", params, got)
		}
	}
}

func TestArgumentsIn(t *testing.T) {
	for raw, want := range map[string]string{
		`{"params":{"arguments":{"a":"}"},"x":1}}`: `{"a":"}"}`, `{"arguments" : [1,[2]] }`: `[1,[2]]`, `{"arguments":"a\"b","c":1}`: `"a\"b"`,
		`{"arguments":12,"b":3}`: `12,`, `{"a":1}`: ``, `{"arguments":`: ``, `{"arguments":{"a`: `{"a`,
	} {
		if got := string(argumentsIn([]byte(raw))); got != want {
			t.Errorf("%s: %q", raw, got)
		}
	}
}

func TestBudgets(t *testing.T) {
	at := policy.Source{File: "c.yaml", Line: 3}
	c := newPaced(policy.Policy{Calls: &policy.Calls{Budgets: []policy.Budget{{Source: at, Server: "s", Tool: "send_*", Calls: 2, Per: 600}}}})
	call := func(tool string) policy.Action {
		return c.call(message.FromClient, "tools/call", `{"name":"`+tool+`","arguments":{}}`)
	}
	for i, want := range []policy.Action{policy.Pass, policy.Pass, policy.Block, policy.Block} {
		if got := call([]string{"send_mail", "send_note"}[i%2]); got != want {
			t.Errorf("call %d: %v", i+1, got)
		}
	}
	if got := call("read_mail"); got != policy.Pass {
		t.Errorf("another tool: %v", got)
	}
	c.now = c.now.Add(10 * time.Minute)
	if got := call("send_mail"); got != policy.Pass {
		t.Errorf("later: %v", got)
	}
	out := Outcome{}
	for range 2 {
		out = c.Judge(context.Background(), message.FromClient, []byte(`{"jsonrpc":"2.0","id":"x","method":"tools/call","params":{"name":"send_mail"}}`))
	}
	if len(out.Findings) != 1 || out.Findings[0].Verdict.By != at || !strings.Contains(string(out.Reply), "allows 2 such calls in 600 seconds") {
		t.Errorf("%+v %s", out.Findings, out.Reply)
	}
}

// rated plays calls at a pace, and returns how many findings of runaway_calls
// there were.
func rated(t *testing.T, p policy.Policy, n int, every time.Duration, tool string, argument func(i int) string) (told int, refused int) {
	t.Helper()
	c := newPaced(p)
	for i := range n {
		raw := fmt.Sprintf(`{"jsonrpc":"2.0","id":%d,"method":"tools/call","params":{"_meta":{"progressToken":%d},"name":%q,"arguments":{"q":%q}}}`, i, i, tool, argument(i))
		out := c.Judge(context.Background(), message.FromClient, []byte(raw))
		for _, f := range out.Findings {
			if f.Rule != runawayCalls {
				t.Fatalf("%s", f.Rule.ID)
			}
			told++
		}
		if out.Forward == nil {
			refused++
		}
		c.now = c.now.Add(every)
	}
	return told, refused
}

func TestRunawayCalls(t *testing.T) {
	same := func(int) string { return "the report" }
	each := func(i int) string { return fmt.Sprintf("page %d", i) }
	turns := func(i int) string { return fmt.Sprintf("page %d", i%4) }
	for _, c := range []struct {
		name  string
		n     int
		every time.Duration
		tool  string
		arg   func(int) string
		least int
		most  int
	}{
		{"a circle", 400, 150 * time.Millisecond, "search", same, 1, 1},
		{"for three minutes", 1200, 150 * time.Millisecond, "search", same, 2, 3},
		{"a circle of four", 1500, 40 * time.Millisecond, "search", turns, 1, 4},
		{"the same message", 30, 1900 * time.Millisecond, "send_message", same, 1, 1},
		{"the same issue", 60, 900 * time.Millisecond, "create_issue", same, 1, 1},
		{"the same payment", 5, 2 * time.Second, "create_payment", same, 1, 1},
		{"messages to everybody", 120, 450 * time.Millisecond, "slack_send_message", each, 1, 1},

		{"pages", 4000, 100 * time.Millisecond, "search", each, 0, 0},
		{"a poll each second", 4000, time.Second, "get_status", same, 0, 0},
		{"a poll of payments", 600, time.Second, "get_payment", same, 0, 0},
		{"a poll of tickets", 600, time.Second, "list_tickets", same, 0, 0},
		{"many issues", 60, time.Second, "create_issue", each, 0, 0},
		{"files side by side", 50, 0, "read_file", each, 0, 0},
		{"retries", 5, 0, "read_file", same, 0, 0},
		{"messages", 40, time.Second, "send_message", each, 0, 0},
		{"a test runner", 100, 5 * time.Second, "run_tests", same, 0, 0},
		{"a payment and its retries", 3, time.Second, "create_payment", same, 0, 0},
	} {
		if told, refused := rated(t, policy.Policy{}, c.n, c.every, c.tool, c.arg); told < c.least || told > c.most || refused > 0 {
			t.Errorf("%s: told %d times, not %d to %d; refused %d", c.name, told, c.least, c.most, refused)
		}
	}
	block := policy.Policy{Lines: []policy.Line{{Rules: []string{"runaway_calls"}, Action: policy.Block}}}
	if _, refused := rated(t, block, 300, 10*time.Millisecond, "search", same); refused < 100 {
		t.Errorf("with a line that blocks: refused %d times", refused)
	}
}

// TestQuestionsInAnswers: from 2026-07-28 on a server asks in its answers.
func TestQuestionsInAnswers(t *testing.T) {
	c := newPaced(policy.Policy{})
	for i := range mostQuestion + 1 {
		request := fmt.Sprintf(`{"jsonrpc":"2.0","id":%d,"method":"tools/call","params":{"_meta":{"io.modelcontextprotocol/protocolVersion":"2026-07-28"},"name":"t","arguments":{"n":%d}}}`, i, i)
		c.Judge(context.Background(), message.FromClient, []byte(request))
		answer := fmt.Sprintf(`{"jsonrpc":"2.0","id":%d,"result":{"resultType":"input_required","inputRequests":{"a":{"method":"elicitation/create","params":{"message":"Go on?","requestedSchema":{"type":"object","properties":{}}}}}}}`, i)
		out := c.Judge(context.Background(), message.FromServer, []byte(answer))
		if want := i == mostQuestion; want != (out.Action == policy.Block) {
			t.Fatalf("number %d: %v", i+1, out.Findings)
		}
	}
}
