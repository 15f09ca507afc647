package stdio

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/mcp-watchdog/mcp-watchdog/internal/message"
	"github.com/mcp-watchdog/mcp-watchdog/internal/relay"
)

// fake is a Screen that passes everything, unless told otherwise.
type fake struct {
	screen   func(from message.Side, raw []byte) (forward, reply []byte)
	oversize func(from message.Side, env message.Envelope, size, limit int64) (forward, reply []byte)
	gone     func(side message.Side, why string) [][]byte

	mu   sync.Mutex
	left []string // every call of Gone
}

var _ relay.Screen = (*fake)(nil)

func (f *fake) Screen(_ context.Context, from message.Side, raw []byte) (forward, reply []byte) {
	if f.screen == nil {
		return raw, nil
	}
	return f.screen(from, raw)
}

func (f *fake) Oversize(_ context.Context, from message.Side, env message.Envelope, size, limit int64) (forward, reply []byte) {
	return f.oversize(from, env, size, limit)
}

func (f *fake) Gone(_ context.Context, side message.Side, good bool, why string) [][]byte {
	f.mu.Lock()
	defer f.mu.Unlock()
	how := ": "
	if !good {
		how = " (bad): "
	}
	f.left = append(f.left, side.String()+how+why)
	if f.gone == nil {
		return nil
	}
	return f.gone(side, why)
}

func (f *fake) farewells() string {
	f.mu.Lock()
	defer f.mu.Unlock()
	return strings.Join(f.left, "\n")
}

// hurried keeps tests short where they wait for something not to happen.
var hurried = timing{
	graceMax: 2 * time.Second, killWait: 10 * time.Second, drainQuiet: 300 * time.Millisecond,
	drainMax: time.Second, stall: time.Second, probe: 50 * time.Millisecond, tick: 5 * time.Millisecond,
}

// patient is how long a test waits for what must happen, however slow and busy
// the machine is.
const patient = time.Minute

// rig is a session in this process with a real child; the test is its client.
type rig struct {
	t      *testing.T
	in     *os.File // to the proxy
	out    *bufio.Reader
	outEnd *os.File
	stop   context.CancelFunc
	ended  chan struct{}
	code   int
	err    error
}

func options(part string, args ...string) Options {
	t := hurried
	return Options{
		Command: append([]string{os.Args[0]}, args...),
		Env:     append(os.Environ(), partVar+"="+part, "GORACE=atexit_sleep_ms=0"),
		Grace:   patient,
		Stderr:  os.Stderr,
		Signals: make(chan os.Signal),
		timing:  &t,
	}
}

func launch(t *testing.T, screen relay.Screen, o Options) *rig {
	t.Helper()
	inR, inW, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	outR, outW, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	if o.Stdin == nil {
		o.Stdin = inR
	}
	if o.Stdout == nil {
		o.Stdout = outW
	}
	r := &rig{t: t, in: inW, out: bufio.NewReaderSize(outR, 1<<20), outEnd: outR, ended: make(chan struct{})}
	ctx, stop := context.WithCancel(context.Background())
	r.stop = stop
	go func() {
		defer close(r.ended)
		r.code, r.err = Run(ctx, screen, o)
		outW.Close()
		inR.Close()
	}()
	t.Cleanup(func() {
		stop()
		inW.Close()
		outR.Close()
		r.wait()
	})
	return r
}

func (r *rig) send(lines ...string) {
	r.t.Helper()
	for _, l := range lines {
		if _, err := r.in.WriteString(l + "\n"); err != nil {
			r.t.Fatalf("sending %.60q: %v", l, err)
		}
	}
}

// receive returns the next line with its terminator.
func (r *rig) receive() string {
	r.t.Helper()
	r.outEnd.SetReadDeadline(time.Now().Add(patient))
	l, err := r.out.ReadString('\n')
	if err != nil {
		r.t.Fatalf("received %.60q: %v", l, err)
	}
	return l
}

func (r *rig) expect(lines ...string) {
	r.t.Helper()
	for _, want := range lines {
		if got := r.receive(); got != want+"\n" {
			r.t.Fatalf("received %.200q, want %.200q", got, want+"\n")
		}
	}
}

// announced reads process ids; a child that is ready may say so before.
func (r *rig) announced(pids ...any) {
	r.t.Helper()
	l := r.receive()
	for l == "ready\n" {
		l = r.receive()
	}
	if _, err := fmt.Sscan(l, pids...); err != nil {
		r.t.Fatalf("%q: %v", l, err)
	}
}

// rest returns all up to the end.
func (r *rig) rest() string {
	r.t.Helper()
	r.outEnd.SetReadDeadline(time.Now().Add(patient))
	all, err := io.ReadAll(r.out)
	if err != nil {
		r.t.Fatalf("after %d bytes: %v", len(all), err)
	}
	return string(all)
}

func (r *rig) wait() {
	r.t.Helper()
	select {
	case <-r.ended:
	case <-time.After(patient):
		r.t.Fatal("Run does not return")
	}
}

// exits waits for Run and checks what it returns.
func (r *rig) exits(code int) {
	r.t.Helper()
	r.wait()
	if r.code != code || r.err != nil {
		r.t.Errorf("Run returned %d and error %v, want %d", r.code, r.err, code)
	}
}

// eventually waits until cond is true.
func eventually(t *testing.T, what string, cond func() bool) {
	t.Helper()
	for end := time.Now().Add(patient); !cond(); time.Sleep(10 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatalf("waited %v in vain: %s", patient, what)
		}
	}
}

// proxy is a whole proxy process, whose client is the test.
type proxy struct {
	*exec.Cmd
	in     io.WriteCloser
	out    *bufio.Reader
	outEnd io.Closer
}

func startProxy(t *testing.T, hurry bool, part string, args ...string) *proxy {
	t.Helper()
	cmd := exec.Command(os.Args[0], append([]string{part}, args...)...)
	cmd.Env = append(os.Environ(), partVar+"=proxy", "GORACE=atexit_sleep_ms=0")
	if hurry {
		cmd.Env = append(cmd.Env, hurryVar+"=1")
	}
	cmd.Stderr = os.Stderr
	in, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	out.(*os.File).SetReadDeadline(time.Now().Add(patient))
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		cmd.Process.Kill()
		cmd.Wait()
	})
	return &proxy{cmd, in, bufio.NewReaderSize(out, 1<<20), out}
}

func (p *proxy) receive(t *testing.T) string {
	t.Helper()
	l, err := p.out.ReadString('\n')
	if err != nil {
		t.Fatalf("received %.60q: %v", l, err)
	}
	return strings.TrimSuffix(l, "\n")
}

// family reads what the part "parent" says about itself and its child, both of
// which also say that they are ready.
func (p *proxy) family(t *testing.T) (server, child int) {
	t.Helper()
	for range 3 {
		if l := p.receive(t); l != "ready" {
			if _, err := fmt.Sscan(l, &server, &child); err != nil {
				t.Fatalf("%q: %v", l, err)
			}
		}
	}
	return server, child
}

func (p *proxy) exits(t *testing.T, code int) {
	t.Helper()
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		p.Wait()
	}()
	select {
	case <-ended:
	case <-time.After(patient):
		t.Fatal("the proxy does not exit")
	}
	if got := p.ProcessState.ExitCode(); got != code {
		t.Errorf("the proxy exited with status %d (%v), want %d", got, p.ProcessState, code)
	}
}
