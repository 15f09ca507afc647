package tracking_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/mcp-watchdog/mcp-watchdog/internal/flow"
	"github.com/mcp-watchdog/mcp-watchdog/internal/flow/files"
	"github.com/mcp-watchdog/mcp-watchdog/internal/message"
	"github.com/mcp-watchdog/mcp-watchdog/internal/tracking"
)

// BenchmarkLookUp looks up arguments of real text beside four servers that have
// delivered a million hashes in all, in files as the proxies of a session have them:
// what a call waits for, by the clock and on the processor. With "copied" a tenth of
// the text was delivered by one of them, and the copy is judged.
//
// "calls" are those of a corpus that MCP_WATCHDOG_CORPUS names, as long as calls are.
//
//	go test ./internal/tracking -run xxx -bench LookUp
func BenchmarkLookUp(b *testing.B) {
	all := texts(b)
	for _, copied := range []string{"clean", "copied"} {
		dir := "" // of the session, once for all
		for _, name := range []string{"prose", "code", "json"} {
			for _, size := range []int{1 << 10, 4 << 10, 16 << 10, 64 << 10} {
				b.Run(fmt.Sprintf("%s/%s/%d", copied, name, size>>10), func(b *testing.B) {
					if dir == "" {
						dir = million(b)
					}
					look(b, dir, parts(all[name], size), copied == "copied")
				})
			}
		}
		if copied == "clean" {
			b.Run("calls", func(b *testing.B) {
				calls := corpusCalls(b)
				if dir == "" {
					dir = million(b)
				}
				look(b, dir, calls, false)
			})
		}
		if dir != "" {
			os.RemoveAll(dir)
		}
	}
}

// texts are ordinary ones, each longer than what is asked for.
func texts(b *testing.B) map[string]string {
	read := func(pattern string) string {
		var all strings.Builder
		names, _ := filepath.Glob(pattern)
		for all.Len() < 2<<20 {
			for _, name := range names {
				text, err := os.ReadFile(name)
				if err != nil {
					b.Fatal(err)
				}
				all.Write(text)
			}
			if all.Len() == 0 {
				b.Fatal("no text")
			}
		}
		return all.String()
	}
	r := rand.New(rand.NewPCG(5, 6))
	prose := read("../../docs/*.md")
	words := strings.Fields(prose)
	var rows []map[string]any
	for id := range 8000 {
		rows = append(rows, map[string]any{"id": 100_000 + id, "name": words[r.IntN(len(words))] + " " + words[r.IntN(len(words))], "email": fmt.Sprintf("user%d@example.com", r.IntN(1e6)),
			"created_at": fmt.Sprintf("2026-%02d-%02dT%02d:%02d:00Z", 1+r.IntN(12), 1+r.IntN(28), r.IntN(24), r.IntN(60)), "total": r.Float64() * 1000, "tags": []string{words[r.IntN(len(words))]}, "ok": true})
	}
	table, _ := json.Marshal(rows)
	return map[string]string{"prose": prose, "code": read("../guard/*.go"), "json": string(table)}
}

// million makes the session.
func million(b *testing.B) (dir string) {
	dir, err := os.MkdirTemp("", "flows")
	if err != nil {
		b.Fatal(err)
	}
	r := rand.New(rand.NewPCG(1, 2))
	now := time.Now().Unix()
	for _, name := range []string{"mail", "files", "web", "db"} {
		s, err := files.Open(dir, name, name)
		if err != nil {
			b.Fatal(err)
		}
		s.Promise()
		for range 250 {
			crowded := false
			s.Own(func(t *flow.Table) {
				n := t.Begin(flow.Delivery{Time: now, Tool: "read", Kind: flow.Private | flow.Secret})
				for range 1000 {
					t.Add(r.Uint64(), n, now)
				}
				crowded = t.Crowded()
			})
			if crowded {
				s.Grow()
			}
		}
		s.Keep(1)
		s.Close()
	}
	return dir
}

// parts are calls that write a part of a text each.
func parts(text string, size int) (calls []call) {
	for i := range 16 {
		part := strings.ToValidUTF8(text[i*size:(i+1)*size], "")
		raw, _ := json.Marshal(map[string]any{"jsonrpc": "2.0", "id": 7, "method": "tools/call", "params": map[string]any{
			"name": "save", "arguments": map[string]any{"path": "a.txt", "content": part}}})
		calls = append(calls, call{raw, part})
	}
	return calls
}

// call is a message and what its content is.
type call struct {
	raw     []byte
	content string
}

// corpusCalls are the benign calls of a corpus.
func corpusCalls(b *testing.B) (calls []call) {
	names, _ := filepath.Glob(filepath.Join(os.Getenv("MCP_WATCHDOG_CORPUS"), "benign_*.jsonl"))
	for _, name := range names {
		text, err := os.ReadFile(name)
		if err != nil {
			b.Fatal(err)
		}
		for line := range bytes.Lines(text) {
			var row struct {
				Surface string
				Message json.RawMessage
			}
			if json.Unmarshal(line, &row) == nil && row.Surface == "tool_args" {
				calls = append(calls, call{raw: row.Message})
			}
		}
	}
	if len(calls) == 0 {
		b.Skip("set MCP_WATCHDOG_CORPUS to a folder of labelled .jsonl files to measure calls")
	}
	return calls
}

func look(b *testing.B, dir string, calls []call, copied bool) {
	s, err := files.Open(dir, "board", "board")
	if err != nil {
		b.Fatal(err)
	}
	defer s.Close()
	other, err := files.Open(dir, "notes", "notes")
	if err != nil {
		b.Fatal(err)
	}
	defer other.Close()
	tracker, teller, parser := tracking.New(s), tracking.New(other), message.NewParser()
	now := time.Now().Unix()
	for _, c := range calls {
		if copied {
			told, _ := json.Marshal(c.content[len(c.content)/2 : len(c.content)/2+len(c.content)/10])
			teller.Bring(tracking.Delivery{Side: message.FromServer, Method: "tools/call", Tool: "get", Now: now}, fmt.Appendf(nil, `{"jsonrpc":"2.0","id":7,"result":{"content":[{"type":"text","text":%s}]}}`, told))
		}
	}
	teller.Idle()
	to := tracking.Sink{Server: "board", Tool: "save", Kind: flow.SinkOf("board", "save"), Encoded: func(string) bool { return false }}
	defer pinned()()
	var clock, used []time.Duration
	for n := 0; b.Loop(); n++ {
		m, err := parser.Parse(message.FromClient, calls[n%len(calls)].raw)
		if err != nil {
			b.Fatal(err)
		}
		from, before := time.Now(), processor()
		found, err := tracker.Look(m, "tools/call", now)
		if found {
			found = len(tracker.Judge(m, "tools/call", to)) > 0
		}
		used, clock = append(used, processor()-before), append(clock, time.Since(from))
		if err != nil || found != copied {
			b.Fatal(found, err)
		}
	}
	for name, all := range map[string][]time.Duration{"clock": clock, "cpu": used} {
		slices.Sort(all)
		b.ReportMetric(float64(all[len(all)/2].Nanoseconds())/1000, name+"-p50-us")
		b.ReportMetric(float64(all[len(all)*99/100].Nanoseconds())/1000, name+"-p99-us")
	}
}
