package detect

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/mcp-watchdog/mcp-watchdog/internal/unmask/spelling"
)

// A term is one word of a name or a sentence, for comparing with a lexicon.
type term struct {
	// key is what the word looks like (spelling.Skeleton), so that look-alike
	// letters, accents and case make no difference.
	key        string
	start, end int // in the text
	// begins is true when the word begins a sentence, a line or a remark.
	begins bool
}

// maxTerms bounds the words of one text: a form or a name has some dozen.
const maxTerms = 4 << 10

// terms splits text into words. snake_case, kebab-case and camelCase are
// several words, and letters that are set apart one by one are one.
func terms(text string) []term {
	var all []term
	begins := true
	for i := 0; i < len(text) && len(all) < maxTerms; {
		r, n := utf8.DecodeRuneInString(text[i:])
		if !wordRune(r) {
			begins = begins || strings.ContainsRune(".!?;:\n([|。！？：；", r) && !(r == '.' && i+1 < len(text) && text[i+1] > ' ')
			i += n
			continue
		}
		start, prev, letters := i, rune(0), false
		for i < len(text) {
			r, n = utf8.DecodeRuneInString(text[i:])
			if !wordRune(r) || letters && camel(prev, r, text[i+n:]) {
				break
			}
			prev, letters = r, letters || unicode.IsLetter(r)
			i += n
		}
		all = append(all, term{key: spelling.Skeleton(strings.ToLower(text[start:i])), start: start, end: i, begins: begins})
		begins = false
	}
	return joinLetters(all)
}

func wordRune(r rune) bool {
	return unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsMark(r) || r == '\'' || r == '’'
}

// camel reports whether a capital letter begins a word inside a name.
func camel(prev, r rune, rest string) bool {
	if !unicode.IsUpper(r) {
		return false
	}
	next, _ := utf8.DecodeRuneInString(rest)
	return unicode.IsLower(prev) || unicode.IsDigit(prev) || unicode.IsUpper(prev) && unicode.IsLower(next)
}

// joinLetters makes one word of four and more single letters in a row.
func joinLetters(all []term) []term {
	for i := 0; i < len(all); i++ {
		n := 0
		for i+n < len(all) && utf8.RuneCountInString(all[i+n].key) == 1 && (n == 0 || !all[i+n].begins) {
			n++
		}
		if n < 4 {
			continue
		}
		var key strings.Builder
		for _, t := range all[i : i+n] {
			key.WriteString(t.key)
		}
		all[i].key, all[i].end = key.String(), all[i+n-1].end
		all = append(all[:i+1], all[i+n:]...)
	}
	return all
}

// vocabulary is a set of words and phrases with a meaning each.
type vocabulary[M comparable] struct {
	byFirst map[string][]entry[M]
	// joined are its entries of at least eight letters in one word, such as
	// accesstoken; they count at the end of a longer word, too.
	joined map[string]M
	// runs are those of scripts that set no spaces between words.
	runs map[string]M
}

type entry[M comparable] struct {
	words   []string
	meaning M
}

func newVocabulary[M comparable]() *vocabulary[M] {
	return &vocabulary[M]{byFirst: map[string][]entry[M]{}, joined: map[string]M{}, runs: map[string]M{}}
}

// An entry from shortestJoined bytes on counts as the end of a longer word, up
// to longestJoined.
const shortestJoined, longestJoined = 8, 64

// add enters phrases, which commas set apart.
func (v *vocabulary[M]) add(meaning M, list string) {
	for phrase := range strings.SplitSeq(list, ",") {
		phrase = strings.Join(strings.Fields(phrase), " ")
		if first, _ := utf8.DecodeRuneInString(phrase); spaceless(first) {
			v.runs[strings.ToLower(phrase)] = meaning
			continue
		}
		var words []string
		for _, t := range terms(phrase) {
			words = append(words, t.key)
		}
		if len(words) == 0 {
			continue
		}
		v.byFirst[words[0]] = append(v.byFirst[words[0]], entry[M]{words, meaning})
		if word := strings.Join(words, ""); len(word) >= shortestJoined {
			v.joined[word] = meaning
		}
	}
}

// spaceless reports whether words of the script of r stand without spaces.
func spaceless(r rune) bool {
	return unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Thai, unicode.Hangul)
}

// at returns the longest entry that starts at the i-th word, and its length in
// words; 0 when there is none.
func (v *vocabulary[M]) at(all []term, i int) (meaning M, n int) {
	for _, key := range variants(all[i].key) {
		for _, e := range v.byFirst[key] {
			if len(e.words) > n && follows(all[i+1:], e.words[1:]) {
				meaning, n = e.meaning, len(e.words)
			}
		}
		if n > 0 {
			return meaning, n
		}
		for from := 0; len(key) <= longestJoined && len(key)-from >= shortestJoined; from++ {
			if m, ok := v.joined[key[from:]]; ok {
				return m, 1
			}
		}
	}
	return meaning, 0
}

func follows(all []term, words []string) bool {
	if len(all) < len(words) {
		return false
	}
	for k, w := range words {
		if all[k].begins || all[k].key != w && strings.TrimSuffix(all[k].key, "s") != w {
			return false
		}
	}
	return true
}

// variants are a word, and what it may be another spelling of.
func variants(key string) []string {
	all := []string{key}
	if t := strings.TrimRight(key, "0123456789lo"); t != key && strings.ContainsAny(key, "0123456789") && len(t) >= 3 {
		all = append(all, t)
	}
	if t := strings.TrimSuffix(key, "s"); t != key && len(t) >= 3 {
		all = append(all, t)
	}
	if t := leetLetters.Replace(key); t != key {
		all = append(all, t)
	}
	return all
}

// leetLetters are the digits that stand for letters and have no such look.
var leetLetters = strings.NewReplacer("3", "e", "4", "a", "5", "s", "7", "t")

// run returns the first entry of a script without spaces in text, lower case.
func (v *vocabulary[M]) run(text string) (meaning M, start, end int, ok bool) {
	for word, m := range v.runs {
		if k := strings.Index(text, word); k >= 0 && (!ok || k < start || k == start && k+len(word) > end) {
			meaning, start, end, ok = m, k, k+len(word), true
		}
	}
	return meaning, start, end, ok
}
