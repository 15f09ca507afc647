package abroad

import (
	"embed"
	"sort"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/mcp-watchdog/mcp-watchdog/internal/lazy"
)

// concept is a set of meanings of a word.
type concept uint64

const (
	// acts, in a form that gives an order
	dropping concept = 1 << iota // ignore, forget
	off                          // bypass, turn off, lift, break
	show                         // show, in a form that labels and help share
	tell                         // print, list, repeat, tell me, give me
	send                         // send, forward, copy
	obey                         // obey, listen to, carry out
	answer                       // answer, reply, speak
	grant                        // approve, refund, transfer, raise
	wreck                        // delete, wipe
	call                         // call, run, use
	read                         // read, open, access
	keep                         // remember, note for good
	turn                         // switch to, turn on, enter
	put                          // insert, add
	need                         // I need, show me what there is of
	praise                       // recommend, mention
	write                        // write down; forms ask people to, too
	// what it is done to
	rules    // instructions, prompts, commands
	laws     // rules, policies, limits
	guard    // safety filters, protection
	prompt   // system prompt, by its name
	setup    // configuration
	secret   // keys, tokens, secrets, variables of the environment
	password // passwords
	data     // data of users, tables, logs
	file     // files where secrets lie
	tool     // tools, functions
	talk     // the conversation, the session
	admin    // administrator, boss
	ai       // AI, bot, model
	lawless  // without rules, free of limits
	strong   // DAN, jailbreak, god mode
	devmode  // developer mode
	mode     // mode, role
	// which
	system    // system's, hidden, internal, at the start
	prior     // previous, above
	all       // all
	your      // your
	given     // that you were given, that you follow
	persona   // you are (now)
	mine      // my, me
	iam       // I am
	only      // only
	now       // now, at once
	user      // the user
	mum       // do not tell
	unchecked // without verification
	exactly   // word for word
	banned    // forbidden
	every     // in every answer, always
	lapsed    // no longer apply, are suspended
	whether   // if
	nobody    // nobody, anyone
	others    // other tools
	field     // parameter, field
	about     // attack, example
	not       // do not, no
	ask       // please, now: behind it English orders
	self      // who you are
	kept      // stored, saved
	above     // above this message
	mission   // your real task
	lm        // you are a language model
	plain     // anything else of the language
)

var names = strings.Fields(`drop off show tell send obey answer grant wreck call read keep turn put need praise write rules laws guard prompt setup
	secret password data file tool talk admin ai lawless strong devmode mode system prior all your given persona mine iam only now user mum
	unchecked exactly banned every lapsed if nobody others field about not ask self kept above mission lm plain`)

// form is a word, or some, or how words begin.
type form struct {
	runes []rune
	last  rune // the last as it is written, in small letters
	means concept
	stem  bool
	loud  bool // it counts in capitals only
	vote  bool // it tells which language a text is in
}

// language is what is known of one.
type language struct {
	name  string
	forms map[[2]rune][]form // by first letters, 0 for none, longest first
	heads bool               // acts count where orders stand: first in a clause, or behind words that ask
}

//go:embed words/*.txt
var files embed.FS

// inLatin are the languages in Latin letters.
var inLatin = [...]string{"de", "es", "fr", "hl", "id", "it", "nl", "pl", "pt", "tr", "uz", "vi"}

// inScript are the languages that are known by their script.
var inScript = [scriptCount]string{cyrillic: "ru", arabic: "ar", devanagari: "hi", thai: "th", hangul: "ko", kana: "ja", han: "zh"}

var scripts = func() (all [scriptCount]func() *language) {
	for s, name := range inScript {
		if name != "" {
			all[s] = lazy.Value(func() *language { return load(name) })
		}
	}
	return all
}()

func byScript(s script) *language {
	if s >= scriptCount || scripts[s] == nil {
		return nil
	}
	return scripts[s]()
}

// load reads the words of a language and those of English that all of them use.
func load(name string) *language {
	l := &language{name: name, forms: map[[2]rune][]form{}, heads: name == "en"}
	all := parse(name)
	if !l.heads {
		all = append(all, parse("mixed")...)
	}
	for _, f := range all {
		first := [2]rune{f.runes[0]}
		copy(first[1:], f.runes[1:])
		l.forms[first] = append(l.forms[first], f)
	}
	for first, list := range l.forms {
		sort.SliceStable(list, func(i, j int) bool { return len(list[i].runes) > len(list[j].runes) })
		l.forms[first] = merged(list)
	}
	return l
}

// merged makes one form of those that are written alike.
func merged(list []form) []form {
	n := 0
	for _, f := range list {
		k := n - 1
		for k >= 0 && len(list[k].runes) == len(f.runes) && !list[k].like(&f) {
			k--
		}
		if k >= 0 && len(list[k].runes) == len(f.runes) {
			list[k].means |= f.means
			list[k].stem = list[k].stem || f.stem
			continue
		}
		list[n] = f
		n++
	}
	return list[:n]
}

func (f *form) like(g *form) bool {
	return equal(f.runes, g.runes) && f.last < utf8.RuneSelf == (g.last < utf8.RuneSelf) && f.loud == g.loud
}

// parse reads a file of words: on each line concepts, a colon, and words with blanks
// between them, folded when read; _ is a blank in one, * behind one any ending, and ! that
// it counts in capitals only. Lines that begin with ~ hold words of English.
func parse(name string) (all []form) {
	body, err := files.ReadFile("words/" + name + ".txt")
	if err != nil {
		panic(err) // it is compiled in and tested
	}
	for line := range strings.Lines(string(body)) {
		head, list, found := strings.Cut(line, ":")
		if !found || strings.HasPrefix(line, "#") {
			continue
		}
		var means concept
		head, english := strings.CutPrefix(head, "~")
		for part := range strings.FieldsSeq(head) {
			means |= conceptOf(part)
		}
		for w := range strings.FieldsSeq(list) {
			w, stem := strings.CutSuffix(w, "*")
			w, loud := strings.CutSuffix(w, "!")
			last, _ := utf8.DecodeLastRuneInString(w)
			if runes := foldWord(w); len(runes) > 0 {
				all = append(all, form{runes, unicode.ToLower(last), means, stem, loud, !english && !loud})
			}
		}
	}
	return all
}

func conceptOf(name string) concept {
	for i, n := range names {
		if n == name {
			return 1 << i
		}
	}
	panic("no such concept: " + name)
}

func foldWord(w string) (runes []rune) {
	for _, c := range w {
		switch c = fold(c); {
		case c == '_' || c == '-':
			if len(runes) > 0 {
				runes = append(runes, space)
			}
		case c == '\'' && len(runes) > 0 && !joins(runes[len(runes)-1]):
			runes = append(runes, space)
		case c != drop && c != '\'':
			runes = append(runes, c)
		}
	}
	return runes
}

// votes says which languages in Latin letters words belong to.
type votes struct {
	words     map[string]uint64
	stems     map[string]uint64 // by their first letters
	mixed     map[string]bool   // words of English
	languages [len(inLatin)]func() *language
}

// votedBy is by how many letters a word that may have endings is looked up.
const votedBy = 4

var latinWords = lazy.Value(func() *votes {
	v := &votes{words: map[string]uint64{}, stems: map[string]uint64{}, mixed: map[string]bool{}}
	for _, f := range parse("mixed") {
		for w := range strings.FieldsSeq(string(f.runes)) {
			v.mixed[w] = true
		}
	}
	for k, name := range inLatin {
		v.languages[k] = lazy.Value(func() *language { return load(name) })
		for _, f := range parse(name) {
			if !f.vote {
				continue
			}
			first, _, many := strings.Cut(string(f.runes), string(space))
			if f.stem && !many {
				v.stems[first[:min(len(first), votedBy)]] |= 1 << k
			} else {
				v.words[first] |= 1 << k
			}
		}
	}
	return v
})

func (v *votes) of(w []byte) uint64 {
	in := v.words[string(w)]
	for n := votedBy; n > 1; n-- {
		if len(w) >= n {
			in |= v.stems[string(w[:n])]
		}
	}
	return in
}
