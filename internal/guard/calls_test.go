package guard

import (
	"strings"
	"sync/atomic"
	"testing"

	"github.com/mcp-watchdog/mcp-watchdog/internal/finding"
	"github.com/mcp-watchdog/mcp-watchdog/internal/message"
	"github.com/mcp-watchdog/mcp-watchdog/internal/policy"
)

// What the policy denies is not offered: everything else of the list leaves as
// it came.
func TestDeniedToolsAreNotOffered(t *testing.T) {
	own := &policy.Calls{Tools: []policy.ToolList{
		{Source: policy.Source{File: "c.yaml", Line: 1}, Server: "files", Tools: []string{"read_*", "list"}, Allow: true},
		{Source: policy.Source{File: "c.yaml", Line: 2}, Server: "files", Tools: []string{"*_all"}},
	}}
	list := func(s *Session, raw string) Outcome {
		t.Helper()
		ask(t, s, "1", "tools/list")
		return answer(s, raw)
	}
	const before, after = `{"jsonrpc":"2.0","id":1,"result":{"tools":[`, `],"nextCursor":"x"}}`
	const read, gone, all = `{ "name":"read_file","description":"d" }`, `{"name":"write_file","inputSchema":{"type":"object","properties":{"name":{"type":"string"}}}}`, `{"name":"read_all"}`
	s := New(Options{Server: "files", Policy: policy.Policy{Mode: policy.Monitor, Calls: own}})
	for raw, want := range map[string]string{
		before + read + `, ` + gone + after:                          before + read + after,
		before + gone + `,` + read + `, ` + all + after:              before + read + after,
		before + gone + after:                                        before + after,
		before + read + after:                                        before + read + after,
		`{"jsonrpc":"2.0","id":1,"result":{"tools":[]}}`:             `{"jsonrpc":"2.0","id":1,"result":{"tools":[]}}`,
		`{"jsonrpc":"2.0","id":1,"error":{"code":1,"message":"no"}}`: `{"jsonrpc":"2.0","id":1,"error":{"code":1,"message":"no"}}`,
	} {
		out := list(s, raw)
		if string(out.Forward) != want {
			t.Errorf("%s\n got %s\nwant %s", raw, out.Forward, want)
		}
		if changed := want != raw; changed != (out.Action == policy.Clean) || changed != (len(out.Findings) > 0) {
			t.Errorf("%s: %v %+v", raw, out.Action, out.Findings)
		}
	}
	out := list(s, before+all+`,`+gone+after)
	if f := out.Findings; len(f) != 2 || f[0].Verdict.By.Line != 2 || f[1].Verdict.By.Line != 1 || f[1].Tool != "write_file" || f[1].Pointer != "/result/tools/1" || f[1].Removed != len(gone) {
		t.Errorf("%+v", f)
	}
	if out := list(New(Options{Server: "mail", Policy: policy.Policy{Calls: own}}), before+gone+after); out.Action != policy.Pass {
		t.Errorf("another server: %v", out.Action)
	}
}

// A policy can be exchanged between two messages of a session.
func TestLivePolicy(t *testing.T) {
	var now atomic.Pointer[policy.Policy]
	s := New(Options{Server: "s", Live: &now})
	call := func() Outcome {
		return s.Judge(t.Context(), message.FromClient, []byte(`{"jsonrpc":"2.0","id":"a","method":"tools/call","params":{"name":"x","arguments":{}}}`))
	}
	if out := call(); out.Action != policy.Pass {
		t.Error("without a policy the options' own decides")
	}
	now.Store(&policy.Policy{Calls: &policy.Calls{Tools: []policy.ToolList{{Server: "s", Tools: []string{"x"}}}}})
	if out := call(); out.Action != policy.Block || out.Findings[0].Rule != policy.ToolDenied {
		t.Errorf("%+v", out)
	}
	now.Store(&policy.Policy{Stopped: "for a test"})
	out := call()
	if out.Action != policy.Block || out.Findings[0].Rule != stopped || !strings.Contains(string(out.Reply), "everything was stopped for a test") {
		t.Errorf("%+v %s", out.Findings, out.Reply)
	}
	if out := answer(s, `{"jsonrpc":"2.0","method":"notifications/message","params":{}}`); out.Forward != nil || out.Reply != nil {
		t.Errorf("a notification: %s %s", out.Forward, out.Reply)
	}
	now.Store(&policy.Policy{})
	if out := answer(s, `{"jsonrpc":"2.0","id":"a","result":{}}`); out.Action != policy.Pass {
		t.Errorf("the first call is open still: %+v", out.Findings)
	}
}

// Findings know the tool they are about, and have a print that says nothing.
func TestPrints(t *testing.T) {
	s := New(Options{Server: "s", Key: func() []byte { return []byte("0123456789abcdef") }})
	text := func(body string) Judged {
		t.Helper()
		s.Judge(t.Context(), message.FromClient, []byte(`{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"get","arguments":{}}}`))
		out := answer(s, `{"jsonrpc":"2.0","id":1,"result":{"content":[{"type":"text","text":"`+body+`"}]}}`)
		if len(out.Findings) != 1 {
			t.Fatalf("%s: %+v", body, out.Findings)
		}
		return out.Findings[0]
	}
	a, b, c := text("a "+order), text("bb "+order+" c"), text(order+strings.Replace(order, "<IMPORTANT>", "<IMPORTANT> ", 1))
	if a.Tool != "get" || len(a.Print) != 2*printBytes || a.Print != b.Print {
		t.Errorf("%q %q %q", a.Tool, a.Print, b.Print)
	}
	_ = c
	ask(t, s, "2", "tools/list")
	out := answer(s, `{"jsonrpc":"2.0","id":2,"result":{"tools":[{"name":"one"},{"name":"two","description":"`+order+`"}]}}`)
	if len(out.Findings) != 1 || out.Findings[0].Tool != "two" || out.Findings[0].Print != a.Print {
		t.Errorf("%+v, want the print %s", out.Findings, a.Print)
	}
}

// Fingerprints of many findings in one long string cost one reading of it.
func TestPrintsAreBounded(t *testing.T) {
	raw := make([]byte, 16<<20)
	sc := scene{Scene: policy.Scene{Value: raw}}
	f := finding.Finding{Rule: stopped, Value: message.Span{Start: 0, End: len(raw)}}
	first := sc.fingerprint([]byte("key"), &f, raw)
	for range 1000 {
		if got := sc.fingerprint([]byte("key"), &f, raw); got != first || first == "" {
			t.Fatalf("%q, not %q", got, first)
		}
	}
	if sc.cost != len(raw) {
		t.Errorf("%d bytes were hashed", sc.cost)
	}
	for i := range 8 {
		f.Value.Start = i
		first = sc.fingerprint([]byte("key"), &f, raw)
	}
	if first != "" || sc.cost > maxPrinted+len(raw) {
		t.Errorf("%q after %d bytes", first, sc.cost)
	}
}
