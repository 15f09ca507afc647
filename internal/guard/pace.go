package guard

import (
	"bytes"
	"fmt"
	"hash/maphash"
	"strings"

	"github.com/mcp-watchdog/mcp-watchdog/internal/finding"
	"github.com/mcp-watchdog/mcp-watchdog/internal/message"
)

// What is too much in a minute: a person can answer a question every few seconds
// at best, and no model several a second. How often a client may call is for the
// user to say (policy.Budget): programs make thousands of calls for good reasons.
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
	Misses:    "Questions in results (inputRequests), slower floods, and several servers together.",
	Exception: "rules: [{rule: consent_fatigue, server: NAME, action: alert}]",
}

var notificationFlood = &finding.Rule{
	ID: "notification_flood", Class: "notification_flood", Severity: finding.High, Title: "a server that announces changes without end",
	Catches:   fmt.Sprintf("More than %d announcements of changed lists, or more than %d of updated resources, within a minute: each makes clients list everything again, or read. What is beyond goes nowhere.", mostChanged, mostUpdated),
	Example:   "notifications/tools/list_changed, a hundred times a second",
	Misses:    "Slower floods, and floods of log messages and progress.",
	Exception: "rules: [{rule: notification_flood, server: NAME, action: pass}]",
}

// pace counts what a server asks for. It belongs to one direction.
type pace struct {
	questions, samples, changed, updated window
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

// hurried counts a request, and returns what is to be said about its pace.
func (s *Session) hurried(d *direction, m *message.Message) (f finding.Finding, too bool) {
	p := &d.pace
	switch {
	case m.Kind == message.Notification && m.Side == message.FromServer && strings.HasPrefix(m.Method, "notifications/"):
		n, most := 0, 0
		switch {
		case strings.HasSuffix(m.Method, "/list_changed"):
			n, most = p.changed.more(s.options.Now().Unix()), mostChanged
		case m.Method == "notifications/resources/updated":
			n, most = p.updated.more(s.options.Now().Unix()), mostUpdated
		}
		if n > most {
			return finding.Finding{Rule: notificationFlood, Severity: notificationFlood.Severity, Pointer: "/method", Why: "the server announces changes without end"}, true
		}
	case m.Kind != message.Request:
	case m.Side == message.FromServer && m.Method == "elicitation/create":
		if n := p.questions.more(s.options.Now().Unix()); n > mostQuestion {
			return finding.Finding{Rule: consentFatigue, Severity: consentFatigue.Severity, Pointer: "/method", Why: fmt.Sprintf("the server asks the user for the %d. time within a minute", n)}, true
		}
	case m.Side == message.FromServer && m.Method == "sampling/createMessage":
		if n := p.samples.more(s.options.Now().Unix()); n > mostSampling {
			return finding.Finding{Rule: consentFatigue, Severity: consentFatigue.Severity, Pointer: "/method", Why: fmt.Sprintf("the server asks the model for the %d. time within a minute", n)}, true
		}
	}
	return f, false
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
