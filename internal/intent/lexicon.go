package intent

import (
	_ "embed"
	"encoding/binary"
	"strings"
	"unsafe"

	"github.com/mcp-watchdog/mcp-watchdog/internal/lazy"
)

// language is an index into the languages of a lexicon.
type language uint8

const english language = 0

// entry is what one word means in one language.
type entry struct {
	means    Concept
	language language
	stem     bool // any ending may follow
}

// Lexicon is all that is known of words: a trie of the entries of every
// language, as it was made before the program was built. It is read where it
// lies: a first look at a text must not wait until 42,000 words
// are entered, and what no text asks for takes no memory.
//
// All edges of the trie stand in one hash table. A node is the place of the edge
// that leads to it, from 1; the root is 0.
type Lexicon struct {
	languages []string
	begins    []byte // bits: whether an entry begins with these two ASCII letters
	edges     []byte // each an uint64, zero where there is none
	entries   []byte // each an uint32, those of a node side by side, by language
	means     []Concept
	wakes     string
}

// The file begins with the numbers of languages, meanings, edges and entries,
// and the length of the wakes, each an uint32. Behind them come the parts in
// that order: language codes of two bytes, bits of beginnings, meanings,
// edges, entries, wakes.
//
//go:generate go test . -run ^TestFrozenLexicon$ -update
//go:embed lexicon.bin
var frozen string

// How an edge and an entry are packed. An edge holds the node it comes from, its
// character and the first of the entries of where it leads to, plus one; an entry
// the number of its meaning, its language, and two marks.
const (
	edgeSize, entrySize   = 8, 4
	headSize              = 5 * 4
	beginBits             = 1 << 14
	charBits, nodeBits    = 21, 20
	charMask, nodeMask    = 1<<charBits - 1, 1<<nodeBits - 1
	languageAt, stemAt    = 16, 24
	moreAt                = 25 // another entry of the same node follows
	edgeKey               = 1<<(charBits+nodeBits) - 1
	entriesAt             = charBits + nodeBits
	hashNode, hashChar    = 0x9e3779b1, 0x85ebca6b
	meaningMask, langMask = 1<<languageAt - 1, 1<<(stemAt-languageAt) - 1
)

// thaw reads a lexicon where it lies. What is embedded as a string lies where the
// system can drop it and read it again; bytes would lie among variables and stay.
func thaw(file string) *Lexicon {
	data := unsafe.Slice(unsafe.StringData(file), len(file)) // never written to
	take := func(n int) (part []byte) {
		part, data = data[:n:n], data[n:]
		return part
	}
	var sizes [headSize / 4]int
	head := take(headSize)
	for i := range sizes {
		sizes[i] = int(binary.LittleEndian.Uint32(head[4*i:]))
	}
	l := &Lexicon{languages: make([]string, sizes[0]), means: make([]Concept, sizes[1])}
	for i := range l.languages {
		l.languages[i] = string(take(2))
	}
	l.begins = take(beginBits / 8)
	for i := range l.means {
		l.means[i] = Concept(binary.LittleEndian.Uint64(take(8)))
	}
	l.edges, l.entries, l.wakes = take(sizes[2]*edgeSize), take(sizes[3]*entrySize), string(take(sizes[4]))
	return l
}

// place is where the search for an edge begins in a table of that size.
func place(from int32, r rune, size uint32) uint32 {
	return uint32(uint64(uint32(from)*hashNode^uint32(r)*hashChar) * uint64(size) >> 32)
}

// child returns the node that the character leads to, 0 for none.
func (l *Lexicon) child(from int32, r rune) int32 {
	size := uint32(len(l.edges) / edgeSize)
	key := uint64(from)<<charBits | uint64(uint32(r))
	for i := place(from, r, size); ; i++ {
		if i == size {
			i = 0
		}
		switch e := binary.LittleEndian.Uint64(l.edges[i*edgeSize:]); {
		case e == 0:
			return 0
		case e&edgeKey == key:
			return int32(i) + 1
		}
	}
}

// first returns the first entry of a node but the root, -1 for none.
func (l *Lexicon) first(node int32) int32 {
	return int32(binary.LittleEndian.Uint64(l.edges[(node-1)*edgeSize:])>>entriesAt) - 1
}

// next returns the entry behind k, -1 when k is the last of its node.
func (l *Lexicon) next(k int32) int32 {
	if l.packed(k)>>moreAt&1 == 0 {
		return -1
	}
	return k + 1
}

// entry unpacks an entry.
func (l *Lexicon) entry(k int32) entry {
	e := l.packed(k)
	return entry{l.means[e&meaningMask], language(e >> languageAt & langMask), e>>stemAt&1 == 1}
}

func (l *Lexicon) packed(k int32) uint32 { return binary.LittleEndian.Uint32(l.entries[k*entrySize:]) }

// begun reports whether an entry begins with these two ASCII letters.
func (l *Lexicon) begun(a, b rune) bool {
	i := a<<7 | b
	return l.begins[i>>3]>>(i&7)&1 == 1
}

// Wakes returns the literals of which an order in one of the languages but
// English has at least one, as the bytes of its script, ASCII in lower case. The
// slice must not be changed.
func Wakes() []string { return wakes() }

var wakes = lazy.Value(func() []string { return strings.Split(Load().wakes, "\n") })
