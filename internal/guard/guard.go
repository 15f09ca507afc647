// Package guard lives the life of one message: parse, inspect, decide, record,
// learn, forward. Nothing that was cut, held or blocked goes on before it has
// been written down. An error or a panic in any step becomes the policy's
// OnError, which blocks unless somebody chose otherwise, and is answered.
package guard

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"hash/maphash"
	"sync"
	"sync/atomic"
	"time"

	"github.com/mcp-watchdog/mcp-watchdog/internal/detect"
	"github.com/mcp-watchdog/mcp-watchdog/internal/finding"
	"github.com/mcp-watchdog/mcp-watchdog/internal/flow"
	"github.com/mcp-watchdog/mcp-watchdog/internal/intent"
	"github.com/mcp-watchdog/mcp-watchdog/internal/memory"
	"github.com/mcp-watchdog/mcp-watchdog/internal/message"
	"github.com/mcp-watchdog/mcp-watchdog/internal/policy"
	"github.com/mcp-watchdog/mcp-watchdog/internal/secret"
	"github.com/mcp-watchdog/mcp-watchdog/internal/stego"
	"github.com/mcp-watchdog/mcp-watchdog/internal/tracking"
	"github.com/mcp-watchdog/mcp-watchdog/internal/vault"
)

// Judged is a finding and what the policy made of it.
type Judged struct {
	finding.Finding
	Action policy.Action
	// Verdict is what the policy said about it, and which of its lines.
	Verdict policy.Verdict
	// Tool that it is about; "" for none.
	Tool string
	// Print is the fingerprint of what was found, "" without a key.
	Print string
	// Removed and SHA256 are the length in bytes and the hash of what its cuts
	// take out of the message; zero when nothing was taken out.
	Removed int
	SHA256  [32]byte
}

// Event is a message that was not a clean pass.
type Event struct {
	Time     time.Time
	From     message.Side
	Method   string // of the message, or of the request it answers
	Action   policy.Action
	Findings []Judged
	// More is how many further findings the message had beyond those listed.
	More int
	// Failure says what went wrong when inspecting failed; "" otherwise.
	Failure string
}

// Recorder is told of every event, before anything of it goes on. An error
// means that it was not written down, and the message is treated as one that
// could not be inspected.
type Recorder interface {
	Record(Event) error
}

// Options configure a session.
type Options struct {
	Policy policy.Policy
	// Live, when not nil, holds the policy in its place. It may be changed at
	// any time; a message is judged by one policy from start to end.
	Live *atomic.Pointer[policy.Policy]
	// Server is the name of the server in policies.
	Server string
	// Memory is the past that offers are compared with; nil: there is none.
	Memory Memory
	// Identity is what the server is in Memory: what it runs, or its origin.
	Identity string
	// Entry tells the arguments of what Identity runs from others: with other
	// arguments, the same program may be another server. "": they mean nothing.
	Entry string
	// Second is asked about what the policy's Asks say; nil: nobody is.
	Second Second
	// Say sends the client a line of the proxy's own; nil: it cannot. It must not
	// wait.
	Say func(line []byte)
	// Decided is told what a person at the client has approved, before it
	// counts. An error means that it was not written down; then it does not
	// count. It may be nil.
	Decided func(memory.Fact) error
	// HeldCalls is what becomes of calls that the policy holds, and AskTimeout how
	// long a question about one waits; zero means DefaultAskTimeout.
	HeldCalls  HeldCalls
	AskTimeout time.Duration
	// FirstSight says whether what nobody has approved is trusted when it is seen
	// for the first time.
	FirstSight FirstSight
	// Key makes fingerprints of what was found; nil: there are none. It is
	// asked when the first is needed.
	Key func() []byte
	// Chance fills a slice with bytes that nobody can guess. With it, what is
	// taken out of documents is kept in memory and put back when it returns to its
	// server; nil: it is gone.
	Chance func([]byte)
	// Elsewhere asks the other servers of the session for what a handle stands for
	// that this one knows nothing of; nil: there are none. It is asked where the
	// policy names this server as a sink alone.
	Elsewhere func(Borrow) (vault.Loan, bool)
	// Keeps is told when something was put into the vault; it may be nil, and must
	// not wait.
	Keeps func()
	// Own returns the name of a secret of the user's own that stands in a message
	// of the client; nil: none is known. It may be asked for both directions.
	Own func(raw []byte) (name string, ok bool)
	// OwnParts returns the name of one that has been said in pieces by now; nil for none.
	OwnParts func(bare []byte, said *secret.Trail) (name string, ok bool)
	// Owns reports whether Own knows any secret; nil: it may. It may be asked as Own is.
	Owns func() bool
	// Flows knows what the servers of the session delivered; nil: nobody looks.
	Flows    tracking.Flows
	Settings detect.Settings
	// Table of detectors; nil means detect.Table.
	Table []detect.Entry
	// Recorder may be nil: nothing is recorded.
	Recorder Recorder
	// Now is the clock; nil means time.Now.
	Now func() time.Time
	// InspectTimeout bounds the inspection of one message; zero means
	// DefaultInspectTimeout.
	InspectTimeout time.Duration
}

// FirstSight is what becomes of offers that are new.
type FirstSight uint8

const (
	TrustFirst  FirstSight = iota // unless something is found in them
	TrustByMode                   // they are held in strict mode
	HoldFirst                     // until a person approves
)

// DefaultInspectTimeout is far beyond what any message needs (a 100 MB message
// full of suspicious text takes seconds), and short enough that a session is
// not lost to a message nobody foresaw.
const DefaultInspectTimeout = 30 * time.Second

// Session judges the traffic between one client and one server. Its methods
// may be called for both directions at once.
type Session struct {
	options   Options
	seed      maphash.Seed
	places    uint64                          // drift.Server.Seed, which the server does not know
	spent     map[policy.Account]policy.Spent // of the policy's budgets, by the client's direction
	open      [2]openRequests                 // by the side that asked
	dirs      [2]direction                    // by the side that writes
	left      [2]atomic.Bool                  // Gone was called for the side
	offers    offers
	entry     entry
	strongbox strongbox
	disguised disguised
	flows     *tracking.Tracker // nil: nobody looks
	reader    tracking.Reader   // of what the client sends, by its direction
	behaviour behaviour
	tools     struct {
		sync.Mutex
		said     map[string]map[string]any         // annotations by tool
		roles    map[string]map[string]detect.Role // that schemas declare, by tool and argument
		declared int                               // of them
		encoded  map[string]map[string]bool        // arguments that are encoded, by tool
		world    map[string]bool                   // openWorldHint, by tool

		outputs     map[string]*output // what results are declared to be, by tool
		outputBytes int
		declares    atomic.Bool // outputs has something
	}
}

// direction is what one direction needs to itself.
type direction struct {
	mu      sync.Mutex
	parser  *message.Parser
	element *message.Parser // for the messages of a batch
	runner  *detect.Runner
	asked   answered
	skim    message.Skimmer
	policy  *policy.Policy // by which the message at hand is judged
	scene   scene
	restore []message.Cut // what the handles in the call at hand stand for
	pace    pace
	sources map[string]flow.Kind // what tools deliver, as their names say
	inputs  bool                 // the answer at hand asks its client for something
	came    []byte               // the message at hand before anything was taken out
	fresh   bool                 // nothing of another server is in the message at hand
	// questions is how many were asked about the message at hand.
	questions int
	release   release   // what a person said about it
	limit     time.Time // when the inspection at hand is late; zero until somebody asks
}

// late reports whether the inspection at hand has taken too long. The clock is
// read only for messages that are looked at closely.
func (d *direction) late(o *Options) bool {
	now := o.Now()
	if d.limit.IsZero() {
		d.limit = now.Add(o.InspectTimeout)
	}
	return now.After(d.limit)
}

// lexicon is shared by all sessions, and read when the first of them needs it.
var lexicon = sync.OnceValue(intent.Load)

// standard is the product's table, made ready once.
var standard = sync.OnceValue(detect.Standard)

// Ready makes ready what every session with the product's table needs, so that
// the first one need not. It is best begun early.
func Ready() { standard() }

func compiled(table []detect.Entry) *detect.Set {
	if table == nil {
		return standard()
	}
	return detect.Compile(table)
}

// New returns a session.
func New(o Options) *Session {
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.InspectTimeout == 0 {
		o.InspectTimeout = DefaultInspectTimeout
	}
	seed, set := maphash.MakeSeed(), compiled(o.Table)
	s := &Session{options: o, seed: seed, places: message.HashID(seed, []byte("places"))}
	if o.Flows != nil {
		s.flows = tracking.New(o.Flows)
		if o.Chance != nil {
			s.flows.Overhear(s.overhears)
		}
	}
	s.offers.count.Store(-1) // not known
	for i := range s.dirs {
		d := &s.dirs[i]
		s.open[i].init(seed)
		d.parser, d.element = message.NewParser(), message.NewParser()
		d.runner = detect.NewRunner(set, o.Settings, lexicon, func() bool { return d.late(&o) })
		d.runner.Declare(s.declaredRole)
		d.runner.Habits(func() *stego.Habits { return s.habits(d) })
	}
	return s
}

// Outcome is what became of a message.
type Outcome struct {
	Action   policy.Action
	Findings []Judged
	Forward  []byte // goes on; raw itself when nothing was changed
	Reply    []byte // goes back
}

// Screen implements relay.Screen.
func (s *Session) Screen(ctx context.Context, from message.Side, raw []byte) (forward, reply []byte) {
	out := s.Judge(ctx, from, raw)
	return out.Forward, out.Reply
}

// Judge is Screen with the reasons.
func (s *Session) Judge(_ context.Context, from message.Side, raw []byte) (out Outcome) {
	d := &s.dirs[from]
	d.mu.Lock()
	defer d.mu.Unlock()
	d.policy = s.policy()
	defer func() {
		if p := recover(); p != nil {
			out = s.failed(d, from, raw, fmt.Sprintf("the inspection panicked: %T", p))
		}
	}()
	return s.judge(d, d.parser, from, raw)
}

func (s *Session) judge(d *direction, p *message.Parser, from message.Side, raw []byte) Outcome {
	if len(bytes.TrimSpace(raw)) == 0 {
		return Outcome{Action: policy.Pass} // an empty line is no message
	}
	d.asked = answered{id: d.asked.id[:0], tool: d.asked.tool[:0], raw: d.asked.raw[:0]}
	d.scene.raw, d.restore = nil, d.restore[:0]
	if d.policy.Stopped != "" {
		return s.refuse(d, from, raw, stopped, "everything was stopped "+d.policy.Stopped)
	}
	if p == d.parser {
		if from == message.FromClient {
			d.release = release{}
			raw = s.ownInput(d, raw)
		}
		d.runner.Ahead(from, raw)
		defer d.runner.Settle()
	}
	m, err := p.Parse(from, raw)
	if err != nil {
		return s.unfit(d, from, raw, err)
	}
	switch m.Kind {
	case message.Batch:
		if p == d.element {
			return s.refuse(d, from, raw, nestedBatch, "a batch stands inside a batch")
		}
		return s.judgeBatch(d, m)
	case message.Junk:
		return s.refuseJunk(d, from, raw)
	case message.Answer:
		if from == message.FromClient {
			if out, ours := s.answeredQuestion(d, m); ours {
				return out
			}
		}
		known := s.open[from.Other()].take(m.ID, &d.asked) || s.open[from.Other()].take(otherSpelling(m.ID), &d.asked)
		if !known && (m.ID != nil || !m.Error) {
			return s.unsolicited(d, m)
		}
	default:
		d.asked.method = m.Method
		if s.withdrawn(m) {
			return consumed()
		}
		if out, asked := s.askFirst(d, m); asked {
			return out
		}
	}
	return d.restored(s.inspect(d, m), m.Raw)
}

// judgeBatch judges every message of a batch by itself. When nothing changes
// the array leaves as it came; otherwise it is put together anew from the
// bytes of what remains.
func (s *Session) judgeBatch(d *direction, m *message.Message) Outcome {
	all := Outcome{Action: policy.Pass}
	var forward, replies [][]byte
	changed := false
	d.release.withheld = true // who waits for a batch waits for all of it
	for _, e := range m.Elements {
		raw := m.Raw[e.Start:e.End]
		out := s.judge(d, d.element, m.Side, raw)
		all.Action = min(all.Action, out.Action)
		all.Findings = append(all.Findings, out.Findings...)
		if out.Forward != nil {
			forward = append(forward, out.Forward)
		}
		if out.Reply != nil {
			replies = append(replies, out.Reply)
		}
		changed = changed || !same(out.Forward, raw)
	}
	all.Reply = array(replies)
	if all.Forward = array(forward); !changed {
		all.Forward = m.Raw
	}
	return all
}

// same reports whether a is b, not merely equal to it.
func same(a, b []byte) bool { return len(a) == len(b) && len(a) > 0 && &a[0] == &b[0] }

func array(parts [][]byte) []byte {
	if len(parts) == 0 {
		return nil
	}
	return append(append([]byte{'['}, bytes.Join(parts, []byte{','})...), ']')
}

// learn remembers what a message that goes on teaches: a request that goes on, and one that its sender cancels: it
// may still be answered, but nobody is owed an answer.
func (s *Session) learn(m *message.Message) {
	switch {
	case m.Kind == message.Request:
		s.open[m.Side].add(m, s.dirs[m.Side].runner.Called(), m.Side == message.FromClient && m.Meta() && bytes.Contains(m.Raw, modernMark), laterPage(m), s.moment())
		if m.Side == message.FromClient && m.Method == "initialize" {
			s.canAsk(m)
		}
		if m.Method == "subscriptions/listen" && m.Side == message.FromClient && s.options.Memory != nil {
			s.listens(m)
		}
	case m.Method == "notifications/cancelled":
		var n struct {
			Params struct{ RequestID json.RawMessage }
		}
		if json.Unmarshal(m.Raw, &n) == nil && len(n.Params.RequestID) > 0 {
			s.open[m.Side].cancel(n.Params.RequestID)
		}
	}
}

// laterPage reports whether a request asks for a page of a list that is not the
// first.
func laterPage(m *message.Message) bool {
	if _, ok := detect.Lists(m.Method); !ok {
		return false
	}
	var request struct {
		Params struct{ Cursor *json.RawMessage }
	}
	return bytes.Contains(m.Raw, []byte(`"cursor"`)) && json.Unmarshal(m.Raw, &request) == nil && request.Params.Cursor != nil
}

// modernMark is in the _meta of every request of 2026-07-28.
var modernMark = []byte(`"io.modelcontextprotocol/protocolVersion"`)

// Oversize implements relay.Screen.
func (s *Session) Oversize(_ context.Context, from message.Side, env message.Envelope, size, limit int64) (forward, reply []byte) {
	d := &s.dirs[from]
	d.mu.Lock()
	defer d.mu.Unlock()
	d.policy = s.policy()
	f := finding.Finding{
		Rule: oversize, Severity: oversize.Severity,
		Why: fmt.Sprintf("the message is %d bytes long and the limit is %d; raise limits.max_message_bytes to allow it", size, limit),
	}
	out := s.decideWhole(d, whole{from: from, env: env, ids: env.IDs}, f, policy.Verdict{Action: policy.Block, By: policy.Source{File: "limits.max_message_bytes"}, Preset: policy.Block})
	return out.Forward, out.Reply
}

// Gone implements relay.Screen: it answers what the side that stays still
// waits for.
func (s *Session) Gone(_ context.Context, side message.Side, good bool, why string) [][]byte {
	open := s.open[side.Other()].takeAll()
	if s.left[side.Other()].Load() && good {
		return nil
	}
	s.left[side].Store(true)
	owed := make([][]byte, 0, len(open))
	if side == message.FromServer {
		for _, c := range s.closeCalls(func(c *heldCall) bool { return !c.modern }, false) {
			owed = append(owed, c.refusal("its server has left"))
		}
	}
	for _, r := range open {
		owed = append(owed, message.Refusal{
			ID: r.id, Method: r.method, Modern: r.modern, Rule: peerGone.ID,
			Text: "mcp-watchdog: no answer will come: " + why + ". Start the server again and repeat the request.",
		}.Append(nil))
	}
	return owed
}
