package main

import (
	"bufio"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"sort"
)

// limits are how many rows a package of a kind may give.
type limits struct{ npm, debian, golang int }

func (l limits) of(kind string) int {
	return map[string]int{"npm": l.npm, "debian": l.debian, "go": l.golang}[kind]
}

// A row has the members of corpus.Row that an ordinary text has.
type row struct {
	ID       string `json:"id"`
	Source   string `json:"source"`
	Kind     string `json:"kind"`
	Class    string `json:"class"`
	Language string `json:"subclass"`
	Surface  string `json:"surface"`
	Text     string `json:"text"`
}

// doubtful matches texts that quote attacks on models, or may: nobody has read
// them, and neither training nor measuring may count them as ordinary.
var doubtful = regexp.MustCompile(`(?i)\b(ignore|disregard|forget|override)\s+(all\s+|any\s+|the\s+|your\s+|my\s+)*(of\s+)?(the\s+|your\s+|my\s+)?(previous|prior|above|earlier|preceding|foregoing)\s+(instruction|prompt|direction|rule|message|context|command)|jail-?break|prompt[- _]?injection|\bDAN mode\b|developer mode enabled|do anything now|tool poisoning|red[- ]team|\bprompt leak`)

// writeRows turns what is unpacked below from into the files of a corpus.
func writeRows(from, out string, most limits) error {
	w := writer{out: out, files: map[string]*bufio.Writer{}, counts: map[string]int{}}
	seen := map[string]bool{}
	packs := unpacked(from)
	if len(packs) == 0 {
		return fmt.Errorf("no packages below %s", from)
	}
	for i := range packs {
		p := &packs[i]
		chosen, doubt := p.rows(most.of(p.kind), seen)
		side := "train"
		if p.held() {
			side = "held"
		}
		for _, r := range slices.Concat(chosen, p.briefs(seen), p.messages(seen)) {
			name := filepath.Join(side, fileOf(&r))
			if doubt || doubtful.MatchString(r.Text) {
				name = filepath.Join("doubtful", side+".jsonl")
			}
			if err := w.write(name, r); err != nil {
				return err
			}
		}
	}
	return w.close()
}

// rows returns at most n rows of a package, an equal share of each class as
// far as there are any, evenly spread over its files, none like one that was
// seen before. They are in doubt where attacks are a habit of its texts.
func (p *pack) rows(n int, seen map[string]bool) (chosen []row, doubt bool) {
	byClass, own := map[string][]row{}, map[string]bool{}
	for _, t := range p.texts() {
		for i, piece := range cut(t.body) {
			k := key(t.class, piece)
			if seen[k] || own[k] {
				continue
			}
			own[k] = true
			source := fmt.Sprintf("%s/%s@%s:%s", p.kind, p.name, p.version, t.path)
			sum := sha256.Sum256(fmt.Appendf(nil, "%s#%d", source, i))
			byClass[t.class] = append(byClass[t.class], row{ID: "ordinary-" + hex.EncodeToString(sum[:6]), Source: source, Kind: "benign",
				Class: t.class, Surface: "tool_result", Text: piece})
		}
	}
	for _, r := range share(byClass, n) {
		seen[key(r.Class, r.Text)] = true
		r.Language = language(r.Text)
		chosen = append(chosen, r)
	}
	return chosen, suspect(byClass)
}

// sample is how many texts of a class tell whether attacks are a habit.
const sample = 100

// suspect reports whether more than one text in twenty quotes an attack.
func suspect(byClass map[string][]row) bool {
	asked, quoting := 0, 0
	for _, rows := range byClass {
		for _, r := range even(rows, sample) {
			asked++
			if doubtful.MatchString(r.Text) {
				quoting++
			}
		}
	}
	return quoting >= 3 && quoting*20 >= asked
}

// share takes n rows, as many of each class as of every other until a class
// has no more.
func share(byClass map[string][]row, n int) []row {
	var names []string
	for name := range byClass {
		names = append(names, name)
	}
	sort.Slice(names, func(i, j int) bool {
		a, b := len(byClass[names[i]]), len(byClass[names[j]])
		return a < b || a == b && names[i] < names[j]
	})
	var chosen []row
	for i, name := range names {
		part := (n - len(chosen)) / (len(names) - i)
		chosen = append(chosen, even(byClass[name], part)...)
	}
	return chosen
}

// fileOf names the file that a row belongs to.
func fileOf(r *row) string {
	switch {
	case r.Class == "source":
		return "source.jsonl"
	case r.Class == "brief_result":
		return "brief.jsonl"
	case r.Language == "" || r.Language == "en":
		return "english.jsonl"
	}
	return "foreign.jsonl"
}

// A writer keeps the files of a corpus open and counts their rows.
type writer struct {
	out    string
	open   []*os.File
	files  map[string]*bufio.Writer
	counts map[string]int
}

func (w *writer) write(name string, r row) error {
	if w.files[name] == nil {
		full := filepath.Join(w.out, name)
		if err := os.MkdirAll(filepath.Dir(full), 0o755); err != nil {
			return err
		}
		file, err := os.Create(full)
		if err != nil {
			return err
		}
		w.open = append(w.open, file)
		w.files[name] = bufio.NewWriter(file)
	}
	line, err := json.Marshal(r)
	if err != nil {
		return err
	}
	w.counts[name]++
	_, err = w.files[name].Write(append(line, '\n'))
	return err
}

// close writes what is left and prints how many rows each file has.
func (w *writer) close() error {
	var names []string
	for name, file := range w.files {
		names = append(names, name)
		if err := file.Flush(); err != nil {
			return err
		}
	}
	for _, file := range w.open {
		if err := file.Close(); err != nil {
			return err
		}
	}
	sort.Strings(names)
	for _, name := range names {
		fmt.Printf("%7d %s\n", w.counts[name], name)
	}
	return nil
}
