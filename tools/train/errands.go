package main

import (
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"sort"

	"github.com/mcp-watchdog/mcp-watchdog/internal/intent"
	"github.com/mcp-watchdog/mcp-watchdog/internal/semantic"
)

// The second model knows errands: documents that send the program that reads them
// about without turning to it. It learns from texts written for it
// (tools/train/errands), the ordinary documents of the corpora, and no attack of
// theirs.

// errandRate is the share of ordinary texts, of sources that had no part in
// the training, that may lie above the odds from which it acts.
const errandRate = 0.0007

// gateShare is the share of errands that the gate lets through.
const gateShare = 0.78

func trainErrands(corpus, out, gateOut string, s settings) error {
	rows, err := read(corpus)
	if err != nil {
		return err
	}
	var use []row
	for _, r := range rows {
		if !r.order && errandsAt(r.where) {
			use = append(use, r)
		}
	}
	for _, dir := range []string{"tools/train/examples", "tools/train/errands"} {
		own, err := ownExamples(dir)
		if err != nil {
			return err
		}
		for _, r := range own {
			if errandsAt(r.where) {
				use = append(use, r)
			}
		}
	}
	for _, name := range []string{"planted", "ordinary"} {
		tested, err := testTexts("internal/detect/testdata/orders/"+name+".txt", name == "planted")
		if err != nil {
			return err
		}
		for _, r := range tested {
			if errandsAt(r.where) {
				use = append(use, r)
			}
		}
	}
	gate, err := fitGate(use, s).MarshalBinary()
	if err != nil {
		return err
	}
	if err := os.WriteFile(gateOut, gate, 0o644); err != nil {
		return err
	}
	examples := make([]semantic.Example, len(use))
	for i, r := range use {
		examples[i] = r.example()
		examples[i].Weight = 1
	}
	t := semantic.NewTrainer(intent.Load(), examples)
	document, offered, err := errandLimits(t, use, s)
	if err != nil {
		return err
	}
	all := make([]int, len(use))
	for i := range all {
		all[i] = i
	}
	m := t.Fit(all, s.epochs, s.rate, s.l2, s.chance())
	m.Calibrate(semantic.Document, document, document)
	m.Calibrate(semantic.Offered, offered, offered)
	b, err := m.MarshalBinary()
	if err != nil {
		return err
	}
	return os.WriteFile(out, b, 0o644)
}

func fitGate(rows []row, s settings) *semantic.Gate {
	t := &semantic.GateTrainer{}
	for _, r := range rows {
		if r.where == semantic.Document {
			t.Add(r.text, r.order)
		}
	}
	return t.Fit(s.epochs, gateShare, s.chance().Shuffle, rand.New(rand.NewPCG(s.seed, 3)).IntN)
}

// errandsAt says where the model of errands is asked.
func errandsAt(where semantic.Surface) bool {
	return where == semantic.Document || where == semantic.Offered
}

// errandLimits returns the odds that errandRate of ordinary documents, and of
// descriptions, exceed in the program, whose sources the model and the gate had not seen.
func errandLimits(t *semantic.Trainer, rows []row, s settings) (document, offered float64, err error) {
	fold := folds(rows)
	models := fitFolds(t, rows, fold, s)
	l := intent.Load()
	var odds [2][]float64
	for f, m := range models {
		var judged []int
		var others []row
		for i, r := range rows {
			if g, ok := fold[r.source]; !ok || g != f {
				others = append(others, r)
			} else if !r.order {
				judged = append(judged, i)
			}
		}
		p := newProgram(l)
		p.set = p.set.Gated(fitGate(others, s))
		scores, err := p.errands(m, rows, judged)
		if err != nil {
			return 0, 0, err
		}
		for k, i := range judged {
			if rows[i].where == semantic.Document {
				odds[0] = append(odds[0], scores[k])
			} else {
				odds[1] = append(odds[1], scores[k])
			}
		}
	}
	return limitOf("documents", odds[0]), limitOf("descriptions", odds[1]), nil
}

// limitOf is told by the highest hundredth of the odds as a whole, whose excess falls
// off exponentially (peaks over threshold, Pickands 1975): the few highest ones alone
// would make it jump.
func limitOf(name string, plain []float64) float64 {
	sort.Float64s(plain)
	const tail = 0.01
	from := quantile(plain, tail)
	over := plain[sort.SearchFloat64s(plain, from):]
	excess := 0.0
	for _, odds := range over {
		excess += (odds - from) / float64(len(over))
	}
	limit := from + excess*math.Log(tail/errandRate)
	fmt.Printf("%d ordinary %s: 1 %% above %.2f, 0.1 %% above %.2f, limit %.2f; above it %d\n", len(plain), name, from, quantile(plain, 0.001), limit, len(plain)-sort.SearchFloat64s(plain, limit))
	return limit
}
