// Package urge weighs how much a sentence that nobody is meant to read urges its
// reader to act: a request to a model needs fewer words to be one where somebody
// took pains to hide it than in the open, where package intent judges. It reads
// English, is pure, and takes time linear in the text.
package urge

import (
	"strings"

	"github.com/mcp-watchdog/mcp-watchdog/internal/lazy"
)

// Least is the number of points from which a sentence can be a request at all.
const Least = 3

// deed is what a word of English does to make a sentence a request to a
// model.
type deed uint32

const (
	commands deed = 1 << iota // an act, when it stands where an order begins
	gives                     // the act sends something on
	drops                     // the act drops what was told before
	harms                     // the act destroys or pays
	private                   // what only the user's side has
	ruling                    // what a model was told
	wide                      // all, every, always
	speakers                  // who speaks, in front of a colon: system, assistant
	leads                     // what may stand before an order: please, then, now
	forbids                   // not, never
	answers                   // what a model gives: reply, answer, output
	yours                     // your, yours
	toolish                   // tool, function, shell
	tells                     // tell, mention: forbidden, it is secrecy
	shows                     // reveal, repeat: of what a model was told
	using                     // use, call: tools are not only named
	person                    // user, human
	malice                    // the act is a theft by its name
	learns                    // what the user must not: know, see
	pointing                  // the, your, this, them: what a label lacks
)

// meanings are the words, by what they do.
var meanings = lazy.Value(func() map[string]deed {
	return listed(map[deed]string{
		commands: `read open mark put give rewrite return convince persuade urge trick lure quote stop cancel bring supply rate hand fetch list collect gather get copy dump extract find retrieve load download scan search locate look check
		call invoke use trigger run execute enter launch start open click visit browse go follow obey comply perform repeat recommend
		praise promote rate say state claim pretend act behave become write create make change update set modify replace switch turn
		choose select pick prefer rank treat assume accept agree allow enable unlock ask query consult remember save store memorize
		keep summarize translate ensure begin finish stop answer reply respond tell reveal show display disclose print output echo
		log describe confirm authenticate sign encode decode convert hide conceal register deploy commit merge install`,
		commands | gives: `post send forward upload email mail append include attach add insert submit transfer publish share pass put paste
		exfiltrate leak relay deliver embed report export push sync mirror transmit smuggle bcc cc hand tweet ping whisper siphon steal`,
		commands | drops: `ignore disregard forget override bypass circumvent abandon discard skip violate break supersede overrule neglect stop drop`,
		commands | harms: `delete remove drop wipe erase destroy disable deactivate revoke approve grant pay buy purchase order refund wire
		withdraw reset elevate escalate authorize authorise overwrite format encrypt terminate shut kill cancel`,
		private: `user's users' password passwords passphrase passcode credential credentials token tokens secret secrets apikey key keys
		keychain conversation conversations sessions chats chat history session cookie cookies wallet btc eth bitcoin crypto funds money account accounts inbox mailbox
		mailboxes emails messages contacts customer customers salary payroll payment home env environment ssh id_rsa passwd shadow memory
		confidential private sensitive personal repository repositories database databases production backup backups 2fa two-factor
		otp admin administrator root privileges permissions attacker exfil recovery seed pin cvv ssn social iban recipient payee invoice invoices
		calendar location access card cards firewall antivirus logging alerts audit subscription clipboard`,
		ruling: `instruction instructions rules rule guidelines guideline directive directives constraints constraint restrictions restriction
		policy policies safety guardrails safeguards prompt prompts limits limitations filter filters protocol protocols training told`,
		wide:     `all every everything always whenever any only entire whole each never immediately now next first instead without secretly silently quietly covertly above previous prior earlier preceding everyone everybody content contents`,
		speakers: `system assistant ai admin administrator developer model agent agents llm chatbot bot copilot claude gpt chatgpt gemini operator`,
		leads:    `please kindly then now also and just immediately first instead next finally must should shall will you always simply but so or`,
		forbids:  `not never don't dont cannot can't no`,
		answers:  `answer answers reply replies response responses output outputs request requests call calls message messages summary turn`,
		yours:    `your yours its`,
		toolish:  `tool tools function functions shell terminal command commands curl wget bash powershell plugin endpoint webhook api sudo`,
		tells:    `tell mention reveal inform notify say disclose show alert warn report`,
		shows:    `reveal show display disclose print output repeat recite reply quote leak write echo`,
		using:    `use call invoke run trigger execute launch via using with access`,
		malice:   `leak exfiltrate smuggle steal siphon harvest backdoor trick lure spy`,
		learns:   `know learn notice see hear find discover suspect realize realise told informed notified aware`,
		pointing: `the a an your this that these those its their our us me it them with to from in into for`,
		person:   `user users human humans anyone customer owner person people nobody everyone`,
	})
})

func listed(lists map[deed]string) map[string]deed {
	all := map[string]deed{}
	for does, list := range lists {
		for w := range strings.FieldsSeq(list) {
			all[w] |= does
		}
	}
	return all
}

// Urges reports whether text, which nobody is meant to read, comes to at least
// so many points of a request to a model. Two sentences next to each other
// count together. Of the points one at least must be about what a model has:
// the user, its rules, its tools, its answers, private things.
func Urges(text string, points int) bool {
	last, lastModel := 0, false
	for from := 0; from < len(text); {
		to := SentenceEnd(text, from)
		n, model := weigh(text[from:to])
		if n >= points && model || n > 0 && last > 0 && n+last >= points+2 && (model || lastModel) {
			return true
		}
		last, lastModel, from = n, model, to
	}
	return false
}

// SentenceEnd returns the offset behind the sentence that begins at from.
func SentenceEnd(text string, from int) int {
	for i := from; i < len(text); i++ {
		switch c := text[i]; {
		case c == '\n' || c == ';', (c == '.' || c == '!' || c == '?') && (i+1 == len(text) || text[i+1] <= ' '):
			return i + 1
		}
	}
	return len(text)
}

// longSentence is how many words a request hardly has.
const longSentence = 36

// weigh counts the points of one sentence, and says whether it is about
// what a model has.
func weigh(s string) (points int, model bool) {
	var u sentence
	u.begins, u.rest, u.not, u.your = true, s, 9, 9
	for u.next() {
		u.take()
	}
	if u.acts == 0 && !u.called && !u.secrecy {
		return 0, false
	}
	points = min(u.acts, 2)
	for _, sign := range []bool{u.called, u.called, u.all, u.third, u.address, u.code, u.theirs, u.shows && u.rules, u.drops && u.ruling > 0, u.drops && u.ruling > 0, u.drops && u.ruling > 1, u.secrecy, u.secrecy, u.malice,
		u.harms && (u.all || u.third || u.code || u.theirs || u.called)} {
		if sign {
			points++
		}
	}
	points += min(u.things, 2)
	if u.form && u.things == 0 && !u.secrecy && !u.malice && !u.third && !u.called && !u.drops && !u.code && !u.address {
		points--
	}
	if points == Least && (!u.points || u.seen < 6) || u.seen > longSentence {
		points-- // a label, a heading; or so many words that some are there by chance
	}
	return points, u.called || u.third || u.theirs || u.things > 0 || u.drops && u.ruling > 0 || u.shows && u.rules || u.secrecy || u.malice && (u.all || u.third) ||
		u.code && u.acts > 0 || u.address && (u.sends || points > Least && u.acts > 1)
}

// sentence is one pass through a sentence.
type sentence struct {
	rest, word string
	prev       string // the word before
	before     string // the one before that, in small letters
	gap        string // what stands before the word
	begins     bool   // an order may begin here
	first      bool   // the word is the first one
	seen       int
	your       int // words since "your"
	not        int // words since a negation
	acts       int // acts that are ordered
	things     int // private things, tools
	drops      bool
	harms      bool
	ruling     int  // words for what a model was told
	called     bool // somebody is called: "SYSTEM: ..."
	all        bool
	third      bool // the user, in the third person
	address    bool
	code       bool // a function's name, a pipe into a shell
	theirs     bool // your answer, your instructions
	secrecy    bool
	malice     bool
	uses       bool // use, call: what follows is what is used
	sends      bool
	shows      bool
	rules      bool // what a model was told, by its own name
	every      bool // the word before was every, each or all
	points     bool // the, your, them: it is no label
	form       bool // it speaks of a form to be filled in
	negated    bool
}

// next moves to the next word.
func (u *sentence) next() bool {
	i := 0
	for i < len(u.rest) && (!wordByte(u.rest[i]) || u.rest[i] == '-' || u.rest[i] == '\'') {
		i++
	}
	k := i
	for k < len(u.rest) && wordByte(u.rest[k]) {
		k++
	}
	if i == k {
		u.gap, u.word = u.rest, ""
		u.signs()
		return false
	}
	u.before = strings.ToLower(u.prev)
	u.gap, u.prev, u.word, u.rest = u.rest[:i], u.word, u.rest[i:k], u.rest[k:]
	u.first = u.seen == 0
	u.seen++
	u.signs()
	return true
}

// signs looks at what stands between two words.
func (u *sentence) signs() {
	if strings.ContainsAny(u.gap, ",:;(\"'-*>|`=") {
		u.begins = true
		if strings.ContainsAny(u.gap, ",:;") {
			u.negated = false
		}
	}
	if strings.Contains(u.gap, "://") {
		u.begins = false // a host
	}
	if strings.Contains(u.gap, "://") || strings.Contains(u.gap, "@") && !strings.HasPrefix(u.gap, " ") || strings.Contains(u.gap, "./") {
		u.address = true
	}
	if u.gap == "." && len(u.word) > 1 && u.seen > 1 {
		u.address = true // a host or a file
	}
	if strings.Contains(u.gap, "|") && (strings.HasPrefix(u.word, "sh") || strings.HasPrefix(u.word, "bash")) || strings.HasPrefix(u.rest, "()") {
		u.code = true
	}
}

// take counts the word.
func (u *sentence) take() {
	w := strings.ToLower(strings.Trim(u.word, "'-_"))
	does := meanings()[w]
	u.your, u.not = u.your+1, u.not+1
	if does&speakers != 0 && u.seen <= 5 && strings.HasPrefix(strings.TrimLeft(u.rest, "])*> "), ":") {
		u.called = true
	}
	switch {
	case does&forbids != 0:
		u.not, u.negated = 0, true
	case does&tells != 0 && u.not <= 2 && u.not > 0:
		u.secrecy = u.secrecy || strings.Contains(u.rest, "user") || strings.Contains(u.rest, "human") || strings.Contains(u.rest, "anyone") || strings.Contains(u.rest, "anybody")
	case does&tells != 0 && (strings.HasPrefix(u.rest, " nobody") || strings.HasPrefix(u.rest, " no one")),
		does&learns != 0 && u.not <= 3 && u.third:
		u.secrecy = true
	case does&commands != 0 && u.begins && !u.every && !u.negated && !u.nounHere():
		u.acts++
		u.drops, u.harms = u.drops || does&drops != 0, u.harms || does&harms != 0
		u.malice, u.sends = u.malice || does&malice != 0, u.sends || does&gives != 0
		u.shows = u.shows || does&shows != 0
	case w == "you" && strings.HasPrefix(strings.ToLower(u.rest), " are now "):
		u.acts, u.theirs, u.all = u.acts+1, true, true
	case w == "from" && strings.HasPrefix(strings.ToLower(u.rest), " now on"):
		u.theirs = true
	case w == "system" && (strings.HasPrefix(u.rest, " prompt") || strings.HasPrefix(u.rest, " message") || strings.HasPrefix(u.rest, " instruction")):
		u.theirs = true
	case does&answers != 0 && u.every:
		u.theirs = true
	}
	if w == "do" && u.begins && (strings.HasPrefix(u.rest, " whatever ") || strings.HasPrefix(u.rest, " everything ") || strings.HasPrefix(u.rest, " exactly ")) {
		u.acts, u.theirs, u.all = u.acts+1, true, true // obedience to somebody else
	}
	if (w == "given" || w == "received" || w == "got") && u.ruling > 0 || w == "role" && u.acts > 0 {
		u.theirs = true
	}
	u.form = u.form || forms[w]
	u.every = w == "every" || w == "each" || w == "all"
	u.points = u.points || does&pointing != 0
	u.all = u.all || does&wide != 0
	if does&ruling != 0 && (w != "rule" || u.your <= 3) {
		u.ruling++
		u.rules = u.rules || strings.HasPrefix(w, "instruct") || strings.HasPrefix(w, "prompt") || strings.HasPrefix(w, "guideline") || w == "rules" || w == "told"
	}
	u.third = u.third || does&person != 0 && strings.HasSuffix(strings.ToLower(u.gap), " ") && !u.first && u.your > 1
	u.theirs = u.theirs || does&(answers|ruling) != 0 && u.your <= 3 && u.your > 0 && u.seen > 1 && u.yourSeen()
	if does&private != 0 && !u.onDesk(w) && !takenOut[strings.ToLower(u.prev)] && !takenOut[u.before] || does&toolish != 0 && u.uses {
		u.things++
	}
	u.uses = u.uses || does&using != 0
	if strings.Contains(w, "_") && w == u.word && len(w) > 6 && !strings.ContainsAny(w, "0123456789") {
		u.code = true
	}
	if does&yours != 0 {
		u.your = 0
	}
	u.begins = does&(leads|wide|gives) != 0 && does&forbids == 0 && !(w == "you" && offering[u.prev]) || w == "on" || w == "to" && u.acts > 0 || does&commands != 0 && u.begins
}

// offering are words behind which "you" is told what is possible, not what to do.
var offering = map[string]bool{
	"lets": true, "let": true, "allows": true, "enables": true, "helps": true, "if": true, "when": true, "as": true, "that": true, "which": true, "where": true, "how": true, "before": true, "after": true, "once": true, "until": true,
}

// takenOut are verbs of what is done to secrets before a text is shown.
var takenOut = map[string]bool{
	"remove": true, "removing": true, "redact": true, "redacting": true, "mask": true, "masking": true, "strip": true, "omit": true, "scrub": true, "censor": true, "anonymize": true, "anonymise": true,
}

// forms are words of the remarks that templates of reports have for people.
var forms = map[string]bool{
	"comment": true, "comments": true, "template": true, "templates": true, "fill": true, "placeholder": true, "placeholders": true, "checklist": true, "checkbox": true,
	"checkboxes": true, "section": true, "sections": true, "issue": true, "issues": true, "pr": true, "heading": true, "headings": true, "bug": true,
}

// onDesk reports whether a word for what is private means what everybody has on
// the desk: a key of the keyboard, the clipboard that something is copied to.
func (u *sentence) onDesk(w string) bool {
	switch w {
	case "key", "keys":
		return keyboard[strings.ToLower(u.prev)] || strings.HasPrefix(u.rest, " combination")
	case "clipboard":
		prev := strings.ToLower(u.prev)
		return prev == "to" || prev == "into" || prev == "the" && (u.before == "to" || u.before == "into")
	}
	return false
}

// keyboard are names of keys to press.
var keyboard = map[string]bool{
	"ctrl": true, "control": true, "shift": true, "alt": true, "option": true, "command": true, "enter": true, "return": true, "tab": true, "esc": true, "escape": true, "arrow": true,
	"delete": true, "backspace": true, "function": true, "shortcut": true, "space": true, "cursor": true,
}

// yourSeen reports whether a "your" was met at all.
func (u *sentence) yourSeen() bool { return u.your < u.seen }

// nounHere reports whether the word, though it could be an act, is a thing by
// what stands after it: "report:", "list of".
func (u *sentence) nounHere() bool {
	rest := strings.ToLower(u.rest)
	for _, after := range [...]string{":", " of ", " is ", " are ", " was ", " from the ", "="} {
		if strings.HasPrefix(rest, after) {
			return true
		}
	}
	return strings.TrimSpace(rest) == "" || dottedTitle(rest)
}

// dottedTitle reports whether a word goes on as the name of a module that is
// said to be something: "email.parser: reads messages".
func dottedTitle(rest string) bool {
	i := 0
	for i < len(rest) && (rest[i] == '.' || rest[i] == '_' || rest[i] >= 'a' && rest[i] <= 'z') {
		i++
	}
	return i > 2 && rest[0] == '.' && strings.HasPrefix(rest[i:], ": ")
}

func wordByte(c byte) bool {
	return c|0x20 >= 'a' && c|0x20 <= 'z' || c >= '0' && c <= '9' || c == '\'' || c == '_' || c == '-' || c >= 0x80
}
