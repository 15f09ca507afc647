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

// plainWords are random, so that no two texts made of them share a stretch.
func plainWords(r *rand.Rand, size int) string {
	var b strings.Builder
	for b.Len() < size {
		for range 2 + r.IntN(8) {
			b.WriteByte("etaoinshrdlucmfwypvbgkjqxz"[min(r.IntN(26), r.IntN(26))])
		}
		b.WriteString([]string{" ", " ", " ", " ", " ", ", ", ". ", "\n"}[r.IntN(8)])
	}
	return b.String()[:size]
}

// calling returns calls that nobody has delivered anything of.
func calling(tb testing.TB, size int) (calls [][]byte) {
	r := rand.New(rand.NewPCG(3, uint64(size)))
	for range max(2, min(64, 1<<20/size)) {
		raw, err := json.Marshal(args{"jsonrpc": "2.0", "id": 7, "method": "tools/call", "params": args{
			"name": "send", "arguments": args{"to": "ada@example.org", "subject": plainWords(r, 30), "body": plainWords(r, size-60), "limit": 20}}})
		if err != nil {
			tb.Fatal(err)
		}
		calls = append(calls, raw)
	}
	return calls
}

// BenchmarkFlowCall judges calls alone, beside a server that has delivered little,
// and beside four that have delivered a million hashes. Nothing was copied.
//
//	go test ./internal/guard -run xxx -bench Flow
func BenchmarkFlowCall(b *testing.B) {
	for _, beside := range []struct {
		name   string
		hashes int
	}{{"alone", 0}, {"5k", 5000}, {"1M", 1_000_000}} {
		dir := ""
		if beside.hashes > 0 {
			dir = crowd(b, beside.hashes)
		}
		for _, size := range []int{200, 1 << 10, 16 << 10, 64 << 10} {
			b.Run(fmt.Sprintf("%s/%d", beside.name, size), func(b *testing.B) { benchmarkCalls(b, dir, size) })
		}
	}
}

func benchmarkCalls(b *testing.B, dir string, size int) {
	o := guard.Options{Server: "board"}
	if dir != "" {
		s, err := files.Open(dir, "board", "board")
		if err != nil {
			b.Fatal(err)
		}
		defer s.Close()
		o.Flows = s
	}
	s, calls, ctx := guard.New(o), calling(b, size), context.Background()
	answer := []byte(`{"jsonrpc":"2.0","id":7,"result":{"content":[]}}`)
	took := make([]time.Duration, 0, 1<<20)
	n := 0
	b.ReportAllocs()
	for b.Loop() {
		from := time.Now()
		if f, _ := s.Screen(ctx, message.FromClient, calls[n%len(calls)]); f == nil {
			b.Fatal("the call was stopped")
		}
		took = append(took, time.Since(from))
		s.Screen(ctx, message.FromServer, answer)
		if n++; n%64 == 0 {
			b.StopTimer()
			time.Sleep(time.Duration(size*64) * 20) // what was sent is learnt
			b.StartTimer()
		}
	}
	slices.Sort(took)
	b.ReportMetric(float64(took[len(took)/2].Nanoseconds()), "p50-ns")
	b.ReportMetric(float64(took[len(took)*99/100].Nanoseconds()), "p99-ns")
}

// BenchmarkFlowResult judges clean results alone and beside another server, at the
// pace of a client that asks, reads and asks again: what the answer waits for
// (ns/path), and all that the processor does for it (cpu-ns).
func BenchmarkFlowResult(b *testing.B) {
	for _, size := range []int{1 << 10, 64 << 10, 1 << 20} {
		for _, with := range []bool{false, true} {
			b.Run(fmt.Sprintf("%d/%v", size, with), func(b *testing.B) { benchmarkResults(b, size, with) })
		}
	}
}

func benchmarkResults(b *testing.B, size int, with bool) {
	o := guard.Options{Server: "mail"}
	if with {
		s, err := files.Open(crowd(b, 5000), "board", "board")
		if err != nil {
			b.Fatal(err)
		}
		defer s.Close()
		o.Flows = s
	}
	s, ctx, r := guard.New(o), context.Background(), rand.New(rand.NewPCG(1, 2))
	call := []byte(`{"jsonrpc":"2.0","id":7,"method":"tools/call","params":{"name":"read","arguments":{"path":"a"}}}`)
	var answers [][]byte
	for range 4 {
		answer, _ := json.Marshal(args{"jsonrpc": "2.0", "id": 7, "result": args{"content": []any{args{"type": "text", "text": plainWords(r, size)}}}})
		answers = append(answers, answer)
	}
	var spent time.Duration
	n, before := 0, processor()
	b.SetBytes(int64(len(answers[0])))
	for b.Loop() {
		from := time.Now()
		s.Screen(ctx, message.FromClient, call)
		s.Screen(ctx, message.FromServer, answers[n%len(answers)])
		spent += time.Since(from)
		n++
		time.Sleep(time.Duration(size) * 40) // some 25 MB/s
	}
	b.ReportMetric(float64(spent.Nanoseconds())/float64(n), "ns/path")
	b.ReportMetric(float64((processor()-before).Nanoseconds())/float64(n), "cpu-ns")
}
