package detect

import (
	"slices"

	"github.com/mcp-watchdog/mcp-watchdog/internal/intent"
	"github.com/mcp-watchdog/mcp-watchdog/internal/message"
	"github.com/mcp-watchdog/mcp-watchdog/internal/semantic"
)

// maxPassage bounds a passage to each side of what woke the detector.
const maxPassage = 480

// passages appends stretches of a few sentences around the positions at,
// ascending and apart.
func (r *Runner) passages(out []message.Span, text string, at []int) []message.Span {
	return r.ends.passages(out, text, at)
}

// passages is that of the runner, in the memory of e.
func (e *sentenceEnds) passages(out []message.Span, text string, at []int) []message.Span {
	if e.at, e.next, e.seen = e.at[:0], 0, 0; cap(e.at) < fewEnds {
		e.at = make([]int, 0, fewEnds)
	}
	for _, i := range at {
		e.move(text, i)
		s := message.Span{Start: e.boundBefore(text, i), End: e.boundAfter(text, i)}
		if n := len(out); n > 0 && s.Start < out[n-1].End {
			if s.End-out[n-1].Start < 4*maxPassage {
				out[n-1].End = max(out[n-1].End, s.End)
				continue
			}
			s.Start = out[n-1].End
		}
		if s.Start < s.End {
			out = append(out, s)
		}
	}
	return out
}

// fewEnds is how many ends of sentences there is room for.
const fewEnds = 128

// sentenceEnds are the places around a position that moves forward where a
// sentence ends.
type sentenceEnds struct {
	at   []int
	next int // the first that is not before the position
	seen int // the text is known up to here
}

// sentencesBefore and sentencesBehind are how many sentences around a position
// belong to its passage, beside or with its own.
const sentencesBefore, sentencesBehind = 3, 4

// move goes to position i.
func (e *sentenceEnds) move(text string, i int) {
	if e.next > cap(e.at)/2 {
		gone := e.next - sentencesBefore
		e.at, e.next = append(e.at[:0], e.at[gone:]...), sentencesBefore
	}
	k, limit := max(e.seen, i-maxPassage-1), min(len(text), i+maxPassage)
	for k < limit {
		stop := min(k+8, limit)
		if eight := text[k:stop]; len(eight) == 8 && mayEnd[eight[0]]|mayEnd[eight[1]]|mayEnd[eight[2]]|mayEnd[eight[3]]|
			mayEnd[eight[4]]|mayEnd[eight[5]]|mayEnd[eight[6]]|mayEnd[eight[7]] == 0 { // as most
			k = stop
			continue
		}
		for ; k < stop; k++ {
			if c := text[k]; mayEnd[c] != 0 && (k+1 == len(text) || text[k+1] <= ' ') && (c != '\n' || endsParagraph(text, k)) {
				e.at = append(e.at, k)
			}
		}
	}
	e.seen = max(k, e.seen)
	for e.next < len(e.at) && e.at[e.next] < i {
		e.next++
	}
}

// mayEnd are the bytes that can end a sentence or a paragraph.
var mayEnd = [256]uint8{'.': 1, '!': 1, '?': 1, '\n': 1}

// boundBefore finds where the third sentence before i starts.
func (e *sentenceEnds) boundBefore(text string, i int) int {
	low := max(0, i-maxPassage)
	if k := e.next - sentencesBefore; k >= 0 && e.at[k] >= low {
		return e.at[k] + 1
	}
	return wordStart(text, low)
}

// boundAfter finds where the third sentence after i ends.
func (e *sentenceEnds) boundAfter(text string, i int) int {
	high := min(len(text), i+maxPassage)
	if k := e.next + sentencesBehind - 1; k < len(e.at) && e.at[k] < high {
		return e.at[k] + 1
	}
	return runeStart(text, high)
}

func endsParagraph(text string, i int) bool {
	return text[i] == '\n' && (i+1 >= len(text) || text[i+1] == '\n' || text[i+1] == '\r')
}

// wordStart moves i forward to where a word starts, a little.
func wordStart(text string, i int) int {
	for j := i; j > 0 && j < len(text) && j < i+24; j++ {
		if text[j-1] <= ' ' {
			return j
		}
	}
	return runeStart(text, i)
}

func runeStart(text string, i int) int {
	for i > 0 && i < len(text) && text[i]&0xc0 == 0x80 {
		i--
	}
	return i
}

// words returns the finder with those parts of the text read that the rows about
// orders will ask it about, each once for all of them.
func (t *Text) words() *intent.Finder {
	r := t.runner
	finder := r.reader()
	if finder.Holds(t.read) {
		return finder
	}
	text, total := t.Text(), 0
	r.parts = r.parts[:0]
	if rows := t.woken & r.orderRows; t.reading != nil || rows&^t.entry != 0 && judgedAs(t.Surface) != semantic.Document {
		r.parts = append(r.parts, intent.Span{Start: 0, End: min(len(text), maxJudged)})
	} else if rows != 0 { // other rows have theirs read when they ask
		r.spans = r.passages(r.spans[:0], text, t.at(rows))
		for _, s := range r.spans {
			if total += s.End - s.Start; total > maxJudged {
				break // only one of them reads on
			}
			r.parts = append(r.parts, intent.Span{Start: s.Start, End: s.End})
		}
	}
	t.read, t.readClaims = finder.Read(text, r.parts...), len(t.claimed)
	return finder
}

// Judged returns the parts of a document that learned_order has judged: what
// stands around the words that wake it. It is for those who choose the model's
// limits.
func (s *Set) Judged(document string) []message.Span {
	hits, _ := s.literals.scan([]byte(document), nil)
	hits, _ = s.confirm(new(nearby).begin([]byte(document)), hits)
	var at []int
	learned := uint64(0)
	for i := range s.table {
		if slices.Contains(s.table[i].Rules, learnedOrder) {
			learned |= 1 << i
		}
	}
	for _, h := range hits {
		if h.wake&learned != 0 {
			at = append(at, h.at)
		}
	}
	return new(sentenceEnds).passages(nil, document, slices.Compact(at))
}

// orders returns the orders to a model in a text of its own.
func (r *Runner) orders(passage string, where intent.Where) []intent.Order {
	return r.reader().Find(passage, where)
}

// reader returns the finder, which is made when the first text needs it.
func (r *Runner) reader() *intent.Finder {
	if r.finder == nil {
		r.finder = intent.NewFinder(r.lexicon())
	}
	return r.finder
}
