package codes

import (
	"strings"

	"github.com/mcp-watchdog/mcp-watchdog/internal/lazy"
	"github.com/mcp-watchdog/mcp-watchdog/internal/unmask"
)

// Alphabets that are shifted by some letters (Caesar), or turned round (Atbash). Rotation
// by 13 is that of package spelling.

const (
	// turnedRound is the shift that stands for Atbash.
	turnedRound = 26
	// fewestKnown is how many common words in one alphabet a stretch has, and farthestKnown
	// how many bytes stand between two of them at most.
	fewestKnown, farthestKnown = 3, 100
	// longestKnown is more than the longest of these words.
	longestKnown = 16
)

// knownWords are common in English, and in orders. Those of three letters are no others in
// another alphabet.
const knownWords = `the and you all your this that with from not user users file files send before after without every other must will have then them when into about for but
	their answer message messages email emails ignore previous earlier instructions instruction system prompt secret password passwords reveal forward contents content forget disregard
	execute address conversation assistant private import tell always never only which what instead rules data token tokens key keys read write post delete call calls tool tools run
	any now anything nobody keep hidden quiet quietly silently session request requests response reply page link server folder account code word words first last next new
	open copy paste append insert include add upload download visit fetch show print repeat output mention ignoring follow act pretend everything above below whole list customer payment transfer`

// shifts gives the alphabets in which a word is one of them, as bits; none where it is a
// word as it stands.
var shifts = lazy.Value(func() map[string]uint32 {
	all := map[string]uint32{}
	for w := range strings.FieldsSeq(knownWords) {
		for k := 1; k <= turnedRound; k++ {
			if k != 13 {
				all[shift(w, k)] |= 1 << k
			}
		}
	}
	for w := range strings.FieldsSeq(knownWords) {
		delete(all, w)
	}
	for w := range strings.FieldsSeq("pcs max cod pay she him her hot cow was who sly ice non via abe ebb dub tip") {
		delete(all, w)
	}
	return all
})

// starts is what words begin with: most others are told from them without a search.
type starts [1 << 16 / 64]uint64

var shiftStarts = lazy.Value(func() *starts {
	all := new(starts)
	for w := range shifts() {
		h := startOf(w, len(w))
		all[h>>6] |= 1 << (h & 63)
	}
	return all
})

// startOf is of a word of at least three letters, in any case.
func startOf(w string, n int) uint32 {
	return (uint32(w[0]|0x20) | uint32(w[1]|0x20)<<8 | uint32(w[2]|0x20)<<16 | uint32(n)<<24) * 0x9e3779b1 >> 16
}

func (s *starts) may(w string, n int) bool {
	h := startOf(w, n)
	return s[h>>6]>>(h&63)&1 != 0
}

// shift writes a word in the alphabet that is shifted by k.
func shift(w string, k int) string {
	b := []byte(w)
	for i, c := range b {
		b[i] = shiftedLetter(c, k)
	}
	return string(b)
}

func shiftedLetter(c byte, k int) byte {
	if !isLetter(c) {
		return c
	}
	base := c&0x20 | 'A'
	if k == turnedRound {
		return base + 25 - (c - base)
	}
	return base + (c-base+byte(k))%26
}

// shifted reads stretches in such alphabets.
func (c *coded) shifted() {
	var runs [turnedRound + 1]struct{ first, last, n int }
	known, begun := shifts(), shiftStarts()
	var low [longestKnown]byte
	done := 0
	tell := func(k int) {
		r := &runs[k]
		if r.n >= fewestKnown && r.last > done {
			done = max(done, c.shiftedBy(k, max(r.first, done), r.last))
		}
		r.n = 0
	}
	for i := 0; i < len(c.text); {
		for i < len(c.text) && !letter[c.text[i]] {
			i++
		}
		start := i
		for i < len(c.text) && letter[c.text[i]] {
			i++
		}
		if i-start < 3 || i-start >= longestKnown || !begun.may(c.text[start:], i-start) {
			continue
		}
		for k := start; k < i; k++ {
			low[k-start] = c.text[k] | 0x20
		}
		in := known[string(low[:i-start])]
		for k := 1; in>>k != 0; k++ {
			if in>>k&1 == 0 {
				continue
			}
			if r := &runs[k]; r.n > 0 && start-r.last > farthestKnown {
				tell(k)
			}
			if runs[k].n == 0 {
				runs[k].first = start
			}
			runs[k].n++
			runs[k].last = i
		}
	}
	for k := range runs {
		tell(k)
	}
}

// shiftedBy reads the lines around a stretch, and returns where they end.
func (c *coded) shiftedBy(k, first, last int) int {
	start, end := lineAround(c.text, first, last)
	var d decoded
	back := 26 - k
	if k == turnedRound {
		back = k
	}
	for i := start; i < end; i++ {
		d.put(shiftedLetter(c.text[i], back), i)
	}
	c.add(unmask.Rot13, d.text, d.at, start, end)
	return end
}

// lineAround widens a stretch to the ends of its lines.
func lineAround(text string, first, last int) (start, end int) {
	start = strings.LastIndexByte(text[:first], '\n') + 1
	if end = strings.IndexByte(text[last:], '\n'); end < 0 {
		return start, len(text)
	}
	return start, last + end
}

// shifts47 are these words rotated by 47 among all characters that can be seen.
var shifts47 = lazy.Value(func() map[string]bool {
	all := map[string]bool{}
	for w := range strings.FieldsSeq(knownWords + " to of a in is it") {
		b := []byte(w)
		for i := range b {
			b[i] = rotate47(b[i])
		}
		all[string(b)] = true
	}
	return all
})

func rotate47(c byte) byte {
	if c < '!' || c > '~' {
		return c
	}
	return '!' + (c-'!'+47)%94
}

// shifted47 reads lines that are rotated by 47. What says neither the, and nor you is read
// by nobody.
func (c *coded) shifted47() {
	if !c.has("E96", "2?5", "J@F") {
		return
	}
	known := shifts47()
	n, first, last := 0, 0, 0
	tell := func() {
		if n > fewestKnown {
			start, end := lineAround(c.text, first, last)
			var d decoded
			for i := start; i < end; i++ {
				d.put(rotate47(c.text[i]), i)
			}
			c.add(unmask.Rot13, d.text, d.at, start, end)
		}
		n = 0
	}
	for i := 0; i < len(c.text); {
		if isBlank(c.text[i]) {
			i++
			continue
		}
		start := i
		for i < len(c.text) && !isBlank(c.text[i]) {
			i++
		}
		if i-start >= longestKnown || !known[c.text[start:i]] {
			continue
		}
		if n > 0 && start-last > farthestKnown {
			tell()
		}
		if n == 0 {
			first = start
		}
		n, last = n+1, i
	}
	tell()
}
