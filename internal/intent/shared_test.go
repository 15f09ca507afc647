package intent

import (
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// TestPassagesAlone: the orders in a passage depend on its bytes and the rest of the
// words at its ends, not on the text around it that was read with it. Who remembers
// passages relies on that.
func TestPassagesAlone(t *testing.T) {
	files, err := filepath.Glob("../detect/testdata/*.txtar")
	if err != nil || len(files) == 0 {
		t.Fatal("no test data")
	}
	rng, finder, alone, orders := rand.New(rand.NewPCG(1, 2)), NewFinder(Load()), NewFinder(Load()), 0
	for _, name := range files {
		b, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		text := strings.NewReplacer(`\n`, "\n", `\"`, `"`).Replace(string(b))
		text = strings.ToValidUTF8(text[:min(len(text), mostRead)], "") // which is read at a time
		finder.Read(text, Span{0, len(text)})
		for range 300 {
			from := rng.IntN(len(text))
			to := min(len(text), from+rng.IntN(1000))
			for from > 0 && text[from]&0xc0 == 0x80 {
				from--
			}
			for to < len(text) && text[to]&0xc0 == 0x80 {
				to++
			}
			where := Where(rng.IntN(int(Template) + 1))
			shared := slices.Clone(finder.FindIn(from, to, where))
			first, last := from, to
			for first > 0 && from-first < 64 && text[first-1] > ' ' {
				first--
			}
			for last < len(text) && last-to < 64 && text[last] > ' ' {
				last++
			}
			alone.Read(text[first:last], Span{0, last - first})
			if by := alone.FindIn(from-first, to-first, where); !slices.Equal(shared, by) {
				t.Errorf("%s: %q: %v with the text around it, %v alone", name, text[from:to], shared, by)
			}
			orders += len(shared)
		}
	}
	if orders < 100 {
		t.Errorf("only %d orders", orders)
	}
}
