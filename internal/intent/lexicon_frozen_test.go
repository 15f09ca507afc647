package intent

import (
	"bytes"
	"embed"
	"encoding/binary"
	"flag"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path"
	"slices"
	"strings"
	"testing"
)

//go:embed lexicon/*.txt
var files embed.FS

var update = flag.Bool("update", false, "write lexicon.bin")

// written is a lexicon while it is made of its texts.
type written struct {
	languages []string
	begins    [beginBits / 8]byte
	children  []map[rune]int // of each node, the root is 0
	entries   [][]entry      // of each node
	wakes     []string
}

// TestFrozenLexicon: the lexicon that comes with the program is that of the
// texts.
func TestFrozenLexicon(t *testing.T) {
	w := &written{languages: []string{"en"}}
	w.node()
	w.read(t)
	data := w.freeze(t)
	if *update {
		if err := os.WriteFile("lexicon.bin", data, 0o644); err != nil {
			t.Fatal(err)
		}
	} else if string(data) != frozen {
		t.Fatal("the lexicons have changed: run go generate ./internal/intent")
	}
	w.same(t, thaw(string(data)), 0, 0)
}

func (w *written) node() int {
	w.children = append(w.children, map[rune]int{})
	w.entries = append(w.entries, nil)
	return len(w.children) - 1
}

// read reads all lexicons.
func (w *written) read(t *testing.T) {
	listed, err := fs.Glob(files, "lexicon/*.txt")
	if err != nil {
		t.Fatal(err)
	}
	f := &folder{}
	for _, name := range listed {
		data, err := files.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		lang := english
		if code := strings.TrimSuffix(path.Base(name), ".txt"); code != "en" {
			lang = language(len(w.languages))
			w.languages = append(w.languages, code)
		}
		for number, line := range strings.Split(string(data), "\n") {
			if err := w.line(f, lang, line); err != nil {
				t.Fatalf("%s:%d: %v", name, number+1, err)
			}
		}
	}
	for _, p := range secretPlaces {
		r := reader{folder: f}
		r.normalise(p, false)
		w.enter(f, strings.Trim(string(r.runes), " .,"), entry{language: english, means: Place})
	}
	for _, list := range w.entries {
		slices.SortStableFunc(list, func(a, b entry) int { return int(a.language) - int(b.language) })
	}
}

// line enters one line of a lexicon.
func (w *written) line(f *folder, lang language, line string) error {
	concept, words, ok := strings.Cut(line, ":")
	if !ok || strings.HasPrefix(line, "#") {
		return nil
	}
	if concept == "wake" {
		for word := range strings.FieldsSeq(words) {
			w.wakes = append(w.wakes, strings.ReplaceAll(word, "_", " "))
		}
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
	for word := range strings.FieldsSeq(words) {
		word, stem := strings.CutSuffix(word, "*")
		bit := bit
		if lang == english && strings.HasPrefix(word, "your_") {
			bit |= Your // a phrase keeps what its first word says
		}
		w.enter(f, strings.ReplaceAll(word, "_", " "), entry{language: lang, means: bit, stem: stem})
	}
	return nil
}

func (w *written) enter(f *folder, word string, e entry) {
	at, n, letters := 0, 0, [2]rune{}
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
		to, ok := w.children[at][r]
		if !ok {
			to = w.node()
			w.children[at][r] = to
		}
		at = to
	}
	if letters[0] < 0x80 && letters[1] < 0x80 {
		i := letters[0]<<7 | letters[1]
		w.begins[i>>3] |= 1 << (i & 7)
	}
	for i := range w.entries[at] {
		if have := &w.entries[at][i]; have.language == e.language && have.stem == e.stem {
			have.means |= e.means
			return
		}
	}
	w.entries[at] = append(w.entries[at], e)
}

// freeze writes the file that thaw reads.
func (w *written) freeze(t *testing.T) []byte {
	size := len(w.children) * 2
	if size >= 1<<nodeBits || len(w.languages) > langMask {
		t.Fatalf("%d edges and %d languages are more than the file has room for", size, len(w.languages))
	}
	var means, entries []byte
	var numbers = map[Concept]uint32{}
	pack := func(list []entry) (first int) {
		first = len(entries)/entrySize + 1
		for i, e := range list {
			n, ok := numbers[e.means]
			if !ok {
				n = uint32(len(numbers))
				numbers[e.means] = n
				means = binary.LittleEndian.AppendUint64(means, uint64(e.means))
			}
			n |= uint32(e.language) << languageAt
			if e.stem {
				n |= 1 << stemAt
			}
			if i+1 < len(list) {
				n |= 1 << moreAt
			}
			entries = binary.LittleEndian.AppendUint32(entries, n)
		}
		return first
	}
	edges := w.edges(size, pack)
	if len(numbers) > meaningMask {
		t.Fatalf("%d meanings", len(numbers))
	}
	wakes := strings.Join(w.wakes, "\n")
	var data []byte
	for _, n := range []int{len(w.languages), len(numbers), size, len(entries) / entrySize, len(wakes)} {
		data = binary.LittleEndian.AppendUint32(data, uint32(n))
	}
	data = append(data, strings.Join(w.languages, "")...)
	return append(bytes.Join([][]byte{data, w.begins[:], means, edges, entries}, nil), wakes...)
}

// edges lays the trie out, nearer to the root first, so that what is asked for
// most is found at once.
func (w *written) edges(size int, pack func([]entry) int) []byte {
	table := make([]byte, size*edgeSize)
	type pair struct {
		node  int
		place int32
	}
	for queue := []pair{{}}; len(queue) > 0; queue = queue[1:] {
		from := queue[0]
		for _, r := range slices.Sorted(maps.Keys(w.children[from.node])) {
			to := w.children[from.node][r]
			i := place(from.place, r, uint32(size))
			for binary.LittleEndian.Uint64(table[i*edgeSize:]) != 0 {
				i = (i + 1) % uint32(size)
			}
			e := uint64(from.place)<<charBits | uint64(r)
			if len(w.entries[to]) > 0 {
				e |= uint64(pack(w.entries[to])) << entriesAt
			}
			binary.LittleEndian.PutUint64(table[i*edgeSize:], e)
			queue = append(queue, pair{to, int32(i) + 1})
		}
	}
	return table
}

// same holds what was written against what is read.
func (w *written) same(t *testing.T, l *Lexicon, node int, place int32) {
	var got []entry
	if place > 0 {
		for k := l.first(place); k >= 0; k = l.next(k) {
			got = append(got, l.entry(k))
		}
	}
	if fmt.Sprint(got) != fmt.Sprint(w.entries[node]) {
		t.Errorf("entries %v are read as %v", w.entries[node], got)
	}
	for r := rune(' '); r < '~'; r++ {
		if _, ok := w.children[node][r]; !ok && l.child(place, r) != 0 {
			t.Errorf("%q leads somewhere", r)
		}
	}
	for r, to := range w.children[node] {
		at := l.child(place, r)
		if at == 0 {
			t.Fatalf("%q leads nowhere", r)
		}
		w.same(t, l, to, at)
	}
}
