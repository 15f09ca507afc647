package tracking

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/mcp-watchdog/mcp-watchdog/internal/flow"
)

// TestWhatDiffersIsLeft: every stretch of a reading stands in its text or in what is
// left of the reading.
func TestWhatDiffersIsLeft(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for range 200 {
		var text, plain strings.Builder
		escapes := 1 << r.IntN(12)
		for plain.Len() < 4000+r.IntN(4000) {
			c := byte('a' + r.IntN(26))
			if r.IntN(6) == 0 {
				c = ' '
			}
			plain.WriteByte(c)
			switch {
			case r.IntN(escapes) > 0:
				text.WriteByte(c)
			case r.IntN(2) == 0:
				fmt.Fprintf(&text, "%%%02x", c)
			default:
				fmt.Fprintf(&text, `\u%04x`, c)
			}
		}
		rest := string(appendDiffering(nil, text.String(), plain.String()))
		for i := 0; i+32 <= plain.Len(); i++ {
			if piece := plain.String()[i : i+32]; !strings.Contains(rest, piece) && !strings.Contains(text.String(), piece) {
				t.Fatalf("one of %d escaped: %q is nowhere", escapes, piece)
			}
		}
		if escapes > 1<<10 && len(rest) > plain.Len()*3/4 {
			t.Errorf("one of %d escaped: %d of %d bytes are looked up again", escapes, len(rest), plain.Len())
		}
	}
	same := strings.Repeat("nothing differs here, ", 1000)
	if rest := appendDiffering(nil, same, same); len(rest) > 2*margin+len(apart) {
		t.Error(len(rest))
	}
}

// TestEnds: what is left out of a long string lies far from its ends, and no run is
// taken apart.
func TestEnds(t *testing.T) {
	run := strings.Repeat("QUJD", 2000)
	for _, text := range []string{strings.Repeat("word and ", 1000), run, run + strings.Repeat(" and words", 1000), strings.Repeat("words and ", 1000) + run} {
		head, tail := ends(text)
		if head < edge || tail > len(text)-edge && tail < len(text) || head > tail {
			t.Error(len(text), head, tail)
		}
		if head < tail && (flow.InRun(text[head]) || flow.InRun(text[tail-1])) {
			t.Error("a run is cut")
		}
	}
}
