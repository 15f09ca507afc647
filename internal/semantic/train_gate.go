package semantic

import (
	"math"
	"slices"
)

// GateTrainer fits a gate to texts. It is used by tools/train only.
type GateTrainer struct {
	words  [][]uint16
	orders []bool
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
	t.words, t.orders = append(t.words, words), append(t.orders, order)
}

// Fit returns the gate that share of the orders pass: logistic regression over
// the words of the stretch that looks most like an order, and of ordinary texts
// another one. Its weights are those of the later passes, on average.
func (t *GateTrainer) Fit(epochs int, share float64, shuffle func(n int, swap func(i, j int)), random func(n int) int) *Gate {
	const orderCount = 3 // how much an order weighs: a miss is worse than a look in vain
	fit := newGateFit()
	mean := make([]float64, len(fit.w))
	order := make([]int, len(t.words))
	for i := range order {
		order[i] = i
	}
	late := float64(epochs - epochs/3)
	for epoch := range epochs {
		shuffle(len(order), func(i, j int) { order[i], order[j] = order[j], order[i] })
		for _, i := range order {
			words := t.words[i]
			if len(words) == 0 {
				continue
			}
			at, _ := strongest(fit.w, words)
			n := min(GateWords, len(words))
			if t.orders[i] {
				fit.learn(words[at:at+n], 1, orderCount)
				continue
			}
			fit.learn(words[at:at+n], 0, 1)
			at = random(len(words) - n + 1)
			fit.learn(words[at:at+n], 0, 1)
		}
		if epoch >= epochs/3 {
			for i, v := range fit.w {
				mean[i] += v / late
			}
		}
	}
	return NewGate(mean, t.passed(mean, share))
}

// passed is the sum that share of the orders reach.
func (t *GateTrainer) passed(w []float64, share float64) float64 {
	var sums []float64
	for i, words := range t.words {
		if t.orders[i] && len(words) > 0 {
			_, s := strongest(w, words)
			sums = append(sums, s)
		}
	}
	slices.Sort(sums)
	return sums[int(float64(len(sums))*(1-share))]
}

// gateFit is a gate that is being trained.
type gateFit struct {
	w, seen        []float64 // weights, and how much each was moved
	bias, biasSeen float64
}

func newGateFit() *gateFit {
	f := &gateFit{make([]float64, 1<<gateBits), make([]float64, 1<<gateBits), -1, 1e-2}
	for i := range f.seen {
		f.seen[i] = 1e-2
	}
	return f
}

// learn takes one step of AdaGrad on the logistic loss.
func (f *gateFit) learn(words []uint16, label, weight float64) {
	const rate, l2 = 0.05, 3e-4
	s := f.bias
	for _, h := range words {
		s += f.w[h]
	}
	d := (1/(1+math.Exp(-s)) - label) * weight
	for _, h := range words {
		step := d + l2*f.w[h]
		f.seen[h] += step * step
		f.w[h] -= rate * step / math.Sqrt(f.seen[h])
	}
	f.biasSeen += d * d
	f.bias -= rate * d / math.Sqrt(f.biasSeen)
}

// strongest returns where the stretch with the largest sum starts, and the sum.
func strongest(w []float64, words []uint16) (at int, top float64) {
	n, sum := min(GateWords, len(words)), 0.0
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
