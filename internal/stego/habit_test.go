package stego

import (
	"encoding/json"
	"math/rand/v2"
	"strings"
	"testing"
)

// reworded chooses the words of a text by bits, as far as it has such words.
func reworded(text string, bits []bool) (string, int) {
	other := map[string][2]string{}
	for p := range strings.FieldsSeq(synonyms) {
		w := strings.Split(p, "/")
		other[w[0]], other[w[1]] = [2]string{w[0], w[1]}, [2]string{w[0], w[1]}
	}
	used := 0
	words := strings.Split(text, " ")
	for i, w := range words {
		bare := strings.Trim(w, ".,:;()")
		if p, ok := other[bare]; ok && used < len(bits) {
			k := 0
			if bits[used] {
				k = 1
			}
			words[i] = strings.Replace(w, bare, p[k], 1)
			used++
		}
	}
	return strings.Join(words, " "), used
}

func TestChoiceOfWords(t *testing.T) {
	m := NewMeter()
	seen, runs := 0, 20
	for run := range runs {
		rng := rand.New(rand.NewPCG(uint64(run), 5))
		text := strings.Join(sentences(rng, 700), " ")
		doc, used := reworded(text, bitsOf(rng, 256))
		if used < 200 {
			t.Fatalf("the text has room for %d bits", used)
		}
		if has(measure(m, doc), WordChoice) {
			seen++
		}
		if f := measure(m, text); len(f) > 0 {
			t.Errorf("run %d: the text as it was: %v", run, f)
		}
	}
	if seen < runs*9/10 {
		t.Errorf("seen in %d of %d", seen, runs)
	}
}

// What is known of a writer survives being stored, and is added up, not counted twice.
func TestHabitsAreKept(t *testing.T) {
	m := NewMeter()
	var base, a, b Habits
	var tally Tally
	learn := func(h *Habits, n int) {
		for run := range n {
			rng := rand.New(rand.NewPCG(uint64(run), 9))
			m.Count(&tally, message(encoders[0].hide(rng, bitsOf(rng, 60))))
			h.Learn(&tally, false)
		}
	}
	learn(&base, 20)
	a, b = base, base
	learn(&a, 10)
	learn(&b, 5)
	a.Merge(&b, &base)
	text, err := json.Marshal(a)
	if err != nil {
		t.Fatal(err)
	}
	var again Habits
	if err := json.Unmarshal(text, &again); err != nil || again != a {
		t.Fatalf("%v: %s", err, text)
	}
	if h := again[TrailingSpace]; h.Answers != 35 || !h.Varies() || h.Steady() {
		t.Errorf("%+v", h)
	}
	if h := again[LineEnd]; h.Answers != 35 || h.Varies() || !h.Steady() {
		t.Errorf("%+v", h)
	}
	if json.Unmarshal([]byte(`[[200,1,1,1,1,1]]`), &again) != nil {
		t.Error("a channel of a later version is an error")
	}
}
