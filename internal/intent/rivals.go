package intent

import "strings"

// A description that sets its tool above others: it says that these are worse or not to be
// used, that it comes first whatever is asked, or who wants it so. What a tool is better
// for, manuals say as well; they do not say it of all the others, nor against the user.

// rivals grades sentence i of a description.
func (s *scene) rivals(i int) int {
	words := s.words(i)
	if len(words) < 4 {
		return 0
	}
	if words[0].foreign {
		return s.rivalsAbroad(i)
	}
	other, slur, banned, first, whatever, vendor := -1, false, false, false, false, false
	for k, w := range words {
		v := s.word(w)
		switch {
		case other < 0 && s.othersAt(words, k):
			other = k
		case slurs[v] && !s.says(words[max(0, k-3):k], "not") && !s.says(words[max(0, k-2):k], "if"):
			slur = true
		case bans[v] || w.means.any(Override):
			banned = true
		case v == "reason" || v == "need":
			banned = banned || k > 0 && s.word(words[k-1]) == "no"
		}
		first = first || s.comesFirst(words, k)
		whatever = whatever || s.againstUser(words, k)
		vendor = vendor || k > 0 && (v == "by" && vouches[s.word(words[k-1])]) && k+1 < len(words) && vendors[s.word(words[min(len(words)-1, k+1)])]
	}
	switch {
	case other >= 0 && (slur && (banned || first || s.says(words, "must") || s.says(words, "may")) || whatever):
		return 3
	case whatever && (first || banned):
		return 3
	case first && (s.says(words, "request") || s.says(words, "requests") || s.says(words, "questions")) && s.sentences[i].says.has(All|Tool):
		return 3
	case other >= 0 && slur && s.ofAll(words, other) && !s.says(words, "may") && !s.says(words, "might"), vendor && (first || s.says(words, "default") || s.sentences[i].says.any(Must|All)):
		return 2
	}
	return 0
}

// speaksOfOthers reports whether the passage has a word without which there are no
// rivals.
func (s *scene) speaksOfOthers() bool {
	for _, w := range [...]string{"others", "other ", "alternatives", "rival", "competi", "precedence", "priority", "comes first", "ed by", "messages", "turns", "said"} {
		if strings.Contains(s.lower, w) {
			return true
		}
	}
	return len(s.tokens) > 0 && s.tokens[0].foreign
}

// othersAt reports whether the word at k stands for the other tools: "other tools",
// "competing servers", "the alternatives", "others" at the head of a clause.
func (s *scene) othersAt(words []token, k int) bool {
	switch v := s.word(words[k]); v {
	case "other", "competing", "alternative", "remaining", "rival", "similar":
		for j := k + 1; j < len(words) && j <= k+2; j++ {
			switch s.word(words[j]) {
			case "tool", "tools", "server", "servers", "provider", "providers", "search", "function", "functions", "plugin", "plugins", "connector", "connectors", "integrations", "options", "engines", "services":
				return true
			}
		}
	case "alternatives", "competitors", "rivals":
		return true
	case "others":
		return words[k].begins || k > 0 && (s.word(words[k-1]) == "the" || s.word(words[k-1]) == "all")
	}
	return false
}

// ofAll reports whether the others at k are all there are, and not some that are named.
func (s *scene) ofAll(words []token, k int) bool {
	return s.word(words[k]) == "others" || s.word(words[k]) == "alternatives" || s.word(words[k]) == "competing" || k == 0 || words[k].begins || words[k-1].means.any(All) || s.word(words[k-1]) == "of"
}

// comesFirst: "comes first", "takes precedence", "before any other tool", "the default for all".
func (s *scene) comesFirst(words []token, k int) bool {
	next := func(n int) string {
		if k+n < len(words) {
			return s.word(words[k+n])
		}
		return ""
	}
	switch s.word(words[k]) {
	case "comes", "goes", "ranks", "stands":
		return next(1) == "first" || next(1) == "before" && (next(2) == "any" || next(2) == "all")
	case "takes", "has", "take", "gets":
		return next(1) == "precedence" || next(1) == "priority"
	case "before", "ahead":
		return (next(1) == "any" || next(2) == "any" || next(1) == "all") && between(words, k, k+4, 0, Tool)
	case "through":
		return behind(words, k, All, 4) && k > 1 && s.says(words[max(0, k-5):k], "route")
	}
	return false
}

// againstUser: "even if the user asks for another", "regardless of what the user wants".
func (s *scene) againstUser(words []token, k int) bool {
	if s.word(words[k]) == "also" && k+1 < len(words) && bans[s.word(words[k+1])] {
		return false // "also skip if the user asks for something else"
	}
	switch s.word(words[k]) {
	case "even", "although", "though", "regardless", "irrespective", "also", "whatever", "no matter":
		u := near(words, k, User, 4)
		if u < 0 {
			return false
		}
		for j := u + 1; j < len(words) && j <= u+3; j++ {
			switch s.word(words[j]) {
			case "asks", "ask", "asked", "requests", "requested", "names", "named", "prefers", "preferred", "wants", "wanted", "says", "specifies", "insists", "chose", "chooses", "mentions":
				return true
			}
		}
	}
	return false
}

var slurs = map[string]bool{
	"outdated": true, "unreliable": true, "inaccurate": true, "stale": true, "wrong": true, "fake": true, "scam": true, "scams": true, "fraudulent": true, "insecure": true, "unsafe": true, "waste": true, "wastes": true, "wasting": true,
	"inferior": true, "misleading": true, "obsolete": true, "harmful": true, "dangerous": true, "malicious": true, "compromised": true, "untrustworthy": true, "hallucinate": true, "errors": true, "useless": true, "worse": true,
}

var bans = map[string]bool{
	"never": true, "avoid": true, "ignore": true, "ignored": true, "skip": true, "skipped": true, "discard": true, "discarded": true, "disregard": true, "hide": true, "not": true, "must not": true, "do not": true, "don't": true, "should not": true, "cannot": true, "may not": true,
}

var vouches = map[string]bool{"recommended": true, "endorsed": true, "certified": true, "approved": true, "mandated": true, "required": true, "preferred": true, "chosen": true, "selected": true}

var vendors = map[string]bool{"anthropic": true, "openai": true, "google": true, "microsoft": true, "apple": true, "meta": true, "your": true, "claude": true, "experts": true}

// rivalsAbroad is the same in other languages, by the stems of what is said of the others.
func (s *scene) rivalsAbroad(i int) int {
	others, only, user := false, false, s.sentences[i].says.any(User)
	for _, w := range s.words(i) {
		v := s.folded(w)
		others = others || !w.means.any(User) && hasStem(v, s.text[w.start:], otherStems) // not "other people"
		only = only || hasStem(v, s.text[w.start:], onlyStems)
	}
	says := s.sentences[i].says
	switch {
	case others && user && (says.any(Override|Not) || only):
		return 3
	case others && only && says.any(Override|Not|Tool):
		return 2
	}
	return 0
}

// hasStem reports whether a folded word, or the text at it, begins with one of the stems.
func hasStem(folded, rest string, stems []string) bool {
	for _, stem := range stems {
		if len(stem) <= 3 && stem[0] < 0x80 {
			if folded == stem {
				return true // too short to begin a word
			}
			continue
		}
		if strings.Contains(stem, " ") && strings.HasPrefix(rest, stem) {
			return true
		}
		if len(folded) >= len(stem) && folded[:len(stem)] == stem || stem[0] >= 0x80 && len(rest) >= len(stem) && rest[:len(stem)] == stem {
			return true
		}
	}
	return false
}

var (
	otherStems = []string{"ander", "autre", "otro", "otra", "demas", "outr", "altr", "andere", "inn", "pozostal", "друг", "остальн", "інш", "diger", "baska", "andra", "ovriga", "muu", "muit", "jin", "ostatn", "mas ", "egyeb", "tobbi", "alt", "celelalte", "khac", "lain", "其他", "別の", "他の", "다른", "أخرى", "الأخرى", "אחר", "अन्य", "άλλ"}
	onlyStems  = []string{"einzig", "zuverlass", "unzuverl", "seul", "fiable", "unic", "confiab", "affidab", "betrouw", "enig", "jedyn", "wiarygod", "единствен", "надежн", "ненадежн", "єдин", "tek", "guvenilir", "enda", "palitlig", "ainoa", "luotett", "jedin", "spolehliv", "egyetlen", "megbizhat", "singur", "duy", "satu", "唯一", "可靠", "信頼", "유일", "신뢰", "الوحيد", "היחיד", "एकमात्र", "μονο", "veralt", "obsol", "veroud", "przestarz", "устар", "eski", "foraldr", "过时", "古い", "ungenau"}
)
