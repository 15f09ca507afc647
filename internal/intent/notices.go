package intent

import (
	"strings"
	"unicode/utf8"
)

// What reads like an order and is none: notices of houses and clubs, questions
// about prompts in general, settings that are to be stored, stories.

// notice reports whether sentence i says that the rules of somebody who is named no
// longer hold, and nobody is told to do anything: "all previous rules of the
// library no longer apply from 1 May".
func (s *scene) notice(i int) bool {
	if says := s.sentences[i].says; !says.any(Void) || !says.any(Rules|WeakRules) || says.any(You|Your|AI|AboutAI|Prompt|Instead|Secret) {
		return false
	}
	for n := max(0, i-1); n <= min(len(s.sentences)-1, i+1); n++ {
		if n != i && (s.sentences[n].says.any(You|AI|AboutAI|Prompt|Secret|Instead|Persona|Reveal|Address|Talk) || !s.sentences[n].foreign && s.ordered(n, deeds)) {
			return false
		}
	}
	words, dated := s.words(i), strings.ContainsAny(s.text[s.sentences[i].start:s.sentences[i].end], "0123456789")
	named := false
	for j, w := range words {
		if w.means.any(Override) && !w.means.any(Void) {
			return false
		}
		named = named || w.means.any(Rules|WeakRules) && (s.ownedByOther(words, j) || dated && w.foreign && s.namesOther(words, j))
	}
	return named
}

// ownedByOther: "the rules of the club", "the orders for visitors".
func (s *scene) ownedByOther(words []token, j int) bool {
	for n := j + 1; n+1 < len(words) && n <= j+2 && !words[n].begins; n++ {
		w := s.word(words[n])
		if !owning[w] {
			if after, ok := strings.CutPrefix(s.text[words[n].start:], "لل"); ok && words[n].means == 0 && after != "" {
				return true // the same in Arabic
			}
			continue
		}
		for n++; n < len(words) && n <= j+5 && !words[n].begins; n++ {
			switch w := s.word(words[n]); {
			case words[n].means.any(You|Your|AI|Prompt|Rules|Talk|User|Admin|Task|Before|All) || w == "conversation" || w == "session" || w == "chat":
				return false
			case !articles[w] && s.letters(words[n]) >= fewestOfName:
				return true
			}
		}
	}
	return false
}

// owning are words between rules and those whose they are.
var owning = map[string]bool{
	"of": true, "for": true, "in": true, "at": true, "on": true, "governing": true, "de": true, "del": true, "della": true, "du": true, "des": true, "der": true, "des'": true, "dell": true,
	"do": true, "da": true, "dos": true, "van": true, "voor": true, "dla": true, "pro": true, "para": true, "per": true, "pour": true, "untuk": true, "av": true, "af": true, "của": true,
	"для": true, "του": true, "της": true, "των": true,
}

// namesOther reports whether a word that no lexicon knows stands beside the
// foreign word for rules at j.
func (s *scene) namesOther(words []token, j int) bool {
	run := 0
	for n := max(0, j-7); n < len(words) && n <= j+3; n++ {
		switch {
		case n == j || words[n].means != 0 || words[n].start > 0 && s.text[words[n].start] < 0x80 && s.letters(words[n]) < fewestOfName:
			run = 0
		case s.letters(words[n]) >= fewestOfName && n >= j-4:
			return true
		default:
			if run++; run >= fewestOfName-1 {
				return true // of a script without spaces
			}
		}
	}
	return false
}

// letters is how many letters a word has.
func (s *scene) letters(t token) int {
	return utf8.RuneCountInString(s.text[t.start:min(int(t.end), len(s.text))])
}

// untold reports whether a foreign verb of telling at k is one that is forbidden: "ne
// communiquez ce code à personne" asks for no act, whatever else the verb can mean.
func (s *scene) untold(words []token, k int) bool {
	return words[k].foreign && words[k].means.any(Tell) && s.prohibited(words, k)
}

// actsBeside reports whether sentence i or one beside it speaks of an act, and not
// only of a telling that it forbids.
func (s *scene) actsBeside(i int) bool {
	for n := max(0, i-1); n <= min(len(s.sentences)-1, i+1); n++ {
		words := s.words(n)
		for k, w := range words {
			if w.means.any(Acts) && !s.untold(words, k) {
				return true
			}
		}
	}
	return false
}

// fewestOfName is how many letters make a word more than a particle.
const fewestOfName = 4

// inGeneral reports whether the question at k is about prompts as such, or about
// those of others: "what is a system prompt", "what are the system instructions
// for a typical bot". j is what it asks for.
func (s *scene) inGeneral(words []token, k, j int) bool {
	if words[k].foreign {
		return s.belongings(words[j])
	}
	if !asks[s.word(words[k])] || j < k || between(words, k+1, len(words)-1, 0, You|Tell|Given) {
		return false
	}
	if j+1 < len(words) && !words[j+1].begins {
		switch s.word(words[j+1]) {
		case "for", "on", "about", "regarding", "in", "design", "engineering", "of":
			return true
		}
	}
	for n := k + 1; n < j; n++ {
		switch s.word(words[n]) {
		case "a", "an", "practices", "practice", "tips", "examples", "rules":
			return true
		}
	}
	return false
}

// belongings reports whether a prompt is named in Chinese or Japanese only as
// what something belongs to, "best practices of system prompts", and not by
// what it says.
func (s *scene) belongings(t token) bool {
	end := min(int(t.end), len(s.text))
	for end < len(s.text) && s.text[end]&0xc0 == 0x80 {
		end++
	}
	rest := s.text[end:]
	for _, of := range []string{"的", "の"} {
		if after, ok := strings.CutPrefix(rest, of); ok {
			for _, whole := range []string{"内容", "內容", "全", "完整", "原", "所有", "细节", "文", "中身", "すべて", "第一", "开头", "一部"} {
				if strings.HasPrefix(after, whole) {
					return false
				}
			}
			return true
		}
	}
	return false
}

// stores: "put the key in your .env", "paste it into the .env file": a place that
// secrets are written to, and from which none is taken.
func (s *scene) stores(i int) bool {
	words, into := s.words(i), false
	if s.sentences[i].says.any(Address|Secretly|Talk) || s.sentences[i].foreign {
		return false
	}
	for k, w := range words {
		if w.means.any(Place) || w.end-w.start == int32(len("env")) && s.word(w) == "env" && s.text[max(0, int(w.start)-1)] == '.' {
			if !s.behindInto(words, k) || !strings.HasPrefix(s.word(w), "env") {
				return false
			}
			into = true
		}
		if w.means.any(Send) && !w.means.any(Pass) && s.commands(words, k) {
			return false
		}
	}
	return into
}

// behindInto: "in your .env", "to the .env".
func (s *scene) behindInto(words []token, k int) bool {
	for j := k - 1; j >= 0 && j >= k-3; j-- {
		switch s.word(words[j]) {
		case "in", "into", "to", "inside":
			return true
		case "your", "the", "a", "an", "local", "project":
		default:
			return false
		}
	}
	return false
}

// ofStory reports whether an English word at k describes a character or a model that
// is spoken of rather than to: "a hypothetical model", "is a fictional character".
func (s *scene) ofStory(words []token, k int) bool {
	switch s.word(words[k]) {
	case "fictional", "hypothetical", "imaginary":
	default:
		return false
	}
	if k == 0 || words[k].begins || !articles[s.word(words[k-1])] {
		return false
	}
	return !between(words, 0, len(words)-1, 0, You|Must) && !s.sentenceBegins(words, k, Persona)
}

// sentenceBegins reports whether one of the words before k means any of c.
func (s *scene) sentenceBegins(words []token, k int, c Concept) bool {
	return k > 0 && between(words, 0, k-1, 0, c)
}

// byThing reports whether the duty at k is one of a thing that is named, not of the
// model: "the variable should store".
func (s *scene) byThing(words []token, k int) bool {
	if k < 3 || words[k].foreign || !words[k-1].means.any(Must) {
		return false
	}
	noun := words[k-2]
	return noun.means == 0 && !noun.begins && s.word(words[k-3]) == "the" && !between(words, max(0, k-6), k, 0, You|AI|User)
}

// handing are verbs of what people are asked to put into a form: "paste your
// configuration here".
var handing = map[string]bool{"paste": true, "copy": true, "share": true, "share your": true, "provide": true, "include": true, "put": true, "insert": true, "paste me": true, "copy of": true, "fill in": true, "write": true, "state": true, "export": true, "display": true}
