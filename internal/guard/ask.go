package guard

import (
	"bytes"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode"

	"github.com/mcp-watchdog/mcp-watchdog/internal/finding"
	"github.com/mcp-watchdog/mcp-watchdog/internal/message"
	"github.com/mcp-watchdog/mcp-watchdog/internal/policy"
)

// A call that the policy holds waits for a person. Where the client shows
// questions, its person is asked about this one call: accepted, it goes on as it
// came; declined, dismissed or not answered in time it is refused. The question
// is the proxy's own: its id is random, its answer goes no further, and what it
// shows of the call is one plain line.

// HeldCalls is what becomes of calls that the policy holds.
type HeldCalls uint8

const (
	// AskHeld: the person at the client is asked, where the client can.
	AskHeld HeldCalls = iota
	// RefuseHeld: they are refused; exceptions are made on the command line.
	RefuseHeld
)

// DefaultAskTimeout is how long a question waits. Clients give up on a call after
// a minute or several.
const DefaultAskTimeout = 2 * time.Minute

const (
	// maxHeldCalls bounds the calls of one session that wait for an answer.
	maxHeldCalls = 8
	// maxDeclined bounds the answers other than yes between two that are yes:
	// whoever asks on and on gets a tired yes.
	maxDeclined = 10
)

// heldCall is a call that waits for a person.
type heldCall struct {
	raw    []byte
	id     []byte // of the call
	tool   string
	key    [sha256.Size]byte // of what is called, with what
	modern bool              // it waits at the client, which will repeat it
	until  time.Time
	found  []Judged
}

// asksOf are the calls that people were asked about. The lock of the offers guards
// it.
type asksOf struct {
	declined map[[sha256.Size]byte]bool
	streak   int // answers other than yes since the last yes
}

// release is what a person said about the message at hand.
type release struct {
	key      [sha256.Size]byte
	yes      bool
	withheld bool // nobody is to be asked about it
}

// callKey is what a call is known again by: what is called, and with what.
func callKey(raw []byte) (key [sha256.Size]byte, ok bool) {
	var call struct {
		Params struct {
			Name      string
			Arguments any
		}
	}
	d := json.NewDecoder(bytes.NewReader(raw))
	d.UseNumber()
	if d.Decode(&call) != nil {
		return key, false
	}
	plain, err := json.Marshal(call.Params)
	return sha256.Sum256(plain), err == nil
}

// askable reports whether people are asked about each thing that holds a call. A
// tool that is held, and secrets that would be put back, have questions of their
// own.
func askable(found []Judged) bool {
	return !slices.ContainsFunc(found, func(j Judged) bool {
		return j.Action == policy.Hold && (j.Rule == heldBack || j.Rule == publicRestore || j.Rule == sharedRestore)
	})
}

// askCall asks about a call that is held, once for each content. It reports
// whether it did; reply goes back to the client then, if there is one.
func (s *Session) askCall(d *direction, m *message.Message, out *Outcome) (reply []byte, asked bool) {
	if s.options.HeldCalls != AskHeld || d.release.withheld || out.Action != policy.Hold || m.Side != message.FromClient ||
		m.Kind != message.Request || m.Method != "tools/call" || !askable(out.Findings) {
		return nil, false
	}
	key, ok := callKey(m.Raw)
	if !ok {
		return nil, false
	}
	modern := bytes.Contains(m.Raw, modernMark)
	if modern {
		var call modernCall
		if json.Unmarshal(m.Raw, &call) != nil || !call.Params.Meta.Capabilities.forms() || call.Params.InputResponses != nil || call.Params.RequestState != nil {
			return nil, false
		}
	}
	s.offers.mu.Lock()
	defer s.offers.mu.Unlock()
	if !modern && (!s.offers.asks || s.options.Say == nil) || s.offers.calls.declined[key] || s.offers.calls.streak >= maxDeclined || s.heldCalls() >= maxHeldCalls {
		return nil, false
	}
	timeout := s.options.AskTimeout
	if timeout == 0 {
		timeout = DefaultAskTimeout
	}
	c := &heldCall{raw: bytes.Clone(m.Raw), id: bytes.Clone(m.ID), key: key, modern: modern, until: s.options.Now().Add(timeout), tool: strings.Clone(d.runner.Called())}
	c.found = slices.Clone(out.Findings)
	text := s.callQuestion(c)
	id := s.pose(question{call: c})
	if modern {
		s.offers.waiting.Add(1)
		reply = fmt.Appendf(nil, `{"jsonrpc":"2.0","id":%s,"result":{"resultType":"input_required","inputRequests":{"%s":{"method":"elicitation/create","params":`, m.ID, id)
		return append(appendConfirmation(reply, text), `}}}}`...), true
	}
	line := fmt.Appendf(nil, `{"jsonrpc":"2.0","id":"%s","method":"elicitation/create","params":`, id)
	s.options.Say(append(appendConfirmation(line, text), '}'))
	return nil, true
}

// heldCalls counts the calls that wait. The caller has the lock.
func (s *Session) heldCalls() (n int) {
	for _, q := range s.offers.questions {
		if q.call != nil {
			n++
		}
	}
	return n
}

// appendConfirmation appends the params of elicitation/create for a yes or no.
func appendConfirmation(line []byte, text string) []byte {
	line = message.AppendQuoted(append(line, `{"message":"`...), text)
	return append(line, `","requestedSchema":{"type":"object","properties":{}}}`...)
}

// maxReasons bounds the reasons that a question gives, and maxShown what it shows
// of a value.
const maxReasons, maxShown = 3, 80

// callQuestion is the question about a call.
func (s *Session) callQuestion(c *heldCall) string {
	var b strings.Builder
	fmt.Fprintf(&b, "mcp-watchdog holds a call of the tool %s of the server %s.", orUnnamed(word(c.tool)), orUnnamed(word(s.options.Server)))
	n := 0
	for i := range c.found {
		j := &c.found[i]
		if j.Action != policy.Hold || n == maxReasons {
			continue
		}
		n++
		fmt.Fprintf(&b, " The reason: %s (rule %s).", plainLine(j.Why, 200), j.Rule.ID)
		value := j.Seen.String()
		if value == "" {
			value = finding.Redact(valueAt(c.raw, j.Pointer), maxShown)
		}
		if value = plainLine(value, maxShown); value != "" {
			fmt.Fprintf(&b, " The argument %s reads: \"%s\".", orUnnamed(word(message.LastName(j.Pointer))), value)
		}
	}
	b.WriteString(" Accept to let this one call through, with just these arguments. Decline to refuse it.")
	return b.String()
}

func orUnnamed(name string) string {
	if name == "" {
		return "(a name that is not shown)"
	}
	return name
}

// plainLine is a text as one line in which nothing is markup, an address to be
// clicked or the end of a quotation.
func plainLine(s string, max int) string {
	s = strings.ReplaceAll(finding.VisibleText(s, max), "://", ": //")
	return strings.Map(func(r rune) rune {
		switch {
		case unicode.IsLetter(r), unicode.IsDigit(r), strings.ContainsRune(" ./-_@,=+:;?$%~…", r):
			return r
		case r == '"' || r == '\'':
			return '\''
		case r == '\\':
			return '/'
		}
		return '·'
	}, s)
}

// valueAt is the string at a pointer in a message; "" for none.
func valueAt(raw []byte, pointer string) string {
	v, _ := message.Tree(raw)
	for name := range strings.SplitSeq(strings.TrimPrefix(pointer, "/"), "/") {
		if v == nil {
			return ""
		}
		if v.Kind == message.ArrayValue {
			i := 0
			if _, err := fmt.Sscanf(name, "%d", &i); err != nil || i < 0 || i >= len(v.Members) {
				return ""
			}
			v = v.Members[i]
			continue
		}
		v = v.Member(strings.NewReplacer("~1", "/", "~0", "~").Replace(name))
	}
	return v.String()
}

// answeredCall does what a person decided about a call that waits here.
func (s *Session) answeredCall(d *direction, c *heldCall, result json.RawMessage) Outcome {
	if !s.accepted(c, result) {
		return s.refusedHeld(c, "the person who was asked did not let it through")
	}
	m, err := message.NewParser().Parse(message.FromClient, c.raw)
	if err != nil {
		return s.failed(d, message.FromClient, c.raw, err.Error())
	}
	d.asked = answered{method: m.Method}
	d.scene.raw, d.restore = nil, d.restore[:0]
	d.release = release{key: c.key, yes: true, withheld: true}
	return d.restored(s.inspect(d, m), m.Raw)
}

// accepted notes an answer and reports whether it is a clear yes.
func (s *Session) accepted(c *heldCall, result json.RawMessage) bool {
	var answer struct{ Action string }
	yes := json.Unmarshal(result, &answer) == nil && answer.Action == "accept"
	s.offers.mu.Lock()
	defer s.offers.mu.Unlock()
	if yes {
		s.offers.calls.streak = 0
	} else {
		s.noteDeclined(c)
	}
	return yes
}

// noteDeclined remembers that a call was not let through. The caller has the lock.
func (s *Session) noteDeclined(c *heldCall) {
	a := &s.offers.calls
	if a.declined == nil {
		a.declined = map[[sha256.Size]byte]bool{}
	}
	if a.streak++; len(a.declined) < 1<<10 {
		a.declined[c.key] = true
	}
}

// refusedHeld refuses a call that waited.
func (s *Session) refusedHeld(c *heldCall, why string) Outcome {
	out := Outcome{Action: policy.Hold, Findings: slices.Clone(c.found)}
	for i := range out.Findings {
		out.Findings[i].Why += "; " + why
	}
	if err := s.record(message.FromClient, "tools/call", &out, 0, ""); err != nil {
		out.Action = policy.Block // it is refused either way
	}
	out.Reply = c.refusal(why)
	return out
}

// refusal is what the client gets in the place of the answer.
func (c *heldCall) refusal(why string) []byte {
	j := worst(c.found)
	return message.Refusal{ID: c.id, Method: "tools/call", Modern: c.modern, Rule: j.Rule.ID, Text: fmt.Sprintf(
		"mcp-watchdog refused this call: %s, and %s (rule %s). To see why, run: mcp-watchdog explain %s; what happened is in: mcp-watchdog log.",
		j.Why, why, j.Rule.ID, j.Rule.ID)}.Append(nil)
}

// letsThrough lets a finding pass where a person let the message at hand through
// in spite of it.
func (d *direction) letsThrough(j *Judged, raw []byte) {
	if !d.release.yes || j.Action != policy.Hold || !askable([]Judged{*j}) {
		return
	}
	if key, ok := callKey(raw); ok && key == d.release.key {
		j.Action, j.Why = policy.Pass, j.Why+"; the person at the client let this one call through"
	}
}

// expireCalls refuses the calls that nobody has answered in time, and takes the
// questions back.
func (s *Session) expireCalls() {
	now := s.options.Now()
	for id, c := range s.closeCalls(func(c *heldCall) bool { return now.After(c.until) }, true) {
		if c.modern {
			continue // the client has gone on
		}
		d := &s.dirs[message.FromClient]
		d.mu.Lock()
		out := s.refusedHeld(c, "nobody answered the question about it in time")
		d.mu.Unlock()
		s.options.Say(takenBack(id))
		s.options.Say(out.Reply)
	}
}

// takenBack tells the client that a question needs no answer any more.
func takenBack(id string) []byte {
	return fmt.Appendf(nil, `{"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":"%s","reason":"the question was taken back"}}`, id)
}

// closeCalls closes the questions about calls that which names, and returns them
// by their ids.
func (s *Session) closeCalls(which func(*heldCall) bool, declined bool) map[string]*heldCall {
	s.offers.mu.Lock()
	defer s.offers.mu.Unlock()
	var closed map[string]*heldCall
	for id, q := range s.offers.questions {
		if q.call == nil || !which(q.call) {
			continue
		}
		if closed == nil {
			closed = map[string]*heldCall{}
		}
		closed[id] = q.call
		delete(s.offers.questions, id)
		if declined {
			s.noteDeclined(q.call)
		}
	}
	return closed
}

// withdrawn drops the held call that its client cancels, and reports whether
// there was one: the server knows nothing of it.
func (s *Session) withdrawn(m *message.Message) bool {
	if m.Side != message.FromClient || m.Method != "notifications/cancelled" {
		return false
	}
	var n struct {
		Params struct{ RequestID json.RawMessage }
	}
	if json.Unmarshal(m.Raw, &n) != nil {
		return false
	}
	closed := s.closeCalls(func(c *heldCall) bool { return !c.modern && bytes.Equal(c.id, n.Params.RequestID) }, false)
	for id := range closed {
		s.options.Say(takenBack(id))
	}
	return len(closed) > 0
}
