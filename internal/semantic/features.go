package semantic

import (
	"math/bits"
	"slices"
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

// What a word means, how meanings follow each other and which stand together have
// numbers of their own among what is hashed.
const (
	meanings   = 64 // more than a word can have
	conceptAt  = 0
	orderAt    = conceptAt + 2*meanings
	togetherAt = orderAt + meanings*meanings
)

// Features are hashes, one for each thing that a passage shows.
type Features []uint32

// extractor says what passages show. It reads a part of a text once, however many
// stretches of it are asked about: what a word shows depends on those before it
// alone, so a stretch shows what its words do, and a few things as a whole. It is
// reused.
type extractor struct {
	finder  *intent.Finder
	weights *table // nil: nobody wants sums
	part    string
	from    int // where the part begins
	words   []intent.Word
	before  []tally // what the words before each show
	last    []concept
	tally
	out    Features
	sums   []int32 // of the weights of those before each
	common [commons]int16
}

// tally is how many features count, the sum of the weights of those that are not
// listed, or of all, how many are listed, and in which language that was.
type tally struct {
	n, sum  int32
	listed  int32
	told    int32 // words that stand for English ones
	foreign bool  // those are many
}

// commons are features that are met again and again, by their numbers: those of
// meanings. Their weights are remembered, plus knownWeight, and 0 where they are not known
// yet.
const commons = togetherAt + meanings*meanings

// concept is a word with a meaning, for pairs of them.
type concept struct {
	means intent.Concept
	at    int // number of the word
	sent  int
}

func newExtractor(f *intent.Finder, weights *table) *extractor {
	return &extractor{finder: f, weights: weights}
}

// add notes a feature by its hash.
func (x *extractor) add(h uint32) {
	x.out = append(x.out, h*spreadAll)
	x.n++
}

// spreadAll spreads a hash over all bits.
const spreadAll = 0x9e3779b1

// addCommon notes one of the commons. Where sums are wanted it is not listed.
func (x *extractor) addCommon(h uint32) {
	if x.weights == nil {
		x.add(h)
		return
	}
	if x.common[h] == 0 {
		x.common[h] = int16(x.weights.of(h*spreadAll)) + knownWeight
	}
	x.sum += int32(x.common[h]) - knownWeight
	x.n++
}

// knownWeight tells weights that are known from those that are not.
const knownWeight = 1 << 10

// Multipliers that tell what is hashed together apart.
const (
	asPair   = 0x85ebca6b
	asSkip   = 0xc2b2ae35
	asBegins = 0x27d4eb2f
	asShape  = 0x165667b1
	asTriple = 0x2c1b3c6d
)

// read takes a part of the text that the finder has read.
func (x *extractor) read(from, to int) {
	x.words, x.before, x.last = x.finder.WordsIn(x.words[:0], from, to), x.before[:0], x.last[:0]
	x.part, x.from, x.out, x.tally = x.finder.Text()[from:to], from, x.out[:0], tally{}
	var own, told chain
	covered := 0 // up to where the last word of a script without spaces reaches
	for n := range x.words {
		w := &x.words[n]
		x.listed = int32(len(x.out))
		x.before = append(x.before, x.tally)
		end := x.wordEnd(w)
		h, stem := hashWord(x.part, w.Start, end)
		beginning := stem
		if stem == 0 {
			stem = h
			x.out = append(x.out, h*spreadAll, (own.prev*asPair+stem)*spreadAll, (own.prev2*asSkip^stem)*spreadAll)
			x.n += 3
		} else {
			x.out = append(x.out, h*spreadAll, stem*spreadAll, (own.prev*asPair+stem)*spreadAll, (own.prev2*asSkip^stem)*spreadAll)
			x.n += 4
		}
		if w.Begins {
			x.add(h ^ asBegins)
		}
		if n > 1 && x.part[w.Start] >= wide && x.part[x.words[n-2].Start] >= wide && w.Start-x.words[n-2].Start <= reachOfRun {
			x.add(own.prev2*asTriple + own.prev*asPair ^ stem)
		}
		own = chain{stem, own.prev}
		told, covered = x.inEnglish(told, w.Start, end, h, beginning, covered)
		if w.Means != 0 {
			x.concepts(n, w)
		}
	}
	x.listed = int32(len(x.out))
	x.before = append(x.before, x.tally)
	if x.weights != nil {
		x.sums = x.weights.sums(x.sums[:0], x.out)
	}
}

// chain are the words before one.
type chain struct{ prev, prev2 uint32 }

const (
	wide       = 0xe0 // characters from here on take three bytes or more
	reachOfRun = 12   // how far three characters that follow each other reach, in bytes
)

// inEnglish adds what a word from i to end means in English, behind those words, and up to
// where the text is covered by words of a script without spaces.
func (x *extractor) inEnglish(told chain, i, end int, whole, stem uint32, covered int) (chain, int) {
	if first, _ := utf8.DecodeRuneInString(x.part[i:end]); !unspaced(first) {
		return x.alsoEnglish(told, builtIn.of(whole, stem)), covered
	}
	for i = max(i, covered); i < end; {
		known, length := builtIn.run(x.part[i:])
		if length == 0 {
			_, length = utf8.DecodeRuneInString(x.part[i:])
		}
		told = x.alsoEnglish(told, known)
		i += length
	}
	return told, i
}

func (x *extractor) alsoEnglish(told chain, known uint32) chain {
	if known == 0 {
		return told
	}
	x.told++ // these say again what was said: they have a weight, and do not make the stretch longer
	x.out = append(x.out, known*spreadAll, (told.prev*asPair+known)*spreadAll, (told.prev*asSkip^known)*spreadAll, (told.prev2*asSkip^known)*spreadAll)
	return chain{known, told.prev}
}

// wordEnd returns where the last letter of a word ends.
func (x *extractor) wordEnd(w *intent.Word) int {
	end := min(w.End, len(x.part))
	for end < len(x.part) && !utf8.RuneStart(x.part[end]) {
		end++
	}
	return end
}

// stretch adds up what a stretch of the part shows.
func (x *extractor) stretch(start, end int, where Surface) tally {
	a, b, n := x.wordAt(start), x.wordAt(end), len(x.out)
	x.tally = tally{n: x.before[b].n - x.before[a].n, foreign: x.foreign(a, b)}
	x.whole(a, b, start, end, where)
	x.sum += x.before[b].sum - x.before[a].sum + x.sums[x.before[b].listed] - x.sums[x.before[a].listed]
	for _, h := range x.out[n:] {
		x.sum += x.weights.of(h)
	}
	x.out = x.out[:n]
	return x.tally
}

// foreign reports whether the words from a to b are in another language than English:
// many of them stand for an English one.
func (x *extractor) foreign(a, b int) bool {
	return foreignShare*int(x.before[b].told-x.before[a].told) > b-a
}

// foreignShare is the least share of words that stand for English ones in text of
// another language, one in so many: they are characters in Chinese.
const foreignShare = 8

// features lists what a stretch of the part shows, and tallies it. The list is the
// caller's.
func (x *extractor) features(start, end int, where Surface) (all Features, count tally) {
	a, b, n := x.wordAt(start), x.wordAt(end), len(x.out)
	x.tally = tally{n: x.before[b].n - x.before[a].n, foreign: x.foreign(a, b)}
	x.whole(a, b, start, end, where)
	all = slices.Concat(x.out[x.before[a].listed:x.before[b].listed], x.out[n:])
	x.out = x.out[:n]
	return all, x.tally
}

// wordAt returns the number of the first word that does not start before i.
func (x *extractor) wordAt(i int) int {
	lo, hi := 0, len(x.words)
	for lo < hi {
		if mid := (lo + hi) / 2; x.words[mid].Start < i {
			lo = mid + 1
		} else {
			hi = mid
		}
	}
	return lo
}

// whole adds what the words of a stretch, numbered from a to b, show together,
// and what it looks like.
func (x *extractor) whole(a, b, start, end int, where Surface) {
	together := x.finder.ShapesIn(x.from+start, x.from+end)
	x.shape(x.part[start:end], b-a, where, together != 0)
	for n := a; n < b; n++ {
		together |= x.words[n].Means
	}
	for m := uint64(together); m != 0; m &= m - 1 {
		row := togetherAt + uint32(bits.TrailingZeros64(m))*meanings
		known := (*[meanings]int16)(x.common[row:])
		for o := m & (m - 1); o != 0; o &= o - 1 {
			k := uint32(bits.TrailingZeros64(o))
			if v := known[k%meanings]; v != 0 {
				x.sum += int32(v) - knownWeight
				x.n++
				continue
			}
			x.addCommon(row + k)
		}
	}
}

// reachOfOrder is how many words apart two meanings still belong together.
const reachOfOrder = 7

// concepts adds the meanings of a word and how they follow those before it.
func (x *extractor) concepts(n int, w *intent.Word) {
	for a := uint64(w.Means); a != 0; a &= a - 1 {
		i := uint32(bits.TrailingZeros64(a))
		x.addCommon(conceptAt + i)
		if w.Begins {
			x.addCommon(conceptAt + meanings + i)
		}
		for k := len(x.last) - 1; k >= max(0, len(x.last)-3); k-- {
			p := &x.last[k]
			if p.sent != w.Sentence || n-p.at > reachOfOrder {
				break
			}
			for b := uint64(p.means); b != 0; b &= b - 1 {
				x.addCommon(orderAt + uint32(bits.TrailingZeros64(b))*meanings + i)
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

// shape adds what a stretch looks like, whatever it says.
func (x *extractor) shape(stretch string, words int, where Surface, addresses bool) {
	x.look(1, uint32(where))
	var all uint64
	for i := range min(len(stretch), maxShaped) {
		all += looks[stretch[i]]
	}
	letters, caps, marks := int(all&count), int(all>>20&count), int(all>>40)
	x.look(2, uint32(min(9, 10*caps/(letters+1))))
	x.look(3, uint32(bits.Len(uint(marks))))
	x.look(4, uint32(bits.Len(uint(words))))
	if addresses {
		x.look(5, 0)
	}
}

// look adds one such thing.
func (x *extractor) look(thing, value uint32) { x.add((thing<<16 | value) * asShape) }
