package main

import (
	"encoding/json"
	"fmt"
	"math"

	"github.com/mcp-watchdog/mcp-watchdog/internal/detect"
	"github.com/mcp-watchdog/mcp-watchdog/internal/intent"
	"github.com/mcp-watchdog/mcp-watchdog/internal/message"
	"github.com/mcp-watchdog/mcp-watchdog/internal/semantic"
)

// program judges documents as the program does: only what stands around words
// that wake the rule, without what other rules reported and what is shown as an
// example.
type program struct {
	set     *detect.Set
	lexicon *intent.Lexicon
	parser  *message.Parser
}

func newProgram(l *intent.Lexicon) *program {
	return &program{detect.Compile(detect.Table), l, message.NewParser()}
}

// scores returns the odds of what counts most in each document by a model, minus
// infinity where nothing does.
func (p *program) scores(m *semantic.Model, documents []string) ([]float64, error) {
	runner := detect.NewRunner(p.set, detect.Settings{}, func() *intent.Lexicon { return p.lexicon }, nil)
	worst := math.Inf(-1)
	runner.Overhear(m, func(odds float32) { worst = max(worst, float64(odds)) })
	scores := make([]float64, len(documents))
	for i, d := range documents {
		text, err := json.Marshal(d)
		if err != nil {
			return nil, err
		}
		raw := fmt.Appendf(nil, `{"jsonrpc":"2.0","id":1,"result":{"content":[{"type":"text","text":%s}]}}`, text)
		message, err := p.parser.Parse(message.FromServer, raw)
		if err != nil {
			return nil, err
		}
		worst = math.Inf(-1)
		if _, err := runner.Run(message, "tools/call"); err != nil {
			return nil, err
		}
		scores[i] = worst
	}
	return scores, nil
}

// examples are rows as the trainer takes them. A document counts by those parts
// that the program has judged.
func (p *program) examples(rows []row) []semantic.Example {
	all := make([]semantic.Example, len(rows))
	for i, r := range rows {
		all[i] = r.example()
		if r.where == semantic.Document {
			all[i].Judged = []intent.Span{}
			for _, s := range p.set.Judged(r.text) {
				all[i].Judged = append(all[i].Judged, intent.Span{Start: s.Start, End: s.End})
			}
		}
	}
	return all
}
