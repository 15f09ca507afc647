package guard

import (
	"context"
	"fmt"
	"testing"

	"github.com/mcp-watchdog/mcp-watchdog/internal/message"
	"github.com/mcp-watchdog/mcp-watchdog/internal/policy"
)

// TestLocalServers: what a developer opens all day goes on and is told, unless the preset
// is strict; what is disguised, or a service that takes orders, does not.
func TestLocalServers(t *testing.T) {
	for _, c := range []struct {
		tool, url        string
		balanced, strict policy.Action
	}{
		{"browser_navigate", "http://localhost:5173/login?next=/home", policy.Alert, policy.Block},
		{"fetch", "http://127.0.0.1:8000/api/users/7", policy.Alert, policy.Block},
		{"http_request", "http://[::1]:3000/", policy.Alert, policy.Block},
		{"fetch", "https://example.org/", policy.Pass, policy.Pass},

		{"fetch", "http://localhost:8080/admin/users", policy.Alert, policy.Block},
		{"fetch", "http://localhost:8080/actuator/env", policy.Alert, policy.Block},
		{"fetch", "http://localhost:8080/%61dmin", policy.Alert, policy.Block},
		{"fetch", "http://localhost:8000/.env", policy.Alert, policy.Block},
		{"fetch", "http://localhost/", policy.Alert, policy.Block},
		{"fetch", "http://localhost:9222/json", policy.Alert, policy.Block},
		{"fetch", "http://192.168.1.7:3000/", policy.Alert, policy.Block},
		{"create_avatar", "http://localhost:3000/a.png", policy.Alert, policy.Block},
		{"fetch", "http://127.1:3000/", policy.Block, policy.Block},
		{"fetch", "http://localhost:2375/info", policy.Block, policy.Block},
		{"fetch", "http://example.com@127.0.0.1:3000/", policy.Block, policy.Block},
	} {
		raw := fmt.Sprintf(`{"jsonrpc":"2.0","id":7,"method":"tools/call","params":{"name":%q,"arguments":{"url":%q}}}`, c.tool, c.url)
		for mode, want := range map[policy.Mode]policy.Action{policy.Balanced: c.balanced, policy.Strict: c.strict} {
			s := New(Options{Policy: policy.Policy{Mode: mode}})
			if out := s.Judge(context.Background(), message.FromClient, []byte(raw)); out.Action != want {
				t.Errorf("%s %s, mode %d: %v, not %v", c.tool, c.url, mode, out.Action, want)
			}
		}
	}
}
