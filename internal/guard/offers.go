package guard

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"sync"
	"sync/atomic"

	"github.com/mcp-watchdog/mcp-watchdog/internal/detect"
	"github.com/mcp-watchdog/mcp-watchdog/internal/finding"
	"github.com/mcp-watchdog/mcp-watchdog/internal/memory"
	"github.com/mcp-watchdog/mcp-watchdog/internal/message"
	"github.com/mcp-watchdog/mcp-watchdog/internal/policy"
)

// Memory is what is known from earlier, and where lessons are kept.
type Memory interface {
	// With calls fn with the view as it is now. An error that is not fn's own
	// means that the past is not known.
	With(fn func(memory.View) error) error
	// Learn keeps the facts that lessons makes of the view, and returns when
	// they would survive the end of this process.
	Learn(lessons func(memory.View) []memory.Fact) error
}

// offers is what a session knows of what its server offers.
type offers struct {
	mu     sync.Mutex
	loaded bool
	held   map[thing]heldTool
	pages  map[memory.Item]*pages
	count  atomic.Int32 // len(held), read without the lock; -1 before loaded

	settled   changes             // calls found approvals; the client is to be told
	asks      bool                // the client shows questions to people
	greeted   bool                // it said hello: before 2026-07-28
	listening []listener          // subscriptions to changes
	questions map[string]question // by id, that wait for an answer
	asked     map[string]bool     // definitions that were asked about
	calls     asksOf
	waiting   atomic.Int32 // questions that were put in answers to calls
}

// thing is something that can be called by its name.
type thing struct {
	item memory.Item
	name string
}

// callable are the kinds of such things.
var callable = []memory.Item{memory.Tool, memory.Prompt}

// heldTool is a definition that may not be called.
type heldTool struct {
	print, why string
	listed     bool // the server offered it in this session
}

// pages are the pages of a list that the client is reading.
type pages struct {
	first bool // it began with the first page
	seen  map[string]bool
}

// maxNames bounds the names of one list that are remembered between its pages.
const maxNames = 1 << 14

// listing reports whether m is an answer that says what the server offers.
func (s *Session) listing(d *direction, m *message.Message) bool {
	if s.options.Memory == nil || m.Kind != message.Answer || m.Error || m.Side != message.FromServer {
		return false
	}
	_, ok := detect.Lists(d.asked.method)
	return ok
}

// compare judges what a message offers against the past and holds what has to
// wait for a person. It returns what learns the rest, once that is written down.
func (s *Session) compare(d *direction, m *message.Message, out *Outcome) (learn func() error, err error) {
	var listing *detect.Listing
	var told []finding.Finding
	var apart, settled bool
	doubts := doubted(out.Findings)
	item, _ := detect.Lists(d.asked.method)
	err = s.options.Memory.With(func(view memory.View) error {
		past := detect.Past{View: view, Careful: s.careful(d)}
		whole := s.turn(item, d.asked.page, m)
		s.offers.mu.Lock()
		defer s.offers.mu.Unlock()
		s.load(view)
		told, apart = s.entered(d, m, view, item)
		if past.Server = s.identity(); !s.entry.settled {
			past.Server = s.alone()
		}
		past.Seen, past.Whole = map[memory.Item]map[string]bool{item: s.offers.pages[item].seen}, whole
		var found []finding.Finding
		found, listing = d.runner.Compare(m, d.asked.method, past)
		s.judgeOffers(d, m, out, found, listing, doubts)
		settled = s.entry.settled
		return nil
	})
	for i := range told {
		s.mention(out, told[i])
	}
	if apart {
		s.unlearn()
	}
	if err != nil || out.Action <= policy.Hold || !settled {
		return nil, err
	}
	t := memory.Taught{Time: s.options.Now().Unix(), Server: s.identity(), Label: s.options.Server}
	for i := range listing.Offers {
		t.Offers = append(t.Offers, listing.Offers[i].Offer)
	}
	t.Offers = append(t.Offers, listing.Gone...)
	if listing.Whole {
		t.Complete = []memory.Item{item}
	}
	return func() error {
		return s.options.Memory.Learn(func(view memory.View) []memory.Fact { return append(memory.Lessons(view, t), s.enters(view, t)...) })
	}, nil
}

// careful reports whether nothing is trusted on first sight.
func (s *Session) careful(d *direction) bool {
	return s.options.FirstSight == HoldFirst || s.options.FirstSight == TrustByMode && d.policy.ModeOf(s.options.Server) == policy.Strict
}

// judgeOffers asks the policy about the findings and takes out what is held.
func (s *Session) judgeOffers(d *direction, m *message.Message, out *Outcome, found []finding.Finding, l *detect.Listing, doubts func(string) bool) {
	var cuts []message.Cut
	for i := range l.Offers {
		l.Offers[i].Fate = memory.Delivered
		if doubts(l.Offers[i].Name) {
			l.Offers[i].Fate = memory.Doubted
		}
	}
	for i := range found {
		j := s.judged(d, &found[i], m)
		at := l.Of(i)
		if at >= 0 && l.Offers[at].Item == memory.Tool {
			j.Tool = l.Offers[at].Name
		}
		switch {
		case at >= 0 && len(j.Cuts) > 0 && (j.Action == policy.Hold || j.Action == policy.Clean):
			o := &l.Offers[at]
			o.Fate, o.Why = memory.Withheld, j.Rule.ID+": "+j.Why
			j.Action, out.Action = policy.Hold, min(out.Action, policy.Clean)
			j.Why += s.hint(o.Name)
			cuts = append(cuts, j.Cuts...)
		case at >= 0 && j.Severity >= finding.High && l.Offers[at].Fate != memory.Withheld:
			l.Offers[at].Fate = memory.Doubted
			fallthrough
		default:
			out.Action = min(out.Action, j.Action)
		}
		if len(out.Findings) < maxListed {
			out.Findings = append(out.Findings, j)
		}
	}
	for i := range l.Offers {
		s.hold(&l.Offers[i].Offer)
		if o := &l.Offers[i].Offer; o.Fate == memory.Withheld && o.Item == memory.Tool {
			s.ask(o)
		}
	}
	if len(cuts) > 0 {
		out.Forward = message.Apply(m.Raw, cuts)
	}
}

// hint says how to settle it. Names that nobody should read are left out.
func (s *Session) hint(name string) string {
	return fmt.Sprintf("; it is held back until somebody runs: mcp-watchdog pins approve %s", strings.TrimSpace(word(s.options.Server)+" "+word(name)))
}

// word is a name as it can be typed into a shell and read by a model, or "".
func word(name string) string {
	if len(name) > 64 || strings.ContainsFunc(name, func(r rune) bool {
		return r != '_' && r != '-' && r != '.' && r != '/' && r != '@' && (r|0x20 < 'a' || r|0x20 > 'z') && (r < '0' || r > '9')
	}) {
		return ""
	}
	return name
}

// doubted returns whether something was found in a tool before it was compared.
// What cannot be told apart is doubted together.
func doubted(found []Judged) func(tool string) bool {
	all, tools := false, map[string]bool{}
	for i := range found {
		if j := &found[i]; !j.Hygiene && j.Severity >= finding.High {
			tools[j.Tool] = true
			all = all || j.Tool == ""
		}
	}
	return func(tool string) bool { return all || tools[tool] }
}

// turn notes a page of a list and reports whether the list has been read from
// its start to its end.
func (s *Session) turn(item memory.Item, later bool, m *message.Message) bool {
	s.offers.mu.Lock()
	defer s.offers.mu.Unlock()
	if s.offers.pages == nil {
		s.offers.pages = map[memory.Item]*pages{}
	}
	p := s.offers.pages[item]
	if p == nil || !later {
		p = &pages{first: !later, seen: map[string]bool{}}
		s.offers.pages[item] = p
	}
	var page struct {
		Result struct {
			NextCursor json.RawMessage
			Tools      []struct{ Name string }
			Prompts    []struct{ Name string }
		}
	}
	if json.Unmarshal(m.Raw, &page) != nil {
		p.first = false // a list of another shape is compared by its elements alone
		return false
	}
	more := len(page.Result.NextCursor) > 0 && !bytes.Equal(page.Result.NextCursor, []byte("null")) && !bytes.Equal(page.Result.NextCursor, []byte(`""`))
	if !more {
		return p.first
	}
	for _, t := range append(page.Result.Tools, page.Result.Prompts...) {
		if len(p.seen) < maxNames {
			p.seen[t.Name] = true
		}
	}
	return false
}

// load takes over what was held when the server was last seen. The caller has
// the lock.
func (s *Session) load(view memory.View) {
	if s.offers.loaded {
		return
	}
	s.offers.loaded, s.offers.held = true, map[thing]heldTool{}
	s.enter(view)
	for _, item := range callable {
		for _, name := range view.Standing(s.identity(), item) {
			e, _ := view.Entry(s.identity(), item, name)
			h := heldTool{print: e.Held, why: e.Why}
			if h.print == "" {
				h = heldTool{print: e.Pin, why: revokedWhy}
			}
			s.offers.held[thing{item, name}] = h
		}
	}
	s.offers.count.Store(int32(len(s.offers.held)))
}

// hold notes whether a tool may be called. The caller has the lock.
func (s *Session) hold(o *memory.Offer) {
	switch {
	case !slices.Contains(callable, o.Item):
		return
	case o.Fate == memory.Withheld:
		s.offers.held[thing{o.Item, o.Name}] = heldTool{o.Print, o.Why, true}
	default:
		delete(s.offers.held, thing{o.Item, o.Name})
	}
	s.offers.count.Store(int32(len(s.offers.held)))
}

// heldCall is what there is against a call of a tool, or a request for a prompt,
// that is held; nil when there is nothing.
func (s *Session) heldCall(d *direction, m *message.Message, item memory.Item) (*finding.Finding, error) {
	careful := s.options.Memory != nil && s.careful(d)
	if s.options.Memory == nil || s.offers.count.Load() == 0 && !careful {
		return nil, nil
	}
	var f *finding.Finding
	err := s.options.Memory.With(func(view memory.View) error {
		s.offers.mu.Lock()
		defer s.offers.mu.Unlock()
		s.load(view)
		var call struct {
			Params map[string]json.RawMessage
		}
		if json.Unmarshal(m.Raw, &call) != nil {
			return nil // params that are no object call nothing
		}
		names, _ := policy.Names(call.Params)
		for _, name := range names {
			t := thing{item, name}
			h, ok := s.offers.held[t]
			e, _ := view.Entry(s.identity(), item, name)
			if careful && !ok && e.Pin == "" && view.Complete(s.identity(), item) {
				h, ok = heldTool{why: "nobody has approved it yet"}, true // a client need not have listed what it calls
			}
			if !ok || e.Trusts(h.print) {
				delete(s.offers.held, t) // approved meanwhile
				s.offers.settled.note(item, ok)
				continue
			}
			against := s.heldFinding(t, h)
			f = &against
		}
		s.offers.count.Store(int32(len(s.offers.held)))
		return nil
	})
	return f, err
}

// calledItem is the kind of thing that a method calls by its name.
func calledItem(method string) (memory.Item, bool) {
	switch method {
	case "tools/call":
		return memory.Tool, true
	case "prompts/get":
		return memory.Prompt, true
	}
	return "", false
}
