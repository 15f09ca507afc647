package detect

import (
	"strings"

	"github.com/mcp-watchdog/mcp-watchdog/internal/drift"
	"github.com/mcp-watchdog/mcp-watchdog/internal/intent"
	"github.com/mcp-watchdog/mcp-watchdog/internal/semantic"
)

// Conduct says what sentences do to their reader. It is reused, and belongs to
// one goroutine.
//
// It says more than the rules over texts do: a sentence that asks for something
// is nothing to act on by itself. That a tool of which none was ever seen begins
// to have such sentences is the matter of [drift].
type Conduct struct {
	finder *intent.Finder
	judge  *semantic.Judge
	lexica lexica
	words  []intent.Word
}

// NewConduct returns one that reads with lexicon.
func NewConduct(lexicon *intent.Lexicon) *Conduct {
	finder := intent.NewFinder(lexicon)
	return &Conduct{finder: finder, judge: semantic.NewJudge(semantic.Load(), finder)}
}

// ReadBy tells one training of the model by which [Conduct] reads from another.
func ReadBy() uint64 { return semantic.Print() }

const (
	// noOdds are those of a sentence that asks for nothing.
	noOdds = -9
	// surer is how much higher the odds of a sentence have to be here than where a passage is
	// cut: in a month a server sends many.
	surer = 0.15
)

// Read is a [drift.Reader]. What the sentence does is found by rules alone. The odds of
// the model say which sentence sounds more like an order, and that one is one
// ([drift.Commands]), which is never learnt: from where on it is sure is another matter
// for each training, and for what servers write.
func (c *Conduct) Read(sentence string) (drift.Set, float32) {
	has := c.deeds(sentence)
	if has == 0 {
		return 0, noOdds
	}
	push := float32(noOdds)
	for _, o := range c.judge.Opinions(sentence, semantic.Document, noOdds) {
		push = max(push, o.Odds)
	}
	for _, d := range weights {
		if has.Has(d.trait) {
			push += d.weight
		}
	}
	if push >= c.judge.Likely(semantic.Addressed)+surer && has&drift.Does != 0 || push >= c.judge.Sure(semantic.Addressed)+surer {
		has |= drift.Of(drift.Commands)
	}
	return has, push
}

// weights are what deeds add to the odds that a sentence orders a model around.
var weights = []struct {
	trait  drift.Trait
	weight float32
}{
	{drift.AsksSecret, 1.5}, {drift.SendsAway, 1}, {drift.Fetches, 0.5}, {drift.Conceals, 2.5}, {drift.Drives, 1.5}, {drift.Sensitive, 1.5}, {drift.Collects, 2.5},
}

// deeds returns what a sentence does to its reader.
func (c *Conduct) deeds(sentence string) drift.Set {
	c.words = c.finder.Words(c.words[:0], sentence)
	acts, about := c.asked(sentence)
	var has drift.Set
	if c.collects(sentence, c.reports(sentence) || acts&(intent.Send|intent.Pass|intent.Reveal|intent.Read) != 0 || about&intent.Tell != 0) {
		has |= drift.Of(drift.Collects)
	}
	if about&intent.Not != 0 && about&intent.Tell != 0 && about&(intent.User|intent.Task) != 0 || about&intent.Secretly != 0 && acts != 0 {
		has |= drift.Of(drift.Conceals)
	}
	if acts == 0 && about&intent.AI == 0 {
		return has
	}
	has |= drift.Of(drift.Directs)
	about |= intent.Shapes(sentence)
	gives := acts & (intent.Send | intent.Pass | intent.Reveal | intent.Grant)
	if gives != 0 && about&intent.Secret != 0 || c.asksSecret(sentence) {
		has |= drift.Of(drift.AsksSecret)
	}
	if gives != 0 && about&intent.Address != 0 {
		has |= drift.Of(drift.SendsAway)
	}
	if acts&(intent.Run|intent.Read) != 0 && about&intent.Address != 0 {
		has |= drift.Of(drift.Fetches)
	}
	if acts&(intent.Run|intent.Pass|intent.Send|intent.Reveal) != 0 && about&intent.Tool != 0 {
		has |= drift.Of(drift.Drives)
	}
	if about&intent.Place != 0 {
		has |= drift.Of(drift.Sensitive)
	}
	for _, o := range c.finder.Find(sentence, intent.Document) {
		if !o.Told && o.Sure > 1 {
			has |= drift.Of(drift.Orders)
		}
	}
	return has
}

// sayings are verbs that have their reader say something.
var sayings = wordSet(`report note list state mention supply log record tell write fill set give provide name add attach share submit melde nenne gib trage indica informa`)

// reports reports whether a clause begins with such a verb.
func (c *Conduct) reports(sentence string) bool {
	for i := range c.words {
		if w := &c.words[i]; (w.Begins || c.joined(sentence, i)) && w.End-w.Start < 12 && sayings()[strings.ToLower(sentence[w.Start:w.End])] {
			return true
		}
	}
	return false
}

// turns are words that turn what follows into something asked for.
const turns = intent.Must | intent.You | intent.AI | intent.First | intent.Proceed | intent.Forever | intent.Remember | intent.Fresh

// asked returns what the words ask their reader for, and all that they are about.
func (c *Conduct) asked(sentence string) (acts, about intent.Concept) {
	for i := range c.words {
		w := &c.words[i]
		about |= w.Means
		act := w.Means & intent.Acts
		if act == 0 || w.Quoted {
			continue
		}
		asks, not := w.Begins || c.joined(sentence, i), false
		for k := i - 1; k >= max(0, i-4) && c.words[k].Sentence == w.Sentence; k-- {
			m := c.words[k].Means
			asks = asks || m&turns != 0
			not = not || m&intent.Not != 0 && k >= i-2
		}
		if asks && !not {
			acts |= act
		}
	}
	return acts, about
}

// joined reports whether a clause begins with a word because of its capital behind a
// word without one: "report Open the page" was put behind a value.
func (c *Conduct) joined(sentence string, i int) bool {
	return i > 0 && capital(sentence[c.words[i].Start]) && !capital(sentence[c.words[i-1].Start])
}

func capital(b byte) bool { return b-'A' <= 25 }

func (c *Conduct) asksSecret(sentence string) bool {
	kind, direct := c.lexica.askedFor(sentence)
	return kind.opensDoors() && (direct || kind != weakSecret)
}
