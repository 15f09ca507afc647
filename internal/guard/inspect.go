package guard

import (
	"bytes"
	"crypto/hmac"
	"crypto/sha256"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/mcp-watchdog/mcp-watchdog/internal/finding"
	"github.com/mcp-watchdog/mcp-watchdog/internal/message"
	"github.com/mcp-watchdog/mcp-watchdog/internal/policy"
	"github.com/mcp-watchdog/mcp-watchdog/internal/vault"
)

// maxRounds bounds how often a cleaned message is inspected again. Ordinary
// attacks need one round, and one more finds nothing; a message built so that
// each cut completes another attack is refused after this many.
const maxRounds = 8

// maxListed bounds the findings of one message that are listed one by one.
const maxListed = 64

// inspect runs the table over the message and over what remains of it, until
// nothing more is found.
func (s *Session) inspect(d *direction, m *message.Message) Outcome {
	out := Outcome{Action: policy.Pass, Forward: m.Raw}
	d.limit, d.came, d.questions, d.fresh = time.Time{}, m.Raw, 0, false
	whole, more, side, asked := m.Raw, 0, m.Side, d.asked.method
	render := s.options.Settings.Render && side == message.FromServer && m.Kind == message.Answer
	for round := 0; ; round++ {
		found, err := s.find(d, m, asked, &render)
		var judged []Judged // by lines of the user's own
		if err == nil && round == 0 {
			found, judged, err = s.beside(d, m, found)
		}
		if err != nil {
			return s.failed(d, side, m.Raw, err.Error())
		}
		if len(found)+len(judged) == 0 && round == 0 && !s.listing(d, m) {
			s.goesOn(d, m, &out)
			return out
		}
		var cuts []message.Cut
		var kept []keeping
		for i := range len(judged) + len(found) {
			var j Judged
			if i < len(judged) {
				j = judged[i]
			} else {
				j = s.judged(d, &found[i-len(judged)], m)
			}
			d.letsThrough(&j, m.Raw)
			out.Action = min(out.Action, j.Action)
			if j.Action == policy.Clean {
				cuts = append(cuts, j.Cuts...)
				kept = append(kept, s.keepings(d, m, &j)...)
			}
			switch {
			case round > 0 && j.Action > policy.Clean && listed(out.Findings, &j):
			case len(out.Findings) < maxListed:
				out.Findings = append(out.Findings, j)
			default:
				more++
			}
		}
		if out.Action < policy.Clean || len(cuts) == 0 {
			break
		}
		if round == maxRounds {
			return s.failed(d, side, m.Raw, "what remains after cleaning keeps forming new attacks")
		}
		out.Forward = message.Apply(m.Raw, s.withHandles(d, m.Raw, cuts, kept))
		again, err := m.Reparse(out.Forward)
		if err != nil && harmless(out.Findings) {
			return s.keep(d, side, whole, out)
		}
		if err != nil {
			return s.failed(d, side, m.Raw, "the cleaned message is no longer well formed: "+err.Error())
		}
		m = again
	}
	return s.settle(d, m, out, more)
}

// goesOn notes what a message that goes on teaches.
func (s *Session) goesOn(d *direction, m *message.Message, out *Outcome) {
	s.learn(m)
	s.lessons(d, m, out)
	s.updated(d, m)
	s.hear(d, m, out.Forward)
	s.brings(d, m)
}

// beside adds what the table does not know: the pace of the session, what is
// held back, and lines of the user's own.
func (s *Session) beside(d *direction, m *message.Message, found []finding.Finding) ([]finding.Finding, []Judged, error) {
	if f := s.hurried(d, m); f != nil {
		found = append(found, *f)
	}
	if item, calls := calledItem(d.asked.method); calls && m.Side == message.FromClient && m.Kind != message.Answer {
		held, err := s.heldCall(d, m, item)
		if err != nil {
			return nil, nil, err
		}
		if held != nil {
			found = append(found, *held)
		}
	}
	s.delivered(d, m)
	found = append(found, s.restoring(d, m)...)
	found = append(found, s.ownSecrets(d, m)...)
	found = append(found, s.contradictions(d, m)...)
	flowing, err := s.flowing(d, m)
	if err != nil {
		return nil, nil, err
	}
	found = append(found, flowing...)
	found = append(found, s.unusual(d, m, found)...)
	return found, s.own(d, m), nil
}

// find runs the table over m, and hears others about what it finds. Once there is nothing more to take out of it, and
// render is set, it is also rendered.
func (s *Session) find(d *direction, m *message.Message, asked string, render *bool) ([]finding.Finding, error) {
	found, err := d.runner.Run(m, asked)
	s.meantLinks(d, m, found)
	found = s.heard(d, m, found)
	if err != nil || !*render || slices.ContainsFunc(found, func(f finding.Finding) bool { return len(f.Cuts) > 0 }) {
		return found, err
	}
	*render = false
	return d.runner.Render(m, asked), nil
}

// harmless reports whether everything found was hygiene. Cleaning up must never
// cost a message: when it does not work out, the message stays as it is.
func harmless(found []Judged) bool {
	return !slices.ContainsFunc(found, func(f Judged) bool { return !f.Hygiene })
}

// keep lets a message that only hygiene was found in go on as it came.
func (s *Session) keep(d *direction, side message.Side, raw []byte, out Outcome) Outcome {
	m, err := d.parser.Parse(side, raw)
	if err != nil {
		return s.failed(d, side, raw, err.Error())
	}
	for i := range out.Findings {
		out.Findings[i].Action = policy.Pass
	}
	out.Action, out.Forward = policy.Pass, raw
	return s.settle(d, m, out, 0)
}

// listed reports whether what stays in a message was found in an earlier round.
func listed(found []Judged, j *Judged) bool {
	return slices.ContainsFunc(found, func(f Judged) bool { return f.Rule == j.Rule && f.Pointer == j.Pointer })
}

// judged asks the policy about one finding and measures what it removes.
func (s *Session) judged(d *direction, f *finding.Finding, m *message.Message) Judged {
	at := s.look(d, f, m)
	j := Judged{Finding: *f, Verdict: d.policy.Decide(f, at), Tool: strings.Clone(at.Tool), Print: at.Print}
	if j.Action = j.Verdict.Action; j.Action == policy.Clean {
		j.measure(m.Raw, s.options.Key)
	}
	return j
}

// measure notes what the cuts take out of raw.
//
// The hash of a secret is keyed, where there is a key: whoever has the log alone
// cannot find out a short one by trying.
func (j *Judged) measure(raw []byte, key func() []byte) {
	h := sha256.New()
	if j.Keep != "" && vault.Secret(j.Keep) && key != nil {
		h = hmac.New(sha256.New, key())
	}
	for _, c := range message.Merge(j.Cuts) {
		h.Write(raw[c.Start:c.End])
		j.Removed += c.End - c.Start
	}
	h.Sum(j.SHA256[:0])
}

// settle records the outcome and turns a block into answers.
func (s *Session) settle(d *direction, m *message.Message, out Outcome, more int) Outcome {
	method := d.asked.method
	var learn func() error
	if out.Action > policy.Hold && s.listing(d, m) {
		var err error
		if learn, err = s.compare(d, m, &out); err != nil {
			return s.failed(d, m.Side, m.Raw, err.Error())
		}
	}
	if len(out.Findings) > 0 || more > 0 {
		if err := s.record(m.Side, method, &out, more, ""); err != nil {
			return s.failed(d, m.Side, m.Raw, err.Error())
		}
	}
	if out.Action > policy.Hold {
		if learn != nil {
			if err := learn(); err != nil {
				return s.failed(d, m.Side, m.Raw, err.Error())
			}
		}
		s.goesOn(d, m, &out)
		return out
	}
	if reply, asked := s.askCall(d, m, &out); asked {
		out.Forward, out.Reply = nil, reply
		return out
	}
	w := whole{from: m.Side, method: method, answer: m.Kind == message.Answer, modern: d.asked.modern}
	switch {
	case w.answer:
		w.id = bytes.Clone(d.asked.id)
	case m.Kind == message.Request:
		w.id = bytes.Clone(m.ID)
		w.modern = m.Side == message.FromClient && bytes.Contains(m.Raw, modernMark)
	}
	out.Forward, out.Reply = w.refusal(worst(out.Findings))
	return out
}

// worst returns the finding that a refusal names.
func worst(found []Judged) *Judged {
	w := &found[0]
	for i := range found {
		if j := &found[i]; j.Action < w.Action || j.Action == w.Action && j.Severity > w.Severity {
			w = j
		}
	}
	return w
}

func (s *Session) record(from message.Side, method string, out *Outcome, more int, failure string) error {
	if s.options.Recorder == nil {
		return nil
	}
	err := s.options.Recorder.Record(Event{
		Time: s.options.Now(), From: from, Method: method, Action: out.Action, Findings: out.Findings, More: more, Failure: failure,
	})
	if err != nil {
		return fmt.Errorf("the event could not be recorded: %w", err)
	}
	return nil
}
