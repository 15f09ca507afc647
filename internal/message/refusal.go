package message

import "strconv"

// RefusedCode is the error code of the proxy's own JSON-RPC errors. It lies
// outside -32768..-32000, which JSON-RPC and MCP reserve and from which
// clients derive fallbacks and version downgrades.
const RefusedCode = -31403

// Refusal says no to one request, in the shape its sender understands.
type Refusal struct {
	// ID is the raw id to answer; nil writes null.
	ID []byte
	// Method that was asked.
	Method string
	// Modern is true when the request was one of 2026-07-28, whose results
	// carry a resultType.
	Modern bool
	// Text is a sentence for the model and the person: what happened, the rule
	// and what to do next.
	Text string
	// Rule that decided, given to programs as error.data.rule.
	Rule string
}

// Append appends the answer: for tools/call a result with isError, which
// models and hosts handle best; for every other method a JSON-RPC error.
func (r Refusal) Append(dst []byte) []byte {
	id := r.ID
	if id == nil {
		id = []byte("null")
	}
	dst = append(append(append(dst, `{"jsonrpc":"2.0","id":`...), id...), ',')
	if r.Method == "tools/call" {
		dst = append(dst, `"result":{`...)
		if r.Modern {
			dst = append(dst, `"resultType":"complete",`...)
		}
		dst = AppendQuoted(append(dst, `"content":[{"type":"text","text":"`...), r.Text)
		return append(dst, `"}],"isError":true}}`...)
	}
	dst = strconv.AppendInt(append(dst, `"error":{"code":`...), RefusedCode, 10)
	dst = AppendQuoted(append(dst, `,"message":"`...), r.Text)
	dst = AppendQuoted(append(dst, `","data":{"source":"mcp-watchdog","rule":"`...), r.Rule)
	return append(dst, `"}}}`...)
}
