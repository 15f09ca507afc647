package spelling

import (
	"encoding/binary"
	"strings"
	"unicode/utf8"

	"github.com/mcp-watchdog/mcp-watchdog/internal/unmask"
)

// maxLine is the length up to which a line is judged as one. Longer ones are
// judged piece by piece.
const maxLine = 2 << 10

// lineStop returns where the line, or the piece of a line, that begins at i
// ends.
func lineStop(s string, i int) int {
	stop := min(len(s), i+maxLine)
	if k := strings.IndexByte(s[i:stop], '\n'); k >= 0 {
		return i + k + 1
	}
	if stop == len(s) {
		return stop
	}
	if k := strings.LastIndexByte(s[i:stop], ' '); k > 0 {
		return i + k + 1
	}
	for stop > i && !utf8.RuneStart(s[stop]) {
		stop--
	}
	return stop
}

// nextWide returns the offset of the first byte from i on that is not ASCII,
// or the length of s.
func nextWide(s string, i int) int {
	data := bytesOf(s)
	for ; i+8 <= len(data) && binary.LittleEndian.Uint64(data[i:])&highBits == 0; i += 8 {
	}
	for i < len(s) && s[i] < utf8.RuneSelf {
		i++
	}
	return i
}

// A company is what stands around the words of a line.
type company struct {
	english int // ASCII words that are in the dictionary
	ascii   int // ASCII words
	foreign int // words of other scripts
	accents int // Latin words with accents
	plain   int // those that are in the dictionary without
	cjk     int // characters
	views   [sure + 1]int
}

// lookAlikes returns readings of text with the words that look like what they
// are not folded to ASCII.
func lookAlikes(text string, b *unmask.Budget) []unmask.Reading {
	p := patches{room: b.Bytes}
	done := 0
	for i := nextWide(text, 0); i < len(text) && !p.off; i = nextWide(text, i) {
		// Back to the beginning of the line; all before i is ASCII.
		start := max(done+strings.LastIndexByte(text[done:i], '\n')+1, i-maxLine)
		i = lineStop(text, i)
		foldLine(&p, text, start, i)
		done = i
	}
	return p.readings(unmask.LookAlike, text, b)
}

// foldLine patches the words of text from start to end that look like what
// they are not, if there is one that does so without doubt.
func foldLine(p *patches, text string, start, end int) {
	line := text[:end]
	var c company
	candidates := false
	eachWide(line, start, func(w *lookWord) {
		v := w.view(line)
		c.views[v]++
		candidates = candidates || v >= needsLatin
	})
	if !candidates {
		return
	}
	c.read(line, start)
	if !c.hot() {
		return
	}
	eachWide(line, start, func(w *lookWord) {
		if v := w.view(line); v == weak && c.allows(w) || v > weak && v != upsideDown && c.confirms(v) {
			foldWord(p, line, w)
		} else if v == genuine && w.end-w.start == 3 && c.confirms(needsNoCJK) && c.views[needsNoCJK] > 0 {
			foldSign(p, line, w)
		}
	})
}

// eachWide calls f with the words of s from start on that are not plain ASCII,
// and with other characters that are not.
func eachWide(s string, start int, f func(*lookWord)) {
	for i, from := nextWide(s, start), start; i < len(s); i = nextWide(s, i) {
		w := readWord(s, i, from)
		f(&w)
		i, from = w.end, w.end
	}
}

// read looks at the whole line.
func (c *company) read(s string, start int) {
	var buf [maxWord]byte
	for i := start; i < len(s); {
		if s[i] >= utf8.RuneSelf {
			w := readWord(s, i, i)
			c.wide(s, &w)
			i = w.end
			continue
		}
		if !unmask.IsLetter(s[i]) {
			i++
			continue
		}
		n := 0
		for k := i; k < len(s) && unmask.IsLetter(s[k]); k++ {
			if n < maxWord {
				buf[n] = unmask.Lower(s[k])
			}
			n++
		}
		i += n
		if i < len(s) && s[i] >= utf8.RuneSelf && scriptAt(s, i) != noScript {
			w := readWord(s, i, i-n)
			c.wide(s, &w)
			i = w.end
			continue
		}
		if n > 1 {
			c.ascii++
			if n <= maxWord && words().meaning(buf[:n]) != 0 {
				c.english++
			}
		}
	}
}

func scriptAt(s string, i int) script {
	r, _ := utf8.DecodeRuneInString(s[i:])
	return scriptOf(r)
}

// wide counts a word that is not plain ASCII.
func (c *company) wide(s string, w *lookWord) {
	foreign := w.of[greek] + w.of[cyrillic] + w.of[otherScript]
	switch {
	case w.n == 0 && w.bad == 0:
		if r, _ := utf8.DecodeRuneInString(s[w.start:]); unmask.EastAsian(r) {
			c.cjk++
		}
	case w.of[latin]+w.of[joining] > 0 && foreign == 0:
		c.accents++
		if w.n > 1 && w.known() {
			c.plain++
		}
	case foreign > 0 && (w.bad > 0 || w.ascii == 0 && (w.loose > 0 || !w.known())):
		c.foreign++
	}
}

// hot reports whether a word of the line is disguised without doubt.
func (c *company) hot() bool {
	for v := needsLatin; v <= sure; v++ {
		if c.views[v] > 0 && v != upsideDown && c.confirms(v) {
			return true
		}
	}
	return false
}

// confirms reports whether words that are judged to be v are disguised in this
// company.
func (c *company) confirms(v view) bool {
	switch v {
	case needsLatin:
		return c.foreign*2 <= c.ascii+c.views[needsLatin]+c.views[sure] && c.ascii+c.views[needsLatin]+c.views[sure] > 1
	case needsEnglish:
		return c.isEnglish()
	case needsNoCJK:
		return c.cjk == 0 || c.views[needsNoCJK] > 2
	}
	return v == sure
}

// isEnglish reports whether the line is English but for accents.
func (c *company) isEnglish() bool {
	switch known := c.english + c.plain; {
	case known >= 3 && known*3 >= (c.ascii+c.accents)*2:
		return true
	case c.ascii == 0:
		return c.views[needsEnglish]*2 >= c.accents
	}
	return c.english*3 >= c.ascii && (c.english > 1 || c.english == c.ascii)
}

// allows reports whether w, which means nothing alone, is folded too in a line
// with words that are disguised.
func (c *company) allows(w *lookWord) bool {
	foreign := w.of[greek] + w.of[cyrillic] + w.of[otherScript]
	switch {
	case foreign > 0 && foreign == w.letters():
		return c.confirms(needsLatin)
	case w.drawnOver():
		return c.views[sure] > 0
	case w.of[latin]+w.of[joining] > 0:
		return c.isEnglish() && (c.views[needsEnglish]*2 >= c.accents || c.plain*3 >= c.accents*2)
	case w.of[fullWidth] > 0:
		return c.confirms(needsNoCJK)
	}
	return true
}

// foldWord adds the patch that folds w.
func foldWord(p *patches, s string, w *lookWord) {
	p.open(w.start)
	spaced := w.pieces > 1 && w.strange == 0 && !w.known()
	gap, n := false, 0
	for i := w.start; i < w.end; {
		r, size := utf8.DecodeRuneInString(s[i:])
		c, sc := byte(r), latin
		if r >= utf8.RuneSelf {
			c, _ = foldRune(r)
			sc = scriptOf(r)
		}
		switch {
		case sc == joining:
		case sc == foldUnseen:
			gap = spaced
		default:
			if gap {
				p.put(' ', i)
				gap = false
			}
			if w.word != "" {
				if !unmask.IsLetter(c) || unmask.Lower(c) != w.word[n] {
					c = w.word[n]
				}
				n++
			}
			if c > 1 {
				p.put(c, i)
			} else if c == 1 {
				p.puts(foldedMany(r), i)
			} else {
				for k := i; k < i+size; k++ {
					p.put(s[k], k)
				}
			}
		}
		i += size
	}
	p.shut(w.end)
}

// foldSign adds the patch that folds a full-width sign or space.
func foldSign(p *patches, s string, w *lookWord) {
	r, _ := utf8.DecodeRuneInString(s[w.start:])
	if c, _ := foldRune(r); c > 1 && (r == 0x3000 || r > 0xFF00) {
		p.open(w.start)
		p.put(c, w.start)
		p.shut(w.end)
	}
}
