package e2e

import (
	"fmt"
	"strings"
)

// exchange is one step of the conversation with the built-in peer. The peer
// writes its lines when the request with the id trigger arrives; a line that
// is a request of the server is followed by a wait for its answer.
type exchange struct {
	name    string
	send    []string // lines of the client, without the newline
	trigger string   // canonical id of the request that the peer reacts to; "" for none
	lines   []string // lines of the server, without the newline
	await   []string // canonical ids of the answers the client waits for
}

// one is an exchange of one request and one answer under the same id.
func one(name, id, request string, lines ...string) exchange {
	return exchange{name: name, send: []string{request}, trigger: id, lines: lines, await: []string{id}}
}

// text is a tools/call answer around a raw JSON string literal's inside.
func text(id, raw string) string {
	return `{"jsonrpc":"2.0","id":` + id + `,"result":{"content":[{"type":"text","text":"` + raw + `"}]}}`
}

// tool is a tools/call request around raw JSON arguments.
func tool(id, arguments string) string {
	return `{"jsonrpc":"2.0","id":` + id + `,"method":"tools/call","params":{"name":"show","arguments":` + arguments + `}}`
}

// exchanges is the whole conversation, in order. Everything in it is valid
// JSON and harmless; nothing in it survives a decoder and an encoder.
func exchanges() []exchange {
	var all []exchange
	for _, group := range [][]exchange{
		openingCases(), idCases(), numberCases(), stringCases(), layoutCases(),
		contentCases(), sizeCases(), serverCases(), traffic(), closingCases(),
	} {
		all = append(all, group...)
	}
	return all
}

func openingCases() []exchange {
	return []exchange{
		one("initialize", `"start"`,
			`{"jsonrpc":"2.0","id":"\u0073tart","method":"initialize","params":{"protocolVersion":"2025-11-25","capabilities":{"roots":{},"sampling":{},"elicitation":{},"x-own":{"\u0061":1.0}},"clientInfo":{"name":"raw","version":"1.0"}}}`,
			`{"result":{"serverInfo":{"version":"1.0","name":"built-in peer"},"x-own":[null,{}],"capabilities":{"tools":{"listChanged":true},"logging":{}},"protocolVersion":"2025-11-25","instructions":"Use \u0073how for everything."},"jsonrpc":"2.0","id":"start"}`),
		{name: "initialized", send: []string{`{"method":"notifications\/initialized","jsonrpc":"2.0"}`}},
		one("tools/list", "1", `{"jsonrpc":"2.0","id":1,"method":"tools/list"}`,
			`{"jsonrpc":"2.0","id":1,"result":{"tools":[{"name":"show","title":"Sh\u006fw","description":"Shows what it is given.\nUnits: 1 \/ 2.","inputSchema":{"type":"object","properties":{"a":{"type":"number","minimum":-0.0,"maximum":1e400}},"x-order":["b","a"]},"outputSchema":{"type":"object"},"annotations":{"readOnlyHint":true}, "icons":[{"src":"data:image\/png;base64,iVBORw0KGgo=","mimeType":"image/png"}]}],"nextCursor":"\u0022\/1.0"}}`),
		one("next page", "2", `{"jsonrpc":"2.0","id":2,"method":"tools/list","params":{"cursor":"\u0022/1.0"}}`,
			`{"jsonrpc":"2.0","id":2,"result":{"tools":[],"_meta":{}}}`),
	}
}

func idCases() []exchange {
	long := strings.Repeat("x", 900)
	cases := []exchange{
		one("a string id in two spellings", `"Ab/é"`, tool(`"\u0041b\/\u00e9"`, `{}`), text(`"Ab/é"`, "ok")),
		one("an empty string id", `""`, tool(`""`, `{}`), text(`""`, "ok")),
		one("a long string id", `"`+long+`"`, tool(`"`+long+`"`, `{}`), text(`"`+long+`"`, "ok")),
		one("an emoji id in two spellings", `"🐕"`, tool(`"\ud83d\udc15"`, `{}`), text(`"🐕"`, "ok")),
	}
	for _, id := range []string{"0", "-1", "9007199254740993", "-9007199254740995", "18446744073709551617", "12345678901234567890123"} {
		cases = append(cases, one("id "+id, id, tool(id, `{}`), text(id, "ok")))
	}
	return append(cases, exchange{
		name: "string and number of the same look, open at once, answered in reverse",
		send: []string{tool("7001", `{}`), tool(`"7001"`, `{}`)}, trigger: `"7001"`,
		lines: []string{text(`"7001"`, "the string"), text("7001", "the number")},
		await: []string{`"7001"`, "7001"},
	})
}

func numberCases() []exchange {
	digits := strings.Repeat("9876543210", 500)
	numbers := `{"a":1.0,"b":-0.0,"c":1e400,"d":1E+2,"e":0.10,"f":12345678901234567890123,"g":-0,"h":3.14159265358979323846264338327950288,"i":5e-324,"big":` + digits + `}`
	return []exchange{
		one("numbers", "100", tool("100", numbers),
			`{"jsonrpc":"2.0","id":100,"result":{"content":[],"structuredContent":`+numbers+`}}`),
		one("numbers in a text", "101", tool("101", `{"n":[1.0,1.00,1]}`),
			text("101", strings.ReplaceAll(numbers, `"`, `\"`))),
	}
}

func stringCases() []exchange {
	var cases []exchange
	for i, s := range []struct{ name, raw string }{
		{"escapes nobody needs", `\u0041\u0062\/c \u003d\u003D \u00e9 \u007e`},
		{"short escapes and their long forms", `\n\r\t\"\\ \u000a\u0009\u0022\u005c`},
		{"form feeds between the pages of a source file", `(provide 'a)\n\f\n;;; b.el\n\u000c\n`},
		{"surrogate pairs", `\ud83d\ude00 \uD83D\uDE00 😀`},
		{"lone surrogates", `a\ud800b\udc00c\udfff\ud800`},
		{"emoji with joiners, flags and keycaps", "👩‍👩‍👧‍👦 🏳️‍🌈 🇪🇺 1️⃣ 👍🏽 ❤️"},
		{"scripts", "Ελληνικά кириллица עברית العربية हिन्दी 中文 日本語 한국어 ไทย"},
		{"a combining accent and its precomposed form", "e\u0301 \u00e9"},
		{"white space", "a  b\u00a0c\u3000d \\u2003 e"},
		{"code", `func f(x []byte) (n int) {\n\treturn len(x) \/\/ 1 << 3\n}\n<b>&amp;</b> ${HOME} %41 C:\\temp`},
		{"base64 and hex", "SGVsbG8sIHdvcmxkIQ== deadbeef 0x1F 550e8400-e29b-41d4-a716-446655440000"},
		{"JSON in a text", `{\"b\": 1.0, \"a\":[1e400,\"\\u0041\\\/\"] , \"a b\" : null}\n`},
	} {
		id := fmt.Sprint(200 + i)
		cases = append(cases, one(s.name, id, tool(id, `{"t":"`+s.raw+`","k\u0065y":["`+s.raw+`"]}`), text(id, s.raw)))
	}
	return cases
}

func layoutCases() []exchange {
	deep := strings.Repeat(`{"a":[`, 20) + "1.0" + strings.Repeat(`]}`, 20)
	return []exchange{
		one("white space everywhere", "300",
			"  \t{ \"jsonrpc\"\t: \"2.0\" , \"id\" :300 ,\r\"method\": \"tools/call\",\"params\" : {\t\"name\":\"show\" ,\"arguments\":{ } } }\t  ",
			" \t { \"id\" : 300 ,\t\"result\" :{ \"content\" : [ { \"text\":\"ok\" , \"type\" : \"text\" } ] }\r, \"jsonrpc\": \"2.0\"  }  \t "),
		one("carriage return before the newline", "301", tool("301", `{}`)+"\r", text("301", "ok")+"\r"),
		one("members in an odd order, unknown members", "302",
			`{"zz":{"y":[]},"params":{"arguments":{"b":1,"a":2},"name":"show","extra":null},"method":"tools/call","":0,"id":302,"jsonrpc":"2.0"}`,
			`{"zz":{"y":[]},"result":{"isError":false,"content":[{"text":"ok","annotations":{"priority":0.50,"audience":["user"]},"type":"text","x":[{}]}],"y":null},"":"","id":302,"jsonrpc":"2.0"}`),
		one("keys that differ in case or are escaped", "303", tool("303", `{"a":1,"A":2,"\u00e4":3,"":4," ":5}`),
			`{"jsonrpc":"2.0","id":303,"result":{"content":[],"structuredContent":{"a":1,"A":2,"\u00e4":3,"":4," ":5}}}`),
		one("depth", "304", tool("304", deep), `{"jsonrpc":"2.0","id":304,"result":{"content":[],"structuredContent":`+deep+`}}`),
		one("escaped member names", "305",
			`{"jsonrpc":"2.0","\u0069d":305,"m\u0065thod":"tools/call","p\u0061rams":{"n\u0061me":"show","arguments":{}}}`,
			`{"jsonrpc":"2.0","\u0069d":305,"r\u0065sult":{"cont\u0065nt":[{"typ\u0065":"text","t\u0065xt":"ok"}]}}`),
	}
}

func contentCases() []exchange {
	png := "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
	return []exchange{
		one("every kind of content block", "400", tool("400", `{}`),
			`{"jsonrpc":"2.0","id":400,"result":{"content":[{"type":"image","mimeType":"image\/png","data":"`+png+`"},`+
				`{"type":"audio","data":"UklGRiQAAABXQVZFZm10IBAAAAA=","mimeType":"audio/wav"},`+
				`{"type":"resource_link","uri":"file:\/\/\/srv\/r%C3%A9port.md","name":"r\u00e9port","size":1.0},`+
				`{"type":"resource","resource":{"uri":"demo://1","mimeType":"text/markdown","text":"# T\u0069tle\n\n- one\n- two\n"}},`+
				`{"type":"resource","resource":{"uri":"demo://2","blob":"AAEC\/w=="}},`+
				`{"type":"x-new-kind","payload":{"text":"ok"}}],"structuredContent":{"rows":[[1.0,null,true]]},"_meta":{"x.y/z":1e2}}}`),
		one("resources/read", "401", `{"jsonrpc":"2.0","id":401,"method":"resources/read","params":{"uri":"demo:\/\/1"}}`,
			`{"jsonrpc":"2.0","id":401,"result":{"contents":[{"text":"a\u002db","uri":"demo:\/\/1"},{"uri":"demo://2","blob":"AAEC"}]}}`),
		one("prompts/get", "402", `{"jsonrpc":"2.0","id":402,"method":"prompts/get","params":{"name":"p","arguments":{"n":"1.0"}}}`,
			`{"jsonrpc":"2.0","id":402,"result":{"messages":[{"role":"user","content":{"type":"text","text":"S\u0075mmarise 1.0"}},{"content":{"text":"Gladly.","type":"text"},"role":"assistant"}],"description":"d"}}`),
		one("completion", "403", `{"jsonrpc":"2.0","id":403,"method":"completion/complete","params":{"argument":{"name":"n","value":"\u0041"},"ref":{"type":"ref/prompt","name":"p"}}}`,
			`{"jsonrpc":"2.0","id":403,"result":{"completion":{"values":["\u0041l\/pha"],"total":1.0,"hasMore":false}}}`),
		one("an error with data", "404", `{"jsonrpc":"2.0","id":404,"method":"no\/such/method","params":[1.0,"\u0041"]}`,
			`{"error":{"data":{"at":[1.0],"hint":"s\u0065e tools\/list"},"message":"Unknown method","code":-32601},"id":404,"jsonrpc":"2.0"}`),
		one("an unknown resultType", "405", tool("405", `{}`), `{"jsonrpc":"2.0","id":405,"result":{"resultType":"x-l\u0061ter","handle":"h-1.0"}}`),
		one("setLevel and an empty result", "406", `{"jsonrpc":"2.0","id":406,"method":"logging/setLevel","params":{"level":"debug"}}`, `{"jsonrpc":"2.0","id":406,"result":{ }}`),
	}
}
