package intent

import (
	"slices"
	"strings"

	"github.com/mcp-watchdog/mcp-watchdog/internal/lazy"
)

// Letters between people, and scripts. "Please disregard the earlier instructions" is what
// offices write every day, and what a computer says in a film. By itself it does nothing:
// what such a text wants besides is judged for itself.

// A letter has an opening, a line that says what it is about, and a closing. They are stems
// of what a line begins with, in small letters, in the languages of the lexicons.
var (
	openings = lazy.Value(func() []string {
		return strings.Split(`dear |hi all|hi team|hi everyone|hi folks|hello all|hello everyone|hello team|team,|team:|all,|folks,|colleagues|good morning|good afternoon|liebe |lieber |sehr geehrte|hallo |guten tag|moin|bonjour|bonsoir|chers |chères |chère |cher |mesdames|madame|estimad|querid|hola |buenos días|buenas |prezad|caros |caras |olá |bom dia|boa tarde|gentil|cari |care |caro |cara |buongiorno|ciao |egregi|spett|beste |geachte |hoi |goedemorgen|goedemiddag|hej |hej,|hejsan|bästa |kära |kære |kjære |hei |hyvä|moi |arvoisa|szanown|drodzy|droga |drogi |cześć|witam|dzień dobry|vážen|milí |milá |dobrý den|ahoj|tisztelt|kedves |sziasztok|szia |stimat|dragi |dragă |bună |уважаем|дорог|коллеги|здравствуйте|добрый день|привет|друзья|шановн|колеги|добрий день|доброго дня|вітаю|друзі|здравейте|скъпи|αγαπητ|καλησπέρα|καλημέρα|γεια σας|αξιότιμ|değerli|sayın|sevgili|merhaba|arkadaşlar|iyi günler|السادة|الزملاء|عزيز|أعزائي|السلام عليكم|مرحبا|تحية طيبة|همکاران|سلام|با سلام|שלום|לכבוד|יקרים|חברים|各位|大家好|亲爱的|尊敬的|您好|同事|皆様|お客様|皆さま|保護者|皆さん|お世話になって|関係者|여러분|안녕하세요|임직원|kính gửi|chào |thưa |các bạn|yth|kepada |rekan|bapak|halo |dengan hormat|selamat |เรียน|สวัสดี|प्रिय|नमस्ते|आदरणीय|poštovan|dragi |spoštovan|lugupeetud|tere |gerbiam|cien|labdien|laba diena`, "|")
	})
	topics = lazy.Value(func() []string {
		return strings.Split(`subject|re:|betreff|objet|asunto|assunto|oggetto|onderwerp|ämne|emne|aihe|temat|předmět|predmet|tárgy|subiect|тема|относно|θέμα|konu|الموضوع|موضوع|נושא|主题|主題|主旨|件名|제목|tiêu đề|perihal|เรื่อง|विषय|teema|tema`, "|")
	})
	closings = lazy.Value(func() []string {
		return strings.Split(`kind regards|best regards|warm regards|regards|yours |sincerely|thanks|thank you|cheers|best,|many thanks|freundliche gr|viele gr|liebe gr|mfg|mit freundlichen|beste gr|schöne gr|gruß|cordialement|bien à vous|bien cordialement|amicalement|salutations|bonne journée|saludos|un saludo|un abrazo|atentamente|cordialmente|gracias|atenciosamente|abraço|cumprimentos|obrigad|cordiali saluti|saluti|distinti saluti|grazie|met vriendelijke|groet|mvg|mvh|vänlig|hälsning|vh |venlig hilsen|med venlig|med vennlig|hilsen|terv|ystävällis|t. |pozdrawiam|z poważaniem|z wyrazami|s pozdravem|s pozdravom|děkuji|ďakuj|hezký den|üdv|tisztelettel|cu stimă|cu respect|mulțumesc|с уважением|спасибо|з повагою|дякую|с уважение|поздрави|με εκτίμηση|ευχαριστ|φιλικά|saygılar|sevgiler|teşekkür|iyi çalışmalar|مع التحية|وتفضلوا|مع خالص|شكرا|با تشکر|با احترام|בברכה|תודה|此致|敬礼|谢谢|祝好|よろしくお願い|敬具|以上|감사합니다|trân trọng|cảm ơn|hormat kami|salam|terima kasih|ขอแสดงความนับถือ|ขอบคุณ|धन्यवाद|सादर|भवदीय|srdačan|s poštovanjem|lep pozdrav|lugupidamisega|pagarbiai|ar cieņu`, "|")
	})
	// scripts are what the heading of a scene begins with.
	scripts = []string{"int. ", "ext. ", "int/ext", "escena ", "scene ", "szene ", "scène ", "scena ", "сцена ", "cena ", "fade in"}
)

// frame is what the lines of a passage make it.
type frame struct {
	known  bool
	letter int // how many parts of a letter it has
	script bool
}

// played reports whether the lines around the passage are speeches, each behind a name in
// capitals: "CAPTAIN: ...". Those whom models know as speakers are none.
func (s *scene) played() bool {
	var names []string
	again := false // somebody speaks twice
	for line := range strings.SplitSeq(s.whole[max(0, s.from-reachOfFrame):min(len(s.whole), s.from+len(s.text)+reachOfFrame)], "\n") {
		name, _, found := strings.Cut(line, ":")
		name, _, _ = strings.Cut(name, " (")
		if !found || len(name) < 2 || len(name) > longestCue || name != strings.ToUpper(name) || name == strings.ToLower(name) || strings.ContainsAny(name, "0123456789/_-=.,[]<>#*\"'") {
			continue
		}
		word, _, _ := strings.Cut(strings.ToLower(name), " ")
		if voices[word] != 0 || loudLabels[word] {
			return false
		}
		if slices.Contains(names, name) {
			again = true
		} else {
			names = append(names, name)
		}
	}
	return again && len(names) > 1
}

// longestCue is how long such a name is, in bytes.
const longestCue = 32

// reachOfFrame is how far from a passage its letter may begin or end, in bytes.
const reachOfFrame = 600

// frameOf looks for the lines that frame the passage.
func (s *scene) frameOf() frame {
	if s.frame.known {
		return s.frame
	}
	f := frame{known: true}
	opens, about, closes := false, false, false
	for line := range strings.FieldsFuncSeq(strings.ToLower(s.whole[max(0, s.from-reachOfFrame):min(len(s.whole), s.from+len(s.text)+reachOfFrame)]), func(r rune) bool { return r == '\n' || r == '.' || r == '!' || r == '。' }) {
		if line = strings.TrimLeft(line, " \t>*#\"“„«—–-"); line == "" {
			continue
		}
		opens = opens || beginsWith(line, openings())
		closes = closes || beginsWith(line, closings())
		if k := strings.IndexAny(line, ":："); k > 0 && k < 24 {
			about = about || beginsWith(line, topics())
			opens = opens || beginsWith(strings.TrimLeft(line[k+1:], " "), openings())
		}
		f.script = f.script || beginsWith(line+". ", scripts)
	}
	f.script = f.script || s.played()
	closes = closes || opens && endsInName(s.whole)
	for _, part := range []bool{opens, about, closes} {
		if part {
			f.letter++
		}
	}
	s.frame = f
	return f
}

// endsInName reports whether the last line of a text is a few words that end with no mark, as
// a name does.
func endsInName(text string) bool {
	text = strings.TrimRight(text, " \n")
	name := text[strings.LastIndexByte(text, '\n')+1:]
	return len(name) < len(text) && len(name) <= longestName && len(strings.Fields(name)) <= 4 && !strings.ContainsAny(name[max(0, len(name)-1):], ".!?:;,)]}>\"'`0123456789")
}

// longestName bounds it, in bytes.
const longestName = 48

func beginsWith(line string, of []string) bool {
	for _, w := range of {
		if strings.HasPrefix(line, w) {
			return true
		}
	}
	return false
}

// toPeople reports whether sentence i, which has earlier instructions dropped, is one of a
// letter, a script or a record, and nothing beside it is meant for a model.
func (s *scene) toPeople(i int) bool {
	f, topic := s.frameOf(), s.ofTopic(i)
	if f.letter == 0 && !f.script && !topic || !s.amongPeople(i) {
		return false
	}
	switch says := s.sentences[i].says; {
	case f.script, f.letter > 1, f.letter > 0 && topic:
		return true
	case f.letter > 0:
		return !says.any(All | Your | You)
	default:
		return (says.any(Void) || s.lapses(i)) && !s.around(i, 1).any(You|Your|All)
	}
}

// Letter reports whether all of a text is a letter between people, or a script, that asks for nothing that
// a text may not ask for, so that earlier instructions in it are not those of a model.
func (f *Finder) Letter(text string) bool {
	f.Read(text, Span{0, len(text)})
	s := &f.scene
	s.whole, s.from = text, 0
	s.stage(f.reader.passage(0, len(text)), text)
	if frame := s.frameOf(); frame.letter < 2 && !frame.script {
		return false
	}
	for i := range s.sentences {
		if s.sentences[i].says |= f.reader.shapesIn(s.sentences[i].start, s.sentences[i].end); s.sentences[i].says.any(Override|Void|Persona|Forever) && !s.amongPeople(i) {
			return false
		}
	}
	return true
}

// amongPeople reports whether nothing in the passage speaks to a model or of what only
// models have, and nothing near sentence i orders what would do harm.
func (s *scene) amongPeople(i int) bool {
	for n := range s.sentences {
		if says := s.sentences[n].says; says.any(AboutAI | Prompt | Mode | Malice | Hostile | Place | Remember) {
			return false
		}
	}
	if s.sentences[i].says.any(AI | Instead | Secretly) {
		return false
	}
	for n := max(0, i-2); n <= min(len(s.sentences)-1, i+2); n++ {
		says := s.sentences[n].says
		if says.any(Secret|Money|Talk|Tool|Address) && s.ordered(n, Acts|Do) && n != i || s.ordered(n, Destroy) && says.any(All|Secret|Files) && !says.any(Send) || s.shell(n) {
			return false
		}
		if !s.frame.script && (says.any(Power) && s.ordered(n, deeds) || s.shown(n) || s.channel(n, Document) >= openChannel) { // in a film computers are asked
			return false
		}
	}
	return true
}

// shown reports whether sentence n orders that something be shown, in another line than the
// closing of a letter, in which some languages show their respect.
func (s *scene) shown(n int) bool {
	if !s.ordered(n, Reveal) {
		return false
	}
	words := s.words(n)
	for k, w := range words {
		if !w.means.any(Reveal) || !s.commands(words, k) {
			continue
		}
		line := s.text[strings.LastIndexByte(s.text[:w.start], '\n')+1:]
		if !beginsWith(strings.ToLower(line[:min(len(line), 4*longestName)]), closings()) {
			return true
		}
	}
	return false
}

// takesBack reports whether sentence i drops instructions in a letter, a script or a quotation, and
// the passage orders nothing else that has an effect.
func (s *scene) takesBack(i int) bool {
	says := s.sentences[i].says
	if !says.any(Override|Void) || !says.any(Rules|WeakRules|Given|Before) || !s.toPeople(i) && !s.mentions(i) {
		return false
	}
	for n := range s.sentences {
		if s.ordered(n, Grant|Run|Remember) || s.ordered(n, Destroy|Send) && s.sentences[n].says.any(All|Files|Secret|Address|Money|Talk|Guard) && n != i {
			return false
		}
	}
	return true
}

// ofTopic reports whether the rules of sentence i are about a matter that no model is told of:
// "instructions regarding the freezer alarm".
func (s *scene) ofTopic(i int) bool {
	words := s.words(i)
	for j, w := range words {
		if !w.means.any(Rules | WeakRules) {
			continue
		}
		for n := j + 1; n+1 < len(words) && n <= j+3; n++ {
			if !matters[s.word(words[n])] {
				continue
			}
			for m := n + 1; m < len(words) && m <= n+4 && (m == n+1 || !words[m].begins); m++ {
				switch v := s.lower[words[m].start:min(int(words[m].end), len(s.lower))]; {
				case words[m].means.any(You|Your|AI|Prompt|Rules|Talk|User|Admin|Task|Guard|Safeguard|Secret|All) || hasOne(v, conduct):
					return false
				case words[m].means == 0 && !articles[v] && s.letters(words[m]) >= fewestOfName:
					return true
				}
			}
		}
	}
	return false
}

// matters are words that stand between rules and what they are about.
var matters = map[string]bool{
	"regarding": true, "about": true, "concerning": true, "on": true, "for": true, "re": true, "zu": true, "zur": true, "zum": true, "über": true, "bezüglich": true, "für": true, "sur": true, "concernant": true, "relatives": true, "pour": true,
	"sobre": true, "para": true, "su": true, "sul": true, "sulla": true, "sugli": true, "sulle": true, "sui": true, "per": true, "over": true, "voor": true, "om": true, "för": true, "angående": true, "gällande": true, "vedrørende": true,
	"dotyczące": true, "dotyczących": true, "o": true, "ohledně": true, "ohľadom": true, "k": true, "ke": true, "privind": true, "despre": true, "по": true, "о": true, "об": true, "относительно": true, "щодо": true, "про": true, "за": true,
	"για": true, "σχετικά": true, "hakkında": true, "بشأن": true, "حول": true, "الخاصة": true, "درباره": true, "לגבי": true, "mengenai": true, "tentang": true, "về": true, "koskevat": true, "vonatkozó": true,
}

// conduct are stems of words for how a model is to behave.
var conduct = []string{"safe", "secur", "priva", "content", "conten", "confiden", "ethic", "ethik", "éthi", "etica", "ética", "user", "request", "output", "answer", "respon", "respo", "format", "summar", "transla", "behav", "conduct", "role", "identit", "limit", "refus", "this", "that", "what", "how", "sicher", "inhalt", "antwort", "verhalten", "sécur", "segur", "sicur", "безопас", "ответ", "повед", "безпек", "güven", "ασφάλ", "απαντ", "أمان", "الأمن"}
