package guard

import (
	"context"
	"encoding/json"
	"strings"
	"testing"

	"github.com/mcp-watchdog/mcp-watchdog/internal/message"
	"github.com/mcp-watchdog/mcp-watchdog/internal/policy"
)

const badURL = `http://169.254.169.254/latest/meta-data/`

// TestRefusedRequests: who asks is told in the shape of the method, the server
// hears nothing, and nobody is owed an answer.
func TestRefusedRequests(t *testing.T) {
	for raw, want := range map[string]string{
		`{"jsonrpc":"2.0","id":7,"method":"tools/call","params":{"name":"fetch","arguments":{"url":"` + badURL + `"}}}`:                                              `"isError":true`,
		`{"jsonrpc":"2.0","id":7,"method":"tools/call","params":{"arguments":{"url":"` + badURL + `"},"name":"fetch"}}`:                                              `"isError":true`,
		`{"jsonrpc":"2.0","id":7,"method":"tools/call","params":{"name":"fetch","arguments":{"a":[{"b":{"url":["x","` + badURL + `"]}}]}}}`:                          `"isError":true`,
		`{"jsonrpc":"2.0","id":7,"method":"prompts/get","params":{"name":"p","arguments":{"url":"` + badURL + `"}}}`:                                                 `"error"`,
		`{"jsonrpc":"2.0","id":7,"method":"resources/read","params":{"uri":"` + badURL + `"}}`:                                                                       `"error"`,
		`{"jsonrpc":"2.0","id":7,"method":"resources/subscribe","params":{"uri":"` + badURL + `"}}`:                                                                  `"error"`,
		`{"jsonrpc":"2.0","id":7,"method":"completion/complete","params":{"ref":{"type":"ref/prompt","name":"p"},"argument":{"name":"u","value":"` + badURL + `"}}}`: `"error"`,
		`[{"jsonrpc":"2.0","id":7,"method":"tools/call","params":{"name":"fetch","arguments":{"url":"` + badURL + `"}}}]`:                                            `"isError":true`,
		`{"jsonrpc":"2.0","method":"tools/call","params":{"name":"fetch","arguments":{"url":"` + badURL + `"}}}`:                                                     ``,
	} {
		s := New(Options{})
		out := s.Judge(context.Background(), message.FromClient, []byte(raw))
		if out.Action != policy.Block || out.Forward != nil || !strings.Contains(string(out.Reply), want) || want == "" && out.Reply != nil {
			t.Errorf("%s: %v, forwarded %s, replied %s", raw, out.Action, out.Forward, out.Reply)
		}
		if strings.Contains(string(out.Reply), "169.254") {
			t.Errorf("the refusal repeats what it refuses: %s", out.Reply)
		}
		if owed := s.Gone(context.Background(), message.FromServer, false, "it crashed"); len(owed) != 0 {
			t.Errorf("%s: still open: %s", raw, owed)
		}
	}
}

// TestAnswersOfTheClientPass: a person's or a model's answer is no argument.
func TestAnswersOfTheClientPass(t *testing.T) {
	s := New(Options{})
	answer(s, `{"jsonrpc":"2.0","id":"e","method":"elicitation/create","params":{"message":"URL?","requestedSchema":{"type":"object","properties":{}}}}`)
	raw := `{"jsonrpc":"2.0","id":"e","result":{"action":"accept","content":{"url":"http://localhost:3000/"}}}`
	if out := s.Judge(context.Background(), message.FromClient, []byte(raw)); string(out.Forward) != raw {
		t.Errorf("the answer became %s", out.Forward)
	}
}

// FuzzJudgeRequest: whatever a client asks, nothing panics, and what goes on
// goes on as it came.
func FuzzJudgeRequest(f *testing.F) {
	for _, text := range []string{
		badURL, "http://a@b\\@0x7f.1:80/../..%2f%c0%ae?u=http%3A%2F%2F[::1%25x]#", "..%252f%%32%65\x00", `\\?\C:\x`, "' or 1=1 -- /*!50000 union select", "SELECT 1; DROP TABLE t", "{\"a\":\"{\\\"$ne\\\":1}\"}", "////", "%", "[[", "①。①",
	} {
		for _, key := range []string{"url", "path", "sql", "query", "x", "where"} {
			f.Add(key, "query_files", text)
		}
	}
	f.Fuzz(func(t *testing.T, key, name, text string) {
		raw, err := json.Marshal(map[string]any{"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": map[string]any{
			"name": name, "arguments": map[string]any{key: text, "more": []string{text}},
		}})
		if err != nil {
			t.Skip("this input is no JSON")
		}
		out := New(Options{}).Judge(context.Background(), message.FromClient, raw)
		for _, j := range out.Findings {
			if j.Rule == internalError {
				t.Fatalf("%s: %s", raw, j.Why)
			}
		}
		if out.Forward != nil && string(out.Forward) != string(raw) {
			t.Fatalf("%s became %s", raw, out.Forward)
		}
	})
}

// TestCleanRequestsAllocateNothing: ordinary calls, one of each kind.
func TestCleanRequestsAllocateNothing(t *testing.T) {
	for _, params := range []string{
		`{"name":"read_file","arguments":{"path":"/home/ada/shop/src/Main View.ts","head":20}}`,
		`{"name":"read_file","arguments":{"path":"C:\\Users\\ada\\shop\\README.md"}}`,
		`{"name":"fetch","arguments":{"url":"https://docs.example.org/Guide/documentation-page_2.html?topic=installation-of-things&rev=9f86d081884c7d659a2feaa0c55ad015a3bf4f1b#Setup"}}`,
		`{"name":"fetch","arguments":{"url":"https://93.184.216.34:8443/a-b/c"}}`,
		`{"name":"query","arguments":{"sql":"SELECT o.id, c.name FROM orders o JOIN customers c ON c.id = o.customer WHERE o.state = 'open' ORDER BY 1"}}`,
		`{"name":"find_user","arguments":{"name":"Conan O'Brien","email":"conan@example.org","limit":"10"}}`,
		`{"name":"send_message","arguments":{"to":"#general","text":"Lunch at 12:30? It's at Joe's (see https://example.org/menu) -- bring cash."}}`,
		`{"name":"web_search","arguments":{"query":"\"red apples\" OR pears -green"}}`,
		`{"name":"write_file","arguments":{"path":"a.go","content":"package a\n\n// see http://localhost:3000\nfunc A() { return }\n"}}`,
	} {
		s := New(Options{})
		request := []byte(`{"jsonrpc":"2.0","id":7,"method":"tools/call","params":` + params + `}`)
		reply := []byte(`{"jsonrpc":"2.0","id":7,"result":{"content":[]}}`)
		if n := testing.AllocsPerRun(100, func() {
			if f, _ := s.Screen(context.Background(), message.FromClient, request); f == nil {
				t.Fatal("refused: ", params)
			}
			s.Screen(context.Background(), message.FromServer, reply)
		}); n != 0 {
			t.Errorf("%v allocations for %s", n, params)
		}
	}
}
