package semantic

import (
	_ "embed"
	"unsafe"

	"github.com/mcp-watchdog/mcp-watchdog/internal/intent"
)

//go:embed model.bin
var trained string

// Load returns the built-in model. It costs nothing: the weights are used
// where the program holds them.
func Load() *Model {
	m := &Model{}
	if err := m.UnmarshalBinary(builtInBytes(trained)); err != nil {
		panic(err) // the model is compiled in and tested
	}
	return m
}

// builtInBytes is a file of the program as bytes that must not be written to. What is
// embedded as a string lies where the system can drop it and read it again; bytes
// would lie among variables and stay.
func builtInBytes(file string) []byte { return unsafe.Slice(unsafe.StringData(file), len(file)) }

// Print tells one training of the built-in model from another: odds of two are not
// on one scale.
func Print() uint64 {
	h := uint64(14695981039346656037)
	for _, b := range []byte(trained[:header]) {
		h = (h ^ uint64(b)) * 1099511628211
	}
	return h
}

// Opinion is about one stretch of a text.
type Opinion struct {
	Start, End int
	// Odds is the logarithm of the odds that the stretch orders a model around,
	// as the training data have it.
	Odds float32
	// Foreign says that it is in another language than English.
	Foreign bool
}

// Judge gives opinions. It is reused and belongs to one goroutine.
type Judge struct {
	model     *Model
	extractor *extractor
	part      string // of the text, that is judged
	spans     [][2]int
	opinions  []Opinion
}

// NewJudge returns a judge that reads with finder.
func NewJudge(m *Model, finder *intent.Finder) *Judge {
	return &Judge{model: m, extractor: newExtractor(finder, m.weights)}
}

// Opinions returns those about the stretches of text with odds of at least
// least, in the order of the text. The result is valid until the next call. It
// takes some tens of microseconds per KB (BenchmarkOpinions).
func (j *Judge) Opinions(text string, where Surface, least float32) []Opinion {
	j.extractor.finder.Read(text, intent.Span{Start: 0, End: len(text)})
	return j.OpinionsIn(0, len(text), where, least)
}

// OpinionsIn is Opinions of a part of the text that the finder was given to
// read, with offsets from where the part begins.
func (j *Judge) OpinionsIn(from, to int, where Surface, least float32) []Opinion {
	j.opinions = j.opinions[:0]
	j.part = j.extractor.finder.Text()[from:to]
	j.extractor.read(from, to)
	j.spans = windows(j.spans[:0], j.part)
	for _, s := range j.spans {
		if odds := j.odds(s[0], s[1], where); odds >= least {
			j.opinions = append(j.opinions, j.trim(s[0], s[1], odds, where))
		}
	}
	return j.opinions
}

// odds are those of a stretch of the part.
func (j *Judge) odds(start, end int, where Surface) float32 {
	return j.model.odds(j.extractor.stretch(start, end, where))
}

// trimLoss is how much of the odds the rest of a stretch may lose for a sentence
// at its edge to count as a bystander.
const trimLoss = 0.7

// trim leaves the sentences at the edges out that have no part in the order.
func (j *Judge) trim(start, end int, odds float32, where Surface) Opinion {
	text, foreign := j.part, j.extractor.tally.foreign
	for next := sentenceEnd(text[:end], start); next < end; next = sentenceEnd(text[:end], next) {
		if j.odds(next, end, where) >= odds-trimLoss {
			start = next
		}
	}
	for until, next := end, sentenceEnd(text[:end], start); next < until; next = sentenceEnd(text[:until], next) {
		if j.odds(start, next, where) >= odds-trimLoss {
			end = next
			break
		}
	}
	for start < end && text[start] <= ' ' {
		start++
	}
	return Opinion{Start: start, End: end, Odds: odds, Foreign: foreign}
}

// Sure and Likely are the odds from which a stretch is acted on, and from which
// people are told. The trainer chose them: in cross-validation by source
// 0.1 % and 0.15 % of ordinary texts lie above, at each kind of place; of brief ones
// 0.002 %, both.
func (j *Judge) Sure(at Place) float32   { return j.model.limits[at].sure }
func (j *Judge) Likely(at Place) float32 { return j.model.limits[at].likely }
