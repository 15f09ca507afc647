package semantic

import (
	"math"
	"slices"
)

// GateTrainer fits a gate to texts. It is used by tools/train only.
type GateTrainer struct{ narrow, wide gateTexts }

// gateTexts are the units of texts, a text each.
type gateTexts struct {
	units  [][]uint16
	orders []bool
	window int // how many units are weighed together
	places int // of units
}

// NewGateTrainer returns one without texts.
func NewGateTrainer() *GateTrainer {
	return &GateTrainer{gateTexts{window: GateWords, places: 1 << gateBits}, gateTexts{window: wideUnits, places: 1 << wideBits}}
}

// Add adds a text.
func (t *GateTrainer) Add(text string, order bool) {
	b := []byte(text)
	var words []uint16
	for i := 0; i < len(b); i++ {
		end := i
		for end < len(b) && isLetter(b[end]) {
			end++
		}
		if end > i {
			words = append(words, 0)
			placesOf(words[len(words)-1:], b, []uint32{uint32(i)}, []uint32{uint32(end)})
			i = end
		}
	}
	t.narrow.add(words, order)
	t.AddWide(text, order)
}

// AddWide adds a text in another script than Latin, for what is of it alone.
func (t *GateTrainer) AddWide(text string, order bool) {
	var wide []uint16
	for u := (units{text: []byte(text), to: len(text)}); ; {
		_, place, ok := u.next()
		if !ok {
			break
		}
		wide = append(wide, place)
	}
	if len(wide) >= fewWide {
		t.wide.add(wide, order)
	}
}

func (t *gateTexts) add(units []uint16, order bool) {
	t.units, t.orders = append(t.units, units), append(t.orders, order)
}

// Fit returns the gate that share of the orders pass, and wideShare of those in other
// scripts than Latin.
func (t *GateTrainer) Fit(epochs int, share, wideShare float64, shuffle func(n int, swap func(i, j int)), random func(n int) int) *Gate {
	w, limit := t.narrow.fit(epochs, share, shuffle, random)
	wide, wideLimit := t.wide.fit(epochs, wideShare, shuffle, random)
	return NewGate(w, limit, wide, wideLimit)
}

// fit is logistic regression over the units of the stretch that looks most like an
// order, and of ordinary texts another one. The weights are those of the later passes,
// on average; share of the orders reach the limit.
func (t *gateTexts) fit(epochs int, share float64, shuffle func(n int, swap func(i, j int)), random func(n int) int) (mean []float64, limit float64) {
	const orderCount = 3 // how much an order weighs: a miss is worse than a look in vain
	fit := newGateFit(t.places)
	mean = make([]float64, len(fit.w))
	order := make([]int, len(t.units))
	for i := range order {
		order[i] = i
	}
	late := float64(epochs - epochs/3)
	for epoch := range epochs {
		shuffle(len(order), func(i, j int) { order[i], order[j] = order[j], order[i] })
		for _, i := range order {
			words := t.units[i]
			if len(words) == 0 {
				continue
			}
			at, _ := strongest(fit.w, words, t.window)
			n := min(t.window, len(words))
			if t.orders[i] {
				fit.learn(words[at:at+n], 1, orderCount, random)
				continue
			}
			fit.learn(words[at:at+n], 0, 1, random)
			at = random(len(words) - n + 1)
			fit.learn(words[at:at+n], 0, 1, random)
		}
		if epoch >= epochs/3 {
			for i, v := range fit.w {
				mean[i] += v / late
			}
		}
	}
	return mean, t.passed(mean, share)
}

// passed is the sum that share of the orders reach.
func (t *gateTexts) passed(w []float64, share float64) float64 {
	var sums []float64
	for i, words := range t.units {
		if t.orders[i] && len(words) > 0 {
			_, s := strongest(w, words, t.window)
			sums = append(sums, s)
		}
	}
	if len(sums) == 0 {
		return math.MaxInt32
	}
	slices.Sort(sums)
	return sums[int(float64(len(sums))*(1-share))]
}

// gateFit is a gate that is being trained.
type gateFit struct {
	w, seen        []float64 // weights, and how much each was moved
	bias, biasSeen float64
	kept           []uint16
}

func newGateFit(places int) *gateFit {
	f := &gateFit{make([]float64, places), make([]float64, places), -1, 1e-2, nil}
	for i := range f.seen {
		f.seen[i] = 1e-2
	}
	return f
}

// learn takes one step of AdaGrad on the logistic loss.
func (f *gateFit) learn(words []uint16, label, weight float64, random func(n int) int) {
	const rate, l2 = 0.05, 3e-4
	f.kept = f.kept[:0]
	coins := random(1 << 62)
	for i, h := range words {
		if coins>>i&1 != 0 {
			f.kept = append(f.kept, h)
		}
	}
	s := f.bias
	for _, h := range f.kept {
		s += f.w[h] / (1 - dropped)
	}
	d := (1/(1+math.Exp(-s)) - label) * weight
	for _, h := range f.kept {
		step := d + l2*f.w[h]
		f.seen[h] += step * step
		f.w[h] -= rate * step / math.Sqrt(f.seen[h])
	}
	f.biasSeen += d * d
	f.bias -= rate * d / math.Sqrt(f.biasSeen)
}

// strongest returns where the stretch with the largest sum starts, and the sum.
func strongest(w []float64, words []uint16, window int) (at int, top float64) {
	n, sum := min(window, len(words)), 0.0
	for _, h := range words[:n] {
		sum += w[h]
	}
	top = sum
	for i := n; i < len(words); i++ {
		if sum += w[words[i]] - w[words[i-n]]; sum > top {
			at, top = i-n+1, sum
		}
	}
	return at, top
}
