package cli

import (
	"runtime/debug"
	"testing"
)

// TestStartLightlyLeavesNoTrace: whatever happens, the collector is as it was.
func TestStartLightlyLeavesNoTrace(t *testing.T) {
	t.Setenv("GOGC", "")
	t.Setenv("GOMEMLIMIT", "")
	percent, limit := debug.SetGCPercent(70), debug.SetMemoryLimit(1<<40)
	defer func() {
		debug.SetGCPercent(percent)
		debug.SetMemoryLimit(limit)
	}()
	now := func() (int, int64) {
		p := debug.SetGCPercent(1)
		debug.SetGCPercent(p)
		return p, debug.SetMemoryLimit(-1)
	}
	done := startLightly()
	if p, l := now(); p != startPercent || l != startLimit {
		t.Errorf("while starting: %d, %d", p, l)
	}
	done()
	if p, l := now(); p != 70 || l != 1<<40 {
		t.Errorf("behind it: %d, %d", p, l)
	}
	t.Setenv("GOGC", "70")
	defer startLightly()()
	if p, l := now(); p != 70 || l != 1<<40 {
		t.Errorf("against the variables: %d, %d", p, l)
	}
}
