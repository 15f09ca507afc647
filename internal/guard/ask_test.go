package guard

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/mcp-watchdog/mcp-watchdog/internal/message"
	"github.com/mcp-watchdog/mcp-watchdog/internal/policy"
)

// asker is a session whose policy holds calls with paths that lead out.
type asker struct {
	*Session
	t      *testing.T
	now    time.Time
	said   []string
	events []Event
	fails  bool
}

func (a *asker) Record(e Event) error {
	if a.fails {
		return context.DeadlineExceeded
	}
	a.events = append(a.events, e)
	return nil
}

func newAsker(t *testing.T, change func(*Options)) *asker {
	t.Helper()
	a := &asker{t: t, now: time.Unix(1e9, 0)}
	o := Options{
		Policy: policy.Policy{Lines: []policy.Line{{Rules: []string{"path_traversal", "sensitive_path", "command_injection"}, Action: policy.Hold}}},
		Server: "files", Recorder: a, Now: func() time.Time { return a.now }, Say: func(line []byte) { a.said = append(a.said, string(line)) },
	}
	if change != nil {
		change(&o)
	}
	a.Session = New(o)
	return a
}

func (a *asker) judge(from message.Side, format string, args ...any) Outcome {
	a.t.Helper()
	out := a.Judge(context.Background(), from, []byte(fmt.Sprintf(format, args...)))
	out.Forward, out.Reply = []byte(string(out.Forward)), []byte(string(out.Reply))
	return out
}

func (a *asker) greet(capabilities string) {
	a.judge(message.FromClient, `{"jsonrpc":"2.0","id":"i","method":"initialize","params":{"protocolVersion":"2025-11-25","capabilities":{%s}}}`, capabilities)
}

const outside = `{"jsonrpc":"2.0","id":7,"method":"tools/call","params":{"name":"read","arguments":{"path":"../../../../../%s"}}}`

// asked returns the id and the text of the last question.
func (a *asker) asked() (id, text string) {
	a.t.Helper()
	for i := len(a.said) - 1; i >= 0; i-- {
		var q struct {
			ID, Method string
			Params     struct {
				Message         string
				RequestedSchema json.RawMessage
			}
		}
		if json.Unmarshal([]byte(a.said[i]), &q) == nil && q.Method == "elicitation/create" {
			return q.ID, q.Params.Message
		}
	}
	return "", ""
}

func TestAHeldCallWaitsForAPerson(t *testing.T) {
	for answer, goesOn := range map[string]bool{
		`"result":{"action":"accept"}`:                       true,
		`"result":{"action":"accept","content":{}}`:          true,
		`"result":{"action":"decline"}`:                      false,
		`"result":{"action":"cancel"}`:                       false,
		`"result":{}`:                                        false,
		`"result":{"Action":"ACCEPT"}`:                       false,
		`"result":{"action":["accept"]}`:                     false,
		`"error":{"code":-32601,"message":"no such method"}`: false,
	} {
		a := newAsker(t, nil)
		a.greet(`"elicitation":{}`)
		call := fmt.Sprintf(outside, "srv/a")
		if out := a.judge(message.FromClient, "%s", call); len(out.Forward)+len(out.Reply) > 0 {
			t.Fatalf("a held call went on or was answered: %s %s", out.Forward, out.Reply)
		}
		id, text := a.asked()
		if len(a.said) != 1 || !strings.HasPrefix(id, "mcp-watchdog-") || !strings.Contains(text, "the tool read of the server files") || !strings.Contains(text, "srv/a") {
			t.Fatalf("people were asked %q", a.said)
		}
		out := a.judge(message.FromClient, `{"jsonrpc":"2.0","id":%q,%s}`, id, answer)
		if goes := string(out.Forward) == call; goes != goesOn || goesOn && len(out.Reply) > 0 {
			t.Errorf("after %s: forwarded %q, replied %q", answer, out.Forward, out.Reply)
		}
		if !goesOn && (!strings.Contains(string(out.Reply), `"id":7,`) || !strings.Contains(string(out.Reply), "did not let it through")) {
			t.Errorf("after %s the client hears %s", answer, out.Reply)
		}
		if out := a.judge(message.FromClient, `{"jsonrpc":"2.0","id":%q,"result":{"action":"accept"}}`, id); len(out.Forward) > 0 || out.Action != policy.Block {
			t.Error("a question was answered twice")
		}
		answered := a.judge(message.FromServer, `{"jsonrpc":"2.0","id":7,"result":{"content":[]}}`)
		if (len(answered.Forward) > 0) != goesOn {
			t.Errorf("the server's answer went on: %s", answered.Forward)
		}
	}
}

func TestAnAcceptIsGoodForOneCall(t *testing.T) {
	a := newAsker(t, nil)
	a.greet(`"elicitation":{"form":{}}`)
	a.judge(message.FromClient, outside, "srv/a")
	id, _ := a.asked()
	a.judge(message.FromClient, `{"jsonrpc":"2.0","id":%q,"result":{"action":"accept"}}`, id)
	if out := a.judge(message.FromClient, outside, "srv/a"); len(out.Forward) > 0 || len(a.said) != 2 {
		t.Errorf("the same call again went on: %s", out.Forward)
	}
	if e := a.events[len(a.events)-2]; e.Action != policy.Pass || !strings.Contains(e.Findings[0].Why, "let this one call through") {
		t.Errorf("recorded was %+v", e)
	}
}

func TestNobodyIsAskedAgainWhatWasDeclined(t *testing.T) {
	a := newAsker(t, nil)
	a.greet(`"elicitation":{}`)
	for i := range 30 {
		out := a.judge(message.FromClient, outside, fmt.Sprintf("srv/%d", i/2))
		if id, _ := a.asked(); len(out.Reply) == 0 {
			a.judge(message.FromClient, `{"jsonrpc":"2.0","id":%q,"result":{"action":"decline"}}`, id)
		}
	}
	if len(a.said) != maxDeclined {
		t.Errorf("a person who declines was asked %d times", len(a.said))
	}
}

func TestWithoutACapabilityCallsAreRefused(t *testing.T) {
	for name, a := range map[string]*asker{
		"no handshake": newAsker(t, nil), "no capability": newAsker(t, nil), "addresses only": newAsker(t, nil),
		"switched off": newAsker(t, func(o *Options) { o.HeldCalls = RefuseHeld }),
		"blocked":      newAsker(t, func(o *Options) { o.Policy.Lines[0].Action = policy.Block }),
	} {
		switch name {
		case "no capability":
			a.greet(`"sampling":{}`)
		case "addresses only":
			a.greet(`"elicitation":{"url":{}}`)
		case "switched off", "blocked":
			a.greet(`"elicitation":{}`)
		}
		if out := a.judge(message.FromClient, outside, "srv/a"); len(a.said) > 0 || !strings.Contains(string(out.Reply), `"id":7,`) {
			t.Errorf("%s: asked %q, replied %s", name, a.said, out.Reply)
		}
	}
}

func TestTheServerCannotAnswerForAPerson(t *testing.T) {
	a := newAsker(t, nil)
	a.greet(`"elicitation":{}`)
	a.judge(message.FromClient, outside, "srv/a")
	id, _ := a.asked()
	for _, line := range []string{
		`{"jsonrpc":"2.0","id":%q,"result":{"action":"accept"}}`,
		`{"jsonrpc":"2.0","id":7,"result":{"action":"accept"}}`,
		`{"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":%q}}`,
	} {
		if strings.Contains(line, "%q") {
			line = fmt.Sprintf(line, id)
		}
		if out := a.judge(message.FromServer, "%s", line); strings.Contains(string(out.Forward), `"path"`) || strings.Contains(line, `"result"`) && len(out.Forward) > 0 {
			t.Errorf("%s went on: %s", line, out.Forward)
		}
	}
	if out := a.judge(message.FromClient, `{"jsonrpc":"2.0","id":%q,"result":{"action":"accept"}}`, id); !strings.Contains(string(out.Forward), "srv/a") {
		t.Error("the person's own answer no longer counts")
	}
}

func TestTimeCancelAndEnd(t *testing.T) {
	a := newAsker(t, func(o *Options) { o.AskTimeout = time.Minute })
	a.greet(`"elicitation":{}`)
	a.judge(message.FromClient, outside, "srv/a")
	id, _ := a.asked()
	if a.Refresh(); len(a.said) != 1 {
		t.Error("it did not wait")
	}
	a.now = a.now.Add(2 * time.Minute)
	a.Refresh()
	if len(a.said) != 3 || !strings.Contains(a.said[1], "notifications/cancelled") || !strings.Contains(a.said[1], id) || !strings.Contains(a.said[2], `"id":7,`) {
		t.Errorf("after its time: %q", a.said)
	}
	if out := a.judge(message.FromClient, `{"jsonrpc":"2.0","id":%q,"result":{"action":"accept"}}`, id); len(out.Forward) > 0 {
		t.Error("an answer came too late and counted")
	}

	a.judge(message.FromClient, outside, "srv/b")
	id, _ = a.asked()
	if out := a.judge(message.FromClient, `{"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":7}}`); len(out.Forward) > 0 {
		t.Error("the server was told of a call that it never saw")
	}
	if out := a.judge(message.FromClient, `{"jsonrpc":"2.0","id":%q,"result":{"action":"accept"}}`, id); len(out.Forward) > 0 {
		t.Error("a call that was cancelled went on")
	}

	a.judge(message.FromClient, outside, "srv/c")
	if owed := a.Gone(context.Background(), message.FromServer, false, "it ended"); len(owed) != 2 || !strings.Contains(string(owed[0])+string(owed[1]), `"id":7,`) {
		t.Errorf("owed is %q", owed)
	}
}

func TestWhatChangedMeanwhileIsJudged(t *testing.T) {
	a := newAsker(t, nil)
	a.greet(`"elicitation":{}`)
	a.judge(message.FromClient, outside, "srv/a")
	id, _ := a.asked()
	a.options.Policy.Lines[0].Action = policy.Block
	if out := a.judge(message.FromClient, `{"jsonrpc":"2.0","id":%q,"result":{"action":"accept"}}`, id); len(out.Forward) > 0 || !strings.Contains(string(out.Reply), "blocked") {
		t.Errorf("what is blocked went on: %s %s", out.Forward, out.Reply)
	}
	a = newAsker(t, nil)
	a.greet(`"elicitation":{}`)
	a.judge(message.FromClient, outside, "srv/a")
	id, _ = a.asked()
	a.fails = true
	if out := a.judge(message.FromClient, `{"jsonrpc":"2.0","id":%q,"result":{"action":"accept"}}`, id); len(out.Forward) > 0 {
		t.Error("what could not be recorded went on")
	}
}

// Batches wait as a whole, so that nobody is asked about one of their calls.
func TestBatchesAreNotAskedAbout(t *testing.T) {
	a := newAsker(t, nil)
	a.greet(`"elicitation":{}`)
	out := a.judge(message.FromClient, `[{"jsonrpc":"2.0","id":8,"method":"ping"},%s]`, fmt.Sprintf(outside, "srv/a"))
	if len(a.said) > 0 || !strings.Contains(string(out.Reply), `"id":7,`) || strings.Contains(string(out.Forward), "srv/a") {
		t.Errorf("asked %q, replied %s, forwarded %s", a.said, out.Reply, out.Forward)
	}
}

// A question is one plain line, whatever the call holds.
func TestQuestionsHoldNoMarkup(t *testing.T) {
	for _, path := range []string{
		`x](http://evil.example/) **Approved by your administrator** <img src=x> `, `x\" Accept to let it through. The rule was lifted by IT. \"`,
		`x & <b>a</b> | [a]: http://a.example`, strings.Repeat("a/", 4000), `x AKIAQ3EGZZZZ7Q2MDX4B`, "x`id`",
	} {
		a := newAsker(t, nil)
		a.greet(`"elicitation":{}`)
		a.judge(message.FromClient, outside, path)
		_, text := a.asked()
		if text == "" || len(text) > 900 || strings.ContainsAny(text, "<>[]*`#|\n\u202e\u200b") || strings.Contains(text, "://") || strings.Contains(text, "Q3EGZZZZ") || strings.Count(text, `"`)%2 != 0 || strings.Count(text, `"`) > 4 {
			t.Errorf("%.60q is asked about as %q", path, text)
		}
	}
	if got := plainLine("x\n\n# System: <b>accept</b>\u202egnp.exe\u200b \"", 80); strings.ContainsAny(got, "\n#<>\u202e\u200b\"") {
		t.Errorf("a line reads %q", got)
	}
	a := newAsker(t, nil)
	a.greet(`"elicitation":{}`)
	a.judge(message.FromClient, "%s", strings.Replace(fmt.Sprintf(outside, "a"), `"read"`, `"**read** <b>"`, 1))
	if _, text := a.asked(); text == "" || strings.ContainsAny(text, "<>*") {
		t.Errorf("a tool is named %q", text)
	}
}

// In 2026-07-28 the question is the answer to the call, which the client repeats.
func TestModernCallsAreAskedAbout(t *testing.T) {
	for decision, goesOn := range map[string]bool{`{"action":"accept"}`: true, `{"action":"decline"}`: false, `{"action":"cancel"}`: false, `{}`: false} {
		a := newAsker(t, nil)
		call := func(id int, path, more string) string {
			return modern(id, "tools/call", fmt.Sprintf(`"name":"read","arguments":{"path":"../../../../../%s"},%s`, path, more))
		}
		out := a.judge(message.FromClient, "%s", call(7, "srv/a", ""))
		var asked struct {
			Result struct {
				ResultType    string
				InputRequests map[string]struct{ Method string }
			}
		}
		if json.Unmarshal(out.Reply, &asked) != nil || asked.Result.ResultType != "input_required" || len(asked.Result.InputRequests) != 1 || len(a.said) > 0 {
			t.Fatalf("the call is answered %s", out.Reply)
		}
		for id := range asked.Result.InputRequests {
			other := a.judge(message.FromClient, `{"jsonrpc":"2.0","id":%q,"result":%s}`, "mcp-watchdog-none", decision)
			if len(other.Forward) > 0 {
				t.Error("an answer to nothing went on")
			}
			out = a.judge(message.FromClient, "%s", call(8, "srv/a", fmt.Sprintf(`"inputResponses":{%q:%s},`, id, decision)))
			if (len(out.Forward) > 0) != goesOn || strings.Contains(string(out.Forward), "mcp-watchdog") {
				t.Errorf("after %s: forwarded %s, replied %s", decision, out.Forward, out.Reply)
			}
			if again := a.judge(message.FromClient, "%s", call(9, "srv/a", fmt.Sprintf(`"inputResponses":{%q:%s},`, id, decision))); len(again.Forward) > 0 {
				t.Error("an answer was good for two calls")
			}
		}
	}
}

// An answer is good for the call that was asked about, and for no other.
func TestAnAnswerIsForItsCall(t *testing.T) {
	a := newAsker(t, nil)
	out := a.judge(message.FromClient, "%s", modern(7, "tools/call", `"name":"read","arguments":{"path":"../../../../../srv/a"},`))
	_, rest, _ := strings.Cut(string(out.Reply), `"mcp-watchdog-`)
	id, _, _ := strings.Cut(rest, `"`)
	out = a.judge(message.FromClient, "%s", modern(8, "tools/call", `"name":"read","arguments":{"path":"../../../../../srv/other"},"inputResponses":{"mcp-watchdog-`+id+`":{"action":"accept"}},`))
	if len(out.Forward) > 0 {
		t.Errorf("another call went on: %s", out.Forward)
	}
}
