// Command train fits the built-in model of internal/semantic to examples, and
// measures it by leaving sources out.
//
//	go run ./tools/train -corpus DIR            # fit, write the model
//	go run ./tools/train -corpus DIR -cross     # measure only: no source is judged by what it taught
//	go run ./tools/train -corpus DIR -errands   # the second model, of errands, its gate and the dictionary
//
// DIR holds *.jsonl rows (id, source, kind, class, surface, text or message),
// as tools/eval reads them. The examples of tools/train/examples, written for
// this project, are always part of the training.
package main

import (
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"strings"

	"github.com/mcp-watchdog/mcp-watchdog/internal/intent"
	"github.com/mcp-watchdog/mcp-watchdog/internal/semantic"
)

type settings struct {
	epochs   int
	made     int
	rate, l2 float64
	seed     uint64
	caught   map[string]bool // rows that rules caught
}

// chance returns the same numbers for the same seed.
func (s settings) chance() *rand.Rand { return rand.New(rand.NewPCG(s.seed, 1)) }

func main() {
	corpus := flag.String("corpus", "", "folders of *.jsonl rows to learn from, besides the project's own examples, with commas between")
	judged := flag.String("judge", "", "folder of *.jsonl rows to judge with the new model, which does not learn from them")
	cross := flag.Bool("cross", false, "measure by leaving sources out; write nothing")
	rules := flag.String("rules", "", "file of the ids of rows that rules catch alone, one a line, to measure both together; tools/eval writes it (-without learned_order -caught FILE)")
	out := flag.String("out", "internal/semantic/model.bin", "the file to write")
	errands := flag.Bool("errands", false, "train the model of errands and its gate, instead")
	s := settings{}
	flag.IntVar(&s.epochs, "epochs", 25, "passes over the examples")
	flag.IntVar(&s.made, "made", 30, "examples made from each line under START of a grammar")
	flag.Float64Var(&s.rate, "rate", 0.06, "learning rate")
	flag.Float64Var(&s.l2, "l2", 1e-3, "strength of regularisation")
	flag.Uint64Var(&s.seed, "seed", 1, "of the order of examples; the same seed gives the same model")
	flag.Parse()
	if *errands {
		if err := trainErrands(*corpus, "internal/semantic/errands.bin", "internal/semantic/gate.bin", s); err != nil {
			fmt.Fprintln(os.Stderr, "train:", err)
			os.Exit(1)
		}
		return
	}
	if *rules != "" {
		data, err := os.ReadFile(*rules)
		if err != nil {
			fmt.Fprintln(os.Stderr, "train:", err)
			os.Exit(1)
		}
		s.caught = map[string]bool{}
		for id := range strings.FieldsSeq(string(data)) {
			s.caught[id] = true
		}
	}
	if err := run(*corpus, *judged, *out, *cross, s); err != nil {
		fmt.Fprintln(os.Stderr, "train:", err)
		os.Exit(1)
	}
}

// learnt returns what the first model learns from: the rows of corpora, the project's
// own examples and those texts of its tests that are meant for it, and what is ordinary
// among the examples of the second.
func learnt(corpus string, s settings) ([]row, error) {
	rows, err := read(corpus)
	if err != nil {
		return nil, err
	}
	own, err := ownExamples("tools/train/examples")
	if err != nil {
		return nil, err
	}
	rows = append(rows, own...)
	near, err := ownExamples("tools/train/errands")
	if err != nil {
		return nil, err
	}
	for _, r := range near {
		if !r.order {
			rows = append(rows, r)
		}
	}
	for _, name := range []string{"planted", "ordinary"} {
		tested, err := testTexts("internal/detect/testdata/orders/"+name+".txt", name == "planted")
		if err != nil {
			return nil, err
		}
		rows = append(rows, tested...)
	}
	made, err := generateAll("tools/train/grammar", s.made, s.seed)
	return append(rows, made...), err
}

func run(corpus, judged, out string, cross bool, s settings) error {
	rows, err := learnt(corpus, s)
	if err != nil {
		return err
	}
	l := intent.Load()
	p := newProgram(l)
	t := semantic.NewTrainer(l, p.examples(rows))
	limits, err := crossValidate(t, p, rows, s)
	if err != nil || cross {
		return err
	}
	all := make([]int, t.Len())
	for i := range all {
		all[i] = i
	}
	m := t.Fit(all, s.epochs, s.rate, s.l2, s.chance())
	if judged != "" {
		others, err := read(judged)
		if err != nil {
			return err
		}
		o := semantic.NewTrainer(l, p.examples(others))
		scores := make([]float64, len(others))
		for i := range others {
			scores[i] = o.Score(m, i)
		}
		if err := asInProgram(p, m, others, scores, func(row) bool { return true }); err != nil {
			return err
		}
		report(others, scores)
		atLimits(others, scores, limits)
	}
	for _, where := range []semantic.Surface{semantic.Document, semantic.Offered} {
		l := limits.of(row{where: where})
		m.Calibrate(where, l.sure, l.likely)
	}
	b, err := m.MarshalBinary()
	if err != nil {
		return err
	}
	return os.WriteFile(out, b, 0o644)
}
