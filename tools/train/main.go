// Command train fits the built-in model of internal/semantic and its gate to examples, makes
// its dictionary, and measures all by leaving sources out.
//
//	go run ./tools/train -corpus DIR            # measure, fit, write
//	go run ./tools/train -corpus DIR -cross     # measure only: no source is judged by what it taught
//
// DIR holds *.jsonl rows (id, source, kind, class, surface, text or message),
// as tools/eval reads them. The texts of tools/train/examples and tools/train/errands, written for
// this project, are always part of the training.
package main

import (
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
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
	cross := flag.Bool("cross", false, "measure by leaving sources out; write nothing")
	rules := flag.String("rules", "", "file of the ids of rows that rules catch alone, one a line, to measure both together; tools/eval writes it (-without learned_order,planted_errand -caught FILE)")
	out := flag.String("out", "internal/semantic", "the folder to write model.bin, gate.bin and foreign.bin to")
	s := settings{}
	flag.IntVar(&s.epochs, "epochs", 12, "passes over the examples")
	flag.IntVar(&s.made, "made", 30, "examples made from each line under START of a grammar")
	flag.Float64Var(&s.rate, "rate", 0.06, "learning rate")
	flag.Float64Var(&s.l2, "l2", 1e-3, "strength of regularisation")
	flag.Uint64Var(&s.seed, "seed", 1, "of the order of examples; the same seed gives the same model")
	flag.Parse()
	if err := run(*corpus, *rules, *out, *cross, s); err != nil {
		fmt.Fprintln(os.Stderr, "train:", err)
		os.Exit(1)
	}
}

func run(corpus, rules, out string, cross bool, s settings) (err error) {
	if s.caught, err = idsIn(rules); err != nil {
		return err
	}
	own, err := ownRows()
	if err != nil {
		return err
	}
	rows, err := read(corpus)
	if err != nil {
		return err
	}
	rows = append(rows, own...)
	d, err := readDictionary("tools/train/dictionary", inEnglish(own))
	if err != nil {
		return err
	}
	made, err := generateAll("tools/train/grammar", s.made, s.seed)
	if err != nil {
		return err
	}
	rows = append(rows, made...)
	l := intent.Load()
	p := newProgram(l)
	t := semantic.NewTrainer(l, p.examples(rows))
	var mean limits
	for round := range rounds {
		chosen := s
		chosen.seed += uint64(round)
		all, err := crossValidate(t, p, rows, d, chosen)
		if err != nil {
			return err
		}
		if round == 0 {
			report(rows, all, s.caught)
		}
		mean.add(limitsOf(os.Stdout, rows, all, func(row) bool { return true }), 1.0/rounds)
	}
	if cross {
		return nil
	}
	return write(t, rows, d, mean, out, s)
}

// rounds is how many times the limits are found, with other models each time: one round
// differs from the next by a tenth of a unit of odds.
const rounds = 2

// write fits what the program has and writes it.
func write(t *semantic.Trainer, rows []row, d *dictionary, l limits, out string, s settings) error {
	if err := writeDictionary(d, filepath.Join(out, "foreign.bin")); err != nil {
		return err
	}
	gate, err := fitGate(rows, d, s).MarshalBinary()
	if err != nil {
		return err
	}
	if err := os.WriteFile(filepath.Join(out, "gate.bin"), gate, 0o644); err != nil {
		return err
	}
	use := make([]int, t.Len())
	for i := range use {
		use[i] = i
	}
	m := t.Fit(use, s.epochs, s.rate, s.l2, s.chance())
	l.calibrate(m)
	b, err := m.MarshalBinary()
	if err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(out, "model.bin"), b, 0o644)
}

// idsIn returns those that a file lists.
func idsIn(name string) (map[string]bool, error) {
	if name == "" {
		return nil, nil
	}
	data, err := os.ReadFile(name)
	if err != nil {
		return nil, err
	}
	ids := map[string]bool{}
	for id := range strings.FieldsSeq(string(data)) {
		ids[id] = true
	}
	return ids, nil
}
