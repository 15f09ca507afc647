package detect

import (
	"slices"

	"github.com/mcp-watchdog/mcp-watchdog/internal/lazy"
)

// More words that make planted_order look closely: those by which a text
// speaks of what a model was told, as of what no longer holds or is to be
// shown. Most are words that wake it anyway, in other company.

// recall is words of one kind, and what must stand around one of them.
type recall struct {
	words string
	with  company
	toYou bool // "you" or "your" must, too
}

var recalls = []recall{
	{`instruction guideline directive guardrail constraint restriction safeguard your_rules policies _policy_ commands_ your_programming your_configuration your_safety hereby
		limitation_ limitations obligation content_rule old_rule preceding_para operator's_t at_the_top objective your_goal your_mission what_was_said guidance_
		you_were_given were_told been_told imposed_on said_to_you told_to_you were_assigned`, lapsing, true},
	{`~/.ssh ~/.aws ~/.gnupg ~/.kube ~/.config/g`, sending, false},
	{`former_command former_order former_instr earlier_order break_character layer_is_off`, lapsing, false},
	{`you_operate setup_text your_setup your_makers your_creator first_user_m my_first_ hidden_rule secret_rule secret_instr confidential_guid confidential_instr your_context you_were_initial
		you_were_config you_were_instruct were_you_instruct were_you_told your_preamble your_briefing you_are" your_hidden your_secret your_confid
		your_full_p your_developer who_you_are_and hidden_context have_been_given`, showing, false},
}

// recallLiterals are the words of recalls.
func recallLiterals() (all []string) {
	for _, t := range recalls {
		all = append(all, words(t.words)...)
	}
	return all
}

// orderOrRecallWakes are all words that can wake planted_order, in English.
func orderOrRecallWakes() []string { return append(orderWakes(), recallLiterals()...) }

// orderSuspects wake it in descriptions.
func orderSuspects() []string { return append(orderWakes(), suspectLiterals()...) }

// recalled is a word of a recall.
type recalled struct {
	word   string
	recall *recall
}

var recallIndex = lazy.Value(func() *byStart[recalled] {
	index := &byStart[recalled]{}
	for i := range recalls {
		for _, w := range words(recalls[i].words) {
			index.add(w, recalled{w, &recalls[i]})
		}
	}
	return index
})

// ordersOrRecalls takes the second look at a word that can wake planted_order.
func ordersOrRecalls(n *nearby, at int) bool {
	mine := false
	for _, t := range recallIndex().at(n.content, at) {
		if !equalFold(n.content, at, t.word) {
			continue
		}
		mine = true
		around := n.company(at, reachOfCompany)
		if around&t.recall.with != 0 && (!t.recall.toYou || around&spokenTo != 0) {
			return true
		}
	}
	return (!mine || slices.ContainsFunc(triggerIndex().at(n.content, at), func(w wanted) bool { return equalFold(n.content, at, w.word) })) && ordersSomething(n, at)
}
