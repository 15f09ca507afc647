package detect_test

import (
	"context"
	"slices"
	"strings"
	"testing"

	"github.com/mcp-watchdog/mcp-watchdog/internal/detect"
	"github.com/mcp-watchdog/mcp-watchdog/internal/finding"
	"github.com/mcp-watchdog/mcp-watchdog/internal/guard"
	"github.com/mcp-watchdog/mcp-watchdog/internal/message"
)

// TestWholesAreShown: a row sees the units it asks for, those with one of its
// words or every one, in every form of the protocol.
func TestWholesAreShown(t *testing.T) {
	rule := &finding.Rule{ID: "seen"}
	var seen []string
	row := detect.Entry{
		Name: "seen", Wakes: func() []string { return []string{"rosebud"} }, Units: message.ToolUnit | message.ElicitationUnit, Rules: []*finding.Rule{rule},
		Whole: func(w *detect.Whole) { seen = append(seen, w.Pointer()) },
	}
	every := row
	every.Wakes, every.Every = nil, true
	const tools = `{"jsonrpc":"2.0","id":1,"result":{"tools":[{"name":"a"},{"name":"b","title":"a rosebud"},{"name":"\u0052osebud"},{"name":"c"}]}}`
	for _, c := range []struct {
		row           detect.Entry
		asked, answer string
		want          []string
	}{
		{row, "tools/list", tools, []string{"/result/tools/1", "/result/tools/2"}},
		{every, "tools/list", tools, []string{"/result/tools/0", "/result/tools/1", "/result/tools/2", "/result/tools/3"}},
		{every, "tools/call", `{"jsonrpc":"2.0","id":1,"result":{"inputRequests":{"x":{"params":{"message":"a"}}}}}`, []string{"/result/inputRequests/x/params"}},
		{every, "tools/call", `{"jsonrpc":"2.0","id":1,"result":{"input\u0052equests":{"x":{"params":{"message":"a"}}}}}`, []string{"/result/inputRequests/x/params"}},
		{every, "tools/call", `{"jsonrpc":"2.0","id":1,"error":{"code":-32042,"message":"x","data":{"elicitations":[{"message":"a"}]}}}`, []string{"/error/data/elicitations/0"}},
		{every, "", `{"jsonrpc":"2.0","id":1,"method":"elicitation/create","params":{"message":"a"}}`, []string{"/params"}},
		{every, "", `{"jsonrpc":"2.0","id":1,"method":"sampling/createMessage","params":{"tools":[{"name":"a"}]}}`, []string{"/params/tools/0"}},
		{every, "resources/list", `{"jsonrpc":"2.0","id":1,"result":{"resources":[{"name":"rosebud"}]}}`, nil},
	} {
		seen = nil
		g := guard.New(guard.Options{Table: []detect.Entry{c.row}})
		if c.asked != "" {
			g.Judge(context.Background(), message.FromClient, []byte(`{"jsonrpc":"2.0","id":1,"method":"`+c.asked+`"}`))
		}
		if out := g.Judge(context.Background(), message.FromServer, []byte(c.answer)); string(out.Forward) != c.answer {
			t.Errorf("%s became %s", c.answer, out.Forward)
		}
		if !slices.Equal(seen, c.want) {
			t.Errorf("%s: saw %q, want %q", c.answer, seen, c.want)
		}
	}
}

// TestWholeReports: what can be cut is cut, what cannot takes its tool along,
// and what is no element stays for the policy.
func TestWholeReports(t *testing.T) {
	rule := &finding.Rule{ID: "rosebud", Severity: finding.High}
	row := detect.Entry{
		Name: "rosebud", Wakes: func() []string { return []string{"rosebud"} }, Units: message.ToolUnit | message.ElicitationUnit, Rules: []*finding.Rule{rule},
		Whole: func(w *detect.Whole) {
			root, _ := w.Values()
			root.All(func(v *message.Value) bool {
				if i := strings.Index(v.String(), "rosebud"); i >= 0 {
					w.Report(finding.Finding{Rule: rule, Severity: finding.High}, v, []message.Span{{Start: i, End: i + 7}}, "")
				}
				return true
			})
		},
	}
	for answer, want := range map[string]string{
		`{"jsonrpc":"2.0","id":1,"result":{"tools":[{"name":"a","title":"\t\u00e9rosebud!"},{"name":"rosebud"}]}}`: `{"jsonrpc":"2.0","id":1,"result":{"tools":[{"name":"a","title":"\t\u00e9!"}]}}`,
		`{"jsonrpc":"2.0","id":1,"method":"elicitation/create","params":{"message":"a rosebud"}}`:                  `{"jsonrpc":"2.0","id":1,"method":"elicitation/create","params":{"message":"a "}}`,
		`{"jsonrpc":"2.0","id":1,"method":"elicitation/create","params":{"url":"a rosebud"}}`:                      ``,
	} {
		g := guard.New(guard.Options{Table: []detect.Entry{row}})
		g.Judge(context.Background(), message.FromClient, []byte(`{"jsonrpc":"2.0","id":1,"method":"tools/list"}`))
		if out := g.Judge(context.Background(), message.FromServer, []byte(answer)); string(out.Forward) != want {
			t.Errorf("%s became %s", answer, out.Forward)
		}
	}
}
