package detect

import (
	"strings"
	"testing"
)

func TestTurnsToModel(t *testing.T) {
	turnsToModel := (&Argument{runner: &Runner{}}).turnsToModel
	for _, w := range []string{"assistant", "ASSISTANT", "Agents", "AGENT", "AI", "an LLM", "instructions", "INSTRUCTED", "gagent"} {
		if !turnsToModel(w) || !turnsToModel("x "+w+" x") {
			t.Errorf("%q is not seen", w)
		}
	}
	for _, text := range []string{"", "A", "see you at lunch; bring the menu", "passing through Genf, in season"} {
		if turnsToModel(text) {
			t.Errorf("%q", text)
		}
	}
}

func TestWithoutQuotes(t *testing.T) {
	for text, want := range map[string]string{
		"a \"b\" c":            "a  \u2026  c",
		"a ```b\n` c``` d":     "a  \u2026  d",
		"don't say 'it isn't'": "don't say \u2026 ",
		"an \u201eb\u201c":     "an  \u2026 ",
		"open \"b":             "open \"b",
		"it's Joe's":           "it's Joe's",
	} {
		if got := withoutQuotes(text); got != want {
			t.Errorf("%q: %q, not %q", text, got, want)
		}
	}
	for _, mark := range []string{"\u201c", "\u00ab", "```", " '"} { // linear, whatever stays open
		withoutQuotes(strings.Repeat(mark+"x", maxPlanted/4))
	}
}
