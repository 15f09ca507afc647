package guard

import (
	"context"
	"testing"

	"github.com/mcp-watchdog/mcp-watchdog/internal/message"
)

// BenchmarkCleanResultMemory is BenchmarkCleanResult for a session that learns what
// is normal, as those that are wrapped do: back to back, so that whoever waits for
// what is learnt is seen.
func BenchmarkCleanResultMemory(b *testing.B) {
	for _, kind := range []string{"code", "readme", "json"} {
		b.Run(kind+"/1K", func(b *testing.B) {
			answer := encode(b, map[string]any{"jsonrpc": "2.0", "id": 7, "result": samples(b, 1<<10)[kind]})
			request := []byte(`{"jsonrpc":"2.0","id":7,"method":"tools/call","params":{"name":"read","arguments":{"path":"a"}}}`)
			s := New(Options{Memory: &Recent{}, Server: "bench", Identity: "npm:bench"})
			ctx := context.Background()
			b.SetBytes(int64(len(answer)))
			b.ReportAllocs()
			for b.Loop() {
				if f, _ := s.Screen(ctx, message.FromClient, request); f == nil {
					b.Fatal("the request was stopped")
				}
				if f, _ := s.Screen(ctx, message.FromServer, answer); !same(f, answer) {
					b.Fatal("the answer was changed")
				}
			}
		})
	}
}
