package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"os"
)

// roleServer is the first argument of a process that is one of the servers.
const roleServer = "serve"

// request is what a client sends.
type request struct {
	ID     json.RawMessage `json:"id"`
	Method string          `json:"method"`
	Params struct {
		Name      string            `json:"name"`
		Arguments map[string]string `json:"arguments"`
	} `json:"params"`
}

// serve is an MCP server on stdio: the kind of that name, over an index.
func serve(name, file string) error {
	k := kindNamed(name)
	if k == nil {
		return fmt.Errorf("there is no kind of server named %q", name)
	}
	x, err := load(file)
	if err != nil {
		return err
	}
	lines := bufio.NewReaderSize(os.Stdin, 64<<10)
	enc := json.NewEncoder(os.Stdout)
	enc.SetEscapeHTML(false)
	for {
		line, err := lines.ReadBytes('\n')
		if err != nil {
			return nil // the client has gone
		}
		var q request
		if json.Unmarshal(line, &q) != nil || q.ID == nil {
			continue
		}
		if err := enc.Encode(map[string]any{"jsonrpc": "2.0", "id": q.ID, "result": k.result(x, &q)}); err != nil {
			return err
		}
	}
}

// result answers a request.
func (k *kind) result(x *index, q *request) any {
	switch q.Method {
	case "initialize":
		return map[string]any{"protocolVersion": "2025-11-25", "capabilities": map[string]any{"tools": map[string]any{}},
			"serverInfo": map[string]any{"name": "soak-" + k.name, "version": "1.0.0"}, "instructions": k.says}
	case "tools/list":
		all := []any{}
		for i := range k.tools {
			t := &k.tools[i]
			properties := map[string]any{}
			for _, a := range t.args {
				properties[a] = map[string]any{"type": "string"}
			}
			all = append(all, map[string]any{"name": t.name, "description": t.says, "inputSchema": map[string]any{"type": "object", "properties": properties, "required": t.args}})
		}
		return map[string]any{"tools": all}
	case "tools/call":
		for i := range k.tools {
			if t := &k.tools[i]; t.name == q.Params.Name {
				return map[string]any{"content": []any{map[string]any{"type": "text", "text": t.answer(x, q.Params.Arguments)}}}
			}
		}
		return map[string]any{"isError": true, "content": []any{map[string]any{"type": "text", "text": "there is no such tool"}}}
	}
	return map[string]any{}
}
