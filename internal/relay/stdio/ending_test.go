package stdio

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/mcp-watchdog/mcp-watchdog/internal/message"
)

// A client that closes right after its requests gets every answer, also when
// they take longer than the grace in all.
func TestClientClosesAtOnce(t *testing.T) {
	o := options("late", "5", "600")
	o.Grace, o.timing.graceMax = 2*time.Second, patient
	f := &fake{}
	r := launch(t, f, o)
	r.send(`{"id":0,"method":"m"}`)
	r.in.Close()
	for i := range 5 {
		r.expect(fmt.Sprintf(`{"id":%d,"result":{}}`, i))
	}
	if rest := r.rest(); rest != "" {
		t.Errorf("also received %q", rest)
	}
	r.exits(0)
	if got, want := f.farewells(), "client: client closed its connection\nserver: server exited with status 0"; got != want {
		t.Errorf("the Screen was told %q, want %q", got, want)
	}
}

// A server that has not said a word yet may still be starting: a client that
// only sends its request and closes waits for it longer than the grace.
func TestServerIsStillStarting(t *testing.T) {
	o := options("late", "1", "1500")
	o.Grace, o.timing.graceMax = short, patient
	r := launch(t, &fake{}, o)
	r.send(`{"id":0,"method":"m"}`)
	r.in.Close()
	r.expect(`{"id":0,"result":{}}`)
	r.exits(0)
}

// A server that closes its output has nothing more to say, and is ended.
func TestServerClosesItsOutput(t *testing.T) {
	o := options("closes-out")
	o.Grace = short
	f := &fake{gone: func(side message.Side, _ string) [][]byte {
		return [][]byte{[]byte("owed to the other end than the " + side.String())}
	}}
	r := launch(t, f, o)
	r.expect("bye", "owed to the other end than the server")
	r.exits(exitAfterKill)
}

// One that closes it without a word is not taken for one that is starting.
func TestServerNeverSpeaks(t *testing.T) {
	o := options("closes-out", "silent")
	o.Grace, o.timing.graceMax = short, time.Hour
	f := &fake{gone: func(message.Side, string) [][]byte { return [][]byte{[]byte("owed")} }}
	r := launch(t, f, o)
	r.send(`{"id":0,"method":"m"}`)
	r.expect("owed")
	r.exits(exitAfterKill)
}

// Answers of a server that has exited are delivered however slowly the client
// reads, and what the Screen owes comes behind them on a line of its own.
func TestNothingIsLostAtTheEnd(t *testing.T) {
	owed := [][]byte{[]byte(`{"id":1,"error":{}}`), []byte(`{"id":2,"error":{}}`)}
	text := strings.Repeat("0123456789\n", 5000) + "cut off"
	o := options("bytes", `"0123456789\n"`, "5000", `"cut off"`)
	r := launch(t, &fake{gone: func(side message.Side, why string) [][]byte {
		if side != message.FromServer || why != "server exited with status 0" {
			t.Errorf("told that the %s has gone: %s", side, why)
		}
		return owed
	}}, o)
	var got bytes.Buffer
	for got.Len() < len(text) {
		time.Sleep(20 * time.Millisecond)
		if _, err := io.CopyN(&got, r.out, min(8192, int64(len(text)-got.Len()))); err != nil {
			t.Fatal(err)
		}
	}
	if got.String() != text {
		t.Error("what the server said last has changed")
	}
	if rest, want := r.rest(), "\n"+string(owed[0])+"\n"+string(owed[1])+"\n"; rest != want {
		t.Errorf("then received %q, want %q", rest, want)
	}
	r.exits(0)
}

// The server crashes while the client's input stays open: the client gets its
// answers, and Run returns the server's status.
func TestServerCrashes(t *testing.T) {
	open := []string{}
	f := &fake{}
	f.screen = func(from message.Side, raw []byte) ([]byte, []byte) {
		if from == message.FromClient {
			open = append(open, string(raw))
		}
		return raw, nil
	}
	f.gone = func(side message.Side, why string) (owed [][]byte) {
		for _, request := range open {
			owed = append(owed, []byte(request+": "+why))
		}
		open = nil
		return owed
	}
	r := launch(t, f, options("exit", "3", "2"))
	r.send("one", "two")
	r.expect("one: server exited with status 3", "two: server exited with status 3")
	if rest := r.rest(); rest != "" {
		t.Errorf("also received %q", rest)
	}
	r.exits(3)
}

// Requests that could not be written to a server that closed its input are
// open, and answered when it exits; until then it may go on talking.
func TestServerClosesItsInput(t *testing.T) {
	requests := 0
	f := &fake{}
	f.screen = func(from message.Side, raw []byte) ([]byte, []byte) {
		if from == message.FromClient {
			requests++
		}
		return raw, nil
	}
	f.gone = func(message.Side, string) [][]byte { return [][]byte{fmt.Appendf(nil, "%d open", requests)} }
	r := launch(t, f, options("closes-in"))
	r.expect(`{"n":0}`)
	r.send("1", "2", "3", "4", "5")
	for i := range 19 {
		r.expect(fmt.Sprintf(`{"n":%d}`, i+1))
	}
	r.expect("5 open")
	r.exits(5)
}

// A server that ignores both the end of its input and SIGTERM is killed.
func TestServerIsKilled(t *testing.T) {
	f := &fake{}
	o := options("deaf")
	o.Grace = short
	r := launch(t, f, o)
	r.expect("ready")
	begun := time.Now()
	r.in.Close()
	r.exits(exitAfterKill)
	if took := time.Since(begun); took < 2*short {
		t.Errorf("killed after %v, before two graces of %v were over", took, short)
	}
	if !strings.Contains(f.farewells(), whyAfterKill) {
		t.Errorf("the Screen was told %q", f.farewells())
	}
}

// A server that talks for ever does not prolong its life for ever.
func TestGraceIsBounded(t *testing.T) {
	o := options("talk")
	o.Stderr, o.Grace = io.Discard, short
	r := launch(t, &fake{}, o)
	r.send("flood")
	r.receive()
	begun := time.Now()
	r.in.Close()
	go io.Copy(io.Discard, r.out)
	r.wait()
	if took := time.Since(begun); took < time.Second {
		t.Errorf("ended after %v although bytes were flowing", took)
	}
	if r.code == 0 {
		t.Error("it ended by itself: the test tests nothing")
	}
}

// The end of the context is the end of the session.
func TestCancel(t *testing.T) {
	o := options("deaf")
	o.Grace = short
	r := launch(t, &fake{}, o)
	r.expect("ready")
	r.stop()
	r.exits(exitAfterKill)
}

// What the server's own requests are owed reaches it before its input closes.
func TestServerIsOwed(t *testing.T) {
	f := &fake{gone: func(side message.Side, why string) [][]byte {
		if side == message.FromClient {
			return [][]byte{[]byte("owed 1"), []byte("owed 2")}
		}
		return nil
	}}
	r := launch(t, f, options("echo"))
	r.send("a")
	r.expect("a")
	r.in.Close()
	r.expect("owed 1", "owed 2")
	r.exits(0)
}

// A client that has died is noticed at the next write to it.
func TestClientDies(t *testing.T) {
	f := &fake{}
	o := options("talk")
	o.Stderr = io.Discard
	o.timing.probe = time.Hour
	r := launch(t, f, o)
	r.send("ready?")
	r.expect("ready")
	r.outEnd.Close()
	go func() {
		for !isClosed(r.ended) { // a process being forked may hold the pipe open for a moment
			r.in.WriteString("ready?\n")
			time.Sleep(10 * time.Millisecond)
		}
	}()
	r.exits(0) // its input was closed
	if want := "client (bad): client stopped reading\nserver: server exited with status 0"; f.farewells() != want {
		t.Errorf("the Screen was told %q, want %q", f.farewells(), want)
	}
}

// A client that is alive and reads nothing cannot keep the proxy for ever.
func TestClientNeverReads(t *testing.T) {
	r := launch(t, &fake{}, options("exit", "7", "0"))
	r.exits(7) // nothing to read is no fault

	r = launch(t, &fake{}, options("bytes", `"x"`, "300000", `"\n"`))
	r.wait()
	if r.code != 0 || r.err == nil || !strings.Contains(r.err.Error(), "client did not read") {
		t.Errorf("Run returned %d and %v", r.code, r.err)
	}
}

// A Screen that does not come back does not keep the proxy for ever.
func TestScreenHangs(t *testing.T) {
	hang, hangs := make(chan struct{}), make(chan struct{})
	defer close(hang)
	o := options("closes-in")
	o.Grace = short
	r := launch(t, &fake{screen: func(from message.Side, raw []byte) ([]byte, []byte) {
		if from == message.FromClient {
			close(hangs)
			<-hang
		}
		return raw, nil
	}}, o)
	r.send("x")
	<-hangs
	r.exits(5)
}

// After Run has returned no message is screened.
func TestNothingGoesOnAfterRun(t *testing.T) {
	screened := make(chan string, 10)
	r := launch(t, &fake{screen: func(_ message.Side, raw []byte) ([]byte, []byte) {
		screened <- string(raw)
		return raw, nil
	}}, options("exit", "0", "1"))
	r.send("x")
	r.exits(0)
	<-screened
	if len(screened) != 0 {
		t.Errorf("%q was screened", <-screened)
	}
}

func TestStartErrors(t *testing.T) {
	dir := t.TempDir()
	write := func(name, text string, mode os.FileMode) string {
		path := dir + "/" + name
		if err := os.WriteFile(path, []byte(text), mode); err != nil {
			t.Fatal(err)
		}
		return path
	}
	plain := write("plain", "text", 0o600)
	noInterpreter := write("script", "#!/nowhere/interpreter\n", 0o700)
	garbage := write("garbage", "\x01\x02\x03\x04", 0o700)
	cases := []struct {
		name, command, dir string
		code               int
		says               string
	}{
		{"no command", "", "", 126, "no command was given"},
		{"not in PATH", "no-such-program-here", "", 127, "not found in PATH; install it or give its full path"},
		{"no such file", dir + "/nothing", "", 127, "there is no such file"},
		{"folder", dir, "", 126, "it is a folder"},
		{"no such working folder", os.Args[0], dir + "/nowhere", 126, "working folder"},
		{"not executable", plain, "", 126, "chmod +x"},
		{"interpreter missing", noInterpreter, "", 126, "interpreter"},
		{"not a program", garbage, "", 126, "not a program for this system"},
	}
	for _, c := range cases {
		if !unixErrors && c.code == 126 && c.command != "" {
			continue
		}
		t.Run(c.name, func(t *testing.T) {
			o := options("echo")
			o.Command, o.Dir = []string{c.command, "--token=s3cret"}, c.dir
			if c.command == "" {
				o.Command = nil
			}
			code, err := Run(context.Background(), &fake{}, o)
			var start *StartError
			if !errors.As(err, &start) || code != c.code || start.ExitCode() != c.code || start.NotFound != (c.code == 127) {
				t.Fatalf("Run returned %d and %v, want %d and a StartError", code, err, c.code)
			}
			if !strings.Contains(err.Error(), c.says) || strings.Contains(err.Error(), "s3cret") {
				t.Errorf("the error says %q, it should say %q and hide arguments", err, c.says)
			}
		})
	}
}
