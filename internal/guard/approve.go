package guard

import (
	"crypto/rand"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"maps"
	"strings"

	"github.com/mcp-watchdog/mcp-watchdog/internal/memory"
	"github.com/mcp-watchdog/mcp-watchdog/internal/message"
	"github.com/mcp-watchdog/mcp-watchdog/internal/policy"
)

// question is one that a person at the client was asked: whether one exact
// definition may be used. There is no time limit: as long as nobody answers,
// the tool stays held.
type question struct {
	name, print string
	restore     string // what shall be put back, and where; "": the question is about a tool
}

// maxQuestions bounds what one session asks people. Beyond it they have the
// command line.
const maxQuestions = 20

const (
	toolsChanged = `{"jsonrpc":"2.0","method":"notifications/tools/list_changed"}`
	approveWord  = "approve"
)

// canAsk notes whether the client shows questions of servers to people.
func (s *Session) canAsk(m *message.Message) {
	var hello struct {
		Params struct {
			Capabilities struct {
				Elicitation *struct{ Form, URL *json.RawMessage }
			}
		}
	}
	if json.Unmarshal(m.Raw, &hello) != nil {
		return
	}
	e := hello.Params.Capabilities.Elicitation
	s.offers.mu.Lock()
	defer s.offers.mu.Unlock()
	s.offers.asks = e != nil && (e.Form != nil || e.URL == nil)
}

// ask puts the question about a held tool to the person at the client, once for
// each definition. The caller has the lock.
func (s *Session) ask(o *memory.Offer) {
	if !s.offers.asks || s.options.Say == nil || s.offers.asked[o.Print] || len(s.offers.asked) >= maxQuestions {
		return
	}
	if s.offers.asked == nil {
		s.offers.asked, s.offers.questions = map[string]bool{}, map[string]question{}
	}
	s.offers.asked[o.Print] = true
	s.put(question{name: o.Name, print: o.Print}, fmt.Sprintf("mcp-watchdog holds back the tool %s of the server %s: %s. To see what changed, run: mcp-watchdog pins diff %s. Approve exactly this definition (%s)?",
		word(o.Name), word(s.options.Server), o.Why, strings.TrimSpace(word(s.options.Server)+" "+word(o.Name)), o.Print[:12]))
}

// put asks a question. The caller has the lock of the offers.
func (s *Session) put(q question, text string) bool {
	if !s.offers.asks || s.options.Say == nil || len(s.offers.questions) >= maxQuestions {
		return false
	}
	if s.offers.questions == nil {
		s.offers.asked, s.offers.questions = map[string]bool{}, map[string]question{}
	}
	var random [12]byte
	rand.Read(random[:]) // never fails
	id := "mcp-watchdog-" + hex.EncodeToString(random[:])
	s.offers.questions[id] = q
	line := fmt.Appendf(nil, `{"jsonrpc":"2.0","id":"%s","method":"elicitation/create","params":{"message":"`, id)
	line = message.AppendQuoted(line, text)
	line = append(line, `","requestedSchema":{"type":"object","properties":{"decision":{"type":"string","title":"Decision","enum":["hold","`+approveWord+`"]}},"required":["decision"]}}}`...)
	s.options.Say(line)
	return true
}

// answered takes a person's answer to a question of the proxy. It reports
// whether m was one, which goes no further.
func (s *Session) answeredQuestion(m *message.Message) bool {
	var id string
	if json.Unmarshal(m.ID, &id) != nil {
		return false
	}
	s.offers.mu.Lock()
	q, ok := s.offers.questions[id]
	delete(s.offers.questions, id)
	s.offers.mu.Unlock()
	if !ok {
		return false
	}
	var answer struct {
		Result struct {
			Action  string
			Content struct{ Decision string }
		}
	}
	if m.Error || json.Unmarshal(m.Raw, &answer) != nil || answer.Result.Action != "accept" || answer.Result.Content.Decision != approveWord {
		return true
	}
	if q.restore != "" {
		s.allowRestore(q.restore)
		return true
	}
	err := s.options.Memory.Learn(func(view memory.View) []memory.Fact {
		return []memory.Fact{{
			Time: s.options.Now().Unix(), What: memory.Approved, Server: s.options.Identity, Label: s.options.Server,
			Item: memory.Tool, Name: q.name, Print: q.print, Text: view.Text(q.print),
		}}
	})
	if err == nil { // otherwise it stays held
		s.Refresh()
	}
	return true
}

// Refresh takes in what was approved or revoked elsewhere, and tells the client
// when that changes its tools. It is called every now and then.
func (s *Session) Refresh() {
	if s.options.Memory == nil || s.offers.count.Load() < 0 {
		return // nothing is known to have been offered yet
	}
	changed := false
	_ = s.options.Memory.With(func(view memory.View) error { // what needs it will say what is wrong with it
		s.offers.mu.Lock()
		defer s.offers.mu.Unlock()
		before := maps.Clone(s.offers.held)
		for name, h := range s.offers.held {
			if e, _ := view.Entry(s.options.Identity, memory.Tool, name); e.Trusts(h.print) {
				delete(s.offers.held, name)
			}
		}
		for _, name := range view.Standing(s.options.Identity) {
			if e, _ := view.Entry(s.options.Identity, memory.Tool, name); e.Revoked {
				s.offers.held[name] = heldTool{e.Pin, "somebody revoked the trust in it"}
			}
		}
		changed = !maps.Equal(before, s.offers.held)
		s.offers.count.Store(int32(len(s.offers.held)))
		return nil
	})
	if changed && s.options.Say != nil {
		s.options.Say([]byte(toolsChanged))
	}
}

// consumed is the outcome of a message that was for the proxy itself.
func consumed() Outcome { return Outcome{Action: policy.Pass} }
