package guard

import (
	"sync"
	"unsafe"

	"github.com/mcp-watchdog/mcp-watchdog/internal/flow"
	"github.com/mcp-watchdog/mcp-watchdog/internal/message"
	"github.com/mcp-watchdog/mcp-watchdog/internal/policy"
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
	// Alone reports whether no other server has delivered anything.
	Alone() bool
	// Others calls fn with what other servers delivered; same says that it is
	// this server in another process. With wait all promises are kept first; the
	// error says that one was not.
	Others(wait bool, fn func(server string, same bool, t *flow.Table)) error
	// Note is told what went from one server to another.
	Note(flow.Passage)
}

// flows is the flow tracking of a session. What goes on is copied into a queue
// and learnt behind the forwarding. The queue is bounded: when it is full, who
// brings more waits.
type flows struct {
	store Flows
	key   flow.Key

	mu      sync.Mutex
	room    sync.Cond // something was taken out of the queue
	queue   batch
	spare   batch
	working bool

	// one works at a time with what is behind it.
	one    sync.Mutex
	text   flow.Text
	decode flow.Decoder
	parser *message.Parser
}

// batch is what waits to be learnt.
type batch struct {
	bytes []byte // the messages and the names of their tools, one behind the other
	jobs  []job
}

// job is one message.
type job struct {
	message, tool int // their lengths
	side          message.Side
	method        string
	session       *Session
	policy        *policy.Policy
	fresh         bool // nothing of another server is in it
	now           int64
}

const (
	// maxQueued bounds the bytes that wait to be learnt, but for the message that
	// fills the queue.
	maxQueued = 8 << 20
	// maxIdleQueue is how much of the queue's memory stays.
	maxIdleQueue = 1 << 20
)

func newFlows(store Flows) *flows {
	if store == nil {
		return nil
	}
	f := &flows{store: store, key: store.Key(), parser: message.NewParser()}
	f.room.L = &f.mu
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

// brings notes a message that goes on: what an answer or a request of the server
// delivers, and what the client sends. A secret that was taken out of it is the
// server's, too, whoever tells it to another.
func (s *Session) brings(d *direction, m *message.Message) {
	if s.flows == nil || d.asked.method == "" || m.Kind == message.Batch || m.Kind == message.Answer && m.Side == message.FromServer && lists(d.asked.method) {
		return
	}
	tool := d.runner.Called()
	if n := len(d.asked.tool); n > 0 {
		tool = unsafe.String(&d.asked.tool[0], n) // copied before it changes
	}
	j := job{session: s, policy: d.policy, fresh: d.fresh, side: m.Side, method: d.asked.method, now: s.options.Now().Unix()}
	s.flows.bring(j, d.came, tool)
}

// lists reports whether a method asks what a server offers.
func lists(method string) bool {
	switch method {
	case "tools/list", "prompts/list", "resources/list", "resources/templates/list", "initialize", "ping":
		return true
	}
	return false
}

func (f *flows) bring(j job, raw []byte, tool string) {
	j.message, j.tool = len(raw), len(tool)
	f.store.Promise()
	f.mu.Lock()
	defer f.mu.Unlock()
	for len(f.queue.bytes) > maxQueued {
		f.room.Wait()
	}
	f.queue.bytes = append(append(f.queue.bytes, raw...), tool...)
	f.queue.jobs = append(f.queue.jobs, j)
	if !f.working {
		f.working = true
		go f.work()
	}
}

// work learns what is in the queue, and ends when that is empty.
func (f *flows) work() {
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
			f.learn(j, raw, string(now.bytes[at-j.tool:at]))
			f.one.Unlock()
			f.store.Keep(1)
		}
		f.mu.Lock()
		if cap(now.bytes) <= maxIdleQueue {
			f.spare = batch{now.bytes[:0], now.jobs[:0]}
		}
		f.mu.Unlock()
	}
}

// idle waits until all that was brought is learnt.
func (f *flows) idle() {
	f.mu.Lock()
	defer f.mu.Unlock()
	for f.working {
		f.room.Wait()
	}
}
