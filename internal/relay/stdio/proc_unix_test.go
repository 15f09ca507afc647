//go:build unix

package stdio

import (
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"golang.org/x/sys/unix"
)

const (
	unixErrors    = true
	exitAfterKill = 137
	whyAfterKill  = "server was killed by signal 9 (killed)"
)

var _ = addParts(map[string]func([]string) int{
	"die":     playDie,
	"signals": playSignals,
	"escape":  playEscape,
})

// playDie ends by the signal args[0].
func playDie(args []string) int {
	signal.Reset()
	syscall.Kill(os.Getpid(), syscall.Signal(number(args[0])))
	select {}
}

// playSignals says which signals it gets, and exits with status 6 at TERM.
func playSignals([]string) int {
	c := make(chan os.Signal, 10)
	signal.Notify(c, unix.SIGTERM, unix.SIGINT, unix.SIGHUP, unix.SIGQUIT, unix.SIGUSR1, unix.SIGUSR2)
	fmt.Println("ready")
	for sig := range c {
		fmt.Println(unix.SignalName(sig.(syscall.Signal)))
		if sig == unix.SIGTERM {
			return 6
		}
	}
	return 0
}

// playEscape leaves a child behind that is in a session of its own and holds
// the output open.
func playEscape(args []string) int {
	child := exec.Command(os.Args[0])
	child.Env = append(os.Environ(), partVar+"=deaf")
	child.Stdout = os.Stdout
	child.SysProcAttr = &syscall.SysProcAttr{Setsid: true}
	if err := child.Start(); err != nil {
		panic(err)
	}
	fmt.Println(child.Process.Pid)
	return 2
}

// alive reports whether the process runs; a zombie does not.
func alive(pid int) bool {
	if unix.Kill(pid, 0) != nil {
		return false
	}
	out, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	if err != nil {
		return !os.IsNotExist(err) || !isFolder("/proc/self")
	}
	_, state, _ := strings.Cut(string(out), ") ")
	return !strings.HasPrefix(state, "Z")
}

func TestExitBySignal(t *testing.T) {
	for _, sig := range []syscall.Signal{unix.SIGKILL, unix.SIGTERM, unix.SIGHUP} {
		if signal.Ignored(sig) {
			continue // by whoever started the test (nohup), and so by the server
		}
		f := &fake{}
		r := launch(t, f, options("die", fmt.Sprint(int(sig))))
		r.exits(128 + int(sig))
		if want := fmt.Sprintf("server (bad): server was killed by signal %d (%s)", sig, sig); f.farewells() != want {
			t.Errorf("the Screen was told %q, want %q", f.farewells(), want)
		}
	}
}

// A proxy that has seen no message yet passes on its signals, and exits as its
// server does.
func TestSignalsWhileIdle(t *testing.T) {
	p := startProxy(t, false, "signals")
	if got := p.receive(t); got != "ready" {
		t.Fatalf("received %q", got)
	}
	for _, sig := range []syscall.Signal{unix.SIGHUP, unix.SIGUSR1, unix.SIGQUIT, unix.SIGUSR2, unix.SIGTERM} {
		if signal.Ignored(sig) {
			continue
		}
		if err := p.Process.Signal(sig); err != nil {
			t.Fatal(err)
		}
		if got := p.receive(t); got != unix.SignalName(sig) {
			t.Fatalf("the server got %s, want %s", got, unix.SignalName(sig))
		}
	}
	p.exits(t, 6)
}

// TERM and INT end a proxy whose server knows nothing of signals, and one whose
// server ignores them.
func TestSignalsEnd(t *testing.T) {
	for _, c := range []struct {
		part string
		sig  syscall.Signal
		code int
	}{{"echo", unix.SIGTERM, 143}, {"echo", unix.SIGINT, 130}, {"deaf", unix.SIGTERM, 137}, {"deaf", unix.SIGINT, 137}} {
		p := startProxy(t, c.part == "deaf", c.part)
		if c.part == "deaf" {
			p.receive(t)
		} else {
			io.WriteString(p.in, "ready\n")
			p.receive(t)
		}
		if err := p.Process.Signal(c.sig); err != nil {
			t.Fatal(err)
		}
		p.exits(t, c.code)
	}
}

// SIGPIPE does not end the proxy in front of its server.
func TestBrokenStandardOutput(t *testing.T) {
	p := startProxy(t, true, "talk")
	io.WriteString(p.in, "flood\n")
	p.receive(t)
	p.outEnd.Close()
	p.exits(t, 143) // the server ignores the end of its input, not SIGTERM
}

// A server that exits but leaves a child behind, which holds its output open:
// the session ends and the child with it.
func TestChildOfServerOutlivesIt(t *testing.T) {
	r := launch(t, &fake{}, options("parent", "leave", "deaf"))
	var server, child int
	r.announced(&server, &child)
	r.exits(0)
	eventually(t, "the child is gone", func() bool { return !alive(child) })
}

// A child that has also left the group is out of reach, but the session ends.
func TestChildOfServerEscapes(t *testing.T) {
	r := launch(t, &fake{}, options("escape"))
	var child int
	r.announced(&child)
	defer unix.Kill(child, unix.SIGKILL)
	r.exits(2)
	if !alive(child) {
		t.Error("it is not alive: the test tests nothing")
	}
}

// A client that died without anybody noticing (its end of our standard input
// is held open by another process, the server is silent) ends the session.
func TestSilentClientDies(t *testing.T) {
	f := &fake{}
	r := launch(t, f, options("talk"))
	r.send("ready?")
	r.expect("ready")
	r.outEnd.Close()
	r.exits(0)
	if !strings.HasPrefix(f.farewells(), "client (bad): client stopped reading") {
		t.Errorf("the Screen was told %q", f.farewells())
	}
}

// Without the helper the session works, and says what will not.
func TestReaperWarning(t *testing.T) {
	k := kinship{shell: "/nowhere/sh"}
	warned := make(chan error, 1)
	if err := k.adopt(&os.Process{Pid: 1 << 30}, func(err error) { warned <- err }); err != nil {
		t.Fatal(err)
	}
	if err := <-warned; !strings.Contains(err.Error(), "install /bin/sh") {
		t.Errorf("the warning says %q", err)
	}
	k.dismiss(patient)
}

// If the proxy is killed, nothing stays behind: not the server, not a child of
// it that ignores the end of its input and SIGTERM.
func TestProxyIsKilled(t *testing.T) {
	p := startProxy(t, false, "parent", "stay", "deaf")
	server, child := p.family(t)
	eventually(t, "the helper runs", func() bool { return len(reapersOf(server)) > 0 || !isFolder("/proc/self") })
	if !alive(server) || !alive(child) {
		t.Fatal("not alive in the first place")
	}
	if err := p.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	eventually(t, "the server is gone", func() bool { return !alive(server) })
	eventually(t, "its child is gone", func() bool { return !alive(child) })
	eventually(t, "the helper is gone", func() bool { return len(reapersOf(server)) == 0 })
}

// A session that ends by itself leaves no helper behind either.
func TestReaperIsDismissed(t *testing.T) {
	r := launch(t, &fake{}, options("parent", "leave", "echo"))
	var server, child int
	r.announced(&server, &child)
	r.exits(0)
	if pids := reapersOf(server); len(pids) > 0 {
		t.Errorf("processes %v still watch over the server", pids)
	}
}

// reapersOf returns the helpers that watch over the group, where there is /proc.
func reapersOf(group int) (pids []string) {
	lines, _ := filepath.Glob("/proc/[0-9]*/cmdline")
	for _, path := range lines {
		args, _ := os.ReadFile(path)
		if strings.HasSuffix(string(args), fmt.Sprintf("\x00mcp-watchdog-reaper\x00%d\x00", group)) {
			pids = append(pids, strings.Split(path, "/")[2])
		}
	}
	return pids
}

// After Run has returned nothing reads the client's bytes any more where the
// reader can be interrupted.
func TestStandardInputIsLeftAlone(t *testing.T) {
	inR, inW, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	defer inR.Close()
	defer inW.Close()
	o := options("exit", "0", "0")
	o.Stdin, o.Stdout = inR, io.Discard
	if code, err := Run(context.Background(), &fake{}, o); code != 0 || err != nil {
		t.Fatalf("Run returned %d and %v", code, err)
	}
	inW.WriteString("still here")
	buf := make([]byte, 20)
	if n, err := inR.Read(buf); string(buf[:n]) != "still here" || err != nil {
		t.Errorf("the next reader of the client's bytes gets %q and %v", buf[:n], err)
	}
}
