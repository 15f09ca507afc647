package guard

import (
	"sync"

	"github.com/mcp-watchdog/mcp-watchdog/internal/memory"
)

// Recent is a Memory that lasts as long as the process: what several sessions
// of one run share. The zero value is empty.
type Recent struct {
	mu    sync.Mutex
	index memory.Index

	baselines map[string]map[string]memory.Baseline // by server and name
}

// With implements Memory.
func (r *Recent) With(fn func(memory.View) error) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	return fn(&r.index)
}

// Learn implements Memory.
func (r *Recent) Learn(lessons func(memory.View) []memory.Fact) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, f := range lessons(&r.index) {
		f.Seq = r.index.Last() + 1
		r.index.Apply(f, true)
	}
	return nil
}

// Forget forgets everything.
func (r *Recent) Forget() {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.index, r.baselines = memory.Index{}, nil
}
