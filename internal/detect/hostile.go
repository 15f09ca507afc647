package detect

import (
	"slices"

	"github.com/mcp-watchdog/mcp-watchdog/internal/intent"
	"github.com/mcp-watchdog/mcp-watchdog/internal/urge"
)

// Words that somebody took pains to keep from every reader but the model need
// less to be an order than words in the open: whoever hides a request has
// something to ask for that he could not ask aloud. hostile is for
// such words alone: decoded, disguised or hidden ones. Whole documents must not
// be judged by them.

// maxHostile bounds how much of one hidden text is read for orders at a time.
const maxHostile = 4 << 10

// hostile reports whether hidden words are orders to a model.
func (t *Text) hostile(hidden string) bool { return t.runner.hostile(hidden, hiddenPoints) }

// From longHidden bytes on hidden text is more than a remark, from hiddenPage on
// it is a folded chapter or the template of a form: in so many words some look
// like a request by chance.
const (
	longHidden = 240
	hiddenPage = 1500
)

// ordering reports whether a text that is shown only to who asks for it, such
// as a folded chapter, holds plain orders to a model: what would be one in the
// open, too.
func (t *Text) ordering(hidden string) bool {
	for len(hidden) > 0 {
		n := runeStart(hidden, min(len(hidden), maxHostile))
		if n == 0 {
			n = len(hidden)
		}
		for _, o := range t.runner.orders(hidden[:n], intent.Document) {
			if o.Sure >= 3 {
				return true
			}
		}
		hidden = hidden[n:]
	}
	return false
}

// hiddenPoints is what hidden words must come to where pages hide honest words
// as well; disguisedPoints is the same for words in a disguise.
const (
	hiddenPoints    = urge.Least
	disguisedPoints = urge.Least
)

func (r *Runner) hostile(hidden string, points int) bool {
	before := r.calm.of(hidden, hostileFrom(points))
	if before.known() {
		return false
	}
	points += morePoints(len(hidden))
	for len(hidden) > 0 {
		n := runeStart(hidden, min(len(hidden), maxHostile))
		if n == 0 {
			n = len(hidden)
		}
		if sureOf(r.orders(hidden[:n], intent.Hidden)) || urge.Urges(hidden[:n], points) {
			return true
		}
		hidden = hidden[n:]
	}
	before.note()
	return false
}

// morePoints is what more is asked of n bytes.
func morePoints(n int) int {
	switch {
	case n > hiddenPage:
		return 4
	case n > longHidden:
		return 1
	}
	return 0
}

// sureOf reports whether one of the orders is meant as one.
func sureOf(orders []intent.Order) bool {
	return slices.ContainsFunc(orders, func(o intent.Order) bool { return o.Sure >= 2 })
}

// hostileIn is hostile for a part of the text, of which more parts will be asked
// about.
func (t *Text) hostileIn(from, to, points int) bool {
	hidden := t.Text()[from:to]
	if len(hidden) > maxHostile {
		return t.runner.hostile(hidden, points)
	}
	before := t.runner.calm.in(t.Text(), from, to, question{aboutHostilityIn, uint64(points)})
	if before.known() {
		return false
	}
	if sureOf(t.words().FindIn(from, to, intent.Hidden)) || urge.Urges(hidden, points+morePoints(len(hidden))) {
		return true
	}
	before.note()
	return false
}

// sentenceEnd returns the offset behind the sentence that begins at from.
func sentenceEnd(text string, from int) int { return urge.SentenceEnd(text, from) }
