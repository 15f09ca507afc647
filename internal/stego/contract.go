package stego

import (
	"strings"

	"github.com/mcp-watchdog/mcp-watchdog/internal/lazy"
)

// Contractions: "don't" or "do not", "it's" or "it is". Who writes keeps to one of
// the two of each, or to his ear; bits take both of many about equally often.

// contractions are pairs of a short and a long form, and in how many of a hundred
// choices, by text, the short one is taken (counted as those of words).
const contractions = `don't/do not/44|doesn't/does not/36|didn't/did not/51|isn't/is not/15|aren't/are not/10|wasn't/was not/21|weren't/were not/50|can't/cannot/21|couldn't/could not/8|won't/will not/36|wouldn't/would not/50|shouldn't/should not/16|haven't/have not/48|hasn't/has not/38|hadn't/had not/20|it's/it is/42|that's/that is/24|there's/there is/30|you're/you are/29|we're/we are/42|they're/they are/27|i'm/i am/65|you'll/you will/44|we'll/we will/49|it'll/it will/5|you've/you have/19|we've/we have/32|let's/let us/91|i've/i have/41|i'll/i will/65|what's/what is/51|here's/here is/51|who's/who is/20|he's/he is/33|she's/she is/30|they'll/they will/18|they've/they have/19`

const (
	// fewestContractions, fewestShort and likelierShort are what fewestChoices,
	// fewestPairs and likelier are for words: there are fewer pairs.
	fewestContractions, fewestShort, likelierShort = 48, 7, 14
)

var shortForms = lazy.Value(func() *choiceTable {
	t := &choiceTable{words: map[uint32]choiceOf{}}
	for p := range strings.SplitSeq(contractions, "|") {
		w := strings.Split(p, "/")
		t.mean = append(t.mean, share(w[2]))
		t.words[hashWord(w[0])] = choiceOf{uint16(len(t.mean)), true}
		t.words[hashWord(w[1])] = choiceOf{uint16(len(t.mean)), false}
	}
	return t
})

// share reads a number of a hundred.
func share(digits string) float64 {
	n := 0
	for _, c := range digits {
		n = n*10 + int(c-'0')
	}
	return float64(n) / 100
}

// longestForm is the longest short form.
const longestForm = len("shouldn't")

// contract notes the word from i to j, with the hash h, where it is the beginning of
// a short form or of a long one.
func (m *Meter) contract(s []byte, i, j int, h uint32) {
	if j-i > longestForm || i > 0 && (isLetter(s[i-1]) || s[i-1] == '\'' || classes[s[i-1]] >= digit) || j >= len(s) {
		return
	}
	switch k := j; {
	case h == hashCannot:
		m.shortForm(s, j, h, false)
	case s[j] == '\'' || s[j] == 0xe2 && j+2 < len(s) && s[j+1] == 0x80 && s[j+2] == 0x99:
		if k++; s[j] != '\'' {
			k += 2
		}
		m.shortForm(s, k, h*31+'\'', true)
	case s[j] == ' ':
		m.shortForm(s, j+1, h*31+' ', false)
	}
}

var hashCannot = hashWord("cannot")

// shortForm notes a form whose end begins at k, if it is one. h is the hash of what
// stands before it.
func (m *Meter) shortForm(s []byte, k int, h uint32, short bool) {
	end := k
	for end < len(s) && end-k < len("have")+1 && isLetter(s[end]) {
		h = h*31 + uint32(s[end]|0x20)
		end++
	}
	if end < len(s) && (isLetter(s[end]) || s[end] == '\'') {
		return
	}
	if c, ok := shortForms().words[h]; ok && c.first == short {
		m.add(Contraction, c.first, 0, uint32(c.pair))
	}
}
