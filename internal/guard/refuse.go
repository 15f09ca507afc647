package guard

import (
	"bytes"
	"errors"
	"fmt"
	"strings"

	"github.com/mcp-watchdog/mcp-watchdog/internal/finding"
	"github.com/mcp-watchdog/mcp-watchdog/internal/message"
	"github.com/mcp-watchdog/mcp-watchdog/internal/policy"
)

// whole is a message that does not go on as a whole.
type whole struct {
	from   message.Side
	env    message.Envelope // what was skimmed, when it could not be parsed
	ids    [][]byte         // further ids in it
	id     []byte           // to be answered; nil: nobody waits
	more   []answered       // further requests that wait for an answer
	method string
	answer bool // it was the answer to a request of the other side
	modern bool
}

// refusal builds what the waiting side gets instead: a refused request is
// answered to its sender, a refused answer to the side that asked, and a
// refused notification to nobody.
func (w whole) refusal(j *Judged) (forward, reply []byte) {
	if w.id == nil {
		return nil, nil
	}
	what := "request"
	if w.answer {
		what = "answer"
	}
	where := ""
	if j.Pointer != "" {
		where = " at " + plainPointer(j.Pointer)
	}
	verb, until := "blocked", ""
	if j.Action == policy.Hold {
		verb, until = "holds", " until a person lets it through"
	}
	no := message.Refusal{ID: w.id, Method: w.method, Modern: w.modern, Rule: j.Rule.ID, Text: fmt.Sprintf(
		"mcp-watchdog %s this %s%s: %s (rule %s%s). To see why, run: mcp-watchdog explain %s; what happened is in: mcp-watchdog log.",
		verb, what, until, j.Why, j.Rule.ID, where, j.Rule.ID)}.Append(nil)
	for _, a := range w.more {
		no = append(no, '\n')
		no = message.Refusal{ID: a.id, Method: a.method, Modern: a.modern, Rule: j.Rule.ID, Text: "mcp-watchdog " + verb + " this " + what + " together with another one it came with (rule " + j.Rule.ID + ")."}.Append(no)
	}
	if !w.answer {
		return nil, no
	}
	return no, nil
}

// plainPointer leaves out of a pointer what a model could read as more than a
// place: a refusal must not carry the order it refuses, and keys are the
// sender's words.
func plainPointer(pointer string) string {
	const most = 8
	parts := strings.SplitN(pointer, "/", most+2)
	if len(parts) > most {
		parts = append(parts[:most], "…")
	}
	for i, p := range parts {
		if i > 0 && p != "…" && !knownNames[p] && strings.Trim(p, "0123456789") != "" {
			parts[i] = "…"
		}
	}
	return strings.Join(parts, "/")
}

// knownNames are member names of MCP that say nothing but where they stand.
var knownNames = func() map[string]bool {
	names := map[string]bool{}
	for _, n := range strings.Fields(`jsonrpc id method params result error code message data content text structuredContent tools
		prompts resources resourceTemplates contents messages name title description inputSchema outputSchema properties
		annotations instructions serverInfo capabilities uri mimeType blob _meta type enum default examples required icons
		arguments completion values requestedSchema systemPrompt isError nextCursor resource`) {
		names[n] = true
	}
	return names
}()

// unfit deals with a text that did not parse.
func (s *Session) unfit(d *direction, from message.Side, raw []byte, err error) Outcome {
	var syntax *message.SyntaxError
	if !errors.As(err, &syntax) {
		return s.failed(d, from, raw, err.Error())
	}
	rule := protocolRules[syntax.Problem]
	return s.refuse(d, from, raw, rule, syntax.Error())
}

// refuse deals with a message that is refused whole under a protocol rule. Its
// id is looked for in whatever can still be read of it.
func (s *Session) refuse(d *direction, from message.Side, raw []byte, rule *finding.Rule, why string) Outcome {
	d.skim.Reset()
	d.skim.Write(raw)
	f := finding.Finding{Rule: rule, Severity: rule.Severity, Why: why, Seen: finding.Mask(excerpt(raw))}
	out := s.decideWhole(d, whole{from: from, env: d.skim.Envelope(), ids: idsIn(raw)}, f, s.verdict(d, from, &f))
	if out.Action > policy.Hold {
		out.Forward = raw
	}
	return out
}

// refuseJunk deals with JSON that is no message. A log line that happens to
// have an id answers nobody; only what says it is JSON-RPC may be the answer
// that somebody waits for.
func (s *Session) refuseJunk(d *direction, from message.Side, raw []byte) Outcome {
	const why = "the line is JSON but no JSON-RPC message"
	if from == message.FromClient || bytes.Contains(raw, []byte(`"jsonrpc"`)) {
		return s.refuse(d, from, raw, junk, why)
	}
	f := finding.Finding{Rule: junk, Severity: junk.Severity, Why: why, Seen: finding.Mask(excerpt(raw))}
	return s.decideWhole(d, whole{from: from}, f, s.verdict(d, from, &f))
}

// excerpt bounds what is masked of a message nobody can read.
func excerpt(raw []byte) string {
	return string(bytes.ToValidUTF8(raw[:min(len(raw), 160)], []byte("?")))
}

// decideWhole records one finding about a whole message and answers for it.
func (s *Session) decideWhole(d *direction, w whole, f finding.Finding, v policy.Verdict) Outcome {
	out := Outcome{Action: v.Action, Findings: []Judged{{Finding: f, Action: v.Action, Verdict: v}}}
	w.fill(s, d)
	if err := s.record(w.from, w.method, &out, 0, ""); err != nil {
		out.Action = policy.Block
		out.Findings[0].Why += "; " + err.Error()
	}
	if out.Action <= policy.Hold {
		out.Forward, out.Reply = w.refusal(&out.Findings[0])
	}
	return out
}

// fill finds out who waits for a message that cannot be read as one. Whoever
// has an open request with an id in it comes first, whatever else stands in
// the text: it must not wait for ever.
func (w *whole) fill(s *Session, d *direction) {
	ids := w.ids
	if w.env.ID != nil {
		ids = append([][]byte{w.env.ID}, ids...)
	}
	ask := w.env.Method != "" || w.from == message.FromClient && !w.env.Answer
	if !ask || w.env.Answer || w.from == message.FromServer && w.env.ID == nil {
		for _, id := range ids {
			if !s.open[w.from.Other()].take(id, &d.asked) {
				continue
			}
			if w.answer {
				w.more = append(w.more, answered{id: bytes.Clone(d.asked.id), method: d.asked.method, modern: d.asked.modern})
				continue
			}
			w.id, w.method, w.modern, w.answer = bytes.Clone(d.asked.id), d.asked.method, d.asked.modern, true
		}
		if w.answer {
			return
		}
	}
	switch {
	case ask && len(ids) > 0:
		w.id, w.method = bytes.Clone(ids[0]), w.env.Method
		for _, id := range ids[1:] {
			if !bytes.Equal(id, w.id) {
				w.more = append(w.more, answered{id: bytes.Clone(id)})
			}
		}
	case ask && w.env.Method == "":
		w.id = []byte("null") // the client may be told that its line made no sense
	}
}

// unsolicited deals with an answer to nothing: nobody asked, so it goes
// nowhere.
func (s *Session) unsolicited(d *direction, m *message.Message) Outcome {
	f := finding.Finding{
		Rule: unsolicitedAnswer, Severity: unsolicitedAnswer.Severity, Pointer: "/id",
		Why: "the message answers a request that was never made or has been answered",
	}
	v := s.verdict(d, m.Side, &f)
	out := Outcome{Action: v.Action, Findings: []Judged{{Finding: f, Action: v.Action, Verdict: v}}}
	if out.Action > policy.Hold {
		out.Forward = m.Raw
	}
	if err := s.record(m.Side, "", &out, 0, ""); err != nil {
		return s.failed(d, m.Side, m.Raw, err.Error())
	}
	return out
}

// failed applies OnError to a message that could not be judged.
func (s *Session) failed(d *direction, from message.Side, raw []byte, why string) Outcome {
	verdict := d.policy.Failed(s.options.Server)
	action := verdict.Action
	f := finding.Finding{Rule: internalError, Severity: internalError.Severity, Why: why}
	out := Outcome{Action: action, Findings: []Judged{{Finding: f, Action: action, Verdict: verdict}}}
	d.skim.Reset()
	d.skim.Write(raw)
	w := whole{from: from, env: d.skim.Envelope(), ids: idsIn(raw)}
	if len(d.asked.id) > 0 && w.env.Answer {
		w.id, w.method, w.modern, w.answer = bytes.Clone(d.asked.id), d.asked.method, d.asked.modern, true
	} else {
		w.fill(s, d)
	}
	// Recording may be what failed; then this fails too and changes nothing.
	if err := s.record(from, w.method, &out, 0, why); err != nil && action > policy.Hold {
		out.Findings[0].Why += "; " + err.Error()
	}
	if action > policy.Hold {
		out.Forward = raw
		return out
	}
	out.Forward, out.Reply = w.refusal(&out.Findings[0])
	return out
}
