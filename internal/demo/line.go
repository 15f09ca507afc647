package demo

import (
	"bytes"
	"encoding/json"
	"strings"
)

// quoted is s as a JSON string in the spelling of most servers: everything
// that need not be escaped stands as it is.
func quoted(s string) string {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	// Strings always encode; bytes that are not UTF-8 would be replaced.
	if err := enc.Encode(s); err != nil {
		panic(err)
	}
	return strings.TrimSuffix(b.String(), "\n")
}

// answer is the answer to the request that the server was asked.
func answer(result string) string { return `{"jsonrpc":"2.0","id":$ID,"result":` + result + `}` }

// says is the answer to tools/call.
func says(text string) string { return answer(content(text)) }

func content(text string) string {
	return `{"content":[{"type":"text","text":` + quoted(text) + `}]}`
}

// offers is the answer to tools/list: one tool with this description.
func offers(description string) string {
	return answer(`{"tools":[{"name":"weather","description":` + quoted(description) +
		`,"inputSchema":{"type":"object","properties":{"city":{"type":"string"}}}}]}`)
}

// holds is the answer to resources/read: a document.
func holds(text string) string {
	return answer(`{"contents":[{"uri":"file:///README.md","mimeType":"text/markdown","text":` + quoted(text) + `}]}`)
}

// prompts is the answer to prompts/get.
func prompts(text string) string {
	return answer(`{"messages":[{"role":"user","content":{"type":"text","text":` + quoted(text) + `}}]}`)
}

// logs is a log message of the server.
func logs(text string) string {
	return `{"jsonrpc":"2.0","method":"notifications/message","params":{"level":"info","data":` + quoted(text) + `}}`
}

// samples asks the client's model for something.
func samples(text string) string {
	return `{"jsonrpc":"2.0","id":"sample-1","method":"sampling/createMessage","params":{"maxTokens":100,"messages":` +
		`[{"role":"user","content":{"type":"text","text":` + quoted(text) + `}}]}}`
}

// elicits asks the user for something; params are its parameters.
func elicits(params string) string {
	return `{"jsonrpc":"2.0","id":"elicit-1","method":"elicitation/create","params":` + params + `}`
}
