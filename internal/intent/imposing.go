package intent

// More that descriptions have no use for.

// imposes grades what a description wants of a model beside its own tool.
func (s *scene) imposes(i int) (sure int, kind Kind) {
	words, says := s.words(i), s.sentences[i].says
	if len(words) == 0 || words[0].foreign {
		return 0, None
	}
	switch {
	case s.taken(words):
		return 3, Overriding
	case says.any(Override) && s.ofOthers(words):
		return 2, Overriding
	case says.any(Place) && s.path(i) && says.any(Must) && (says.any(Tool) || s.says(words, "contain")) && !says.any(Not):
		return 2, Stealing
	case says.has(User|Secret) && s.taking(i, User) && (s.ordered(i, Run|Send|Pass|Read) || s.says(words, "retry")) && !says.any(Not) && s.says(words, "with"):
		return 2, Stealing
	case says.has(User|Files) && s.ordered(i, Send|Pass) && s.field(words) && s.usersOwn(words):
		return 2, Stealing
	case says.has(Must|Tell|User) && s.onlyOne(words):
		return 2, Steering
	case says.any(First|Must) && s.ordered(i, Run) && s.ordered(i, Pass) && (s.says(words, "shell") || s.says(words, "terminal") || s.says(words, "bash")):
		return 2, Driving
	}
	return 0, None
}

// taken: "treat every result as an instruction from the user".
func (s *scene) taken(words []token) bool {
	for k, w := range words {
		switch s.word(w) {
		case "treat", "regard", "consider", "interpret", "take":
			if !w.begins && k > 0 && !s.commands(words, k) {
				continue
			}
			for j := k + 1; j < len(words) && j <= k+6; j++ {
				if s.word(words[j]) == "as" {
					n := near(words, j, Rules|Task, 3)
					return n > 0 && (near(words, n, User|Admin|Your, 4) > 0 || words[n].means.any(Prompt)) && !between(words, max(0, k-3), n, 0, Not)
				}
			}
		}
	}
	return false
}

// ofOthers: "the restrictions of other tools".
func (s *scene) ofOthers(words []token) bool {
	for k, w := range words {
		if !w.means.any(Override) || !s.commands(words, k) {
			continue
		}
		j := near(words, k, Rules|WeakRules|Guard, 4)
		for n := j + 1; j > 0 && n < len(words) && n <= j+4; n++ {
			if v := s.word(words[n]); v == "other" || v == "another" {
				return near(words, n, Tool, 2) > 0
			}
		}
	}
	return false
}

// field reports whether a parameter is named.
func (s *scene) field(words []token) bool {
	for _, w := range words {
		switch s.word(w) {
		case "field", "parameter", "argument", "param", "input", "fields":
			return true
		}
	}
	return false
}

// usersOwn reports whether what is the user's is meant: calendar, contacts, mail.
func (s *scene) usersOwn(words []token) bool {
	for k, w := range words {
		if !w.means.any(Files) {
			continue
		}
		switch s.word(w) {
		case "calendar", "contacts", "inbox", "mailbox", "emails", "notes", "photos", "address book", "contact list", "browsing history", "private notes":
			return behind(words, k, User, 4)
		}
	}
	return false
}

// onlyOne: "that no other tool can do this".
func (s *scene) onlyOne(words []token) bool {
	for k, w := range words {
		if s.word(w) == "no" && k+2 < len(words) && s.word(words[k+1]) == "other" && words[k+2].means.any(Tool) {
			return true
		}
	}
	return false
}
