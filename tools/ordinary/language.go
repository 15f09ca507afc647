package main

import (
	"regexp"
	"strings"
	"unicode"
)

// common are words that ordinary text in a language that is written in Latin
// or Cyrillic letters is full of.
var common = map[string]string{
	"en": "the of and to is in for that this with be are you it or as if not can by from on",
	"de": "der die das und ist nicht ein eine mit für auf von den werden wird sie zu oder dem im auch wenn kann",
	"fr": "le la les des et est une pour dans que qui sur pas avec vous par être cette sont du au ou",
	"es": "el la los las que del una para con por es se como no su esta puede este si en",
	"it": "il di che la per una con non è sono del della nel come questo si gli può anche",
	"pt": "o que de do da para uma com não os em um se ou por como são você pode no na",
	"nl": "de het een van en is dat niet voor op met zijn wordt te of deze kan worden als bij",
	"sv": "och att det som en är för på av med den inte till om kan eller från du ett",
	"da": "og at det er en til af for på med den ikke som kan der hvis fra du eller",
	"nb": "og å det er en til av for på med den ikke som kan hvis fra du eller brukes",
	"fi": "ja on ei että se tai voi kun ovat jos joka tämä sen käyttää mutta myös ole",
	"pl": "i w na z nie się jest do to że lub dla jako przez oraz od może jeśli być są",
	"cs": "a v na se je že pro s nebo do jako z které není být pokud jsou tento může ve",
	"sk": "a v na sa je že pre s alebo do ako z ktoré nie byť ak sú tento môže vo",
	"hu": "a az és hogy nem egy is van ha vagy meg csak ez fel lehet kell mint azt",
	"ro": "și în de la cu este pentru nu care pe un o sau din dacă sunt fi ce acest",
	"tr": "ve bir bu için ile olarak da de veya ne olan bu değil çok her daha kadar",
	"id": "yang dan di untuk dengan ini dari tidak pada adalah atau itu anda ke dapat",
	"vi": "và của là các cho không được trong một có này với những để từ khi người",
	"ca": "el la els les que del una per amb és no aquest aquesta pot són també feu podeu",
	"lt": "ir yra kad į su iš kaip ar tai ne galima nuo arba bus jei yra",
	"et": "ja on ei et see või kui mis ka selle oma seda saab kas",
	"hr": "i je u na se da za od su koji ili kako ako nije biti to kao s",
	"sl": "in je v na se da za od so ki ali kot če ni biti to z pri",
	"eo": "la kaj de en estas ne al por ke kun tio oni sed aŭ li mi",
	"ga": "na agus ar bhí ní sé atá leis chun seo nach nuair gach bheith",
	"eu": "eta da ez bat du dira edo honek hau ere izan dago",
	"ru": "и в на не что с для по как или это из к если от при может",
	"uk": "і в на не що з для за як або це до та якщо від при може",
	"bg": "и в на не че с за от как или това да се ако са при може",
	"sr": "и у на не да је за од како или ово са се ако су при може",
}

var scripts = []struct {
	name  string
	table *unicode.RangeTable
}{
	{"ja", unicode.Hiragana}, {"ja", unicode.Katakana}, {"ko", unicode.Hangul}, {"zh", unicode.Han}, {"el", unicode.Greek},
	{"ar", unicode.Arabic}, {"he", unicode.Hebrew}, {"hi", unicode.Devanagari}, {"th", unicode.Thai}, {"ta", unicode.Tamil},
	{"bn", unicode.Bengali}, {"pa", unicode.Gurmukhi}, {"ka", unicode.Georgian}, {"km", unicode.Khmer}, {"hy", unicode.Armenian},
}

var languages = func() map[string][]string {
	of := map[string][]string{}
	for language, words := range common {
		for word := range strings.FieldsSeq(words) {
			of[word] = append(of[word], language)
		}
	}
	return of
}()

// language guesses what a text is written in, as a two-letter code; "" where
// it has too few words to tell. Markup and code count as nothing.
func language(s string) string {
	letters, by := 0, map[string]int{}
	for _, r := range s {
		if r < 0x250 || !unicode.IsLetter(r) {
			if unicode.IsLetter(r) {
				letters++
			}
			continue
		}
		letters++
		for _, script := range scripts {
			if unicode.Is(script.table, r) {
				by[script.name]++
				break
			}
		}
	}
	// Japanese has Chinese letters between its own; a letter of these says more than a Latin one.
	if by["ja"]*8 > by["zh"] && by["ja"] > 0 {
		by["ja"], by["zh"] = by["ja"]+by["zh"], 0
	}
	best := ""
	for _, script := range scripts {
		if by[script.name] > by[best] {
			best = script.name
		}
	}
	if best != "" && by[best]*8 > letters {
		return best
	}
	return byWords(s)
}

// address matches what has words of a language that nobody speaks: com, de, it.
var address = regexp.MustCompile(`\S+[@./]\S+`)

// byWords names the language most of whose common words stand in a text.
func byWords(s string) string {
	s = address.ReplaceAllString(s, " ")
	count, words, met, total := map[string]int{}, map[string]int{}, map[string]int{}, 0
	for word := range strings.FieldsFuncSeq(strings.ToLower(s), func(r rune) bool { return !unicode.IsLetter(r) }) {
		total++
		if len(word) < 2 { // a letter is a variable as often as a word
			continue
		}
		met[word]++
		for _, l := range languages[word] {
			count[l]++
			if met[word] == 1 {
				words[l]++
			}
		}
	}
	best, most := "", 0
	for l, n := range count {
		if n > most || n == most && l < best {
			best, most = l, n
		}
	}
	if words[best] < 4 || most*25 < total || best != "en" && most < 2*count["en"] {
		return ""
	}
	return best
}
