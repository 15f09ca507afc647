package cli

import (
	"context"
	"os"
	"path/filepath"
	"testing"

	"github.com/mcp-watchdog/mcp-watchdog/internal/relay"
	"github.com/mcp-watchdog/mcp-watchdog/internal/relay/stdio"
)

// isolate gives the test a home of its own.
func isolate(t *testing.T) string {
	t.Helper()
	home := t.TempDir()
	for _, name := range []string{"HOME", "USERPROFILE", "APPDATA", "LOCALAPPDATA"} {
		t.Setenv(name, home)
	}
	t.Setenv("XDG_CONFIG_HOME", filepath.Join(home, "config"))
	t.Setenv("XDG_STATE_HOME", filepath.Join(home, "state"))
	return home
}

// files returns standard files in dir; the first is empty.
func files(t *testing.T, dir string) Streams {
	t.Helper()
	open := func(name string) *os.File {
		f, err := os.Create(filepath.Join(dir, name))
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { f.Close() })
		return f
	}
	return Streams{In: open("stdin"), Out: open("stdout"), Err: open("stderr")}
}

// startedWith returns what the command line would start, and how it ends.
func startedWith(t *testing.T, args ...string) (started []stdio.Options, status int) {
	t.Helper()
	p := &program{files(t, isolate(t)), func(_ context.Context, _ relay.Screen, o stdio.Options) (int, error) {
		started = append(started, o)
		return 0, nil
	}}
	return started, p.main(args)
}
