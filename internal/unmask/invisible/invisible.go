// Package invisible finds characters that take no room on the screen or deceive
// about order, and terminal sequences, where they do not do their proper work,
// and decodes what they carry. It is pure, linear in the length of the text, and
// allocates nothing when it finds nothing.
package invisible

import (
	"unicode/utf8"

	"github.com/mcp-watchdog/mcp-watchdog/internal/unmask"
)

// LongRun is the number of hidden characters in a row from which they can carry
// data: a byte takes eight zero-width bits.
const LongRun = 8

// Characters returns, ascending and apart, the parts of text, valid UTF-8, that
// take no room on the screen and have no business where they are: zero-width
// characters, tags, variation selectors, direction controls, fillers, soft
// hyphens, floods of combining marks, control and private-use characters.
// Neighbours of one kind are one mark. Where data can be read out of them, it is
// in Hidden.
//
// Characters that do their proper work stay: joiners in emoji and in scripts
// that need them, selectors after what they select, direction marks in
// right-to-left text, and so on. If strict, these are marked as well, as Stray;
// combining marks in ordinary number never are. Escape sequences belong to ANSI.
//
// Sources: Unicode Standard chapter 23, UAX #9 (direction), UTS #51 (emoji), UTS
// #37 (ideographic variation).
func Characters(text string, strict bool) []unmask.Mark {
	i := suspect(text, 0)
	if i == len(text) {
		return nil
	}
	h := hunt{text: text, strict: strict}
	for ; i < len(text); i = suspect(text, i) {
		// A script with marks has many: go on character by character until it
		// pays to leap again.
		for plain := 0; i < len(text) && plain < 4; {
			c, n := utf8.DecodeRuneInString(text[i:])
			if ordinary(c) {
				i += n
				plain++
				continue
			}
			r := measure(text, i)
			if r.hidden > 0 || r.marks > maxStacked {
				h.examine(&r)
			}
			plain = 0
			i = r.end
		}
	}
	h.joinThreads()
	return h.marks
}

// A hunt is one call of Characters.
type hunt struct {
	text   string
	strict bool
	marks  []unmask.Mark
	line   directions // of the line that held the last direction control
	escape int        // end of the last escape sequence
	flag   int        // end of the last flag made of tags
}

// A run is a stretch of hidden characters and combining marks, between two
// characters that are neither.
type run struct {
	start, end int
	hidden     int // hidden characters
	marks      int // combining marks
	private    int // private-use characters among the hidden
	braille    answer
}

// An answer is yes or no once it is known.
type answer uint8

const (
	unknown answer = iota
	yes
	no
)

// measure returns the run at i, which is empty if an ordinary character is there.
func measure(text string, i int) run {
	r := run{start: i, end: i}
	for r.end < len(text) {
		c, n := utf8.DecodeRuneInString(text[r.end:])
		if kind, hidden := KindOf(c); hidden {
			r.hidden++
			if kind == unmask.PrivateUse {
				r.private++
			}
		} else if IsMark(c) {
			r.marks++
		} else {
			break
		}
		r.end += n
	}
	return r
}

// A site is one character of a run with its neighbours. A missing neighbour is
// utf8.RuneError, which is nothing to anybody.
type site struct {
	*run
	at, next               int
	char                   rune
	kind                   unmask.Kind
	before2, before, after rune
}

// A verdict says what becomes of a hidden character.
type verdict uint8

const (
	odd     verdict = iota // has no business here
	hostile                // has no business here and deceives the reader
	proper                 // does its work
	foreign                // belongs to an escape sequence
)

// examine marks what has no business in r.
func (h *hunt) examine(r *run) {
	s := site{run: r, at: r.start}
	s.before, s.before2 = lastTwo(h.text[:r.start])
	first, found := len(h.marks), 0
	for s.at < r.end {
		var n int
		s.char, n = utf8.DecodeRuneInString(h.text[s.at:])
		s.next = s.at + n
		s.after, _ = utf8.DecodeRuneInString(h.text[s.next:])
		switch v := h.judge(&s); {
		case v == odd || v == hostile:
			h.mark(first, &s, v)
			if weightless(s.kind) {
				found++
			}
		case v == proper && h.strict && s.kind != unmask.Combining:
			h.settle(first, found)
			h.marks = append(h.marks, unmask.Mark{Start: s.at, End: s.next, Kind: s.kind})
			first, found = len(h.marks), 0
		}
		s.before2, s.before, s.at = s.before, s.char, s.next
	}
	h.settle(first, found)
}

// judge decides about one character.
func (h *hunt) judge(s *site) verdict {
	kind, hidden := KindOf(s.char)
	if !hidden {
		s.kind = unmask.Combining
		return unless(s.marks <= maxStacked)
	}
	s.kind = kind
	if s.marks > maxStacked && kind != unmask.Control && kind != unmask.Bidi {
		return odd // the marks it would serve go
	}
	switch kind {
	case unmask.ZeroWidth:
		return unless(h.zeroWidthWorks(s))
	case unmask.Tag:
		return unless(h.tagWorks(s))
	case unmask.VariationSelector:
		return unless(h.selectorWorks(s))
	case unmask.Bidi:
		return h.direction(s)
	case unmask.Filler:
		return unless(h.fillerWorks(s))
	case unmask.SoftHyphen:
		return unless(softHyphenWorks(h.text, s.at, s.next))
	case unmask.PrivateUse:
		return unless(s.private < fewIcons)
	}
	return h.control(s)
}

func unless(works bool) verdict {
	if works {
		return proper
	}
	return odd
}

// mark adds the character of s to the marks from first on, which are of the
// same run.
func (h *hunt) mark(first int, s *site, v verdict) {
	weight := unmask.Stray
	if v == hostile {
		weight = unmask.Carrier
	}
	if k := len(h.marks) - 1; k >= first && h.marks[k].End == s.at && h.marks[k].Kind == s.kind {
		h.marks[k].End = s.next
		h.marks[k].Weight = max(h.marks[k].Weight, weight)
		return
	}
	h.marks = append(h.marks, unmask.Mark{Start: s.at, End: s.next, Kind: s.kind, Weight: weight})
}

// lastTwo returns the last character of text and the one before it.
func lastTwo(text string) (last, before rune) {
	last, n := utf8.DecodeLastRuneInString(text)
	before, _ = utf8.DecodeLastRuneInString(text[:len(text)-n])
	return last, before
}

// isHidden reports whether r is a hidden character of any kind.
func isHidden(r rune) bool {
	_, hidden := KindOf(r)
	return hidden
}
