package tracking

import (
	"sync"

	"github.com/mcp-watchdog/mcp-watchdog/internal/flow"
)

// Local is what the servers of one session delivered, where all are guarded
// by one process.
type Local struct {
	mu      sync.Mutex
	key     flow.Key
	servers []*localServer
}

// NewLocal returns an empty one, whose hashes are keyed with what chance
// fills in.
func NewLocal(chance func([]byte)) *Local {
	var b [24]byte
	chance(b[:])
	word := func(i int) (w uint64) {
		for _, c := range b[i : i+8] {
			w = w<<8 | uint64(c)
		}
		return w
	}
	return &Local{key: flow.NewKey(word(0), word(8), word(16))}
}

const (
	localRing  = 1 << 7
	localSlots = flow.MinSlots
	// maxLocalSlots bounds the table of one server: 512 KB.
	maxLocalSlots = 1 << 16
)

// localServer are those of one server.
type localServer struct {
	all   *Local
	name  string
	table *flow.Table // nil until something is delivered
	kept  sync.Cond
	open  int // promises that are not kept
}

// Server returns the Flows of a server of that name.
func (l *Local) Server(name string) Flows {
	f := &localServer{all: l, name: name}
	f.kept.L = &l.mu
	l.mu.Lock()
	defer l.mu.Unlock()
	l.servers = append(l.servers, f)
	return f
}

func (f *localServer) Key() flow.Key { return f.all.key }

func (f *localServer) Own(fn func(t *flow.Table)) {
	f.all.mu.Lock()
	defer f.all.mu.Unlock()
	if f.table == nil {
		f.table = newLocalTable(localSlots)
	}
	fn(f.table)
}

func newLocalTable(slots int) *flow.Table {
	return flow.NewTable(make([]uint64, flow.Words(localRing, slots)), localRing, slots)
}

func (f *localServer) Grow() {
	f.all.mu.Lock()
	defer f.all.mu.Unlock()
	if slots := 4 * f.table.Slots(); slots <= maxLocalSlots {
		larger := newLocalTable(slots)
		f.table.MoveTo(larger, 0)
		f.table = larger
	}
}

func (f *localServer) Promise() {
	f.all.mu.Lock()
	f.open++
	f.all.mu.Unlock()
}

func (f *localServer) Keep(n int) {
	f.all.mu.Lock()
	f.open -= n
	f.kept.Broadcast()
	f.all.mu.Unlock()
}

func (f *localServer) Alone() bool {
	f.all.mu.Lock()
	defer f.all.mu.Unlock()
	for _, s := range f.all.servers {
		if s != f && (s.table != nil || s.open > 0) {
			return false
		}
	}
	return true
}

// Company is always expected: whoever judges messages one by one gives them one
// after the other.
func (f *localServer) Company() bool { return true }

func (f *localServer) Others(wait bool, fn func(server string, same bool, t *flow.Table)) error {
	f.all.mu.Lock()
	defer f.all.mu.Unlock()
	for _, s := range f.all.servers {
		for wait && s != f && s.open > 0 {
			s.kept.Wait()
		}
		if s != f && s.table != nil {
			fn(s.name, s.name == f.name, s.table)
		}
	}
	return nil
}

func (f *localServer) Note(flow.Passage) {}
