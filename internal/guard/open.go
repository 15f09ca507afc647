package guard

import (
	"hash/maphash"
	"sync"
	"time"

	"github.com/mcp-watchdog/mcp-watchdog/internal/message"
)

// maxOpen bounds the requests of one side that wait for an answer. Beyond it
// the oldest is forgotten: requests that were cancelled are never answered,
// and a session may live for weeks.
const maxOpen = 1 << 16

// openRequest is a request that went on and has no answer yet.
type openRequest struct {
	id     []byte // raw, as it was sent
	method string
	tool   []byte // that is called, or ""
	raw    []byte // the request itself, when it may be asked for and is short
	modern bool   // 2026-07-28: results carry a resultType
	page   bool   // it asks for a page behind the first
	dead   bool   // cancelled by its sender
	at     time.Time

	hash       uint64
	same       *openRequest // a later request with the same id
	prev, next *openRequest // by age
}

// openRequests holds the open requests of one side. Both directions use it:
// one adds, the other takes.
type openRequests struct {
	mu    sync.Mutex
	seed  maphash.Seed
	byID  map[uint64]*openRequest
	free  *openRequest
	head  openRequest // sentinel of the list, oldest next
	count int
}

func (o *openRequests) init(seed maphash.Seed) {
	o.seed = seed
	o.byID = map[uint64]*openRequest{}
	o.head.prev, o.head.next = &o.head, &o.head
}

// add remembers a request that is about to go on.
func (o *openRequests) add(m *message.Message, tool string, modern, page bool, at time.Time) {
	h := message.HashID(o.seed, m.ID)
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.count >= maxOpen {
		o.drop(o.head.next)
	}
	r := o.free
	if r != nil {
		o.free = r.next
	} else {
		r = &openRequest{}
	}
	*r = openRequest{id: append(r.id[:0], m.ID...), method: m.Method, tool: append(r.tool[:0], tool...), raw: note(r.raw, m), modern: modern, page: page, at: at, hash: h}
	r.prev, r.next = o.head.prev, &o.head
	r.prev.next, r.next.prev = r, r
	o.count++
	if first := o.byID[h]; first != nil {
		for first.same != nil {
			first = first.same
		}
		first.same = r
		return
	}
	o.byID[h] = r
}

// answered is what is known about the request that an answer answers.
type answered struct {
	id     []byte // raw, as the asking side wrote it
	method string
	tool   []byte
	raw    []byte
	modern bool
	page   bool
	at     time.Time // when it was asked
}

// take closes the oldest open request with this id and reports whether there
// was one. When several share the id and differ in method, nobody can say
// which is answered: the method comes back empty.
func (o *openRequests) take(id []byte, into *answered) bool {
	if id == nil {
		return false
	}
	h := message.HashID(o.seed, id)
	o.mu.Lock()
	defer o.mu.Unlock()
	r := o.byID[h]
	if r == nil {
		return false
	}
	into.page, into.at = r.page, r.at
	into.id, into.method, into.tool, into.modern = append(into.id[:0], r.id...), r.method, append(into.tool[:0], r.tool...), r.modern
	into.raw = append(into.raw[:0], r.raw...)
	for s := r.same; s != nil; s = s.same {
		if s.method != r.method {
			into.method = ""
		}
	}
	o.drop(r)
	return true
}

// drop removes r, the first of its id or the oldest of all (which is the first
// of its id, too).
func (o *openRequests) drop(r *openRequest) {
	if r.same != nil {
		o.byID[r.hash] = r.same
	} else {
		delete(o.byID, r.hash)
	}
	r.prev.next, r.next.prev = r.next, r.prev
	r.same, r.prev = nil, nil
	r.next, o.free = o.free, r
	o.count--
}

// cancel notes that the sender of a request has lost interest in it.
func (o *openRequests) cancel(id []byte) {
	h := message.HashID(o.seed, id)
	o.mu.Lock()
	defer o.mu.Unlock()
	for r := o.byID[h]; r != nil; r = r.same {
		r.dead = true
	}
}

// waits reports whether a request with this id is open and was not cancelled.
func (o *openRequests) waits(id []byte) bool {
	h := message.HashID(o.seed, id)
	o.mu.Lock()
	defer o.mu.Unlock()
	for r := o.byID[h]; r != nil; r = r.same {
		if !r.dead {
			return true
		}
	}
	return false
}

// takeAll closes all open requests and returns those that somebody waits for,
// oldest first.
func (o *openRequests) takeAll() []answered {
	o.mu.Lock()
	defer o.mu.Unlock()
	all := make([]answered, 0, o.count)
	for r := o.head.next; r != &o.head; r = o.head.next {
		if !r.dead {
			all = append(all, answered{id: append([]byte(nil), r.id...), method: r.method, modern: r.modern})
		}
		o.drop(r)
	}
	return all
}
