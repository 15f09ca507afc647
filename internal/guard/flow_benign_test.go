package guard_test

import (
	"encoding/base64"
	"strings"
	"testing"

	"github.com/mcp-watchdog/mcp-watchdog/internal/finding"
	"github.com/mcp-watchdog/mcp-watchdog/internal/policy"
)

// TestOrdinaryWorkIsQuiet carries content from server to server as assistants
// do all day.
func TestOrdinaryWorkIsQuiet(t *testing.T) {
	b64 := func(s string) string { return base64.StdEncoding.EncodeToString([]byte(s)) }
	code := "func Area(w, h float64) float64 {\n\treturn w * h\n}\n\nfunc Edge(w, h float64) float64 { return 2 * (w + h) }\n"
	issue := "Crash when the list is empty: the pager asks for the page behind the last and gets nil. Seen in 2.4.1 on Linux and macOS."
	for name, s := range map[string]struct {
		from, read, text, to, tool string
		arguments                  map[string]any
	}{
		"issue to pull request":  {"github", "get_issue", issue, "git", "commit", map[string]any{"message": "Fix: " + issue}},
		"docs to code":           {"docs", "get_docs", code, "files", "write_file", map[string]any{"path": "area.go", "content": "package area\n\n" + code}},
		"search to file":         {"web", "search", issue, "files", "write_file", map[string]any{"path": "notes.md", "content": "> " + issue}},
		"calendar to mail":       {"calendar", "list_events", "Board meeting, 9 March 10:00, Small Room, Ada Byron <ada@example.com>", "mail", "send_mail", map[string]any{"to": "ada@example.com", "body": "See you at the Board meeting, 9 March 10:00, Small Room, Ada Byron <ada@example.com>"}},
		"address to fetch":       {"web", "search", "https://example.com/articles/2026/03/how-rivers-find-their-way-to-the-sea", "fetch", "fetch", map[string]any{"url": "https://example.com/articles/2026/03/how-rivers-find-their-way-to-the-sea"}},
		"search words in a URL":  {"github", "get_issue", issue, "fetch", "fetch", map[string]any{"url": "https://example.com/?q=Crash%20when%20the%20list%20is%20empty%3A%20the%20pager%20asks"}},
		"commit id":              {"git", "log", "commit 9fceb02d0ae598e95dc970b74767f19372d61af8 Ada: fix", "github", "get_commit", map[string]any{"sha": "9fceb02d0ae598e95dc970b74767f19372d61af8"}},
		"cursor":                 {"db", "query", `{"next":"eyJvZmZzZXQiOjEwMCwidGFibGUiOiJvcmRlcnMiLCJzb3J0IjoiaWQifQ=="}`, "cache", "put", map[string]any{"value": "eyJvZmZzZXQiOjEwMCwidGFibGUiOiJvcmRlcnMiLCJzb3J0IjoiaWQifQ=="}},
		"picture":                {"browser", "screenshot", "data:image/png;base64," + b64(strings.Repeat("\x89PNG\r\n\x1a\n binary", 9)), "files", "write_file", map[string]any{"content": "data:image/png;base64," + b64(strings.Repeat("\x89PNG\r\n\x1a\n binary", 9))}},
		"attachment":             {"files", "read_file", issue, "mail", "send_mail", map[string]any{"to": "ada@example.com", "attachment": b64(issue)}},
		"rows to a sheet":        {"db", "query", "id,name,city\n1,Ada,London\n2,Grace,New York\n3,Edsger,Nuenen\n", "sheets", "append", map[string]any{"rows": []any{"1,Ada,London", "2,Grace,New York", "3,Edsger,Nuenen"}}},
		"error to search":        {"shell", "run", "panic: runtime error: index out of range [3] with length 3", "web", "search", map[string]any{"query": "panic: runtime error: index out of range [3] with length 3"}},
		"other encoded content":  {"files", "read_file", code, "store", "put", map[string]any{"value": b64("The weather in the north stays cold until the end of the week.")}},
		"another path in base64": {"files", "list", "/home/ada/project/internal/area/area.go", "store", "put", map[string]any{"value": b64("/home/ada/project/x")}},
	} {
		v := newServers(t, policy.Balanced)
		v.call(s.from, s.read, nil, s.text)
		if f, on := v.call(s.to, s.tool, s.arguments, "done"); f != nil && f.Severity > finding.Info || !on {
			t.Errorf("%s: %v", name, f)
		}
	}
}
