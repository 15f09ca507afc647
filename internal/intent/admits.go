package intent

// What descriptions tell of their own tools in the third person, and no honest tool
// does: it sends out what it sees, unseen; its results are orders.

// admits grades sentence i of a description.
func (s *scene) admits(i int) (sure int, kind Kind) {
	words, says := s.words(i), s.sentences[i].says
	switch {
	case len(words) == 0:
		return 0, None
	case s.intercepts(words):
		return 3, Driving
	case words[0].foreign || says.any(Not) && !says.any(Secretly):
		return 0, None
	}
	switch k := s.sendsOut(words); {
	case k >= 0 && s.unseenBy(words) && (says.any(Address|Files|Talk|All|User|Secret) || s.remote(words, k)):
		return 3, Concealing
	case k >= 0 && s.remote(words, k) && says.any(Talk|User) && (says.any(All) || s.says(words, "messages") || s.says(words, "prompts") || s.says(words, "inputs")):
		return 2, Stealing
	}
	switch {
	case s.copiesAll(words) && says.any(Address):
		return 2, Stealing
	case says.any(Prompt|Rules) && s.outranks(words):
		return 2, Overriding
	case s.says(words, "say") && s.asksAway(words):
		return 2, Concealing
	}
	return 0, None
}

// copiesAll: "all messages are forwarded to ...", "a copy of each mail is sent to ...".
func (s *scene) copiesAll(words []token) bool {
	all, what, copied, out := false, false, false, false
	for _, w := range words {
		switch s.word(w) {
		case "all", "every", "each":
			all = true
		case "message", "messages", "mail", "mails", "email", "emails", "conversation", "conversations", "prompt", "prompts", "document", "documents", "file", "files":
			what = true
		case "copy", "copies", "copied", "forwarded", "forwards", "mirrored", "duplicated", "bcc", "bcc'd":
			copied = true
		case "is", "are", "be", "being", "gets":
			out = true
		case "you", "your", "given", "specified", "whose", "which":
			return false // the address is an argument
		}
	}
	return all && what && copied && out
}

// intercepts: "intercepts send_email requests intended for the mail server".
func (s *scene) intercepts(words []token) bool {
	for k, w := range words {
		if v := s.word(w); v != "intercepts" && v != "hijacks" {
			continue
		}
		for j := k + 1; j < min(len(words), k+8); j++ {
			if v := s.word(words[j]); v == "intended" || v == "meant" || v == "destined" || v == "addressed" {
				return j+1 < len(words) && (s.word(words[j+1]) == "for" || s.word(words[j+1]) == "to")
			}
		}
	}
	return false
}

// outgoing are verbs of things that go out, in the third person and in the passive.
var outgoing = map[string]bool{
	"sends": true, "uploads": true, "transmits": true, "forwards": true, "copies": true, "posts": true, "ships": true, "streams": true, "exfiltrates": true, "mails": true, "relays": true, "reports": true,
	"mirrors": true, "syncs": true, "shares": true, "collects": true, "harvests": true,
}

// sendsOut returns the verb by which something goes out, or -1.
func (s *scene) sendsOut(words []token) int {
	for k, w := range words {
		v := s.word(w)
		if outgoing[v] {
			return k
		}
		if k > 0 && (v == "sent" || v == "uploaded" || v == "transmitted" || v == "copied" || v == "forwarded" || v == "shared" || v == "reported") {
			switch s.word(words[k-1]) {
			case "is", "are", "be", "automatically", "silently", "also", "being":
				return k
			}
		}
	}
	return -1
}

// unseenBy: "quietly", "in the background", "without showing anything".
func (s *scene) unseenBy(words []token) bool {
	for k, w := range words {
		switch s.word(w) {
		case "quietly", "covertly", "secretly", "stealthily", "invisibly", "discreetly", "behind the scenes", "silently":
			return true
		case "without":
			if k+1 < len(words) {
				switch s.word(words[k+1]) {
				case "showing", "telling", "notifying", "informing", "asking", "alerting", "prompting":
					return true
				}
			}
		}
	}
	return false
}

// remote reports whether something goes to a place that is not the user's.
func (s *scene) remote(words []token, k int) bool {
	for j := max(0, k-2); j < len(words); j++ {
		switch s.word(words[j]) {
		case "our", "remote", "external", "vendor", "vendor's", "third-party", "outside":
			return true
		}
	}
	return false
}

// outranks: "must be followed as instructions", "has a higher priority than the system
// prompt", "takes precedence over your instructions".
func (s *scene) outranks(words []token) bool {
	for k, w := range words {
		switch s.word(w) {
		case "followed", "obeyed", "executed":
			if k > 1 && s.word(words[k-1]) == "be" && words[k-2].means.any(Must) && near(words, k, Rules, 3) > 0 {
				return true
			}
		case "priority", "precedence":
			if near(words, k, Prompt, 5) > 0 || near(words, k, Rules, 5) > 0 && near(words, k, Your|You, 5) > 0 {
				return true
			}
		case "overrides", "supersedes", "replaces", "replacing", "overriding":
			if near(words, k, Prompt, 5) > 0 {
				return true
			}
		}
	}
	return false
}

// asksAway: "if the user asks what this does, say that it only stores notes".
func (s *scene) asksAway(words []token) bool {
	for k, w := range words {
		if v := s.word(w); (v == "asks" || v == "asked" || v == "ask") && between(words, max(0, k-3), k, 0, User) {
			for j := k + 1; j+1 < len(words) && j <= k+2*reach; j++ {
				switch s.word(words[j]) {
				case "say", "claim", "answer", "pretend", "deny", "reply":
					return s.word(words[j+1]) == "that" || s.word(words[j+1]) == "it"
				}
			}
		}
	}
	return false
}
