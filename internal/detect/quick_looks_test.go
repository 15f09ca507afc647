package detect

import (
	"math/rand/v2"
	"strings"
	"testing"
)

// TestMayBeReadMissesNobody: the first look at names lets through all that
// readerOf names somebody for.
func TestMayBeReadMissesNobody(t *testing.T) {
	parts := []string{"a", "src", "..", "", ".", "x.go", "notes", "Notes.TXT", "main.MD", "a.mdx", "rules.mdc", "b.prompt.md", "node_modules", "K.md", "ſecurity.md", "İ"}
	for name := range agentFiles() {
		parts = append(parts, strings.Trim(name, "/"), strings.ToUpper(name), name)
	}
	ends := []string{"", "/", ".", " ", `\`, ".md", ".txt", ".html", ".bak", ".go", ".MDX"}
	rng, named := rand.New(rand.NewPCG(1, 1)), 0
	slowly := func(name string) readBy {
		if i := strings.IndexAny(name, "\n\r<>|\"*"); name == "" || i >= 0 {
			return nobody
		}
		return readerOf("é/" + name) // which is never turned away
	}
	for range 200000 {
		var name strings.Builder
		for k := range 1 + rng.IntN(4) {
			if k > 0 {
				name.WriteByte(`/\`[rng.IntN(2)])
			}
			name.WriteString(parts[rng.IntN(len(parts))])
		}
		name.WriteString(ends[rng.IntN(len(ends))])
		if by := slowly(name.String()); by != nobody {
			if named++; !mayBeRead(name.String()) {
				t.Fatalf("%q is read by %d, and is turned away", name.String(), by)
			}
		}
	}
	if named < 10000 {
		t.Errorf("only %d names were of interest", named)
	}
}

// TestFirstQuote: it is the one that comes first.
func TestFirstQuote(t *testing.T) {
	for text, want := range map[string]byte{"": 0, "ab": 0, `a'b"`: '\'', `a"b'`: '"', `'`: '\'', `"`: '"', "a'b'": '\''} {
		if got := firstQuote(text); got != want {
			t.Errorf("%q: %q, not %q", text, got, want)
		}
	}
}

// TestSQLWordsAreFound: each of them, in any case, and no other.
func TestSQLWordsAreFound(t *testing.T) {
	known := sqlTable()
	for w := range sqlWords() {
		for _, v := range []string{w, strings.ToUpper(w), strings.ToUpper(w[:1]) + w[1:]} {
			if got := known.find(v); got.text != w {
				t.Errorf("%q is %q", v, got.text)
			}
		}
		for _, v := range []string{w + "x", "x" + w, w[1:], w[:len(w)-1], strings.ReplaceAll(w, "e", "3")} {
			if got := known.find(v); got.text != sqlWords()[v] {
				t.Errorf("%q is %q", v, got.text)
			}
		}
	}
}

// TestEveryRowOfValuesPassesKeysOver: a row that is said to look at values alone
// says nothing about keys.
func TestEveryRowOfValuesPassesKeysOver(t *testing.T) {
	values := 0
	for _, e := range Table {
		if !e.Values {
			continue
		}
		if values++; e.Argument == nil {
			t.Errorf("%s is no row over arguments", e.Name)
		}
	}
	if values < 10 {
		t.Errorf("only %d rows", values)
	}
}
