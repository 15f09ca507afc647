package main

import (
	"encoding/json"
	"fmt"
	"maps"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/mcp-watchdog/mcp-watchdog/internal/intent"
	"github.com/mcp-watchdog/mcp-watchdog/internal/semantic"
	"github.com/mcp-watchdog/mcp-watchdog/tools/corpus"
)

// row is one text to learn from.
type row struct {
	source, class string
	text          string
	where         semantic.Surface
	order         bool
	weight        float64
	id            string        // in its corpus
	parts         []intent.Span // the texts of which it is made, nil if it is one
}

// common reports whether a row is one of the many ordinary texts of a corpus.
func (r row) common() bool { return !r.order && r.id != "" }

// orderClasses are the classes whose rows order a model around in words.
var orderClasses = map[string]bool{
	"tool_poisoning": true, "tool_shadowing": true, "sampling_abuse": true, "indirect_injection": true, "direct_injection": true,
	"prompt_extraction": true, "memory_poisoning": true, "preference_manipulation": true, "rug_pull": true,
}

var whereOf = map[string]semantic.Surface{
	"tool_definition": semantic.Offered, "tool_description": semantic.Offered, "sampling": semantic.Asked, "elicitation": semantic.Asked,
	"prompt": semantic.Prompt,
}

// read returns the rows of corpora that are about words, without those marked
// as noise.
func read(dirs string) ([]row, error) {
	if dirs == "" {
		return nil, nil
	}
	all, err := corpus.Read(dirs)
	if err != nil {
		return nil, err
	}
	var rows []row
	for i := range all {
		r := &all[i]
		if r.Noise != nil || r.Attack() && !orderClasses[r.Class] || r.Surface == "tool_args" {
			continue
		}
		n := row{source: r.Project(), class: r.Class, where: whereOf[r.Surface], order: r.Attack(), weight: r.Weight, id: r.ID}
		if r.Text != nil {
			n.text = *r.Text
		} else {
			n.join(prose(r.Message))
		}
		rows = append(rows, n)
	}
	balance(rows)
	return rows, nil
}

// join makes the row of texts that are judged one by one.
func (r *row) join(texts []string) {
	const between = "\n\n"
	r.text = strings.Join(texts, between)
	at := 0
	for _, t := range texts {
		r.parts = append(r.parts, intent.Span{Start: at, End: at + len(t)})
		at += len(t) + len(between)
	}
}

// texts are those that are judged one by one.
func (r row) texts() []string {
	if r.parts == nil {
		return []string{r.text}
	}
	all := make([]string, len(r.parts))
	for i, p := range r.parts {
		all[i] = r.text[p.Start:p.End]
	}
	return all
}

// example is the row as the trainer takes it.
func (r row) example() semantic.Example {
	return semantic.Example{Text: r.text, Where: r.where, Order: r.order, Weight: r.weight, Common: r.common(), Judged: r.parts}
}

// prose returns the strings of a message that could be words to somebody.
func prose(raw json.RawMessage) []string {
	var v any
	if json.Unmarshal(raw, &v) != nil {
		return nil
	}
	var all []string
	var walk func(any)
	walk = func(v any) {
		switch v := v.(type) {
		case string:
			if len(v) >= 12 && strings.ContainsAny(v, " \n") || len(v) >= 24 {
				all = append(all, v)
			}
		case []any:
			for _, e := range v {
				walk(e)
			}
		case map[string]any:
			for _, k := range slices.Sorted(maps.Keys(v)) {
				walk(v[k])
			}
		}
	}
	walk(v)
	return all
}

// ideas is how many different things the rows of one source and class are taken to say.
const ideas = 120

// balance gives each source and class of orders a voice that grows with the
// square root of its rows: a template repeated a hundred times is one idea. Rows
// that have a weight keep it.
func balance(rows []row) {
	count := map[string]float64{}
	for _, r := range rows {
		count[r.source+r.class]++
	}
	for i := range rows {
		switch r := &rows[i]; {
		case r.weight > 0: // the corpus says
		case !r.order:
			r.weight = 1
		default:
			r.weight = min(1, math.Sqrt(ideas/count[r.source+r.class]))
		}
	}
}

// ownRows are the project's own texts, and those of its tests that are meant for the model.
func ownRows() (rows []row, err error) {
	for _, dir := range []string{"tools/train/examples", "tools/train/errands"} {
		own, err := ownExamples(dir)
		if err != nil {
			return nil, err
		}
		rows = append(rows, own...)
	}
	for _, name := range []string{"planted", "ordinary"} {
		tested, err := testTexts("internal/detect/testdata/orders/"+name+".txt", name == "planted")
		if err != nil {
			return nil, err
		}
		rows = append(rows, tested...)
	}
	return rows, nil
}

// ownExamples reads the project's own: files named KIND-anything.txt (order or
// plain), a line each: the surface (document, offered, asked, prompt), a tab,
// the text with \n for line ends.
func ownExamples(dir string) ([]row, error) {
	files, err := filepath.Glob(filepath.Join(dir, "*.txt"))
	if err != nil {
		return nil, err
	}
	surfaces := map[string]semantic.Surface{
		"document": semantic.Document, "offered": semantic.Offered, "asked": semantic.Asked, "prompt": semantic.Prompt,
	}
	var rows []row
	for _, name := range files {
		data, err := os.ReadFile(name)
		if err != nil {
			return nil, err
		}
		base := strings.TrimSuffix(filepath.Base(name), ".txt")
		kind, err := kindOf(name)
		if err != nil {
			return nil, err
		}
		for n, line := range strings.Split(string(data), "\n") {
			if line == "" || line[0] == '#' {
				continue
			}
			surface, text, ok := strings.Cut(line, "\t")
			where, known := surfaces[surface]
			if !ok || !known {
				return nil, fmt.Errorf("%s:%d: a line is a surface (document, offered, asked, prompt), a tab and a text", name, n+1)
			}
			rows = append(rows, row{source: "own/" + base, class: "own " + kind, text: strings.ReplaceAll(text, `\n`, "\n"), where: where, order: kind == "order", weight: 1})
		}
	}
	return rows, nil
}

// kindOf says by its name whether a file holds orders or plain texts.
func kindOf(name string) (string, error) {
	kind, _, _ := strings.Cut(strings.TrimSuffix(filepath.Base(name), ".txt"), "-")
	if kind != "order" && kind != "plain" {
		return "", fmt.Errorf("%s: the name must start with order or plain", name)
	}
	return kind, nil
}

// testTexts reads the texts that the detectors are tested with: lines of
// "surface: text".
func testTexts(name string, order bool) ([]row, error) {
	data, err := os.ReadFile(name)
	if err != nil {
		return nil, err
	}
	surfaces := map[string]semantic.Surface{
		"tool": semantic.Offered, "instructions": semantic.Offered, "sampling": semantic.Asked, "prompt": semantic.Prompt,
	}
	var rows []row
	for line := range strings.Lines(string(data)) {
		surface, text, ok := strings.Cut(strings.TrimSpace(line), ": ")
		if ok && !strings.HasPrefix(line, "#") {
			rows = append(rows, row{source: "own/tests", class: "tests", text: strings.ReplaceAll(text, `\n`, "\n"), where: surfaces[surface], order: order, weight: 1})
		}
	}
	return rows, nil
}
