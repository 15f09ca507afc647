package intent

import (
	"bytes"
	"embed"
	"fmt"
	"io/fs"
	"path"
	"strings"

	"github.com/mcp-watchdog/mcp-watchdog/internal/lazy"
)

//go:embed lexicon/*.txt
var files embed.FS

// Language is an index into Languages.
type language uint8

const english language = 0

// entry is what one word means in one language.
type entry struct {
	means    Concept
	next     int32
	language language
	stem     bool // any ending may follow
}

// Lexicon is all that is known of words: a trie of the entries of every
// language. Its edges stand in one hash table; a node is a number.
type Lexicon struct {
	languages []string
	edges     []edge
	count     int           // of nodes; the root is 0
	entries   []entry       // by next, in lists
	of        []int32       // first entry of each node, -1: none
	begins    [1 << 14]bool // whether an entry begins with these two ASCII letters
}

type edge struct {
	from int32
	char rune
	to   int32
}

// load reads all lexicons.
func load() (*Lexicon, error) {
	f := &folder{}
	t := &Lexicon{languages: []string{"en"}, edges: make([]edge, 1<<18), of: make([]int32, 1, 1<<16)}
	t.of[0] = -1
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
		r.normalise(p, false)
		t.enter(f, strings.Trim(string(r.runes), " .,"), entry{language: english, means: Place})
	}
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
	if concept == "safeguard" {
		bit = Safeguard
	}
	if bit == 0 {
		return fmt.Errorf("there is no concept %q", concept)
	}
	for _, w := range strings.Fields(words) {
		w, stem := strings.CutSuffix(w, "*")
		bit := bit
		if lang == english && strings.HasPrefix(w, "your_") {
			bit |= Your // a phrase keeps what its first word says
		}
		t.enter(f, strings.ReplaceAll(w, "_", " "), entry{language: lang, means: bit, stem: stem})
	}
	return nil
}

func (t *Lexicon) enter(f *folder, word string, e entry) {
	at, letters := int32(0), [2]rune{}
	n := 0
	for _, r := range word {
		if r = f.fold(r); r == drop {
			continue
		}
		if r == '-' || r == '.' {
			r = ' '
		}
		if n < 2 {
			letters[n] = r
		}
		n++
		at = t.extend(at, r)
	}
	if letters[0] < 0x80 && letters[1] < 0x80 {
		t.begins[letters[0]<<7|letters[1]] = true
	}
	for i := t.of[at]; i >= 0; i = t.entries[i].next {
		if have := &t.entries[i]; have.language == e.language && have.stem == e.stem {
			have.means |= e.means
			return
		}
	}
	e.next = t.of[at]
	t.of[at] = int32(len(t.entries))
	t.entries = append(t.entries, e)
}

// slot returns where the edge is, or would be.
func (t *Lexicon) slot(from int32, r rune) *edge {
	mask := uint32(len(t.edges) - 1)
	for i := (uint32(from)*0x9e3779b1 ^ uint32(r)*0x85ebca6b) >> 7 & mask; ; i = (i + 1) & mask {
		if e := &t.edges[i]; e.to == 0 || e.from == from && e.char == r {
			return e
		}
	}
}

func (t *Lexicon) child(from int32, r rune) int32 { return t.slot(from, r).to }

func (t *Lexicon) extend(from int32, r rune) int32 {
	if e := t.slot(from, r); e.to != 0 {
		return e.to
	}
	if t.count*2 > len(t.edges) {
		t.grow()
	}
	t.count++
	t.of = append(t.of, -1)
	*t.slot(from, r) = edge{from, r, int32(t.count)}
	return int32(t.count)
}

func (t *Lexicon) grow() {
	old := t.edges
	t.edges = make([]edge, 2*len(old))
	for _, e := range old {
		if e.to != 0 {
			*t.slot(e.from, e.char) = e
		}
	}
}

// Wakes returns the literals of which an order in one of the languages but
// English has at least one, as the bytes of its script, ASCII in lower case. The
// slice must not be changed.
func Wakes() []string { return wakes() }

var wakes = lazy.Value(func() []string {
	listed, err := fs.Glob(files, "lexicon/*.txt")
	if err != nil {
		panic(err) // the pattern is sound
	}
	var all []string
	data := make([]byte, largestFile)
	for _, name := range listed {
		n, err := read(name, data)
		if err != nil {
			panic(err) // the file is compiled in
		}
		_, line, found := bytes.Cut(data[:n], []byte("\nwake:"))
		if !found {
			continue
		}
		line, _, _ = bytes.Cut(line, []byte("\n"))
		for w := range strings.FieldsSeq(string(line)) {
			all = append(all, strings.ReplaceAll(w, "_", " "))
		}
	}
	return all
})

// largestFile bounds a lexicon.
const largestFile = 64 << 10

// read reads a file without memory of its own.
func read(name string, data []byte) (n int, err error) {
	f, err := files.Open(name)
	if err != nil {
		return 0, err
	}
	defer f.Close()
	n, err = f.Read(data)
	if n == len(data) {
		err = fmt.Errorf("%s is larger than %d bytes", name, n)
	}
	return n, err
}
