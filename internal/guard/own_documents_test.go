package guard

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"github.com/mcp-watchdog/mcp-watchdog/internal/message"
)

// TestOwnDocumentsAreSilent reads this project's documents as resources: they
// are about attacks and quote them, and accuse nobody.
func TestOwnDocumentsAreSilent(t *testing.T) {
	names, err := filepath.Glob("../../*.md")
	if err != nil || len(names) < 4 {
		t.Fatalf("documents of the project: %v (%v)", names, err)
	}
	more, _ := filepath.Glob("../../docs/*.md")
	s := New(Options{})
	for id, name := range append(names, more...) {
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		s.Judge(context.Background(), message.FromClient, []byte(fmt.Sprintf(`{"jsonrpc":"2.0","id":%d,"method":"resources/read","params":{"uri":"file:///a.md"}}`, id)))
		raw := encode(t, map[string]any{"jsonrpc": "2.0", "id": id, "result": map[string]any{"contents": []any{map[string]any{"uri": "file:///a.md", "text": string(text)}}}})
		for _, f := range s.Judge(context.Background(), message.FromServer, raw).Findings {
			if !f.Hygiene {
				t.Errorf("%s: %s %s: %s", name, f.Severity, f.Rule.ID, f.Why)
			}
		}
	}
}
