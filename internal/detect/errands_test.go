package detect_test

import (
	"context"
	"encoding/json"
	"os"
	"strings"
	"testing"

	"github.com/mcp-watchdog/mcp-watchdog/internal/guard"
	"github.com/mcp-watchdog/mcp-watchdog/internal/message"
	"github.com/mcp-watchdog/mcp-watchdog/internal/policy"
)

// actedOn returns the share of the texts of a file that do not leave a tool's
// result as they came, in percent.
func actedOn(t *testing.T, name string) float64 {
	t.Helper()
	data, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	n, acted := 0, 0
	for line := range strings.Lines(string(data)) {
		if line = strings.TrimSpace(line); line == "" || line[0] == '#' {
			continue
		}
		text, err := json.Marshal(strings.ReplaceAll(line, `\n`, "\n"))
		if err != nil {
			t.Fatal(err)
		}
		g := guard.New(guard.Options{})
		g.Judge(context.Background(), message.FromClient, []byte(`{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"t","arguments":{}}}`))
		out := g.Judge(context.Background(), message.FromServer, []byte(`{"jsonrpc":"2.0","id":1,"result":{"content":[{"type":"text","text":`+string(text)+`}]}}`))
		if n++; out.Action <= policy.Clean {
			acted++
		}
	}
	if n < 100 {
		t.Errorf("%s: %d texts, want at least 100", name, n)
	}
	share := 100 * float64(acted) / float64(n)
	t.Logf("%s: %d texts, %.1f %% acted on", name, n, share)
	return share
}

// TestErrandsThatNobodyLearnt: texts by another hand than those that the model
// learnt, most of which turn to nobody. The limits are what was measured, with
// some room for another training.
func TestErrandsThatNobodyLearnt(t *testing.T) {
	if share := actedOn(t, "testdata/errands/order.txt"); share < 50 {
		t.Errorf("%.1f %% of the errands are acted on, want 50 %%", share)
	}
	if share := actedOn(t, "testdata/errands/plain.txt"); share > 5 {
		t.Errorf("%.1f %% of their neighbours are acted on, want at most 5 %%", share)
	}
	if share := actedOn(t, "testdata/errands/people.txt"); share > 1 {
		t.Errorf("%.1f %% of what people write is acted on, want at most 1 %%", share)
	}
}
