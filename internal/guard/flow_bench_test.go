package guard_test

import (
	"context"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/mcp-watchdog/mcp-watchdog/internal/flow"
	"github.com/mcp-watchdog/mcp-watchdog/internal/flow/files"
	"github.com/mcp-watchdog/mcp-watchdog/internal/guard"
	"github.com/mcp-watchdog/mcp-watchdog/internal/message"
)

// crowd makes a session in which four other servers have delivered many hashes
// in all.
func crowd(tb testing.TB, many int) (dir string) {
	dir = filepath.Join(tb.TempDir(), "session")
	r := rand.New(rand.NewPCG(1, 2))
	now := time.Now().Unix()
	for _, name := range []string{"mail", "files", "web", "db"} {
		s, err := files.Open(dir, name, name)
		if err != nil {
			tb.Fatal(err)
		}
		tb.Cleanup(s.Close)
		s.Promise()
		for left := many / 4; left > 0; {
			crowded := false
			s.Own(func(t *flow.Table) {
				n := t.Begin(flow.Delivery{Time: now, Tool: "read", Kind: flow.Private | flow.Secret})
				for range min(left, 1000) {
					t.Add(r.Uint64(), n, now)
				}
				crowded = t.Crowded()
			})
			if left -= 1000; crowded {
				s.Grow()
			}
		}
		s.Keep(1)
	}
	return dir
}

func calling(tb testing.TB, size int) []byte {
	text := strings.Repeat("Rivers carry sand, and where they slow down they let it fall; see https://example.org/a for more.\n", size/96+1)[:size]
	raw, err := json.Marshal(args{"jsonrpc": "2.0", "id": 7, "method": "tools/call", "params": args{"name": "send", "arguments": args{"to": "ada@example.org", "body": text}}})
	if err != nil {
		tb.Fatal(err)
	}
	return raw
}

// BenchmarkFlowCall judges calls while four other servers have a million hashes,
// and alone.
func BenchmarkFlowCall(b *testing.B) {
	dir := crowd(b, 1_000_000)
	answer := []byte(`{"jsonrpc":"2.0","id":7,"result":{"content":[]}}`)
	for _, size := range []int{64, 1 << 10, 64 << 10} {
		for _, with := range []bool{false, true} {
			b.Run(fmt.Sprintf("%d/%v", size, with), func(b *testing.B) {
				o := guard.Options{Server: "board"}
				if with {
					s, err := files.Open(dir, "board", "board")
					if err != nil {
						b.Fatal(err)
					}
					defer s.Close()
					o.Flows = s
				}
				s, call, ctx := guard.New(o), calling(b, size), context.Background()
				var took []time.Duration
				b.SetBytes(int64(len(call)))
				for b.Loop() {
					from := time.Now()
					if f, _ := s.Screen(ctx, message.FromClient, call); f == nil {
						b.Fatal("the call was stopped")
					}
					took = append(took, time.Since(from))
					s.Screen(ctx, message.FromServer, answer)
				}
				slices.Sort(took)
				b.ReportMetric(float64(took[len(took)*99/100].Microseconds()), "p99-µs")
			})
		}
	}
}

// BenchmarkFlowResult judges clean results with and without a shared session, at
// the pace of a client that asks, reads and asks again.
func BenchmarkFlowResult(b *testing.B) {
	for _, size := range []int{1 << 10, 16 << 10, 256 << 10} {
		for _, with := range []bool{false, true} {
			b.Run(fmt.Sprintf("%d/%v", size, with), func(b *testing.B) {
				o := guard.Options{Server: "mail"}
				if with {
					s, err := files.Open(b.TempDir(), "mail", "mail")
					if err != nil {
						b.Fatal(err)
					}
					defer s.Close()
					o.Flows = s
				}
				s, ctx := guard.New(o), context.Background()
				call := []byte(`{"jsonrpc":"2.0","id":7,"method":"tools/call","params":{"name":"read","arguments":{"path":"a"}}}`)
				answer, _ := json.Marshal(args{"jsonrpc": "2.0", "id": 7, "result": args{"content": []any{args{"type": "text", "text": letter(rand.New(rand.NewPCG(1, 2)), size)}}}})
				var spent time.Duration
				n := 0
				b.SetBytes(int64(len(answer)))
				for b.Loop() {
					from := time.Now()
					s.Screen(ctx, message.FromClient, call)
					s.Screen(ctx, message.FromServer, answer)
					spent += time.Since(from)
					n++
					time.Sleep(time.Duration(size) * 40) // some 25 MB/s
				}
				b.ReportMetric(float64(spent.Nanoseconds())/float64(n), "ns/path")
			})
		}
	}
}
