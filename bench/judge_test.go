package main

import (
	"context"
	"fmt"
	"testing"

	"github.com/mcp-watchdog/mcp-watchdog/internal/guard"
	"github.com/mcp-watchdog/mcp-watchdog/internal/message"
)

// BenchmarkJudge judges the very messages of the whole-process benchmark in one
// process: a call and its answer.
func BenchmarkJudge(b *testing.B) {
	for _, kind := range kinds {
		for _, size := range allSizes {
			b.Run(fmt.Sprintf("%s/%dK", kind, size>>10), func(b *testing.B) { judge(b, kind, size) })
		}
	}
}

func judge(b *testing.B, kind string, size int) {
	ctx, s := context.Background(), guard.New(guard.Options{})
	id := int64(1234567890)
	request, answer := line(requestLine(kind, size, id)), line(answerLine(kind, size))
	copy(answer[len(answerHead):], fmt.Sprint(id))
	b.SetBytes(int64(size))
	b.ReportAllocs()
	for b.Loop() {
		if f, _ := s.Screen(ctx, message.FromClient, request); len(f) != len(request) {
			b.Fatal("the call was stopped")
		}
		if f, _ := s.Screen(ctx, message.FromServer, answer); len(f) != len(answer) {
			b.Fatal("the answer was changed")
		}
	}
}

// line is a message without its newline.
func line(full []byte) []byte { return full[: len(full)-1 : len(full)-1] }
