package intent

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// wantLanguages is how many languages the lexicons promise, besides English.
const wantLanguages = 49

// TestLanguages reads testdata/languages: every order must be found and hold a
// wake literal, every plain sentence must stay silent.
func TestLanguages(t *testing.T) {
	listed, err := filepath.Glob("testdata/languages/*.txt")
	if err != nil || len(listed) < wantLanguages {
		t.Fatalf("%d languages have sentences, want at least %d (%v)", len(listed), wantLanguages, err)
	}
	wakes := Wakes()
	if err != nil {
		t.Fatal(err)
	}
	finder := NewFinder(Load())
	for _, name := range listed {
		t.Run(strings.TrimSuffix(filepath.Base(name), ".txt"), func(t *testing.T) {
			orders, plain := sentences(t, name)
			if len(orders) < 6 || len(plain) < 8 {
				t.Errorf("%d orders and %d plain sentences, want at least 6 and 8", len(orders), len(plain))
			}
			for _, text := range orders {
				if sure := surest(finder, text); sure < 2 {
					t.Errorf("sure %d, want at least 2: %s", sure, text)
				}
				if !wakens(wakes, text) {
					t.Errorf("holds no wake literal: %s", text)
				}
			}
			for _, text := range plain {
				if sure := surest(finder, text); sure >= 2 {
					t.Errorf("sure %d of what is no order: %s", sure, text)
				}
			}
		})
	}
}

// sentences reads the orders and the plain sentences of a language.
func sentences(t *testing.T, name string) (orders, plain []string) {
	t.Helper()
	data, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	for number, line := range strings.Split(strings.TrimSpace(string(data)), "\n") {
		label, text, _ := strings.Cut(line, ": ")
		switch {
		case strings.HasPrefix(line, "#"):
		case label == "order" && text != "":
			orders = append(orders, text)
		case label == "plain" && text != "":
			plain = append(plain, text)
		default:
			t.Errorf("%s:%d: a line is \"order: ...\" or \"plain: ...\", not %q", name, number+1, line)
		}
	}
	return orders, plain
}

// surest returns how sure the finder is of the surest order in text.
func surest(f *Finder, text string) int {
	best := 0
	for _, o := range f.Find(text, Document) {
		best = max(best, o.Sure)
	}
	return best
}

// wakens reports whether the prefilter, which folds ASCII case only, would
// wake on text.
func wakens(wakes []string, text string) bool {
	folded := strings.Map(func(r rune) rune {
		if r >= 'A' && r <= 'Z' {
			return r | 0x20
		}
		return r
	}, text)
	for _, w := range wakes {
		if strings.Contains(folded, w) {
			return true
		}
	}
	return false
}
