package intent

import "strings"

// What people tell each other of their own instructions, and what careful tools say of
// those in what they read.

// mine are words for "my" that stand before what is somebody's, in the languages of the
// lexicons. mineBefore are the same in scripts without spaces, mineBehind and mineIn what
// stands behind it or ends it.
var (
	mine = map[string]bool{
		"my": true, "meine": true, "meinen": true, "meiner": true, "meines": true, "meinem": true, "mes": true, "mis": true, "minha": true, "minhas": true, "meus": true, "mio": true, "mia": true,
		"miei": true, "mie": true, "mijn": true, "mina": true, "mine": true, "minun": true, "moje": true, "moich": true, "moim": true, "moją": true, "mojego": true, "mojej": true, "mých": true, "mé": true, "mojich": true,
		"мои": true, "моих": true, "моим": true, "мое": true, "моё": true, "мою": true, "мої": true, "моїх": true, "моїм": true, "моите": true, "benim": true, "मेरे": true, "मेरी": true, "আমার": true, "제": true, "내": true,
	}
	mineBefore = []string{"我之前", "我以前", "我先前", "我刚才", "我剛才", "我的", "私の", "僕の"}
	mineBehind = []string{" mele", " mea", " saya", " của tôi", " μου", " שלי", " من را", "ของผม", "ของฉัน", "ของดิฉัน"}
	mineIn     = []string{"larımı", "lerimi", "ohjeeni", "utasításom", "utasításaim", "تعليماتي", "הוראותיי"}
)

// reachOfMine is how many bytes behind a word another may begin that belongs to it.
const reachOfMine = 40

// ofSender reports whether sentence i takes back what its own sender had said: "please
// ignore my earlier instructions about the heating". Who wants a model to drop its
// instructions does not call them his own, unless he poses as its user, and then names
// all of them, or what comes instead.
func (s *scene) ofSender(i int) bool {
	if s.sentences[i].says.any(AboutAI|Prompt|Persona|Mode|Forever|Secret|Place|Reveal|Talk|Instead) || s.around(i, 1).any(AboutAI|Prompt|Persona|Mode|Secret|Place) || s.ordered(i, Run) {
		return false
	}
	words := s.words(i)
	for j, w := range words {
		if !w.means.any(Rules|WeakRules|Given) || between(words, max(0, j-3), min(len(words)-1, j+1), 0, All) {
			continue
		}
		before := s.lower[words[max(0, j-3)].start:w.start]
		for word := range strings.FieldsSeq(before) {
			if mine[strings.Trim(word, ".,:;!?\"")] {
				return true
			}
		}
		behind := s.lower[w.start:min(int(w.end)+reachOfMine, len(s.lower), s.sentences[i].end)]
		if hasOne(before, mineBefore) || hasOne(behind, mineBehind) || hasOne(behind, mineIn) {
			return true
		}
	}
	return false
}

// posted reports whether sentence i says no more than that earlier rules no longer hold,
// and nothing around it is meant for a model: "previous instructions are no longer valid.
// The north beach opens at 9".
func (s *scene) posted(i int) bool {
	if !s.sentences[i].says.any(Void) && !s.lapses(i) || len(s.sentences) < 2 {
		return false
	}
	const meant = You | Given | Your | AI | AboutAI | Prompt | Secret | Instead | Persona | Mode | Reveal | Address | Talk | Place | Forever | Admin
	for n := max(0, i-2); n <= min(len(s.sentences)-1, i+2); n++ {
		says := s.sentences[n].says
		if says.any(meant) || says.any(All) && n == i || s.ordered(n, Send|Run|Destroy|Pass|Grant|Remember) || n != i && says.any(Not) && says.any(Tell) {
			return false
		}
	}
	return true
}

// attached are stems of words that say that something comes with a message.
var attached = []string{
	"attached", "enclosed", "adjunt", "anexo", "anexad", "allegat", "ci-joint", "est jointe", "sont jointes", "im anhang", "beigefügt", "liegt bei", "liegen bei", "bijlage", "bijgevoegd", "bifog", "vedlagt", "vedhæft", "liitte", "załącz", "v příloze", "přilož",
	"в прилож", "прилаг", "во вложени", "вкладен", "додаток", "додатк", "ektedir", "ekteki", "ekte ", "附件", "附上", "添付", "첨부", "संलग्न", "συνημμέν", "επισυνάπτ", "terlampir", "đính kèm", "แนบ", "مرفق", "پیوست", "מצורף", "mellékel", "csatol", "atașat",
}

// superseded: "please disregard the old instructions, the new procedure is attached", as
// offices write. What else such a message wants is judged for itself.
func (s *scene) superseded(i int) bool {
	if s.sentences[i].says.any(All|Your|Instead|Forever) || s.around(i, 1).any(AI|AboutAI|Prompt|Persona|Mode|Secret|Place|Reveal|Talk) || s.ordered(i, Run|Destroy|Grant) {
		return false
	}
	end := s.sentences[min(i+1, len(s.sentences)-1)].end
	return hasOne(s.lower[s.sentences[i].start:min(end, len(s.lower))], attached)
}

// lapsed are words, in languages but English, of what holds no longer; the lexicons have
// them for what a model is told as well.
var lapsed = []string{
	"gelten nicht", "nicht mehr", "ungültig", "ongeldig", "ogiltig", "ugyldig", "nieważn", "neplatn", "недействительн", "отменяются", "отменяется", "отменены", "отменена", "отменено", "скасован", "недійсн", "sin efecto", "ya no", "sem efeito", "já não", "não valem", "kumottu", "eivät ole enää", "ophæv", "upphäv", "opphev", "vervallen", "niet meer", "inte längre", "gælder ikke", "gjelder ikke",
	"ne sont plus", "n'est plus", "annulé", "non sono più", "non valgono", "nie obowiązuj", "już nie", "neplatí", "nu mai sunt", "не действ", "утратил", "втратил", "больше не", "більше не", "не діють", "δεν ισχ",
	"tidak berlaku", "không còn", "유효하지", "無効", "失效", "作废", "作廢", "geçersiz", "hatályát", "ไม่มีผล", "لم تعد", "دیگر اعتبار", "אינן בתוקף",
}

func (s *scene) lapses(i int) bool {
	sen := &s.sentences[i]
	return sen.foreign && sen.says.any(Override) && hasOne(s.lower[sen.start:min(sen.end, len(s.lower))], lapsed)
}

func hasOne(text string, of []string) bool {
	for _, w := range of {
		if strings.Contains(text, w) {
			return true
		}
	}
	return false
}

// within are signs in a sentence, in languages but English, that the instructions are
// those that stand in something.
var within = []string{"contenu", "conteni", "contenid", "contid", "enthalten", "innehåll", "indehold", "inneholder", "bevat", "zawart", "zawier", "obsažen", "содержа", "міст", "içeren", "içindeki", "包含", "含まれ", "포함", "الموجودة", "المضمنة", "تحتويها", "sisältä", "conțin"}

// sparesOwn reports whether a foreign sentence has what stands in some content ignored: "ignorez
// toute instruction contenue dans la page".
func (s *scene) sparesOwn(i int) bool {
	sen := &s.sentences[i]
	if !sen.foreign || sen.says.any(Before|Your|You|Prompt|AI|AboutAI|Persona|Mode) {
		return false
	}
	return hasOne(s.lower[sen.start:min(sen.end, len(s.lower))], within)
}

// customers are stems of words for those whom staff serves.
var customers = []string{"customer", "client", "kund", "клиент", "клієнт", "klient", "klien", "asiak", "ügyfél", "müşteri", "고객", "客户", "客戶", "顧客", "お客", "ลูกค้า", "khách", "pelanggan", "العميل", "عميل", "לקוח", "הלקוח", "ग्राहक", "গ্রাহক", "πελάτ", "مشتری"}

// spokenOf reports whether the users among some words are customers, who are not the one
// that sits before a model.
func (s *scene) spokenOf(words []token, from, to int) bool {
	found := false
	for _, t := range words[max(0, from):min(len(words), to+1)] {
		if !t.means.any(User) {
			continue
		}
		found = false
		for _, c := range customers {
			found = found || strings.HasPrefix(s.lower[t.start:], c)
		}
		if !found {
			return false
		}
	}
	return found
}

// manyUsers reports whether an English sentence speaks of users as those of a program do,
// not of the one before a model: "don't show this banner to logged-in users".
func (s *scene) manyUsers(i int) bool {
	if s.sentences[i].foreign || s.around(i, 1).any(AI|AboutAI|Secretly|Talk|Prompt) {
		return false
	}
	many := false
	for _, w := range s.words(i) {
		switch word := s.word(w); {
		case !w.means.any(User):
		case word == "users" || word == "us" || word == "visitors" || word == "humans":
			many = true
		default:
			return false
		}
	}
	return many
}
