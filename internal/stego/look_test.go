package stego

import (
	"math/rand/v2"
	"strings"
	"testing"
)

func message(doc string) []byte {
	return []byte(toJSON(map[string]any{"jsonrpc": "2.0", "id": 1, "result": map[string]any{"content": []any{map[string]any{"type": "text", "text": doc}}}}))
}

// TestLookSees checks that a first look notices what the whole shows.
func TestLookSees(t *testing.T) {
	m, well := NewMeter(), 0
	for i, e := range encoders {
		seen := 0
		const runs = 40
		for run := range runs {
			rng := rand.New(rand.NewPCG(uint64(run), uint64(i)))
			raw := message(e.hide(rng, bitsOf(rng, 256)))
			if m.looked = 0; m.Look(raw, nil) { // each is the first of its session
				seen++
			} else if run < 1 {
				t.Logf("%s: %d bytes, %d slots", e.name, len(raw), len(m.slots[e.channel]))
			}
		}
		if seen >= runs*17/20 {
			well++
		}
		if t.Logf("%s: %d of %d", e.name, seen, runs); seen < runs/4 { // the parts are drawn by lot, and 24 of 40 are the rule for the rarest
			t.Errorf("%s: seen in %d of %d", e.name, seen, runs)
		}
	}
	if well < 16 {
		t.Errorf("only %d channels are noticed nearly always", well)
	}
}

func BenchmarkLook(b *testing.B) {
	m := NewMeter()
	rng := rand.New(rand.NewPCG(1, 2))
	for name, doc := range map[string]string{"prose": prose(rng, 16<<10), "json": toJSON(issues(rng, 80)), "lines": strings.Join(sentences(rng, 120), "\n"), "small": prose(rng, 1300)} {
		raw := message(doc)
		b.Run(name, func(b *testing.B) {
			b.SetBytes(int64(len(raw)))
			b.ReportAllocs()
			for b.Loop() {
				m.Look(raw, nil)
			}
		})
		b.Run(name+"/full", func(b *testing.B) {
			b.SetBytes(int64(len(raw)))
			for b.Loop() {
				m.Examine(raw, nil)
			}
		})
	}
}

// Behind the first messages of a session one in four is looked at, and nobody can
// tell which.
func TestLaterMessagesAreLookedAtNowAndThen(t *testing.T) {
	m, n, same := NewMeter(), 0, 0
	other := NewMeter()
	for i := range 4000 {
		a, b := m.due(), other.due()
		if i < firstLooks && !a {
			t.Errorf("message %d is not looked at", i)
		}
		if a {
			n++
		}
		if a == b {
			same++
		}
	}
	if n < 850 || n > 1200 || same > 3000 {
		t.Errorf("%d of 4000 are looked at, %d times two meters do the same", n, same)
	}
}
