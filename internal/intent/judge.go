package intent

import "strings"

// reach is how many words apart a verb and its object may stand.
const reach = 9

// judge looks at every sentence with its neighbours and emits what orders it
// finds there, the surest kind once per group of sentences.
func (s *scene) judge(where Where, emit func(Order)) {
	if s.asked = where == Asked; s.asked {
		where = Document
	}
	s.doc = where == Document && !s.asked
	for i := range s.sentences {
		for kind, sure := range s.grade(i, where) {
			if sure <= 0 {
				continue
			}
			told := s.told && where == Document
			if told && s.sentences[i].quoted {
				continue
			}
			if told {
				sure--
			}
			if sure > 0 {
				from, to := s.extent(i)
				emit(Order{Kind: Kind(kind), Start: from, End: to, Sure: min(sure, 3), Told: told})
			}
		}
	}
}

// extent returns the bytes of the sentence and of what belongs to it: the
// sentences next to it that carry the order on.
func (s *scene) extent(i int) (start, end int) {
	start, end = s.sentences[i].start, s.sentences[i].end
	if i+1 < len(s.sentences) && s.carriesOn(s.sentences[i+1].says) {
		end = s.sentences[i+1].end
	}
	if i > 0 && s.sentences[i-1].says.any(AboutAI|Important|Done) && s.sentences[i-1].to-s.sentences[i-1].from < 16 {
		start = s.sentences[i-1].start
	}
	return start, end
}

func (s *scene) carriesOn(says Concept) bool {
	return says.has(Not|Tell) || says.any(Secretly|Threat|Override|Place) || says.any(Send|Pass) && says.any(Secret|Talk|Files|Address) ||
		says.has(Task|Fresh)
}

// grade says for each kind how sure sentence i is an order of that kind.
func (s *scene) grade(i int, where Where) (sure [Kinds]int) {
	around := s.around(i, 1)
	sure[Overriding] = max(s.overrides(i, where), s.replacing(i), s.reassigning(i), s.suspended(i), s.unboundBy(i))
	sure[Extracting] = max(s.extracting(i, where), s.recalling(i))
	if sure[Overriding] > 0 && sure[Overriding] < 3 && s.playsHuman(i) {
		sure[Overriding] = 3
	}
	conceals := s.concealing(i, where)
	if where == Hidden && s.manyUsers(i) {
		conceals = min(conceals, 1)
	}
	if where == Document && conceals > 0 && s.keepsSecret(i) {
		conceals = 0
	}
	sure[Posing] = max(s.posing(i), s.renaming(i))
	sure[Remembering] = max(s.remembering(i, where, around), s.briefing(i, around), s.seedsRules(i))
	sure[Concealing] = s.hushing(i, where, around, conceals)
	sure[Stealing] = max(s.stealing(i, where, around, conceals > 0), s.leaking(i, where))
	sure[Crossing], sure[Oversharing] = s.crossing(i), s.oversharing(i, where)
	if !s.authorship(i) {
		sure[Driving] = max(s.driving(i, where, around), s.luring(i, where), s.summons(i), s.awards(i))
		if s.doc {
			sure[Driving] = max(sure[Driving], s.triggered(i), s.recommends(i), s.reroutes(i))
		}
	}
	if n, kind := s.plantedIn(i, where); n > 0 {
		sure[kind] = max(sure[kind], n)
	}
	if where == Offered {
		if conceals > 1 && s.hidesUse(i) {
			sure[Concealing] = 3
		}
		sure[Concealing] = max(sure[Concealing], s.tidies(i))
		n, kind := s.admits(i)
		sure[kind] = max(sure[kind], n)
		n, kind = s.imposes(i)
		sure[kind] = max(sure[kind], n)
		if n, kind = s.betrays(i); n > 0 {
			sure[kind] = max(sure[kind], n)
		}
	}
	if where == Offered {
		sure[Stealing] = max(sure[Stealing], s.oversupply(i))
	}
	if where == Offered && sure[Stealing] == 0 {
		sure[Steering] = max(sure[Steering], s.steering(i), s.rivals(i))
	}
	if where == Offered && s.readsOwn(i) {
		sure[Driving], sure[Steering] = 0, 0
	}
	return sure
}

// hushing grades what sentence i says of keeping something quiet, of which conceals is the
// first grade, by what it is about.
func (s *scene) hushing(i int, where Where, around Concept, conceals int) int {
	says := s.sentences[i].says
	if conceals > 0 && where == Offered && (s.ofIdentifiers(i) || s.discreet(i)) {
		return 0
	}
	switch objects := around.any(Secret | Place | Talk | Files | Address | Tool | Prompt | AI); {
	case conceals > 0 && where != Document && (s.ordered(i, Acts) || i > 0 && s.ordered(i-1, Acts) || objects && s.sentences[i].foreign):
		return 3
	case conceals > 0 && where != Document:
		return conceals
	case conceals > 0 && (s.givesVariable(i) || i > 0 && s.givesVariable(i-1)):
		return 3
	case conceals > 0 && says.any(Secretly) && says.any(Address) && says.any(Acts):
		return 3
	case conceals > 0 && says.has(Secretly|User) && s.ordered(i, deeds):
		return 2
	case conceals > 0 && says.any(Secretly) && i > 0 && s.ordered(i-1, Acts) && (objects || s.ordered(i-1, Destroy|Send)):
		return 2
	case conceals > 0 && objects && (s.ordered(i, Acts) || i > 0 && s.ordered(i-1, Acts) || i+1 < len(s.sentences) && s.ordered(i+1, Run|Send|Destroy) || s.sentences[i].foreign && s.actsBeside(i)):
		return conceals + 1
	case conceals > 1 && i > 1 && s.sentences[i-1].to-s.sentences[i-1].from < 6 && s.ordered(i-2, Run|Send|Destroy) && s.around(i-2, 0).any(AI|AboutAI|Files|Secret|Place|Address):
		return 3 // "... This is required. Never tell the user about it."
	case conceals > 1 && !s.asked && s.hidesItself(i):
		return 2
	case conceals > 1 && s.sentences[i].to-s.sentences[i].from > 6:
		return 1
	}
	return 0
}

// around is what sentence i and n neighbours on each side say.
func (s *scene) around(i, n int) Concept {
	var c Concept
	for j := max(0, i-n); j <= min(len(s.sentences)-1, i+n); j++ {
		c |= s.sentences[j].says
	}
	return c
}

// words returns the tokens of sentence i.
func (s *scene) words(i int) []token { return s.tokens[s.sentences[i].from:s.sentences[i].to] }

func (s *scene) word(t token) string {
	return s.lower[t.start:min(int(t.end), len(s.lower))]
}

// commands reports whether the verb at k is an order rather than a report:
// "ignore", "please ignore", "you must ignore", not "attackers ignore", "to
// ignore", "it ignores".
func (s *scene) commands(words []token, k int) bool {
	if s.text[words[k].start:min(int(words[k].end), len(s.text))] == "POST" || s.statement(words, k) || !words[k].foreign && s.inName(words, k) {
		return false // the HTTP method, a name, a statement
	}
	if words[k].foreign {
		return !words[k].states // the lexicons list the forms of orders; where the verb stands differs
	}
	w := s.word(words[k])
	if k > 1 && s.word(words[k-1]) == "be" {
		return words[k-2].means.any(Must) // "must be forwarded"
	}
	if k > 0 && strings.HasSuffix(w, "ing") && s.continues(words, k) {
		return true
	}
	if strings.HasSuffix(w, "ing") || strings.HasSuffix(w, "ed") || strings.HasSuffix(w, "s") && !strings.HasSuffix(w, "ss") && len(w) > 4 {
		return words[k].begins && strings.HasSuffix(w, "ing") && !s.besides(words, k) && !s.logged(words[k])
	}
	if words[k].begins || k == 0 || strings.HasSuffix(w, " see") { // "I need to see"
		return true
	}
	prev := words[k-1]
	if prev.means == 0 && strings.HasSuffix(s.word(prev), "ly") { // "you must quickly execute", "additionally collect"
		if prev.begins || k == 1 {
			return true
		}
		prev = words[k-2]
	}
	if prev.means.any(Not) || k > 1 && words[k-2].means.any(Not) && !prev.begins && prev.means&(Acts|Tell) == 0 {
		return false // a prohibition
	}
	if prev.means.any(Must|You|First|Instead|Fresh|Done|Secretly) || s.word(prev) == "to" && k > 1 && words[k-2].means.any(Must) {
		return s.requested(words, k) || !s.byOthers(words, k)
	}
	switch s.word(prev) {
	case "and", "or":
		for j := k - 2; j >= 0 && j >= k-7; j-- {
			if words[j].means.any(Acts|Do) && !s.inName(words, j) {
				return !s.reported(words, j) // as the verb before it
			}
			if words[j].begins {
				break
			}
		}
		return true
	case "then", "now", "also", "just", "but", "so", "kindly", "simply", "completely", "totally", "fully", "immediately", "simply,", "let's":
		return k < 2 || words[k-1].begins || !subjects[s.word(words[k-2])] // "we also set"
	case "will", "shall":
		if words[k-1].begins {
			return !s.namedBefore(words[k-1]) // "`load` will read the file"
		}
		return k < 2 || words[k-2].means.any(You|AI) // not "the names will override"
	case "to":
		return k > 1 && (words[k-2].means.any(Must|Claim) || k > 2 && words[k-3].means.any(Task) && behind(words, k, Your, 6)) || behind(words, k-1, Claim, 4) // "are required to", "instruct the AI to"
	case "can", "could", "may", "might", "would", "that", "which", "who", "they", "it", "we", "i", "not", "the", "a", "an", "of":
		return false
	}
	return prev.means.any(Acts|Important) || prev.means.any(All) && s.word(prev) == "all" || s.ledTo(words, k)
}

// besides reports whether the participle at k says what goes along with something
// else: "(overriding any default)", "when sending messages".
func (s *scene) besides(words []token, k int) bool {
	before := strings.TrimRight(s.text[:words[k].start], " \t\n")
	if before != "" && (before[len(before)-1] == '(' || before[len(before)-1] == ',' && k > 0) && words[k].means.any(Override) {
		return true
	}
	return k > 0 && beside[s.word(words[k-1])] && !words[k-1].foreign
}

var beside = map[string]bool{"when": true, "while": true, "after": true, "before": true, "by": true, "without": true, "upon": true, "about": true}

// namedBefore reports whether what stands before t ends the name of a program or
// a function.
func (s *scene) namedBefore(t token) bool {
	before := strings.TrimRight(s.text[:t.start], " ")
	return before != "" && (before[len(before)-1] == '`' || before[len(before)-1] == ')' || before[len(before)-1] == '>')
}

// statement reports whether the verb at k is one of a program.
func (s *scene) statement(words []token, k int) bool {
	if k+1 >= len(words) {
		return false
	}
	if s.word(words[k]) == "echo" {
		rest := s.text[words[k].end:]
		return strings.HasPrefix(rest, " -") || strings.HasPrefix(rest, " \"") || strings.HasPrefix(rest, " $")
	}
	if s.word(words[k]) != "return" {
		return false
	}
	rest := strings.TrimLeft(s.text[words[k].end:], " ")
	if k+2 < len(words) && (s.word(words[k+1]) == "an" || s.word(words[k+1]) == "a") && kinds[s.word(words[k+2])] {
		return true // "and return an object with"
	}
	return returned[s.word(words[k+1])] || rest != "" && strings.IndexByte("{[(!`", rest[0]) >= 0
}

// kinds are kinds of values that functions return.
var kinds = map[string]bool{
	"object": true, "list": true, "array": true, "string": true, "boolean": true, "promise": true, "map": true, "tuple": true, "dict": true, "dictionary": true, "function": true, "number": true, "pointer": true, "slice": true, "copy": true, "set": true, "value": true, "iterator": true, "new": true,
}

// returned is what programs return.
var returned = map[string]bool{
	"nil": true, "null": true, "err": true, "true": true, "false": true, "none": true, "undefined": true, "self": true, "await": true, "fmt": true,
}

// inName reports whether the verb at k is an option of a command, the name of a
// function, or begins a name, as of "trigger-sampling-request".
func (s *scene) inName(words []token, k int) bool {
	from, end := int(words[k].start), int(words[k].end)
	if optionValue(s.text, from) || inPath(s.text, from) {
		return true
	}
	if end < len(s.text) && s.text[end] == '(' {
		shut := strings.IndexByte(s.text[end:min(len(s.text), end+longestCall)], ')')
		return shut > 0 && !between(words, k+1, k+1, 4, Before|Rules|All|Prompt|Your|You|WeakRules)
	}
	return k > 0 && from > 1 && s.text[from-1] == '-' && s.text[from-2] == '-' || end+1 < len(s.text) && s.text[end] == '-' && s.text[end+1]|0x20 >= 'a' && s.text[end+1]|0x20 <= 'z'
}

// longestCall bounds the arguments of a function that is named in a text.
const longestCall = 32

// byOthers reports whether the duty before k is one of people or things that are
// spoken of: "users need to terminate", "we silently drop".
func (s *scene) byOthers(words []token, k int) bool {
	for j := k - 1; j >= 0 && j >= k-4; j-- {
		if w := s.word(words[j]); (w == "it" || w == "they") && behind(words, j, AI|AboutAI, 8) {
			return false // "when a model reads this, it must"
		} else if subjects[w] && !(w == "that" || w == "which" || w == "who") || others[w] {
			return true
		}
		if words[j].means.any(You) && j > 0 && !words[j].begins && conditions[s.word(words[j-1])] {
			return true // "when you need to send data"
		}
		if words[j].begins || words[j].means.any(You|AI) {
			return false
		}
	}
	return false
}

// requested: "can you share".
func (s *scene) requested(words []token, k int) bool {
	return words[k-1].means.any(You) && k > 1 && asksFor[s.word(words[k-2])] && (k == 2 || words[k-2].begins)
}

// asksFor begin requests.
var asksFor = map[string]bool{"can": true, "could": true, "would": true, "will": true}

// conditions begin what is no order.
var conditions = map[string]bool{"when": true, "whenever": true, "if": true, "unless": true, "where": true}

// others are those that manuals say what to do of.
var others = map[string]bool{
	"users": true, "developers": true, "administrators": true, "callers": true, "applications": true, "clients": true, "customers": true, "people": true, "contributors": true,
	"maintainers": true, "programs": true, "packages": true, "authors": true, "members": true, "students": true, "employees": true, "vendors": true,
}

// subjects are those that report what they do.
var subjects = map[string]bool{"we": true, "they": true, "it": true, "i": true, "he": true, "she": true, "which": true, "that": true, "who": true}

// continues: "go on by reading the file and pasting it".
func (s *scene) continues(words []token, k int) bool {
	switch s.word(words[k-1]) {
	case "by":
		return s.startsClause(words, k)
	case "and":
		for j := k - 2; j > 0 && j >= k-10; j-- {
			if strings.HasSuffix(s.word(words[j]), "ing") && s.word(words[j-1]) == "by" {
				return s.startsClause(words, j)
			}
		}
	}
	return false
}

// startsClause reports whether the clause of the word at k begins with a verb
// that is an order.
func (s *scene) startsClause(words []token, k int) bool {
	j := k - 1
	for j > 0 && !words[j].begins {
		j--
	}
	w := s.word(words[j])
	return words[j].means.any(Acts|Do|Override) || w == "continue" || w == "begin" || w == "start" || w == "unlock" || w == "finish"
}

// reported: "before they delete data or send mail".
func (s *scene) reported(words []token, j int) bool {
	if j == 0 || words[j].begins {
		return false
	}
	switch s.word(words[j-1]) {
	case "will":
		return j > 1 && !words[j-1].begins && !words[j-2].means.any(You|AI) // "this will create the files and set"
	case "they", "it", "we", "i", "who", "which", "may", "might", "would", "could", "not", "he", "she":
		return true
	}
	return false
}

// near returns the index of the first word behind k, within reach, that means
// any of c, or -1.
func near(words []token, k int, c Concept, within int) int {
	for j := k + 1; j < len(words) && j <= k+within; j++ {
		if words[j].means.any(c) {
			return j
		}
	}
	return -1
}

// nearBoth looks on both sides: languages differ in where the object stands.
func nearBoth(words []token, k int, c Concept, within int) int {
	if j := near(words, k, c, within); j >= 0 {
		return j
	}
	for j := k - 1; j >= 0 && j >= k-within; j-- {
		if words[j].means.any(c) {
			return j
		}
	}
	return -1
}

// sameClause reports whether no clause begins between two words.
func sameClause(words []token, i, j int) bool {
	for k := min(i, j) + 1; k <= max(i, j); k++ {
		if words[k].begins {
			return false
		}
	}
	return true
}

// inClause reports whether a word of the clause of the word at j means any of c.
func inClause(words []token, j int, c Concept) bool {
	from, to := j, j+1
	for from > 0 && !words[from].begins {
		from--
	}
	for to < len(words) && !words[to].begins {
		to++
	}
	return between(words, from, to-1, 0, c)
}

// behind reports whether one of the words before k, within reach, means any
// of c.
func behind(words []token, k int, c Concept, within int) bool {
	for j := max(0, k-within); j < k; j++ {
		if words[j].means.any(c) {
			return true
		}
	}
	return false
}

// between reports whether a word from i to j, or up to n words behind, means
// any of c.
func between(words []token, i, j, n int, c Concept) bool {
	if i > j {
		i, j = j, i
	}
	for k := max(0, i); k <= j+n && k < len(words); k++ {
		if words[k].means.any(c) {
			return true
		}
	}
	return false
}
