package spelling

import (
	"encoding/binary"
	mathbits "math/bits"
	"strings"
	"unicode/utf8"
	"unsafe"

	"github.com/mcp-watchdog/mcp-watchdog/internal/unmask"
)

// signs are the disguises that a text shows signs of.
type signs uint8

const (
	LookSign signs = 1 << iota
	turnedSign
	SpacedSign
	SplitSign
	LeetFound
	backwardSign
	rotatedSign
)

// bytesOf returns the bytes of s, which must not be written to.
func bytesOf(s string) []byte { return unsafe.Slice(unsafe.StringData(s), len(s)) }

// A scan is one call of signsOf.
type scan struct {
	s     string
	data  []byte // s
	raw   bool
	found signs

	wide, leet, run int // all before was looked at
	// runs are what run is for letters so far apart, with the letters of escapes and without;
	// 0 bytes: for characters that are not ASCII.
	runs [2][2 + widestGap]int

	tally           leetTally
	turned, twisted int
	word            leetWord
	joint           joint
}

// SignsOf returns the disguises that s shows signs of; raw says that it is
// JSON. It looks at 64 bytes at a time and then at the few places where
// something is unusual.
func SignsOf(s string, raw bool) signs {
	data := bytesOf(s)
	c := scan{s: s, data: data, raw: raw}
	var chunks [2]chunk
	b, last := &chunks[0], &chunks[1]
	i := 0
	for ; i+64 <= len(data); i += 64 {
		part := (*[64]byte)(data[i:])
		b.classify(part)
		c.chunk(i, part, b, last)
		if raw && c.found != 0 {
			return c.found
		}
		b, last = last, b
	}
	if i < len(data) {
		var part [64]byte
		for k := copy(part[:], data[i:]); k < len(part); k++ {
			part[k] = ' '
		}
		b.classify(&part)
		c.chunk(i, &part, b, last)
	}
	return c.found
}

// chunk looks at the places in the 64 bytes at i that deserve it. last is the
// chunk before.
func (c *scan) chunk(i int, part *[64]byte, b, last *chunk) {
	if c.raw && (b.escapes || last.escape) {
		b.markEscaped(part, last.escape)
	}
	if b.wide && c.wide < i+64 {
		c.wides(i, part)
	}
	word, lastWord := b.letter|b.digit, last.letter|last.digit
	lettersBefore := b.letter<<1 | last.letter>>63
	digitsBefore := b.digit<<1 | last.digit>>63
	if m := b.letter&digitsBefore | b.digit&lettersBefore; m != 0 && c.leet < i+64 && c.found&LeetFound == 0 {
		c.leets(i, m)
	}
	b.letterUnit = c.unitEnds(i, word, lastWord, last.letterUnit, &c.runs[0])
	if b.escaped|last.escaped != 0 { // the same without the letters of escapes
		b.shown = c.unitEnds(i, word&^b.escaped, lastWord&^last.escaped, last.shown, &c.runs[1])
	} else {
		b.shown = b.letterUnit
	}
	for m := ^word & (word<<1 | lastWord>>63) &^ b.space; m != 0; m &= m - 1 {
		if at := i + mathbits.TrailingZeros64(m); at < len(c.s) && CharClass[c.s[at]]&(splitChar|leetSign) != 0 {
			c.wordEnd(at)
		}
	}
	starts := b.letter&^lettersBefore | b.letter&^b.escaped&(b.escaped<<1|last.escaped>>63)
	four := (b.letter>>1)&(b.letter>>2)&(b.letter>>3) | 7<<61 // of at least four letters, as far as this chunk shows
	grams := grams()
	for m := starts & four; m != 0; m &= m - 1 {
		at := mathbits.TrailingZeros64(m)
		if at <= 60 {
			if grams.has(binary.LittleEndian.Uint32(part[at : at+4])) {
				c.wordStart(i + at)
			}
		} else if i+at+4 <= len(c.s) && grams.has(binary.LittleEndian.Uint32(c.data[i+at:])) {
			c.wordStart(i + at)
		}
	}
}

// unitEnds returns where letters and digits that stand alone end: before a byte
// that is none and after one that is, which follows one that is not. It looks at
// them where three follow each other at the same distance. last are the ends in
// the chunk before.
func (c *scan) unitEnds(i int, word, lastWord, last uint64, runs *[2 + widestGap]int) uint64 {
	letterUnit := ^word & (word<<1 | lastWord>>63) &^ (word<<2 | lastWord>>62)
	if letterUnit != 0 && (letterUnit&(letterUnit-1) != 0 || last>>(64-2*(1+widestGap)) != 0) {
		for n := 2; n <= 1+widestGap; n++ {
			if m := letterUnit & (letterUnit<<n | last>>(64-n)) & (letterUnit<<(2*n) | last>>(64-2*n)); m != 0 {
				c.run = runs[n]
				c.units(i, m, n)
				runs[n] = c.run
			}
		}
	}
	return letterUnit
}

// wides looks at the characters among the 64 bytes at i that are not ASCII.
func (c *scan) wides(i int, part *[64]byte) {
	c.run = c.runs[0][0]
	defer func() { c.runs[0][0] = c.run }()
	for k := max(0, c.wide-i); k < len(part); {
		if part[k] < utf8.RuneSelf {
			k++
			continue
		}
		at := i + k
		next, plain := plainWide(c.s, at, c.wide)
		if !plain {
			next = c.lookAt(at)
		}
		// Letters set apart, or what sets them apart, may not be ASCII.
		if (part[k] == 0xC2 || part[k] >= 0xE2) && at > c.run && unmask.IsAlnum(c.s[at-1]) && (at == 1 || !unmask.IsAlnum(c.s[at-2])) &&
			c.found&SpacedSign == 0 {
			c.spell(at - 1)
		}
		c.wide = next
		k = next - i
		if next < len(c.s) && CharClass[c.s[next]]&markupChar != 0 {
			c.wordEnd(next)
		}
	}
}

// lookAt looks at the word around the character at i, which is not ASCII, and
// returns where it ends.
func (c *scan) lookAt(at int) int {
	w := readWord(c.s, at, c.wide)
	c.see(&w)
	if c.raw && w.start > 0 && c.s[w.start-1] == '\\' && w.start < at { // \n before the word
		w = readWord(c.s, at, w.start+1)
		c.see(&w)
	}
	if w.n == 1 && w.start >= c.run && c.found&SpacedSign == 0 {
		c.spell(w.start)
	}
	return w.end
}

// see notes what a word looks like.
func (c *scan) see(w *lookWord) {
	if c.found&LookSign != 0 && w.turned == 0 {
		return
	}
	switch v := w.view(c.s); {
	case v == upsideDown:
		c.found |= turnedSign
	case v >= needsLatin:
		c.found |= LookSign
	}
}

// leets looks at the words of m that mix letters and digits.
func (c *scan) leets(i int, m uint64) {
	for ; m != 0; m &= m - 1 {
		if at := i + mathbits.TrailingZeros64(m); at >= c.leet {
			c.leetAt(at)
		}
	}
}

func (c *scan) leetAt(at int) {
	start, end := leetToken(c.s, at, c.leet)
	c.leet = max(end, at+1)
	for range 2 {
		if end-start > 1 && c.word.score(c.s[start:end]) && c.tally.add(start, &c.word) {
			c.found |= LeetFound
		}
		if !c.raw || start == 0 || c.s[start-1] != '\\' {
			break
		}
		start++ // an escape, as in \n1gn0r3
	}
}

// units looks at letters and digits that stand alone, three of them n bytes
// apart, of which the last ends before the places in m.
func (c *scan) units(i int, m uint64, n int) {
	for ; m != 0 && c.found&SpacedSign == 0; m &= m - 1 {
		at := i + mathbits.TrailingZeros64(m) - 1 - 2*n
		if at < c.run || c.s[at+1] != c.s[at+1+n] || !unmask.IsLetter(c.s[at]) && !unmask.IsLetter(c.s[at+n]) && !unmask.IsLetter(c.s[at+2*n]) {
			continue
		}
		if n == 4 && c.s[at+1] == c.s[at+3] && unmask.IsAlnum(c.s[at+2]) {
			continue // every other one of those that are two bytes apart
		}
		c.spell(at)
	}
}

// spell looks whether the letter at i is one of several that are set apart. The
// first of them may stand farther away, or be the end of something else.
func (c *scan) spell(i int) {
	var starts [mostStarts]int
	n := 0
	for at := c.unitBefore(i); n < mostStarts && at != i; {
		starts[n] = at
		if n++; unmask.IsAlnum(c.s[at]) {
			break
		}
		before := c.unitBefore(c.unitBefore(at)) // a sign stands for a letter: no three in a row lead there
		if before == at {
			break
		}
		at = before
	}
	for _, first := range starts[:n] {
		if c.spellFrom(first) {
			return
		}
	}
	c.spellFrom(i)
}

// mostStarts is how many places in front of letters that are set apart are tried.
const mostStarts = 4

// unitBefore returns where the letter that stands alone before i is, or i.
func (c *scan) unitBefore(i int) int {
	for k := i; k > c.run && i-k <= 2*widestGap; {
		if c.escapeEnds(k) {
			k -= 2
			continue
		}
		_, n := utf8.DecodeLastRuneInString(c.s[:k])
		k -= n
		if wordAt(c.s, k) {
			if _, ok := aloneAt(c.s, k); ok && (k == 0 || c.escapeEnds(k) || !wordAt(c.s, lastRune(c.s, k))) {
				return k
			}
			return i
		}
	}
	return i
}

// escapeEnds reports whether white space as it is written in JSON ends at i.
func (c *scan) escapeEnds(i int) bool {
	return c.raw && i > 1 && c.s[i-2] == '\\' && strings.IndexByte("bfnrt", c.s[i-1]) >= 0
}

// spellFrom looks whether letters are set apart from i on.
func (c *scan) spellFrom(i int) bool {
	var few [minSpelled]letterUnit
	units, end, letters := spelled(c.s, i, few[:0], minSpelled, false)
	if c.raw && len(units) < minSpelled {
		units, end, letters = spelled(c.s, i, few[:0], minSpelled, true)
	}
	c.run = max(c.run, end-1)
	if len(units) < minSpelled || letters == 0 || !c.spells(i) {
		return false
	}
	c.found |= SpacedSign
	return true
}

// spells reports whether the letters that are set apart from i on may be words.
func (c *scan) spells(i int) bool {
	var buf [maxTried]letterUnit
	for _, raw := range [...]bool{false, true} {
		units, end, letters := spelled(c.s, i, buf[:0], maxTried, raw)
		c.run = max(c.run, end-1)
		if isSpelled(units, letters) && (len(units) == maxTried || anyWord(units)) {
			return true
		}
		if !c.raw {
			break
		}
	}
	return false
}

// lastRune returns where the character before i begins.
func lastRune(s string, i int) int {
	_, n := utf8.DecodeLastRuneInString(s[:i])
	return i - n
}

// wordEnd looks at a sign after letters.
func (c *scan) wordEnd(at int) {
	if CharClass[c.s[at]]&leetSign != 0 {
		if at >= c.leet && c.found&LeetFound == 0 && at+1 < len(c.s) && CharClass[c.s[at+1]]&(letterChar|digitChar) != 0 {
			c.leetAt(at)
		}
		return
	}
	if c.found&SplitSign == 0 && c.joint.join(c.s, at, max(0, at-2*maxWord), c.raw) {
		c.found |= SplitSign
	}
}

// wordStart looks at a word that may be English backward or rotated. A long one
// is sign enough, the short ones beside it count later.
func (c *scan) wordStart(at int) {
	_, end := letterRun(c.s, at)
	if end-at > maxWord {
		return
	}
	found := sensesOf(c.s[at:end])
	if found&backward != 0 {
		if c.turned += points(end - at); c.turned >= longPoints {
			c.found |= backwardSign
		}
	}
	if found&(rotated|twisted) != 0 {
		if c.twisted += points(end - at); c.twisted >= longPoints {
			c.found |= rotatedSign
		}
	}
}
