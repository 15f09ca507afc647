package e2e

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

// The lines of these scripts are valid JSON-RPC in spellings that no encoder
// chooses: escapes nobody needs, white space between tokens and at the end, a
// carriage return before the newline, members in odd orders, numbers like 1.0.

// hello opens a session of the protocol versions that have one. It declares
// every client feature, so that servers use what they can.
func hello(c *client, version string) {
	c.t.Helper()
	c.mustCall(`{"params":{"clientInfo":{"version":"1.0","name":"r\u0061w \"client\" \u20ac 🐕"},` +
		`"capabilities":{"sampling":{ },"roots" : {"listChanged":true},"elicitation":{}},` +
		`"protocolVersion":"` + version + `"},"method":"initialize","id":"\u0069nit-1","jsonrpc":"2.0"}  `)
	c.notify("{ \"jsonrpc\" : \"2.0\",\t\"method\" : \"notifications\\/initialized\" }\r")
}

// lists asks for everything a server can list, and for nothing twice.
func lists(c *client, methods ...string) {
	c.t.Helper()
	for i, m := range methods {
		c.mustCall(fmt.Sprintf(` {"method":"%s" ,"jsonrpc":"2.0","params":{"_meta":{"example.com\/odd":[1.0,-0.0,2.50e+0,"\u0041"]}},"id":%d}`,
			strings.Replace(m, "/", `\/`, 1), 9007199254740000+i))
	}
}

// callTool calls a tool with a 23-digit string id and a progress token.
func callTool(c *client, n int, name, arguments string) message {
	c.t.Helper()
	return c.mustCall(fmt.Sprintf("{\"id\":\"123456789012345678901%02d\",\"jsonrpc\":\"2.0\",\"method\":\"tools\\u002fcall\",\"params\":"+
		"{\"arguments\": %s,\"_meta\" :{\"progressToken\":\"pr\\u006fgress-%d\"},\"name\":\"%s\"}}\t", n, arguments, n, name))
}

// goodbye makes sure that nothing is on its way any more.
func goodbye(c *client) {
	c.t.Helper()
	c.mustCall("{\"jsonrpc\":\"2.0\",\"id\":\"last\",\"method\":\"p\\u0069ng\"}\r")
}

func everythingScript(c *client) {
	hello(c, "2025-11-25")
	c.waitFor("roots/list", 1)
	lists(c, "tools/list", "prompts/list", "resources/list", "resources/templates/list")
	for i, tool := range []struct{ name, args string }{
		{"echo", `{"message":"caf\u00e9 \/ \ud83d\ude00 👩\u200d🚀 tab\there"}`},
		{"get-sum", `{"b":2.50,"a":1.0}`},
		{"get-annotated-message", `{"includeImage":true,"messageType":"error"}`},
		{"get-resource-links", `{"count":5}`},
		{"get-resource-reference", `{"resourceId":1,"resourceType":"Blob"}`},
		{"get-structured-content", `{"location":"New Y\u006frk"}`},
		{"get-tiny-image", `{}`},
		{"get-roots-list", `{ }`},
		{"trigger-long-running-operation", `{"steps":4,"duration":0.4}`},
		{"trigger-sampling-request", `{"maxTokens":1e1,"prompt":"say\nhello"}`},
		{"trigger-elicitation-request", `{}`},
		{"gzip-file-as-resource", `{"data":"data:text\/plain;base64,aGVsbG8=","outputType":"resource","name":"hello.gz"}`},
		{"no-such-tool", `{"x":[[[]]]}`},
	} {
		callTool(c, i, tool.name, tool.args)
	}
	task := c.mustCall(`{"jsonrpc":"2.0","id":501,"method":"tools/call","params":{"name":"simulate-research-query","task":{"ttl":60000},"arguments":{"topic":"w\u0061ter","ambiguous":true}}}`)
	var created struct {
		Task struct {
			TaskID string `json:"taskId"`
		} `json:"task"`
	}
	if err := json.Unmarshal(task.Result, &created); err != nil || created.Task.TaskID == "" {
		c.t.Fatalf("no task was created: %v %s", err, task.Result)
	}
	c.mustCall(`{"jsonrpc":"2.0","id":502,"method":"tasks/get","params":{"taskId":"` + created.Task.TaskID + `"}}`)
	c.mustCall(`{"jsonrpc":"2.0","id":503,"method":"tasks/result","params":{"taskId":"` + created.Task.TaskID + `"}}`)

	for i, name := range []string{"architecture", "extension", "features", "how-it-works", "instructions", "startup", "structure"} {
		c.mustCall(fmt.Sprintf(`{"id":%d,"params":{"uri":"demo:\/\/resource/static/document/%s.md"},"jsonrpc":"2.0","method":"resources/read"}`, -1-i, name))
	}
	c.mustCall(`{"jsonrpc":"2.0","id":601,"method":"resources/read","params":{"uri":"demo://resource/dynamic/blob/7"}}`)
	c.mustCall(`{"jsonrpc":"2.0","id":602,"method":"resources/subscribe","params":{"uri":"demo://resource/dynamic/text/1"}}`)
	c.mustCall(`{"jsonrpc":"2.0","id":603,"method":"resources/unsubscribe","params":{"uri":"demo://resource/dynamic/text/1"}}`)
	c.mustCall(`{"jsonrpc":"2.0","id":604,"method":"prompts/get","params":{"name":"simple-prompt"}}`)
	c.mustCall(`{"jsonrpc":"2.0","id":605,"method":"prompts/get","params":{"name":"args-prompt","arguments":{"state":"T\u0065xas","city":"Austin"}}}`)
	c.mustCall(`{"jsonrpc":"2.0","id":606,"method":"prompts/get","params":{"name":"resource-prompt","arguments":{"resourceType":"Text","resourceId":"3"}}}`)
	c.mustCall(`{"jsonrpc":"2.0","id":607,"method":"completion/complete","params":{"ref":{"type":"ref/prompt","name":"completable-prompt"},"argument":{"name":"department","value":"S"}}}`)
	c.mustCall(`{"jsonrpc":"2.0","id":608,"method":"logging/setLevel","params":{"level":"debug"}}`)
	c.call(`{"jsonrpc":"2.0","id":609,"method":"no\/such/method","params":{"nothing":null}}`)
	c.notify(`{"jsonrpc":"2.0","method":"notifications/roots/list_changed"}`)
	c.waitFor("roots/list", 2)
	goodbye(c)
}

func filesystemScript(c *client, root string) {
	quoted, err := json.Marshal(root)
	if err != nil {
		c.t.Fatal(err)
	}
	if err := os.RemoveAll(filepath.Join(root, "made")); err != nil {
		c.t.Fatal(err)
	}
	path := func(name string) string { return strings.TrimSuffix(string(quoted), `"`) + `\/` + name + `"` }
	c.roots = json.RawMessage(fmt.Sprintf(`[ {"name":"r\u006fot", "uri":"file:\/\/%s"} ]`, filepath.ToSlash(root)))
	hello(c, "2025-11-25")
	c.waitFor("roots/list", 1)
	lists(c, "tools/list")
	big := strings.Repeat(`func add(a, b int) int { return a + b } \/\/ s\u0075m 🧮\n`, 3000)
	for i, tool := range []struct{ name, args string }{
		{"list_allowed_directories", `{}`},
		{"create_directory", `{"path":` + path("made") + `}`},
		{"write_file", `{"content":"one\r\ntwo\tcaf\u00e9 \ud83d\ude00\n","path":` + path("made/a.txt") + `}`},
		{"write_file", `{"path":` + path("made/big.go") + `,"content":"` + big + `"}`},
		{"read_text_file", `{"path":` + path("made/a.txt") + `}`},
		{"read_text_file", `{"path":` + path("made/big.go") + `}`},
		{"read_text_file", `{"path":` + path("made/big.go") + `,"head":3}`},
		{"read_multiple_files", `{"paths":[` + path("made/a.txt") + ` , ` + path("made/none.txt") + `]}`},
		{"edit_file", `{"path":` + path("made/a.txt") + `,"edits":[{"oldText":"two","newText":"2.0"}],"dryRun":false}`},
		{"read_media_file", `{"path":` + path("made/a.txt") + `}`},
		{"list_directory_with_sizes", `{"path":` + path("made") + `}`},
		{"directory_tree", `{"path":` + path("made") + `}`},
		{"move_file", `{"source":` + path("made/a.txt") + `,"destination":` + path("made/b.txt") + `}`},
		{"search_files", `{"path":` + path("made") + `,"pattern":"**/*.txt"}`},
		{"get_file_info", `{"path":` + path("made/b.txt") + `}`},
		{"read_text_file", `{"path":` + path("made/a.txt") + `}`}, // moved away: an isError result
	} {
		callTool(c, i, tool.name, tool.args)
	}
	goodbye(c)
}

func memoryScript(c *client) {
	hello(c, "2025-11-25")
	lists(c, "tools/list", "resources/list")
	for i, tool := range []struct{ name, args string }{
		{"create_entities", `{"entities":[{"observations":["likes \"tea\"","b\u00e9b\u00e9 👶"],"entityType":"person","name":"Ann"},{"name":"Bob","entityType":"person","observations":[]}]}`},
		{"create_relations", `{"relations":[{"to":"Bob","from":"Ann","relationType":"knows"}]}`},
		{"add_observations", `{"observations":[{"contents":["1.0","C:\\temp\\new"],"entityName":"Bob"}]}`},
		{"read_graph", `{}`},
		{"search_nodes", `{"query":"t\u0065a"}`},
		{"open_nodes", `{"names":["Bob"]}`},
		{"delete_observations", `{"deletions":[{"entityName":"Bob","observations":["1.0"]}]}`},
		{"delete_relations", `{"relations":[{"from":"Ann","to":"Bob","relationType":"knows"}]}`},
		{"delete_entities", `{"entityNames":["Ann"]}`},
	} {
		callTool(c, i, tool.name, tool.args)
	}
	c.mustCall(`{"jsonrpc":"2.0","id":7,"method":"resources/read","params":{"uri":"memory:\/\/knowledge-graph"}}`)
	c.call(`{"jsonrpc":"2.0","id":8,"method":"prompts/list"}`)
	goodbye(c)
}

func sequentialThinkingScript(c *client) {
	hello(c, "2025-06-18")
	lists(c, "tools/list")
	callTool(c, 1, "sequentialthinking", `{"thought":"First, w\u0065igh it.","totalThoughts":2,"thoughtNumber":1.0,"nextThoughtNeeded":true}`)
	callTool(c, 2, "sequentialthinking", `{"nextThoughtNeeded":false,"thought":"Then decide.","thoughtNumber":2,"totalThoughts":2,"isRevision":true,"revisesThought":1}`)
	callTool(c, 3, "sequentialthinking", `{"thought":null}`)
	goodbye(c)
}

func conformanceScript(c *client) {
	c.tight = true
	hello(c, "2025-11-25")
	lists(c, "tools/list", "prompts/list", "resources/list", "resources/templates/list")
	for i, tool := range []struct{ name, args string }{
		{"test_simple_text", `{}`},
		{"test_image_content", `{}`},
		{"test_audio_content", `{}`},
		{"test_embedded_resource", `{}`},
		{"test_multiple_content_types", `{}`},
		{"test_tool_with_logging", `{}`},
		{"test_tool_with_progress", `{}`},
		{"test_error_handling", `{}`},
		{"test_sampling", `{"prompt":"Wh\u0061t is 1\/2?"}`},
		{"test_elicitation", `{"message":"Who are you?"}`},
		{"test_elicitation_sep1034_defaults", `{}`},
		{"test_elicitation_sep1330_enums", `{}`},
		{"test_trigger_tool_change", `{}`},
		{"json_schema_2020_12_tool", `{"name":"x","address":{"city":"Rome","street":"Via"},"contactMethod":"phone","phone":"555"}`},
	} {
		callTool(c, i, tool.name, tool.args)
	}
	c.mustCall(`{"jsonrpc":"2.0","id":31,"method":"logging/setLevel","params":{"level":"debug"}}`)
	callTool(c, 50, "test_tool_with_logging", `{}`)
	for i, uri := range []string{`test:\/\/static-text`, "test://static-binary", "test://template/a%20b/data"} {
		c.mustCall(fmt.Sprintf(`{"jsonrpc":"2.0","id":%d,"method":"resources/read","params":{"uri":"%s"}}`, 40+i, uri))
	}
	c.mustCall(`{"jsonrpc":"2.0","id":51,"method":"prompts/get","params":{"name":"test_prompt_with_arguments","arguments":{"arg2":"2.0","arg1":"\u0031"}}}`)
	c.mustCall(`{"jsonrpc":"2.0","id":52,"method":"prompts/get","params":{"name":"test_prompt_with_image"}}`)
	c.mustCall(`{"jsonrpc":"2.0","id":53,"method":"prompts/get","params":{"name":"test_prompt_with_embedded_resource","arguments":{"resourceUri":"test://x"}}}`)
	c.mustCall(`{"jsonrpc":"2.0","id":54,"method":"completion/complete","params":{"argument":{"value":"p","name":"arg1"},"ref":{"name":"test_prompt_with_arguments","type":"ref/prompt"}}}`)
	c.mustCall(`{"jsonrpc":"2.0","id":55,"method":"resources/subscribe","params":{"uri":"test://watched-resource"}}`)
	c.waitFor("notifications/resources/updated", 1) // comes within three seconds
	c.mustCall(`{"jsonrpc":"2.0","id":56,"method":"resources/unsubscribe","params":{"uri":"test://watched-resource"}}`)
	c.call(`{"jsonrpc":"2.0","id":57,"method":"no/such"}`)
	goodbye(c)
}

// modernScript speaks version 2026-07-28: no handshake, metadata with every
// request, server requests inside results.
func modernScript(c *client) {
	c.tight = true
	meta := `"_meta":{"io.modelcontextprotocol\/protocolVersion":"2026-07-28","io.modelcontextprotocol/clientInfo":{"name":"r\u0061w","version":"1.0"},` +
		`"io.modelcontextprotocol/clientCapabilities":{"elicitation":{},"sampling":{ },"roots":{}}}`
	ask := func(id, method, params string) message {
		c.t.Helper()
		if params != "" {
			params = "," + params
		}
		return c.mustCall(`{"jsonrpc":"2.0","method":"` + method + `","params":{` + meta + params + `},"id":` + id + "} ")
	}
	ask(`"d-1"`, "server/discover", "")
	ask(`"\u0064-2"`, "tools/list", "")
	ask("3", "prompts/list", "")
	ask("4", "resources/list", "")
	ask("5", "tools/call", `"arguments":{},"name":"test_simple_text"`)
	first := ask("6", `tools\/call`, `"name":"test_input_required_result_elicitation","arguments":{}`)
	var required struct {
		InputRequests map[string]json.RawMessage `json:"inputRequests"`
		RequestState  json.RawMessage            `json:"requestState"`
	}
	if err := json.Unmarshal(first.Result, &required); err != nil || len(required.InputRequests) == 0 {
		c.t.Fatalf("no input was asked for: %v %s", err, first.Result)
	}
	responses := ""
	for key := range required.InputRequests {
		responses += fmt.Sprintf(`%s"%s":{"action":"accept","content":{"name":"Al\u0069ce"}}`, separator(responses), key)
	}
	state := ""
	if required.RequestState != nil {
		state = fmt.Sprintf(`,"requestState":%s`, required.RequestState)
	}
	ask("7", "tools/call", `"name":"test_input_required_result_elicitation","arguments":{ },"inputResponses":{`+responses+`}`+state)
	ask("8", "resources/read", `"uri":"test:\/\/static-text"`)
	ask(`"last"`, "prompts/get", `"name":"test_simple_prompt"`)
}

func separator(before string) string {
	if before == "" {
		return ""
	}
	return ","
}

func mcpGoScript(c *client) {
	hello(c, "2025-06-18")
	lists(c, "tools/list", "prompts/list", "resources/list", "resources/templates/list")
	for i, tool := range []struct{ name, args string }{
		{"echo", `{"message":"caf\u00e9 \/ \ud83d\ude00"}`},
		{"add", `{"b":2.50,"a":1.0}`},
		{"getTinyImage", `{}`},
		{"get_resource_link", `{"resource_type":"r\u0065port"}`},
		{"longRunningOperation", `{"steps":3,"duration":1}`},
		{"notify", `{}`},
	} {
		callTool(c, i, tool.name, tool.args)
	}
	c.mustCall(`{"jsonrpc":"2.0","id":1,"method":"resources/read","params":{"uri":"test:\/\/static/resource/1"}}`)
	c.mustCall(`{"jsonrpc":"2.0","id":2,"method":"resources/read","params":{"uri":"test://static/resource/2"}}`)
	c.mustCall(`{"jsonrpc":"2.0","id":3,"method":"prompts/get","params":{"name":"complex_prompt","arguments":{"style":"pl\u0061in","temperature":"1.0"}}}`)
	c.mustCall(`{"jsonrpc":"2.0","id":4,"method":"logging/setLevel","params":{"level":"info"}}`)
	c.call(`{"jsonrpc":"2.0","id":5,"method":"completion/complete","params":{"ref":{"type":"ref/prompt","name":"complex_prompt"},"argument":{"name":"style","value":"c"}}}`)
	c.call(`{"jsonrpc":"2.0","id":6,"method":"no/such"}`)
	goodbye(c)
}
