package detect

import (
	"slices"
	"strings"

	"github.com/mcp-watchdog/mcp-watchdog/internal/lazy"
)

// What makes planted_order look closely. A word alone says little: "password"
// and "rules" are the daily bread of manuals and programs. So most of the words
// below count only in company, within reachOfCompany bytes, of words that say
// what is done, with what, and to whom. It is the cheap form of what package
// intent judges properly.

// reachOfCompany is how far apart, in raw bytes, two words of an order stand.
const reachOfCompany = 112

// company is a set of meanings that stand around a word.
type company uint64

const (
	dropping  company = 1 << iota // ignore, set aside, no longer valid
	rules                         // what a model was told
	former                        // previous, above, that you were given
	yours                         // your, the system's
	revealing                     // repeat, print, what are
	machine                       // an AI, as the one who is spoken to
	obliged                       // must, immediately
	giving                        // send, include, append
	secret                        // passwords, keys
	private                       // conversations, contacts, files
	whose                         // the user's, all, every
	addressed                     // of mail or the web
	doing                         // delete, approve, buy, call
	power                         // privileges, approval
	covert                        // without telling, hidden
	lasting                       // in every session
	lawless                       // without limits
	fresh                         // new, real, hidden (instructions)
	praise                        // recommend, rank first
	hostile                       // toxic, hateful
	reading                       // reading, processing, summarising
	keeping                       // remember, store
	outlet                        // each link, your answer, the next request

	// Only asked for by rows and words of their own.
	lapsing  // of what was told: revoked, superseded, to be forgotten
	spokenTo // you, your
	sending  // upload, mail, paste
	showing  // recite, list, translate
	urging   // a verb of duty, or any act
	obeying  // follow it, execute, comply
	deed     // what has an effect on others, in any form of the verb
	hush     // nobody needs to know, no further question
	slant    // scores, ranks, opinions to be held
)

var companyWords = map[company]string{
	dropping: `ignor disregard forget overrid overwrit bypass abandon supersede circumvent aside no_longer not_follow not_stick not_obey
		stop_follow stop_obey stop_adher disobey pay_no_ skip_the skip_all skip_any treat_ consider_ regard_ reinterpret obsolete _void_ _void. expired lifted suspended
		revoked cancelled advisory optional suggestion outdated non-binding informational discard dispense throw_ neglect _away to_one_side`,
	rules: `instruction prompt directive guideline guardrail _rules polic constraint restriction safeguard directions programming system_message safety_ commands
		you_were_told been_told user_asked user_wants user's_request original_request parameters_as`,
	former: `previous _prior_ _above earlier preceding former original _initial existing _current_ so_far the_rest_of everything you_were_ you_have_been you_received
		you_got_ given_to_you been_given at_the_start until_now developers beginning configured user_asked original_request on_you_ cédent antérieur`,
	yours: `_your_ system_instr system_prompt system_message on_you_ _vos_ _votre _tes_ _ton_`,
	revealing: `repeat_ reveal show_ print_ output_ disclos display expose_ leak_ _dump recite verbatim tell_me tell_us give_me write_out word_for share_ summari translat
		encode_ what_is what's what_are what_were what_did see_the copy_of list_your list_all list_the describe_ quote_ paste_ spell_out start_your_answer complete_th into_french rephrase affiche répét montre`,
	machine: `assistant _ai_ agent _llm language_model _model_ chatbot _bot_ copilot`,
	obliged: `_must_ must_ should_ _shall_ required_to _has_to_ have_to_ need_to_ needs_to please_ immediately right_away _now_ kindly right_now before_ first`,
	giving: `send_ sending forward append attach include_ upload submit _post_ transfer_ transmit exfil hand_over insert_ put_ mail_ email_ deliver_ leak_ wire_ prepend
		provide_the return_the pass_ print_ dump_ export copy_ share_ report_ paste_ pasting copying`,
	secret: `password credential api_key api-key apikey secret token cookie private_key environment_var access_key ssh_key seed_phrase passphrase one-time recovery
		/etc/ id_rsa .ssh .aws .env .netrc card_number bank_ otp`,
	private: `conversation chat_ inbox mailbox contact document files file_ notes emails e-mail messages database customer address_book history payroll table
		calendar everything_you_know repositor`,
	whose:     `user's users_ the_user _all_ all_the every_ _any_ each_`,
	addressed: `http www. .com .net .org .ru/ .io/ _btc _eth_ _usd _euro dollar`,
	doing: `delete_ remove_ approve_ disable turn_off buy_ purchase pay_ book_ grant_ reset_ cancel_ change_ run_ execute call_ invoke visit_ click close_ merge_ push_ install wipe_
		erase_ drop_ add_ open_ set_ create_ proceed skip_ update_ move_ deactivate accept_`,
	power:  `privilege root_ admin elevated full_access authori permission approved approval granted allowed clearance cleared restriction confirmation consent logging audit firewall disk_access security_check`,
	covert: `secretly silently covertly quiet hidden_ invisible without_ not_tell not_mention not_notice`,
	lasting: `future from_today every_session each_session all_sessions long-term from_now permanent memory always whenever henceforth later_session session chats every_time good:
		answers repl respon`,
	lawless: `unrestricted without_ no_restriction no_rule no_limit no_filter unfiltered uncensored ignores hacker no_ethic unethical anything criminal evil jailbr bypass
		break_ not_bound no_longer_bound comply _free_ opposite`,
	fresh:   `internal_ confidential developer_ underlying initializ _new_ new_ hidden_ secret_ _real_ real_ actual_ updated_ following following: overrid _below`,
	praise:  `recommend rank_ rate_ five_stars the_best positive praise favo say_that prefer promote mention highlight`,
	hostile: `write_ generate compose create produce sentence`,
	keeping: `remember store save persist record_ keep_ memoriz memoris add_to append note_down make_a update_your bear_in`,
	outlet:  `each_link every_link your_answer your_repl your_response your_output next_request next_call next_fetch query_ comment _url`,
	reading: `reading process summari index reads parsing visit handling handles analy review see_this crawl access`,

	lapsing: `revoke rescind repeal nullif invalidat _null_ _null, _null. not_hold longer_hold any_more anymore is_off_ is_off. are_off erase_ unlearn act_against go_against
		set_aside put_aside put_away have_to_follow need_to_follow have_to_obey need_not skip_what _lifted retired superseded suspended outdated obsolete _void counts_ ceased forget_ in_force
		now_replaced hereby_repl drop_what not_bind released cease_ heed_ regard_ listen fiction mistake cancelled canceled abandon drop_your is_now_ removed`,
	spokenTo: `_your_ _you_ _you, _you. your_ you_`,
	sending:  `upload send_ sending post_ forward mail_ transmit paste exfil`,
	showing: `recite cite_ quote_ write_ list_ show_ tell_ telling_ print_ repeat give_ turn_ put_ which_ what_ translate render convert encode dump_ copy_ read_out reveal
		reproduce state_ reply_with answer_with begin_your start_your`,
	urging: `_must_ must: should_ shall_ has_to_ have_to need_to needs_to required_to please_ ignor disregard forget_ send_ forward_ upload_ transfer_ push_ escalate shall_
	post_ delete_ remove_ execute run_ call_ invoke open_the open_http download_ visit_ read_ include_ insert add_ append copy_ share_ export_ email_ mail_
	tell_ mention_ reveal print_ show_me repeat output_ pass_ provide hand_over approve accept grant_ disable turn_off switch_off change_
	recommend answer_only respond_ reply_ say_that claim_ pretend act_as you_are_now remember_ store_ save_ write_ buy_ pay_ book_ instead_ obey follow_
	always never add_ append keep_ begin_ start_ stop_ cancel_ create_ use_the_ your_task your_next will_now is_to_ are_to_ let_ treat_ consider_
	unlock collect_ merge_ grab_ navigate curl_ attach install_ wire_ rate_ rank_ subscribe click_ deny_ solve_ mark_ leave_out export_ book_the charge_ posting_ continue_`,
	deed: `read_the_ add_a_ show_it retrieve arrange deploy_ turn_off schedule_ include_in end_your respond_in encourage load s_into_ share_ shares_ hand_over handing_over hands_ phone_ dial_ mailing_ zip_of preserve accepts classif whitelist silence mute allow install_ subscribe_ subscribes edits_ lower_the renew_ wipe_ clone_ export_ obey file_under mention_it use_it_in apply_ paste_ type_the prove_ publish_ treat_ picks_ select sign_off curl_ move_funds writes_ open_valve opens_ suggest_ settled_with state_ states_ tell_ deserves omit_ emails_ quoting_ forwarding pays_ paying_ closes_ approving deletes_ overwrite rename reveal give_ gives_ put_ set_ change_ log_in rewrite replace answer_ answers_ recommend praise rate_ label_ mark_as skips_ skip_ ignores_ leaves_ hides_ hide_
		forwards_ forwarding copies_ copy_ sends_ transmit sign_the sign_up books_ booking approves grants_ grant_ raises_ raise_ unlock dial_ reserve posts_ post_ tweets signs_up transfers installs disables
		switches swap_ release_ cancels accepts_ deletes removes_ drops_ drop_ wipes_ pushes_ push_ force_push uploads exports invites invite_ calls_ opens_ passes_ pastes quotes_ adds_ puts_ put_ set_up_a rule_that
		resend raise_ turn_off turns_off routes_ route_ runs_ charge checks_out check_out multipl reset_all cleanup curl_ force=true signs_ dials_`,
	hush: `silently quietly secretly need_to_know nobody_needs no_need trouble no_further not_notified are_not_notified never_happened as_though as_if_ if_asked deny_ leave_out leave_it leaves_out
		no_reason_to worry not_bring between_us no_confirm no_approval no_consent has_seen already_seen has_confirmed have_agreed has_agreed cleared_ without_ask without_trou without_flag not_flag
		not_mention not_something isn't_something skip_the no_time_to any_further without_reasons automatic`,
	slant:   `opinion_ rank_ ranks_ score_ competitor the_only_ best_ positive_ negative_ favour favor recommend reject discontinued whatever_the whichever_the assessment qualified at_the_top exceptional weigh_ quality_as`,
	obeying: `follow_ execute obey comply run_it run_them run_the_res run_the_out do_it do_what carry_out carry_it act_on perform_`,
}

// trigger is a word that counts only in some company: in one of the sets.
type trigger struct {
	words string
	wants []company
}

var triggers = []trigger{
	{`instruction prompt directive guideline guardrail directions your_programming original_programming`, []company{
		dropping | former, dropping | yours, revealing | yours, revealing | former, fresh | obliged, fresh | doing, fresh | giving, dropping | fresh, covert | machine, fresh | revealing}},
	{`rules_ policies _policy_ constraint restriction safeguard commands_you system_message system_config context_window your_rules`, []company{
		dropping | former | yours, dropping | former | obliged, dropping | former | whose, revealing | yours | former, dropping | yours | obliged, revealing | yours | rules}},
	{`ignor disregard forget_ overrid bypass abandon_ supersede circumvent discard_ no_longer disobey not_stick not_obey
		stop_obey stop_follow not_adhere skip_the _aside obsolete non-binding null_and been_lifted are_lifted suspended expired advisory reinterpret are_suggestions as_suggestions as_optional`, []company{
		rules | former, rules | yours, rules | machine, former | fresh, former | revealing, former | doing, former | giving | private}},
	{`were_told been_told you_were_given been_given were_instructed your_developers developers_told developers_gave above_this everything_above text_above words_above operating_under
		initial_message you_received text_that_`, []company{revealing | former, dropping | former, revealing | yours, dropping | obliged}},
	{`assistant the_agent_ any_agent agents_ the_llm an_llm any_llm any_language chatbot language_model ai_model ai_system ai_agent _bot_ machine_learning`, []company{
		obliged | reading | doing, obliged | doing | whose, obliged | giving | secret, obliged | giving | addressed, reading | praise, dropping | rules, obliged | praise,
		giving | secret | whose, doing | power | obliged, reading | giving | addressed}},
	{`system: admin: assistant: administrator: system_note admin_note system_overrid system_updat developer: [system ##_system human: <user>`, []company{
		obliged | doing | power, doing | power | whose, giving | secret, doing | yours | power, dropping | rules, giving | private | whose, giving | private | addressed, giving | addressed | obliged, dropping | giving}},
	{`any_ai_ the_ai_ an_ai_ _ai_read chatbot`, []company{reading | addressed, reading | praise, reading | doing | whose, reading | giving, doing | yours | obliged, doing | dropping, doing | addressed}},
	{`privileg root_access admin_access you_now_have you_have_been you_are_cleared has_authori have_authori has_approved has_granted has_agreed has_consent
		has_given i_authori hereby administrator your_developer your_creator are_authori am_the_user elevated system_permission full_permission`, []company{
		power | yours | doing, power | doing | obliged, power | whose | doing, power | giving | private, power | covert, machine | obliged, power | machine | doing, obliged | doing | fresh, giving | private | addressed, power | whose}},
	{`user_must_not user_should_not user_need_not user_may_not user_cannot user_does_not user_will_not user_never without_letting let_the_user between_us
		quiet_about keep_quiet hidden_from secret_from invisible_to leave_this leave_it_out nothing_was say_nothing user_asks user_not_ not_let_ not_notice`, []company{
		covert, machine, giving, doing, dropping, secret, rules}},
	{`password credential api_key api-key apikey access_token session_token cookies private_key environment_variable access_key ssh_key secret_key
		one-time_`, []company{
		giving | whose | addressed, giving | whose | machine, giving | whose | fresh, giving | covert, giving | whose | reading, giving | yours | addressed | obliged,
		giving | machine | obliged, giving | whose | revealing, giving | lasting | yours, giving | whose | outlet, giving | private | addressed}},
	{`.ssh/ .aws/ .env_ /etc/passwd /etc/shadow mcp.json wallet.dat printenv passphrase .config/gcloud .netrc .git-credentials`, []company{
		giving, obliged | yours}},
	{`conversation inbox mailbox contact_list address_book payroll customer_table customer_list customer_data personal_info personal_data all_files every_file`, []company{
		giving | addressed | obliged, giving | addressed | machine, giving | whose | addressed, giving | covert}},
	{`remember_ memories long-term_memory _memory: your_memory persist_ keep_in_mind permanent_note future_chat future_conv future_sess future_inter in_future_ later_session each_session every_session every_time_ whenever_the_user from_now_on as_of_today
		from_this_moment from_this_point for_good all_chats from_today henceforth going_forward`, []company{
		lasting | praise, lasting | addressed | obliged, lasting | giving | whose, lasting | doing | whose, lasting | doing | obliged, lasting | power | whose, lasting | secret | yours, lasting | rules | dropping, lasting | yours | doing,
		lasting | addressed | doing, lasting | private | power, lasting | keeping | obliged, lasting | keeping | secret, lasting | keeping | whose, lasting | keeping | power, lasting | obliged | giving}},
	{`act_as pretend role-play roleplay play_a_game imagine_ hypothetical fictional god_mode`, []company{
		lawless | machine, lawless | rules, lawless | obliged}},
	{`no_safety no_content_fil no_guardrail no_rules without_ethic no_ethic no_limits without_any_filter no_filter without_limits no_restriction any_restriction god_mode developer_mode maintenance_mode debug_mode
		admin_mode unrestricted uncensored unfiltered no_longer_bound`, []company{
		yours, machine, lawless, fresh, obliged, dropping, power}},
	{`new_task next_task your_task real_task task_is_ task_above task_has task_compl first_task goal_is primary_objective new_objective user_query else_to_do one_more_thing before_you_ before_answ
		before_respond before_reply before_continu before_proceed once_you_ after_you_`, []company{
		giving | private | addressed, giving | secret | addressed, doing | power | obliged, fresh | doing | obliged, fresh | giving, machine | doing, addressed | doing | obliged, secret | doing | fresh,
		giving | secret | fresh, giving | secret | covert, dropping | power}},
	{`to_continue to_proceed to_recover to_fix_this to_fix_it to_resolve_this in_order_to_proceed to_unlock before_you_retry else_to_do one_more_thing`, []company{
		doing | power, giving | secret, doing | secret, doing | private, doing | fresh, giving | addressed}},
	{`you_must_ your_terminal shell_tool your_shell the_command the_tool_to`, []company{
		obliged | doing | secret, obliged | giving | secret, obliged | giving | private | whose, obliged | doing | addressed | yours, obliged | doing | addressed | machine, obliged | fresh | doing, dropping | rules, obliged | doing | private}},
	{`user's_`, []company{giving | outlet, giving | private | addressed, giving | secret | addressed}},
	{`whichever_ whoever_`, []company{machine | reading, machine | obliged, reading | obliged, reading | whose}},
	{`toxic_ hateful racist_ offensive_ discriminat derogat insulting harmful_ defamat`, []company{hostile}},
	{`exfiltrat steal_`, []company{giving | secret, giving | private, whose}},
	// what waits, spreads, comes from somebody who is said to allow it, or leaves by an answer
	{`without_requir without_user without_human without_prompt without_any_conf need_to_check need_to_ask check_with_the`, []company{giving, doing | power, doing | yours}},
	{`not_ask_the`, []company{doing}},
	{`content_filter safety_check security_check safety_review security_review authorization_check approval_gate`, []company{dropping}},
	{`already_auth already_approved pre-approved preapproved pre-authori`, []company{covert}},
	{`my_api_key your_api_key my_credential my_creds my_password my_token session_token auth_token`, []company{giving | machine}},
	{`your_response your_reply your_answer your_next_resp your_next_reply your_summary`, []company{giving | addressed, giving | secret, doing | addressed}},
	{`markdown_image markdown_link image_tag img_tag link_you_gen`, []company{secret}},
	{`everything_above the_above_text the_above_para the_above_content the_above_message the_above_instr the_above_words print_the_above output_the_above format_the_above all_the_above prior_to_the_user what_guidelines guidelines_were not_supposed_to_ how_you_were_ beginning_of_this beginning_of_conv beginning_of_our previous_text ruleset rule_set`, []company{revealing}},
	{`any_ethical ethical_ moral_c moral_r moral_b`, []company{lawless | machine, dropping | machine, dropping | yours}},
	{`user_next_ next_asks next_time_the next_tool_call next_message next_interaction next_run: next_run, user_says user_types`, []company{giving | private, giving | addressed, secret, doing | power}},
	{`email_you_ emails_you message_you messages_you file_you_ document_you response_you reply_you_ page_you_`, []company{giving | rules, giving | fresh, giving | whose}},
	{`claude.md agents.md .cursorrules copilot-instr memory.md soul.md rules_file`, []company{giving | secret, giving | addressed, dropping | rules, giving | private}},
	{`administrator sysadmin security_team it_team it_support lead_engineer openai_ anthropic_ management_ project_owner`, []company{lapsing | secret, dropping | power, dropping | obliged, giving | secret, revealing | secret, revealing | yours, doing | power | yours}},
	{`been_cancel was_cancelled is_cancelled`, []company{giving | addressed, doing | obliged, giving | private, fresh, obliged | secret, obliged | private}},
	{`only_our our_compan our_product our_service our_hotel our_brand our_shop`, []company{praise | whose, praise | outlet, praise | yours}},
	{`your_configuration your_complete_c your_full_con your_entire_con your_whole_con`, []company{revealing}},
	{`let_go_of_`, []company{rules, former}},
	{`convince_the persuade_the trick_the pressure_the master_pass recovery_phrase seed_phrase their_pass`, []company{whose}},
	{`not_double-check skip_your_own`, []company{giving, whose}},
	{`nothing_more`, []company{revealing, giving}},
	{`post_them_to upload_it_to upload_them mail_it_to send_it_to send_them_to mail_them_to post_it_to`, []company{addressed | private, addressed | secret, addressed | whose}},
	{`automated_read automated_screen automated_sys`, []company{praise, power, doing | addressed, doing | whose}},
	{`@copilot @claude @codex @cursor`, []company{doing | power, giving | secret, covert}},
	{`instructions_you guidelines_you rules_you_ prompt_you_`, []company{revealing}},
	{`before_answ before_respond before_reply`, []company{doing | giving}},
	{`approve_all approve_for_all approve_every confirm_for_all confirm_all accept_all approve_the_rest reviewing_each trust_all_ trust_every`, []company{whose}},
	{`all_secrets any_secrets all_credentials all_tokens any_api_key all_api_key any_private_key all_private_key`, []company{revealing, giving}},
	{`my_location my_position my_saved_ my_billing my_home_ my_medical my_health my_bank`, []company{giving | addressed}},
	{`the_green_light_to green_light_not gave_the_green`, []company{power, dropping, rules}},
	{`in_the_question in_the_prompt in_the_query`, []company{urging}},
	{`silently silent_`, []company{doing | whose, giving | addressed, giving | private, giving | secret, dropping | rules}},
}

// byStart finds words by a hash of their first four bytes, small letters and
// capitals alike. Others may stand in the same place.
type byStart[T any] [1 << 10][]T

func (b *byStart[T]) add(word string, t T) {
	k := &b[gramHash(gram(word))>>22]
	*k = append(*k, t)
}

// at returns the words that may stand in content at a place.
func (b *byStart[T]) at(content []byte, at int) []T {
	if at+minLiteral > len(content) {
		return nil
	}
	return b[gramHash(fold4(content, at))>>22]
}

// triggerIndex finds the trigger that a literal belongs to.
var triggerIndex = lazy.Value(func() *byStart[wanted] {
	index := &byStart[wanted]{}
	for _, list := range [][]string{orderLiterals(), scrambledLiterals()} {
		for _, w := range list {
			index.add(w, wanted{w, []company{0}, false})
		}
	}
	for i := range triggers {
		wants := triggers[i].wants
		other := slices.ContainsFunc(wants, func(w company) bool { return w&(rules|former) == 0 })
		for _, w := range words(triggers[i].words) {
			index.add(w, wanted{w, wants, !other})
		}
	}
	return index
})

type wanted struct {
	word  string
	wants []company
	told  bool // all wants have to do with what a model was told
}

// orderWakes are all words that can wake the row, in English.
func orderWakes() []string {
	all := slices.Concat(orderLiterals(), scrambledLiterals())
	for i := range triggers {
		all = append(all, words(triggers[i].words)...)
	}
	return all
}

// ordersSomething takes the second look at a wake word.
func ordersSomething(n *nearby, at int) bool {
	found, around := false, company(0)
	for _, w := range triggerIndex().at(n.content, at) {
		if !equalFold(n.content, at, w.word) {
			continue
		}
		if w.told && !n.may(at, reachOfCompany, rules|former) {
			found = true
			continue
		}
		if around == 0 {
			found, around = true, n.company(at, reachOfCompany)
		}
		for _, want := range w.wants {
			if around&want == want {
				return true
			}
		}
	}
	return !found && at+minLiteral <= len(n.content)
}

// list is words that are split when somebody needs them.
func list(of string) func() []string { return lazy.Value(func() []string { return words(of) }) }

// these is a list of few literals.
func these(literals ...string) func() []string { return func() []string { return literals } }

// words splits a list; an underscore stands for a space, as in no path or
// name of the lists above but id_rsa, tags and their like.
func words(list string) []string {
	all := strings.Fields(list)
	for i, w := range all {
		if !strings.HasPrefix(w, "id_") && !strings.HasPrefix(w, "</") {
			all[i] = strings.ReplaceAll(w, "_", " ")
		}
	}
	return all
}
