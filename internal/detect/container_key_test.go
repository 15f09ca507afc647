package detect

import (
	"math/rand/v2"
	"regexp"
	"strings"
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

// TestLooksLikeManifest holds its steps of two letters against a search for each word.
func TestLooksLikeManifest(t *testing.T) {
	rng := rand.New(rand.NewPCG(4, 7))
	like, none := 0, 0
	for range 20_000 {
		text := make([]byte, rng.IntN(40))
		for i := range text {
			text[i] = "aeginoprstvw_ :\n"[rng.IntN(16)]
		}
		word := manifestWords[rng.IntN(len(manifestWords))].word
		at := rng.IntN(len(text) + 1)
		switch rng.IntN(3) {
		case 0: // a word but for one letter
			k := rng.IntN(len(word))
			word = word[:k] + "y" + word[k+1:]
		case 1:
			word = ""
		}
		s := string(text[:at]) + word + string(text[at:])
		want := false
		for _, w := range manifestWords {
			want = want || strings.Contains(s, w.word)
		}
		if looksLikeManifest(s) != want {
			t.Fatalf("%q: %v", s, !want)
		}
		if want {
			like++
		} else {
			none++
		}
	}
	if like < 5000 || none < 5000 {
		t.Errorf("%d texts are like one, %d are not", like, none)
	}
	for _, s := range []string{`\u0070rivilege\u0064`, `"\x70od"`} {
		if !looksLikeManifest(s) {
			t.Errorf("%s is passed over", s)
		}
	}
}
