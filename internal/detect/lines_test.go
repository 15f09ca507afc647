package detect

import (
	"encoding/json"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/mcp-watchdog/mcp-watchdog/internal/intent"
)

// TestMayStandInLines holds the first look at raw content against the decoded text.
func TestMayStandInLines(t *testing.T) {
	rng := rand.New(rand.NewPCG(2, 7))
	lines, passed := 0, 0
	for range 20_000 {
		var b strings.Builder
		for range 4 + rng.IntN(12) {
			b.WriteString([]string{"ignore", "a", "all the rules", "say\\", "\"no\"", "é"}[rng.IntN(6)])
			b.WriteString([]string{"\n", "\n", "\n", " ", "\t", "\r\n"}[rng.IntN(6)])
		}
		raw, err := json.Marshal(b.String())
		if err != nil {
			t.Fatal(err)
		}
		switch may := mayStandInLines(raw[1 : len(raw)-1]); {
		case !may && intent.WordPerLine(b.String()):
			t.Fatalf("%s is passed over", raw)
		case !may:
			passed++
		default:
			lines++
		}
	}
	if lines < 100 || passed < 100 {
		t.Errorf("%d may stand in lines, %d were passed over", lines, passed)
	}
}
