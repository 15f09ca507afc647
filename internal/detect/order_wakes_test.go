package detect

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/mcp-watchdog/mcp-watchdog/internal/intent"
)

// TestOtherLanguagesWake: words that English shares with other languages count
// only in company; every order in another language must wake the row all the
// same.
func TestOtherLanguagesWake(t *testing.T) {
	all := newLiterals(manyBits)
	for _, w := range append(orderWakes(), intent.Wakes()...) {
		all.add(w, 1)
	}
	l := all.freeze()
	files, err := filepath.Glob("../intent/testdata/languages/*.txt")
	if err != nil || len(files) < 20 {
		t.Fatalf("%d languages (%v)", len(files), err)
	}
	for _, name := range files {
		data, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		for line := range strings.Lines(string(data)) {
			text, isOrder := strings.CutPrefix(strings.TrimSpace(line), "order: ")
			if !isOrder {
				continue
			}
			hits, _ := l.scan([]byte(text), nil)
			woken := false
			for _, h := range hits {
				woken = woken || ordersSomething(new(nearby).begin([]byte(text)), h.at)
			}
			if !woken {
				t.Errorf("%s: nothing wakes on %q", filepath.Base(name), text)
			}
		}
	}
}
