package alert

import (
	"fmt"
	"io"
	"os"
	"sync"
	"time"
)

// queueLines is how many lines may wait for a slow terminal: two seconds of
// the most that is told.
const queueLines = 64

// Terminal writes events to W, one Write per line. Set the exported members
// before the first Tell; its methods may be called from several goroutines.
// The zero Terminal with a W is ready to use.
//
// W may block for ever or fail: Tell never waits for it. When W is an *os.File,
// the first line makes the process outlive a closed pipe (on Unix a write to a
// standard error that nobody reads any more would end it with SIGPIPE; from
// then on the write fails instead, on standard output too).
type Terminal struct {
	W      io.Writer
	Colour bool
	Level  Level

	mu     sync.Mutex
	limit  limiter
	queue  chan string
	done   chan struct{} // closed when the writer has ended
	lost   int           // lines that found the queue full
	closed bool
}

// Tell shows e if its level, the collapsing of identical alerts and the limit
// per second allow it. It takes microseconds, whatever W does. After Close it
// does nothing.
func (t *Terminal) Tell(e Event) {
	if !t.Level.shown(e) {
		return
	}
	if e.Time.IsZero() {
		e.Time = time.Now()
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.closed {
		return
	}
	sums, show := t.limit.admit(e)
	for _, s := range sums {
		t.send(s)
	}
	if show {
		t.send(line(e, t.Colour))
	}
}

// send queues one line, or counts it when the queue is full.
func (t *Terminal) send(s string) {
	if t.queue == nil {
		if _, file := t.W.(*os.File); file {
			surviveClosedPipe()
		}
		t.queue, t.done = make(chan string, queueLines), make(chan struct{})
		go t.write()
	}
	t.admitLost()
	select {
	case t.queue <- s:
	default:
		t.lost++
	}
}

// admitLost queues a line about the lines that were lost, if there is room.
func (t *Terminal) admitLost() {
	if t.lost == 0 {
		return
	}
	select {
	case t.queue <- fmt.Sprintf("%s%d lines could not be shown in time; see `mcp-watchdog log`\n", prefix, t.lost):
		t.lost = 0
	default:
	}
}

// write is the goroutine that may wait for W. It ends when the queue is closed
// and empty.
func (t *Terminal) write() {
	defer close(t.done)
	for s := range t.queue {
		// Nobody can be told that telling failed; the audit log has it all.
		_, _ = io.WriteString(t.W, s)
	}
}

// Close shows what is still counted or queued and waits for W, but no longer
// than timeout. The error says that lines were left.
func (t *Terminal) Close(timeout time.Duration) error {
	t.mu.Lock()
	if t.closed {
		t.mu.Unlock()
		return nil
	}
	for _, s := range t.limit.flush() {
		t.send(s)
	}
	t.closed = true
	if t.queue == nil {
		t.mu.Unlock()
		return nil
	}
	t.admitLost()
	close(t.queue)
	t.mu.Unlock()
	timer := time.NewTimer(timeout)
	defer timer.Stop()
	select {
	case <-t.done:
		return nil
	case <-timer.C:
		return fmt.Errorf("the terminal took no alerts for %v; run `mcp-watchdog log` to read them", timeout)
	}
}
