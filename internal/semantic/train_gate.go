package semantic

import (
	"math"
	"slices"
)

// GateTrainer fits a gate to texts. It is used by tools/train only.
type GateTrainer struct {
	words  [][]uint32
	orders []bool
}

// Add adds a text.
func (t *GateTrainer) Add(text string, order bool) {
	b := []byte(text)
	var words []uint32
	for i := 0; i < len(b); {
		if !letters[b[i]] {
			i++
			continue
		}
		var w uint32
		w, i = gateWord(b, i, len(b))
		words = append(words, w)
	}
	t.words, t.orders = append(t.words, words), append(t.orders, order)
}

// Fit returns the gate that share of the orders pass: logistic regression over
// the words of the stretch that looks most like an order, and of ordinary texts
// another one.
func (t *GateTrainer) Fit(epochs int, share float64, shuffle func(n int, swap func(i, j int)), random func(n int) int) *Gate {
	const (
		rate, l2   = 0.05, 3e-4
		orderCount = 3 // how much an order weighs: a miss is worse than a look in vain
	)
	w, g := make([]float64, 1<<gateBits), make([]float64, 1<<gateBits)
	for i := range g {
		g[i] = 1e-2
	}
	bias, biasSeen := -1.0, 1e-2
	learn := func(words []uint32, label, weight float64) {
		s := bias
		for _, h := range words {
			s += w[h]
		}
		d := (1/(1+math.Exp(-s)) - label) * weight
		for _, h := range words {
			step := d + l2*w[h]
			g[h] += step * step
			w[h] -= rate * step / math.Sqrt(g[h])
		}
		biasSeen += d * d
		bias -= rate * d / math.Sqrt(biasSeen)
	}
	mean := make([]float64, len(w))
	order := make([]int, len(t.words))
	for i := range order {
		order[i] = i
	}
	late := 0.0
	for epoch := range epochs {
		shuffle(len(order), func(i, j int) { order[i], order[j] = order[j], order[i] })
		for _, i := range order {
			words := t.words[i]
			if len(words) == 0 {
				continue
			}
			at, _ := strongest(w, words)
			n := min(GateWords, len(words))
			if t.orders[i] {
				learn(words[at:at+n], 1, orderCount)
				continue
			}
			learn(words[at:at+n], 0, 1)
			at = random(len(words) - n + 1)
			learn(words[at:at+n], 0, 1)
		}
		if epoch >= epochs/3 {
			late++
			for i, v := range w {
				mean[i] += v
			}
		}
	}
	for i := range mean {
		mean[i] /= late
	}
	var sums []float64
	for i, words := range t.words {
		if t.orders[i] && len(words) > 0 {
			_, s := strongest(mean, words)
			sums = append(sums, s)
		}
	}
	slices.Sort(sums)
	return NewGate(mean, sums[int(float64(len(sums))*(1-share))])
}

// strongest returns where the stretch with the largest sum starts, and the sum.
func strongest(w []float64, words []uint32) (at int, top float64) {
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
