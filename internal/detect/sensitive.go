package detect

import (
	"slices"
	"strings"
	"unicode"
)

// secretKind is what a text asks for that a server must not ask for.
type secretKind uint8

const (
	noSecret   secretKind = iota
	password              // passwords and personal numbers
	keyOrToken            // keys, tokens and other things that open doors to programs
	oneTime               // codes for one login
	cardData              // of payment cards and bank accounts
	seedPhrase            // of wallets
	identity              // official numbers of a person
	// The weak ones are words with other uses: they count as the name of a
	// field, and in sentences where they are yours.
	weakSecret
	weakIdentity
)

// opensDoors reports whether who has it can act in the person's name.
func (k secretKind) opensDoors() bool {
	return k != noSecret && k != identity && k != weakIdentity
}

func (k secretKind) String() string {
	switch k {
	case password:
		return "a password or PIN"
	case keyOrToken:
		return "a key or token"
	case oneTime:
		return "a one-time code"
	case cardData:
		return "card or bank data"
	case seedPhrase:
		return "the recovery phrase of a wallet"
	case weakSecret:
		return "a secret"
	}
	return "an official personal number"
}

// mention is a secret that a text names.
type mention struct {
	kind       secretKind
	start, end int // words
}

// maxMentions bounds the secrets of one text that are looked at.
const maxMentions = 64

// mentions returns the secrets that all names, apart from those where it is
// about something else: the length of a password, the name of a key.
func (x *lexica) mentions(all []term) (found []mention) {
	for i := 0; i < len(all) && len(found) < maxMentions; {
		kind, n := x.secretNames().at(all, i)
		if n == 0 {
			i++
			continue
		}
		if !aboutIt(all, i, i+n) {
			found = append(found, mention{kind, i, i + n})
		}
		i += n
	}
	return found
}

// aboutIt reports whether the words around a secret make it something about
// that secret.
func aboutIt(all []term, start, end int) bool {
	word := func(i int) string {
		if i < 0 || i >= len(all) || i >= end && slices.ContainsFunc(all[end:i+1], func(t term) bool { return t.begins }) {
			return ""
		}
		return all[i].key
	}
	in := func(i int, set func() map[string]bool) bool {
		w := word(i)
		return w != "" && (set()[w] || set()[strings.TrimSuffix(w, "s")])
	}
	switch {
	case in(end, aspects), in(end, articles) && in(end+1, aspects):
		return true
	case in(start-1, otherKinds):
		return true
	}
	for i := start - 1; i >= max(0, start-4) && !all[i+1].begins; i-- {
		if in(i, ofWords) && in(i-1, aspects) {
			return true
		}
	}
	return false
}

// nameOf returns the secret that the name or title of a field asks for.
func (x *lexica) nameOf(name string) secretKind {
	all := terms(name)
	if found := x.mentions(all); len(found) > 0 {
		last := found[len(found)-1]
		if kind := last.kind; kind < weakSecret || last.end == len(all) || len(all) <= 2 {
			return kind
		}
	}
	if kind, _, _, ok := x.secretNames().run(strings.ToLower(name)); ok {
		return kind
	}
	return noSecret
}

// maxAskGap is how many words stand between "enter" and what is to be entered.
const maxAskGap = 6

// askedFor returns the secret that a sentence asks its reader for. direct is
// true when it says whose: yours.
func (x *lexica) askedFor(text string) (kind secretKind, direct bool) {
	all := terms(text)
	for _, m := range x.mentions(all) {
		asks, yours := governed(all, m.start, m.end)
		if m.kind >= weakSecret && !(ordersNear(all, m.start, askVerbs, 4) && (yours || loneSecrets()[all[m.start].key])) || m.kind == noSecret {
			continue
		}
		if asks {
			kind, direct = m.kind, direct || yours
			if yours {
				return kind, true
			}
		}
	}
	if kind != noSecret {
		return kind, direct
	}
	if kind, _, _, ok := x.secretNames().run(strings.ToLower(text)); ok {
		return kind, false
	}
	return noSecret, false
}

// governed reports whether what starts at the word is asked for: a verb of
// asking stands in front of it with little between, or nothing but an article
// does, or the text is in a language whose verbs are not known.
func governed(all []term, start, end int) (asks, yours bool) {
	foreign := false
	for _, t := range all {
		foreign = foreign || strings.ContainsFunc(t.key, func(r rune) bool { return r > unicode.MaxLatin1 })
	}
	gap := 0
	for i := start - 1; i >= 0 && gap <= maxAskGap; i-- {
		w := all[i].key
		yours = yours || yourWords()[w]
		switch {
		case negations()[w] && !(i > 0 && conditions()[all[i-1].key]) && !(i > 1 && conditions()[all[i-2].key]):
			return false, yours
		case needVerbs()[w], askVerbs()[w] && !(i > 0 && actors()[all[i-1].key]):
			return !negated(all, i), yours
		case breakWords()[w], actors()[w]:
			return false, yours
		case !articles()[w] && !yourWords()[w] && !linkWords()[w]:
			gap++
		}
		if all[i+1].begins && !colonLists(all, i) {
			break
		}
	}
	return foreign || gap <= 3 && !stated(all, end), yours
}

// stated reports whether the words say something of what stands in front of
// them, and do not ask for it: "your password will expire".
func stated(all []term, i int) bool {
	return i < len(all) && !all[i].begins && (stateVerbs()[all[i].key] || beVerbs()[all[i].key] && !(i+1 < len(all) && needed()[all[i+1].key]))
}

// colonLists reports whether the sentence goes on over a mark behind the word:
// "verify your identity: passport number and ...".
func colonLists(all []term, i int) bool {
	for k := i; k >= max(0, i-3); k-- {
		if askVerbs()[all[k].key] {
			return true
		}
	}
	return false
}

// negated reports whether the verb is forbidden: "never enter your password".
func negated(all []term, verb int) bool {
	for i := verb - 1; i >= max(0, verb-3) && !all[i+1].begins; i-- {
		if negations()[all[i].key] {
			for k := i; k >= max(0, i-4); k-- {
				if conditions()[all[k].key] {
					return false
				}
			}
			return true
		}
	}
	return false
}
