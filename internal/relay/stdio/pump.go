package stdio

import (
	"context"
	"io"
	"sync/atomic"

	"github.com/mcp-watchdog/mcp-watchdog/internal/message"
	"github.com/mcp-watchdog/mcp-watchdog/internal/relay"
)

// pump carries one direction: it reads lines, asks the Screen, writes what may
// go on and sends the rest back. The other direction has a pump of its own and
// neither waits for the other.
type pump struct {
	from   message.Side
	lines  *lineReader
	screen relay.Screen
	out    *outbox // to the other end
	back   *outbox // to the end that is read
	limit  int64

	gate chan struct{} // held (one slot) while the Screen works
	shut bool          // no further message is screened; guarded by gate

	reading atomic.Bool   // waiting for bytes
	read    atomic.Int64  // bytes read
	ended   chan struct{} // closed when there is nothing left to read
}

func newPump(from message.Side, src io.Reader, screen relay.Screen, out, back *outbox, limit int64) *pump {
	p := &pump{from: from, screen: screen, out: out, back: back, limit: limit,
		gate: make(chan struct{}, 1), ended: make(chan struct{})}
	p.lines = newLineReader(&watchedReader{countingReader{src, &p.read}, &p.reading}, limit)
	return p
}

// countingReader counts what it reads.
type countingReader struct {
	src   io.Reader
	count *atomic.Int64
}

func (r *countingReader) Read(p []byte) (int, error) {
	n, err := r.src.Read(p)
	r.count.Add(int64(n))
	return n, err
}

// watchedReader also lets others see whether somebody waits for bytes.
type watchedReader struct {
	countingReader
	waiting *atomic.Bool
}

func (r *watchedReader) Read(p []byte) (int, error) {
	r.waiting.Store(true)
	defer r.waiting.Store(false)
	return r.countingReader.Read(p)
}

// run ends when there is nothing left to read, or nobody left to screen for.
func (p *pump) run(ctx context.Context) {
	defer close(p.ended)
	defer p.lines.spare.close()
	for {
		l, err := p.lines.next()
		if err != nil || !p.carry(ctx, l) {
			return
		}
	}
}

// carry brings one line where it belongs. It returns false once the session is
// over.
func (p *pump) carry(ctx context.Context, l line) bool {
	if p.from == message.FromServer && isClosed(p.out.broken) {
		return true // the client has died: the server may still finish talking
	}
	p.gate <- struct{}{}
	if p.shut {
		<-p.gate
		return false
	}
	var forward, reply []byte
	if l.over {
		forward, reply = p.screen.Oversize(ctx, p.from, l.env, l.size, p.limit)
	} else {
		forward, reply = p.screen.Screen(ctx, p.from, l.raw)
	}
	if reply != nil {
		p.back.post(reply)
	}
	<-p.gate
	// A write that fails is known to the session through out.broken. Messages
	// for a server that no longer reads are screened all the same: their
	// requests are open, and answered when it exits.
	switch {
	case forward == nil:
	case !l.over && same(forward, l.raw):
		_ = p.out.sendFull(l.full)
	default:
		_ = p.out.sendMessage(forward)
	}
	return true
}

// stop sees to it that no message is screened any more. It returns false if
// one is being screened and does not get done before expired.
func (p *pump) stop(expired <-chan struct{}) bool {
	select {
	case p.gate <- struct{}{}:
		p.shut = true
		<-p.gate
		return true
	case <-expired:
		return false
	}
}

// same reports whether a is the very slice b.
func same(a, b []byte) bool {
	return len(a) == len(b) && (len(a) == 0 || &a[0] == &b[0])
}

func isClosed(c <-chan struct{}) bool {
	select {
	case <-c:
		return true
	default:
		return false
	}
}
