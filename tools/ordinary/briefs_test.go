package main

import (
	"os"
	"path/filepath"
	"slices"
	"testing"
)

func TestBriefs(t *testing.T) {
	folder := t.TempDir()
	program := "const help = 'Adds a label to a card that is open';\n" +
		"return { content: [{ type: 'text', text: `Label ${name} was added to card ${ids.map((i) => i.id)}.\\nOpen it now.` }] };\n" +
		"throw new Error(\"No card has this label. Call list_labels first.\");\n" +
		"throw new Error('Too few');\n" +
		"return \"(card) => { console.log(card, 'and', label); }\";\n"
	if err := os.WriteFile(filepath.Join(folder, "index.mjs"), []byte(program), 0o600); err != nil {
		t.Fatal(err)
	}
	p := pack{kind: "npm", name: "cards-mcp-server", version: "1.0.0", project: "cards-mcp-server", folder: folder}
	var got []string
	seen := map[string]bool{}
	for _, r := range p.briefs(seen) {
		got = append(got, r.Text)
	}
	want := []string{"Label report.md was added to card main.\nOpen it now.", "No card has this label. Call list_labels first."}
	if !slices.Equal(got, want) {
		t.Errorf("%q, not %q", got, want)
	}
	if again := p.briefs(seen); len(again) > 0 {
		t.Errorf("twice: %q", again)
	}
	p.name = "cards"
	if other := p.briefs(map[string]bool{}); len(other) > 0 {
		t.Errorf("of a package that serves nothing: %q", other)
	}
}
