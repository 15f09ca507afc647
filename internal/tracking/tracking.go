// Package tracking follows content from server to server. What a server delivers
// is learnt behind the message path, as keyed hashes (package flow) that all
// servers of a session can ask; what the client sends to a server is looked up
// before it goes on, in every form that it could have been written in; and what is
// found is judged by what it is and where it goes.
package tracking

import (
	"sync"
	"time"

	"github.com/mcp-watchdog/mcp-watchdog/internal/flow"
	"github.com/mcp-watchdog/mcp-watchdog/internal/message"
)

// Flows is what the servers of one session delivered, in this process and in
// others. One process at a time enters what its own server delivers; each sees
// what all delivered.
type Flows interface {
	// Key is the key of the session.
	Key() flow.Key
	// Own calls fn with this server's table, and nobody else meanwhile.
	Own(fn func(t *flow.Table))
	// Grow makes the own table larger, where that is possible.
	Grow()
	// Promise says, before something goes on, that it will be in the own table;
	// Keep says that so many promises were kept.
	Promise()
	Keep(promises int)
	// Alone reports whether no other server has delivered anything, Company whether
	// there is one now that something could go to.
	Alone() bool
	Company() bool
	// Others calls fn with what other servers delivered; same says that it is
	// this server in another process. With wait all promises are kept first; the
	// error says that one was not.
	Others(wait bool, fn func(server string, same bool, t *flow.Table)) error
	// Note is told what went from one server to another.
	Note(flow.Passage)
}

// Tracker is the flow tracking of one server. What goes on is copied into a queue
// and learnt behind the forwarding. The queue is bounded: when it is full, who
// brings more waits.
type Tracker struct {
	lookup lookup // by who sends

	store Flows
	key   flow.Key

	mu      sync.Mutex
	room    sync.Cond // something was taken out of the queue
	queue   batch
	spare   batch
	working bool
	waiting bool // for company

	// one works at a time with what is behind it.
	one    sync.Mutex
	text   flow.Text
	decode [maxLayers]flow.Decoder
	lesson lesson
	parser *message.Parser
}

// batch is what waits to be learnt.
type batch struct {
	bytes []byte // the messages and the names of their tools, one behind the other
	jobs  []job
}

// Delivery says about a message that goes on what is known without reading it.
type Delivery struct {
	Side   message.Side
	Method string // of the message, or of what it answers
	Tool   string // valid until Bring returns; may be empty
	Kind   flow.Kind
	Place  flow.Place // of the file that it was read from
	Now    int64
	// Fresh says that nothing of another server was found in it.
	Fresh bool
}

// job is one message.
type job struct {
	Delivery
	message, tool int  // their lengths
	partial       bool // it is the beginning and the end of a long message
}

const (
	// maxQueued bounds the bytes that wait to be learnt, but for the message that
	// fills the queue.
	maxQueued = 8 << 20
	// maxLearnt is the length up to which a message is learnt as a whole; of a
	// longer one the first and the last bytes are, half as many each.
	maxLearnt = 4 << 20
	// maxAlone is how much waits while the session has no other server. When it is
	// more the oldest goes.
	maxAlone = 4 << 20
	// maxTyped is how much of what the client sends waits for an answer.
	maxTyped = 1 << 16
	// companyPause is how often somebody looks whether there is another server.
	companyPause = 100 * time.Millisecond
	// maxIdleQueue is how much of the queue's memory stays.
	maxIdleQueue = 1 << 20
)

// New returns a tracker.
func New(store Flows) *Tracker {
	f := &Tracker{store: store, key: store.Key(), parser: message.NewParser()}
	f.room.L = &f.mu
	f.lookup.Tracker = f
	return f
}

// delivers is every surface on which content comes from a server; sends those
// on which it goes to one.
const (
	delivers = message.ResultText | message.ResultStructured | message.ResourceText | message.PromptText | message.ErrorText |
		message.SamplingText | message.ElicitationText | message.LogText | message.StatusText | message.ResultLink | message.CompletionText |
		message.Media | message.Unknown
	sends = message.Unknown | message.Argument | message.SamplingOutput | message.UserInput | message.Target
)

// Lists reports whether a method asks what a server offers: such messages are
// neither learnt nor looked up.
func Lists(method string) bool {
	switch method {
	case "tools/list", "prompts/list", "resources/list", "resources/templates/list", "initialize", "ping":
		return true
	}
	return false
}

// Bring notes a message that goes on: what an answer or a request of the server
// delivers, and what the client sends. It is copied.
func (f *Tracker) Bring(of Delivery, raw []byte) {
	j, tool := job{Delivery: of}, of.Tool
	j.Tool = ""
	first, last := raw, []byte(nil)
	if j.partial = len(raw) > maxLearnt; j.partial {
		first, last = raw[:maxLearnt/2], raw[len(raw)-maxLearnt/2:]
	}
	j.message, j.tool = len(first)+len(last), len(tool)
	if j.Side == message.FromServer {
		f.store.Promise()
	} else if j.Method == "tools/call" {
		f.lookup.walk()
	}
	company := f.store.Company()
	f.mu.Lock()
	defer f.mu.Unlock()
	for company && len(f.queue.bytes) > maxQueued {
		f.start()
		f.room.Wait()
	}
	if !company && len(f.queue.bytes) > maxAlone {
		f.forget(maxAlone / 2)
	}
	f.queue.bytes = append(append(append(f.queue.bytes, first...), last...), tool...)
	f.queue.jobs = append(f.queue.jobs, j)
	switch {
	case company && j.Side == message.FromClient && len(f.queue.bytes) < maxTyped:
		// What is sent says only what is nobody's content. It is learnt with the
		// answer, so that the call does not wait until somebody is woken up.
	case company:
		f.start()
	case !f.waiting:
		f.waiting = true
		go f.await()
	}
}

// start begins to learn what is in the queue. The lock is held.
func (f *Tracker) start() {
	if !f.working {
		f.working = true
		go f.work()
	}
}

// await learns what is in the queue once there is somebody it could go to.
func (f *Tracker) await() {
	for {
		time.Sleep(companyPause)
		company := f.store.Company()
		f.mu.Lock()
		if f.waiting = !company && len(f.queue.jobs) > 0; !f.waiting {
			if len(f.queue.jobs) > 0 {
				f.start()
			}
			f.mu.Unlock()
			return
		}
		f.mu.Unlock()
	}
}

// forget drops the oldest messages until no more than so many bytes wait. The
// lock is held.
func (f *Tracker) forget(most int) {
	q := &f.queue
	dropped, bytes, promised := 0, 0, 0
	for dropped < len(q.jobs) && len(q.bytes)-bytes > most {
		if q.jobs[dropped].Side == message.FromServer {
			promised++
		}
		bytes += q.jobs[dropped].message + q.jobs[dropped].tool
		dropped++
	}
	q.bytes = append(q.bytes[:0], q.bytes[bytes:]...)
	q.jobs = append(q.jobs[:0], q.jobs[dropped:]...)
	f.store.Keep(promised)
}

// work learns what is in the queue, and ends when that is empty.
func (f *Tracker) work() {
	for {
		f.mu.Lock()
		if len(f.queue.jobs) == 0 {
			f.working = false
			f.room.Broadcast()
			f.mu.Unlock()
			return
		}
		now := f.queue
		f.queue, f.spare = f.spare, batch{}
		f.room.Broadcast()
		f.mu.Unlock()
		at := 0
		for i := range now.jobs {
			j := &now.jobs[i]
			raw := now.bytes[at : at+j.message]
			at += j.message + j.tool
			f.one.Lock()
			j.Tool = string(now.bytes[at-j.tool : at])
			f.learn(j, raw)
			if len(raw) > maxIdleQueue {
				f.parser = message.NewParser() // gives its memory back
			}
			f.one.Unlock()
			if j.Side == message.FromServer {
				f.store.Keep(1)
			}
		}
		f.mu.Lock()
		if cap(now.bytes) <= maxIdleQueue {
			f.spare = batch{now.bytes[:0], now.jobs[:0]}
		}
		f.mu.Unlock()
	}
}

// Idle waits until all that was brought is learnt.
func (f *Tracker) Idle() {
	f.mu.Lock()
	defer f.mu.Unlock()
	if len(f.queue.jobs) > 0 {
		f.start()
	}
	for f.working {
		f.room.Wait()
	}
}
