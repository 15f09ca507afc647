package sole

import (
	"strings"

	"github.com/mcp-watchdog/mcp-watchdog/internal/lazy"
)

// set is a set of words.
type set uint8

// sets says of which sets a word is one.
type sets [3]uint64

func (s sets) has(of set) bool { return s[of>>6]>>(of&63)&1 == 1 }

func (s sets) any(of sets) bool { return s[0]&of[0]|s[1]&of[1]|s[2]&of[2] != 0 }

func (s *sets) add(of sets) {
	for i := range s {
		s[i] |= of[i]
	}
}

// setsOf returns the union of some.
func setsOf(list ...set) (all sets) {
	for _, of := range list {
		all[of>>6] |= 1 << (of & 63)
	}
	return all
}

// known is what is known of a word.
type known struct {
	is string
	of sets
}

// vocabulary has all words of the sets. Few runs of the program ask for it.
var vocabulary = lazy.Value(func() map[string]known {
	all := map[string]known{}
	for of, list := range lists {
		for w := range strings.FieldsSeq(list) {
			k := all[w]
			k.is = w
			k.of[of>>6] |= 1 << (of & 63)
			all[w] = k
		}
	}
	return all
})

// longestWord is the length above which a word is not looked up.
const longestWord = 32

// look returns what is known of a word of a text, in whatever letters it is written.
func look(words map[string]known, text string) known {
	if len(text) > longestWord {
		return known{}
	}
	var small [longestWord + 2]byte
	n := 0
	for i := 0; i < len(text); i++ {
		c := text[i]
		switch {
		case c >= 'A' && c <= 'Z':
			c |= 0x20
		case c == 0xe2 && strings.HasPrefix(text[i:], "\u2019"):
			c, i = '\'', i+2
		}
		small[n] = c
		n++
	}
	return words[string(small[:n])]
}

const (
	turnWords set = iota
	lawlessModes
	namedModes
	bothModes
	modeNouns
	switching
	switchedOn
	copulae
	looseWords
	modelLimits
	barriers
	ofModels
	takenOff
	takingOff
	forThis
	goingOn
	freed
	yours
	working
	lacking
	safety
	uttering
	realOne
	answers
	later
	dropping
	never
	parts
	read
	outright
	only
	verdicts
	deeming
	guidance
	worthless
	ofTheOne
	judging
	judged
	heedless
	unexamined
	negated
	telling
	theUser
	thisOne
	turning
	thisWord
	forIn
	nots
	wholly
	youWords
	beings
	conditions
	relating
	hedges
	asTo
	rubrics
	thisThe
	manners
	theYour
	others
	inTo
	countable
	handlers
	surely
	notices
	giving
	loosely
	withoutA
	unasked
	outputs
	reworking
	adding
	pieces
	toBy
	disclosing
	ownTexts
	firstOnes
	setups
	exactly
	givenYou
	toolWords
	access
	getting
	showing
	editing
	politely
	toWord
	calling
	withWords
	wholes
	held
	sending
	towards
	belonging
	speaksOf
	asking
	callingAlso
	insisting
	changing
	instancing
	conditional
	opening
	passing
	spoken
	earlier
	parameters
	inAs
	outdoing
	itself
	otherWord
	abusing
	interviewing
	identifying
	answering
	pretending
	asIf
	testsOf
	passed
	consenting
	proceeding
	mayNow
	principals
	quietly
	nobodies
	noticing
	outranking
	aboveWords
	advices
	obeying
	orderWords
	buying
	paidWith
	fundsOf
	whoseFunds
	handing
	sessionThings
	sessionOf
	saidThat
	wouldBe
	asked
	always
	atOnce
	ruining
	ais
	whoseAI
	letting
	thisOrMine
	afterwards
	handled
	risky
	spelled // words that are asked for by name
	setCount
)

var lists = [setCount]string{
	callingAlso:   `calling via`,
	changing:      `send submit create delete pay payment transfer drop remove update approve grant invite purchase book issue publish post write execute run`,
	insisting:     `must also always first required requires require immediately automatically every mandatory usually standard`,
	instancing:    `example examples e.g instance such like sample would`,
	conditional:   `if when unless`,
	opening:       `open`,
	passing:       `include pass put send append attach add return provide insert copy write paste`,
	spoken:        `messages conversation history transcript chat`,
	earlier:       `previous prior full entire whole last recent all complete past earlier`,
	parameters:    `parameter argument field param`,
	inAs:          `in into as to via`,
	outdoing:      `overrides replaces supersedes override`,
	itself:        `this it`,
	otherWord:     `other`,
	abusing:       `insult mock deceive trick mislead convince persuade scare pressure manipulate gaslight threaten frighten`,
	interviewing:  `ask request get collect obtain`,
	identifying:   `password passwords pin cvv ssn passphrase otp seed credentials card`,
	answering:     `summarize summarise translate answer classify analyse analyze process review`,
	pretending:    `pretend act behave`,
	asIf:          `as if that the like`,
	testsOf:       `check checks test tests verification review approval scan validation authentication audit inspection authorization authorisation`,
	passed:        `passed succeeded approved successful completed granted cleared done ok`,
	consenting:    `approved agreed authorized authorised confirmed consented allowed okayed signed`,
	proceeding:    `go proceed carry continue do execute`,
	mayNow:        `ahead out on with it now without`,
	principals:    `user holder owner operator`,
	quietly:       `silently quietly secretly discreetly`,
	nobodies:      `nobody no-one one`,
	noticing:      `notice know learn find see hear suspect`,
	outranking:    `goes go comes come ranks rank takes take has have counts count outweighs outweigh`,
	aboveWords:    `before above over precedence priority more`,
	advices:       `advice instructions instruction wishes guidance orders content text note page document`,
	obeying:       `obey comply submit`,
	orderWords:    `steps instructions commands orders request requests directives me`,
	buying:        `order buy book donate purchase subscribe renew`,
	paidWith:      `with from using`,
	fundsOf:       `card wallet account balance savings funds`,
	whoseFunds:    `stored saved user's owner's holder's customer's default file`,
	handing:       `hand handing give giving supply supplying pass passing send sending post posting share sharing submit submitting forward forwarding provide providing upload uploading mail mailing export exporting deliver delivering attach attaching`,
	sessionThings: `cookie cookies token tokens credentials login password passwords passphrase key keys code codes secrets`,
	sessionOf:     `session user's owner's operator's holder's account's current stored agent's assistant's`,
	saidThat:      `said stated mentioned claimed called`,
	wouldBe:       `would it'd i'd`,
	asked:         `asked`,
	always:        `always`,
	atOnce:        `now immediately`,
	ruining:       `delete remove drop purge wipe erase destroy reset shutdown`,
	ais:           `ai chatbot llm`,
	whoseAI:       `your someone's somebody's their his her`,
	letting:       `let have ask can could tell get make`,
	thisOrMine:    `these my all every following this`,
	afterwards:    `after once when before upon while`,
	handled:       `processed read loaded parsed summarised summarized displayed shown listed retrieved analysed analyzed opened`,
	risky:         `forwarded sent transferred wired posted exported uploaded shared deleted unlocked opened disabled disarmed granted mailed moved copied emailed paid purchased ordered invited removed`,
	spelled:       `ahead and be been bound call don't everyone following instead its layer mark marks matter never no not off safety set switched template token tokenizer tokens turned uses without`,
	turnWords:     `new system override instructions instruction prompt request ignore obey reveal user assistant you task show list now follow`,
	lawlessModes:  `jailbreak jailbroken jailbreaking unrestricted uncensored unfiltered lawless unshackled unchained godmode`,
	namedModes:    `god dan sudo evil chaos jailbreak developer dev unrestricted uncensored unfiltered`,
	bothModes:     `developer dev sudo`,
	modeNouns:     `mode protocol persona`,
	switching:     `activate enable enter engage unlock switch turn go start load initiate become`,
	switchedOn:    `on enabled activated active engaged unlocked live true successful initiated yes`,
	copulae:       `is are was has have been now being were`,
	looseWords:    `restrictions restriction unrestricted uncensored unfiltered guardrails safety censorship ethics`,
	modelLimits:   `guardrails guardrail safeguards censorship moderation ethics`,
	barriers:      `filters filter restrictions limits limitations constraints rules policies policy guidelines protocols instructions safeguards guardrails layer directives measures boundaries`,
	ofModels:      `safety content ethical moral your ethics system moderation`,
	takenOff:      `off disabled lifted removed gone down deactivated bypassed suspended cancelled void dropped revoked waived inactive`,
	takingOff:     `disable deactivate drop remove lift bypass suspend ignore forget disregard`,
	forThis:       `session chat conversation message answer reply query response prompt question request`,
	goingOn:       `proceed answer respond continue speak comply reply`,
	freed:         `free exempt freed released unbound bound without`,
	yours:         `your`,
	working:       `answer respond process comply reply act work speak answering responding`,
	lacking:       `restrictions limits limitations censorship filtering filters guardrails moderation`,
	safety:        `protocols rules checks filters guidelines policies measures mechanisms`,
	uttering:      `say print output write reply respond answer begin start type return display tell repeat state mention`,
	realOne:       `real actual true unrestricted uncensored unfiltered honest full genuine`,
	answers:       `answer version content response reply output text one`,
	later:         `then afterwards after followed before and below next`,
	dropping:      `ignore disregard forget skip abandon discard stop leave`,
	never:         `mind never`,
	parts:         `rest remainder everything all contents`,
	read:          `document page text email e-mail mail file record data article message passage section listing report review above context form table entry note paragraph letter question task translation summary lookup analysis description resume paper`,
	outright:      `say print output write reply respond answer tell`,
	only:          `only just nothing exactly instead simply word`,
	verdicts:      `that`,
	deeming:       `treat consider regard view deem`,
	guidance:      `instructions rules policies policy guidelines safeguards guardrails constraints restrictions prompt message directives guidance limits`,
	worthless:     `void obsolete outdated deprecated non-authoritative nonbinding non-binding optional advisory expired cancelled invalid revoked superseded irrelevant suggestions meaningless`,
	ofTheOne:      `your system safety safeguards guardrails operator operator's developer developer's vendor's`,
	judging:       `rate grade score mark classify label flag rank recommend approve accept treat give`,
	judged:        `resume cv candidate applicant essay paper submission manuscript request pr code ticket message email mail product review answer file sample change application proposal`,
	heedless:      `regardless irrespective whatever`,
	unexamined:    `checking reading looking reviewing running verifying testing examining opening`,
	negated:       `not don't never without`,
	telling:       `tell inform mention notify show alert reveal disclose let telling informing mentioning notifying`,
	theUser:       `user users human operator`,
	thisOne:       `this it that`,
	turning:       `turn switch`,
	thisWord:      `this`,
	forIn:         `for in`,
	nots:          `not no longer never`,
	wholly:        `all any every of from by the your`,
	youWords:      `you're you`,
	beings:        `are you're now be act answer operate running`,
	conditions:    `if when whether`,
	relating:      `on for of in apply applying`,
	hedges:        `not don't if can could may safely`,
	asTo:          `as to`,
	rubrics:       `rubric criteria`,
	thisThe:       `this the`,
	manners:       `length size age format language order`,
	theYour:       `the your`,
	others:        `we i they should so which`,
	inTo:          `in into to`,
	countable:     `words lines text message sentence instructions characters tokens everything`,
	handlers:      `agent agents assistant ai llm bot chatbot model`,
	surely:        `ai llm chatbot bot`,
	notices:       `note notes instruction instructions directive directives override command commands notice message memo reminder action task order orders`,
	giving:        `process issue apply approve bypass credit discount waive grant release transfer ship upgrade escalate pay send refund delete reset unlock promote replace output mark confirm authorize authorise add set give override forward`,
	loosely:       `immediately regardless bypass bypassing override pre-approved preapproved whitelisted unconditionally`,
	withoutA:      `verification verifying asking approval confirmation confirming question questions checking check review informing telling`,
	unasked:       `ask asking inform tell verify wait mention notify check question`,
	outputs:       `response reply answer output summary rationale`,
	reworking:     `modify augment enhance adjust alter amend supplement enrich tailor`,
	adding:        `add integrate include insert incorporate embed weave slip put append`,
	pieces:        `sentence statement line fact claim statistic rumor rumour announcement phrase paragraph advertisement ad promotion slogan recommendation`,
	toBy:          `to by with so`,
	disclosing:    `show reveal repeat print output display quote list summarise summarize describe give tell state recite reproduce translate spell write dump share provide echo encode convert reconstruct explain`,
	ownTexts:      `instructions prompt initialization initialisation guidelines directives preamble`,
	firstOnes:     `initial original first startup system hidden internal starting`,
	setups:        `configuration config setup settings message text rules prompt`,
	exactly:       `verbatim exactly word exact literally`,
	givenYou:      `given told received`,
	toolWords:     `tool tools function functions`,
	access:        `access available`,
	getting:       `read open cat fetch retrieve get print show display paste dump send include access view extract return give tell look`,
	showing:       `read cat fetch retrieve print show display paste dump send include extract return give tell`,
	editing:       `set add edit change fill write update copy create configure`,
	politely:      `please now kindly must need have want`,
	toWord:        `to`,
	calling:       `call invoke run execute use`,
	withWords:     `with passing containing including`,
	wholes:        `all every whole entire full complete your our`,
	held:          `environment env variables context conversation memory history prompt credentials secrets tokens keys chat transcript`,
	sending:       `send forward upload post email e-mail mail transmit exfiltrate leak deliver submit`,
	towards:       `to at via`,
	belonging:     `environment env conversation chat context system credentials secrets tokens keys session`,
	speaksOf:      `injection injections attack attacks attacker attackers malicious phishing example examples exploit exploits e.g detected blocked_by vulnerability payload payloads cheat cheats`,
	asking:        `please now must then to just kindly and also should immediately simply first let's ai assistant agent assistants agents model`,
}
