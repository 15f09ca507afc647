package cli

import (
	"bytes"
	"encoding/json"
	"slices"
	"unicode/utf8"

	"github.com/mcp-watchdog/mcp-watchdog/internal/message"
)

// clientMethods are the methods that clients write (MCP 2024-11-05 to
// 2026-07-28). Those that both sides may write (progress, cancelled, tasks) are
// left to the server, the untrusted end, except ping.
var clientMethods = []string{
	"initialize", "ping", "server/discover", "tools/list", "tools/call", "prompts/list", "prompts/get", "resources/list",
	"resources/read", "resources/templates/list", "resources/subscribe", "resources/unsubscribe", "completion/complete",
	"logging/setLevel", "subscriptions/listen", "tasks/get", "tasks/result", "tasks/list", "tasks/cancel", "tasks/update",
	"notifications/initialized", "notifications/roots/list_changed",
}

// writer infers which side wrote m: the one whose method it is, or for an
// answer the one that was asked; otherwise the server.
func (c *conversation) writer(m *message.Message) message.Side {
	switch m.Kind {
	case message.Request, message.Notification:
		if slices.Contains(clientMethods, m.Method) {
			return message.FromClient
		}
	case message.Answer:
		key := string(message.AppendIDKey(nil, m.ID))
		if m.ID != nil && !c.open[message.FromClient].has(key) && c.open[message.FromServer].has(key) {
			return message.FromClient
		}
	}
	return message.FromServer
}

// unknownMethod stands for a request that cannot be told from its answer.
const unknownMethod = "mcp-watchdog/unknown"

// shape is a member of a result that tells which request it answers.
type shape struct {
	member string
	method string
}

// serverShapes and clientShapes are ordered: the first member that a result
// has decides.
var (
	serverShapes = []shape{
		{"tools", "tools/list"}, {"resourceTemplates", "resources/templates/list"}, {"resources", "resources/list"},
		{"prompts", "prompts/list"}, {"contents", "resources/read"}, {"messages", "prompts/get"},
		{"completion", "completion/complete"}, {"supportedVersions", "server/discover"}, {"serverInfo", "initialize"},
		{"protocolVersion", "initialize"}, {"instructions", "initialize"}, {"content", "tools/call"},
		{"structuredContent", "tools/call"}, {"inputRequests", "tools/call"}, {"task", "tools/call"},
		{"tasks", "tasks/list"}, {"taskId", "tasks/get"},
	}
	clientShapes = []shape{
		{"roots", "roots/list"}, {"action", "elicitation/create"}, {"model", "sampling/createMessage"},
		{"role", "sampling/createMessage"}, {"tasks", "tasks/list"}, {"taskId", "tasks/get"},
	}
)

// assumedRequest is the request that an answer from side probably answers.
func assumedRequest(side message.Side, m *message.Message) []byte {
	var answer struct {
		Result map[string]json.RawMessage `json:"result"`
	}
	method := unknownMethod
	if json.Unmarshal(m.Raw, &answer) == nil { // a result of another shape is no map
		shapes := serverShapes
		if side == message.FromClient {
			shapes = clientShapes
		}
		for _, s := range shapes {
			if _, ok := answer.Result[s.member]; ok {
				method = s.method
				break
			}
		}
	}
	request := append([]byte(`{"jsonrpc":"2.0","id":`), m.ID...)
	request = append(append(request, `,"method":"`...), method...)
	if _, modern := answer.Result["resultType"]; modern && side == message.FromServer {
		request = append(request, `","params":{"_meta":{"io.modelcontextprotocol/protocolVersion":"2026-07-28"}}}`...)
	} else {
		request = append(request, `"}`...)
	}
	return request
}

// openIDs are the requests of one side that wait for an answer, by the key of
// their id.
type openIDs map[string]int

// maxOpenIDs bounds them, like the guard's own list; beyond it some request is
// forgotten.
const maxOpenIDs = 1 << 16

func (o openIDs) has(key string) bool { return o[key] > 0 }

func (o openIDs) add(key string) {
	if len(o) >= maxOpenIDs {
		for k := range o {
			delete(o, k)
			break
		}
	}
	o[key]++
}

func (o openIDs) take(key string) {
	if o[key]--; o[key] <= 0 {
		delete(o, key)
	}
}

// messagesOf calls fn for m, or for every message of a batch.
func (c *checker) messagesOf(m *message.Message, fn func(*message.Message)) {
	if m.Kind != message.Batch {
		fn(m)
		return
	}
	for _, e := range m.Elements {
		if one, err := c.element.Parse(m.Side, m.Raw[e.Start:e.End]); err == nil && one.Kind != message.Batch {
			fn(one)
		}
	}
}

// embed returns text as it can stand inside a JSON line: itself when it is
// JSON, otherwise a JSON string of it; "null" for nothing.
func embed(text []byte) []byte {
	text = bytes.Trim(text, " \t\r\n")
	if len(text) == 0 {
		return []byte("null")
	}
	if lines := bytes.Split(text, []byte{'\n'}); len(lines) > 1 && !json.Valid(text) { // several answers
		text = append(append([]byte{'['}, bytes.Join(lines, []byte{','})...), ']')
	}
	if json.Valid(text) && utf8.Valid(text) {
		// Outside strings a CR is white space, but some readers end a line there.
		return bytes.ReplaceAll(text, []byte("\r"), []byte(" "))
	}
	return plainJSON(string(bytes.ToValidUTF8(text, []byte("\uFFFD"))))
}
