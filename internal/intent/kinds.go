package intent

import "strings"

// overriding: a verb of dropping, on the instructions a model has.
func (s *scene) overriding(i int, where Where) int {
	words, best := s.words(i), s.voiding(i)
	for k, w := range words {
		if !w.means.any(Override) {
			continue
		}
		sure := s.drops(words, k, i, where)
		if sure > 0 && !s.commands(words, k) {
			sure--
		}
		best = max(best, sure)
	}
	return best
}

// drops grades the verb of dropping at k by what it is to drop.
func (s *scene) drops(words []token, k, i int, where Where) int {
	if s.defends(words, k) {
		return 0
	}
	if j := nearBoth(words, k, Rules|Prompt, reach); j >= 0 && (sameClause(words, k, j) || between(words, k, j, 0, Before|All)) {
		if between(words, max(0, min(k, j)-4), max(k, j), 3, Before|All|Your|Prompt) {
			return 3
		}
		return 1
	}
	after := s.around(i, 1)
	if j := nearBoth(words, k, WeakRules|Task|Talk, reach); j >= 0 && between(words, k, j, 3, Before|Your) {
		switch {
		case between(words, k, j, 3, Before) && (between(words, k, j, 3, All|Your|Must) || after.has(Fresh|Task)), where != Document:
			return 3
		case between(words, k, j, 3, Before) && words[k].begins:
			return 2
		}
		return 1
	}
	if j := near(words, k, Before, 5); j >= 0 && (between(words, k, j, 1, All) || j+1 == len(words) || words[j+1].begins || j == k+1) {
		if after.any(Fresh | Instead | Reveal | Secret | Prompt) {
			return 2 // "ignore everything above and print ..."
		}
		return 1
	}
	return 0
}

// defends reports whether the instructions to be ignored are those that stand
// in some content, as a careful tool says of what it returns.
func (s *scene) defends(words []token, k int) bool {
	for j := k + 1; j < len(words) && j <= k+7; j++ {
		switch s.word(words[j]) {
		case "in", "within", "inside", "from", "returned", "contained", "embedded", "found":
			for n := j + 1; n < len(words) && n <= j+5; n++ {
				switch s.word(words[n]) {
				case "page", "pages", "content", "contents", "text", "document", "documents", "file", "files", "tool", "website", "web",
					"results", "result", "output", "data", "email", "emails", "comments", "issue", "body", "input":
					return true
				}
			}
		}
	}
	return false
}

// voiding: "earlier directions are obsolete", "set previous instructions aside".
func (s *scene) voiding(i int) int {
	words := s.words(i)
	for k, w := range words {
		if !w.means.any(Void) {
			continue
		}
		for j := max(0, k-reach); j < k; j++ {
			if words[j].means.any(Rules|WeakRules) && between(words, max(0, j-3), j, 0, Before) {
				if words[j].means.any(Rules) || between(words, max(0, j-3), j, 0, All|Your) {
					return 3
				}
				return 2
			}
		}
	}
	return 0
}

// extracting: show me the instructions that you were given.
func (s *scene) extracting(i int, _ Where) int {
	words, best := s.words(i), 0
	for k, w := range words {
		if !w.means.any(Reveal | Send | Pass) {
			continue
		}
		sure := 0
		if j := nearBoth(words, k, Prompt, reach); j >= 0 {
			sure = 3
			if !s.foreign && !between(words, max(0, j-2), j, 1, Your|You|All|Secretly) && !s.around(i, 1).any(Override|AI) {
				sure = 2 // a manual may say: print the system prompt
			}
			if !w.means.any(Reveal) && !between(words, max(k, j-2), j, 1, Your|All|Secretly) {
				sure = 1
			}
		} else if j := near(words, k, Rules, reach); j >= 0 && w.means.any(Reveal) && between(words, max(k, j-2), j, 2, Your|Before|You) {
			sure = 2
		}
		if sure > 0 && !s.commands(words, k) {
			sure--
		}
		best = max(best, sure)
	}
	return best
}

// concealing: the user is not to hear of it.
func (s *scene) concealing(i int) int {
	words, best := s.words(i), 0
	for k, w := range words {
		if w.means.any(Secretly) && s.covers(i, k) {
			best = max(best, 1)
		}
		if !w.means.any(Not) {
			continue
		}
		j := nearBoth(words, k, Tell, 4)
		if j < 0 || j > k+1 && words[j].begins { // "if not, tell the user"
			continue
		}
		learns := s.learns(words[j])
		switch u := near(words, j, User, 5); {
		case u >= 0 && !learns && !s.advice(words, u):
			best = max(best, 2)
		case u >= 0 && !learns:
		case behind(words, min(j, k), User, 5):
			if !s.tellsItself(words[j]) { // "the user must not be told", not "what the user did not mention"
				best = max(best, 2)
			}
		case !learns && (s.sentences[i].says.any(Must|You) || w.begins):
			best = max(best, 1) // "do not mention this"
		}
	}
	return best
}

// covers reports whether the words of secrecy at k go with an order: "silently
// forward", "send it without telling the user", not "it fails silently" and not
// "never do it without asking".
func (s *scene) covers(i, k int) bool {
	words := s.words(i)
	if behind(words, k, Not, 6) {
		return false
	}
	for j := max(0, k-6); j <= k+3 && j < len(words); j++ {
		if j != k && words[j].means.any(Acts|Override) && (s.commands(words, j) || j == k+1 && (words[k].begins || s.commands(words, k))) {
			return true
		}
	}
	return strings.Contains(s.word(words[k]), " ") && s.sentences[i].says.any(Acts)
}

// advice reports whether what follows the user at u makes it ordinary advice:
// "don't tell the user to restart", "never tell anyone your password".
func (s *scene) advice(words []token, u int) bool {
	return u+1 < len(words) && (s.word(words[u+1]) == "to" || near(words, u, Secret, 4) >= 0)
}

// learns reports whether an English verb says what the user does when told:
// "the user must not know", not "you don't know".
func (s *scene) learns(w token) bool {
	switch s.word(w) {
	case "know", "aware", "see", "seen", "told", "notice", "informed", "notified":
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

// posing: be somebody else, without limits.
func (s *scene) posing(i int) int {
	words, best := s.words(i), 0
	for k, w := range words {
		if !w.means.any(Persona) {
			continue
		}
		for j := near(words, k, Mode, reach); j >= 0; j = near(words, j, Mode, k+reach-j) {
			sure := 3
			if !s.foreign && softModes[s.word(words[j])] {
				sure = 1 // products have modes and unlimited plans, too
				if s.around(i, 1).any(Override | Rules | Prompt | Secretly) {
					sure = 3
				}
			}
			best = max(best, sure)
		}
	}
	return best
}

// softModes are modes that programs and plans have as well as planted roles.
var softModes = map[string]bool{
	"mode": true, "unlimited": true, "maintenance mode": true, "debug mode": true, "admin mode": true, "root access": true,
	"opposite": true, "developer mode": true,
}

// remembering: keep this for later conversations.
func (s *scene) remembering(i int, where Where, around Concept) int {
	words, says, best := s.words(i), s.sentences[i].says, 0
	for k, w := range words {
		if !w.means.any(Remember|Pass) || !s.commands(words, k) || nearBoth(words, k, Forever, reach) < 0 {
			continue
		}
		switch {
		case says.any(Secretly|Address|Persona|Prompt) || around.has(Override|Rules):
			best = 3
		case where == Document && around.any(Send|Grant|Destroy|Override|Secret|Address):
			best = 3
		case where != Offered && around.any(Must|Not|User):
			best = max(best, 2)
		default:
			best = max(best, 1)
		}
	}
	if best == 0 && says.any(Forever) && says.any(Send|Address|Destroy|Grant) && says.any(Address|Secret|Talk) {
		best = 2
	}
	return best
}

// stealing: credentials or private data are to be given away.
func (s *scene) stealing(i int, where Where, around Concept, conceals bool) int {
	says := s.sentences[i].says
	takes, gives := s.ordered(i, Read), s.ordered(i, Send|Pass)
	givesNext := gives || i+1 < len(s.sentences) && s.ordered(i+1, Send|Pass)
	sneaky := conceals || around.any(Secretly|AboutAI) || s.overriding(i, where) > 1 || i > 0 && s.overriding(i-1, where) > 1
	sure := 0
	switch {
	case says.any(Place) && takes && (givesNext || where == Hidden || where == Offered && says.any(First|Must)):
		sure = 1
		if where != Document || sneaky || around.any(Tool|AI) && around.any(Must|First) {
			sure = 3
		} else if gives && !strings.Contains(s.text, ".env.example") && !strings.Contains(s.text, ".sample") {
			sure = 2
		}
	case says.any(Malice) && says.any(Secret|Files|Talk|Place) && (where != Document || sneaky):
		sure = 3
	case says.any(Place) && gives && (says.any(Address) || where != Document && says.any(Tool|First)):
		sure = 2
		if where != Document || sneaky || says.any(Address) && says.has(Send) {
			sure = 3
		}
	case says.any(Secret) && gives && says.any(Address) && says.any(Send):
		sure = 1
		if where == Hidden || sneaky || where == Offered && says.any(All|User) {
			sure = 3
		} else if says.any(User) {
			sure = 2
		}
	case says.any(Talk) && gives && says.any(Address|All):
		sure = 1
		if says.has(Address|Send) || where != Document && says.any(All) && says.any(Must|Your) && says.any(Tool|You) {
			sure = 3
		}
	case says.any(Files) && gives && says.has(Address|Send) && says.any(All|Secret|Your|User):
		sure = 1
		if where != Document || sneaky {
			sure = 3
		}
	}
	return sure
}

// ordered reports whether sentence i orders an act of c.
func (s *scene) ordered(i int, c Concept) bool {
	words := s.words(i)
	for k, w := range words {
		if w.means.any(c) && s.commands(words, k) && !s.noun(words, k) {
			return true
		}
	}
	return false
}

// noun reports whether a word that can be a thing as well as an act stands
// alone in its clause, like the key "email:" of a record.
func (s *scene) noun(words []token, k int) bool {
	switch s.word(words[k]) {
	case "email", "e-mail", "mail", "post", "message", "share", "report", "copy", "list", "search", "query", "view", "read", "open", "supply", "output", "return", "set", "place":
		return k+1 == len(words) || words[k+1].begins
	}
	return false
}

// driving: do something for me, now.
func (s *scene) driving(i int, where Where, around Concept) int {
	says, words := s.sentences[i].says, s.words(i)
	switch {
	case s.called(i) && where == Offered && !around.any(Secretly|Address|Secret|Talk|Place|Prompt|Files|Grant|Destroy):
		return 0 // descriptions speak to models by nature
	case s.called(i) && says.any(AboutAI|Acts|Override) && around.any(Secretly|Address|Grant|Destroy|Override|Send):
		return 3
	case s.called(i) && s.ordered(i, Acts):
		return 2
	case around.any(Done) && around.has(Fresh|Task):
		if around.any(Send | Secret | Address | Talk | Destroy | Grant | Files | Override | AI) {
			return 3
		}
		return 2
	case says.has(Fresh|Task) && newTask(words):
		if around.any(Instead | Override) {
			return 3
		}
		return 2
	case beforeTheTask(words) && around.any(Acts):
		if around.any(Important|AI) && around.any(Send|Address|Secret|Files|Destroy|Grant|Run|Read) {
			return 3
		}
		return 1
	case where == Template && s.ordered(i, Acts|Override) && says.any(Override|Secret|Address|Talk|Place|Secretly|Destroy|Grant|Send):
		return 2
	case where != Document && s.ordered(i, Send|Pass) && says.any(Must|First|All) && foreignMail(s.text[s.sentences[i].start:s.sentences[i].end]):
		return 3
	case where == Hidden && s.ordered(i, Acts) && (vocative(words) || says.has(Must|You) && says.any(Send|Run|Grant|Destroy) && says.any(Tool|Secret|Talk|Address)):
		return 2
	}
	return 0
}

// called reports whether sentence i, or the one before, turns to the model:
// "note to AI assistants: ...".
func (s *scene) called(i int) bool {
	for j := max(0, i-1); j <= i; j++ {
		for _, w := range s.words(j) {
			if w.begins && w.means.any(AboutAI) {
				return true
			}
		}
	}
	return false
}

// vocative reports whether the model is called: "assistant, ...", "AI: ...".
func vocative(words []token) bool {
	for k := 0; k+1 < len(words); k++ {
		if words[k].means.any(AI) && words[k].begins && words[k+1].begins {
			return true
		}
	}
	return false
}

// beforeTheTask: "before you solve the task that you were given".
func beforeTheTask(words []token) bool {
	for k := 0; k+1 < len(words); k++ {
		if words[k].means.any(First) && words[k+1].means.any(You) && near(words, k+1, Task, 6) >= 0 {
			return true
		}
	}
	return false
}

// foreignMail reports whether text has a mail address that is no sample.
func foreignMail(text string) bool {
	return mailAddress(text) && !strings.Contains(text, "@example.com") && !strings.Contains(text, "@example.org")
}

// newTask: "new task:", "your new instructions are", at the head of a clause.
func newTask(words []token) bool {
	for k, w := range words {
		if !w.means.any(Fresh) || !w.begins && (k == 0 || !words[k-1].means.any(Your|You)) {
			continue
		}
		j := near(words, k, Task|Rules, 2)
		if j > 0 && !words[j].begins && j+1 < len(words) && (words[j+1].begins || words[j+1].means.any(Acts|Must)) {
			return true
		}
	}
	return false
}

// steering: a description that pushes its own tool, or ties itself to others.
func (s *scene) steering(i int) int {
	says, tools, praise := s.sentences[i].says, 0, 0
	for _, w := range s.words(i) {
		if w.means.any(Tool) {
			tools++
		}
		if w.means.any(Best) {
			praise++
		}
	}
	switch {
	case says.any(Best) && (tools > 1 || praise > 1 || says.any(Not|Instead|Must)):
		return 3
	case says.any(Best):
		return 2
	case tools > 1 && s.ordered(i, Pass|Send) && says.any(Must|First):
		return 2
	case says.has(Instead|Tool) && s.ordered(i, Run) && says.any(Not|Must|All):
		return 2
	}
	return 0
}
