package intent

import (
	"cmp"
	"slices"
	"strings"
	"unicode/utf8"
)

// A text is read once, however many passages of it are judged and however much
// these overlap: its words stay known until the next text is read.

// word is a word or phrase of the text that is read.
type word struct {
	start, end int32
	sentence   int32
	multi      int32 // its entries in the lexicon, -1 for none
	state      state
}

// state is what a word stands in, as far as it was read from one place on.
type state uint8

const (
	begins state = 1 << iota // first of its clause
	quoted                   // an odd number of quotation marks stands before it
	ticked                   // an odd number of backticks
	voiced                   // it may be a word of a mark
)

// stretch is a part of the text that is read.
type stretch struct {
	from, to    int // bytes
	first, last int // words
	signs, over int // its signs
	column      bool
	read        bool // its words and signs are known
}

// sign is something that is known by its shape, and where it stands.
type sign struct {
	at         int32 // by which signs ascend: a byte in it
	start, end int32
	means      Concept
}

// Span is a part of a text, in bytes.
type Span struct{ Start, End int }

// open begins a text of which nothing is read yet.
func (r *reader) open(text string) {
	r.text, r.stretches, r.words, r.signs = text, r.stretches[:0], r.words[:0], r.signs[:0]
	if cap(r.words) > maxIdleWords {
		r.words, r.runes, r.at = nil, nil, nil
	}
}

// maxIdleWords bounds what is kept for the next text.
const maxIdleWords = 32 << 10

// cover notes the parts of the text that spans stand for, which ascend and do
// not overlap. Each is read when a passage in it is asked about.
func (r *reader) cover(spans []Span) {
	for i := 0; i < len(spans); {
		s := spans[i]
		for i++; i < len(spans) && spans[i].Start <= s.End; i++ {
			s.End = max(s.End, spans[i].End)
		}
		r.stretches = append(r.stretches, stretch{from: s.Start, to: s.End})
	}
}

// read reads a stretch.
func (r *reader) read(s *stretch) {
	text := r.text[s.from:s.to]
	s.read, s.column, s.first, s.signs = true, WordPerLine(text), len(r.words), len(r.signs)
	r.words = r.append(r.words, s.from, s.to, s.column)
	r.signs = signsIn(r.signs, text, s.from)
	s.last, s.over = len(r.words), len(r.signs)
}

// covers returns the stretch that a part of the text stands in, read, nil for none.
func (r *reader) covers(from, to int) *stretch {
	i, found := slices.BinarySearchFunc(r.stretches, from, func(s stretch, from int) int { return cmp.Compare(s.from, from) })
	if !found {
		i--
	}
	if i < 0 || r.stretches[i].to < to {
		return nil
	}
	s := &r.stretches[i]
	if !s.read {
		r.read(s)
	}
	return s
}

// passage returns the words of a part of the text as they are understood in it.
// The result is valid until the next call.
func (r *reader) passage(from, to int) []token {
	r.tokens, r.multi, r.base = r.tokens[:0], r.multi[:0], from
	s := r.covers(from, to)
	if s == nil || s.column != WordPerLine(r.text[from:to]) {
		r.alone(from, from, to, 0, begins)
	} else {
		r.shared(r.words[s.first:s.last], from, to)
	}
	r.choose()
	return r.tokens
}

// shared takes the words from one byte to another. A phrase that only a part
// of belongs there is read again.
func (r *reader) shared(words []word, from, to int) {
	i, j := wordFrom(words, from), wordFrom(words, to)
	if i > 0 && int(words[i-1].end) > from {
		r.alone(from, from, min(to, int(words[i-1].end)), words[i-1].sentence, begins)
	}
	if i == j {
		return
	}
	open := (words[i].state ^ quotesIn(r.text[from:words[i].start])) & (quoted | ticked)
	cut := int(words[j-1].end) > to
	if cut {
		j--
	}
	r.take(words[i:j], from, open)
	if cut {
		r.alone(from, int(words[j].start), to, words[j].sentence, words[j].state^open)
	}
	r.tokens[0].begins = true
}

// take adds words to the tokens of a passage that begins at from. open is in which
// quotation marks they would stand if the passage began in some.
func (r *reader) take(words []word, from int, open state) {
	n := len(r.tokens)
	r.tokens, r.multi = slices.Grow(r.tokens, len(words))[:n+len(words)], slices.Grow(r.multi, len(words))[:n+len(words)]
	tokens, multi := r.tokens[n:], r.multi[n:]
	for k := range words {
		w, in := &words[k], words[k].state^open
		tokens[k] = token{start: w.start - int32(from), end: w.end - int32(from), sentence: w.sentence, begins: in&begins != 0, quoted: in&(quoted|ticked) != 0, mark: in&voiced != 0}
		multi[k] = w.multi
	}
}

// alone takes the words from one byte to another without what was read before, for a
// passage that begins at base.
func (r *reader) alone(base, from, to int, sentence int32, in state) {
	r.spare = r.append(r.spare[:0], from, to, WordPerLine(r.text[from:to]))
	for k := range r.spare {
		r.spare[k].sentence += sentence
	}
	if len(r.spare) > 0 {
		w := &r.spare[0]
		w.state = w.state&^begins | in&begins
	}
	r.take(r.spare, base, in&(quoted|ticked))
}

// wordFrom returns the number of the first word that does not start before i.
func wordFrom(words []word, i int) int {
	n, _ := slices.BinarySearchFunc(words, int32(i), func(w word, i int32) int { return cmp.Compare(w.start, i) })
	return n
}

// quotesIn returns which quotation marks stand in text an odd number of times.
func quotesIn(text string) (s state) {
	for _, c := range text {
		switch {
		case c == '`':
			s ^= ticked
		case c == '"' || c >= utf8.RuneSelf && strings.ContainsRune(wideQuotes, c):
			s ^= quoted
		}
	}
	return s
}

// append appends the words from one byte of the text to another.
func (r *reader) append(dst []word, from, to int, column bool) []word {
	in, sentence := begins, int32(0)
	for from < to {
		end := chunkEnd(r.text, from, to)
		r.normalise(r.text[from:end], column)
		runes, at := r.runes, r.at
		for i := 0; i < len(runes); {
			switch c := runes[i]; {
			case plainASCII[uint8(c)] && c < utf8.RuneSelf:
			case c == '.':
				sentence++
				in |= begins
				i++
				continue
			case c == ',' || c == '\n':
				in |= begins
				i++
				continue
			case c == '"':
				in = in ^ quoted | begins
				i++
				continue
			case c == '`':
				in = in ^ ticked | begins
				i++
				continue
			case !r.folder.word(c):
				i++
				continue
			}
			n, found, mark := r.recall(i)
			w := word{start: int32(from) + at[i], end: int32(from) + at[i+n-1] + 1, sentence: sentence, multi: found, state: in}
			if mark {
				w.state |= voiced
			}
			dst = append(dst, w)
			in &^= begins
			i += n
		}
		from = end
	}
	return dst
}

// mostRead is how much text is read at a time, so that it stays in the nearest
// cache.
const mostRead = 4 << 10

// chunkEnd returns where what is read at a time ends: behind a sentence, or
// between words, if it can be found.
func chunkEnd(text string, from, to int) int {
	if to-from <= mostRead+mostRead/2 {
		return to
	}
	limit := from + mostRead
	for i := limit; i > limit-mostRead/4; i-- {
		if c := text[i-1]; text[i] <= ' ' && (c == '.' || c == '!' || c == '?') || c == '\n' && text[i] == '\n' {
			return i
		}
	}
	for i := limit; i > limit-mostRead/4; i-- {
		if text[i] == ' ' {
			return i
		}
	}
	for limit > from+1 && !utf8.RuneStart(text[limit]) {
		limit--
	}
	return limit
}

// shapesIn returns what stands in a part of the text and no lexicon lists.
func (r *reader) shapesIn(from, to int) (c Concept) {
	s := r.covers(from, to)
	if s == nil {
		r.loose = signsIn(r.loose[:0], r.text[from:to], from)
		for _, g := range r.loose {
			c |= g.means
		}
		return c
	}
	signs := r.signs[s.signs:s.over]
	i, _ := slices.BinarySearchFunc(signs, int32(from), func(g sign, i int32) int { return cmp.Compare(g.at, i) })
	for _, g := range signs[i:] {
		if int(g.at) >= to {
			break
		}
		if int(g.start) >= from && int(g.end) <= to {
			c |= g.means
		}
	}
	return c
}
