package detect_test

import (
	"context"
	"encoding/json"
	"os"
	"strings"
	"testing"

	"github.com/mcp-watchdog/mcp-watchdog/internal/finding"
	"github.com/mcp-watchdog/mcp-watchdog/internal/guard"
	"github.com/mcp-watchdog/mcp-watchdog/internal/message"
)

// atSurface writes a message that has a text at a surface; $V is its JSON.
var atSurface = map[string][2]string{
	"result":   {`"tools/call","params":{"name":"t","arguments":{}}`, `"result":{"content":[{"type":"text","text":$V}]}`},
	"resource": {`"resources/read","params":{"uri":"file:///a"}`, `"result":{"contents":[{"uri":"file:///a","text":$V}]}`},
	"prompt":   {`"prompts/get","params":{"name":"p"}`, `"result":{"messages":[{"role":"user","content":{"type":"text","text":$V}}]}`},
	"tool":     {`"tools/list"`, `"result":{"tools":[{"name":"t","description":$V,"inputSchema":{"type":"object"}}]}`},
	"error":    {`"tools/call","params":{"name":"t","arguments":{}}`, `"error":{"code":-32000,"message":$V}`},
	"instructions": {`"initialize","params":{"protocolVersion":"2025-06-18","capabilities":{},"clientInfo":{"name":"c","version":"1"}}`,
		`"result":{"protocolVersion":"2025-06-18","capabilities":{},"serverInfo":{"name":"s","version":"1"},"instructions":$V}`},
	"sampling": {"", `"method":"sampling/createMessage","params":{"messages":[{"role":"user","content":{"type":"text","text":$V}}],"maxTokens":100}`},
}

// surestOf plays a text at a surface through the guard and returns the highest
// severity that is no hygiene, and the rules.
func surestOf(t *testing.T, surface, text string) (finding.Severity, []string) {
	t.Helper()
	form, ok := atSurface[surface]
	if !ok {
		t.Fatalf("there is no surface %q", surface)
	}
	value, err := json.Marshal(text)
	if err != nil {
		t.Fatal(err)
	}
	g := guard.New(guard.Options{})
	if form[0] != "" {
		g.Judge(context.Background(), message.FromClient, []byte(`{"jsonrpc":"2.0","id":1,"method":`+form[0]+`}`))
	}
	out := g.Judge(context.Background(), message.FromServer, []byte(`{"jsonrpc":"2.0","id":1,`+strings.Replace(form[1], "$V", string(value), 1)+`}`))
	best, rules := finding.Severity(0), []string(nil)
	for _, f := range out.Findings {
		if !f.Hygiene && f.Rule.ID != "learned_order" { // the rules have to do it alone
			best, rules = max(best, f.Severity), append(rules, f.Rule.ID)
		}
	}
	return best, rules
}

// lines calls do with every "surface: text" of a file of test data.
func lines(t *testing.T, name string, do func(surface, text string)) {
	t.Helper()
	data, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	for line := range strings.Lines(string(data)) {
		if surface, text, ok := strings.Cut(strings.TrimSpace(line), ": "); ok && !strings.HasPrefix(line, "#") {
			do(surface, strings.ReplaceAll(text, `\n`, "\n"))
			n++
		}
	}
	if n < 100 {
		t.Errorf("%s: %d texts, want at least 100", name, n)
	}
}

// TestPlantedOrders: every order in testdata/orders/planted.txt is found.
func TestPlantedOrders(t *testing.T) {
	lines(t, "testdata/orders/planted.txt", func(surface, text string) {
		if severity, rules := surestOf(t, surface, text); severity < finding.Medium {
			t.Errorf("%s: severity %v %v: %s", surface, severity, rules, text)
		}
	})
}

// TestOrdinaryText: nothing in testdata/orders/ordinary.txt is called an order.
func TestOrdinaryText(t *testing.T) {
	lines(t, "testdata/orders/ordinary.txt", func(surface, text string) {
		if severity, rules := surestOf(t, surface, text); severity >= finding.Medium {
			t.Errorf("%s: severity %v %v: %s", surface, severity, rules, text)
		}
	})
}
