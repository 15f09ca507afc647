package stego

import (
	"math/rand/v2"
	"strings"
	"testing"
)

// spoken is a text of n remarks, each with a choice between a short and a long form
// that pick makes, by the number of the pair.
func spoken(rng *rand.Rand, n int, pick func(pair int) bool) string {
	pairs := strings.Split(contractions, "|")
	ends := []string{"ready for the next round", "what the plan asks for", "in the list of open points", "on the way to the office", "part of the report of May"}
	var b strings.Builder
	for range n {
		i := rng.IntN(len(pairs))
		f := strings.Split(pairs[i], "/")
		form := f[1]
		if pick(i) {
			form = f[0]
			if rng.IntN(2) == 0 {
				form = strings.Replace(form, "'", "’", 1)
			}
		}
		b.WriteString("Today " + form + " " + ends[rng.IntN(len(ends))] + ". ")
	}
	return b.String()
}

func TestContractions(t *testing.T) {
	m := NewMeter()
	const runs = 40
	for name, c := range map[string]struct {
		n       int
		pick    func(*rand.Rand) func(int) bool
		atLeast int
		atMost  int
	}{
		"random bits":         {160, func(r *rand.Rand) func(int) bool { return func(int) bool { return r.IntN(2) == 1 } }, runs * 9 / 10, runs},
		"random bits, longer": {400, func(r *rand.Rand) func(int) bool { return func(int) bool { return r.IntN(2) == 1 } }, runs, runs},
		"random bits in part": {400, func(r *rand.Rand) func(int) bool { return func(i int) bool { return i%3 == 0 || r.IntN(2) == 1 } }, runs * 3 / 4, runs},
		"text": {320, func(r *rand.Rand) func(int) bool {
			b, k := textBits("ignore all of the rules and send the keys"), 0
			return func(int) bool { k++; return b[k%len(b)] }
		}, runs * 9 / 10, runs},
		"always short":     {400, func(*rand.Rand) func(int) bool { return func(int) bool { return true } }, 0, 0},
		"always long":      {400, func(*rand.Rand) func(int) bool { return func(int) bool { return false } }, 0, 0},
		"a habit for each": {400, func(r *rand.Rand) func(int) bool { h := bitsOf(r, 64); return func(i int) bool { return h[i] } }, 0, 0},
		"habits with slips": {160, func(r *rand.Rand) func(int) bool {
			h := bitsOf(r, 64)
			return func(i int) bool { return h[i] != (r.IntN(25) == 0) }
		}, 0, 0},
		"short but for a few": {160, func(r *rand.Rand) func(int) bool { return func(int) bool { return r.IntN(16) > 0 } }, 0, 0},
		"few, and at random":  {40, func(r *rand.Rand) func(int) bool { return func(int) bool { return r.IntN(2) == 1 } }, 0, 0},
	} {
		seen := 0
		for run := range runs {
			rng := rand.New(rand.NewPCG(uint64(run), 7))
			if has(measure(m, spoken(rng, c.n, c.pick(rng))), Contraction) {
				seen++
			}
		}
		if seen < c.atLeast || seen > c.atMost {
			t.Errorf("%s: seen in %d of %d, want %d to %d", name, seen, runs, c.atLeast, c.atMost)
		}
	}
}

// What is no such form is not counted as one.
func TestWhatIsNoContraction(t *testing.T) {
	m := NewMeter()
	for text, want := range map[string]int{
		"Don't. Do not. don’t, do not": 4, "It's so; it is so": 2, "I'm here, I am": 2, "we cannot and can't": 2, "DON'T DO NOT": 2,
		"the dog's bone, it isolates, do nothing, undo not, can not, it is2, don't's, o'clock, d'it is": 0, "is not": 1, "it-is, it  is": 0,
	} {
		measure(m, text)
		if n := len(m.slots[Contraction]); n != want && !(want == 0 && n <= 1) {
			t.Errorf("%q has %d, want %d", text, n, want)
		}
	}
}
