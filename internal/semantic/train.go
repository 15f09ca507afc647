package semantic

import (
	"cmp"
	"math"
	"slices"

	"github.com/mcp-watchdog/mcp-watchdog/internal/intent"
)

// Example is a text for training: a model learns that one of its stretches is
// an order to a model, or that none is.
type Example struct {
	Text   string
	Where  Surface
	Order  bool
	Weight float64
	// Judged are the parts by which it is scored, nil for all of it.
	Judged []intent.Span
}

// Trainer fits weights to examples. It is used by tools/train only.
type Trainer struct {
	extractor *extractor
	examples  []prepared
}

type prepared struct {
	windows []Features // learnt from
	judged  []Features // scored
	order   bool
	weight  float64
}

// maxWindows bounds how much of one example is learnt from.
const maxWindows = 64

// NewTrainer prepares examples.
func NewTrainer(l *intent.Lexicon, examples []Example) *Trainer {
	t := &Trainer{extractor: newExtractor(intent.NewFinder(l), nil)}
	for _, e := range examples {
		t.extractor.finder.Read(e.Text, intent.Span{Start: 0, End: len(e.Text)})
		p := prepared{order: e.Order, weight: e.Weight, windows: t.windows(e, 0, len(e.Text))}
		if p.judged = p.windows; e.Judged != nil {
			p.judged = nil
			for _, s := range e.Judged {
				p.judged = append(p.judged, t.windows(e, s.Start, s.End)...)
			}
			p.windows = append(p.windows[:len(p.windows):len(p.windows)], p.judged...)
		}
		if step := max(1, len(p.windows)/maxWindows); !e.Order && step > 1 {
			kept := p.windows[:0:0]
			for i := 0; i < len(p.windows); i += step {
				kept = append(kept, p.windows[i])
			}
			p.windows = kept
		}
		p.windows = p.windows[:min(len(p.windows), 4*maxWindows)]
		t.examples = append(t.examples, p)
	}
	return t
}

// windows returns what the stretches of a part of an example show, which was
// given to the finder.
func (t *Trainer) windows(e Example, from, to int) (all []Features) {
	t.extractor.read(from, to)
	for _, w := range windows(nil, e.Text[from:to]) {
		all = append(all, t.extractor.features(w[0], w[1], e.Where))
	}
	return all
}

// Fit returns weights after epochs passes over the examples numbered in use.
// Of an order only the stretch that looks most like one is learnt (multiple
// instance learning, Dietterich et al. 1997); of ordinary text the worst, which are looked for
// every few passes, and some others. l2 is the strength of regularisation; shuffle decides the order.
func (t *Trainer) Fit(use []int, epochs int, rate, l2 float64, shuffle func(n int, swap func(i, j int))) *Model {
	w := make(weights, buckets+1)
	g := make(weights, buckets+1)
	for i := range g {
		g[i] = 1e-3
	}
	order := append([]int(nil), use...)
	worst := make([][]int, len(t.examples))
	mean := make([]float64, buckets+1) // over the later passes
	for epoch := range epochs {
		shuffle(len(order), func(i, j int) { order[i], order[j] = order[j], order[i] })
		for _, n := range order {
			e := &t.examples[n]
			switch {
			case len(e.windows) == 0:
				continue
			case e.order:
				learn(w, g, e.windows[w.best(e.windows)], 1, e.weight, rate, l2)
				continue
			}
			if epoch%lookEvery == 0 {
				worst[n] = w.worst(worst[n], e.windows)
			}
			for i, at := range worst[n] {
				weight := e.weight
				if i > 0 {
					weight /= fewWindows
				}
				learn(w, g, e.windows[at], 0, weight, rate, l2)
			}
		}
		if epoch >= epochs/4 {
			for i, v := range w {
				mean[i] += float64(v) / float64(epochs-epochs/4)
			}
		}
	}
	return pack(mean)
}

// fewWindows is how many stretches of an ordinary text are learnt in one pass, lookEvery
// after how many passes they are chosen again.
const fewWindows, lookEvery = 4, 3

// weights are one for each bucket, then the bias.
type weights []float32

// best returns the window that looks most like an order.
func (w weights) best(windows []Features) int {
	at, top := 0, math.Inf(-1)
	for i, f := range windows {
		if s := w.sum(f); s > top {
			at, top = i, s
		}
	}
	return at
}

// worst chooses few windows of an ordinary text, the worst first.
func (w weights) worst(dst []int, windows []Features) []int {
	scores := make([]float64, len(windows))
	dst = dst[:0]
	for i, f := range windows {
		scores[i] = w.sum(f)
		dst = append(dst, i)
	}
	slices.SortStableFunc(dst, func(a, b int) int { return cmp.Compare(scores[b], scores[a]) })
	return dst[:min(len(dst), fewWindows)]
}

func (w weights) sum(f Features) float64 {
	s := float32(0)
	for _, h := range f {
		s += w[h]
	}
	return float64(w[buckets] + s/float32(norm(len(f))))
}

// norm makes long stretches count no more than short ones.
func norm(n int) float64 { return math.Sqrt(float64(max(n, 16))) / 8 }

// learn takes one step of AdaGrad (Duchi et al. 2011) on the logistic loss.
func learn(w, g weights, f Features, label, weight, rate, l2 float64) {
	d := float32((1/(1+math.Exp(-w.sum(f))) - label) * weight)
	n, r, shrink := float32(norm(len(f))), float32(rate), float32(l2*weight)
	for _, h := range f {
		step := d/n + shrink*w[h]
		g[h] += step * step
		w[h] -= r * step / float32(math.Sqrt(float64(g[h])))
	}
	g[buckets] += d * d
	w[buckets] -= r * d / float32(math.Sqrt(float64(g[buckets])))
}

// Len is the number of examples; Score judges one of them.
func (t *Trainer) Len() int { return len(t.examples) }

// Score is the model's for the worst stretch that is judged of example n, minus
// infinity where there is none.
func (t *Trainer) Score(m *Model, n int) float64 {
	top := math.Inf(-1)
	for _, f := range t.examples[n].judged {
		top = max(top, float64(m.score(f)))
	}
	return top
}
