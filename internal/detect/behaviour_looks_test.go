package detect

import (
	"strings"
	"testing"

	"github.com/mcp-watchdog/mcp-watchdog/internal/drift"
	"github.com/mcp-watchdog/mcp-watchdog/internal/finding"
)

// Each way in which answers look, and how often they are errors, counts: one is a
// change of data, two are told, also when they come one after the other, and four at
// once are critical.
func TestLooksAddUp(t *testing.T) {
	r := Standard()
	said := func(turned drift.Set, rings ...drift.Trait) []finding.Finding {
		d := &Drifted{Profile: &drift.Profile{Answers: 200, Days: 9}, Turned: turned}
		for _, x := range rings {
			d.Rings = append(d.Rings, drift.Ring{Trait: x, Of: 200, Now: 4, Lately: 4, Certain: true})
		}
		return r.Behave(d)
	}
	var all []drift.Trait
	drift.Looks.All(func(x drift.Trait) { all = append(all, x) })
	for i, x := range all {
		if f := said(0, x); len(f) > 0 {
			t.Errorf("%s alone: %v", x, f)
		}
		y := all[(i+1)%len(all)]
		for _, f := range [][]finding.Finding{said(0, x, y), said(drift.Of(y), x)} {
			if len(f) != 1 || f[0].Rule.ID != "phase_transition" || f[0].Severity != finding.Medium || !strings.Contains(f[0].Why, x.String()) || !strings.Contains(f[0].Why, y.String()) {
				t.Errorf("%s and %s: %v", x, y, f)
			}
		}
		if f := said(drift.Of(y)); len(f) > 0 {
			t.Errorf("%s, told before: %v", y, f)
		}
	}
	if f := said(0, all[:4]...); len(f) != 1 || f[0].Severity != finding.Critical {
		t.Errorf("four at once: %v", f)
	}
}
