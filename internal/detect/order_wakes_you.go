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
	with  func() *literals
	toYou bool // "you" or "your" must, too
}

var (
	lapsing = lazy.Value(func() *literals {
		return companions(words(`revoke rescind repeal nullif invalidat _null_ _null, _null. not_hold longer_hold any_more anymore is_off_ is_off. are_off erase_ unlearn act_against go_against
		set_aside put_aside put_away have_to_follow need_to_follow have_to_obey need_not skip_what _lifted retired superseded suspended outdated obsolete _void counts_ ceased forget_ in_force
		now_replaced hereby_repl drop_what not_bind released cease_ heed_ regard_ listen fiction mistake cancelled canceled abandon drop_your is_now_ removed`))
	})
	spokenTo = lazy.Value(func() *literals { return companions(words(`_your_ _you_ _you, _you. your_ you_`)) })
	sending  = lazy.Value(func() *literals {
		return companions(words(`upload send_ sending post_ forward mail_ transmit paste exfil`))
	})
	showing = lazy.Value(func() *literals {
		return companions(words(`recite cite_ quote_ write_ list_ show_ tell_ telling_ print_ repeat give_ turn_ put_ which_ what_ translate render convert encode dump_ copy_ read_out reveal
		reproduce state_ reply_with answer_with begin_your start_your`))
	})
)

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
func ordersOrRecalls(content []byte, at int) bool {
	mine := false
	for _, t := range recallIndex().at(content, at) {
		if !equalFold(content, at, t.word) {
			continue
		}
		mine = true
		around := content[max(0, at-reachOfCompany):min(len(content), at+reachOfCompany)]
		if t.recall.with().any(around) && (!t.recall.toYou || spokenTo().any(around)) {
			return true
		}
	}
	return (!mine || slices.ContainsFunc(triggerIndex.at(content, at), func(w wanted) bool { return equalFold(content, at, w.word) })) && ordersSomething(content, at)
}
