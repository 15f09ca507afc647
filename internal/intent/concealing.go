package intent

import "strings"

// concealing: the user is not to hear of it.
func (s *scene) concealing(i int, where Where) int {
	if !s.sentences[i].says.any(Secretly | Not) {
		return 0
	}
	words, best := s.words(i), 0
	for k, w := range words {
		if w.means.any(Secretly) && s.covers(i, k) && !s.sparesOthers(words, k) && !(s.autonomous(words, k) && !s.asked && !s.sentences[i].says.any(Send|Grant|Secret|Place|Money|Address|Talk|User)) {
			best = max(best, 1)
		}
		if !w.means.any(Not) || k+1 < len(words) && !w.foreign && s.word(words[k+1]) == "longer" { // "need no longer tell the user that ..."
			continue
		}
		j := nearBoth(words, k, Tell, 4)
		if w.foreign && w.means.any(Tell) && (j < 0 || !sameClause(words, k, j)) {
			j = k // one word says both: "nesakyk", "айтпа"
		}
		if j >= 0 && j < k && w.foreign && strings.HasPrefix(s.word(w), "禁") {
			continue // in Chinese what is forbidden stands behind
		}
		if j < 0 || j < k && w.begins && !w.foreign || j > k+1 && (words[j].begins || w.foreign && !sameClause(words, k, j)) || j < k-1 && !w.foreign || s.reports(words, k) || s.recalled(words, k, j) || s.unknown(words, k, j) { // "if not, tell the user"
			continue
		}
		if j > k && s.word(w) == "no" && !w.foreign && !sameClause(words, k, j) {
			continue // "yes/no", an answer
		}
		learns := s.learns(words[j])
		if learns && !words[j].foreign && j > k && between(words, k, j-1, 0, User) && (s.says(words[k:j], "let") || s.says(words[k:j], "letting") || s.says(words[k:j], "need")) {
			best = max(best, 2) // "never let the user see"
		}
		switch u := near(words, j, User, 5); {
		case where == Document && s.guards(i, j):
			continue
		case s.doc && s.spokenOf(words, min(k, j)-5, max(k, j)+5) && !s.around(i, 1).any(AI|AboutAI):
			continue // what staff is told: "do not inform the customer before 8"
		case u >= 0 && !learns && !s.advice(words, u):
			best = max(best, 2)
		case u >= 0 && !learns:
		case behind(words, min(j, k), User, 5):
			if !s.tellsItself(words[j]) { // "the user must not be told", not "what the user did not mention"
				best = max(best, 2)
			}
		case !learns && !w.foreign && j+1 < len(words) && s.word(words[j+1]) == "that" && (s.word(words[j]) == "disclose" || s.word(words[j]) == "reveal"):
			best = max(best, 2) // "never disclose that"
		case !learns && (s.sentences[i].says.any(Must|You) || w.begins || k > 0 && (s.word(words[k-1]) == "and" || s.word(words[k-1]) == "but")):
			best = max(best, 1) // "do not mention this"
		}
	}
	return best
}

// guards: "never tell an assistant your password".
func (s *scene) guards(i, j int) bool {
	const deeds = Read | Send | Pass | Run | Destroy | Grant | Secretly | Address | Place
	words := s.words(i)
	if words[j].foreign && between(words, j-3, j, 3, Secret) && !between(words, j-3, j, 3, deeds) {
		return true // "change the password of your mail, and tell it to nobody"
	}
	return (nearBoth(words, j, Secret, 4) >= 0 || s.ownCode(i)) && !s.sentences[i].says.any(deeds)
}

// sparesOthers: "without notifying the guests", who are not the user.
func (s *scene) sparesOthers(words []token, k int) bool {
	if words[k].foreign || !strings.HasPrefix(s.word(words[k]), "without ") || k+1 >= len(words) {
		return false
	}
	if name := s.text[words[k+1].start]; name >= 'A' && name <= 'Z' && words[k+1].means == 0 && s.text[words[k].start] >= 'a' {
		return true // "without telling Git"
	}
	if k+2 >= len(words) || words[k+1].begins || words[k+2].begins {
		return false
	}
	switch s.word(words[k+1]) {
	case "the", "other", "all", "any", "its", "their", "your":
		return words[k+2].means == 0
	}
	return words[k+1].means == 0 && strings.HasSuffix(s.word(words[k+1]), "s") && s.word(words[k+1]) != "this"
}

// autonomy is acting without asking, which options of honest tools offer, too:
// it is secrecy only where there is something to keep.
var autonomy = map[string]bool{
	"without asking": true, "without confirmation": true, "without approval": true, "without review": true, "without permission": true, "without consent": true,
	"no need to ask": true, "need not be asked": true, "not need to be asked": true,
}

// reports: "the user does not see", which says what is, not what must be.
func (s *scene) reports(words []token, k int) bool {
	if words[k].foreign || k == 0 {
		return false
	}
	if s.word(words[k]) == "cannot" {
		return s.word(words[k-1]) == "users" && !s.says(words[max(0, k-6):k], "so") && !s.says(words[max(0, k-6):k], "ensure") && !s.says(words[max(0, k-6):k], "that")
	}
	if s.word(words[k]) != "not" {
		return false
	}
	switch s.word(words[k-1]) {
	case "should", "will":
		return k > 2 && s.word(words[k-2]) == "users" && words[k-3].means.any(Before|Fresh) // "existing users should not notice the upgrade"
	case "does", "did", "is", "was", "has", "had":
		return true
	}
	return false
}

// hidesItself reports whether what sentence i keeps from the user is this very
// text.
func (s *scene) hidesItself(i int) bool {
	words := s.words(i)
	if !s.says(words, "user") {
		return false
	}
	for k, w := range words {
		switch s.word(w) {
		case "this", "these":
			if k+1 == len(words) || words[k+1].begins || words[k+1].means.any(Rules|WeakRules|Task|Hail) || s.word(words[k+1]) == "text" {
				return true
			}
		}
	}
	return false
}

// unseen: "its output is not visible to the user; sum it up", as honest tools say.
func (s *scene) unseen(i, k int) bool {
	words := s.words(i)
	return k > 0 && !words[k].foreign && strings.HasPrefix(s.word(words[k]), "not visible") && (s.word(words[k-1]) == "is" || s.word(words[k-1]) == "are") &&
		!s.around(i, 1).any(Send|Secret|Place|Address|Talk|Destroy|Grant)
}

// covers reports whether the words of secrecy at k go with an order: "silently
// forward", "send it without telling the user", not "it fails silently" and not
// "never do it without asking".
func (s *scene) covers(i, k int) bool {
	words := s.words(i)
	if words[k].foreign && s.forbidsWithout(words, k) || behind(words, k, Not, 6) || !words[0].foreign && words[0].means.any(Not) && k > 0 || s.unseen(i, k) {
		return false
	}
	if k > 0 && !words[k].foreign && !strings.Contains(s.word(words[k]), " ") && reporting[s.word(words[k-1])] && !(k > 1 && words[k-2].means.any(You|AI)) {
		return false // "guessing them will silently return the wrong data"
	}
	if !words[k].foreign && s.happens(words, k) {
		return false
	}
	reach := 3
	if words[k].foreign {
		reach = 7 // the verb may stand at the end
	}
	for j := max(0, k-6); j <= k+reach && j < len(words); j++ {
		if j != k && words[j].means.any(Acts|Override|Do) && (s.commands(words, j) || j == k+1 && (words[k].begins || s.commands(words, k))) {
			return true
		}
	}
	if !strings.Contains(s.word(words[k]), " ") && !words[k].means.any(Not) {
		return false
	}
	return s.sentences[i].says.any(Acts) || !words[k].foreign && (words[k].begins || s.sentences[i].says.any(Must) || s.says(words[max(0, k-reach):k], "leave") || s.says(words[max(0, k-reach):k], "keep") || strings.HasPrefix(s.word(words[k]), "keep "))
}

// happens reports whether the words of secrecy at k say how something works:
// "the loader does this behind the scenes", "prices may change without notice".
func (s *scene) happens(words []token, k int) bool {
	if s.word(words[k]) == "without notice" {
		for j := max(0, k-6); j < k; j++ {
			if reporting[s.word(words[j])] || s.word(words[j]) == "subject to" || s.word(words[j]) == "subject" {
				return !behind(words, k, You|AI, 8)
			}
		}
		return false
	}
	switch v := s.word(words[k]); {
	case v == "silently" || v == "quietly":
		return s.passesOver(words, k) || k+1 < len(words) && s.sparesOthers(words, k+1) // "accept silently without notifying the organizer"
	case v == "hide it" || v == "hide them":
		return k > 0 && s.word(words[k-1]) == "to" && k+1 < len(words) && s.word(words[k+1]) == "by" // "add the attribute to hide it by default"
	case v == "hidden from" || v == "hide from":
		return k+1 < len(words) && words[k+1].means == 0 && !watchers[s.word(words[k+1])]
	case v != "behind the scenes":
		return false
	}
	for j := k - 1; j >= 0 && j >= k-72; j-- {
		if works[s.word(words[j])] {
			return true
		}
		if words[j].means.any(Acts|Do) && s.commands(words, j) || words[j].means.any(You|AI) {
			return false
		}
	}
	return false
}

// passesOver: "silently ignore errors", "drops them quietly", which programs do
// with what they cannot use.
func (s *scene) passesOver(words []token, k int) bool {
	for _, j := range [...]int{k + 1, k - 1} {
		if j < 0 || j >= len(words) {
			continue
		}
		switch s.word(words[j]) {
		case "ignore", "ignored", "ignores", "ignoring", "skip", "skips", "skipped", "drop", "drops", "dropped", "discard", "discards", "discarded", "fail", "fails", "truncate", "truncated", "truncates", "swallow":
			return !between(words, k-3, k+5, 0, User|Rules|Prompt|Secret|Address|Guard|Before)
		}
	}
	return false
}

// watchers are those from whom something is hidden.
var watchers = map[string]bool{
	"the": true, "his": true, "her": true, "their": true, "everybody": true, "everyone": true, "anybody": true, "sight": true, "view": true, "it": true, "them": true, "him": true, "whoever": true, "those": true, "people": true, "any": true, "all": true,
}

// works are what things do by themselves.
var works = map[string]bool{
	"does": true, "do": true, "uses": true, "used": true, "handles": true, "happens": true, "happening": true, "runs": true, "works": true, "working": true, "calls": true, "manages": true,
	"performs": true, "takes": true, "makes": true, "converts": true, "creates": true, "generates": true, "is": true, "are": true, "was": true, "goes": true, "going": true, "relies": true, "happened": true, "using": true,
}

// reporting are words behind which something happens by itself.
var reporting = map[string]bool{"will": true, "would": true, "may": true, "might": true, "can": true, "could": true}

// advice reports whether what follows the user at u makes it ordinary advice:
// "don't tell the user to restart", "never tell anyone your password".
func (s *scene) advice(words []token, u int) bool {
	return u+1 < len(words) && (s.word(words[u+1]) == "to" || near(words, u, Secret, 4) >= 0)
}

// learns reports whether an English verb says what the user does when told:
// "the user must not know", not "you don't know".
func (s *scene) learns(w token) bool {
	switch s.word(w) {
	case "know", "aware", "see", "seen", "told", "notice", "informed", "notified", "learn", "find out", "hear", "realise", "realize", "suspect", "shown":
		return true
	}
	return false
}

// tellsItself reports whether an English verb of telling is in the active
// form, in which the user before it is the one who tells.
func (s *scene) tellsItself(w token) bool {
	switch s.word(w) {
	case "tell", "mention", "say", "show", "report", "explain", "discuss", "disclose", "acknowledge", "inform", "notify", "warn", "alert":
		return true
	}
	return false
}

// hidesUse reports whether what sentence i of a description keeps from the user is what its
// tool does: "do not tell the user that you called it", "about this step".
func (s *scene) hidesUse(i int) bool {
	words := s.words(i)
	if len(words) == 0 || words[0].foreign || s.sentences[i].says.any(Secret) {
		return false
	}
	for k, w := range words {
		if !w.means.any(User) || !behind(words, k, Tell, 4) || k+2 >= len(words) {
			continue
		}
		switch next, then := s.word(words[k+1]), s.word(words[k+2]); {
		case next == "that" && (then == "you" || then == "this" && k+3 < len(words) && words[k+3].means.any(Tool)):
			return true
		case next == "about" && (then == "this" || then == "it"):
			return k+3 >= len(words) || words[k+3].begins || used[s.word(words[k+3])] || words[k+3].means.any(Tool|Task|Run)
		}
	}
	return false
}

// used are words for what a tool does.
var used = map[string]bool{"step": true, "call": true, "action": true, "request": true, "instruction": true, "tool": true, "transfer": true, "upload": true, "operation": true, "rule": true, "check": true, "process": true}

// ofIdentifiers reports whether sentence i spares the user what only programs read: "do not
// show internal ids", "never mention the `entity_id`".
func (s *scene) ofIdentifiers(i int) bool {
	sen := &s.sentences[i]
	if sen.says.any(Secret|Secretly|Address|Talk|Place|Send|Destroy|Grant|Money) || s.hidesUse(i) {
		return false
	}
	text := s.lower[sen.start:min(sen.end, len(s.lower))]
	for word := range strings.FieldsFuncSeq(text, func(r rune) bool {
		return r == ' ' || r == ',' || r == '.' || r == '`' || r == '"' || r == '\'' || r == '(' || r == ')' || r == '\n'
	}) {
		if identifiers[word] || strings.HasSuffix(word, "_id") || strings.HasSuffix(word, "_ids") || strings.HasPrefix(word, "идентификатор") {
			return true
		}
	}
	return hasOne(text, []string{"lote interno", "内部流水号", "内部编号", "内部id", "内部 id"})
}

// identifiers are words for what names things to programs.
var identifiers = map[string]bool{"id": true, "ids": true, "identifier": true, "identifiers": true, "uuid": true, "uuids": true, "json": true, "guid": true, "identificador": true, "identificadores": true, "identifiant": true, "identifiants": true,
	"kennung": true, "identificatore": true, "identificatori": true, "identyfikator": true}
