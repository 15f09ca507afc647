package guard

import (
	"bytes"
	"encoding/json"
	"time"

	"github.com/mcp-watchdog/mcp-watchdog/internal/detect"
	"github.com/mcp-watchdog/mcp-watchdog/internal/drift"
	"github.com/mcp-watchdog/mcp-watchdog/internal/memory"
	"github.com/mcp-watchdog/mcp-watchdog/internal/message"
)

// Learnt is a Memory that also keeps what was learnt of how servers behave.
type Learnt interface {
	// Baselines returns what was learnt of a server.
	Baselines(server string) ([]memory.Baseline, error)
	// Keep replaces it by what merge makes of it, while nobody else can.
	Keep(server string, merge func(stored []memory.Baseline) ([]memory.Baseline, error)) error
}

// kept is how a session stands to what is stored of its server.
type kept struct {
	learning memory.Learning
	base     *drift.Server // as it was stored when it was last read
	unsaved  int
	saved    time.Time
	expected *expected
}

// expected is what was read before it was asked for.
type expected struct {
	server string
	epoch  int64
	knows  *drift.Server
}

const (
	// saveAfter is how many answers, or how much time, may be lost when the process
	// is killed.
	saveAfter = 512
	saveTime  = time.Minute
)

// knows gets what is known of the server, once. The caller has the lock of
// behaviour. Where the past cannot be read, this session is its own past.
func (s *Session) knows() {
	b := &s.behaviour
	if b.server != nil {
		return
	}
	var stored []memory.Baseline
	_ = s.options.Memory.With(func(v memory.View) error {
		b.kept.learning = v.Learning(s.identity())
		return nil
	})
	if e := b.kept.expected; e != nil && e.server == s.identity() && e.epoch == b.kept.learning.Epoch {
		s.begins(e.knows)
		return
	}
	if l, ok := s.options.Memory.(Learnt); ok {
		stored, _ = l.Baselines(s.identity())
	}
	s.begins(opened(stored))
}

// Expect reads what will be asked for when the server answers for the first time, so
// that this answer need not wait for it. It decides nothing: which server it is may still
// be another.
func (s *Session) Expect() {
	l, ok := s.options.Memory.(Learnt)
	if !ok {
		return
	}
	e := expected{server: s.options.Identity}
	err := s.options.Memory.With(func(v memory.View) error {
		if is, here := v.Entries(e.server)[s.options.Entry]; here {
			e.server = is
		}
		e.epoch = v.Learning(e.server).Epoch
		return nil
	})
	if err != nil {
		return
	}
	stored, err := l.Baselines(e.server)
	if err != nil {
		return
	}
	e.knows = opened(stored)
	s.behaviour.mu.Lock()
	defer s.behaviour.mu.Unlock()
	if s.behaviour.server == nil {
		s.behaviour.kept.expected = &e
	}
}

// opened reads what is stored. What cannot be read is as if it were not there.
func opened(stored []memory.Baseline) *drift.Server {
	all := map[string][]byte{}
	for _, b := range stored {
		all[b.Name] = b.State
	}
	server, err := drift.Unmarshal(all)
	if err != nil {
		return drift.New()
	}
	return server
}

// begins goes on from what is stored.
func (s *Session) begins(server *drift.Server) {
	b := &s.behaviour
	server.ReadBy(detect.ReadBy())
	b.server, b.kept.base, b.kept.expected = server, server.Clone(), nil
	b.server.Seed = s.places
	b.kept.unsaved, b.kept.saved = 0, s.options.Now()
}

// save writes down what was learnt since the last time, beside what others have
// learnt meanwhile. The caller has the lock of behaviour. What cannot be written
// is tried again.
func (s *Session) save() {
	b := &s.behaviour
	l, ok := s.options.Memory.(Learnt)
	if b.server == nil || !ok || b.kept.unsaved == 0 {
		return
	}
	if s.relearn() {
		return
	}
	var merged *drift.Server
	err := l.Keep(s.identity(), func(stored []memory.Baseline) ([]memory.Baseline, error) {
		merged = opened(stored)
		merged.Merge(b.server, b.kept.base)
		states, err := merged.Marshal()
		if err != nil {
			return nil, err
		}
		var all []memory.Baseline
		for name, state := range states {
			all = append(all, memory.Baseline{Server: s.identity(), Label: s.options.Server, Name: name, Epoch: b.kept.learning.Epoch, State: state})
		}
		return all, nil
	})
	if err == nil {
		s.begins(merged)
	}
}

// relearn takes in what people decided, and reports whether that ended what this
// session knew. The caller has the lock of behaviour.
func (s *Session) relearn() (ended bool) {
	b := &s.behaviour
	now := b.kept.learning
	_ = s.options.Memory.With(func(v memory.View) error {
		now = v.Learning(s.identity())
		return nil
	})
	ended = now.Epoch != b.kept.learning.Epoch
	b.kept.learning = now
	if ended {
		s.begins(drift.New())
	}
	return ended
}

// saves is save when it is time to.
func (s *Session) saves() {
	b := &s.behaviour
	if b.kept.unsaved >= saveAfter || b.kept.unsaved > 0 && s.options.Now().Sub(b.kept.saved) >= saveTime {
		s.save()
	}
}

// recall is what is done every now and then: people may have decided something.
func (s *Session) recall() {
	b := &s.behaviour
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.server != nil {
		s.relearn()
		s.saves()
	}
}

// Remember writes down what was learnt. It is called when a session ends.
func (s *Session) Remember() {
	if s.flows != nil {
		s.flows.Idle() // another server may come within the hour
	}
	b := &s.behaviour
	b.mu.Lock()
	defer b.mu.Unlock()
	for b.count > 0 {
		s.learnNext()
	}
	s.save()
}

// updated notes another version of the server: how its answers look may change.
func (s *Session) updated(d *direction, m *message.Message) {
	if s.options.Memory == nil || m.Kind != message.Answer || m.Side != message.FromServer || d.asked.method != "initialize" {
		return
	}
	var hello struct {
		Result struct{ ServerInfo json.RawMessage }
	}
	if json.Unmarshal(m.Raw, &hello) != nil {
		return
	}
	b := &s.behaviour
	b.mu.Lock()
	defer b.mu.Unlock()
	if s.knows(); b.server.Updated(hello.Result.ServerInfo) {
		b.kept.unsaved++
	}
}

// moment is the time, where somebody wants to know how long answers take.
func (s *Session) moment() time.Time {
	if s.options.Memory == nil {
		return time.Time{}
	}
	return s.options.Now()
}

// failedCall reports whether a result says that the call failed. The member stands
// near one of its ends.
func failedCall(raw []byte) bool {
	head, tail := raw[:min(len(raw), 256)], raw[max(0, len(raw)-64):]
	return isError(head) || isError(tail)
}

func isError(b []byte) bool {
	i := bytes.Index(b, []byte(`"isError"`))
	return i >= 0 && bytes.HasPrefix(bytes.TrimLeft(b[i+9:], " :"), []byte("true"))
}
