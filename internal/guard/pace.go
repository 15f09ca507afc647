package guard

import (
	"bytes"
	"fmt"
	"hash/maphash"
	"strings"

	"github.com/mcp-watchdog/mcp-watchdog/internal/finding"
	"github.com/mcp-watchdog/mcp-watchdog/internal/message"
	"github.com/mcp-watchdog/mcp-watchdog/internal/policy"
)

// What is too much in a minute: a person can answer a question every few seconds
// at best, and no model several a second.
const (
	paceSpan     = 60 // seconds
	mostQuestion = 20
	mostSampling = 600
	mostChanged  = 120
	mostUpdated  = 6000
)

var consentFatigue = &finding.Rule{
	ID: "consent_fatigue", Class: "consent_fatigue", Severity: finding.High, Title: "a server that asks without end",
	Catches:   fmt.Sprintf("More than %d questions to the user, or more than %d requests to the model, from one server within a minute: whoever is asked that often says yes to anything, and every sample costs money. What is beyond is refused to the server.", mostQuestion, mostSampling),
	Example:   "elicitation/create, 30 times in ten seconds",
	Misses:    "Questions in errors, slower floods, and several servers together.",
	Exception: "rules: [{rule: consent_fatigue, server: NAME, action: alert}]",
}

var notificationFlood = &finding.Rule{
	ID: "notification_flood", Class: "notification_flood", Severity: finding.High, Title: "a server that announces changes without end",
	Catches:   fmt.Sprintf("More than %d announcements of changed lists, or more than %d of updated resources, within a minute: each makes clients list everything again, or read. What is beyond goes nowhere.", mostChanged, mostUpdated),
	Example:   "notifications/tools/list_changed, a hundred times a second",
	Misses:    "Slower floods, and floods of log messages and progress.",
	Exception: "rules: [{rule: notification_flood, server: NAME, action: pass}]",
}

// pace counts what one side asks for. It belongs to one direction.
type pace struct {
	questions, samples, changed, updated window
	calls                                callPace
}

// window counts within a span.
type window struct {
	since int64
	n     int
}

// more counts one more at now, and reports how many there are.
func (w *window) more(now int64) int {
	if now-w.since >= paceSpan || now < w.since {
		*w = window{since: now}
	}
	w.n++
	return w.n
}

// hurried counts a message, and returns what is to be said about its pace; nil for
// nothing. What is beyond is told once a minute unless the policy refuses it: then each
// time.
func (s *Session) hurried(d *direction, m *message.Message) *finding.Finding {
	f, first := s.beyond(d, m)
	if f == nil || first || f.Rule != runawayCalls || s.judged(d, f, m).Action <= policy.Hold {
		return f
	}
	d.pace.calls.spare(d)
	return nil
}

// beyond counts a message. It returns nil when its pace is right; first is true for the
// first within a minute that is beyond.
func (s *Session) beyond(d *direction, m *message.Message) (f *finding.Finding, first bool) {
	p, now := &d.pace, s.options.Now
	if m.Side == message.FromClient {
		if m.Kind == message.Request && m.Method == "tools/call" {
			return s.calls(d, m)
		}
		return nil, false
	}
	n, most, rule, why := 0, 0, consentFatigue, ""
	switch {
	case m.Kind == message.Notification && strings.HasSuffix(m.Method, "/list_changed") && strings.HasPrefix(m.Method, "notifications/"):
		n, most, rule, why = p.changed.more(now().Unix()), mostChanged, notificationFlood, "the server announces changes without end"
	case m.Kind == message.Notification && m.Method == "notifications/resources/updated":
		n, most, rule, why = p.updated.more(now().Unix()), mostUpdated, notificationFlood, "the server announces changes without end"
	case m.Kind == message.Request && m.Method == "elicitation/create", asksInAnswer(d, m):
		n, most, why = p.questions.more(now().Unix()), mostQuestion, "the server asks the user for the %d. time within a minute"
	case m.Kind == message.Request && m.Method == "sampling/createMessage":
		n, most, why = p.samples.more(now().Unix()), mostSampling, "the server asks the model for the %d. time within a minute"
	}
	switch {
	case n <= most:
		return nil, false
	case rule == consentFatigue:
		why = fmt.Sprintf(why, n)
	}
	return &finding.Finding{Rule: rule, Severity: rule.Severity, Pointer: "/method", Why: why}, true
}

var inputRequests = []byte(`"inputRequests"`)

// asksInAnswer reports whether an answer of 2026-07-28 is a question to the
// user.
func asksInAnswer(d *direction, m *message.Message) bool {
	d.inputs = m.Kind == message.Answer && d.asked.modern && len(m.Raw) <= maxResult && bytes.Contains(m.Raw, inputRequests)
	return d.inputs && bytes.Contains(m.Raw, []byte(`elicitation/create`))
}

var argumentsName = []byte(`"arguments"`)

// callHash is a hash of what is called, and with what. What surrounds it, ids and
// progress tokens, is another in every call.
func (s *Session) callHash(tool string, raw []byte) uint64 {
	return maphash.Bytes(s.seed, argumentsIn(raw)) ^ 3*maphash.String(s.seed, tool)
}

// argumentsIn returns the value of the first member called arguments in a text
// that is JSON; nil when there is none.
func argumentsIn(raw []byte) []byte {
	i := bytes.Index(raw, argumentsName)
	if i < 0 {
		return nil
	}
	raw = bytes.TrimLeft(raw[i+len(argumentsName):], " \t\r\n:")
	depth := 0
	for i := 0; i < len(raw); i++ {
		switch raw[i] {
		case '"':
			for i++; i < len(raw) && raw[i] != '"'; i++ {
				if raw[i] == '\\' {
					i++
				}
			}
		case '{', '[':
			depth++
		case '}', ']':
			depth--
		case ',':
		default:
			continue
		}
		if depth <= 0 {
			return raw[:min(i+1, len(raw))]
		}
	}
	return raw
}
