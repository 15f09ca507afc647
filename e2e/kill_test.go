package e2e

import (
	"bufio"
	"context"
	"fmt"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

// TestKilledProxiesLoseNoPin kills the proxy at many moments around the one at
// which it delivers a list. What the client has received is pinned, and the memory
// is sound whenever it was.
func TestKilledProxiesLoseNoPin(t *testing.T) {
	env := isolatedEnv(t)
	dir := t.TempDir()
	proxy := watchdog(t)[0]
	run := func(args ...string) string {
		t.Helper()
		cmd := exec.Command(proxy, args...)
		cmd.Env = env
		out, err := cmd.CombinedOutput()
		if err != nil {
			t.Fatalf("%q: %v\n%s", args, err, out)
		}
		return string(out)
	}
	delivered := map[string]bool{}
	const rounds = 24
	for round := range rounds {
		name := fmt.Sprintf("server-%d", round)
		// Early ones are killed at some moment, late ones when the list is there.
		wait := time.Duration(-1)
		if round%2 == 0 {
			wait = time.Duration(round) * 3 * time.Millisecond
		}
		delivered[name] = deliverAndKill(t, env, wait, proxy, "wrap", "--quiet", "--name", name, "--", self(t), roleChanging, filepath.Join(dir, name+".js"))
		if wait < 0 && !delivered[name] {
			t.Fatal("no list was delivered")
		}
	}
	if out := run("doctor"); !strings.Contains(out, "in order") {
		t.Errorf("the memory is not sound: %s", out)
	}
	var pinned []string
	for line := range strings.Lines(run("pins", "list")) {
		if f := strings.Fields(line); len(f) > 3 && f[2] == "echo" && f[3] == "trusted" {
			pinned = append(pinned, f[0])
		}
	}
	for name, was := range delivered {
		if was && !slices.Contains(pinned, name) {
			t.Errorf("the list of %s was delivered and is not pinned", name)
		}
	}
}

// deliverAndKill asks a wrapped server for its tools and kills the proxy: when
// the list is there, or after a while. It reports whether the list was there.
func deliverAndKill(t *testing.T, env []string, wait time.Duration, command ...string) (delivered bool) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	cmd := exec.CommandContext(ctx, command[0], command[1:]...)
	cmd.Env = env
	in, out := piped(t, cmd)
	fmt.Fprintln(in, `{"jsonrpc":"2.0","id":0,"method":"initialize","params":{"protocolVersion":"2025-11-25","capabilities":{},"clientInfo":{"name":"c","version":"1"}}}`)
	fmt.Fprintln(in, `{"jsonrpc":"2.0","method":"notifications/initialized"}`)
	fmt.Fprintln(in, `{"jsonrpc":"2.0","id":1,"method":"tools/list"}`)
	if wait >= 0 {
		time.AfterFunc(wait, func() { cmd.Process.Kill() })
	}
	lines := bufio.NewScanner(out)
	for lines.Scan() {
		if strings.Contains(lines.Text(), `"tools":[`) {
			delivered = true
			break
		}
	}
	cmd.Process.Kill() // it may be gone already
	cmd.Wait()         // it was killed
	return delivered
}
