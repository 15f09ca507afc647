package intent

import (
	"strings"
	"unicode/utf8"
)

// ruleStems are how words for the rules of somebody begin, in languages but
// English, as they are folded; ownRules are forms that say "your" as well.
var (
	ruleStems = []string{"regel", "regl", "regol", "regra", "zasad", "pravid", "правил", "saant", "regul", "szabaly", "κανον", "kural", "قواعد", "قوانين", "כלל", "नियम", "নিয়ম",
		"aturan", "quy tac", "กฎ", "规则", "規則", "ルール", "규칙", "instruk", "instruc", "anweisung",
		"uput", "uputstv", "упутств", "pokyn", "instrukci", "указани", "قواعد", "ہدایات", "விதி", "அறிவுறுத்தல்", "maagizo", "kanuni", "წეს", "ინსტრუქცი", "կանոն", "հրահանգ", "ереже", "нұсқау", "noteikum", "norādījum", "taisykl", "nurodym", "reegl", "juhis", "navodil", "నియమ", "సూచన", "સૂચના", "નિયમ", "सूचना", "rregull", "udhëzim", "qayda", "təlimat", "qoida", "koʻrsatma", "መመሪያ"}
	ownRules = []string{"saantosi", "saannoistasi", "szabalyaid", "kurallarin", "aturanmu", "قواعدك", "قوانينك", "قواعدكم"}
)

// dropsRules grades a foreign verb of dropping at k by whether what it is to
// drop are the rules of the one who is spoken to: "forget your rules".
func (s *scene) dropsRules(words []token, k int) int {
	if between(words, k-2, k, 2, Not) {
		return 0
	}
	for j := max(0, k-5); j <= k+5 && j < len(words); j++ {
		if j == k || !sameClause(words, min(j, k), max(j, k)) {
			continue
		}
		word := s.folded(words[j])
		for _, own := range ownRules {
			if strings.HasPrefix(word, own) {
				return 3
			}
		}
		for _, stem := range ruleStems {
			if strings.HasPrefix(word, stem) && (between(words, j-1, j, 1, Your|You) || strings.HasSuffix(s.word(words[k]), "ți")) {
				return 3
			}
		}
	}
	return 0
}

// folded is a word as the lexicons compare it. It is valid as long as s.lower is.
func (s *scene) folded(t token) string {
	end := min(int(t.end), len(s.text))
	for end < len(s.text) && s.text[end]&0xc0 == 0x80 {
		end++ // a token ends with the first byte of its last character
	}
	word := s.text[t.start:end]
	if plainWord(word) {
		return s.lower[t.start:end]
	}
	b := s.fold[:0]
	for _, r := range word {
		if r = s.folder.slowly(r); r != drop {
			b = utf8.AppendRune(b, r)
		}
	}
	s.fold = b
	return string(b)
}

// plainWord reports whether a word is ASCII of which nothing is dropped.
func plainWord(word string) bool {
	for i := range len(word) {
		if word[i] >= utf8.RuneSelf || word[i] == '\'' {
			return false
		}
	}
	return true
}

// ofDocument: "the instructions in the migration guide", "your training data".
func (s *scene) ofDocument(words []token, j int) bool {
	if j+1 >= len(words) {
		return false
	}
	switch s.word(words[j+1]) {
	case "data", "set", "materials", "material":
		return s.word(words[j]) == "training"
	case "in", "of", "from":
		for n := j + 2; n < len(words) && n <= j+5; n++ {
			switch s.word(words[n]) {
			case "guide", "manual", "readme", "handbook", "contract", "agreement", "letter", "wiki", "leaflet", "changelog", "docs", "documentation":
				return true
			}
		}
	}
	return false
}

// softRules are rules of programs rather than of models.
var softRules = map[string]bool{
	"settings": true, "context": true, "messages": true, "requests": true, "protocol": true, "protocols": true, "procedure": true, "procedures": true,
	"command": true, "commands": true, "order": true, "orders": true, "training": true, "configuration": true, "checks": true, "considerations": true,
}
