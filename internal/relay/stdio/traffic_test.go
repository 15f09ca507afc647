package stdio

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/mcp-watchdog/mcp-watchdog/internal/message"
)

// What the Screen passes leaves as it came, in both directions: CR, white
// space, junk, empty lines, bytes that are no text, a last line cut off.
func TestByteIdentity(t *testing.T) {
	in := "{\"id\":1}\n\r\n\n  [1, 2.0 ]\t\r\nnot JSON \x00\xff\xfe\n" +
		strings.Repeat("\u00e9", 100_000) + "\n{\"cut\":"
	var seen []string
	r := launch(t, &fake{screen: func(from message.Side, raw []byte) ([]byte, []byte) {
		if from == message.FromServer {
			seen = append(seen, string(raw))
		}
		return raw, nil
	}}, options("echo"))
	go func() {
		io.WriteString(r.in, in)
		r.in.Close()
	}()
	if got := r.rest(); got != in {
		t.Errorf("%d bytes came back for %d, or other ones", len(got), len(in))
	}
	r.exits(0)
	if want := strings.Split(in, "\n"); strings.Join(seen, "\n") != in || len(seen) != len(want) {
		t.Errorf("the Screen saw %d lines, want %d", len(seen), len(want))
	}
}

// Replaced, held back and answered messages, from both ends.
func TestVerdicts(t *testing.T) {
	f := &fake{screen: func(from message.Side, raw []byte) ([]byte, []byte) {
		switch {
		case bytes.HasSuffix(raw, []byte("replace")):
			return []byte(from.String() + " replaced"), nil
		case from == message.FromClient && string(raw) == "refuse":
			return nil, []byte("refused")
		case from == message.FromClient && string(raw) == "both":
			return []byte("from server: both"), []byte("reply to client")
		case from == message.FromClient && string(raw) == "drop":
			return nil, nil
		case from == message.FromServer && string(raw) == "from server: both":
			// The reply to the server is echoed by it and comes to the client.
			return nil, []byte("reply to server")
		case string(raw) == "empty":
			return []byte{}, nil
		}
		return raw, nil
	}}
	r := launch(t, f, options("echo"))
	r.send("a", "replace")
	r.expect("a", "client replaced")
	r.send("refuse")
	r.expect("refused")
	r.send("drop", "b")
	r.expect("b")
	r.send("both")
	r.expect("reply to client", "reply to server")
	r.send("empty")
	r.expect("")
	r.in.Close()
	r.exits(0)
}

// A slice of the raw line is not the raw line.
func TestShortenedMessage(t *testing.T) {
	r := launch(t, &fake{screen: func(from message.Side, raw []byte) ([]byte, []byte) {
		if from == message.FromServer {
			return raw[:3], nil
		}
		return raw, nil
	}}, options("echo"))
	r.send("abcdef", "ghijkl")
	r.expect("abc", "ghi")
	r.in.Close()
	r.exits(0)
}

func TestOversize(t *testing.T) {
	f := &fake{oversize: func(from message.Side, env message.Envelope, size, limit int64) ([]byte, []byte) {
		text := fmt.Appendf(nil, "%s %s %s %v %d %d", from, env.ID, env.Method, env.Answer, size, limit)
		if from == message.FromServer {
			return text, nil
		}
		return nil, text
	}}
	o := options("talk")
	o.MaxMessage = 50_000
	o.Stderr = io.Discard
	r := launch(t, f, o)
	long := `{"method":"tools/call","params":"` + strings.Repeat("p", 2<<20) + `","id":"a b"}`
	go io.WriteString(r.in, long+"\nready?\n")
	r.expect(fmt.Sprintf(`client "a b" tools/call false %d 50000`, len(long)), "ready")
	r.send("big 300000", "ready?", "big 50000", "ready?", "big 50001")
	r.expect(`server   false 300000 50000`, "ready", strings.Repeat("x", 50_000), "ready", `server   false 50001 50000`)
	r.in.Close()
	r.exits(0)
}

func TestHundredMegabytes(t *testing.T) {
	if testing.Short() || raceEnabled {
		t.Skip("200 MB through two processes take too long: run it without -race and -short")
	}
	const size = 100 << 20
	r := launch(t, &fake{}, options("echo"))
	go func() {
		block := bytes.Repeat([]byte("0123456789abcdef"), 1<<16)
		for range size / len(block) {
			r.in.Write(block)
		}
		r.in.Write([]byte("\nend\n"))
	}()
	got := 0
	for got < size {
		r.outEnd.SetReadDeadline(time.Now().Add(patient))
		n, err := r.out.Discard(1 << 20)
		if got += n; err != nil {
			t.Fatalf("%v after %d bytes", err, got)
		}
	}
	r.expect("", "end")
	r.in.Close()
	r.exits(0)
}

// heard collects what the part "talk" says on its standard error.
func heard(t *testing.T, o *Options) *bufio.Reader {
	t.Helper()
	read, write, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { read.Close() })
	o.Stderr = writeCloser{write}
	read.SetReadDeadline(time.Now().Add(patient))
	return bufio.NewReader(read)
}

// writeCloser hides that it is a file.
type writeCloser struct{ io.WriteCloser }

func expectHeard(t *testing.T, from *bufio.Reader, want ...string) {
	t.Helper()
	for _, w := range want {
		if got, err := from.ReadString('\n'); err != nil || got != w+"\n" {
			t.Fatalf("the server read %q (%v), want %q", got, err, w)
		}
	}
}

// While a huge message of the server is being screened, the client's ping
// reaches the server.
func TestPingPassesSlowScreening(t *testing.T) {
	screening, release := make(chan struct{}), make(chan struct{})
	f := &fake{screen: func(from message.Side, raw []byte) ([]byte, []byte) {
		if from == message.FromServer && len(raw) == 8<<20 {
			close(screening)
			<-release
		}
		return raw, nil
	}}
	o := options("talk")
	hears := heard(t, &o)
	r := launch(t, f, o)
	r.send("big 8388608")
	expectHeard(t, hears, "big 8388608")
	<-screening
	for range 100 {
		r.send("ping")
		expectHeard(t, hears, "ping")
	}
	close(release)
	if got := r.receive(); len(got) != 8<<20+1 {
		t.Errorf("received %d bytes", len(got))
	}
	r.in.Close()
	r.exits(0)
}

// A client that does not read does not keep its messages from the server, not
// even those whose refusals it does not read.
func TestClientDoesNotRead(t *testing.T) {
	o := options("talk")
	o.Grace = short
	hears := heard(t, &o)
	r := launch(t, &fake{screen: func(from message.Side, raw []byte) ([]byte, []byte) {
		if from == message.FromClient && string(raw) == "bad" {
			return nil, []byte("refused")
		}
		return raw, nil
	}}, o)
	r.send("flood")
	expectHeard(t, hears, "flood")
	time.Sleep(100 * time.Millisecond) // the pipes to the client fill up
	for range 1000 {
		r.send("bad", "ping")
		expectHeard(t, hears, "ping")
	}
	refused := 0
	for refused < 1000 {
		switch l := r.receive(); {
		case l == "refused\n":
			refused++
		case len(l) != 1000 || strings.Trim(l, "f") != "\n":
			t.Fatalf("received %.80q", l)
		}
	}
}

// A server that does not read does not keep its messages from the client.
func TestServerDoesNotRead(t *testing.T) {
	gate := t.TempDir() + "/open"
	o := options("mute")
	o.Env = append(o.Env, "STDIO_TEST_GATE="+gate)
	r := launch(t, &fake{}, o)
	wrote := make(chan struct{})
	go func() {
		defer close(wrote)
		io.WriteString(r.in, strings.Repeat(strings.Repeat("m", 999)+"\n", 2000))
		r.in.Close()
	}()
	for i := range 200 {
		r.expect(fmt.Sprintf(`{"n":%d}`, i))
	}
	if isClosed(wrote) {
		t.Fatal("2 MB went somewhere although nobody reads: the test tests nothing")
	}
	if err := os.WriteFile(gate, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	<-wrote
	r.exits(0)
}

// The server's standard error passes byte for byte, to a file and to any other
// writer, and a writer that fails does not stop the server.
func TestStderr(t *testing.T) {
	text := "warning: \x1b[31m\x00\xff no newline"
	var buf bytes.Buffer
	o := options("stderr", fmt.Sprintf("%q", text), "1")
	o.Stderr = &buf
	r := launch(t, &fake{}, o)
	r.exits(0)
	if buf.String() != text {
		t.Errorf("a writer got %q", buf.String())
	}

	file, err := os.Create(t.TempDir() + "/stderr")
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	o.Stderr = file
	r = launch(t, &fake{}, o)
	r.exits(0)
	if got, err := os.ReadFile(file.Name()); err != nil || string(got) != text {
		t.Errorf("a file got %q (%v)", got, err)
	}

	o = options("stderr", `"more than a pipe holds"`, "20000")
	o.Stderr = &calls{err: io.ErrClosedPipe}
	r = launch(t, &fake{}, o)
	r.exits(0)
}
