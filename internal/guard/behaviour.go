package guard

import (
	"slices"
	"sync"
	"time"

	"github.com/mcp-watchdog/mcp-watchdog/internal/detect"
	"github.com/mcp-watchdog/mcp-watchdog/internal/drift"
	"github.com/mcp-watchdog/mcp-watchdog/internal/finding"
	"github.com/mcp-watchdog/mcp-watchdog/internal/message"
	"github.com/mcp-watchdog/mcp-watchdog/internal/policy"
	"github.com/mcp-watchdog/mcp-watchdog/internal/stego"
)

// behaviour is what a session knows of how its server behaves. Answers that look
// as ever are put aside and read behind the message path, in their order; one that
// may be unusual is read before it goes on, behind all that were put aside.
type behaviour struct {
	mu      sync.Mutex
	server  *drift.Server // nil: not asked for yet
	conduct *detect.Conduct
	aside   [maxAside]putAside
	first   int // of those put aside
	count   int
	working bool
	pause   time.Duration // before the next ones are learnt
	read    bool          // the answer at hand was read before its verdict
	answer  drift.Answer
	kept    kept
}

// putAside is an answer that was delivered and waits to be learnt.
type putAside struct {
	tool, sample, call []byte
	form               []byte // of the answer as it came, where what went on is another
	size               int
	failed, known      bool
	flagged            bool // a rule found an order in it
	told               bool // that its form carries something
	took               int64
	at                 time.Time
}

const (
	// maxAside bounds what is put aside. For what comes when there is no room nobody
	// waits: it is not learnt.
	maxAside = 64
	// learnPause lets answers gather, so that those of a busy server are learnt in
	// a small part of the time, and some of them are not.
	learnPause = 20 * time.Millisecond
	// longestPause is where the pause ends that doubles with each full batch: a server
	// that answers without a break is learnt in a hundredth of the time.
	longestPause = 16 * learnPause
)

// behaves reports whether m is an answer whose behaviour is judged, and of what.
func (s *Session) behaves(d *direction, m *message.Message) bool {
	if s.options.Memory == nil || m.Kind != message.Answer || m.Side != message.FromServer {
		return false
	}
	return d.asked.method == "tools/call" || d.asked.method == "resources/read" || d.asked.method == "prompts/get"
}

// unusual judges an answer that may not be like those before it, before it goes
// on.
func (s *Session) unusual(d *direction, m *message.Message, found []finding.Finding) []finding.Finding {
	if s.options.Memory == nil { // nobody remembers what is usual
		return nil
	}
	b := &s.behaviour
	b.mu.Lock()
	defer b.mu.Unlock()
	b.read = false
	if power, uses := usedPower(d, m); uses {
		s.knows()
		if c := b.server.Uses(power); c != nil {
			b.kept.unsaved++
			return s.dirs[message.FromServer].runner.Behave(&detect.Drifted{Creep: c})
		}
		b.kept.unsaved++
	}
	flagged := slices.ContainsFunc(found, instructs)
	if !s.behaves(d, m) {
		return nil
	}
	if s.knows(); !flagged && !b.server.Unusual(subject(d), m.Raw) {
		return nil
	}
	for b.count > 0 {
		s.learnNext()
	}
	var p putAside
	s.putAside(&p, d, m)
	b.read, p.flagged = true, flagged
	drifted := s.observe(&p)
	if flagged && !b.kept.learning.Frozen && !slices.ContainsFunc(drifted, func(f finding.Finding) bool { return f.Severity > finding.Medium }) {
		b.server.Noted(&b.answer)
		b.kept.unsaved++
	}
	return drifted
}

// instructs reports whether a finding is about an order to a model, or what goes with
// one.
func instructs(f finding.Finding) bool {
	switch f.Rule.Class {
	case "prompt_injection", "direct_injection", "tool_poisoning", "memory_poisoning", "hidden_markup", "homoglyph_obfuscation", "data_exfiltration":
		return f.Severity >= finding.Medium && !f.Hygiene
	}
	return false
}

// subject is what an answer is one of: the tool, or the method where there is none.
func subject(d *direction) []byte {
	if d.asked.method == "tools/call" && len(d.asked.tool) > 0 {
		return d.asked.tool
	}
	return methodSubject[d.asked.method]
}

var methodSubject = map[string][]byte{
	"tools/call": []byte("tools/call"), "resources/read": []byte("resources/read"), "prompts/get": []byte("prompts/get"),
}

func (s *Session) putAside(p *putAside, d *direction, m *message.Message) {
	p.form, p.told, p.flagged = p.form[:0], false, false
	p.tool, p.sample, p.call = append(p.tool[:0], subject(d)...), s.behaviour.server.Sample(p.sample[:0], m.Raw), append(p.call[:0], d.asked.raw...)
	p.size, p.failed, p.known = len(m.Raw), m.Error || failedCall(m.Raw), len(d.asked.raw) > 0
	p.at = s.options.Now()
	p.took = p.at.Sub(d.asked.at).Milliseconds()
}

// habits are those of the tool whose answer is at hand; nil: nothing is known.
func (s *Session) habits(d *direction) *stego.Habits {
	if s.options.Memory == nil {
		return nil
	}
	b := &s.behaviour
	b.mu.Lock()
	defer b.mu.Unlock()
	s.knows()
	p := b.server.Profile(string(subject(d)))
	if p == nil {
		return nil
	}
	h := p.Form
	return &h
}

// lessons puts a delivered answer aside to be learnt. What something was found in
// teaches nothing.
func (s *Session) lessons(d *direction, m *message.Message, out *Outcome) {
	if !s.behaves(d, m) {
		return
	}
	b := &s.behaviour
	b.mu.Lock()
	defer b.mu.Unlock()
	teaches := instructive(out)
	s.knows()
	switch {
	case b.read && teaches:
		s.taught()
	case b.read, !teaches, b.count == maxAside:
	default:
		p := &b.aside[(b.first+b.count)%maxAside]
		s.putAside(p, d, m)
		if p.told = slices.ContainsFunc(out.Findings, func(f Judged) bool { return formal(&f) }); p.told && len(d.came) != len(m.Raw) {
			p.form = b.server.Sample(p.form, d.came)
		}
		b.count++
		if !b.working {
			b.working = true
			go s.work()
		}
	}
}

// instructive reports whether an answer that goes on may teach what is normal.
func instructive(out *Outcome) bool {
	if out.Action < policy.Alert {
		return false
	}
	for i := range out.Findings {
		if f := &out.Findings[i]; !f.Hygiene && f.Severity >= finding.Medium && !settles(f) {
			return false
		}
	}
	return true
}

// settles reports whether a finding is about the form of answers alone: in time,
// another form becomes normal.
func settles(f *Judged) bool {
	return (f.Rule.Class == "behavioural_drift" || formal(f)) && f.Severity <= finding.Medium
}

// formal reports whether a finding is about choices that mean nothing to a reader.
func formal(f *Judged) bool { return f.Rule.ID == "structural_stego" }

// work learns what was put aside, until nothing is left.
func (s *Session) work() {
	b := &s.behaviour
	b.mu.Lock()
	pause := max(b.pause, learnPause)
	b.mu.Unlock()
	time.Sleep(pause)
	for next := learnPause; ; {
		b.mu.Lock()
		if b.count == maxAside {
			next = min(2*pause, longestPause)
		}
		if b.count == 0 {
			b.working, b.pause = false, next
			s.saves()
			b.mu.Unlock()
			return
		}
		s.learnNext()
		b.mu.Unlock()
	}
}

// learnNext reads the oldest answer that was put aside. The caller has the lock.
func (s *Session) learnNext() {
	b := &s.behaviour
	p := &b.aside[b.first]
	b.first, b.count = (b.first+1)%maxAside, b.count-1
	found := s.observe(p)
	if p.told {
		found = slices.DeleteFunc(found, func(f finding.Finding) bool { return f.Rule.ID == "structural_stego" })
	}
	if len(found) == 0 {
		s.taught()
		return
	}
	// It has gone on. People are told, and the next one will be read in time.
	out := Outcome{Action: policy.Alert}
	for i := range found {
		found[i].Why += "; it was noticed when the answer had been delivered"
		out.Findings = append(out.Findings, Judged{Finding: found[i], Action: policy.Alert, Tool: string(p.tool), Verdict: policy.Verdict{Action: policy.Alert, Preset: policy.Alert}})
	}
	if instructive(&out) {
		s.taught()
	}
	_ = s.record(message.FromServer, "tools/call", &out, 0, "") // nothing waits for it any more
}

// observe judges an answer by what is normal. The caller has the lock.
func (s *Session) observe(p *putAside) []finding.Finding {
	b := &s.behaviour
	if b.conduct == nil {
		b.conduct = detect.NewConduct(lexicon())
	}
	b.answer = drift.Answer{Tool: string(p.tool), Sample: p.sample, Size: p.size, Failed: p.failed, Day: p.at.Unix() / (24 * 60 * 60), Read: b.conduct.Read, Flagged: p.flagged}
	b.answer.Call.Took = p.took
	if len(p.form) > 0 {
		b.answer.Form = p.form
	}
	if p.known {
		b.answer.Call.Raw = p.call
	}
	rings := b.server.Observe(&b.answer)
	lasting := b.server.Lasting()
	if len(rings) == 0 && !lasting.Certain() {
		return nil
	}
	return s.dirs[message.FromServer].runner.Behave(&detect.Drifted{Rings: rings, Lasting: lasting, Profile: b.server.Judged(), Now: b.server.Saw(), Turned: b.server.Turned(&b.answer), Carried: b.server.Carried()})
}

// taught takes in the answer that was observed last. The caller has the lock.
func (s *Session) taught() {
	b := &s.behaviour
	if b.kept.learning.Frozen {
		return
	}
	b.server.Learn(&b.answer)
	b.kept.unsaved++
}

// Settle learns what was put aside, at once.
func (s *Session) Settle() {
	b := &s.behaviour
	b.mu.Lock()
	defer b.mu.Unlock()
	for b.count > 0 {
		s.learnNext()
	}
}
