package main

import (
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"github.com/mcp-watchdog/mcp-watchdog/internal/semantic"
)

// dictionary has the words that stand for English ones, by language.
type dictionary struct {
	languages []string
	english   []string              // in the order in which they are met
	forms     []map[string][]string // of each language, by the beginning of the English word
	all       map[string][]string
}

// readDictionary reads the files in dir: LANGUAGE.txt or LANGUAGE-anything.txt, lines of an English
// word, a tab and the words that stand for it. Those that begin like an English word of
// texts stand for nothing.
func readDictionary(dir string, texts []row) (*dictionary, error) {
	files, err := filepath.Glob(filepath.Join(dir, "*.txt"))
	if err != nil {
		return nil, err
	}
	english, d := wordsOf(texts), &dictionary{all: map[string][]string{}}
	for _, name := range files {
		data, err := os.ReadFile(name)
		if err != nil {
			return nil, err
		}
		language, _, _ := strings.Cut(strings.TrimSuffix(filepath.Base(name), ".txt"), "-")
		at := slices.Index(d.languages, language)
		if at < 0 {
			at = len(d.languages)
			d.languages, d.forms = append(d.languages, language), append(d.forms, map[string][]string{})
		}
		for n, line := range strings.Split(string(data), "\n") {
			if line == "" || line[0] == '#' {
				continue
			}
			word, all, ok := strings.Cut(line, "\t")
			if !ok {
				return nil, fmt.Errorf("%s:%d: a line is an English word, a tab and the words that stand for it", name, n+1)
			}
			if d.all[word] == nil {
				d.english = append(d.english, word)
			}
			for _, form := range strings.Fields(strings.ToLower(all)) {
				if len(form) > 1 && english[beginning(form)] < commonEnglish {
					d.all[word] = append(d.all[word], form)
					d.forms[at][beginning(word)] = append(d.forms[at][beginning(word)], form)
				}
			}
		}
	}
	return d, nil
}

// commonEnglish is how many of the project's own texts show a word that is English.
const commonEnglish = 3

var asciiWord = regexp.MustCompile(`[a-z]+`)

// wordsOf counts the beginnings of the words of texts.
func wordsOf(texts []row) map[string]int {
	seen := map[string]int{}
	for _, r := range texts {
		for _, w := range asciiWord.FindAllString(strings.ToLower(r.text), -1) {
			seen[beginning(w)]++
		}
	}
	return seen
}

// beginning is as much of an English word as the models look at.
func beginning(word string) string { return word[:min(len(word), 5)] }

// built makes the dictionary of the program.
func (d *dictionary) built() (*semantic.Dictionary, error) {
	forms := make([][]string, len(d.english))
	for i, w := range d.english {
		forms[i] = d.all[w]
	}
	return semantic.NewDictionary(d.english, forms)
}

// unspacedLanguages are written without spaces between words.
var unspacedLanguages = []string{"zh", "ja", "th"}

// salad is a text word for word in another language, as far as it has the words. It is
// nothing that anybody would write, and enough for what looks at words alone.
func (d *dictionary) salad(text string, language int, rng *rand.Rand) string {
	var out []string
	for _, w := range asciiWord.FindAllString(strings.ToLower(text), -1) {
		if forms := d.forms[language][beginning(w)]; len(forms) > 0 {
			out = append(out, forms[rng.IntN(len(forms))])
		}
	}
	if slices.Contains(unspacedLanguages, d.languages[language]) {
		return strings.Join(out, "")
	}
	return strings.Join(out, " ")
}

// inEnglish are those of the project's own texts that are in ASCII, nearly all of which are
// in English.
func inEnglish(rows []row) (texts []row) {
	for _, r := range rows {
		if !r.common() && strings.IndexFunc(r.text, func(c rune) bool { return c >= 0xc0 && c < 0x2000 || c >= 0x2e80 }) < 0 {
			texts = append(texts, r)
		}
	}
	return texts
}

// writeDictionary writes that of the program.
func writeDictionary(d *dictionary, out string) error {
	built, err := d.built()
	if err != nil {
		return err
	}
	b, err := built.MarshalBinary()
	if err != nil {
		return err
	}
	return os.WriteFile(out, b, 0o644)
}
