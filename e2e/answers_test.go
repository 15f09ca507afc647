package e2e

import (
	"encoding/json"
	"fmt"
)

// answer is the client's line for a request of the server. The spelling is
// unusual on purpose: white space inside, escapes nobody needs, members in an
// odd order. A proxy that re-encodes it is found out.
func (c *client) answer(m message) string {
	c.t.Helper()
	result := ""
	switch m.Method {
	case "ping":
		result = `{ }`
	case "roots/list":
		result = fmt.Sprintf(`{"r\u006fots" : %s }`, c.roots)
	case "sampling/createMessage":
		result = `{"stopReason":"endTurn","role":"assistant","model":"scripted-1.0",` +
			`"content":{"text":"A st\u0065ady answer: 1\/2 = 0.50 \ud83d\udc15","type":"text"}}`
	case "elicitation/create":
		result = fmt.Sprintf(`{"content":%s , "action":"accept"}`, c.elicited(m))
	default:
		return fmt.Sprintf(`{"error":{"message":"no such m\u0065thod","code":-32601}, "id":%s,"jsonrpc":"2.0"}`, m.ID)
	}
	return fmt.Sprintf("{ \"result\":%s,\t\"id\" :%s, \"jsonrpc\":\"2.0\" } ", result, m.ID)
}

// elicited fills in the form of an elicitation: for each property the first
// value that its schema allows.
func (c *client) elicited(m message) string {
	c.t.Helper()
	var params struct {
		RequestedSchema struct {
			Properties map[string]property `json:"properties"`
		} `json:"requestedSchema"`
	}
	if err := json.Unmarshal(m.Params, &params); err != nil {
		c.t.Fatalf("elicitation parameters: %v", err)
	}
	form := map[string]any{}
	for name, p := range params.RequestedSchema.Properties {
		form[name] = p.example()
	}
	out, err := json.Marshal(form) // sorted keys: the same in every run
	if err != nil {
		c.t.Fatal(err)
	}
	return string(out)
}

// property is the part of an elicitation schema that an example needs.
type property struct {
	Type    string     `json:"type"`
	Format  string     `json:"format"`
	Enum    []any      `json:"enum"`
	OneOf   []constant `json:"oneOf"`
	AnyOf   []constant `json:"anyOf"`
	Items   *property  `json:"items"`
	Minimum *float64   `json:"minimum"`
}

type constant struct {
	Const any `json:"const"`
}

func (p property) example() any {
	if choices := append(p.OneOf, p.AnyOf...); len(choices) > 0 {
		return choices[0].Const
	}
	if len(p.Enum) > 0 {
		return p.Enum[0]
	}
	switch {
	case p.Type == "boolean":
		return true
	case p.Type == "integer" || p.Type == "number":
		if p.Minimum != nil {
			return *p.Minimum
		}
		return 1
	case p.Type == "array" && p.Items != nil:
		return []any{p.Items.example()}
	}
	switch p.Format {
	case "email":
		return "someone@example.com"
	case "uri":
		return "https://example.com/"
	case "date":
		return "2026-01-31"
	case "date-time":
		return "2026-01-31T12:00:00Z"
	}
	return "some text"
}
