package e2e

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"testing"

	_ "github.com/mcp-watchdog/mcp-watchdog/internal/cli" // the binary under test is built from it: a cached result must not outlive it
)

// Roles that this test binary plays when it is started as another program:
// the first argument names the role, the rest belongs to it.
const (
	roleTap       = "e2e:tap"        // DIR CMD ARGS...: relay that records both directions
	rolePeer      = "e2e:peer"       // the built-in peer of the fidelity cases
	roleSDKServer = "e2e:sdk-server" // a go-sdk server on stdio
	roleChanging  = "e2e:changing"   // FILE: a go-sdk server that changes when the file is there
	roleOneTool   = "e2e:one-tool"   // SCRIPT TOOL WORDS: a server with one tool
	roleBoard     = "e2e:board"      // FILE: a go-sdk server with a note, which writes what reaches it to the file
	roleRelay     = "e2e:relay"      // -- CMD ARGS...: faithful relay, to test the harness
	roleMangle    = "e2e:mangle"     // -- CMD ARGS...: relay that re-encodes JSON, to test the harness
)

// buildDir holds the binary built for this run; TestMain removes it.
var buildDir string

func TestMain(m *testing.M) {
	if len(os.Args) > 1 {
		roles := map[string]func([]string) int{
			roleTap:       tapMain,
			rolePeer:      peerMain,
			roleSDKServer: sdkServerMain,
			roleChanging:  changingMain,
			roleOneTool:   oneToolMain,
			roleBoard:     boardMain,
			roleRelay:     relayMain,
			roleMangle:    mangleMain,
		}
		if role, ok := roles[os.Args[1]]; ok {
			os.Exit(role(os.Args[2:]))
		}
	}
	code := m.Run()
	if buildDir != "" {
		os.RemoveAll(buildDir)
	}
	os.Exit(code)
}

// self is the path of this test binary.
func self(t testing.TB) string {
	t.Helper()
	path, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	return path
}

var buildOnce = sync.OnceValues(func() (string, error) {
	if bin := os.Getenv("MCP_WATCHDOG_BIN"); bin != "" {
		return filepath.Abs(bin)
	}
	dir, err := os.MkdirTemp("", "mcp-watchdog-e2e-")
	if err != nil {
		return "", err
	}
	buildDir = dir
	bin := filepath.Join(dir, "mcp-watchdog")
	if runtime.GOOS == "windows" {
		bin += ".exe"
	}
	cmd := exec.Command("go", "build", "-o", bin, "./cmd/mcp-watchdog")
	cmd.Dir = ".."
	if out, err := cmd.CombinedOutput(); err != nil {
		return "", fmt.Errorf("go build ./cmd/mcp-watchdog: %w\n%s", err, out)
	}
	return bin, nil
})

// watchdog returns the command line prefix that wraps a server in the proxy.
func watchdog(t testing.TB) []string {
	t.Helper()
	bin, err := buildOnce()
	if err != nil {
		t.Fatal(err)
	}
	return []string{bin, "--"}
}

// isolatedEnv is this process's environment with a home of its own, so that
// neither the proxy nor a peer reads or writes the files of whoever runs the
// tests. Extra entries are appended as given.
func isolatedEnv(t testing.TB, extra ...string) []string {
	t.Helper()
	home := t.TempDir()
	own := map[string]string{
		"HOME": home, "USERPROFILE": home,
		"XDG_STATE_HOME":  filepath.Join(home, "state"),
		"XDG_CONFIG_HOME": filepath.Join(home, "config"),
		"XDG_CACHE_HOME":  filepath.Join(home, "cache"),
		"XDG_DATA_HOME":   filepath.Join(home, "data"),
		"APPDATA":         filepath.Join(home, "appdata"),
		"LOCALAPPDATA":    filepath.Join(home, "localappdata"),
	}
	var env []string
	for _, entry := range os.Environ() {
		key, _, _ := strings.Cut(entry, "=")
		if _, replaced := own[key]; !replaced && !strings.HasPrefix(key, "MCP_WATCHDOG_") {
			env = append(env, entry)
		}
	}
	for key, value := range own {
		env = append(env, key+"="+value)
	}
	return append(env, extra...)
}
