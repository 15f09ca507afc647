package guard

import (
	"context"
	"strings"
	"testing"

	"github.com/mcp-watchdog/mcp-watchdog/internal/message"
)

// A clean request costs what its arguments are: each kind is read by other rows.
type request struct {
	name, tool string
	arguments  map[string]any
}

const (
	lineOfCode = "if a[i] != 0 { return fmt.Errorf(\"%d: %w\", i, err) } // see https://example.org/a\n\tx += 1;\n"
	statement  = `SELECT o.id, o.placed_at, c.name, SUM(l.price * l.quantity) AS total FROM orders o JOIN customers c ON c.id = o.customer_id
JOIN order_lines l ON l.order_id = o.id WHERE o.placed_at >= '2026-01-01' AND o.state IN ('paid', 'sent') AND c.country = 'PT'
GROUP BY o.id, o.placed_at, c.name HAVING SUM(l.price * l.quantity) > 100 ORDER BY total DESC LIMIT 50
`
	script = "cd build && cmake -DCMAKE_BUILD_TYPE=Release .. && make -j4 && ctest --output-on-failure | tee ../test.log\n"
)

// requests are clean calls of tools; those but the first and last are about 1 KB
// long.
func requests() []request {
	var paths []string
	for len(paths) < 28 {
		paths = append(paths, "internal/guard/"+strings.Repeat("x", len(paths))+"/bench_test.go")
	}
	return []request{
		{"short", "send", map[string]any{"path": "internal/guard/guard.go", "limit": 20}},
		{"1K", "send", map[string]any{"to": []string{"ada@example.org", "bob@example.org"}, "subject": "Minutes of Tuesday", "body": repeatTo(document, 700), "url": "https://example.org/minutes?id=7"}},
		{"document", "write_file", map[string]any{"path": "docs/manual.md", "content": repeatTo(document, 920)}},
		{"prose", "create_page", map[string]any{"title": "Weather station", "text": repeatTo(document, 920)}},
		{"code", "write_file", map[string]any{"path": "a/b.go", "content": repeatTo(lineOfCode, 850)}},
		{"sql", "query", map[string]any{"sql": repeatTo(statement, 950)}},
		{"command", "run_command", map[string]any{"command": repeatTo(script, 950)}},
		{"paths", "read_files", map[string]any{"paths": paths}},
		{"records", "add_items", map[string]any{"items": []map[string]any{
			{"id": 1, "name": "gauge", "site": "https://example.org/gauge", "tags": []string{"rain", "roof"}, "note": repeatTo("Read every minute. ", 200)},
			{"id": 2, "name": "vane", "site": "https://example.org/vane", "tags": []string{"wind", "mast"}, "note": repeatTo("Turn it to the north. ", 200)},
			{"id": 3, "name": "lamp", "site": "https://example.org/lamp", "tags": []string{"green", "door"}, "note": repeatTo("Lit when the port is open. ", 200)},
		}}},
		{"content", "send", map[string]any{"path": "a/b.go", "content": repeatTo(lineOfCode, 4<<20)}},
	}
}

// BenchmarkCleanRequest judges what a client asks and a short answer to it.
func BenchmarkCleanRequest(b *testing.B) {
	for _, r := range requests() {
		b.Run(r.name, func(b *testing.B) {
			request := encode(b, map[string]any{"jsonrpc": "2.0", "id": 7, "method": "tools/call", "params": map[string]any{"name": r.tool, "arguments": r.arguments}})
			answer := []byte(`{"jsonrpc":"2.0","id":7,"result":{"content":[]}}`)
			s := New(Options{})
			ctx := context.Background()
			b.SetBytes(int64(len(request)))
			b.ReportAllocs()
			for b.Loop() {
				if f, _ := s.Screen(ctx, message.FromClient, request); f == nil {
					b.Fatal("the request was stopped")
				}
				s.Screen(ctx, message.FromServer, answer)
			}
		})
	}
}
