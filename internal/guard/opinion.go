package guard

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math"
	"strings"

	"github.com/mcp-watchdog/mcp-watchdog/internal/finding"
	"github.com/mcp-watchdog/mcp-watchdog/internal/message"
)

// Second gives second opinions. It bounds the time it takes, and may be used by
// several goroutines.
type Second interface {
	// Name is whom it asks.
	Name() string
	// Ask returns what they say of a passage at a place that is suspected of
	// something: Attack, Benign, Unsure or Steered, and why; NoAnswer and the
	// reason when nobody said anything.
	Ask(passage, place, suspicion string) (says, why string)
}

// What a second opinion can be.
const (
	Attack   = "attack"
	Benign   = "benign"
	Unsure   = "unsure"
	Steered  = "steered" // no answer in the form that was asked for
	NoAnswer = "none"
)

const (
	// maxSecond bounds the questions of one message, for which it waits.
	maxSecond = 3
	// reachOfPassage is how much raw text around what was found is shown, on each
	// side, and reachOfModel how much of it the built-in model judges, which looks at
	// a few sentences at a time.
	reachOfPassage, reachOfModel = 1500, 400
)

// heard adds to what was found in a message of the server what others make of
// it: the built-in model always, and a model of the user's choice where the
// policy asks it. What that one takes for an attack, too, weighs as much as what
// is certain. What it takes for benign weighs as before, unless a line of the
// user's says otherwise: whoever wrote the passage may have talked it round.
func (s *Session) heard(d *direction, m *message.Message, found []finding.Finding) []finding.Finding {
	if m.Side != message.FromServer {
		return found
	}
	for i := range found {
		f := &found[i]
		if f.Opinions != nil || f.Rule.SMAC != "SMAC-5" && !f.Unsure && len(d.policy.Asks) == 0 {
			continue
		}
		passage := passageOf(f, m.Raw, reachOfModel)
		if passage == "" {
			continue
		}
		f.Opinions = append(f.Opinions, s.others(d, f, passage)...)
		if s.options.Second == nil || !d.policy.Asked(f, s.look(d, f, m)) {
			continue
		}
		passage = passageOf(f, m.Raw, reachOfPassage)
		said := finding.Opinion{By: s.options.Second.Name(), Says: NoAnswer, Why: fmt.Sprintf("%d questions about one message are enough", maxSecond)}
		if d.questions++; d.questions <= maxSecond {
			said.Says, said.Why = s.options.Second.Ask(passage, strings.ReplaceAll(f.Surface.String(), "_", " "), f.Rule.Title)
		}
		f.Opinions, f.Second = append(f.Opinions, said), said.Says
		found = weigh(found, i, said)
	}
	for i := range found {
		if found[i].Unsure && len(found[i].Cuts) == 0 {
			found[i].Ref = "" // there is no note that it could stand in
		}
	}
	return found
}

// weigh draws the consequences of what a model said of a finding.
func weigh(found []finding.Finding, i int, said finding.Opinion) []finding.Finding {
	f := &found[i]
	switch said.Says {
	case Attack:
		f.Severity = max(f.Severity, finding.High)
		f.Why += "; " + said.By + " takes it for an attack, too"
	case Steered:
		g := *f
		g.Rule, g.Severity, g.Opinions, g.Second = steeredOpinion, steeredOpinion.Severity, nil, Steered
		g.Why = said.By + " was asked about it: " + said.Why
		if len(g.Cuts) == 0 {
			g.Cuts = g.Likely
		}
		return append(found, g)
	default:
		return found
	}
	if len(f.Cuts) == 0 {
		f.Cuts = f.Likely
	}
	return found
}

// others are the opinions that the program has itself.
func (s *Session) others(d *direction, f *finding.Finding, passage string) []finding.Opinion {
	rules := finding.Opinion{By: "rules", Says: Attack, Why: f.Rule.ID}
	switch {
	case f.Rule.ID == "learned_order": // its opinion is the model's
		rules.Says, rules.Why = NoAnswer, "none fits"
	case f.Unsure:
		rules.Says = Unsure
	}
	odds, sure, likely := d.runner.Odds(passage, f.Surface)
	model := finding.Opinion{By: "built-in model", Says: Benign, Why: fmt.Sprintf("%.0f %% likely an order to a model", 100/(1+math.Exp(-float64(odds))))}
	switch {
	case odds >= sure:
		model.Says = Attack
	case odds >= likely:
		model.Says = Unsure
	}
	return []finding.Opinion{rules, model}
}

// passageOf is the text around what was found, as far as reach on each side, ""
// for none. Raw text is taken apart at spaces, which stand in no escape.
func passageOf(f *finding.Finding, raw []byte, reach int) string {
	v := f.Value
	if v.Start >= v.End || v.End > len(raw) {
		return ""
	}
	from, to := v.Start, v.End
	cuts := f.Cuts
	if len(cuts) == 0 {
		cuts = f.Likely
	}
	if len(cuts) > 0 {
		from, to = max(from, cuts[0].Start-reach), min(to, max(cuts[0].End, cuts[0].Start+reach)+reach)
	}
	to = min(to, from+4*reach)
	if from > v.Start {
		if k := bytes.IndexByte(raw[from:to], ' '); k >= 0 {
			from += k + 1
		} else {
			from = v.Start
		}
	}
	if to < v.End {
		if k := bytes.LastIndexByte(raw[from:to], ' '); k > 0 {
			to = from + k
		} else {
			to = v.End
		}
	}
	var text string
	quoted := append(append([]byte{'"'}, bytes.Trim(raw[from:to], `"`)...), '"')
	if json.Unmarshal(quoted, &text) != nil {
		return ""
	}
	return text
}
