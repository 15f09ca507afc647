package guard

import (
	"strings"

	"github.com/mcp-watchdog/mcp-watchdog/internal/finding"
	"github.com/mcp-watchdog/mcp-watchdog/internal/message"
	"github.com/mcp-watchdog/mcp-watchdog/internal/policy"
	"github.com/mcp-watchdog/mcp-watchdog/internal/vault"
)

// A secret may go to another server than the one it is from where a line of the
// policy names that server as a sink. Each server has a proxy of its own: the one
// that has the secret lends it to the other for one call. Both ask their policy.

// SharedRestore is the rule by which the user's lines name sinks.
const SharedRestore = "shared_restore"

// sharedRestore is only found where a line of the user's own names it: for all
// others a handle of another server is a foreign one.
var sharedRestore = &finding.Rule{
	ID: SharedRestore, Class: "secret_leak", SMAC: "SMAC-6", Severity: finding.High,
	Title:     "a secret of one server is put back in a call of another",
	Catches:   "A handle (watchdog-kept-...) of another server of the same session, in a call of a server that a line of your policy names for this rule. The proxy of the other server lends the original for this call, and both write it down. Without such a line, in both policies, the handle is a foreign one (foreign_handle).",
	Example:   "{rule: shared_restore, server: deploy, tool: set_variable, action: pass}: a key read from a file goes to the server that deploys",
	Misses:    "What that server does with the secret. On Linux and macOS only: elsewhere handles stay with the process that made them.",
	Exception: "It is one: remove the line to end it.",
}

// Borrow is a call that has handles of other servers in it.
type Borrow struct {
	// Handle may have more text behind it.
	Handle string
	// Server and Tool are where it would go.
	Server, Tool string
}

// maxBorrowed bounds the handles of one call that others are asked about.
const maxBorrowed = 16

// namedSink is the finding that a sink is named by.
func namedSink() *finding.Finding {
	return &finding.Finding{Rule: sharedRestore, Severity: sharedRestore.Severity, Surface: message.Argument}
}

// borrowed asks the other servers of the session for what the handles of a call
// stand for that this one knows nothing of. It waits for them, and the vault is
// free meanwhile: they may ask, too.
func (s *Session) borrowed(d *direction, m *message.Message, tool string) map[string]*vault.Kept {
	if s.options.Elsewhere == nil || !d.policy.NamesAny(SharedRestore) || !d.policy.Names(namedSink(), s.look(d, namedSink(), m)) {
		return nil
	}
	wanted := map[string]string{}
	s.strongbox.mu.Lock()
	box := s.box()
	m.Visit(d.asked.method, func(f *message.Field) {
		if f.Key || f.Surface&(message.Argument|message.Unknown) == 0 || !vault.Has(f.Raw()) {
			return
		}
		text := f.Text()
		for _, r := range box.Find(text) {
			if r.Kept == nil && !r.Theirs && len(wanted) < maxBorrowed {
				wanted[r.ID] = strings.Clone(text[r.Start:r.End])
			}
		}
	}, nil)
	s.strongbox.mu.Unlock()
	guests := map[string]*vault.Kept{}
	for id, handle := range wanted {
		if loan, ok := s.options.Elsewhere(Borrow{Handle: handle, Server: s.options.Server, Tool: tool}); ok {
			guests[id] = vault.Guest(loan)
		}
	}
	return guests
}

// Lend gives another server of the session what a handle stands for, where the
// policy names that server as one that may have it. It is written down first.
func (s *Session) Lend(b Borrow) (vault.Loan, bool) {
	p := s.policy()
	at := &policy.Scene{Server: b.Server, Tool: b.Tool, Method: "tools/call", From: message.FromClient, Now: s.options.Now().Unix()}
	f := namedSink()
	if p.Stopped != "" || !p.Names(f, at) {
		return vault.Loan{}, false
	}
	s.strongbox.mu.Lock()
	defer s.strongbox.mu.Unlock()
	refs := s.box().Find(b.Handle)
	if len(refs) != 1 || refs[0].Start != 0 || refs[0].Kept == nil {
		return vault.Loan{}, false
	}
	if s.options.Recorder != nil {
		f.Why = "a " + words(refs[0].Kept.Kind) + " went to the server " + word(b.Server) + ", which your policy names"
		j := Judged{Finding: *f, Verdict: p.Decide(f, at), Tool: b.Tool}
		j.Action = j.Verdict.Action
		event := Event{Time: s.options.Now(), From: message.FromClient, Method: "tools/call", Action: j.Action, Findings: []Judged{j}}
		if s.options.Recorder.Record(event) != nil {
			return vault.Loan{}, false
		}
	}
	return refs[0].Kept.Lend(), true
}
