package lazy_test

import (
	"maps"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/mcp-watchdog/mcp-watchdog/internal/lazy"
)

func TestValueIsComputedOnceAndLate(t *testing.T) {
	var runs atomic.Int32
	value := lazy.Value(func() int32 { return runs.Add(1) })
	if runs.Load() != 0 {
		t.Error("computed before it is needed")
	}
	var wait sync.WaitGroup
	for range 8 {
		wait.Go(func() {
			if got := value(); got != 1 {
				t.Errorf("got %d", got)
			}
		})
	}
	wait.Wait()
}

func TestWords(t *testing.T) {
	if got := lazy.Words("a b\n\tc", "", "c d")(); !maps.Equal(got, map[string]bool{"a": true, "b": true, "c": true, "d": true}) {
		t.Errorf("got %v", got)
	}
}
