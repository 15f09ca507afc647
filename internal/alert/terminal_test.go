package alert

import (
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"runtime"
	"strings"
	"testing"
	"time"
)

const childEnv = "MCP_WATCHDOG_ALERT_CHILD"

func TestMain(m *testing.M) {
	if os.Getenv(childEnv) != "" {
		os.Exit(child())
	}
	os.Exit(m.Run())
}

// child waits until its standard error is closed at the other end, tells
// something, and says on its standard output that it is still there.
func child() int {
	if _, err := io.ReadAll(os.Stdin); err != nil {
		return 3
	}
	term := &Terminal{W: os.Stderr}
	e := sample()
	for i := range 10 {
		e.Time = noon.Add(time.Duration(i) * time.Hour)
		term.Tell(e)
	}
	if err := term.Close(time.Minute); err != nil {
		return 4
	}
	_, err := os.Stderr.WriteString("x")
	fmt.Print("alive, and writing fails: ", err != nil)
	return 0
}

// TestClosedStderr: the proxy outlives a client that closes its standard error.
func TestClosedStderr(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("Windows knows no SIGPIPE: run it on another system")
	}
	exe, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	r, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(exe)
	cmd.Env = append(os.Environ(), childEnv+"=1")
	cmd.Stderr = w
	in, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	var out strings.Builder
	cmd.Stdout = &out
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	_, _, _ = w.Close(), r.Close(), in.Close() // in last: it is the start signal
	if err := cmd.Wait(); err != nil || out.String() != "alive, and writing fails: true" {
		t.Errorf("%v, %q", err, out.String())
	}
}

// blocked is a terminal that takes nothing until it is released.
type blocked struct {
	release chan struct{}
	recorder
}

func (b *blocked) Write(p []byte) (int, error) {
	<-b.release
	return b.recorder.Write(p)
}

func TestBlockedTerminal(t *testing.T) {
	w := &blocked{release: make(chan struct{})}
	term := &Terminal{W: w}
	told := make(chan struct{})
	go func() {
		defer close(told)
		e := sample()
		for i := range 1000 {
			e.Time = noon.Add(time.Duration(i) * time.Hour)
			term.Tell(e)
		}
	}()
	select {
	case <-told:
	case <-time.After(time.Minute):
		t.Fatal("Tell waits for the terminal")
	}
	if len(term.queue) > queueLines {
		t.Errorf("%d lines are waiting", len(term.queue))
	}
	close(w.release)
	for i := 0; len(term.queue) > 0; i++ {
		time.Sleep(time.Millisecond)
		if i > 60_000 {
			t.Fatal("the queue is not emptied")
		}
	}
	if err := term.Close(time.Minute); err != nil {
		t.Fatal(err)
	}
	// One line is with the writer, the queue is full, the rest are counted.
	last := w.writes[len(w.writes)-1]
	if len(w.writes) > queueLines+2 || !strings.Contains(last, "lines could not be shown in time") {
		t.Errorf("%d lines, the last is %q", len(w.writes), last)
	}
}

func TestCloseGivesUp(t *testing.T) {
	w := &blocked{release: make(chan struct{})}
	defer close(w.release)
	term := &Terminal{W: w}
	term.Tell(sample())
	if err := term.Close(10 * time.Millisecond); err == nil || !strings.Contains(err.Error(), "mcp-watchdog log") {
		t.Errorf("Close: %v", err)
	}
	if err := (&Terminal{W: w}).Close(time.Minute); err != nil {
		t.Errorf("Close without a line: %v", err)
	}
}

// failing is a terminal that is gone.
type failing struct{ writes int }

func (f *failing) Write([]byte) (int, error) { f.writes++; return 0, errors.New("gone") }

func TestFailingTerminal(t *testing.T) {
	w := &failing{}
	term := &Terminal{W: w}
	term.Tell(sample())
	term.Tell(sample())
	if err := term.Close(time.Minute); err != nil || w.writes != 2 {
		t.Errorf("%v after %d writes", err, w.writes)
	}
}
