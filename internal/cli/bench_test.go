package cli

import (
	"context"
	"encoding/json"
	"io"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/mcp-watchdog/mcp-watchdog/internal/config"
	"github.com/mcp-watchdog/mcp-watchdog/internal/guard"
	"github.com/mcp-watchdog/mcp-watchdog/internal/message"
	"github.com/mcp-watchdog/mcp-watchdog/internal/policy"
)

// BenchmarkWrapped judges clean calls and their clean answers in a session that is
// put together as wrap puts it together: with a memory, a scope, secrets of the
// user's own, and what other servers of the session deliver.
func BenchmarkWrapped(b *testing.B) {
	dir := b.TempDir()
	for _, name := range []string{"HOME", "XDG_STATE_HOME", "XDG_CONFIG_HOME", "XDG_RUNTIME_DIR"} {
		b.Setenv(name, filepath.Join(dir, name))
	}
	b.Setenv("SERVICE_TOKEN", "Zk3v9Qx7Lm2pR8tY5wB1")
	b.Chdir(dir)
	prose := strings.Repeat("Readings are kept for thirty days, and then summed up by the hour. See the manual for the colours of the lights.\n", 9)
	paths := make([]string, 24)
	for i := range paths {
		paths[i] = filepath.Join("docs/readings/", strings.Repeat("x", i+1), "of_the_day.csv")
	}
	code := strings.Repeat("if a[i] != 0 { return fmt.Errorf(\"%d: %w\", i, err) } // see https://example.org/a\n\tx += 1;\n", 10)
	for _, c := range []struct {
		name, tool string
		arguments  map[string]any
		answer     string
	}{
		{"short", "read", map[string]any{"path": "docs/a.md"}, "ok"},
		{"prose", "create_page", map[string]any{"title": "Weather station", "text": prose}, "ok"},
		{"code", "write_file", map[string]any{"path": "src/a.go", "content": code}, "ok"},
		{"paths", "read_files", map[string]any{"paths": paths}, "ok"},
		{"answer-prose", "read", map[string]any{"path": "docs/a.md"}, prose},
		{"answer-code", "read", map[string]any{"path": "docs/a.md"}, code},
	} {
		b.Run(c.name, func(b *testing.B) {
			encode := func(v any) []byte {
				raw, err := json.Marshal(v)
				if err != nil {
					b.Fatal(err)
				}
				return raw
			}
			request := encode(map[string]any{"jsonrpc": "2.0", "id": 7, "method": "tools/call", "params": map[string]any{"name": c.tool, "arguments": c.arguments}})
			answer := encode(map[string]any{"jsonrpc": "2.0", "id": 7, "result": map[string]any{"content": []any{map[string]any{"type": "text", "text": c.answer}}}})
			s, end := wrappedSession(b)
			defer end()
			ctx := context.Background()
			b.ReportAllocs()
			for b.Loop() {
				if f, _ := s.Screen(ctx, message.FromClient, request); f == nil {
					b.Fatal("the request was stopped")
				}
				if f, _ := s.Screen(ctx, message.FromServer, answer); f == nil {
					b.Fatal("the answer was stopped")
				}
			}
		})
	}
}

func wrappedSession(b *testing.B) (s *guard.Session, end func()) {
	c, command, must := config.Default(), []string{"node", "server.js"}, func(err error) {
		if err != nil {
			b.Fatal(err)
		}
	}
	c.Audit.Path = filepath.Join(b.TempDir(), "audit.jsonl")
	log, err := openAudit(c)
	must(err)
	a := &alerts{server: "bench"}
	a.terminal.W = io.Discard // calls that repeat themselves are told of
	r := newRecorder(log, a, "bench")
	within, err := fenceOf(&c, "", &scopeFlags{}, "bench", command)
	must(err)
	past, err := openPast()
	must(err)
	kept := new(keptSession)
	o := within.options(c, "bench", r)
	past.options(&o, &c, command, r)
	kept.options(&o, b.TempDir(), "bench", command, must)
	o.Live = new(atomic.Pointer[policy.Policy])
	o.Live.Store(&c.Policy)
	return kept.begin(o), func() {
		kept.wipe()
		past.log.Close()
		log.Close()
	}
}
