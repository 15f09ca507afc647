package manifest_test

import (
	"strings"
	"testing"

	"github.com/mcp-watchdog/mcp-watchdog/internal/manifest"
)

// The same map in the forms that YAML has.
func TestForms(t *testing.T) {
	for _, text := range []string{
		"a:\n  b:\n    - c: true\n      d: x y\n",
		"a:\n  b:\n  - c: true\n    d: x y\n",
		"a:\r\n  b:\r\n  - c: true\r\n    d: x y\r\n",
		"a: {b: [{c: true, d: x y}]}\n",
		`{"a": {"b": [{"c": true, "d": "x y"}]}}`,
		"{'a': {'b': [{'c': true, 'd': 'x y',},],},}",
		"# one\n---\n%YAML 1.2\n---\na:\n  # two\n\n  b:\n    -\n      \"\\x63\": !!bool true   # three\n      'd': x\n        y\n",
		"x: &x\n  c: true\na:\n  b:\n  - <<: *x\n    d: x y\n",
		"a:\n  b:\n  - ? c\n    : true\n    d: >-\n      x\n      y\n",
	} {
		found := false
		for _, d := range manifest.YAML(text) {
			for _, m := range d.Members {
				if m.Key != "a" || len(m.Members) != 1 || m.Members[0].Key != "b" || len(m.Members[0].Members) != 1 {
					continue
				}
				inner := m.Members[0].Members[0]
				found = len(inner.Members) == 2 && inner.Members[0].Key == "c" && inner.Members[0].Text == "true" &&
					inner.Members[1].Key == "d" && strings.TrimSpace(inner.Members[1].Text) == "x y"
			}
		}
		if !found {
			t.Errorf("%q is not read as the others", text)
		}
	}
}

// What nests, repeats or refers to itself without end is read in bounded time.
func TestHostile(t *testing.T) {
	bomb := "a: &a [x,x,x,x,x,x,x,x,x]\n"
	for c := 'b'; c < 'z'; c++ {
		before := string(c - 1)
		bomb += string(c) + ": &" + string(c) + " [*" + strings.Repeat(before+",*", 8) + before + "]\n"
	}
	for _, text := range []string{
		strings.Repeat("[", 1<<18), strings.Repeat("{a: ", 1<<16), strings.Repeat("- ", 1<<17), strings.Repeat("? ", 1<<17),
		strings.Repeat("a:\n ", 1<<16), strings.Repeat(`"`, 1<<18), strings.Repeat("'\n", 1<<17), strings.Repeat("containers: [{image: alpine}]\n", 1<<14), bomb,
		"a: &a\n  <<: *a\n  b: *a\n", strings.Repeat("---\n", 1<<16), strings.Repeat("|\n", 1<<16), strings.Repeat("*a\n", 1<<16),
	} {
		manifest.Judge(manifest.YAML(text))
	}
}

func FuzzYAML(f *testing.F) {
	f.Add("kind: Pod\nspec:\n  containers:\n  - image: alpine\n    securityContext: {privileged: true}\n")
	f.Fuzz(func(t *testing.T, text string) { manifest.Judge(manifest.YAML(text)) })
}
