package main

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"time"
)

// patience bounds the wait for one answer. It only ends what hangs.
const patience = 2 * time.Minute

// target is one way to reach the server.
type target struct {
	name    string
	command []string
	env     []string
}

// targets are the server alone, behind the plain relay and behind the proxy,
// in that order. home is where the proxy may write.
func targets(self, watchdog, home string) []target {
	env := append(os.Environ(), "HOME="+home, "USERPROFILE="+home,
		"XDG_STATE_HOME="+filepath.Join(home, "state"), "XDG_CONFIG_HOME="+filepath.Join(home, "config"),
		"XDG_CACHE_HOME="+filepath.Join(home, "cache"), "XDG_DATA_HOME="+filepath.Join(home, "data"))
	server := []string{self, roleServer}
	return []target{
		{"bare", server, env},
		{"relay", append([]string{self, roleRelay}, server...), env},
		{"watchdog", append([]string{watchdog, "--"}, server...), env},
	}
}

// conn is a session with a target over two pipes.
type conn struct {
	name   string
	cmd    *exec.Cmd
	in     io.WriteCloser
	out    *os.File
	reader *bufio.Reader
	stderr lockedBuffer
	line   []byte // the answer read last; reused
	nextID int64
}

// lockedBuffer keeps the first part of what a process writes to its standard
// error, for error messages.
type lockedBuffer struct {
	mu   sync.Mutex
	data []byte
}

func (b *lockedBuffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.data = append(b.data, p[:min(len(p), 1000-len(b.data))]...)
	return len(p), nil
}

func (b *lockedBuffer) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return strings.TrimSpace(string(b.data))
}

// dial starts a target and returns when it has answered initialize.
func dial(t target) (*conn, error) {
	c, err := start(t)
	if err != nil {
		return nil, err
	}
	if err := c.initialize(); err != nil {
		c.close()
		return nil, err
	}
	return c, nil
}

// start starts a target.
func start(t target) (*conn, error) {
	c := &conn{name: t.name, cmd: exec.Command(t.command[0], t.command[1:]...), nextID: 1e9}
	c.cmd.Env = t.env
	c.cmd.WaitDelay = 5 * time.Second
	c.cmd.Stderr = &c.stderr
	var err error
	if c.in, err = c.cmd.StdinPipe(); err != nil {
		return nil, err
	}
	out, err := c.cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	c.out = out.(*os.File)
	c.reader = bufio.NewReaderSize(out, 256<<10)
	if err := c.cmd.Start(); err != nil {
		return nil, fmt.Errorf("start %s: %w", t.name, err)
	}
	return c, nil
}

func (c *conn) initialize() error {
	_, err := io.WriteString(c.in, `{"jsonrpc":"2.0","id":0,"method":"initialize","params":{"protocolVersion":"2025-11-25","capabilities":{},"clientInfo":{"name":"bench","version":"1"}}}`+"\n")
	if err != nil {
		return c.fail(err)
	}
	if err := c.read(); err != nil {
		return err
	}
	if want := answerHead + "0" + answerRest + greeting + "}\n"; string(c.line) != want {
		return c.fail(fmt.Errorf("initialize was answered with %.300q", c.line))
	}
	_, err = io.WriteString(c.in, `{"jsonrpc":"2.0","method":"notifications/initialized"}`+"\n")
	return err
}

// read reads the next line into c.line.
func (c *conn) read() error {
	var err error
	if err = c.out.SetReadDeadline(time.Now().Add(patience)); err != nil {
		return err
	}
	if c.line, err = readLine(c.reader, c.line[:0]); err != nil {
		return c.fail(err)
	}
	return nil
}

func (c *conn) fail(err error) error {
	return fmt.Errorf("%s: %w; its standard error: %s", c.name, err, c.stderr.String())
}

// close ends the session the way a client does and waits for the process.
func (c *conn) close() error {
	c.in.Close()
	timer := time.AfterFunc(patience, func() { c.cmd.Process.Kill() })
	defer timer.Stop()
	if err := c.cmd.Wait(); err != nil {
		return c.fail(err)
	}
	return nil
}

// load is one kind and size of traffic, with the lines prepared.
type load struct {
	kind            string
	size            int
	request, answer []byte
}

func newLoad(kind string, size int) *load {
	return &load{kind: kind, size: size, request: requestLine(kind, size, 0), answer: answerLine(kind, size)}
}

// stamp puts an id into a prepared line.
func stamp(line []byte, id int64) {
	at := len(answerHead)
	for i := idDigits - 1; i >= 0; i-- {
		line[at+i] = byte('0' + id%10)
		id /= 10
	}
}

// prepare makes the server generate the answer, so that no measurement
// includes that.
func (c *conn) prepare(l *load) error {
	id := c.nextID
	c.nextID++
	if _, err := io.WriteString(c.in, prepareLine(l.kind, l.size, id)); err != nil {
		return c.fail(err)
	}
	if err := c.read(); err != nil {
		return err
	}
	if want := fmt.Sprintf("%s%d%s%s}\n", answerHead, id, answerRest, prepared); string(c.line) != want {
		return c.fail(fmt.Errorf("the server did not prepare %s of %d bytes but said %.300q", l.kind, l.size, c.line))
	}
	return nil
}

// roundTrip sends one request and returns the time from before its first byte
// is written to after its answer's last byte is read. An answer that differs
// in one byte from what the server sent is an error.
func (c *conn) roundTrip(l *load) (time.Duration, error) {
	id := c.nextID
	c.nextID++
	stamp(l.request, id)
	start := time.Now()
	if _, err := c.in.Write(l.request); err != nil {
		return 0, c.fail(err)
	}
	if err := c.read(); err != nil {
		return 0, err
	}
	took := time.Since(start)
	return took, c.verify(l, id)
}

func (c *conn) verify(l *load, id int64) error {
	stamp(l.answer, id)
	if !bytes.Equal(c.line, l.answer) {
		return c.fail(fmt.Errorf("%s of %d bytes: the answer is not what the server sent; it starts with %.400q", l.kind, l.size, c.line))
	}
	return nil
}

// burst sends n requests without waiting and reads their answers. It returns
// the time from the first byte written to the last byte read.
func (c *conn) burst(l *load, n int) (time.Duration, error) {
	first := c.nextID
	c.nextID += int64(n)
	written := make(chan error, 1)
	start := time.Now()
	go func() {
		var err error
		for i := 0; i < n && err == nil; i++ {
			stamp(l.request, first+int64(i))
			_, err = c.in.Write(l.request)
		}
		written <- err
	}()
	for i := range n {
		if err := c.read(); err != nil {
			return 0, err
		}
		if i == n-1 {
			break
		}
		if len(c.line) != len(l.answer) {
			return 0, c.verify(l, first+int64(i))
		}
	}
	took := time.Since(start)
	if err := <-written; err != nil {
		return 0, c.fail(err)
	}
	return took, c.verify(l, first+int64(n)-1)
}
