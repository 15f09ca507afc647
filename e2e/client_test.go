package e2e

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
)

// patience bounds every wait for a peer. It is long because a slow machine is
// not a failure; nothing waits for it when all is well.
const patience = 60 * time.Second

// event is one message received, reduced to what two runs of one session must
// have in common.
type event struct {
	kind   string // "answer", "request" or "notification"
	id     string // canonical id of an answer or a request
	method string // of a request or a notification
	failed bool   // the answer is a JSON-RPC error
}

// message is as much of a JSON-RPC message as the client needs.
type message struct {
	ID     json.RawMessage `json:"id"`
	Method string          `json:"method"`
	Params json.RawMessage `json:"params"`
	Result json.RawMessage `json:"result"`
	Error  json.RawMessage `json:"error"`
}

// client is a scripted MCP client that writes the very lines it is given, and
// records every byte it sends and receives. It is used by one goroutine.
type client struct {
	t      testing.TB
	cmd    *exec.Cmd
	in     io.WriteCloser
	lines  chan []byte   // whole lines, closed at end of output
	done   chan struct{} // closed when the command has exited
	sent   bytes.Buffer
	events []event
	seen   map[string]int  // methods received, with their number
	roots  json.RawMessage // what roots/list is answered with
	tight  bool            // no blanks at a line's end: go-sdk 1.8 hangs up on them

	mu       sync.Mutex // guards what the reading goroutines write
	received bytes.Buffer
	stderr   bytes.Buffer
}

// start runs command as a server (or a proxy around one) and returns a client
// connected to its stdin and stdout. The test's end kills what still runs.
func start(t testing.TB, env []string, command ...string) *client {
	t.Helper()
	c := &client{
		t: t, lines: make(chan []byte, 1<<14), done: make(chan struct{}),
		seen: map[string]int{}, roots: json.RawMessage(`[]`),
	}
	c.cmd = exec.Command(command[0], command[1:]...)
	c.cmd.Env = env
	c.cmd.WaitDelay = 5 * time.Second
	c.cmd.Stderr = lockedWriter{c}
	var err error
	if c.in, err = c.cmd.StdinPipe(); err != nil {
		t.Fatal(err)
	}
	out, outWriter, err := os.Pipe() // not StdoutPipe: Wait would close it under the reader
	if err != nil {
		t.Fatal(err)
	}
	c.cmd.Stdout = outWriter
	if err := c.cmd.Start(); err != nil {
		t.Fatalf("start %s: %v", strings.Join(command, " "), err)
	}
	outWriter.Close()
	go c.read(out)
	go func() { c.cmd.Wait(); close(c.done) }()
	t.Cleanup(func() {
		c.in.Close()
		c.cmd.Process.Kill()
		<-c.done
		out.Close()
		if t.Failed() && c.stderrText() != "" {
			t.Logf("stderr of %s:\n%s", command[0], c.stderrText())
		}
	})
	return c
}

// lockedWriter collects the command's standard error.
type lockedWriter struct{ c *client }

func (w lockedWriter) Write(p []byte) (int, error) {
	w.c.mu.Lock()
	defer w.c.mu.Unlock()
	if w.c.stderr.Len() < 64<<10 {
		w.c.stderr.Write(p)
	}
	return len(p), nil
}

func (c *client) stderrText() string {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.stderr.String()
}

// read records the server's output and hands it on line by line.
func (c *client) read(out io.Reader) {
	defer close(c.lines)
	r := bufio.NewReaderSize(out, 64<<10)
	for {
		line, err := r.ReadBytes('\n')
		c.mu.Lock()
		c.received.Write(line)
		c.mu.Unlock()
		if len(line) > 0 {
			c.lines <- line
		}
		if err != nil {
			return
		}
	}
}

// raw writes bytes as they are.
func (c *client) raw(data string) {
	c.t.Helper()
	c.sent.WriteString(data)
	if _, err := io.WriteString(c.in, data); err != nil {
		c.t.Fatalf("write to the server: %v\nstderr: %s", err, c.stderrText())
	}
}

// notify sends one line and expects nothing.
func (c *client) notify(line string) {
	c.t.Helper()
	if c.tight {
		line = strings.TrimRight(line, " \t")
	}
	c.raw(line + "\n")
}

// call sends one request line and waits for its answer, which may be an error.
func (c *client) call(line string) message {
	c.t.Helper()
	c.notify(line)
	return c.await(idOf(c.t, line))
}

// mustCall is call for a request that has to succeed.
func (c *client) mustCall(line string) message {
	c.t.Helper()
	m := c.call(line)
	if m.Error != nil {
		c.t.Fatalf("request %.200s was answered with the error %.400s", line, m.Error)
	}
	return m
}

// idOf returns the canonical id of a request line.
func idOf(t testing.TB, line string) string {
	t.Helper()
	var m message
	if err := json.Unmarshal([]byte(line), &m); err != nil {
		t.Fatalf("the script's own line is not JSON: %v: %.200s", err, line)
	}
	return canonical(m.ID)
}

// canonical makes ids comparable: strings are decoded, numbers stay text.
func canonical(id json.RawMessage) string {
	var s string
	if len(id) > 0 && id[0] == '"' && json.Unmarshal(id, &s) == nil {
		return fmt.Sprintf("%q", s)
	}
	return string(id)
}

// await handles messages until the answer to id is there.
func (c *client) await(id string) message {
	c.t.Helper()
	for {
		m := c.next("the answer to " + id)
		if m.Method == "" && canonical(m.ID) == id {
			return m
		}
	}
}

// waitFor handles messages until method has been received n times in all.
func (c *client) waitFor(method string, n int) {
	c.t.Helper()
	for c.seen[method] < n {
		c.next(fmt.Sprintf("%s number %d", method, n))
	}
}

// next takes one message, notes it, and answers it if it is a request. A line
// that is an array (a batch) is returned as an empty message with only ID set
// to "batch".
func (c *client) next(what string) message {
	c.t.Helper()
	timeout := time.NewTimer(patience)
	defer timeout.Stop()
	select {
	case line, ok := <-c.lines:
		if !ok {
			c.t.Fatalf("the connection ended while waiting for %s\nstderr: %s", what, c.stderrText())
		}
		return c.handle(line)
	case <-timeout.C:
		c.t.Fatalf("nothing came for %s while waiting for %s\nstderr: %s", patience, what, c.stderrText())
	}
	panic("unreachable")
}

// handle notes a message and answers it if it is a request.
func (c *client) handle(line []byte) message {
	c.t.Helper()
	m := c.note(line)
	if m.Method != "" && m.ID != nil {
		c.notify(c.answer(m))
	}
	return m
}

// note adds a message to the events.
func (c *client) note(line []byte) message {
	c.t.Helper()
	if bytes.HasPrefix(bytes.TrimSpace(line), []byte("[")) {
		c.events = append(c.events, event{kind: "answer", id: "batch"})
		return message{ID: json.RawMessage("batch")}
	}
	var m message
	if err := json.Unmarshal(line, &m); err != nil {
		c.t.Fatalf("received a line that is not JSON: %v: %.200q", err, line)
	}
	switch {
	case m.Method == "":
		c.events = append(c.events, event{kind: "answer", id: canonical(m.ID), failed: m.Error != nil})
	case m.ID == nil:
		c.events = append(c.events, event{kind: "notification", method: m.Method})
	default:
		c.events = append(c.events, event{kind: "request", id: canonical(m.ID), method: m.Method})
	}
	if m.Method != "" {
		c.seen[m.Method]++
	}
	return m
}

// finish closes the server's stdin, reads to the end of its output and waits
// for the command. Some servers ignore the end of stdin: after grace they get
// a termination signal. It returns whether the command ended by itself.
func (c *client) finish(grace time.Duration) bool {
	c.t.Helper()
	if err := c.in.Close(); err != nil {
		c.t.Errorf("close the server's stdin: %v", err)
	}
	term, limit := time.NewTimer(grace), time.NewTimer(patience)
	defer term.Stop()
	defer limit.Stop()
	lines, alone := c.lines, true
	for lines != nil || c.running() {
		select {
		case line, ok := <-lines:
			if !ok {
				lines = nil
				continue
			}
			c.note(line)
		case <-c.done:
			if lines == nil {
				return alone
			}
		case <-term.C:
			alone = false
			if c.cmd.Process.Signal(syscall.SIGTERM) != nil { // Windows has no such signal
				c.cmd.Process.Kill()
			}
		case <-limit.C:
			c.t.Fatalf("the command did not end within %s of its stdin's end", patience)
		}
	}
	return alone
}

func (c *client) running() bool {
	select {
	case <-c.done:
		return false
	default:
		return true
	}
}
