package guard

import (
	"bytes"
	"encoding/json"

	"github.com/mcp-watchdog/mcp-watchdog/internal/drift"
	"github.com/mcp-watchdog/mcp-watchdog/internal/message"
)

// usedPower is what a server asks of its client in m, as a request or in an answer
// of 2026-07-28.
func usedPower(d *direction, m *message.Message) (p drift.Power, uses bool) {
	switch {
	case m.Side != message.FromServer:
		return 0, false
	case m.Kind == message.Request:
		return power(string(m.Method), m.Raw)
	case m.Kind != message.Answer || !d.inputs:
		return 0, false
	}
	for _, method := range []string{"sampling/createMessage", "elicitation/create", "roots/list"} {
		if bytes.Contains(m.Raw, []byte(method)) {
			return power(method, m.Raw)
		}
	}
	return 0, false
}

func power(method string, raw []byte) (p drift.Power, uses bool) {
	switch method {
	case "sampling/createMessage":
		return drift.Samples, true
	case "roots/list":
		return drift.Folders, true
	case "elicitation/create":
		return questioned(raw), true
	}
	return 0, false
}

// form is what is read of a question to the user.
type form struct {
	URL             string
	RequestedSchema struct {
		Properties map[string]struct {
			Type string
			Enum []json.RawMessage
			One  []json.RawMessage `json:"oneOf"`
		}
	}
}

// questioned tells what a message asks the user for: something to enter, an address to
// open, or a choice. What cannot be read counts as something to enter.
func questioned(raw []byte) drift.Power {
	var m struct {
		Params *form
		Result struct {
			InputRequests map[string]struct{ Params form }
		}
	}
	if json.Unmarshal(raw, &m) != nil || m.Params == nil && len(m.Result.InputRequests) == 0 {
		return drift.Questions
	}
	if m.Params != nil {
		return m.Params.asks()
	}
	p := drift.Confirms
	for _, q := range m.Result.InputRequests {
		p = min(p, q.Params.asks())
	}
	return p
}

func (f *form) asks() drift.Power {
	if f.URL != "" {
		return drift.Opens
	}
	for _, f := range f.RequestedSchema.Properties {
		if f.Type != "boolean" && len(f.Enum) == 0 && len(f.One) == 0 {
			return drift.Questions
		}
	}
	return drift.Confirms
}
