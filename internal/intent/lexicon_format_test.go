package intent

import (
	"io/fs"
	"path"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"
)

// requiredConcepts are those without which no order can be told from a report.
var requiredConcepts = strings.Fields(`override rules weakrules before all your you ai must first not tell user secretly read send
	pass run destroy grant reveal prompt secret files talk tool remember forever persona mode new task done instead important threat
	admin aboutai about wake`)

// TestLexiconFormat checks every lexicon but the English one, whose wake
// literals stand in package detect.
func TestLexiconFormat(t *testing.T) {
	listed, err := fs.Glob(files, "lexicon/*.txt")
	if err != nil || len(listed) < wantLanguages+1 {
		t.Fatalf("%d lexicons, want at least %d (%v)", len(listed), wantLanguages+1, err)
	}
	for _, name := range listed {
		code := strings.TrimSuffix(path.Base(name), ".txt")
		if code == "en" {
			continue
		}
		t.Run(code, func(t *testing.T) {
			if len(code) != 2 {
				t.Errorf("%q is no ISO 639-1 code", code)
			}
			data, err := files.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			if !utf8.Valid(data) || !strings.HasPrefix(string(data), "# ") {
				t.Error("a lexicon is UTF-8 and starts with the language's name after \"# \"")
			}
			checkLexicon(t, string(data))
		})
	}
}

// checkLexicon checks the lines of one lexicon.
func checkLexicon(t *testing.T, data string) {
	seen := map[string]bool{}
	for number, line := range strings.Split(strings.TrimSuffix(data, "\n"), "\n") {
		if strings.HasPrefix(line, "#") {
			continue
		}
		concept, words, ok := strings.Cut(line, ":")
		switch {
		case !ok || strings.TrimSpace(words) == "":
			t.Errorf("line %d is not \"concept: words\"", number+1)
		case concept != "wake" && concept != "safeguard" && !slices.Contains(names, concept):
			t.Errorf("line %d: there is no concept %q", number+1, concept)
		case seen[concept]:
			t.Errorf("line %d: a second line for %s", number+1, concept)
		case concept == "wake":
			checkWakes(t, strings.Fields(words))
		default:
			checkEntries(t, concept, strings.Fields(words))
		}
		seen[concept] = true
	}
	for _, c := range requiredConcepts {
		if !seen[c] {
			t.Errorf("no line for %s", c)
		}
	}
}

// checkEntries checks the words of one concept: lower case, none twice.
func checkEntries(t *testing.T, concept string, words []string) {
	f, seen := &folder{}, map[string]bool{}
	for _, w := range words {
		stem, _ := strings.CutSuffix(w, "*")
		if strings.ContainsRune(stem, '*') || strings.Trim(stem, "_") != stem || stem == "" {
			t.Errorf("%s: %q: a star may only stand at the end, a blank only between words", concept, w)
		}
		if w != strings.ToLower(w) {
			t.Errorf("%s: %q is not lower case", concept, w)
		}
		if key := folded(f, w); seen[key] {
			t.Errorf("%s: %q stands there twice", concept, w)
		} else {
			seen[key] = true
		}
	}
}

// folded is an entry as the matcher compares it.
func folded(f *folder, word string) string {
	var b strings.Builder
	for _, r := range word {
		if r = f.fold(r); r != drop {
			b.WriteRune(r)
		}
	}
	return b.String()
}

// checkWakes checks the wake literals: long enough for the prefilter, none
// twice, in the case in which they can be found.
func checkWakes(t *testing.T, words []string) {
	if len(words) < 8 {
		t.Errorf("%d wake literals, want at least 8", len(words))
	}
	seen := map[string]bool{}
	for _, w := range words {
		if len(w) < 4 || strings.ContainsRune(w, '*') {
			t.Errorf("wake: %q: at least four bytes, and no star", w)
		}
		if strings.ContainsFunc(w, func(r rune) bool { return r >= 'A' && r <= 'Z' }) {
			t.Errorf("wake: %q: the prefilter looks for ASCII in lower case", w)
		}
		if seen[w] {
			t.Errorf("wake: %q stands there twice", w)
		}
		seen[w] = true
	}
}
