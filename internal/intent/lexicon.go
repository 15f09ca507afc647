package intent

import (
	"embed"
	"fmt"
	"io/fs"
	"path"
	"strings"
)

//go:embed lexicon/*.txt
var files embed.FS

// Language is an index into Languages.
type language uint8

const english language = 0

// entry is what one word means in one language.
type entry struct {
	language language
	means    Concept
	stem     bool // any ending may follow
}

// Lexicon is all that is known of words. It finds the longest entry that starts at a place. Nodes are kept in one
// slice; children are a linked list, because most nodes have one or two. The
// first two letters, where many lists are long, are looked up directly.
type Lexicon struct {
	ascii     [1 << 14]int32
	first     map[[2]rune]int32
	single    map[rune]int32 // entries of one character
	nodes     []trieNode
	languages []string
}

type trieNode struct {
	char        rune
	child, next int32
	entries     []entry
}

// load reads all lexicons.
func load() (*Lexicon, error) {
	f := &folder{}
	t := &Lexicon{nodes: make([]trieNode, 1, 1<<14), languages: []string{"en"}}
	listed, err := fs.Glob(files, "lexicon/*.txt")
	if err != nil {
		return nil, err
	}
	for _, name := range listed {
		data, err := files.ReadFile(name)
		if err != nil {
			return nil, err
		}
		lang := english
		if code := strings.TrimSuffix(path.Base(name), ".txt"); code != "en" {
			lang = language(len(t.languages))
			t.languages = append(t.languages, code)
		}
		for number, line := range strings.Split(string(data), "\n") {
			if err := t.line(f, lang, line); err != nil {
				return nil, fmt.Errorf("%s:%d: %w", name, number+1, err)
			}
		}
	}
	for _, p := range secretPlaces {
		r := reader{trie: t, folder: f}
		r.normalise(p)
		t.enter(f, strings.Trim(string(r.runes), " .,"), entry{english, Place, false})
	}
	t.index()
	return t, nil
}

// line enters one line of a lexicon.
func (t *Lexicon) line(f *folder, lang language, line string) error {
	concept, words, ok := strings.Cut(line, ":")
	if !ok || strings.HasPrefix(line, "#") || concept == "wake" {
		return nil
	}
	var bit Concept
	for i, n := range names {
		if n == concept {
			bit = 1 << i
		}
	}
	if bit == 0 {
		return fmt.Errorf("there is no concept %q", concept)
	}
	for _, w := range strings.Fields(words) {
		w, stem := strings.CutSuffix(w, "*")
		t.enter(f, strings.ReplaceAll(w, "_", " "), entry{lang, bit, stem})
	}
	return nil
}

func (t *Lexicon) enter(f *folder, word string, e entry) {
	at := int32(0)
	for _, r := range word {
		if r = f.fold(r); r == drop {
			continue
		}
		if r == '-' || r == '.' {
			r = ' '
		}
		at = t.extend(at, r)
	}
	n := &t.nodes[at]
	for i := range n.entries {
		if have := &n.entries[i]; have.language == e.language && have.stem == e.stem {
			have.means |= e.means
			return
		}
	}
	n.entries = append(n.entries, e)
}

// start returns the node behind the first two characters of a word, 0 when no
// entry begins so.
func (t *Lexicon) start(a, b rune) int32 {
	if a < 0x80 && b < 0x80 {
		return t.ascii[a<<7|b]
	}
	return t.first[[2]rune{a, b}]
}

// index makes the table of first letters.
func (t *Lexicon) index() {
	t.first, t.single = map[[2]rune]int32{}, map[rune]int32{}
	for i := t.nodes[0].child; i != 0; i = t.nodes[i].next {
		if len(t.nodes[i].entries) > 0 {
			t.single[t.nodes[i].char] = i
		}
		for j := t.nodes[i].child; j != 0; j = t.nodes[j].next {
			a, b := t.nodes[i].char, t.nodes[j].char
			if a < 0x80 && b < 0x80 {
				t.ascii[a<<7|b] = j
			} else {
				t.first[[2]rune{a, b}] = j
			}
		}
	}
}

func (t *Lexicon) child(at int32, r rune) int32 {
	for i := t.nodes[at].child; i != 0; i = t.nodes[i].next {
		if t.nodes[i].char == r {
			return i
		}
	}
	return 0
}

func (t *Lexicon) extend(at int32, r rune) int32 {
	if i := t.child(at, r); i != 0 {
		return i
	}
	i := int32(len(t.nodes))
	t.nodes = append(t.nodes, trieNode{char: r, next: t.nodes[at].child})
	t.nodes[at].child = i
	return i
}

// Wakes returns the literals that a text must contain one of to hold an order,
// in lower case ASCII or as the bytes of another script.
func Wakes() ([]string, error) {
	listed, err := fs.Glob(files, "lexicon/*.txt")
	if err != nil {
		return nil, err
	}
	var all []string
	for _, name := range listed {
		data, err := files.ReadFile(name)
		if err != nil {
			return nil, err
		}
		for _, line := range strings.Split(string(data), "\n") {
			if words, ok := strings.CutPrefix(line, "wake:"); ok {
				for _, w := range strings.Fields(words) {
					all = append(all, strings.ReplaceAll(w, "_", " "))
				}
			}
		}
	}
	return all, nil
}
