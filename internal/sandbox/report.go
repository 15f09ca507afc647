package sandbox

import (
	"errors"
	"sync"
	"time"
)

// errPanic is told when judging a call failed. The call got EACCES.
var errPanic = errors.New("a call of the server could not be judged and was refused; please report this")

// Bounds of what a server that tries for ever can make this process remember
// and write.
const (
	maxKept   = 4096 // different accesses of a session
	maxQueued = 256  // told and not yet written down
)

// reporter tells each access once, on a goroutine of its own: no call waits for
// a disk.
type reporter struct {
	tell  func(Event)
	queue chan Event
	done  chan struct{}

	mu     sync.Mutex
	seen   map[accessKey]int
	lost   int
	closed bool
}

type accessKey struct{ rule, op, path, exe string }

func newReporter(tell func(Event)) *reporter {
	r := &reporter{tell: tell, queue: make(chan Event, maxQueued), done: make(chan struct{}), seen: map[accessKey]int{}}
	go func() {
		defer close(r.done)
		for e := range r.queue {
			r.tell(e)
		}
	}()
	return r
}

// report queues an event that is new.
func (r *reporter) report(e Event) {
	if r.tell == nil {
		return
	}
	e.Time = time.Now()
	key := accessKey{e.Rule.ID, e.Op, e.Path, e.Exe}
	r.mu.Lock()
	defer r.mu.Unlock()
	n, again := r.seen[key]
	if again || len(r.seen) < maxKept {
		r.seen[key] = n + 1
	}
	if again || r.closed || len(r.seen) >= maxKept {
		r.lost++
		return
	}
	select {
	case r.queue <- e:
	default:
		r.lost++
		delete(r.seen, key) // it is told when there is room
	}
}

// close waits until all has been told, but no longer than patience.
func (r *reporter) close(patience time.Duration) {
	r.mu.Lock()
	if !r.closed {
		r.closed = true
		close(r.queue)
	}
	r.mu.Unlock()
	select {
	case <-r.done:
	case <-time.After(patience):
	}
}
