package spelling

import (
	"strings"

	"github.com/mcp-watchdog/mcp-watchdog/internal/unmask"
)

// leetLetter is the letter that a digit or sign stands for, or 0. 1 and !
// may stand for l as well.
func leetLetter(c byte) byte {
	switch c {
	case '0':
		return 'o'
	case '1', '!':
		return 'i'
	case '2':
		return 'z'
	case '3':
		return 'e'
	case '4', '@':
		return 'a'
	case '5', '$':
		return 's'
	case '6', '9':
		return 'g'
	case '7', '+':
		return 't'
	case '8':
		return 'b'
	}
	return 0
}

const (
	// maxLeet is the longest word that is read as leet. Longer runs of letters
	// and digits are keys and hashes.
	maxLeet = 24
	// maxOnes is the number of characters in a word that are tried both as i
	// and as l.
	maxOnes = 3
	// leetPoints is what words near each other must come to before they are
	// leet, near being within leetReach bytes: in identifiers by the thousand
	// some look like words.
	leetPoints = 2
	leetReach  = 400
)

// leetWord is a word in which digits and signs stand for letters.
type leetWord struct {
	fold   [maxLeet]byte // as letters
	n      int
	subs   int  // digits and signs
	edges  int  // those that stand before the first or after the last letter
	mixes  int  // changes between letters and others
	hex    bool // could be hexadecimal
	sense  sense
	quick  bool // only points matter
	fake   bool // of no weight by itself
	points int  // how much it says for the text being leet
}

// score is read for a token that matters only if it has points.
func (l *leetWord) score(token string) bool {
	l.quick = true
	found := len(token) > 3 && len(token) <= maxLeet && !isHex(token) && l.read(token)
	l.quick = false
	return found
}

// read takes in a token of letters, digits and signs, and reports whether it
// mixes them.
func (l *leetWord) read(token string) bool {
	if len(token) < 2 || len(token) > maxLeet {
		return false
	}
	*l = leetWord{quick: l.quick}
	var ones [maxOnes]int
	k, first, last := 0, len(token), -1
	for i := range len(token) {
		c := unmask.Lower(token[i])
		if unmask.IsLetter(c) {
			first, last = min(first, i), i
		} else {
			if c == '1' || c == '!' {
				if k < maxOnes {
					ones[k] = i
				}
				k++
			}
			if c = leetLetter(c); c == 0 {
				return false
			}
			l.subs++
		}
		if i > 0 && unmask.IsLetter(token[i]) != unmask.IsLetter(token[i-1]) {
			l.mixes++
		}
		l.fold[i] = c
	}
	if l.n = len(token); l.subs == 0 || last < 0 {
		return false
	}
	if l.hex = isHex(token); l.hex && l.n > 6 || l.subs*3 > l.n*2 {
		return false
	}
	l.edges = first + len(token) - 1 - last
	l.look(ones[:min(k, maxOnes)])
	l.points = l.weigh(token[first:last+1], l.edges == l.subs)
	if l.points > 0 && words().exact(l.fold[:l.n])&fakeWord != 0 {
		l.points, l.fake = 1, true
	}
	return true
}

// look searches the dictionary for the word with each of the ones read as i and
// as l.
func (l *leetWord) look(ones []int) {
	for choice := range 1 << len(ones) {
		for k, at := range ones {
			l.fold[at] = "il"[choice>>k&1]
		}
		switch w := l.fold[:l.n]; {
		case !l.quick || l.n > 4:
			l.sense = words().senses(w)
		case words().known(w) != 0:
			l.sense = forward
		}
		if l.sense != 0 {
			return
		}
	}
	for _, at := range ones {
		l.fold[at] = 'i'
	}
}

// weigh returns the points of a word whose letters go from the first to the
// last one as in middle.
func (l *leetWord) weigh(middle string, edgesOnly bool) int {
	switch {
	case l.sense == 0 || l.n < 4 || edgesOnly && len(middle) < 3:
		return 0
	case l.sense&forward == 0 && l.n < 5:
		return 0
	case edgesOnly && knownString(middle): // step5, 10all
		return 0
	case l.hex:
		return 0
	case l.subs > 1 && l.n >= 6:
		return 2
	}
	return 1
}

// trimEdges returns token from its first to its last letter.
func trimEdges(token string) string {
	for token != "" && !unmask.IsLetter(token[0]) {
		token = token[1:]
	}
	for token != "" && !unmask.IsLetter(token[len(token)-1]) {
		token = token[:len(token)-1]
	}
	return token
}

// knownString reports whether s is an English word.
func knownString(s string) bool {
	var buf [maxWord]byte
	if len(s) > maxWord {
		return false
	}
	for i := range len(s) {
		buf[i] = unmask.Lower(s[i])
	}
	return words().known(buf[:len(s)]) != 0
}

// leetToken returns the token of letters, digits and signs around i, which
// begins at from at the earliest. Signs that end a sentence or a sum
// are left out.
func leetToken(s string, i, from int) (start, end int) {
	for start = i; start > from && CharClass[s[start-1]]&LeetChars != 0; start-- {
	}
	for end = i; end < len(s) && CharClass[s[end]]&LeetChars != 0; end++ {
	}
	for start < end && s[start] == '+' {
		start++
	}
	for start < end && (s[end-1] == '!' || s[end-1] == '+') {
		end--
	}
	return start, end
}

// nextLeet returns the next token of s from i on that mixes letters with digits
// or signs.
func nextLeet(s string, i int) (start, end int) {
	for i < len(s) {
		if CharClass[s[i]]&LeetChars == 0 {
			i++
			continue
		}
		all := uint8(0)
		stop := i
		for ; stop < len(s) && CharClass[s[stop]]&LeetChars != 0; stop++ {
			all |= CharClass[s[stop]]
		}
		if all&letterChar != 0 && all != letterChar {
			if start, end = leetToken(s[:stop], i, i); end-start > 1 {
				return start, end
			}
		}
		i = stop
	}
	return len(s), len(s)
}

// leet returns readings of text with words in leet as letters, if there are
// enough of them to leave no doubt.
func leet(text string, b *unmask.Budget) []unmask.Reading {
	p := patches{room: b.Bytes}
	var w leetWord
	var tally leetTally
	done := 0
	for start, end := nextLeet(text, 0); start < len(text) && !p.off; start, end = nextLeet(text, end) {
		if !w.score(text[start:end]) || !tally.add(start, &w) {
			continue
		}
		// From here on, and back to what counted first, all lines with a word
		// that counts are leet.
		i := max(done, tally.first-maxLine)
		if i < tally.first {
			i += strings.LastIndexByte(text[i:tally.first], '\n') + 1
		}
		for i <= start {
			stop := lineStop(text, i)
			leetLine(&p, text, i, stop)
			i = stop
		}
		end, done = max(end, i), max(end, i)
	}
	return p.readings(unmask.Leet, text, b)
}

// A leetTally adds up points of words that stand near each other.
type leetTally struct {
	first, last, sum int
	real             bool // there are words that are not fake
}

// add counts the word at i and reports whether that makes enough.
func (t *leetTally) add(i int, w *leetWord) bool {
	if w.points == 0 {
		return false
	}
	if t.sum == 0 || i-t.last > leetReach {
		*t = leetTally{first: i}
	}
	t.last = i
	t.sum += w.points
	t.real = t.real || !w.fake
	return t.sum >= leetPoints && t.real
}

// leetLine patches the words of a line that has one in leet.
func leetLine(p *patches, text string, i, stop int) {
	line := text[:stop]
	var w leetWord
	points := 0
	for start, end := nextLeet(line, i); start < stop && points == 0; start, end = nextLeet(line, end) {
		if w.score(line[start:end]) {
			points += w.points
		}
	}
	if points == 0 {
		return
	}
	for start, end := nextLeet(line, i); start < stop; start, end = nextLeet(line, end) {
		token := line[start:end]
		if !w.read(token) || w.points == 0 && !w.likely(token) {
			continue
		}
		p.open(start)
		for k := range w.n {
			c := w.fold[k]
			if unmask.IsLetter(token[k]) {
				c = token[k]
			}
			p.put(c, start+k)
		}
		p.shut(end)
	}
}

// likely reports whether a token without points is leet beside words that are:
// a short or unknown word, but no number with a letterUnit, no name with a number and
// no key.
func (l *leetWord) likely(token string) bool {
	if l.sense != 0 {
		middle := trimEdges(token)
		return l.edges < l.subs || len(middle) == 1 && l.n == 3 || !knownString(middle) || CharClass[token[0]] == leetSign
	}
	return l.mixes >= 2 && l.n <= 16 && l.subs*2 <= l.n+1 && !l.hex
}

// isHex reports whether s consists of hexadecimal digits.
func isHex(s string) bool {
	for i := range len(s) {
		if c := unmask.Lower(s[i]); !unmask.IsDigit(c) && (c < 'a' || c > 'f') {
			return false
		}
	}
	return true
}
