package e2e

import (
	"fmt"
	"strings"
)

// source is size bytes or a little more of ordinary program text, as the
// inside of a JSON string, in several spellings of the same characters.
func source(size int) string {
	var b strings.Builder
	for i := 0; b.Len() < size; i++ {
		fmt.Fprintf(&b, `// area%d is the area of a %d \u00d7 %d plot, in m\u00b2.\nfunc area%d(w, h float64) float64 {\n\treturn w * h \/ 1.0 \/\/ caf\u00e9 ☕ \ud83d\udcd0\n}\n\n`, i, i, i+1, i)
	}
	return b.String()
}

func sizeCases() []exchange {
	large := source(120 << 10)
	huge := source(3 << 20)
	return []exchange{
		one("a result of 120 KB on one line", "500", tool("500", `{}`), text("500", large)),
		one("arguments of 120 KB on one line", "501", tool("501", `{"content":"`+large+`"}`), text("501", "ok")),
		one("3 MB both ways", "502", tool("502", `{"content":"`+huge+`"}`), text("502", huge)),
		one("a list of 5,000 small items", "503", tool("503", `{"ids":[`+strings.Repeat("1.0, ", 4999)+`1.0]}`),
			`{"jsonrpc":"2.0","id":503,"result":{"content":[],"structuredContent":{"items":[`+strings.Repeat(`{"n":1.0,"s":"\u0061"}, `, 4999)+`{}]}}}`),
	}
}

// serverCases are requests and notifications that the server begins, some of
// them under ids that the client uses at the same moment.
func serverCases() []exchange {
	return []exchange{
		one("the server asks in the middle of a call", "600", tool("600", `{}`),
			`{"jsonrpc":"2.0","id":600,"method":"p\u0069ng"}`,
			`{ "method":"roots\/list" ,"id":"\u0072-1","jsonrpc":"2.0"}`,
			`{"jsonrpc":"2.0","id":-2,"method":"sampling/createMessage","params":{"maxTokens":1.0e2,"messages":[{"role":"user","content":{"type":"text","text":"How m\u0061ny is 1 \/ 2?"}}],"systemPrompt":"Be brief.","x":[1.0]}}`,
			`{"jsonrpc":"2.0","id":"e-1","method":"elicitation/create","params":{"requestedSchema":{"type":"object","properties":{"colour":{"type":"string","enum":["r\u0065d","green"]}}},"message":"Which colour?"}}`,
			`{"jsonrpc":"2.0","id":12345678901234567890124,"method":"x-vendor\/ask","params":{"a":-0.0}}`,
			text("600", "done")),
		one("notifications before the answer", "601",
			`{"jsonrpc":"2.0","id":601,"method":"tools/call","params":{"_meta":{"progressToken":9007199254740993},"name":"show","arguments":{}}}`,
			`{"jsonrpc":"2.0","method":"notifications/progress","params":{"total":1.0,"progress":0.10,"progressToken":9007199254740993,"message":"h\u0061lf"}}`,
			`{"method":"notifications/progress","params":{"progress":1e0,"progressToken":9007199254740993},"jsonrpc":"2.0"}`,
			`{"jsonrpc":"2.0","method":"notifications/message","params":{"level":"info","logger":"p\/q","data":{"b":1.0,"a":"\u0041"}}}`,
			`{"jsonrpc":"2.0","method":"notifications/tools/list_changed"}`,
			`{"jsonrpc":"2.0","method":"notifications/resources/list_changed","params":{}}`,
			`{"jsonrpc":"2.0","method":"notifications/prompts/list_changed","params":{"_meta":{ }}}`,
			`{"jsonrpc":"2.0","method":"notifications/resources/updated","params":{"uri":"demo:\/\/1"}}`,
			`{"jsonrpc":"2.0","method":"notifications/x-vendor","params":[1.0,null,"\u0041"]}`,
			text("601", "done")),
		one("the server cancels", "602", tool("602", `{}`),
			`{"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":"r-9","reason":"n\u006f longer needed"}}`,
			text("602", "done")),
		// JSON-RPC 2.0, section 5: null when the request's id could not be read.
		one("an error under the id null", "603", tool("603", `{}`),
			`{"jsonrpc":"2.0","id":null,"error":{"code":-32700,"message":"P\u0061rse error"}}`,
			text("603", "done")),
	}
}

// traffic is what clients send besides plain requests.
func traffic() []exchange {
	var pipelined exchange
	pipelined.name = "twenty requests at once, answered in reverse"
	for i := range 20 {
		id := fmt.Sprint(700 + i)
		pipelined.send = append(pipelined.send, tool(id, `{"i":`+id+`.0}`))
		pipelined.lines = append([]string{text(id, "n\\u00ba "+id)}, pipelined.lines...)
		pipelined.await = append([]string{id}, pipelined.await...)
		pipelined.trigger = id
	}
	return []exchange{
		pipelined,
		{name: "notifications of the client", send: []string{
			`{"jsonrpc":"2.0","method":"notifications/roots/list_changed"}`,
			`{"jsonrpc":"2.0","method":"notifications/progress","params":{"progressToken":"x","progress":1.0}}`,
			`{"params":{"\u0061":1.0},"method":"notifications/x-client","jsonrpc":"2.0"}`,
		}},
		{name: "a cancelled request that is answered all the same", send: []string{
			tool("730", `{}`),
			`{"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":730,"reason":"t\u006fo slow"}}`,
			`{"jsonrpc":"2.0","id":731,"method":"ping"}`,
		}, trigger: "731", lines: []string{text("730", "late"), `{"id":731,"jsonrpc":"2.0","result":{}}`}, await: []string{"730", "731"}},
		{name: "a batch, answered by a batch", send: []string{
			` [{"jsonrpc":"2.0","id":740,"method":"ping"} ,{"method":"notifications/x-client","jsonrpc":"2.0"},` + tool(`"\u0037"`, `{"a":1.0}`) + `] `,
		}, trigger: "batch", lines: []string{`[ ` + text(`"7"`, `\u0041`) + ` , {"jsonrpc":"2.0","result":{ },"id":740}]`}, await: []string{"batch"}},
	}
}

func closingCases() []exchange {
	return []exchange{
		one("ping at the end", `"last"`, `{"id":"l\u0061st","method":"p\u0069ng","jsonrpc":"2.0"}`, `{"result":{},"id":"last","jsonrpc":"2.0"}`),
	}
}
