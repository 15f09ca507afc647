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

func newExtractor(f *intent.Finder) *extractor {
	return &extractor{finder: f, seen: make([]uint64, buckets/64)}
}

func (x *extractor) add(h uint32) {
	h = h * 0x9e3779b1 >> (32 - 18)
	if x.seen[h>>6]>>(h&63)&1 == 0 {
		x.seen[h>>6] |= 1 << (h & 63)
		x.out = append(x.out, h)
	}
}

// features returns what a part of the text shows that the finder has read. The
// result is valid until the next call.
func (x *extractor) features(from, to int, where Surface) Features {
	for _, h := range x.out {
		x.seen[h>>6] = 0
	}
	x.out, x.last = x.out[:0], x.last[:0]
	x.words = x.finder.WordsIn(x.words[:0], from, to)
	passage := x.finder.Text()[from:to]
	together := x.finder.ShapesIn(from, to)
	x.shape(passage, where, together != 0)
	prev := uint32(0)
	for n := range x.words {
		w := &x.words[n]
		h, stem := hashWord(passage[w.Start:min(w.End, len(passage))])
		x.add(h)
		x.add(mix(seedPair, mix(prev, h)))
		prev = h
		if stem != 0 {
			x.add(stem)
		}
		if w.Means != 0 {
			together |= w.Means
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
func (x *extractor) concepts(n int, w *intent.Word) {
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

// What a byte looks like, each counted in its own third of a number.
const (
	letter  = 1
	capital = 1 << 20
	markup  = 1 << 40
	count   = 1<<20 - 1
)

var looks = func() (t [256]uint64) {
	for c := 'a'; c <= 'z'; c++ {
		t[c], t[c-'a'+'A'] = letter, letter+capital
	}
	for _, c := range []byte("<[{#*|=") {
		t[c] = markup
	}
	return t
}()

// maxShaped bounds how much of a passage is looked at for its look; windows are
// far shorter.
const maxShaped = count

// shape adds what the passage looks like, whatever it says.
func (x *extractor) shape(passage string, where Surface, addresses bool) {
	x.add(mix(seedShape, 1<<16|uint32(where)))
	var all uint64
	for i := range min(len(passage), maxShaped) {
		all += looks[passage[i]]
	}
	letters, caps, marks := int(all&count), int(all>>20&count), int(all>>40)
	x.add(mix(seedShape, 2<<16|uint32(min(9, 10*caps/(letters+1)))))
	x.add(mix(seedShape, 3<<16|uint32(bits.Len(uint(marks)))))
	x.add(mix(seedShape, 4<<16|uint32(bits.Len(uint(len(x.words))))))
	if addresses {
		x.add(mix(seedShape, 5<<16))
	}
}

// hashWord returns the feature of a word and, of a longer one, that of its
// beginning, so that its forms are kin; of scripts without spaces this is what
// stands first.
func hashWord(word string) (whole, stem uint32) {
	whole, gram := seedWord, seedGram
	for i := range len(word) {
		c := word[i]
		if c >= utf8.RuneSelf {
			return hashWide(word)
		}
		whole = mix(whole, uint32(small[c]))
		if i < stemLetters {
			gram = mix(gram, uint32(small[c]))
		}
	}
	if len(word) > stemLetters {
		stem = gram
	}
	return whole, stem
}

// stemLetters is how many letters of a longer word are its beginning.
const stemLetters = 5

// hashWide is hashWord for words that are not ASCII.
func hashWide(word string) (whole, stem uint32) {
	whole, gram, n := seedWord, seedGram, 0
	for _, r := range word {
		if r < utf8.RuneSelf {
			r = rune(small[r])
		}
		whole = mix(whole, uint32(r))
		if n++; n <= stemLetters {
			gram = mix(gram, uint32(r))
		} else if n == stemLetters+1 {
			stem = gram
		}
	}
	return whole, stem
}

// small are the characters of ASCII, capitals as small letters.
var small = func() (t [utf8.RuneSelf]byte) {
	for c := range t {
		if t[c] = byte(c); c >= 'A' && c <= 'Z' {
			t[c] |= 0x20
		}
	}
	return t
}()
