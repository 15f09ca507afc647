package semantic

import (
	"math/bits"
	"unicode/utf8"

	"github.com/mcp-watchdog/mcp-watchdog/internal/intent"
)

// Surface says where a passage stands, as far as it matters for what is
// ordinary there.
type Surface uint8

const (
	Document Surface = iota // results, resources, errors
	Offered                 // descriptions of tools, prompts, servers
	Asked                   // sampling and elicitation
	Prompt                  // prompts and what a user typed
)

// buckets is the size of the weight table; features are hashed into it. At
// 2^18 the features of the training data collide in about one of ten cases,
// which costs nothing that cross-validation shows.
const buckets = 1 << 18

// Features are hashes of what a passage shows, each below buckets, each once.
type Features []uint32

const (
	seedWord uint32 = 0x1e3779b1 * (iota + 1)
	seedPair
	seedConcept
	seedOrder
	seedTriple
	seedTogether
	seedGram
	seedShape
)

func mix(h, x uint32) uint32 {
	h = (h ^ x) * 0x85ebca6b
	return h ^ h>>15
}

// extractor turns passages into features. It is reused.
type extractor struct {
	finder *intent.Finder
	words  []intent.Word
	out    Features
	seen   []uint64 // bitmap of buckets in out
	last   []concept
}

// concept is a word with a meaning, for pairs of them.
type concept struct {
	means intent.Concept
	at    int // number of the word
	sent  int
}

func newExtractor(l *intent.Lexicon) *extractor {
	return &extractor{finder: intent.NewFinder(l), seen: make([]uint64, buckets/64)}
}

func (x *extractor) add(h uint32) {
	h = h * 0x9e3779b1 >> (32 - 18)
	if x.seen[h>>6]>>(h&63)&1 == 0 {
		x.seen[h>>6] |= 1 << (h & 63)
		x.out = append(x.out, h)
	}
}

// features returns what a passage shows. The result is valid until the next
// call.
func (x *extractor) features(passage string, where Surface) Features {
	for _, h := range x.out {
		x.seen[h>>6] = 0
	}
	x.out, x.last = x.out[:0], x.last[:0]
	x.words = x.finder.Words(x.words[:0], passage)
	together := intent.Shapes(passage)
	x.shape(passage, where, together != 0)
	prev := uint32(0)
	for n, w := range x.words {
		h := hashWord(seedWord, passage[w.Start:min(w.End, len(passage))])
		x.add(h)
		x.add(mix(seedPair, mix(prev, h)))
		prev = h
		x.grams(passage[w.Start:min(w.End, len(passage))])
		together |= w.Means
		if w.Means != 0 {
			x.concepts(n, w)
		}
	}
	for a := uint64(together); a != 0; a &= a - 1 {
		i := uint32(bits.TrailingZeros64(a))
		for b := a & (a - 1); b != 0; b &= b - 1 {
			x.add(mix(seedTogether, i<<8|uint32(bits.TrailingZeros64(b))))
		}
	}
	return x.out
}

// reachOfOrder is how many words apart two meanings still belong together.
const reachOfOrder = 7

// concepts adds the meanings of a word and how they follow those before it.
func (x *extractor) concepts(n int, w intent.Word) {
	for a := uint64(w.Means); a != 0; a &= a - 1 {
		i := uint32(bits.TrailingZeros64(a))
		x.add(mix(seedConcept, i))
		if w.Begins {
			x.add(mix(seedConcept, i|1<<8))
		}
		pairs := 0
		for k := len(x.last) - 1; k >= 0 && pairs < 3; k-- {
			p := x.last[k]
			if p.sent != w.Sentence || n-p.at > reachOfOrder {
				break
			}
			pairs++
			for b := uint64(p.means); b != 0; b &= b - 1 {
				j := uint32(bits.TrailingZeros64(b))
				x.add(mix(seedOrder, j<<8|i))
				if pairs == 1 && k > 0 && x.last[k-1].sent == w.Sentence {
					for c := uint64(x.last[k-1].means); c != 0; c &= c - 1 {
						x.add(mix(seedTriple, uint32(bits.TrailingZeros64(c))<<16|j<<8|i))
					}
				}
			}
		}
	}
	x.last = append(x.last, concept{w.Means, n, w.Sentence})
}

// grams adds the beginnings of a longer word, so that its forms are kin, and of
// scripts without spaces each character with the next.
func (x *extractor) grams(word string) {
	if len(word) < 6 {
		return
	}
	h, n := seedGram, 0
	for i, r := range word {
		h = mix(h, uint32(lower(r)))
		if n++; n >= 5 && i+utf8.RuneLen(r) < len(word) {
			x.add(h)
			return
		}
	}
}

// What a byte looks like.
const (
	capital uint8 = 1 << iota
	letter
	markup
)

var looks = func() (t [256]uint8) {
	for c := 'a'; c <= 'z'; c++ {
		t[c], t[c-'a'+'A'] = letter, letter|capital
	}
	for _, c := range []byte("<[{#*|=") {
		t[c] = markup
	}
	return t
}()

// shape adds what the passage looks like, whatever it says.
func (x *extractor) shape(passage string, where Surface, addresses bool) {
	x.add(mix(seedShape, 1<<16|uint32(where)))
	var caps, letters, marks int
	for i := 0; i < len(passage); i++ {
		look := looks[passage[i]]
		caps += int(look & capital)
		letters += int(look >> 1 & 1)
		marks += int(look >> 2)
	}
	x.add(mix(seedShape, 2<<16|uint32(min(9, 10*caps/(letters+1)))))
	x.add(mix(seedShape, 3<<16|uint32(bits.Len(uint(marks)))))
	x.add(mix(seedShape, 4<<16|uint32(bits.Len(uint(len(x.words))))))
	if addresses {
		x.add(mix(seedShape, 5<<16))
	}
}

func hashWord(seed uint32, word string) uint32 {
	h := seed
	for _, r := range word {
		h = mix(h, uint32(lower(r)))
	}
	return h
}

func lower(r rune) rune {
	if r >= 'A' && r <= 'Z' {
		return r | 0x20
	}
	return r
}
