package guard

import (
	"bytes"
	"slices"
	"sync/atomic"

	"github.com/mcp-watchdog/mcp-watchdog/internal/detect"
	"github.com/mcp-watchdog/mcp-watchdog/internal/finding"
	"github.com/mcp-watchdog/mcp-watchdog/internal/memory"
	"github.com/mcp-watchdog/mcp-watchdog/internal/message"
	"github.com/mcp-watchdog/mcp-watchdog/internal/policy"
)

// entry is which server this session's is, where one program is several: `tools.py
// files` and `tools.py mail` share a script and no tool. A server cannot choose its
// arguments. So what it offers decides once, when a program is first seen with
// these arguments: with a tool of a server that is known it is that one, as it would
// be after a rug pull, and without any it is one of its own. From then on the
// arguments say which it is, whatever it offers.
type entry struct {
	is      atomic.Pointer[string] // the identity; nil: that of the options
	settled bool                   // it is known which, under the lock of offers
	fresh   bool                   // and not yet written down
	hello   []byte                 // what it said of itself before that
}

const (
	// maxEntries bounds the arguments of one program that are told apart. Where they
	// are others each time they mean nothing.
	maxEntries = 16
	// maxHello bounds what is kept of it.
	maxHello = 64 << 10
)

// identity is what the server is in Memory.
func (s *Session) identity() string {
	if is := s.entry.is.Load(); is != nil {
		return *is
	}
	return s.options.Identity
}

// alone is the identity of a server that shares its program with others.
func (s *Session) alone() string { return s.options.Identity + " #" + s.options.Entry }

// enter looks up which server the arguments make of the program. The caller has
// the lock of offers.
func (s *Session) enter(view memory.View) {
	e, all := &s.entry, view.Entries(s.options.Identity)
	known := slices.ContainsFunc(memory.Items, func(item memory.Item) bool { return view.Count(s.options.Identity, item) > 0 })
	is, here := all[s.options.Entry]
	switch {
	case here:
		e.is.Store(&is)
		e.settled = true
	case !known: // the first one
		e.settled, e.fresh = true, s.options.Entry != ""
	case s.options.Entry == "" || len(all) >= maxEntries:
		e.settled = true
	}
}

// entered settles which server it is by the tools or prompts that m lists, and returns
// what is to be told about that. apart is true when it is none of those that
// were known. The caller has the lock of offers.
func (s *Session) entered(d *direction, m *message.Message, view memory.View, item memory.Item) (told []finding.Finding, apart bool) {
	e := &s.entry
	if e.settled {
		return nil, false
	}
	if !slices.Contains(callable, item) {
		if len(m.Raw) <= maxHello && item == memory.Capabilities {
			e.hello = bytes.Clone(m.Raw)
		}
		return nil, false
	}
	e.settled, e.fresh = true, true
	_, l := d.runner.Compare(m, d.asked.method, detect.Past{View: view, Server: s.options.Identity})
	servers := []string{s.options.Identity}
	for _, is := range view.Entries(s.options.Identity) {
		servers = append(servers, is)
	}
	slices.Sort(servers[1:])
	for _, is := range servers {
		if l.Kin(is, item) {
			e.is.Store(&is)
			told = s.lateHello(d, view)
			break
		}
	}
	if e.is.Load() == nil && len(view.Names(s.options.Identity, item)) > 0 && len(l.Offers) > 0 {
		is := s.alone()
		e.is.Store(&is)
		apart = true
		if l.Labelled(s.options.Identity, item, s.options.Server) {
			told = append(told, detect.Apart())
		}
	}
	e.hello, s.offers.loaded = nil, false
	s.load(view)
	return told, apart
}

// lateHello compares what the server said of itself, which went on before it was
// known which server that is.
func (s *Session) lateHello(d *direction, view memory.View) (told []finding.Finding) {
	if s.entry.hello == nil {
		return nil
	}
	m, err := message.NewParser().Parse(message.FromServer, s.entry.hello)
	if err != nil {
		return nil // it was parsed before
	}
	found, _ := d.runner.Compare(m, "initialize", detect.Past{View: view, Server: s.identity()})
	for _, f := range found {
		if f.Severity >= finding.Medium {
			f.Cuts = nil
			f.Why += "; it was noticed when it had been delivered"
			told = append(told, f)
		}
	}
	return told
}

// mention tells of a finding that changes nothing in the message at hand.
func (s *Session) mention(out *Outcome, f finding.Finding) {
	out.Action = min(out.Action, policy.Alert)
	out.Findings = append(out.Findings, Judged{Finding: f, Action: policy.Alert, Verdict: policy.Verdict{Action: policy.Alert, Preset: policy.Alert}})
}

// unlearn drops how another server behaves.
func (s *Session) unlearn() {
	b := &s.behaviour
	b.mu.Lock()
	defer b.mu.Unlock()
	b.server, b.kept.unsaved = nil, 0
}

// enters are the facts about which server the arguments make of the program.
func (s *Session) enters(view memory.View, t memory.Taught) []memory.Fact {
	s.offers.mu.Lock()
	defer s.offers.mu.Unlock()
	all := view.Entries(s.options.Identity)
	if _, known := all[s.options.Entry]; known || !s.entry.fresh || len(all) >= maxEntries {
		return nil
	}
	s.entry.fresh = false
	return []memory.Fact{{Time: t.Time, What: memory.Entered, Server: s.options.Identity, Label: t.Label, Name: s.options.Entry, Print: s.identity()}}
}
