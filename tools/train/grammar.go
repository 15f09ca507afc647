package main

import (
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/mcp-watchdog/mcp-watchdog/internal/semantic"
)

// grammar holds lists of alternatives by name.
type grammar map[string][]string

// readGrammar reads lists: a line "@NAME" begins one, every further line up to
// the next is an alternative, an empty one too where lines follow it. A line
// "# each: N" asks for another number of examples.
func readGrammar(path string, each int) (grammar, int, error) {
	data, err := os.ReadFile(path)
	if err != nil {
		return nil, 0, err
	}
	g, name := grammar{}, ""
	for _, l := range strings.Split(string(data), "\n") {
		if n, ok := strings.CutPrefix(l, "# each: "); ok {
			if each, err = strconv.Atoi(n); err != nil {
				return nil, 0, fmt.Errorf("%s: %w", path, err)
			}
		}
		if n, ok := strings.CutPrefix(l, "@"); ok && strings.Trim(n, "abcdefghijklmnopqrstuvwxyzSTAR_") == "" {
			trimEnd(g, name)
			name = n
			continue
		}
		if strings.HasPrefix(l, "#") || name == "" {
			continue
		}
		g[name] = append(g[name], l)
	}
	trimEnd(g, name)
	return g, each, nil
}

// trimEnd drops the empty line behind a list.
func trimEnd(g grammar, name string) {
	if l := g[name]; len(l) > 0 && l[len(l)-1] == "" {
		g[name] = l[:len(l)-1]
	}
}

// expand replaces the names in text.
func (g grammar) expand(text string, rng *rand.Rand, depth int) (string, error) {
	var b strings.Builder
	for {
		i := strings.IndexByte(text, '$')
		if i < 0 || depth > 8 {
			b.WriteString(text)
			return b.String(), nil
		}
		j := i + 1
		for j < len(text) && (text[j] == '_' || text[j] >= 'a' && text[j] <= 'z') {
			j++
		}
		list := g[text[i+1:j]]
		if len(list) == 0 {
			return "", fmt.Errorf("there is no list %q", text[i+1:j])
		}
		part, err := g.expand(list[rng.IntN(len(list))], rng, depth+1)
		if err != nil {
			return "", err
		}
		b.WriteString(text[:i])
		b.WriteString(part)
		text = text[j:]
	}
}

// generateAll makes examples from all grammars in a folder, files named
// KIND-anything.txt or KIND.txt, as those of ownExamples.
func generateAll(dir string, each int, seed uint64) ([]row, error) {
	files, err := filepath.Glob(filepath.Join(dir, "*.txt"))
	if err != nil {
		return nil, err
	}
	var rows []row
	for _, name := range files {
		kind, err := kindOf(name)
		if err != nil {
			return nil, err
		}
		made, err := generate(name, kind == "order", each, seed)
		if err != nil {
			return nil, err
		}
		rows = append(rows, made...)
	}
	return rows, nil
}

// generate makes examples, the same for the same seed: each for each line under
// START.
func generate(path string, order bool, each int, seed uint64) ([]row, error) {
	g, each, err := readGrammar(path, each)
	if err != nil {
		return nil, err
	}
	n := each * len(g["START"])
	rng := rand.New(rand.NewPCG(seed, 2))
	surfaces := map[string]semantic.Surface{
		"document": semantic.Document, "offered": semantic.Offered, "asked": semantic.Asked, "prompt": semantic.Prompt,
	}
	rows := make([]row, 0, n)
	for len(rows) < n {
		start := g["START"][rng.IntN(len(g["START"]))]
		surface, text, ok := strings.Cut(start, "\t")
		where, known := surfaces[surface]
		if !ok || !known {
			return nil, fmt.Errorf("%s: %q is not a surface, a tab and a text", path, start)
		}
		if text, err = g.expand(text, rng, 0); err != nil {
			return nil, fmt.Errorf("%s: %w", path, err)
		}
		rows = append(rows, row{source: "own/grammar", class: "grammar", text: strings.ReplaceAll(text, `\n`, "\n"), where: where, order: order, weight: 0.3})
	}
	return rows, nil
}
