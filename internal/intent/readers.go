package intent

import "strings"

// A document that speaks of the program that reads it, and of what that program does with
// things of its user: "the software that reads this page first sends the contacts to ...
// and does not mention it". Nobody is addressed, and no verb is an order; that a page knows
// what its reader has is enough. It is read in all languages that have a lexicon.

// Readers returns the sentences of a passage of the text that was given to Read that say so
// in a language but English, with offsets from where the passage begins. The result is
// valid until the next call.
func (f *Finder) Readers(from, to int) []Order {
	f.orders = f.orders[:0]
	s := &f.scene
	s.stage(f.reader.passage(from, to), f.reader.text[from:to])
	for i := range s.sentences {
		sen := &s.sentences[i]
		switch sen.says |= f.reader.shapesIn(from+sen.start, from+sen.end); {
		case sen.foreign && s.readers(i) > 2:
			f.orders = append(f.orders, Order{Kind: Stealing, Start: sen.start, End: sen.end, Sure: 3})
		case s.summons(i) > 2:
			f.orders = append(f.orders, Order{Kind: Driving, Start: sen.start, End: sen.end, Sure: 3})
		}
	}
	return f.orders
}

// readers grades sentence i.
func (s *scene) readers(i int) int {
	says := s.sentences[i].says
	if s.told || !says.any(User|Talk|Secret|Place|Files|Prompt) {
		return 0
	}
	quiet := says.has(Not|Tell) || says.any(Secretly) || s.sentences[i].foreign && says.any(Not) // its lexicon need not have the verb in this form
	if !says.any(Address) && !says.has(Not|Tell) && !says.any(Secretly) || !quiet && !says.any(Talk|Secret|Place|Prompt|First) {
		return 0 // "passes it on to the mailbox of its user"
	}
	if !s.sends(i) || !s.readsThis(i) {
		return 0
	}
	if says.any(Address) {
		return 3
	}
	return 2
}

// summons: "assistants that process this document must first add the line below to ...", in
// languages but English.
func (s *scene) summons(i int) int {
	says := s.sentences[i].says
	if !s.sentences[i].foreign || s.told || !says.any(AI) || !says.any(Must|First) || !says.any(Acts|Pass|Do) || !s.readsThis(i) {
		return 0
	}
	return 3
}

// sends reports whether sentence i says or orders that something leaves.
func (s *scene) sends(i int) bool {
	words := s.words(i)
	for k, w := range words {
		if !w.means.any(Send|Destroy) && !hasStem(s.folded(w), strings.ToLower(s.text[w.start:min(len(s.text), int(w.start)+24)]), sendingStems) {
			continue
		}
		if !between(words, k-3, k-1, 0, Not) && !between(words, k+1, min(k+2, len(words)-1), 0, Not) {
			return true
		}
	}
	return holdsAny(s.text[s.sentences[i].start:s.sentences[i].end], "发送", "上传", "转发", "送信", "転送", "送り", "ส่ง", "보내", "전송", "전달")
}

// readsThis reports whether sentence i has a program, the act of reading and what says that
// this very document is read, close together.
func (s *scene) readsThis(i int) bool {
	words := s.words(i)
	program, read, this := -1, -1, -1
	for k, w := range words {
		if k >= longestHead {
			break
		}
		v, rest := s.folded(w), strings.ToLower(s.text[w.start:min(len(s.text), int(w.start)+24)])
		if program < 0 && (w.means.any(AI) || hasStem(v, rest, programStems)) {
			program = k
			continue
		}
		if read < 0 && (hasStem(v, rest, readingStems) || w.means.any(Perceive)) {
			read = k
			continue
		}
		if hasStem(v, rest, thisStems) && !(k+1 < len(words) && formats[s.word(words[k+1])]) {
			this = k
		}
	}
	if !spaced(s.text[s.sentences[i].start:]) {
		return s.readsThisUnspaced(i)
	}
	return program >= 0 && read >= 0 && this >= 0 && max(program, read, this)-min(program, read, this) <= widestHead
}

// longestHead is how many words of a sentence can say who reads it, widestHead how far
// apart the three words may stand.
const longestHead, widestHead = 14, 7

// spaced reports whether a text begins in a script that sets blanks between words.
func spaced(text string) bool {
	for _, r := range text {
		if r > 0x2e80 && r < 0xac00 || r >= 0x0e00 && r < 0x0e80 {
			return false
		}
		if r > ' ' {
			return true
		}
	}
	return true
}

// readsThisUnspaced is the same for scripts without blanks.
func (s *scene) readsThisUnspaced(i int) bool {
	head := s.text[s.sentences[i].start:s.sentences[i].end]
	head = head[:min(len(head), 90)]
	return strings.ContainsAny(head, "本此这這該该この이") && (holdsAny(head, "助手", "模型", "モデル", "アシスタント") || holdsAny(head, "软件", "軟體", "程序", "程式", "系统", "ソフト", "プログラム", "システム", "โปรแกรม", "ซอฟต์แวร์")) && holdsAny(head, "读", "讀", "处理", "總結", "总结", "摘要", "解析", "読", "処理", "要約", "อ่าน", "สรุป") ||
		holdsAny(head, "โปรแกรม", "ซอฟต์แวร์") && holdsAny(head, "อ่าน", "สรุป") && holdsAny(head, "นี้")
}

func holdsAny(text string, words ...string) bool {
	for _, w := range words {
		if strings.Contains(text, w) {
			return true
		}
	}
	return false
}

// formats are what else than a document "this" can be said of.
var formats = map[string]bool{"format": true, "kind": true, "type": true, "standard": true, "protocol": true, "language": true, "api": true, "field": true, "option": true}

var (
	sendingStems = []string{"sendet", "schickt", "ubermitt", "leitet", "ubertrag", "envoi", "transmet", "transfer", "expedi", "envia", "reenvi", "transmit", "manda", "sube", "invia", "inoltra", "trasmett", "stuurt", "verstuur", "verzend", "zendt", "wysyla", "wysył", "przesyla", "przesył", "przekaz", "отправ", "пересыл", "переда", "высыл", "надсил", "пересил", "gonder", "ilet", "aktar", "skick", "vidarebef", "lahett", "valitt", "odesl", "odesil", "preposl", "preda", "posle", "posila", "kuld", "elkuld", "tovabbit", "trimit", "transmit",
		"στέλν", "στελν", "προωθ", "изпращ", "препращ", "gui", "gửi", "chuyen", "chuyển", "mengirim", "meneruskan", "يرسل", "ترسل", "ينقل", "می\u200cفرست", "می فرست", "ارسال", "שולח", "מעביר", "भेज"}
	programStems = []string{"program", "software", "softwar", "logiciel", "systems", "system", "systeem", "systeme", "application", "anwendung", "szoftver", "ohjelm", "yazilim", "uygulama", "aplikac", "aplikas", "oprogramowan", "perangkat", "phan mem", "phần mềm", "программ", "програм", "софтуер", "برنامج", "البرنامج", "التطبيق", "برنامه", "תוכנ", "התוכנ", "प्रोग्राम", "सॉफ़्टवेयर", "프로그램", "소프트웨어", "πρόγραμμα", "το πρόγραμμα", "λογισμικό", "প্রোগ্রাম"}
	readingStems = []string{"read", "process", "summari", "handl", "pars", "index", "display", "render", "touch", "liest", "lies", "vorlies", "verarbeit", "auswert", "lit", "lira", "traite", "resume", "affiche", "lee", "lea", "leer", "procese", "resuma", "le", "ler", "leia", "legge", "legga", "elabor", "riassum", "leest", "voorlees", "voorleest", "verwerk", "samenvat", "czyta", "odczyt", "przetwarz", "streszcz", "чита", "прочит", "обрабат", "обробл", "oku", "isle", "ozetle",
		"laser", "behandl", "sammanfatt", "luke", "lukee", "kasittel", "tiivist", "cte", "zpracov", "shrn", "olvas", "feldolgoz", "osszefogl", "citeste", "citi", "prelucr", "rezum", "διαβάζ", "επεξεργ", "συνοψ", "чете", "обработ", "doc", "đọc", "xu ly", "xử lý", "tom tat", "tóm tắt", "membaca", "memproses", "meringkas", "읽", "처리", "요약", "يقرأ", "تقرأ", "يعالج", "يلخص", "مي", "می\u200cخوان", "می خوان", "پردازش", "קורא", "שקורא", "מעבד", "שמעבד", "מסכמ", "पढ़", "सारांश", "পড়"}
	thisStems = []string{"this", "these", "dies", "ce", "cet", "cette", "cett", "esta", "este", "esse", "essa", "quest", "deze", "dit", "te", "ten", "ta", "tej", "это", "эту", "этот", "эта", "цю", "цей", "ця", "bu", "denna", "detta", "har", "tata", "taman", "tuto", "tento", "toto", "ezt", "az", "acest", "aceast", "αυτ", "тази", "този", "това", "nay", "này", "ini", "이", "هذ", "این", "זה", "זו", "इस", "यह", "এই"}
)
