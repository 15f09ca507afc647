package detect

import (
	"strings"

	"github.com/mcp-watchdog/mcp-watchdog/internal/intent"
)

// Words that somebody took pains to keep from every reader but the model need
// less to be an order than words in the open: whoever hides a request has
// something to ask for that he could not ask aloud. hostile and urges are for
// such words alone: decoded, disguised or hidden ones. Whole documents must not
// be judged by them.

// maxHostile bounds how much of one hidden text is read for orders at a time.
const maxHostile = 4 << 10

// hostile reports whether hidden words are orders to a model.
func (t *Text) hostile(hidden string) bool { return t.runner.hostile(hidden, hiddenPoints) }

// From longHidden bytes on hidden text is more than a remark, from hiddenPage on
// it is a folded chapter or the template of a form: in so many words some look
// like a request by chance.
const (
	longHidden = 240
	hiddenPage = 1500
)

// ordering reports whether a text that is shown only to who asks for it, such
// as a folded chapter, holds plain orders to a model.
func (t *Text) ordering(hidden string) bool { return t.runner.hostile(hidden, noPoints) }

// hiddenPoints is what hidden words must come to where pages hide honest words
// as well; disguisedPoints is the same for words in a disguise.
const (
	hiddenPoints    = 4
	disguisedPoints = 3
)

// noPoints: only plain orders count.
const noPoints = 1 << 10

func (r *Runner) hostile(hidden string, points int) bool {
	switch {
	case len(hidden) > hiddenPage:
		points += 3
	case len(hidden) > longHidden:
		points++
	}
	for len(hidden) > 0 {
		n := runeStart(hidden, min(len(hidden), maxHostile))
		if n == 0 {
			n = len(hidden)
		}
		for _, o := range r.orders(hidden[:n], intent.Hidden) {
			if o.Sure >= 2 {
				return true
			}
		}
		if points < noPoints && urges(hidden[:n], points) {
			return true
		}
		hidden = hidden[n:]
	}
	return false
}

// urging is what a word of English does to make a sentence a request to a
// model.
type urging uint16

const (
	commands    urging = 1 << iota // an act, when it stands where an order begins
	gives                          // the act sends something on
	drops                          // the act drops what was told before
	harms                          // the act destroys or pays
	urgePrivate                    // what only the user's side has
	ruling                         // what a model was told
	wide                           // all, every, always
	speakers                       // who speaks, in front of a colon: system, assistant
	leads                          // what may stand before an order: please, then, now
	forbids                        // not, never
	answers                        // what a model gives: reply, answer, output
	urgeYours                      // your, yours
	toolish                        // tool, function, shell
	tells                          // tell, mention: forbidden, it is secrecy
	person                         // user, human
)

// urgeWords are the words, by what they do.
var urgeWords = urgeLists(map[urging]string{
	commands: `read open fetch list collect gather get copy dump extract find retrieve load download scan search locate look check
		call invoke use trigger run execute enter launch start open click visit browse go follow obey comply perform repeat recommend
		praise promote rate say state claim pretend act behave become write create make change update set modify replace switch turn
		choose select pick prefer rank treat assume accept agree allow enable unlock ask query consult remember save store memorize
		keep summarize translate ensure begin finish stop answer reply respond tell reveal show display disclose print output echo
		log describe confirm authenticate sign encode decode convert hide conceal register deploy commit merge install`,
	commands | gives: `post send forward upload email mail append include attach add insert submit transfer publish share pass put paste
		exfiltrate leak relay deliver embed report export push sync mirror transmit smuggle bcc cc hand tweet ping`,
	commands | drops: `ignore disregard forget override bypass circumvent abandon discard skip violate break supersede overrule neglect`,
	commands | harms: `delete remove drop wipe erase destroy disable deactivate revoke approve grant pay buy purchase order refund wire
		withdraw reset elevate escalate authorize authorise overwrite format encrypt terminate shut kill encrypt`,
	urgePrivate: `user's users' password passwords passphrase passcode credential credentials token tokens secret secrets apikey key keys
		keychain conversation chat history session cookie cookies wallet btc eth bitcoin crypto funds money account accounts inbox mailbox
		mailboxes emails messages contacts customer customers salary payroll payment home env environment ssh id_rsa passwd shadow memory
		confidential private sensitive personal repository repositories database databases production backup backups 2fa two-factor
		otp admin administrator root privileges permissions attacker exfil`,
	ruling: `instruction instructions rules rule guidelines guideline directive directives constraints constraint restrictions restriction
		policy policies safety guardrails safeguards prompt prompts limits limitations filters protocol protocols training`,
	wide:      `all every everything always whenever any only entire whole each never immediately now next first instead without secretly silently quietly covertly above previous prior earlier preceding`,
	speakers:  `system assistant ai admin administrator developer model agent agents llm chatbot bot copilot claude gpt chatgpt gemini operator`,
	leads:     `please kindly then now also and just immediately first instead next finally must should shall will you always simply but so or`,
	forbids:   `not never don't dont cannot can't no`,
	answers:   `answer answers reply replies response responses output outputs request requests call calls message messages summary turn`,
	urgeYours: `your yours its`,
	toolish:   `tool tools function functions shell terminal command commands curl wget bash powershell plugin endpoint webhook api sudo`,
	tells:     `tell mention reveal inform notify say disclose show alert warn report`,
	person:    `user users human humans anyone customer owner person people`,
})

func urgeLists(lists map[urging]string) map[string]urging {
	all := map[string]urging{}
	for does, list := range lists {
		for w := range strings.FieldsSeq(list) {
			all[w] |= does
		}
	}
	return all
}

// urges reports whether text, which nobody is meant to read, comes to at least
// so many points of a request to a model. Two sentences next to each other
// count together. Of the points one at least must be about what a model has:
// the user, its rules, its tools, its answers, private things.
func urges(text string, points int) bool {
	last, lastModel := 0, false
	for from := 0; from < len(text); {
		to := sentenceEnd(text, from)
		n, model := urgeSentence(text[from:to])
		if n+last >= points && (model || lastModel) && n > 0 {
			return true
		}
		last, lastModel, from = n, model, to
	}
	return false
}

// sentenceEnd returns the offset behind the sentence that begins at from.
func sentenceEnd(text string, from int) int {
	for i := from; i < len(text); i++ {
		switch c := text[i]; {
		case c == '\n' || c == ';', (c == '.' || c == '!' || c == '?') && (i+1 == len(text) || text[i+1] <= ' '):
			return i + 1
		}
	}
	return len(text)
}

// urgeSentence counts the points of one sentence, and says whether it is about
// what a model has.
func urgeSentence(s string) (points int, model bool) {
	var u urgeState
	u.begins, u.rest = true, s
	for u.next() {
		u.take()
	}
	if u.acts == 0 && !u.called {
		return 0, false
	}
	points = min(u.acts, 2)
	for _, sign := range []bool{u.called, u.called, u.all, u.third, u.address, u.code, u.theirs, u.drops && u.ruling > 0, u.drops && u.ruling > 0, u.drops && u.ruling > 1, u.secrecy, u.secrecy, u.harms && (u.all || u.third || u.code || u.theirs || u.called)} {
		if sign {
			points++
		}
	}
	points += min(u.things, 2)
	return points, u.called || u.third || u.theirs || u.things > 0 || u.drops && u.ruling > 0 || u.secrecy || u.code && u.acts > 0
}

// urgeState is one pass through a sentence.
type urgeState struct {
	rest, word string
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
	negated    bool
}

// next moves to the next word.
func (u *urgeState) next() bool {
	i := 0
	for i < len(u.rest) && !urgeByte(u.rest[i]) {
		i++
	}
	k := i
	for k < len(u.rest) && urgeByte(u.rest[k]) {
		k++
	}
	if i == k {
		u.gap = u.rest
		u.signs()
		return false
	}
	u.gap, u.word, u.rest = u.rest[:i], u.rest[i:k], u.rest[k:]
	u.first = u.seen == 0
	u.seen++
	u.signs()
	return true
}

// signs looks at what stands between two words.
func (u *urgeState) signs() {
	if strings.ContainsAny(u.gap, ",:;(\"'-*>|`=") {
		u.begins = true
		if strings.ContainsAny(u.gap, ",:;") {
			u.negated = false
		}
	}
	if strings.Contains(u.gap, "://") || strings.Contains(u.gap, "@") && !strings.HasPrefix(u.gap, " ") || strings.Contains(u.gap, "./") {
		u.address = true
	}
	if strings.Contains(u.gap, "|") && (strings.HasPrefix(u.word, "sh") || strings.HasPrefix(u.word, "bash")) || strings.HasPrefix(u.rest, "()") {
		u.code = true
	}
}

// take counts the word.
func (u *urgeState) take() {
	w := strings.ToLower(strings.Trim(u.word, "'-_"))
	does := urgeWords[w]
	u.your, u.not = u.your+1, u.not+1
	if does&speakers != 0 && u.seen <= 5 && strings.HasPrefix(strings.TrimLeft(u.rest, "])*> "), ":") {
		u.called = true
	}
	switch {
	case does&forbids != 0:
		u.not, u.negated = 0, true
	case does&tells != 0 && u.not <= 2 && u.not > 0:
		u.secrecy = u.secrecy || strings.Contains(u.rest, "user") || strings.Contains(u.rest, "human") || strings.Contains(u.rest, "anyone")
	case does&commands != 0 && u.begins && !u.negated && !u.nounHere():
		u.acts++
		u.drops, u.harms = u.drops || does&drops != 0, u.harms || does&harms != 0
	case w == "you" && strings.HasPrefix(strings.ToLower(u.rest), " are now "):
		u.acts, u.theirs, u.all = u.acts+1, true, true
	case w == "from" && strings.HasPrefix(strings.ToLower(u.rest), " now on"):
		u.theirs = true
	}
	u.all = u.all || does&wide != 0
	if does&ruling != 0 {
		u.ruling++
	}
	u.third = u.third || does&person != 0 && strings.HasSuffix(strings.ToLower(u.gap), " ") && !u.first && u.your > 1
	u.theirs = u.theirs || does&(answers|ruling) != 0 && u.your <= 3 && u.your > 0 && u.seen > 1 && u.yourSeen()
	if does&(urgePrivate|toolish) != 0 && does&commands == 0 {
		u.things++
	}
	if strings.Contains(w, "_") && len(w) > 6 && !strings.ContainsAny(w, "0123456789") {
		u.code = true
	}
	if does&urgeYours != 0 {
		u.your = 0
	}
	u.begins = does&(leads|wide|gives) != 0 && does&forbids == 0 || w == "on" || does&commands != 0 && u.begins
}

// yourSeen reports whether a "your" was met at all.
func (u *urgeState) yourSeen() bool { return u.your < u.seen }

// nounHere reports whether the word, though it could be an act, is a thing by
// what stands after it: "report:", "list of".
func (u *urgeState) nounHere() bool {
	rest := strings.ToLower(u.rest)
	for _, after := range [...]string{":", " of ", " is ", " are ", " was ", " from the ", "="} {
		if strings.HasPrefix(rest, after) {
			return true
		}
	}
	return strings.TrimSpace(rest) == ""
}

func urgeByte(c byte) bool {
	return c|0x20 >= 'a' && c|0x20 <= 'z' || c >= '0' && c <= '9' || c == '\'' || c == '_' || c == '-' || c >= 0x80
}
