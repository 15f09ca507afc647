package main

import (
	"encoding/json"
	"fmt"

	"github.com/mcp-watchdog/mcp-watchdog/internal/detect"
	"github.com/mcp-watchdog/mcp-watchdog/internal/intent"
	"github.com/mcp-watchdog/mcp-watchdog/internal/message"
	"github.com/mcp-watchdog/mcp-watchdog/internal/semantic"
)

// program judges texts as the program does: only what stands around words that wake a
// rule or open the gate, without what other rules reported and what is shown as an example.
type program struct {
	set     *detect.Set
	lexicon *intent.Lexicon
	parser  *message.Parser
}

func newProgram(l *intent.Lexicon) *program {
	return &program{detect.Compile(detect.Table), l, message.NewParser()}
}

// hear puts into all what a model behind a gate says of the rows numbered in use.
func (p *program) hear(m *semantic.Model, gate *semantic.Gate, rows []row, use []int, all []heard) error {
	runner := detect.NewRunner(p.set.Gated(gate), detect.Settings{}, func() *intent.Lexicon { return p.lexicon }, nil)
	var now *heard
	runner.Overhear(m, func(h detect.Heard) {
		odds := &now.odds[h.Place][0]
		if h.Foreign {
			odds = &now.odds[h.Place][1]
		}
		*odds = max(*odds, float64(h.Odds))
	})
	for _, i := range use {
		all[i] = silence()
		now = &all[i]
		for _, text := range rows[i].texts() {
			if err := p.read(runner, text, rows[i].where); err != nil {
				return err
			}
		}
	}
	return nil
}

// forms are messages with a text, and what they answer.
var forms = map[semantic.Surface][2]string{
	semantic.Document: {`{"jsonrpc":"2.0","id":1,"result":{"content":[{"type":"text","text":%s}]}}`, "tools/call"},
	semantic.Offered:  {`{"jsonrpc":"2.0","id":1,"result":{"tools":[{"name":"tool","description":%s,"inputSchema":{"type":"object"}}]}}`, "tools/list"},
	semantic.Asked:    {`{"jsonrpc":"2.0","id":1,"method":"sampling/createMessage","params":{"messages":[{"role":"user","content":{"type":"text","text":%s}}],"maxTokens":100}}`, ""},
	semantic.Prompt:   {`{"jsonrpc":"2.0","id":1,"result":{"messages":[{"role":"user","content":{"type":"text","text":%s}}]}}`, "prompts/get"},
}

// read has a text read where it stands.
func (p *program) read(runner *detect.Runner, text string, where semantic.Surface) error {
	quoted, err := json.Marshal(text)
	if err != nil {
		return err
	}
	form := forms[where]
	message, err := p.parser.Parse(message.FromServer, fmt.Appendf(nil, form[0], quoted))
	if err == nil {
		_, err = runner.Run(message, form[1])
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
			all[i].Judged = nil
			for _, s := range p.set.Judged(r.text) {
				all[i].Judged = append(all[i].Judged, intent.Span{Start: s.Start, End: s.End})
			}
		}
	}
	return all
}
