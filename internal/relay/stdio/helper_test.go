package stdio

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"os/signal"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/mcp-watchdog/mcp-watchdog/internal/message"
	"github.com/mcp-watchdog/mcp-watchdog/internal/relay"
)

// The servers of these tests are this test binary, started again with the name
// of a part to play in its environment.
const partVar = "STDIO_TEST_PART"

// hurryVar makes the part "proxy" use the grace that is called short here.
const (
	hurryVar = "STDIO_TEST_HURRY"
	short    = 300 * time.Millisecond
)

func TestMain(m *testing.M) {
	part, ok := parts[os.Getenv(partVar)]
	if !ok {
		os.Exit(m.Run())
	}
	os.Exit(part(os.Args[1:]))
}

var parts map[string]func(args []string) int

// Tests add the parts of one platform to the map before TestMain reads it.
var _ = addParts(map[string]func(args []string) int{
	"echo":      playEcho,
	"exit":      playExit,
	"late":      playLate,
	"big":       playBig,
	"bytes":     playBytes,
	"stderr":    playStderr,
	"deaf":      playDeaf,
	"mute":      playMute,
	"closes-in": playClosesIn,
	"talk":      playTalk,
	"parent":    playParent,
	"proxy":     playProxy,
	"plain":     playPlain,
})

func addParts(more map[string]func(args []string) int) bool {
	if parts == nil {
		parts = map[string]func(args []string) int{}
	}
	for name, part := range more {
		parts[name] = part
	}
	return true
}

func number(s string) int {
	n, err := strconv.Atoi(s)
	if err != nil {
		panic(err)
	}
	return n
}

// playEcho returns every byte.
func playEcho([]string) int {
	buf := make([]byte, 1<<20)
	for {
		n, err := os.Stdin.Read(buf)
		if _, werr := os.Stdout.Write(buf[:n]); err != nil || werr != nil {
			return 0
		}
	}
}

// playExit reads args[1] lines and exits with status args[0].
func playExit(args []string) int {
	in := bufio.NewReader(os.Stdin)
	for range number(args[1]) {
		if _, err := in.ReadString('\n'); err != nil {
			return 99
		}
	}
	return number(args[0])
}

// playLate answers only once its input has ended, and slowly: args[0] answers,
// with args[1] milliseconds in front of each.
func playLate(args []string) int {
	_, _ = io.Copy(io.Discard, os.Stdin)
	for i := range number(args[0]) {
		time.Sleep(time.Duration(number(args[1])) * time.Millisecond)
		fmt.Printf("{\"id\":%d,\"result\":{}}\n", i)
	}
	return 0
}

// playBig sends one line of args[0] bytes for each line it reads.
func playBig(args []string) int {
	in := bufio.NewReader(os.Stdin)
	block := bytes.Repeat([]byte("x"), 1<<20)
	for {
		if _, err := in.ReadString('\n'); err != nil {
			return 0
		}
		for left := number(args[0]); left > 0; left -= len(block) {
			os.Stdout.Write(block[:min(left, len(block))])
		}
		os.Stdout.Write([]byte{'\n'})
	}
}

// playBytes writes args[0], a quoted Go string, and exits.
func playBytes(args []string) int {
	text, err := strconv.Unquote(args[0])
	if err != nil {
		panic(err)
	}
	os.Stdout.WriteString(text)
	return 0
}

// playStderr writes args[0], a quoted Go string, to its standard error, args[1]
// times.
func playStderr(args []string) int {
	text, err := strconv.Unquote(args[0])
	if err != nil {
		panic(err)
	}
	os.Stderr.WriteString(strings.Repeat(text, number(args[1])))
	return 0
}

// playDeaf ignores the end of its input and every signal that can be ignored.
func playDeaf([]string) int {
	signal.Ignore(os.Interrupt, syscall.SIGTERM)
	fmt.Println("ready")
	for {
		time.Sleep(time.Hour)
	}
}

// playMute writes lines and reads nothing until it has been told to by its
// environment; it ends with its input.
func playMute([]string) int {
	for i := range 200 {
		fmt.Printf("{\"n\":%d}\n", i)
	}
	for {
		if _, err := os.Stat(os.Getenv("STDIO_TEST_GATE")); err == nil {
			_, _ = io.Copy(io.Discard, os.Stdin)
			return 0
		}
		time.Sleep(10 * time.Millisecond)
	}
}

// playClosesIn closes its input, goes on talking and exits with status 5.
func playClosesIn([]string) int {
	os.Stdin.Close()
	for i := range 20 {
		fmt.Printf("{\"n\":%d}\n", i)
		time.Sleep(10 * time.Millisecond)
	}
	return 5
}

// playTalk repeats on standard error every line it reads. At "big N" it also
// sends a line of N bytes, at "flood" it begins to send without end, and goes
// on when its input has ended; at "ready?" it answers.
func playTalk([]string) int {
	in := bufio.NewReader(os.Stdin)
	flooding := false
	for {
		l, err := in.ReadString('\n')
		fmt.Fprint(os.Stderr, l)
		switch word, n, _ := strings.Cut(strings.TrimSpace(l), " "); {
		case err != nil && flooding:
			select {}
		case err != nil:
			return 0
		case word == "big":
			os.Stdout.WriteString(strings.Repeat("x", number(n)) + "\n")
		case word == "flood":
			flooding = true
			go func() {
				for {
					os.Stdout.WriteString(strings.Repeat("f", 999) + "\n")
				}
			}()
		case word == "ready?":
			os.Stdout.WriteString("ready\n")
		}
	}
}

// playParent starts the part args[1] as a child that shares its output, says
// its own process id and the child's, and then does as args[0] says.
func playParent(args []string) int {
	child := exec.Command(os.Args[0], args[2:]...)
	child.Env = append(os.Environ(), partVar+"="+args[1])
	child.Stdout = os.Stdout
	if err := child.Start(); err != nil {
		panic(err)
	}
	fmt.Printf("%d %d\n", os.Getpid(), child.Process.Pid)
	switch args[0] {
	case "leave":
		return 0
	case "stay":
		return playDeaf(nil)
	}
	panic(args[0])
}

// playProxy is a whole proxy with a Screen that passes everything. What it
// runs is in its arguments: the part to play and that part's arguments.
func playProxy(args []string) int {
	os.Setenv(partVar, args[0])
	grace := patient
	if os.Getenv(hurryVar) != "" {
		grace = short
	}
	code, err := Run(context.Background(), &fake{}, Options{
		Command: append([]string{os.Args[0]}, args[1:]...),
		Grace:   grace,
	})
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
	}
	return code
}

// playPlain is what playProxy is measured against: a relay that copies bytes.
func playPlain(args []string) int {
	child := exec.Command(os.Args[0], args[1:]...)
	child.Env = append(os.Environ(), partVar+"="+args[0])
	in, _ := child.StdinPipe()
	out, _ := child.StdoutPipe()
	if err := child.Start(); err != nil {
		panic(err)
	}
	copyAll := func(w io.Writer, r io.Reader) {
		_, _ = io.CopyBuffer(struct{ io.Writer }{w}, struct{ io.Reader }{r}, make([]byte, 64<<10))
	}
	go func() {
		copyAll(in, os.Stdin)
		in.Close()
	}()
	copyAll(os.Stdout, out)
	_ = child.Wait()
	return 0
}

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

func (f *fake) Gone(_ context.Context, side message.Side, why string) [][]byte {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.left = append(f.left, side.String()+": "+why)
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
