package main

import (
	"fmt"
	"math/rand/v2"
	"os"
	"strings"

	"github.com/mcp-watchdog/mcp-watchdog/internal/semantic"
)

// grammar holds lists of alternatives by name.
type grammar map[string][]string

// readGrammar reads lists: a line "@NAME" begins one, every further line up to
// the next is an alternative, an empty one too where lines follow it.
func readGrammar(path string) (grammar, error) {
	data, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	g, name := grammar{}, ""
	for _, l := range strings.Split(string(data), "\n") {
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
	return g, nil
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

// generate makes n examples, the same for the same seed.
func generate(path string, order bool, n int, seed uint64) ([]row, error) {
	g, err := readGrammar(path)
	if err != nil {
		return nil, err
	}
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
		rows = append(rows, row{"own/grammar", "grammar", strings.ReplaceAll(text, `\n`, "\n"), where, order, 0.3})
	}
	return rows, nil
}
