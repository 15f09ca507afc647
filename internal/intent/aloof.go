package intent

import "strings"

// Sentences that have the words of an order and give none to a model, by who is
// addressed in them and about what.

// recalled: "she told me not to tell anyone", "don't tell anyone I said so": speech
// that is told of, and a jest.
func (s *scene) recalled(words []token, k, j int) bool {
	if s.optionHelp(words[k]) {
		return true
	}
	if words[k].foreign {
		return false
	}
	if j > k+1 {
		switch s.word(words[j-1]) {
		case "the", "an", "a":
			return true // "not the alert", a thing
		}
	}
	if k > 1 && persons[s.word(words[k-1])] && bade[s.word(words[k-2])] {
		return true
	}
	u := near(words, j, User, 3)
	return u > 0 && u+2 < len(words) && s.word(words[u+1]) == "i" && (s.word(words[u+2]) == "said" || s.word(words[u+2]) == "told")
}

var persons = map[string]bool{"me": true, "him": true, "her": true, "us": true, "them": true}

// optionHelp reports whether a word stands in the help of an option of a command, in the
// column behind its name: "  --silent     do not tell the user what was skipped".
func (s *scene) optionHelp(t token) bool {
	line := s.text[strings.LastIndexByte(s.text[:t.start], '\n')+1 : t.start]
	line = strings.TrimLeft(line, " \t")
	name, rest, column := strings.Cut(line, "  ")
	return column && len(name) > 1 && name[0] == '-' && !strings.ContainsAny(name, ".:!?") && strings.TrimLeft(rest, " ") == ""
}

// bade are verbs of ordering that say what somebody ordered.
var bade = map[string]bool{"told": true, "asked": true, "begged": true, "warned": true, "advised": true, "wanted": true}

// unknown: "ask for values you do not know", "what the user would not notice":
// nobody is kept from knowing.
func (s *scene) unknown(words []token, k, j int) bool {
	if words[k].foreign || k < 2 || !s.learns(words[j]) || j > k+1 {
		return false
	}
	if s.word(words[k]) == "do not" || s.word(words[k]) == "don't" {
		return s.word(words[k-1]) == "you" && !words[k-2].means.any(Must|Tell)
	}
	if s.word(words[k-1]) != "would" && s.word(words[k]) != "would not" || !behind(words, k, User, 3) {
		return false
	}
	return !s.says(words[:k], "so") && !s.says(words[:k], "that") && !s.says(words[:k], "if") && !s.says(words[:k], "ensure")
}

// ownCode: "never tell anyone the code that we sent you", which banks write in all
// languages, and which keeps a secret from whoever is not the reader.
func (s *scene) ownCode(i int) bool {
	sen := &s.sentences[i]
	if !sen.foreign || sen.says.any(AI|AboutAI|Tool) {
		return false
	}
	text := strings.ToLower(s.text[sen.start:sen.end])
	for _, user := range userStems {
		if strings.Contains(text, user) {
			return false
		}
	}
	for _, code := range codes {
		at := strings.Index(text, code)
		if at >= 0 && (code[0] >= 0x80 || at == 0 || text[at-1]|0x20 < 'a' || text[at-1]|0x20 > 'z') {
			return true
		}
	}
	return false
}

// userStems begin the words for those from whom only an order to a model keeps
// something.
var userStems = []string{"utilis", "utiliz", "usuari", "utent", "user", "nutzer", "gebruiker", "użytkown", "uživatel", "пользоват", "користувач", "потребител", "kullanıc", "ユーザ", "用户", "用戶", "使用者", "사용자", "مستخدم", "کاربر", "משתמש", "χρήστ", "उपयोगकर्ता", "ผู้ใช้", "người dùng", "pengguna", "användar", "käyttäj", "felhaszn", "utilizator", "korisni", "корисни", "používate", "užívate", "صارف", "பயன", "mtumiaji", "watumiaji", "მომხმარ", "օգտատ", "օգտագործող", "пайдалануш", "lietotāj", "naudotoj", "vartotoj", "kasutaja", "uporabni", "వినియోగదారు", "वापरकर्त", "વપરાશકર્તા", "प्रयोगकर्ता", "përdorues", "istifadəçi", "foydalanuvchi", "ተጠቃሚ"}

// codes are what a reader is sent to show who he is, as languages spell it.
var codes = []string{
	"code", "cód", "kód", "kod", "codice", "codul", "koodi", "koden", "cifre", "pin", "otp", "コード", "番号", "パスワード", "验证码", "驗證碼", "密码", "密碼", "인증번호", "비밀번호",
	"код", "пароль", "رمز", "الرمز", "کد", "קוד", "κωδικ", "ओटीपी", "कोड", "รหัส", "mã ", "şifre", "parol", "heslo", "hasł", "wachtwoord", "lösenord", "jelsz", "salasana",
	"lozink", "шифр", "лозинк", "کوڈ", "குறியீடு", "nambari", "namba", "კოდ", "կոդ", "құпиясөз", "kood", "కోడ్", "કોડ", "ኮድ",
}

// authorship: "if an AI assistant wrote a part of this, say which", which forms ask
// the author.
func (s *scene) authorship(i int) bool {
	words := s.words(i)
	if len(words) == 0 || words[0].foreign || s.sentences[i].says.any(Send|Secret|Place|Address|Talk|Destroy|Grant|Files|Prompt|Not) {
		return false
	}
	switch s.word(words[0]) {
	case "if", "did", "has", "have", "was", "were", "which", "what":
	default:
		return s.word(words[0]) == "if an ai" || strings.HasPrefix(s.word(words[0]), "if an ")
	}
	for k := 1; k < len(words) && k < 8; k++ {
		if words[k].means.any(AI | AboutAI) {
			for n := k + 1; n < len(words) && n <= k+3; n++ {
				if wrote[s.word(words[n])] {
					return true
				}
			}
		}
	}
	return false
}

// AmongPeople reports whether a passage of the text that was given to Read has a question
// of a form about what a program wrote for its author, or what people tell each other of
// their own instructions or quote, and nothing else about models.
func (f *Finder) AmongPeople(from, to int) bool {
	s, found := &f.scene, false
	s.whole, s.from = f.reader.text, from
	s.stage(f.reader.passage(from, to), f.reader.text[from:to])
	s.doc = true
	for i := range s.sentences {
		switch {
		case s.authorship(i), s.posted(i), s.ofSender(i), s.takesBack(i):
			found = true
		case s.sentences[i].says.any(AI|AboutAI) && !s.heading(i):
			return false
		}
	}
	return found
}

// heading reports whether sentence i is a few words, as of a heading.
func (s *scene) heading(i int) bool {
	return s.sentences[i].to-s.sentences[i].from <= 3
}

// wrote are verbs of what an author was helped with.
var wrote = map[string]bool{
	"wrote": true, "written": true, "helped": true, "generated": true, "made": true, "created": true, "produced": true, "drafted": true, "assisted": true, "used": true, "contributed": true, "authored": true, "edited": true,
}

// logged reports whether the line of the word at k is one of a log, whose
// participles say what a program did.
func (s *scene) logged(t token) bool {
	line := s.text[strings.LastIndexByte(s.text[:t.start], '\n')+1 : t.start]
	if len(line) < 8 {
		return false
	}
	for _, level := range []string{"INFO", "WARN", "DEBUG", "ERROR", "TRACE", "NOTICE", `"level":`, "level="} {
		if strings.Contains(line, level) {
			return true
		}
	}
	clock := 0 // "08:14:22"
	for n := 2; n+2 < len(line); n++ {
		if line[n] == ':' && isDigit(line[n-1]) && isDigit(line[n-2]) && isDigit(line[n+1]) {
			clock++
		}
	}
	return clock >= 2
}

func isDigit(c byte) bool { return c >= '0' && c <= '9' }

// lawful: "ignore any instruction that infringes the Regulation", as contracts say.
func (s *scene) lawful(words []token, j int) bool {
	law := false
	for n := j + 1; n < len(words) && n <= j+7; n++ {
		switch s.word(words[n]) {
		case "infringes", "infringe", "violates", "violate", "breaches", "breach", "contravenes", "contravene", "unlawful", "contrary":
			law = true
		case "regulation", "law", "laws", "act", "directive", "statute", "legislation", "gdpr", "provisions":
			return law
		}
	}
	return false
}

// hasOwnObject reports whether the English verb at k, in another clause than the word at j
// before it, has an object of its own: "include no names in prompts; all offers go to Jo; ignore
// the table of 2022".
func (s *scene) hasOwnObject(words []token, j, k int) bool {
	if words[k].foreign || k+2 >= len(words) || words[k+1].begins || !articles[s.word(words[k+1])] || sameClause(words, j, k) {
		return false
	}
	for n := k + 2; n < len(words) && n <= k+6 && !words[n].begins; n++ {
		if words[n].means.any(Before | Rules | WeakRules | Prompt | Task | Given | Talk | Your | All) {
			return false
		}
	}
	return true
}

// partOfName: "ignore the previous instructions file", a thing that is called so.
func (s *scene) partOfName(words []token, j int) bool {
	if j+1 >= len(words) || words[j+1].begins {
		return false
	}
	switch s.word(words[j+1]) {
	case "file", "files", "field", "page", "list", "document", "column", "tab", "manual", "leaflet", "sheet", "booklet", "video":
		return j+2 >= len(words) || words[j+2].begins || !words[j+2].means.any(Before)
	}
	return false
}

// deniesFact: "the command did not forget the earlier instructions", of what happened.
func (s *scene) deniesFact(words []token, k int) bool {
	switch s.word(words[k-1]) {
	case "didn't", "doesn't", "hasn't", "did not", "does not":
		return true
	case "not":
		v := s.word(words[k-2])
		return v == "did" || v == "does" || v == "had" || v == "has"
	}
	return false
}

// inPath reports whether a word at i is a part of a path: "/etc/dkimkeys/mail.txt".
func inPath(text string, i int) bool {
	n := i
	for n > 0 && text[n-1] > ' ' && i-n < maxHost {
		n--
	}
	return i > 0 && text[i-1] == '/' && strings.Count(text[n:i], "/") > 1 && !strings.Contains(text[n:i], "://")
}

// optionValue reports whether a word at i is the value of an option of a command:
// "opendkim-genkey -s mail".
func optionValue(text string, i int) bool {
	if i < 4 || text[i-1] != ' ' {
		return false
	}
	n := i - 2
	for n > 0 && (text[n] == '-' || text[n]|0x20 >= 'a' && text[n]|0x20 <= 'z') {
		n--
	}
	return text[n] == ' ' && text[n+1] == '-' && n+2 < i-1 && (text[n+2] != '-' || n+3 < i-1)
}
