//go:build amd64 || arm64

package origin_test

import (
	"os"
	"os/exec"
	"strings"
	"syscall"
	"testing"

	"github.com/mcp-watchdog/mcp-watchdog/internal/origin"
)

func TestMain(m *testing.M) {
	if os.Getenv("ORIGIN_LIMIT") != "" {
		var now syscall.Rlimit
		_ = syscall.Getrlimit(syscall.RLIMIT_NOFILE, &now)
		println(origin.Files.Soft, origin.Files.Hard, now.Cur, origin.Files.Raised(origin.Limit{Soft: now.Cur, Hard: now.Max}))
		os.Exit(0)
	}
	os.Exit(m.Run())
}

// TestFiles holds on to the order in which packages are initialised: the limit
// is that from before package syscall has raised it.
func TestFiles(t *testing.T) {
	for limits, want := range map[string]string{
		"ulimit -Sn 77; ulimit -Hn 300":  "77 300 299 true",
		"ulimit -Sn 299; ulimit -Hn 300": "299 300 299 false",
		"ulimit -Sn 300; ulimit -Hn 300": "300 300 300 false",
	} {
		cmd := exec.Command("sh", "-c", limits+`; exec "$0"`, os.Args[0])
		cmd.Env = append(os.Environ(), "ORIGIN_LIMIT=1")
		out, err := cmd.CombinedOutput()
		if got := strings.TrimSpace(string(out)); err != nil || got != want {
			t.Errorf("after %q: %s, want %s (%v)", limits, got, want, err)
		}
	}
}
