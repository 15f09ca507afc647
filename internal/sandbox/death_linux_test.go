//go:build amd64 || arm64

package sandbox

import (
	"errors"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"golang.org/x/sys/unix"
)

// outlives is a program of the server's that neither the death of the proxy nor
// the end of its process group reaches. When the proxy is dead it tries what it
// might, and what it might not.
const outlives = `setsid sh -c 'echo $$ >"$W/tmp/pid"
until [ -e "$W/tmp/dead" ]; do :; done
echo x >"$W/proj/inside"
echo x >"$W/out/victim.txt"
mkdir "$W/out/made"
read line <"$W/home/.ssh/id_rsa" && echo "$line" >"$W/tmp/stolen"
cat "$W/home/.ssh/id_rsa" >"$W/proj/stolen"' & wait`

// TestDeath: without a supervisor everything that it decided on is closed.
func TestDeath(t *testing.T) {
	full(t)
	installed(t, "setsid")
	w := newWorld(t, os.Geteuid())
	cmd := exec.Command("/proc/self/exe", roleRun, "on", "/bin/sh", "-c", outlives)
	cmd.Dir = w.dir + "/proj"
	cmd.Env = append(os.Environ(), "HOME="+w.dir+"/home", "TMPDIR="+w.dir+"/tmp", "W="+w.dir, "EVENTS="+w.dir+"/events")
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	pid := 0
	waitFor(t, "the server runs", func() bool {
		text, _ := os.ReadFile(w.dir + "/tmp/pid")
		pid, _ = strconv.Atoi(strings.TrimSpace(string(text)))
		return pid > 0
	})
	_ = cmd.Process.Kill()
	_ = cmd.Wait()
	if unix.Kill(pid, 0) != nil {
		t.Fatal("what was to outlive the proxy did not")
	}
	if err := os.WriteFile(w.dir+"/tmp/dead", nil, 0o644); err != nil {
		t.Fatal(err)
	}
	waitFor(t, "the server is done", func() bool { return unix.Kill(pid, 0) == unix.ESRCH })
	if now := w.state(); now != w.before {
		t.Errorf("files changed:\n%s---\n%s", w.before, now)
	}
	for _, name := range []string{"proj/inside", "proj/stolen", "tmp/stolen"} {
		if _, err := os.Lstat(filepath.Join(w.dir, name)); !errors.Is(err, fs.ErrNotExist) {
			t.Errorf("%s was written", name)
		}
	}
}

func waitFor(t *testing.T, what string, cond func() bool) {
	t.Helper()
	for until := time.Now().Add(20 * time.Second); !cond(); time.Sleep(10 * time.Millisecond) {
		if time.Now().After(until) {
			t.Fatalf("not within 20 seconds: %s", what)
		}
	}
}
