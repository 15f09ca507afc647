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
	// Common says that it is one of many ordinary texts: what it alone shows tells
	// nothing about orders, so it names no features.
	Common bool
	// Judged are parts of it that are judged by themselves.
	Judged []intent.Span
}

// Trainer fits weights to examples. It is used by tools/train only.
type Trainer struct {
	extractor *extractor
	examples  []prepared
	places    []uint32          // of the features that are learnt
	numbers   map[uint32]uint32 // of those places
}

// Chance decides what training leaves to it. The same numbers give the same model.
type Chance interface {
	Shuffle(n int, swap func(i, j int))
	Uint64() uint64
}

type prepared struct {
	windows []window
	order   bool
	weight  float64
}

// window is a stretch: the numbers of the features that are learnt, and how many
// it shows in all.
type window struct {
	shown    Features
	features int
	foreign  bool
}

const (
	// maxWindows bounds how much of one example is learnt from.
	maxWindows = 64
	// minSeen is how many examples must show a feature for it to be learnt: a rarer one
	// only lets its example be remembered.
	minSeen = 3
	// dropped is the share of the features of a stretch that are left out in each step, others
	// each time, so that none relies on the rest (dropout, Srivastava et al. 2014).
	dropped = 0.5
)

// NewTrainer prepares examples.
func NewTrainer(l *intent.Lexicon, examples []Example) *Trainer {
	t := &Trainer{extractor: newExtractor(intent.NewFinder(l), nil)}
	t.choose(examples)
	for _, e := range examples {
		t.extractor.finder.Read(e.Text, intent.Span{Start: 0, End: len(e.Text)})
		p := prepared{order: e.Order, weight: e.Weight, windows: t.windows(e, 0, len(e.Text))}
		for _, s := range e.Judged {
			p.windows = append(p.windows, t.windows(e, s.Start, s.End)...)
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

// choose numbers the features that are learnt: those of enough examples that are not
// common.
func (t *Trainer) choose(examples []Example) {
	type tally struct{ last, seen int }
	found := map[uint32]tally{}
	for n, e := range examples {
		if e.Common {
			continue
		}
		t.extractor.finder.Read(e.Text, intent.Span{Start: 0, End: len(e.Text)})
		t.extractor.read(0, len(e.Text))
		for _, w := range windows(nil, e.Text) {
			shown, _ := t.extractor.features(w[0], w[1], e.Where)
			for _, h := range shown {
				if v := found[h]; v.last != n+1 {
					found[h] = tally{n + 1, v.seen + 1}
				}
			}
		}
	}
	for h, v := range found {
		if v.seen >= minSeen {
			t.places = append(t.places, h)
		}
	}
	slices.Sort(t.places)
	t.numbers = make(map[uint32]uint32, len(t.places))
	for n, h := range t.places {
		t.numbers[h] = uint32(n)
	}
}

// windows returns what the stretches of a part of an example show, which was
// given to the finder.
func (t *Trainer) windows(e Example, from, to int) (all []window) {
	t.extractor.read(from, to)
	for _, w := range windows(nil, e.Text[from:to]) {
		f, count := t.extractor.features(w[0], w[1], e.Where)
		known := make(Features, 0, len(f))
		for _, h := range f {
			if n, ok := t.numbers[h]; ok {
				known = append(known, n)
			}
		}
		all = append(all, window{slices.Clip(known), int(count.n), count.foreign})
	}
	return all
}

// Fit returns weights after epochs passes over the examples numbered in use, on
// average over a few fits. Of an order only the stretch that looks most like one is
// learnt (multiple instance learning, Dietterich et al. 1997); of ordinary text the
// worst. l2 is the strength of regularisation; chance decides the order and what is
// left out.
func (t *Trainer) Fit(use []int, epochs int, rate, l2 float64, chance Chance) *Model {
	n := len(t.places)
	mean := make([]float64, n+1)
	for range fits {
		t.fit(mean, use, epochs, newFit(n, rate, l2, chance))
	}
	table, scale := newTable(t.places, mean[:n])
	return &Model{weights: table, scale: float32(scale), bias: float32(mean[n])}
}

// fit adds the weights of the later passes to mean.
func (t *Trainer) fit(mean []float64, use []int, epochs int, f *fit) {
	order := slices.Clone(use)
	var worst []int
	for epoch := range epochs {
		f.chance.Shuffle(len(order), func(i, j int) { order[i], order[j] = order[j], order[i] })
		for _, n := range order {
			e := &t.examples[n]
			switch {
			case len(e.windows) == 0:
				continue
			case e.order:
				f.learn(e.windows[f.w.best(e.windows)], 1, e.weight)
				continue
			}
			worst = f.w.worst(worst, e.windows)
			for i, at := range worst {
				weight := e.weight
				if i > 0 {
					weight /= fewWindows
				}
				f.learn(e.windows[at], 0, weight)
			}
		}
		if epoch >= epochs/4 {
			for i, v := range f.w {
				mean[i] += float64(v) / float64(fits*(epochs-epochs/4))
			}
		}
	}
}

const (
	// fits is how many fits, each in an order of its own, a model is the mean of.
	fits = 3
	// fewWindows is how many stretches of an ordinary text are learnt in one pass.
	fewWindows = 4
)

// weights are one for each feature, then the bias.
type weights []float32

// best returns the window that looks most like an order.
func (w weights) best(windows []window) int {
	at, top := 0, math.Inf(-1)
	for i, v := range windows {
		if s := w.sum(v); s > top {
			at, top = i, s
		}
	}
	return at
}

// worst chooses few windows of an ordinary text, the worst first.
func (w weights) worst(dst []int, windows []window) []int {
	scores := make([]float64, len(windows))
	dst = dst[:0]
	for i, v := range windows {
		scores[i] = w.sum(v)
		dst = append(dst, i)
	}
	slices.SortStableFunc(dst, func(a, b int) int { return cmp.Compare(scores[b], scores[a]) })
	return dst[:min(len(dst), fewWindows)]
}

func (w weights) sum(v window) float64 {
	s := float32(0)
	for _, h := range v.shown {
		s += w[h]
	}
	return float64(w[len(w)-1] + s/float32(norm(v.features)))
}

// norm makes long stretches count no more than short ones, and what is not known
// no less than what is.
func norm(n int) float64 { return math.Sqrt(float64(max(n, 16))) / 8 }

// fit is a model that is being trained.
type fit struct {
	w, moved weights // moved is by how much, squared
	rate, l2 float32
	chance   Chance
	kept     Features
}

func newFit(features int, rate, l2 float64, chance Chance) *fit {
	f := &fit{w: make(weights, features+1), moved: make(weights, features+1), rate: float32(rate), l2: float32(l2), chance: chance}
	for i := range f.moved {
		f.moved[i] = 1e-3
	}
	return f
}

// learn takes one step of AdaGrad (Duchi et al. 2011) on the logistic loss.
func (f *fit) learn(v window, label, weight float64) {
	f.kept = f.kept[:0]
	for coins, n := uint64(0), 0; n < len(v.shown); n++ {
		if n%64 == 0 {
			coins = f.chance.Uint64()
		}
		if coins>>(n%64)&1 != 0 {
			f.kept = append(f.kept, v.shown[n])
		}
	}
	n, s, bias := float32(norm(v.features)*(1-dropped)), float32(0), len(f.w)-1
	for _, h := range f.kept {
		s += f.w[h]
	}
	d := float32((1/(1+math.Exp(-float64(f.w[bias]+s/n))) - label) * weight)
	for _, h := range f.kept {
		f.step(int(h), d/n+f.l2*float32(weight)*f.w[h])
	}
	f.step(bias, d)
}

func (f *fit) step(at int, by float32) {
	f.moved[at] += by * by
	f.w[at] -= f.rate * by / float32(math.Sqrt(float64(f.moved[at])))
}

// Len is the number of examples.
func (t *Trainer) Len() int { return len(t.examples) }

// Foreign reports whether example n is in another language than English, in part.
func (t *Trainer) Foreign(n int) bool {
	return slices.ContainsFunc(t.examples[n].windows, func(w window) bool { return w.foreign })
}
