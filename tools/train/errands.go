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
// the training, that may lie above the odds from which it acts; abroadRate that of those in
// other languages than English, of which there are few sources, books of sayings among them.
const (
	errandRate = 0.001
	abroadRate = 0.002
)

// gateShare is the share of errands that the gate lets through.
const gateShare = 0.74

// wideShare is the share of those in other scripts than Latin.
const wideShare = 0.8

// errandRows are the texts that the model of errands and its gate learn from.
func errandRows(corpus string) (use []row, err error) {
	rows, err := read(corpus)
	if err != nil {
		return nil, err
	}
	for _, r := range rows {
		if !r.order && errandsAt(r.where) {
			use = append(use, r)
		}
	}
	for _, dir := range []string{"tools/train/examples", "tools/train/errands"} {
		own, err := ownExamples(dir)
		if err != nil {
			return nil, err
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
			return nil, err
		}
		for _, r := range tested {
			if errandsAt(r.where) {
				use = append(use, r)
			}
		}
	}
	return use, nil
}

func trainErrands(corpus, out, gateOut string, s settings) error {
	use, err := errandRows(corpus)
	if err != nil {
		return err
	}
	d, err := readDictionary("tools/train/dictionary", inEnglish(use))
	if err != nil {
		return err
	}
	if err := writeDictionary(d, "internal/semantic/foreign.bin"); err != nil {
		return err
	}
	gate, err := fitGate(use, d, s).MarshalBinary()
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
	document, abroad, offered, err := errandLimits(t, use, d, s)
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
	m.Discount(max(0, abroad-document))
	b, err := m.MarshalBinary()
	if err != nil {
		return err
	}
	return os.WriteFile(out, b, 0o644)
}

// salads is in how many other languages each of the project's own texts is given to the
// gate.
const salads = 2

func fitGate(rows []row, d *dictionary, s settings) *semantic.Gate {
	t, rng := semantic.NewGateTrainer(), rand.New(rand.NewPCG(s.seed, 7))
	for _, r := range rows {
		if r.where != semantic.Document {
			continue
		}
		t.Add(r.text, r.order)
		if r.common() || len(d.languages) == 0 {
			continue
		}
		for range salads {
			if other := d.salad(r.text, rng.IntN(len(d.languages)), rng); len(other) > len(r.text)/4 {
				t.AddWide(other, r.order)
			}
		}
	}
	return t.Fit(s.epochs, gateShare, wideShare, s.chance().Shuffle, rand.New(rand.NewPCG(s.seed, 3)).IntN)
}

// errandsAt says where the model of errands is asked.
func errandsAt(where semantic.Surface) bool {
	return where == semantic.Document || where == semantic.Offered
}

// errandLimits returns the odds that errandRate of ordinary documents, of those in other
// languages than English, and of descriptions, exceed in the program, whose sources the model and the gate had not seen.
func errandLimits(t *semantic.Trainer, rows []row, d *dictionary, s settings) (document, abroad, offered float64, err error) {
	fold := folds(rows)
	models := fitFolds(t, rows, fold, s)
	l := intent.Load()
	var odds [3][]scored
	count := map[string]float64{}
	for _, r := range rows {
		if !r.order {
			count[r.source]++
		}
	}
	var looks looked
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
		gate := fitGate(others, d, s)
		for _, i := range judged {
			if text := rows[i].text; rows[i].where == semantic.Document {
				looks.count(text, len(gate.Places(nil, []byte(text), 0, len(text))))
			}
		}
		p.set = p.set.Gated(gate)
		scores, err := p.errands(m, rows, judged)
		if err != nil {
			return 0, 0, 0, err
		}
		for k, i := range judged {
			weight := 1 / math.Sqrt(count[rows[i].source])
			switch {
			case rows[i].where != semantic.Document:
				odds[2] = append(odds[2], scored{max(scores[0][k], scores[1][k]), weight})
				continue
			case t.Foreign(i):
				odds[1] = append(odds[1], scored{scores[1][k], weight})
			}
			odds[0] = append(odds[0], scored{scores[0][k], weight})
		}
	}
	looks.print()
	return limitOf("documents", odds[0], errandRate), limitOf("documents in other languages", odds[1], abroadRate), limitOf("descriptions", odds[2], errandRate), nil
}

// scored are the odds of an ordinary text and how much it counts: sources with many texts
// count by the square root of how many, so that no book of jokes decides for all.
type scored struct{ odds, weight float64 }

// limitOf is told by the highest hundredth of the odds as a whole, whose excess falls
// off exponentially (peaks over threshold, Pickands 1975): the few highest ones alone
// would make it jump.
func limitOf(name string, plain []scored, rate float64) float64 {
	sort.Slice(plain, func(i, j int) bool { return plain[i].odds > plain[j].odds })
	all := 0.0
	for _, p := range plain {
		all += p.weight
	}
	const tail = 0.01
	n, over := 0, 0.0
	for n < len(plain)-1 && over < tail*all {
		over += plain[n].weight
		n++
	}
	from, excess := plain[n].odds, 0.0
	for _, p := range plain[:n] {
		excess += (p.odds - from) * p.weight / over
	}
	limit, above := from+excess*math.Log(tail/rate), 0
	for above < len(plain) && plain[above].odds > limit {
		above++
	}
	fmt.Printf("%d ordinary %s: 1 %% above %.2f, by %.2f, limit %.2f; above it %d\n", len(plain), name, from, excess, limit, above)
	return limit
}

// looked counts how often gates want a closer look at ordinary documents that they have not
// learnt, those of other scripts than Latin apart.
type looked [2]struct{ places, bytes int }

func (l *looked) count(text string, places int) {
	at, wide := &l[0], 0
	for _, r := range text {
		if r >= 0x370 && (r < 0x2000 || r >= 0x2e80) {
			wide++
		}
	}
	if 8*wide > len(text) {
		at = &l[1]
	}
	at.places, at.bytes = at.places+places, at.bytes+len(text)
}

func (l *looked) print() {
	for i, name := range []string{"Latin", "other"} {
		fmt.Printf("gate, %s scripts: %.4f places per KB of %d KB\n", name, 1024*float64(l[i].places)/float64(l[i].bytes), l[i].bytes/1024)
	}
}
