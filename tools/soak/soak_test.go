package main

import (
	"os"
	"path/filepath"
	"testing"

	_ "github.com/mcp-watchdog/mcp-watchdog/internal/cli" // the binary under test is built from it
)

// TestMain lets the test binary play the servers.
func TestMain(m *testing.M) {
	if len(os.Args) == 4 && os.Args[1] == roleServer {
		exit(serve(os.Args[2], os.Args[3]), false)
	}
	os.Exit(m.Run())
}

// TestSmoke soaks for a moment, in the sources of the expressions.
func TestSmoke(t *testing.T) {
	r, err := soak(options{dir: filepath.Join("..", "..", "internal", "cel"), calls: 80, sessions: 2, seed: 1})
	if err != nil {
		t.Fatal(err)
	}
	if r.Stopped > 0 || r.Grave > 0 {
		t.Errorf("%d stopped, %d high or critical: %v", r.Stopped, r.Grave, r.Alerts)
	}
	if len(r.Memory) != 2 || r.P50 == 0 {
		t.Errorf("nothing was measured: %+v", r)
	}
}
