package guard

import (
	"context"
	"testing"
	"testing/synctest"
	"time"

	"github.com/mcp-watchdog/mcp-watchdog/internal/message"
)

// TestLearningPauses has a server answer without a break, which is learnt in a small part
// of the time, and then now and then, which is learnt soon.
func TestLearningPauses(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := New(Options{Memory: &Recent{}, Server: "pause", Identity: "npm:pause"})
		ctx := context.Background()
		answer := func() {
			s.Screen(ctx, message.FromClient, []byte(`{"jsonrpc":"2.0","id":7,"method":"tools/call","params":{"name":"read","arguments":{"path":"a"}}}`))
			s.Screen(ctx, message.FromServer, []byte(`{"jsonrpc":"2.0","id":7,"result":{"content":[{"type":"text","text":"The door is open."}]}}`))
		}
		pause := func() time.Duration {
			s.behaviour.mu.Lock()
			defer s.behaviour.mu.Unlock()
			return s.behaviour.pause
		}
		for range 8 {
			for range maxAside + 8 {
				answer()
			}
			time.Sleep(2 * longestPause)
			synctest.Wait()
		}
		if got := pause(); got != longestPause {
			t.Errorf("after full batches the pause is %v, want %v", got, longestPause)
		}
		answer()
		time.Sleep(2 * longestPause)
		synctest.Wait()
		if got := pause(); got != learnPause {
			t.Errorf("after a single answer the pause is %v, want %v", got, learnPause)
		}
	})
}
