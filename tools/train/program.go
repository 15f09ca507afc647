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
	runner := p.runner()
	worst := math.Inf(-1)
	runner.Overhear(m, func(odds float32) { worst = max(worst, float64(odds)) })
	scores := make([]float64, len(documents))
	for i, d := range documents {
		worst = math.Inf(-1)
		if err := p.read(runner, d, semantic.Document); err != nil {
			return nil, err
		}
		scores[i] = worst
	}
	return scores, nil
}

// errands returns the same of the rows numbered in use by a model of errands, of what is in
// English and of what is in other languages.
func (p *program) errands(m *semantic.Model, rows []row, use []int) (scores [2][]float64, err error) {
	runner, none := p.runner(), math.Inf(-1)
	var worst [2]float64
	runner.OverhearErrands(m, func(odds float32, foreign bool) {
		at := &worst[0]
		if foreign {
			at = &worst[1]
		}
		*at = max(*at, float64(odds))
	})
	for _, i := range use {
		worst = [2]float64{none, none}
		if err := p.read(runner, rows[i].text, rows[i].where); err != nil {
			return scores, err
		}
		for k, w := range worst {
			scores[k] = append(scores[k], w)
		}
	}
	return scores, nil
}

func (p *program) runner() *detect.Runner {
	return detect.NewRunner(p.set, detect.Settings{}, func() *intent.Lexicon { return p.lexicon }, nil)
}

// read has a text read as a result, or as the description of a tool.
func (p *program) read(runner *detect.Runner, text string, where semantic.Surface) error {
	quoted, err := json.Marshal(text)
	if err != nil {
		return err
	}
	form, method := `{"jsonrpc":"2.0","id":1,"result":{"content":[{"type":"text","text":%s}]}}`, "tools/call"
	if where == semantic.Offered {
		form, method = `{"jsonrpc":"2.0","id":1,"result":{"tools":[{"name":"tool","description":%s,"inputSchema":{"type":"object"}}]}}`, "tools/list"
	}
	message, err := p.parser.Parse(message.FromServer, fmt.Appendf(nil, form, quoted))
	if err == nil {
		_, err = runner.Run(message, method)
	}
	return err
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
