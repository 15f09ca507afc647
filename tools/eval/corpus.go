package main

import (
	"bytes"
	"encoding/json"
	"strings"

	"github.com/mcp-watchdog/mcp-watchdog/tools/corpus"
)

// row is one row of the corpus.
type row struct{ corpus.Row }

// line is one message of a session.
type line struct {
	client bool
	server string
	raw    []byte
}

const callTool = `"tools/call","params":{"name":"tool","arguments":{}}`

// asks maps a surface to the request whose answer carries it.
var asks = map[string]string{
	"tool_definition": `"tools/list"`, "tool_description": `"tools/list"`, "tool_result": callTool, "text": callTool,
	"resource": `"resources/read","params":{"uri":"file:///a"}`, "prompt": `"prompts/get","params":{"name":"p"}`,
}

// carriers put a text or a tool at its surface; $V is its JSON.
var carriers = map[string]string{
	"tool_definition":  `{"tools":[$V]}`,
	"tool_description": `{"tools":[{"name":"tool","description":$V,"inputSchema":{"type":"object"}}]}`,
	"tool_result":      `{"content":[{"type":"text","text":$V}]}`,
	"text":             `{"content":[{"type":"text","text":$V}]}`,
	"resource":         `{"contents":[{"uri":"file:///a","text":$V}]}`,
	"prompt":           `{"messages":[{"role":"user","content":{"type":"text","text":$V}}]}`,
}

// session completes a row to the messages of a session.
func (r row) session() []line {
	if r.Text != nil {
		value, _ := json.Marshal(*r.Text)
		return r.answered(strings.Replace(carriers[r.Surface], "$V", string(value), 1))
	}
	var list []json.RawMessage
	if json.Unmarshal(r.Message, &list) != nil {
		list = []json.RawMessage{r.Message}
	}
	var lines []line
	for _, m := range list {
		var named struct {
			Meta struct{ Server string } `json:"_meta"`
		}
		_ = json.Unmarshal(m, &named)
		for _, l := range r.message(m) {
			l.server = named.Meta.Server
			lines = append(lines, l)
		}
	}
	return lines
}

// answered asks for a result and gives it.
func (r row) answered(result string) []line {
	ask, ok := asks[r.Surface]
	if !ok || result == "" {
		ask = callTool
	}
	return []line{
		{client: true, raw: []byte(`{"jsonrpc":"2.0","id":1,"method":` + ask + `}`)},
		{raw: []byte(`{"jsonrpc":"2.0","id":1,"result":` + result + `}`)},
	}
}

// message completes one message of a row, with the request it answers.
func (r row) message(m json.RawMessage) []line {
	var got map[string]json.RawMessage
	if json.Unmarshal(m, &got) != nil {
		return r.answered(string(m))
	}
	method, isRequest := got["method"]
	_, isResult := got["result"]
	_, isError := got["error"]
	switch {
	case isRequest:
		if got["jsonrpc"] == nil {
			m = []byte(`{"jsonrpc":"2.0","id":1,` + string(bytes.TrimSpace(m)[1:]))
		}
		name := strings.Trim(string(method), `"`)
		fromServer := strings.HasPrefix(name, "sampling/") || strings.HasPrefix(name, "elicitation/") ||
			strings.HasPrefix(name, "notifications/message") || strings.HasPrefix(name, "notifications/progress")
		return []line{{client: !fromServer, raw: m}}
	case isResult || isError:
		id := got["id"]
		if id == nil {
			id = []byte("1")
			m = []byte(`{"jsonrpc":"2.0","id":1,` + string(bytes.TrimSpace(m)[1:]))
		}
		ask, ok := asks[r.Surface]
		if !ok {
			ask = callTool
		}
		return []line{{client: true, raw: []byte(`{"jsonrpc":"2.0","id":` + string(id) + `,"method":` + ask + `}`)}, {raw: m}}
	case r.Surface == "tool_definition":
		return r.answered(`{"tools":[` + string(m) + `]}`)
	}
	return r.answered(string(m))
}
