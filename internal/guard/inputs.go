package guard

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"

	"github.com/mcp-watchdog/mcp-watchdog/internal/finding"
	"github.com/mcp-watchdog/mcp-watchdog/internal/memory"
	"github.com/mcp-watchdog/mcp-watchdog/internal/message"
	"github.com/mcp-watchdog/mcp-watchdog/internal/policy"
)

// From 2026-07-28 on nobody may send a client a request. Who needs something of
// a person answers a call with input_required, and the client repeats the call
// with the answer. So the proxy answers the next call, once for each definition
// that is held; what the client repeats is the call as it was, from which the
// proxy takes its own part out again.

// modernCall is what matters of a call of 2026-07-28.
type modernCall struct {
	ID     json.RawMessage
	Params struct {
		Name           string
		InputResponses map[string]json.RawMessage
		RequestState   json.RawMessage
		Meta           struct {
			Capabilities capabilities `json:"io.modelcontextprotocol/clientCapabilities"`
		} `json:"_meta"`
	}
}

// capabilities are those of a client that matter here.
type capabilities struct {
	Elicitation *struct{ Form, URL *json.RawMessage }
}

// forms reports whether the client shows questions of servers to people.
func (c *capabilities) forms() bool {
	return c.Elicitation != nil && (c.Elicitation.Form != nil || c.Elicitation.URL == nil)
}

var responsesName = []byte(`"inputResponses"`)

// ownInput takes a person's answer to a question of the proxy out of a call, and
// settles it. What it returns is the call without it; raw itself when there is
// none in it.
func (s *Session) ownInput(d *direction, raw []byte) []byte {
	if s.offers.waiting.Load() == 0 || !bytes.Contains(raw, responsesName) {
		return raw
	}
	var call modernCall
	if json.Unmarshal(raw, &call) != nil {
		return raw
	}
	rest, ours := raw, false
	for id, response := range call.Params.InputResponses {
		q, ok := s.question(id)
		if !ok {
			continue
		}
		if !ours {
			ours = true
			if rest, ok = withoutInputs(raw); !ok {
				return raw // what cannot be taken apart goes on as it is, and settles nothing
			}
		}
		if q.call == nil {
			s.settleQuestion(q, response)
			continue
		}
		d.release = release{key: q.call.key, yes: q.call.modern && s.accepted(q.call, response), withheld: true}
	}
	return rest
}

// withoutInputs returns a request without params.inputResponses. ok is false
// when it has none.
func withoutInputs(raw []byte) (rest []byte, ok bool) {
	d := json.NewDecoder(bytes.NewReader(raw))
	within := func(name string) bool { // moves behind the key
		if t, err := d.Token(); err != nil || t != json.Delim('{') {
			return false
		}
		for d.More() {
			if key, err := d.Token(); err != nil || key == name {
				return err == nil
			}
			var skipped json.RawMessage
			if d.Decode(&skipped) != nil {
				return false
			}
		}
		return false
	}
	if !within("params") {
		return nil, false
	}
	if t, err := d.Token(); err != nil || t != json.Delim('{') {
		return nil, false
	}
	for first := true; d.More(); first = false {
		start := int(d.InputOffset())
		key, err := d.Token()
		var value json.RawMessage
		if err != nil || d.Decode(&value) != nil {
			return nil, false
		}
		if key != "inputResponses" {
			continue
		}
		end := int(d.InputOffset())
		if comma := bytes.IndexByte(raw[end:], ','); first && d.More() && comma >= 0 {
			end += comma + 1 // the first member takes the comma behind it along
		}
		return append(bytes.Clone(raw[:start]), raw[end:]...), true
	}
	return nil, false
}

// askFirst answers a call with a question about a tool that is held: the called
// one, or one that was held while nobody could be asked. It reports whether it
// did; the call then goes nowhere.
func (s *Session) askFirst(d *direction, m *message.Message) (Outcome, bool) {
	if s.options.Memory == nil || m.Side != message.FromClient || m.Kind != message.Request || m.Method != "tools/call" ||
		s.offers.count.Load() == 0 || !bytes.Contains(m.Raw, modernMark) || !bytes.Contains(m.Raw, []byte(`"elicitation"`)) {
		return Outcome{}, false
	}
	return s.askAbout(d, m)
}

// askAbout asks, if there is something to be asked and somebody who can answer.
func (s *Session) askAbout(d *direction, m *message.Message) (out Outcome, asked bool) {
	var call modernCall
	if json.Unmarshal(m.Raw, &call) != nil || !call.Params.Meta.Capabilities.forms() || call.Params.InputResponses != nil || call.Params.RequestState != nil {
		return out, false
	}
	var id, text string
	err := s.options.Memory.With(func(view memory.View) error {
		s.offers.mu.Lock()
		defer s.offers.mu.Unlock()
		s.load(view)
		name, h, ok := s.due(view, call.Params.Name)
		if !ok {
			return nil
		}
		f := s.heldFinding(thing{memory.Tool, name}, h)
		j := s.judged(d, &f, m)
		if j.Action > policy.Hold { // a policy that lets it be called
			return nil
		}
		var q question
		q, text = s.asking(name, h.print, h.why)
		id = s.pose(q)
		out.Action, out.Findings = policy.Hold, []Judged{j}
		out.Findings[0].Action = policy.Hold
		return nil
	})
	if err != nil || id == "" {
		return out, false // without a memory the call is refused later
	}
	if err := s.record(m.Side, m.Method, &out, 0, ""); err != nil {
		return s.failed(d, m.Side, m.Raw, err.Error()), true
	}
	s.offers.waiting.Add(1)
	out.Reply = fmt.Appendf(nil, `{"jsonrpc":"2.0","id":%s,"result":{"resultType":"input_required","inputRequests":{"%s":{"method":"elicitation/create","params":`, m.ID, id)
	out.Reply = append(appendQuestion(out.Reply, text), `}}}}`...)
	return out, true
}

// due returns the held tool that people should be asked about before a call of
// the named one. The caller has the lock.
func (s *Session) due(view memory.View, called string) (name string, h heldTool, ok bool) {
	for t, held := range s.offers.held {
		n := t.name
		if t.item != memory.Tool || n != called && (!held.listed || ok && n > name) || !s.mayPose(held.print) {
			continue
		}
		if e, _ := view.Entry(s.identity(), memory.Tool, n); e.Trusts(held.print) {
			continue // approved meanwhile
		}
		if name, h, ok = n, held, true; n == called {
			return name, h, true
		}
	}
	return name, h, ok
}

// heldFinding is what there is against a call of something that is held.
func (s *Session) heldFinding(t thing, h heldTool) finding.Finding {
	return finding.Finding{
		Rule: heldBack, Severity: heldBack.Severity, Pointer: "/params/name", Surface: message.Target,
		Why: "the " + string(t.item) + " is held back (" + h.why + "). To approve it, somebody has to run: mcp-watchdog pins approve " + strings.TrimSpace(word(s.options.Server)+" "+word(t.name)),
	}
}
