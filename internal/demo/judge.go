package demo

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/mcp-watchdog/mcp-watchdog/internal/audit"
	"github.com/mcp-watchdog/mcp-watchdog/internal/finding"
	"github.com/mcp-watchdog/mcp-watchdog/internal/policy"
)

// What became of a scenario. The first group is as it should be.
const (
	Cleaned  = "cleaned"  // the harm was cut out of a message that went on
	Blocked  = "blocked"  // the message was refused, and whoever waited was told
	Dropped  = "dropped"  // the message was none of the session's and went nowhere
	Answered = "answered" // the proxy gave the answer that the server owed
	Intact   = "intact"   // an honest session arrived byte for byte
	Skipped  = "skipped"  // this machine has nothing that would stop it; Why says what is missing

	CameThrough = "came through" // the harm reached the client
	Changed     = "changed"      // an honest session did not arrive as it was
	Unrecorded  = "unrecorded"   // stopped, but not written down
	Harmless    = "harmless"     // no harm without the proxy either: it shows nothing
	Failed      = "failed"       // the scenario could not be played
)

// maxWhy bounds what is said about a failure, in runes.
const maxWhy = 500

// Result is what one scenario came to. Texts are shown safely: control and
// invisible characters as visible escapes.
type Result struct {
	Name     string `json:"name"`
	Family   string `json:"family"`
	Title    string `json:"title"`
	Attack   bool   `json:"attack"`
	Rule     string `json:"rule,omitempty"`
	Severity string `json:"severity,omitempty"`
	Method   string `json:"method"`
	Outcome  string `json:"outcome"`
	OK       bool   `json:"ok"`
	// Why says what is wrong when OK is false, or why the scenario was skipped.
	Why string `json:"why,omitempty"`
	// Sent is what the server wrote; Without and With are what the model got
	// without and with the proxy. Each is the part that matters.
	Sent    string `json:"sent"`
	Without string `json:"without"`
	With    string `json:"with"`
	// Kept is true when what should arrive all the same did, all of it read.
	Kept bool `json:"kept"`
	// Recorded lists the rules in the audit log.
	Recorded []string `json:"recorded,omitempty"`
	// Bytes is the length of the server's side of the session.
	Bytes int `json:"bytes"`

	scenario Scenario
}

func (s *Scenario) result() Result {
	r := Result{Name: s.Name, Family: s.family, Title: s.Title, Attack: s.Attack(), Rule: s.Rule, Method: string(s.Ask), scenario: *s}
	if rule := rule(s.Rule); rule != nil {
		r.Severity = rule.Severity.String()
	}
	r.Sent = s.sent()
	return r
}

func (s *Scenario) failed(err error) Result {
	r := s.result()
	r.Outcome, r.Why = Failed, finding.VisibleText(err.Error(), maxWhy)
	return r
}

func (s *Scenario) skipped(why string) Result {
	r := s.result()
	r.Outcome, r.OK, r.Kept, r.Why = Skipped, true, true, finding.VisibleText(why, maxWhy)
	return r
}

// judge compares a session without and one with the proxy.
func judge(s Scenario, bare, guarded *transcript, recorded []audit.Record) Result {
	r := s.result()
	for _, t := range []*transcript{bare, guarded} {
		if t.failure != nil {
			return s.failed(fmt.Errorf("%w%s", t.failure, lastLine(t.stderr)))
		}
	}
	r.Bytes = len(bare.wire)
	for _, rec := range recorded {
		if !slices.Contains(r.Recorded, rec.Rule) {
			r.Recorded = append(r.Recorded, rec.Rule)
		}
	}
	r.Without, r.With = s.shown(bare), s.shown(guarded)
	r.Kept = strings.Contains(readable(guarded.wire)+strings.Join(guarded.texts, "\n"), s.Keeps)
	if s.Attack() && s.reached(bare) && s.Bare != "" {
		r.Without = s.Bare
	}
	r.Outcome, r.Why = s.outcome(bare, guarded, recorded)
	r.OK, r.Why = r.Why == "", finding.VisibleText(r.Why, maxWhy)
	return r
}

// outcome says what became of the scenario, and what is wrong with that.
func (s *Scenario) outcome(bare, guarded *transcript, recorded []audit.Record) (outcome, wrong string) {
	if !s.Attack() {
		switch {
		case !bytes.Equal(bare.wire, guarded.wire):
			return Changed, "the bytes that arrived are not those that the server sent" + lastLine(guarded.stderr)
		case !guarded.answered || !slices.Equal(bare.texts, guarded.texts):
			return Changed, "the client did not get what it gets without the proxy" + lastLine(guarded.stderr)
		}
		return Intact, ""
	}
	switch {
	case !s.reached(bare):
		return Harmless, "the attack does no harm without the proxy either, so it shows nothing"
	case !guarded.answered:
		return CameThrough, "the client got no answer: " + guarded.problem + lastLine(guarded.stderr)
	case s.reached(guarded):
		return CameThrough, "what must not arrive did"
	}
	by := slices.IndexFunc(recorded, func(r audit.Record) bool { return r.Rule == s.Rule })
	if by < 0 { // strict settings may have stopped it by an earlier rule
		by = slices.IndexFunc(recorded, func(r audit.Record) bool { return r.Action == policy.Block.String() })
	}
	switch {
	case by < 0:
		return Unrecorded, "the attack was stopped, but the audit log does not say so"
	case s.Harm == "" && s.Signs == "":
		return Answered, ""
	}
	switch recorded[by].Event {
	case audit.EventRemoval:
		return Cleaned, ""
	case audit.EventDropped:
		return Dropped, ""
	}
	return Blocked, ""
}

// reached reports whether the harm reached the client: it received what must
// not arrive, or no answer.
func (s *Scenario) reached(t *transcript) bool {
	return !t.answered || s.harms(readable(t.wire)) || s.harms(strings.Join(t.texts, "\n")) || s.harms(t.damage)
}

// maxNested bounds how often JSON in a string is opened.
const maxNested = 4

// readable is all that anybody could read in the bytes of a stream: the bytes
// themselves, every JSON string in them, keys and repeated keys included, and
// what JSON in such strings says.
func readable(wire []byte) string {
	var b strings.Builder
	b.Write(wire)
	for line := range bytes.Lines(wire) {
		readStrings(&b, line, 0)
	}
	return b.String()
}

func readStrings(b *strings.Builder, text []byte, depth int) {
	dec := json.NewDecoder(bytes.NewReader(text))
	dec.UseNumber()
	for {
		token, err := dec.Token()
		if err != nil {
			return // the end, or no JSON, which is there as it stands
		}
		s, ok := token.(string)
		if !ok {
			continue
		}
		b.WriteString("\n" + s)
		if depth < maxNested && strings.ContainsAny(s, `{["`) {
			readStrings(b, []byte(s), depth+1)
		}
	}
}

// lastLine is what a process said last, for an error.
func lastLine(stderr []byte) string {
	text := strings.TrimSpace(string(stderr))
	if text == "" {
		return ""
	}
	return " (it said: " + finding.Redact(text[strings.LastIndexByte(text, '\n')+1:], 200) + ")"
}
