package detect

import (
	"slices"

	"github.com/mcp-watchdog/mcp-watchdog/internal/lazy"
)

// What makes learned_order look at a document. Words that turn to a model count
// beside any verb of duty (callingLiterals); those below stand in ordinary text as
// well, and count where enough of an order stands around them: a deed, and what
// makes it somebody else's business.

// weakCalls are words of those who speak to a program that reads, of what
// passes between it and a person, of what the person is not to hear, and of
// errors that ask for more.
var weakCalls = list(`helper_is helper_read helper_who helpers_ helper, helpers, dear_helper digital_help program_reading program_that_read program_that_writ program_that_prep a_program_nowadays program, software_writ software_read software_prep software_that_prep 	by_software by_a_program by_machine automated_ automation_ summaris summariz summing_up whoever_comp whoever_prep whoever_auto whoever_rank whoever_call compiling_this compiling_these
	voice_help trip_plan scheduling_help reading_this reads_out preparing_this preparing_the_ prepares_this writing_up_ processing_this processes_this on_behalf_of digest_of
	your_answer in_the_summary your_summary your_reply cite_this
	this_chat the_chat_so said_so_far this_dialogue present_dialogue opened_in_this opened_today told_you_today later_chats coming_chat next_chats coming_sessions beyond_this
	need_to_know not_trouble not_notified without_troubl no_further_prompt bring_this_ bring_it_up as_though leave_out_ no_confirmation
	no_approval no_consent between_us trouble_the nobody_needs_to_k no_time_to
	set_up_with ahead_of_this above_my your_maker primed_with first_words opening_message before_i_came setup_text rules_you house_rules names_and_schemas everything_you_can
	call_this_tool_again and_retry_ repeats_the_call repeat_the_call continue_at_once grants_itself lacks_scope licence_expired
	your_user the_person_you your_operator your_client the_account_owner stored_card saved_card has_confirmed
	own_opinion competitors_of the_only_one score_10 qualified_candidate positive_assessment recommended_model weigh_other as_positive
	long-lasting keep_in_mind keeping_for stored_profile your_notes
	please_give please_grant please_transfer please_delete please_add please_share please_update please_make could_you_ kindly_
	you're_no_longer you_are_no_longer speak_as no_filters the_person_now user>_ human:_ instruction### ###_instruction tool_call>
	for_bots for_agents eyes_only for_the_copilot machine-readable on-read session_handover preference_learned user_facts_ user_is_fine apply_silently hereafter
	to_prove_you proves_you to_verify_you your_principal the_client_llm model_edits model_must_first whitelist workaround_for known_workaround users_need_not obey_ unbound_twin always_picks in_your_response in_your_solution include_in_your 	respond_in respond_only encourage_the_reader permissions_and_add new_deploy_key generate_a_new retrieve_the_ fetch_all_of delete_all_of turn_off_all schedule_the grant_perm all_of_his keep_that stays_between
	in_case_the_words comes_up_later come_up_later should_somebody should_anyone as_soon_as_the_user says_thanks
	compliance_notice retention_pol according_to_guid`)

// plainCalls are names of those who are programs and can be spoken to. They are
// rare in texts about anything else, and wake the row by themselves.
var plainCalls = list(`assistant_ assistant, assistant: assistants_ assistants, chatbot chat_bot language_model llm_ llms_ llm, llm: copilot_ ai_agent ai_assist _ai_system ai_model ai_tool ai_review
	ai_read ai_describ ai_contrib ai_edit ai_help ai_summar ai_comp ai_powered ai-powered _your_ai_ _any_ai_ _the_ai_ bots_ _bot_ _bot: virtual_agent web_agent web_agent: agentic _agents_install shopping_agent purchasing_agent
	artificial_ non-human not_human isn't_human aren't_human is_not_a_person without_being_a_person not_a_person automatic_mark automatic_grad automatic_review automatic_reader automated_read automated_help automated_assist
	automated_agent automatic_agent reading_agent coding_agent coding_assistant programming_model smart_helper ai_guest hey_bot _bots: dear_bot computer,_ for_ai_ _ai_code reply_bot agents_only_ agents: language_models human_being machine_or_not machine-checked no_need_to_ask memory_module your_user's user_message] to_whom_it_may
	concierge language_ability wonderful_machine claude, claude_ gemini_ gemini, chatgpt gpt- `)

var plainIndex = lazy.Value(func() *byStart[string] {
	index := &byStart[string]{}
	for _, w := range plainCalls() {
		index.add(w, w)
	}
	return index
})

// weakIndex finds them by their beginning.
var weakIndex = lazy.Value(func() *byStart[string] {
	index := &byStart[string]{}
	for _, w := range weakCalls() {
		index.add(w, w)
	}
	return index
})

// strongIndex finds the words that need less.
var strongIndex = lazy.Value(func() *byStart[string] {
	index := &byStart[string]{}
	for _, w := range callingLiterals() {
		index.add(w, w)
	}
	return index
})

// foreignIndex finds the words of other languages.
var foreignIndex = lazy.Value(func() *byStart[string] {
	index := &byStart[string]{}
	for _, w := range foreignCallWords() {
		index.add(w, w)
	}
	return index
})

// learnedCalls are all words of English that wake the row.
func learnedCalls() []string { return slices.Concat(callingLiterals(), plainCalls(), weakCalls()) }

// foreignCalls are the words of other languages, as they stand in messages.
func foreignCalls() []string { return foreignCallWords() }

// partsOfOrder are what an order is made of, each counted once.
var partsOfOrder = [...]company{
	giving | doing | sending | deed, obliged | spokenTo, addressed, private | secret, covert | hush, whose, power, outlet, praise | slant, lasting | keeping, machine | reading, rules | former,
}

// fewestParts is how many of them make a weak word worth a look.
const fewestParts = 2

// turnsToSomebody takes the second look at a word that may turn to a model.
func turnsToSomebody(n *nearby, at int) bool {
	if startsWith(foreignIndex(), n, at) {
		return true
	}
	if startsWith(plainIndex(), n, at) {
		return true
	}
	around := n.company(at, 2*reachOfCompany)
	if around&urging != 0 && startsWith(strongIndex(), n, at) {
		return true
	}
	return around&(giving|doing|sending|deed|showing|revealing|praise|slant|keeping) != 0 && parts(around) >= fewestParts && startsWith(weakIndex(), n, at)
}

// parts is how many parts of an order stand around.
func parts(around company) (n int) {
	for _, p := range partsOfOrder {
		if around&p != 0 {
			n++
		}
	}
	return n
}

func startsWith(index *byStart[string], n *nearby, at int) bool {
	for _, w := range index.at(n.content, at) {
		if equalFold(n.content, at, w) {
			return true
		}
	}
	return false
}
