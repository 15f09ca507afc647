package stdio

import (
	"errors"
	"io"
	"sync"
	"sync/atomic"
)

const (
	// writeChunk is what one Write call gets at most: a slow reader of a long
	// message is then seen to be slow, not dead.
	writeChunk = 1 << 20
	// copyLimit is the longest message that is copied to get its terminator
	// into the same Write call.
	copyLimit = 64 << 10
	// scratchLimit is what a queue or scratch buffer may keep between uses.
	scratchLimit = 256 << 10
)

var errClosed = errors.New("the receiving end is closed")

// outbox writes whole messages to one destination, which has two sources: the
// direction that leads to it, and the replies to what its own end sent. The
// direction writes on its own goroutine; replies are queued, and written by a
// goroutine that exists only while there are any, so that a source never waits
// for a destination that is not its own.
type outbox struct {
	w      io.Writer
	closer io.Closer // nil: the destination is not ours to close
	limit  int       // bytes of replies that may wait

	written atomic.Int64 // bytes

	broken chan struct{} // closed at the first failed write

	mu      sync.Mutex
	changed sync.Cond // busy, err, closing or queue did
	busy    bool      // somebody is writing: scratch and midline are theirs
	waiting int       // calls of send that wait for busy to end
	closing bool
	err     error
	queue   []byte // replies with their terminators, back to back
	spare   []byte // the queue's other half, while it is being written
	pending int    // bytes of replies not yet written

	scratch []byte
	midline bool // the last byte written was not a newline
}

var newline = []byte{'\n'}

func newOutbox(w io.Writer, closer io.Closer, limit int) *outbox {
	b := &outbox{w: w, closer: closer, limit: limit, broken: make(chan struct{})}
	b.changed.L = &b.mu
	return b
}

// sendFull writes bytes that carry their own terminator, or none at the end of
// a stream, and returns when they are written.
func (b *outbox) sendFull(full []byte) error { return b.send(full, false) }

// sendMessage writes msg and a newline and returns when they are written.
func (b *outbox) sendMessage(msg []byte) error { return b.send(msg, true) }

func (b *outbox) send(p []byte, terminate bool) error {
	b.mu.Lock()
	b.waiting++
	for b.busy && b.err == nil && !b.closing {
		b.changed.Wait()
	}
	b.waiting--
	if err := b.refusal(); err != nil {
		b.mu.Unlock()
		return err
	}
	b.busy = true
	b.mu.Unlock()

	err := b.write(p, terminate)

	b.mu.Lock()
	defer b.mu.Unlock()
	b.fail(err)
	if len(b.queue) > 0 && b.err == nil {
		go b.flush() // and stay busy
		return nil
	}
	b.rest()
	return err
}

// post queues a reply. It waits only if the queue is full, that is, if the end
// it is for has long stopped reading. A reply nobody can receive is dropped.
func (b *outbox) post(reply []byte) {
	b.mu.Lock()
	defer b.mu.Unlock()
	size := len(reply) + 1
	for b.pending > 0 && b.pending+size > b.limit && b.refusal() == nil {
		b.changed.Wait()
	}
	if b.refusal() != nil {
		return
	}
	b.pending += size
	b.queue = append(append(b.queue, reply...), '\n')
	if !b.busy && b.waiting == 0 {
		b.busy = true
		go b.flush()
	}
}

// flush writes the queue until it is empty or the direction's own goroutine
// wants its turn. It is called with busy set and ends it.
func (b *outbox) flush() {
	b.mu.Lock()
	defer b.mu.Unlock()
	for len(b.queue) > 0 && b.err == nil {
		q := b.queue
		b.queue = b.spare[:0]
		b.mu.Unlock()
		err := b.write(q, false)
		b.mu.Lock()
		b.pending -= len(q)
		b.changed.Broadcast()
		b.fail(err)
		if cap(q) > scratchLimit {
			q = nil
		}
		b.spare = q
		if b.waiting > 0 && !b.closing {
			break
		}
	}
	b.rest()
}

// rest ends busy. The caller holds mu.
func (b *outbox) rest() {
	b.busy = false
	if b.closing && b.err == nil {
		b.err = errClosed
		if b.closer != nil {
			b.closer.Close()
		}
	}
	b.changed.Broadcast()
}

// fail notes the first failed write. The caller holds mu.
func (b *outbox) fail(err error) {
	if err != nil && b.err == nil {
		b.err = err
		b.queue, b.spare, b.scratch = nil, nil, nil
		close(b.broken)
		b.changed.Broadcast()
	}
}

func (b *outbox) refusal() error {
	if b.err == nil && b.closing {
		return errClosed
	}
	return b.err
}

// close takes no more messages and, once what is there has been written,
// closes the destination if it is ours. It does not wait.
func (b *outbox) close() {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.closing {
		return
	}
	b.closing = true
	switch {
	case b.busy:
	case len(b.queue) > 0:
		b.busy = true
		go b.flush()
	default:
		b.rest()
	}
	b.changed.Broadcast()
}

// quiet reports whether nothing is waiting or being written.
func (b *outbox) quiet() bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	return !b.busy && (len(b.queue) == 0 || b.err != nil)
}

// write is called with busy set and mu free.
func (b *outbox) write(p []byte, terminate bool) error {
	if b.midline { // a line that ended without newline stays a line of its own
		if err := b.writeAll(newline); err != nil {
			return err
		}
	}
	if terminate && len(p) < copyLimit {
		b.scratch = append(append(b.scratch[:0], p...), '\n')
		p, terminate = b.scratch, false
	}
	if err := b.writeAll(p); err != nil {
		return err
	}
	if terminate {
		return b.writeAll(newline)
	}
	return nil
}

func (b *outbox) writeAll(p []byte) error {
	for len(p) > 0 {
		n, err := b.w.Write(p[:min(len(p), writeChunk)])
		if n > 0 {
			b.written.Add(int64(n))
			b.midline = p[n-1] != '\n'
			p = p[n:]
		}
		if err != nil {
			return err
		}
		if n == 0 {
			return io.ErrShortWrite
		}
	}
	return nil
}
