package semantic

import (
	"math"

	"github.com/mcp-watchdog/mcp-watchdog/internal/intent"
)

// Example is a text for training: a model learns that one of its stretches is
// an order to a model, or that none is.
type Example struct {
	Text   string
	Where  Surface
	Order  bool
	Weight float64
}

// Trainer fits weights to examples. It is used by tools/train only.
type Trainer struct {
	extractor *extractor
	examples  []prepared
}

type prepared struct {
	windows []Features
	order   bool
	weight  float64
}

// maxWindows bounds how much of one example is learnt from.
const maxWindows = 64

// NewTrainer prepares examples.
func NewTrainer(l *intent.Lexicon, examples []Example) *Trainer {
	t := &Trainer{extractor: newExtractor(intent.NewFinder(l))}
	var spans [][2]int
	for _, e := range examples {
		t.extractor.finder.Read(e.Text, intent.Span{Start: 0, End: len(e.Text)})
		spans = windows(spans[:0], e.Text)
		p := prepared{order: e.Order, weight: e.Weight}
		step := max(1, len(spans)/maxWindows)
		for i := 0; i < len(spans) && len(p.windows) < 4*maxWindows; i++ {
			if !e.Order && i%step != 0 {
				continue
			}
			f := t.extractor.features(spans[i][0], spans[i][1], e.Where)
			p.windows = append(p.windows, append(Features(nil), f...))
		}
		t.examples = append(t.examples, p)
	}
	return t
}

// Fit returns weights after epochs passes over the examples numbered in use.
// Of an order only the stretch that looks most like one is learnt (multiple
// instance learning, Dietterich et al. 1997); of ordinary text every one, the
// worst most. l2 is the strength of regularisation; shuffle decides the order.
func (t *Trainer) Fit(use []int, epochs int, rate, l2 float64, shuffle func(n int, swap func(i, j int))) *Model {
	w := make([]float64, buckets+1)
	g := make([]float64, buckets+1)
	for i := range g {
		g[i] = 1e-3
	}
	order := append([]int(nil), use...)
	for range epochs {
		shuffle(len(order), func(i, j int) { order[i], order[j] = order[j], order[i] })
		for _, n := range order {
			e := &t.examples[n]
			switch {
			case len(e.windows) == 0:
				continue
			case e.order:
				learn(w, g, e.windows[best(w, e.windows)], 1, e.weight, rate, l2)
				continue
			}
			hardest := best(w, e.windows)
			for i, f := range e.windows {
				weight := e.weight / float64(len(e.windows))
				if i == hardest {
					weight = e.weight
				}
				learn(w, g, f, 0, weight, rate, l2)
			}
		}
	}
	return pack(w)
}

func best(w []float64, windows []Features) int {
	at, top := 0, math.Inf(-1)
	for i, f := range windows {
		if s := sum(w, f); s > top {
			at, top = i, s
		}
	}
	return at
}

func sum(w []float64, f Features) float64 {
	s := 0.0
	for _, h := range f {
		s += w[h]
	}
	return w[buckets] + s/norm(len(f))
}

// norm makes long stretches count no more than short ones.
func norm(n int) float64 { return math.Sqrt(float64(max(n, 16))) / 8 }

// learn takes one step of AdaGrad (Duchi et al. 2011) on the logistic loss.
func learn(w, g []float64, f Features, label, weight, rate, l2 float64) {
	d := (1/(1+math.Exp(-sum(w, f))) - label) * weight
	n := norm(len(f))
	for _, h := range f {
		step := d/n + l2*w[h]*weight
		g[h] += step * step
		w[h] -= rate * step / math.Sqrt(g[h])
	}
	g[buckets] += d * d
	w[buckets] -= rate * d / math.Sqrt(g[buckets])
}

// Len is the number of examples; Score judges one of them.
func (t *Trainer) Len() int { return len(t.examples) }

// Score is the model's for the worst stretch of example n.
func (t *Trainer) Score(m *Model, n int) float64 {
	top := math.Inf(-1)
	for _, f := range t.examples[n].windows {
		top = max(top, float64(m.score(f)))
	}
	return top
}
