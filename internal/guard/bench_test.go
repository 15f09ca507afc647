package guard

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/mcp-watchdog/mcp-watchdog/internal/message"
)

// repeatTo repeats text to n bytes.
func repeatTo(text string, n int) string {
	return strings.Repeat(text, n/len(text)+1)[:n]
}

// samples are clean texts of the kinds that tool results carry: source code (this
// project's own), a document, records, and records with addresses and dates in them.
func samples(tb testing.TB, n int) map[string]any {
	code := samplesOf(tb, "../audit/*.go", n)
	var records, links []any
	for size := 0; size < n; size += 150 {
		records = append(records, map[string]any{
			"id": len(records), "name": fmt.Sprintf("item %d", len(records)), "state": "open", "labels": []string{"bug", "network"},
			"owner": map[string]any{"login": "ada", "site": "https://example.org/ada"}, "size": 1.5,
		})
	}
	for size := 0; size < n; size += 170 {
		at := 796596 + 7*len(links)
		links = append(links, map[string]any{
			"id": len(links), "name": "open page", "url": fmt.Sprintf("https://example.com/page/%d", at), "size": at % 4096,
			"updated": fmt.Sprintf("2026-01-14T10:%02d:00Z", len(links)%60), "labels": []string{"key", "parse"}, "open": true,
		})
	}
	text := func(s string) any {
		return map[string]any{"content": []any{map[string]any{"type": "text", "text": s}}}
	}
	return map[string]any{
		"code":   text(code),
		"readme": text(repeatTo(document, n)),
		"json":   map[string]any{"structuredContent": map[string]any{"items": records}},
		"links":  map[string]any{"structuredContent": map[string]any{"items": links}},
	}
}

// samplesOf is source code of this project, n bytes of it or, where n is 0, all.
func samplesOf(tb testing.TB, pattern string, n int) string {
	var code strings.Builder
	files, err := filepath.Glob(pattern)
	if err != nil || len(files) == 0 {
		tb.Fatal("no source files to read")
	}
	for _, f := range files {
		if strings.HasSuffix(f, "_test.go") {
			continue
		}
		b, err := os.ReadFile(f)
		if err != nil {
			tb.Fatal(err)
		}
		code.Write(b)
	}
	if n == 0 {
		return code.String()
	}
	return repeatTo(code.String(), n)
}

const document = `# Weather station

A small service that reads the sensors on the roof and serves the last day of readings. It needs a
serial port and a network, and it starts in a second.

## Installation

Copy the program to the machine, give it a port and let it run. Readings are kept for thirty days and
then summed up by the hour. See [the manual](https://example.org/manual) for the colours of the lights.

| sensor | unit | every |
|--------|------|-------|
| wind   | m/s  | 2 s   |
| rain   | mm   | 60 s  |

1. Mount the mast and connect the cable.
2. Wait for the green light, then press the button once.

`

func encode(tb testing.TB, v any) []byte {
	var b strings.Builder
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(v); err != nil {
		tb.Fatal(err)
	}
	return []byte(strings.TrimSuffix(b.String(), "\n"))
}

// BenchmarkCleanResult judges a request and its clean answer, as in a session.
// What the answer costs is the difference to an empty one (none/0K).
func BenchmarkCleanResult(b *testing.B) {
	b.Run("none/0K", func(b *testing.B) {
		benchAnswer(b, New(Options{}), []byte(`{"jsonrpc":"2.0","id":7,"result":{"content":[]}}`))
	})
	for _, size := range []int{1 << 10, 16 << 10, 256 << 10, 4 << 20} {
		for _, kind := range []string{"code", "readme", "json", "links"} {
			b.Run(fmt.Sprintf("%s/%dK", kind, size>>10), func(b *testing.B) {
				benchAnswer(b, New(Options{}), encode(b, map[string]any{"jsonrpc": "2.0", "id": 7, "result": samples(b, size)[kind]}))
			})
		}
	}
}

// benchAnswer lets a session judge a request and this answer to it.
func benchAnswer(b *testing.B, s *Session, answer []byte) {
	request := []byte(`{"jsonrpc":"2.0","id":7,"method":"tools/call","params":{"name":"read","arguments":{"path":"a"}}}`)
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
}

// BenchmarkCleanVaried is BenchmarkCleanResult of 1 KB for answers that differ from
// each other, which no processor can learn by heart.
func BenchmarkCleanVaried(b *testing.B) {
	const size = 1 << 10
	ctx, request := context.Background(), []byte(`{"jsonrpc":"2.0","id":7,"method":"tools/call","params":{"name":"read","arguments":{"path":"a"}}}`)
	s := New(Options{})
	var answers [][]byte
	for _, dir := range []string{"audit", "cel", "schema", "config", "message", "lock"} {
		code := samplesOf(b, "../"+dir+"/*.go", 0)
		for ; len(code) > size; code = code[size:] {
			answer := encode(b, map[string]any{"jsonrpc": "2.0", "id": 7, "result": map[string]any{"content": []any{map[string]any{"type": "text", "text": code[:size]}}}})
			s.Screen(ctx, message.FromClient, request)
			if out := s.Judge(ctx, message.FromServer, answer); len(out.Findings) == 0 {
				answers = append(answers, answer)
			}
		}
	}
	b.SetBytes(size)
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		s.Screen(ctx, message.FromClient, request)
		s.Screen(ctx, message.FromServer, answers[i%len(answers)])
	}
}
