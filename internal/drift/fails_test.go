package drift_test

import (
	"fmt"
	"testing"

	"github.com/mcp-watchdog/mcp-watchdog/internal/drift"
)

// A tool that hardly ever failed and now does rings, on calls that it knows; one that
// always fails now and then does not.
func TestErrorsThatAreNew(t *testing.T) {
	for _, c := range []struct {
		name          string
		before, after func(i int) bool
		call          string
		rings         bool
	}{
		{"suddenly", func(int) bool { return false }, func(int) bool { return true }, "c%d", true},
		{"half of them", func(int) bool { return false }, func(i int) bool { return i%2 == 0 }, "c%d", true},
		{"one in ten, as ever", func(i int) bool { return i%10 == 3 }, func(i int) bool { return i%10 == 3 }, "c%d", false},
		{"a few in a row, as now and then", func(i int) bool { return i%50 > 44 }, func(i int) bool { return i > 5 && i < 11 }, "c%d", false},
		{"other calls", func(int) bool { return false }, func(int) bool { return true }, "nobody%c asked", false},
		{"two", func(int) bool { return false }, func(i int) bool { return i < 2 }, "c%d", false},
	} {
		s := drift.New()
		answer := func(i int, call string, failed bool) (rang bool) {
			text := plain
			if failed {
				text = `{"result":{"isError":true,"content":[{"type":"text","text":"no"}]}}`
			}
			if call == "c%d" {
				i %= 7
			}
			a := &drift.Answer{Tool: "t", Sample: []byte(text), Size: len(text), Day: 1, Read: read, Failed: failed,
				Call: drift.Call{Raw: []byte(fmt.Sprintf(`{"params":{"q":"`+call+`"}}`, i)), Took: 5}}
			for _, r := range s.Observe(a) {
				rang = rang || r.Trait == drift.Failed && r.Certain
			}
			s.Learn(a)
			return rang
		}
		for i := range 250 {
			answer(i, "c%d", c.before(i))
		}
		rang := false
		for i := range 20 {
			rang = answer(i+'\u0400', c.call, c.after(i)) || rang
		}
		if rang != c.rings {
			t.Errorf("%s: rang %v", c.name, rang)
		}
		a := &drift.Answer{Tool: "t"}
		if turned := s.Turned(a).Has(drift.Failed); c.rings && !turned || !c.rings && turned {
			t.Errorf("%s: turned %v", c.name, turned)
		}
	}
}
