package cli

import (
	"runtime"
	"testing"

	"github.com/mcp-watchdog/mcp-watchdog/internal/config"
	"github.com/mcp-watchdog/mcp-watchdog/internal/launch"
	"github.com/mcp-watchdog/mcp-watchdog/internal/scope"
)

// TestKeptFiles: where a variable of the server's says that it keeps what it
// knows, it may write, although its entry did not set the variable.
func TestKeptFiles(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("the paths are those of Unix: run it there")
	}
	isolate(t)
	command := []string{"notes-server"}
	spec := launch.Understand(command)
	for _, kept := range [][]string{nil, {"NOTES_DB=/kept-by-a-test.db"}} {
		p := scope.Default(thisMachine(&config.Config{}, "", &spec, command, nil, kept))
		if got := p.Compile().Decide(scope.Write, "/kept-by-a-test.db").Allowed; got != (kept != nil) {
			t.Errorf("with %q, writing is allowed: %t", kept, got)
		}
	}
}
