//go:build amd64 || arm64

package sandbox

import (
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"golang.org/x/sys/unix"
)

// TestYama: what its settings leave of a supervisor.
func TestYama(t *testing.T) {
	const root, user = "Name:\tx\nCapEff:\t000001ffffffffff\nSeccomp:\t0\n", "Name:\tx\nCapEff:\t0000000000000000\nSeccomp:\t0\n"
	for _, c := range []struct {
		setting, status string
		reads           bool
	}{
		{"0\n", user, true}, {"1\n", user, true}, {"2\n", user, false}, {"2\n", root, true}, {"2\n", "", false}, {"3\n", root, false}, {"3\n", user, false}, {"", user, false},
	} {
		dir := t.TempDir()
		setting, status := filepath.Join(dir, "scope"), filepath.Join(dir, "status")
		if err := errors.Join(os.WriteFile(setting, []byte(c.setting), 0o600), os.WriteFile(status, []byte(c.status), 0o600)); err != nil {
			t.Fatal(err)
		}
		if err := yama(setting, status); (err == nil) != c.reads {
			t.Errorf("ptrace_scope %q: %v", c.setting, err)
		}
	}
	if err := yama(filepath.Join(t.TempDir(), "none"), "/proc/self/status"); err != nil {
		t.Error("without Yama:", err)
	}
}

// TestUnreadable: where the server cannot be read, the start says so, what is left
// holds, and a program that cannot be read later is refused everything.
func TestUnreadable(t *testing.T) {
	f := full(t)
	w := newWorld(t, os.Geteuid())
	run := func(l *Launcher, f Features) (string, []Event, error) {
		out, err := os.Create(filepath.Join(t.TempDir(), "out"))
		if err != nil {
			t.Fatal(err)
		}
		defer out.Close()
		in, err := os.Open(os.DevNull)
		if err != nil {
			t.Fatal(err)
		}
		defer in.Close()
		var events []Event
		done := make(chan error)
		go func() {
			runtime.LockOSThread() // the server ends with it
			defer runtime.UnlockOSThread()
			cmd := exec.Command("/bin/sh", "-c", `cat "$0/home/.ssh/id_rsa"; echo x >"$0/out/victim.txt"; echo in >"$0/proj/inside" && cat "$0/proj/inside"`, w.dir)
			cmd.Stdin, cmd.Stdout, cmd.Stderr, cmd.Dir = in, out, out, w.dir+"/proj"
			err := l.Start(cmd, Spec{Scope: worldScope(w.dir), Tell: func(e Event) { events = append(events, e) }}, f)
			if err == nil {
				_ = cmd.Wait()
				l.Drain()
			}
			done <- err
		}()
		err = <-done
		text, _ := os.ReadFile(out.Name())
		return string(text), events, err
	}
	refused := func(int, uint64, []byte) (int, unix.Errno) { return 0, unix.EPERM }
	_, _, err := run(&Launcher{read: refused}, f)
	var setup *SetupError
	if !errors.As(err, &setup) || !errors.Is(err, errUnreadable) {
		t.Fatal("a server that cannot be read was started:", err)
	}
	less := f.Without(setup)
	if less.Level() != Kernel || !strings.Contains(less.Summary(), "cannot be read") {
		t.Fatal(less.Summary())
	}
	text, _, err := run(&Launcher{}, less)
	if err != nil || !strings.Contains(text, "in\n") {
		t.Errorf("with Landlock alone: %v\n%s", err, text)
	}
	if harm := w.harm(text, nil); harm != "" {
		t.Error("with Landlock alone:", harm)
	}
	// It can be read at first, and not any more when it runs.
	first := true
	text, _, err = run(&Launcher{read: func(tid int, address uint64, buf []byte) (int, unix.Errno) {
		if first {
			first = false
			return readMemory(tid, address, buf)
		}
		return 0, unix.EPERM
	}}, f)
	if err != nil || strings.Contains(text, "in\n") {
		t.Errorf("what cannot be read went on: %v\n%s", err, text)
	}
	if harm := w.harm(text, nil); harm != "" {
		t.Error("unread:", harm)
	}
}
