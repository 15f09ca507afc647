package intent

import (
	"strings"
	"unicode/utf8"
)

// In many languages the form of a verb says whether something is or shall be:
// lexicons list stems, and their endings are looked at here.

// states reports whether a word of a language, in small letters but for those
// that are not ASCII, is a verb in a form that says what is: a participle, an
// infinitive behind which something is possible, a passive.
func states(lang, word string) bool {
	switch lang {
	case "id":
		return len(word) > 5 && (strings.HasPrefix(word, "men") || strings.HasPrefix(word, "mem") || strings.HasPrefix(word, "meng") || strings.HasPrefix(word, "mel") || strings.HasPrefix(word, "mer")) ||
			len(word) > 5 && strings.HasPrefix(word, "di") && (strings.HasSuffix(word, "kan") || strings.HasSuffix(word, "i"))
	case "tr":
		return ends(word, "mak", "mek", "maz", "mez", "ması", "mesi", "ılır", "ilir", "maktadır", "mektedir", "ılan", "ilen")
	case "fr":
		return ends(word, "és", "ées", "ée")
	case "es", "pt":
		return ends(word, "ado", "ados", "ada", "adas", "ido", "idos")
	case "it":
		return ends(word, "ato", "ati", "ata", "ate", "uto", "uti")
	case "nl":
		return strings.HasPrefix(word, "ge") && ends(word, "eerd", "eerde")
	case "ru", "uk":
		return ends(word, "ует", "уют", "ает", "ают", "уется", "уются", "ается", "аются", "ує", "ують", "ється", "ються")
	}
	return false
}

func ends(word string, endings ...string) bool {
	for _, e := range endings {
		if strings.HasSuffix(word, e) {
			return true
		}
	}
	return false
}

// behindWord returns what stands behind a token, whose end may lie in its last
// character.
func behindWord(text string, t token) string {
	end := min(int(t.end), len(text))
	for end < len(text) && !utf8.RuneStart(text[end]) {
		end++
	}
	return text[end:]
}

// inForm clears what the form of a foreign word denies.
func (s *scene) inForm(words []token, j int) {
	t := &words[j]
	if !t.foreign || t.means == 0 {
		return
	}
	t.states = t.means.any(deeds) && states(s.languages[t.language], s.word(*t))
	rest := behindWord(s.text, *t)
	switch {
	case t.means.any(Acts|Do) && strings.HasPrefix(rest, "され"): // the passive of Japanese
		t.means &^= Acts | Do
	case t.means.any(User) && strings.HasPrefix(rest, "端"): // 客户端, a program
		t.means &^= User
	case t.means.any(Override|Void) && j+1 < len(words) && turkish[s.word(words[j+1])]:
		t.means &^= Override | Void
	case j > 0 && s.languages[t.language] == "fr" && frenchArticles[s.word(words[j-1])]:
		t.means &^= deeds // "le résumé"
	case t.means.any(Override) && (t.states && !behind(words, j, Your|You|All, 6) || j > 1 && s.word(words[j-1]) == "de" && strings.HasPrefix(s.word(words[j-2]), "permet")):
		t.means &^= Override
	}
}

// frenchArticles stand before a noun, never before an order.
var frenchArticles = map[string]bool{"un": true, "une": true, "du": true, "ce": true, "cette": true, "le": true, "au": true}

// turkish are forms of the verb that makes an adjective an act, which say what
// is or can be.
var turkish = map[string]bool{"kılar": true, "kılmak": true, "kılmaz": true, "kılan": true, "kılınmaz": true, "kılabilir": true, "kılması": true, "kılınabilir": true}
