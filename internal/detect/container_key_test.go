package detect

import (
	"math/rand/v2"
	"regexp"
	"testing"

	"github.com/mcp-watchdog/mcp-watchdog/internal/manifest"
)

// TestHasKey: a text that is passed over has no key with a value for those who read it.
func TestHasKey(t *testing.T) {
	for text, has := range map[string]bool{
		"privileged: true": true, "{privileged: true}": true, `{"privileged":true}`: true, "? privileged\n: true": true, "spec:\n  hostPID: true": true, "network:": true,
		`{"image" ://x}`: true, `'image':=x`: true,
		"See https://example.org/host, where the network is shown.": false, "a network": false,
	} {
		if hasKey(text) != has {
			t.Errorf("%q: %v", text, !has)
		}
	}
	rng := rand.New(rand.NewPCG(1, 2))
	var keyed func(n *manifest.Node) bool
	keyed = func(n *manifest.Node) bool {
		if n == nil {
			return false
		}
		for _, m := range n.Members {
			if m != nil && m.Key != "" && (m.Text != "" || len(m.Members) > 0) || keyed(m) {
				return true
			}
		}
		return false
	}
	found, bare := 0, regexp.MustCompile(`[{\[](.|\n)*[^"' \n][ \n]*:[:/=]`)
	for range 100000 {
		text := make([]byte, 1+rng.IntN(14))
		for i := range text {
			text[i] = "aab:::/= \n\"'{},?-[]&*"[rng.IntN(21)]
		}
		if bare.Match(text) { // parsers see no key in {a:/b}, whoever asks
			continue
		}
		for _, doc := range manifest.YAML(string(text)) {
			if keyed(doc) {
				if found++; !hasKey(string(text)) {
					t.Fatalf("%q has a key", text)
				}
			}
		}
	}
	if found < 1000 {
		t.Errorf("only %d texts have keys", found)
	}
}
