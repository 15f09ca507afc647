package stdio

import (
	"bytes"
	"errors"
	"io"
	"os"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

// calls records every Write call on its own.
type calls struct {
	mu    sync.Mutex
	all   []string
	block chan struct{} // if not nil, every Write waits for one value
	err   error
}

func (c *calls) Write(p []byte) (int, error) {
	if c.block != nil {
		<-c.block
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.err != nil {
		return 0, c.err
	}
	c.all = append(c.all, string(p))
	return len(p), nil
}

func (c *calls) text() string {
	c.mu.Lock()
	defer c.mu.Unlock()
	return strings.Join(c.all, "|")
}

func TestOneWritePerMessage(t *testing.T) {
	w := &calls{}
	b := newOutbox(w, nil, 100)
	b.sendFull([]byte("raw\r\n"))
	b.sendMessage([]byte("new"))
	b.sendFull([]byte("cut off"))
	b.sendMessage([]byte("next"))
	b.post([]byte("reply"))
	eventually(t, "the reply is written", b.quiet)
	if got, want := w.text(), "raw\r\n|new\n|cut off|\n|next\n|reply\n"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	if b.written.Load() != 28 {
		t.Errorf("counted %d bytes, want 28", b.written.Load())
	}
}

// A long message gets its newline without being copied.
func TestLongMessage(t *testing.T) {
	w := &calls{}
	b := newOutbox(w, nil, 100)
	long := strings.Repeat("z", writeChunk+5)
	b.sendMessage([]byte(long))
	if got, want := w.text(), long[:writeChunk]+"|zzzzz|\n"; got != want {
		t.Errorf("got %d bytes, want %d", len(got), len(want))
	}
	if len(b.scratch) > copyLimit {
		t.Errorf("%d bytes were copied", len(b.scratch))
	}
}

// A direction that posts does not wait for the one that writes, and what it
// posts goes out as soon as that one is done, in whole messages.
func TestPostDoesNotWait(t *testing.T) {
	w := &calls{block: make(chan struct{})}
	b := newOutbox(w, nil, 1000)
	sent := make(chan struct{})
	go func() {
		defer close(sent)
		b.sendFull([]byte("slow\n"))
	}()
	eventually(t, "the message is being written", func() bool { return !b.quiet() })
	for i := range 50 {
		b.post([]byte(strconv.Itoa(i))) // would deadlock here if it waited
	}
	close(w.block)
	<-sent
	eventually(t, "all is written", b.quiet)
	want := "slow\n"
	for i := range 50 {
		want += strconv.Itoa(i) + "\n"
	}
	if got := strings.ReplaceAll(w.text(), "|", ""); got != want {
		t.Errorf("got %q", got)
	}
}

func TestQueueIsBounded(t *testing.T) {
	w := &calls{block: make(chan struct{})}
	b := newOutbox(w, nil, 100)
	var posted atomic.Int64
	done := make(chan struct{})
	go func() {
		defer close(done)
		for range 100 {
			b.post([]byte("123456789"))
			posted.Add(1)
		}
		b.post(bytes.Repeat([]byte("L"), 5000)) // longer than the bound: alone
	}()
	eventually(t, "the queue is full", func() bool { return posted.Load() == 10 })
	time.Sleep(50 * time.Millisecond)
	if n := posted.Load(); n != 10 {
		t.Errorf("%d messages of 10 bytes fit into 100", n)
	}
	close(w.block)
	<-done
	eventually(t, "all is written", b.quiet)
	if n := len(strings.ReplaceAll(w.text(), "|", "")); n != 1000+5001 {
		t.Errorf("%d bytes written, want 6001", n)
	}
}

// Many senders and posters at once: every line comes out whole, each source in
// its own order.
func TestNothingInterleaves(t *testing.T) {
	r, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	const n = 3000
	b := newOutbox(w, w, 10_000)
	go func() {
		for i := range n {
			if i%2 == 0 {
				b.sendFull([]byte("d " + strconv.Itoa(i) + strings.Repeat(".", i%700) + "\n"))
			} else {
				b.sendMessage([]byte("d " + strconv.Itoa(i)))
			}
		}
		b.post([]byte("end"))
	}()
	go func() {
		for i := range n {
			b.post([]byte("r " + strconv.Itoa(i) + strings.Repeat(".", i%900)))
		}
		b.post([]byte("end"))
	}()
	lines := newLineReader(r, 1000)
	next, ends := map[string]int{}, 0
	for ends < 2 {
		l, err := lines.next()
		if err != nil {
			t.Fatal(err)
		}
		if string(l.raw) == "end" {
			ends++
			continue
		}
		source, number, _ := strings.Cut(strings.TrimRight(string(l.raw), "."), " ")
		if number != strconv.Itoa(next[source]) {
			t.Fatalf("got %.80q, want number %d", l.raw, next[source])
		}
		next[source]++
	}
	if next["d"] != n || next["r"] != n {
		t.Errorf("got %v", next)
	}
	b.close()
	if _, err := lines.next(); err != io.EOF {
		t.Errorf("after close: %v", err)
	}
}

func TestBrokenDestination(t *testing.T) {
	w := &calls{err: errors.New("gone")}
	b := newOutbox(w, nil, 10)
	if err := b.sendFull([]byte("a\n")); err != w.err {
		t.Errorf("got %v, want the writer's error", err)
	}
	if !isClosed(b.broken) {
		t.Error("nobody was told")
	}
	for range 100 { // far over the limit: must not wait
		b.post([]byte("reply"))
	}
	if err := b.sendMessage([]byte("b")); err != w.err {
		t.Errorf("got %v for the next message", err)
	}
	if !b.quiet() {
		t.Error("something is still waiting to be written")
	}
}

// What has been posted before close is written before the destination closes.
func TestCloseWritesTheRest(t *testing.T) {
	r, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	b := newOutbox(w, w, 1<<20)
	go func() {
		b.sendFull(bytes.Repeat([]byte("x"), 1<<20)) // more than the pipe holds
	}()
	eventually(t, "the pipe is full", func() bool { return !b.quiet() })
	b.post([]byte("owed"))
	b.close()
	b.post([]byte("too late"))
	if err := b.sendMessage([]byte("too late")); err != errClosed {
		t.Errorf("a message after close: %v", err)
	}
	all, err := io.ReadAll(r)
	if err != nil || len(all) != 1<<20+6 || !bytes.HasSuffix(all, []byte("x\nowed\n")) {
		t.Errorf("got %d bytes and %v, ending in %q", len(all), err, all[max(0, len(all)-20):])
	}
}
