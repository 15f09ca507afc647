package guard

import (
	"bytes"
	"crypto/rand"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/mcp-watchdog/mcp-watchdog/internal/memory"
	"github.com/mcp-watchdog/mcp-watchdog/internal/message"
	"github.com/mcp-watchdog/mcp-watchdog/internal/policy"
)

// question is one that a person at the client was asked: whether one exact
// definition may be used. There is no time limit: as long as nobody answers,
// the tool stays held.
type question struct {
	name, print, why string
	restore          string    // what shall be put back, and where; "": the question is about a tool
	call             *heldCall // nil: the question is not about a call
}

// maxQuestions bounds what one session asks people. Beyond it they have the
// command line.
const maxQuestions = 20

const (
	toolsChanged   = `{"jsonrpc":"2.0","method":"notifications/tools/list_changed"}`
	promptsChanged = `{"jsonrpc":"2.0","method":"notifications/prompts/list_changed"}`
	approveWord    = "approve"
	revokedWhy     = "somebody revoked the trust in it"
)

// canAsk notes whether the client shows questions of servers to people.
func (s *Session) canAsk(m *message.Message) {
	var hello struct {
		Params struct{ Capabilities capabilities }
	}
	if json.Unmarshal(m.Raw, &hello) != nil {
		return
	}
	s.offers.mu.Lock()
	defer s.offers.mu.Unlock()
	s.offers.greeted, s.offers.asks = true, hello.Params.Capabilities.forms()
}

// mayPose reports whether people may be asked about a definition: once about
// each. The caller has the lock.
func (s *Session) mayPose(print string) bool {
	return print != "" && !s.offers.asked[print] && len(s.offers.asked) < maxQuestions && len(s.offers.questions) < maxQuestions
}

// pose opens a question, and returns the id of its answer. The caller has the
// lock.
func (s *Session) pose(q question) (id string) {
	if s.offers.questions == nil {
		s.offers.questions = map[string]question{}
	}
	var random [12]byte
	rand.Read(random[:]) // never fails
	id = "mcp-watchdog-" + hex.EncodeToString(random[:])
	s.offers.questions[id] = q
	return id
}

// asking makes the question about a held tool. The caller has the lock.
func (s *Session) asking(name, print, why string) (q question, text string) {
	if s.offers.asked == nil {
		s.offers.asked = map[string]bool{}
	}
	s.offers.asked[print] = true
	return question{name: name, print: print, why: why}, fmt.Sprintf("mcp-watchdog holds back the tool %s of the server %s: %s. To see what changed, run: mcp-watchdog pins diff %s. Approve exactly this definition (%s)?",
		word(name), word(s.options.Server), why, strings.TrimSpace(word(s.options.Server)+" "+word(name)), print[:min(12, len(print))])
}

// ask puts the question about a held tool to the person at the client, once for
// each definition. The caller has the lock.
func (s *Session) ask(o *memory.Offer) {
	if s.offers.asks && s.options.Say != nil && s.mayPose(o.Print) {
		s.put(s.asking(o.Name, o.Print, o.Why))
	}
}

// put asks a question. The caller has the lock of the offers.
func (s *Session) put(q question, text string) bool {
	if !s.offers.asks || s.options.Say == nil || len(s.offers.questions) >= maxQuestions {
		return false
	}
	line := fmt.Appendf(nil, `{"jsonrpc":"2.0","id":"%s","method":"elicitation/create","params":`, s.pose(q))
	s.options.Say(append(appendQuestion(line, text), '}'))
	return true
}

// appendQuestion appends the params of elicitation/create.
func appendQuestion(line []byte, text string) []byte {
	line = message.AppendQuoted(append(line, `{"message":"`...), text)
	return append(line, `","requestedSchema":{"type":"object","properties":{"decision":{"type":"string","title":"Decision","enum":["hold","`+approveWord+`"]}},"required":["decision"]}}`...)
}

// question returns the open question with an id, and closes it.
func (s *Session) question(id string) (q question, ok bool) {
	s.offers.mu.Lock()
	defer s.offers.mu.Unlock()
	q, ok = s.offers.questions[id]
	delete(s.offers.questions, id)
	return q, ok
}

// answeredQuestion takes a person's answer to a question of the proxy. It reports
// whether m was one, which goes no further; what it was about may.
func (s *Session) answeredQuestion(d *direction, m *message.Message) (out Outcome, ours bool) {
	var id string
	if json.Unmarshal(m.ID, &id) != nil {
		return out, false
	}
	q, ok := s.question(id)
	if !ok {
		return out, false
	}
	var answer struct{ Result json.RawMessage }
	read := !m.Error && json.Unmarshal(m.Raw, &answer) == nil
	switch {
	case q.call != nil && q.call.modern: // nobody can have asked it so
	case q.call != nil:
		return s.answeredCall(d, q.call, answer.Result), true
	case read:
		s.settleQuestion(q, answer.Result)
	}
	return consumed(), true
}

// settleQuestion does what a person decided. Everything but a clear yes leaves
// the tool held.
func (s *Session) settleQuestion(q question, result json.RawMessage) {
	var answer struct {
		Action  string
		Content struct{ Decision string }
	}
	if json.Unmarshal(result, &answer) != nil || answer.Action != "accept" || answer.Content.Decision != approveWord {
		return
	}
	if q.restore != "" {
		s.allowRestore(q.restore)
		return
	}
	fact := memory.Fact{
		Time: s.options.Now().Unix(), What: memory.Approved, Server: s.identity(), Label: s.options.Server,
		Item: memory.Tool, Name: q.name, Print: q.print, Why: q.why,
	}
	if s.options.Decided != nil && s.options.Decided(fact) != nil {
		return // what is not on record does not count
	}
	err := s.options.Memory.Learn(func(view memory.View) []memory.Fact {
		fact.Text = view.Text(q.print)
		return []memory.Fact{fact}
	})
	if err == nil { // otherwise it stays held
		s.Refresh()
	}
}

// Refresh takes in what was approved or revoked elsewhere, and tells the client
// when that changes its tools or prompts. It is called every now and then.
func (s *Session) Refresh() {
	s.expireCalls()
	if s.options.Memory == nil {
		return
	}
	s.recall()
	if s.offers.count.Load() < 0 {
		return // nothing is known to have been offered yet
	}
	var changed changes
	_ = s.options.Memory.With(func(view memory.View) error { // what needs it will say what is wrong with it
		s.offers.mu.Lock()
		defer s.offers.mu.Unlock()
		changed, s.offers.settled = s.offers.settled, changes{}
		for t, h := range s.offers.held {
			if e, _ := view.Entry(s.identity(), t.item, t.name); e.Trusts(h.print) {
				delete(s.offers.held, t)
				changed.note(t.item, true)
			}
		}
		for _, item := range callable {
			for _, name := range view.Standing(s.identity(), item) {
				e, _ := view.Entry(s.identity(), item, name)
				if _, already := s.offers.held[thing{item, name}]; e.Revoked && !already {
					s.offers.held[thing{item, name}] = heldTool{print: e.Pin, why: revokedWhy}
					changed.note(item, true)
				}
			}
		}
		s.offers.count.Store(int32(len(s.offers.held)))
		return nil
	})
	if changed != (changes{}) && s.options.Say != nil {
		s.tellChanged(changed)
	}
}

// changes says which lists are not what the client has seen.
type changes struct{ tools, prompts bool }

func (c *changes) note(item memory.Item, changed bool) {
	c.tools = c.tools || changed && item == memory.Tool
	c.prompts = c.prompts || changed && item == memory.Prompt
}

// listener is a subscription of 2026-07-28 and what it asks to be told of.
type listener struct {
	id    []byte
	wants changes
}

// maxListens bounds the subscriptions of one client that are remembered.
const maxListens = 16

// listens notes a request of 2026-07-28 that asks to be told of changed lists.
func (s *Session) listens(m *message.Message) {
	var r struct {
		Params struct {
			Notifications struct{ ToolsListChanged, PromptsListChanged bool }
		}
	}
	if json.Unmarshal(m.Raw, &r) != nil {
		return
	}
	n := r.Params.Notifications
	wants := changes{tools: n.ToolsListChanged, prompts: n.PromptsListChanged}
	if wants == (changes{}) {
		return
	}
	s.offers.mu.Lock()
	defer s.offers.mu.Unlock()
	if len(s.offers.listening) == maxListens {
		s.offers.listening = s.offers.listening[1:]
	}
	s.offers.listening = append(s.offers.listening, listener{bytes.Clone(m.ID), wants})
}

// tellChanged tells the client what has changed, in every way in which it
// listens.
func (s *Session) tellChanged(what changes) {
	s.offers.mu.Lock()
	defer s.offers.mu.Unlock()
	s.offers.listening = slices.DeleteFunc(s.offers.listening, func(l listener) bool { return !s.open[message.FromClient].waits(l.id) })
	all := s.offers.greeted || len(s.offers.listening) == 0
	for _, list := range []struct {
		changed bool
		wanted  func(changes) bool
		notice  string
	}{
		{what.tools, func(c changes) bool { return c.tools }, toolsChanged},
		{what.prompts, func(c changes) bool { return c.prompts }, promptsChanged},
	} {
		if !list.changed {
			continue
		}
		for _, l := range s.offers.listening {
			if list.wanted(l.wants) {
				s.options.Say(fmt.Appendf(nil, `%s,"params":{"_meta":{"io.modelcontextprotocol/subscriptionId":%s}}}`, strings.TrimSuffix(list.notice, "}"), l.id))
			}
		}
		if all {
			s.options.Say([]byte(list.notice))
		}
	}
}

// consumed is the outcome of a message that was for the proxy itself.
func consumed() Outcome { return Outcome{Action: policy.Pass} }
