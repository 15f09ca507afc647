package intent

import (
	"strings"
	"unicode/utf8"
)

// Honest discretion in descriptions: what is kept from the user is a thing that he has no use
// for, or that nobody should see, and not what the tool does.

// discreet reports whether sentence i of a description keeps a thing from the user, as in "do not
// show the session token", "don't tell the user about internal agent names", and the sentences
// beside it take nothing away and order nothing with secrets.
func (s *scene) discreet(i int) bool {
	sen := &s.sentences[i]
	if sen.says.any(Secretly&^Not|Address|Place|Destroy|Grant|Money|Malice) && !s.dont(i) || s.hidesUse(i) || s.hidesItself(i) {
		return false
	}
	for n := max(0, i-2); n <= min(len(s.sentences)-1, i+2); n++ {
		says := s.sentences[n].says
		if says.any(Place|Malice) || n != i && (says.any(Secret|Files) && s.ordered(n, Read|Send|Pass) || says.any(Address) && s.ordered(n, Send|Pass)) || s.shell(n) || max(s.stealing(n, Offered, s.around(n, 1), true), s.leaking(n, Offered)) > 0 {
			return false
		}
	}
	words := s.words(i)
	for k, w := range words {
		if !w.means.any(Not) {
			continue
		}
		j := nearBoth(words, k, Tell|Reveal, 4)
		if j < 0 || j < k && !w.foreign {
			continue
		}
		if s.unlessAsked(words, j) || s.keepsThing(words, j) {
			return true
		}
	}
	return false
}

// dont reports whether the words of secrecy in sentence i are no more than "don't".
func (s *scene) dont(i int) bool {
	for _, w := range s.words(i) {
		if w.means.any(Secretly) && !w.means.any(Not) {
			return false
		}
	}
	return !s.sentences[i].says.any(Address | Place | Destroy | Grant | Money | Malice)
}

// unlessAsked: "unless the user asks for it".
func (s *scene) unlessAsked(words []token, j int) bool {
	if words[j].foreign {
		rest := strings.ToLower(s.text[words[j].end:min(int(words[len(words)-1].end)+utf8.UTFMax, len(s.text))])
		for _, unless := range unlessAbroad {
			if _, behind, ok := strings.Cut(rest, unless); ok && hasOne(behind, asksAbroad) {
				return true
			}
		}
		return false
	}
	for n := j + 1; n+2 < len(words); n++ {
		if s.word(words[n]) != "unless" || !between(words, n+1, n+2, 0, User) && s.word(words[n+1]) != "they" && s.word(words[n+1]) != "asked" {
			continue
		}
		for m := n + 1; m < len(words) && m <= n+5; m++ {
			switch s.word(words[m]) {
			case "asks", "ask", "asked", "requests", "wants", "want", "request":
				return true
			}
		}
	}
	return false
}

// unlessAbroad are words for "unless" in other languages, asksAbroad those for what somebody does who
// wants to know.
var (
	unlessAbroad = []string{"a meno che", "salvo ", "tranne ", "sauf s", "à moins", "außer", "es sei denn", "a menos que", "a no ser que", "salvo que", "exceto", "tenzij", "behalve", "chyba że", "om inte", "medmindre", "med mindre", "ellei", "если только", "кроме случаев", "якщо тільки", "除非", "除い", "않는 한", "إلا إذا", "kecuali", "trừ khi"}
	asksAbroad   = []string{"chied", "richied", "demand", "frag", "wünsch", "pid", "pregunt", "solicit", "peç", "pergunt", "vraag", "pyt", "pros", "frågar", "spørger", "spør", "pyyt", "прос", "спрос", "запит", "要求", "问", "問", "求め", "尋ね", "요청", "묻", "طلب", "سأل", "meminta", "yêu cầu", "hỏi"}
)

// keepsThing reports whether what is not to be told by the verb at j is a thing: a noun of
// data stands behind it, before the user or the end of the clause, and no word that points at
// what was done or said.
func (s *scene) keepsThing(words []token, j int) bool {
	if words[j].foreign {
		return s.keepsInner(words, j)
	}
	thing := false
	for n := j + 1; n < len(words) && n <= j+8 && !words[n].begins; n++ {
		switch v := strings.TrimSuffix(s.word(words[n]), "'s"); {
		case pointing[v]:
			return false
		case things[v] || words[n].means.any(Secret) && !words[n].means.any(Files|Talk):
			thing = true
		case words[n].means.any(Tool|Talk|Files|Task) && v != "field" && v != "fields":
			return false
		}
	}
	return thing
}

// keepsInner is the same in other languages, where the noun may stand on either side: it is
// a secret, or called internal or a number or a code.
func (s *scene) keepsInner(words []token, j int) bool {
	from, to := j, j+1
	for from > 0 && !words[from].begins && from > j-12 {
		from--
	}
	for to < len(words) && to < j+24 && !words[to].begins {
		to++
	}
	clause := strings.ToLower(s.text[words[from].start:min(int(words[to-1].end)+utf8.UTFMax, len(s.text))])
	if between(words, from, to-1, 0, Talk|Files|Your) && !between(words, from, to-1, 0, Secret) || hasOne(clause, pointingAbroad) {
		return false
	}
	return between(words, from, to-1, 0, Secret) || hasOne(clause, innerAbroad)
}

// innerAbroad are stems of words for what is internal, a number or a code, and pointingAbroad words
// for what was done or for this text.
var (
	innerAbroad    = []string{"intern", "внутр", "вътреш", "内部", "內部", "내부", "iç ", "wewnętrz", "sisäi", "belső", "εσωτερικ", "داخلي", "داخلی", "פנימי", "आंतरिक", "nội bộ", "ภายใน", "numm", "numr", "numér", "númer", "numero", "numer ", "номер", "numar", "番号", "编号", "編號", "번호", " kod", " code", "códig", "codice", "код ", "コード", "代码", "代碼", "코드", "hash", "prompt"}
	pointingAbroad = []string{"dies", " das ", "esto", "eso ", "ceci", "cela", " ça", "questo", "ciò", "isso", "isto", " это", "этом", " dit ", " dat ", "deze", "dette", "detta", " det ", " tego", " tym", " to ", "toto", "bunu", "bundan", "これ", "この", "それ", "这", "此", "該", "이것", "이 작업", "이를", "هذا", "ذلك", "این", "זה", "điều này", " ini", "que ", "dass "}
)

// pointing are words for what was done, or for this text.
var pointing = map[string]bool{
	"this": true, "that": true, "these": true, "those": true, "it": true, "them": true, "you": true, "your": true, "what": true, "why": true, "how": true, "anything": true, "any of": true, "step": true, "esto": true, "eso": true, "ceci": true, "cela": true, "dies": true, "dieses": true, "questo": true, "isso": true, "isto": true,
	"call": true, "transfer": true, "upload": true, "action": true, "existence": true, "reason": true,
}

// things are words for data that only programs read, that mean nothing to people, or that
// a tool was given by its user.
var things = map[string]bool{
	"id": true, "ids": true, "identifier": true, "identifiers": true, "uuid": true, "uuids": true, "guid": true, "json": true, "xml": true, "html": true, "yaml": true, "markup": true, "payload": true, "names": true, "number": true, "numbers": true,
	"score": true, "scores": true, "codes": true, "slug": true, "slugs": true, "prompt": true, "hash": true, "hashes": true, "checksum": true, "timestamp": true, "timestamps": true, "coordinates": true, "cursor": true, "offset": true, "stack trace": true, "traceback": true,
	"embedding": true, "embeddings": true, "vector": true, "vectors": true, "schema": true, "metadata": true, "placeholder": true, "placeholders": true, "rowid": true, "etag": true, "fields": true, "field": true,
}

// verbLast reports whether "not" belongs to the end of a verb, and stands behind it.
func verbLast(language string) bool {
	return language == "ja" || language == "ko" || language == "tr" || language == "hi"
}

// forbidsWithout: "ohne Bestätigung nicht starten", where what is not to be done stands behind.
func (s *scene) forbidsWithout(words []token, k int) bool {
	if a := near(words, k, Acts|Do, 8); a > 0 && a+1 < len(words) && verbLast(s.languages[words[k].language]) && between(words, a+1, a+3, 0, Not) && sameClause(words, k, a) {
		return true
	}
	n := near(words, k, Not, 4)
	return n > 0 && !words[n].means.any(Secretly) && sameClause(words, k, n) && near(words, n, Acts|Do, 3) > 0
}

// forExample reports whether sentence i goes on behind an "e.g." that ends the one before.
func (s *scene) forExample(i int) bool {
	if i == 0 {
		return false
	}
	before := strings.TrimRight(s.lower[s.sentences[i-1].start:s.sentences[i-1].end], " ")
	return strings.HasSuffix(before, "e.g.") || strings.HasSuffix(before, "i.e.")
}

// inside reports whether the power at k is one that holds in some place: "you are root there",
// "you have admin rights in the sandbox".
func (s *scene) inside(words []token, k int) bool {
	for n := k + 1; n < len(words) && n <= k+5 && !words[n].begins; n++ {
		switch s.word(words[n]) {
		case "there", "inside", "container", "sandbox", "vm", "jail", "chroot", "emulator", "simulator", "playground":
			return true
		}
	}
	return false
}
