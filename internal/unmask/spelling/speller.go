package spelling

import (
	"unicode/utf8"

	"github.com/mcp-watchdog/mcp-watchdog/internal/unmask"
)

// A speller turns letters that are set apart into words.
type speller struct {
	segmenter
	text    string
	units   []letterUnit
	letters []byte
	turned  []byte
	cut     []bool // a word begins at this letter
	p       patches
}

// spacedOut returns readings of text with letters that are set apart joined to
// words, where these are English, forward, backward or rotated.
func spacedOut(text string, b *unmask.Budget) []unmask.Reading {
	sp := speller{text: text, p: patches{room: b.Bytes}}
	for i := 0; i < len(text) && !sp.p.off; {
		if !wordAt(text, i) {
			_, n := utf8.DecodeRuneInString(text[i:])
			i += n
			continue
		}
		if _, ok := aloneAt(text, i); !ok {
			i = wordEnd(text, i)
			continue
		}
		var end, letters int
		sp.units, end, letters = spelled(text, i, sp.units[:0], maxSpelled, false)
		if isSpelled(sp.units, letters) && sp.judge() {
			sp.patch()
			i = end
		} else if n := len(sp.units); n > 2 {
			i = sp.units[n-2].at // its gap may be another than the one before
		} else {
			i = sp.units[0].at + int(sp.units[0].size)
		}
	}
	return sp.p.readings(unmask.Spaced, text, b)
}

// wordEnd returns where the word at i ends.
func wordEnd(s string, i int) int {
	for i < len(s) && wordAt(s, i) {
		if s[i] < utf8.RuneSelf {
			i++
			continue
		}
		_, n := utf8.DecodeRuneInString(s[i:])
		i += n
	}
	return i
}

// judge finds the words in the units and reports whether they are English.
func (sp *speller) judge() bool {
	sp.letters, sp.cut = sp.letters[:0], sp.cut[:0]
	for _, u := range sp.units {
		sp.letters = append(sp.letters, u.letter())
		sp.cut = append(sp.cut, u.gap)
	}
	for _, way := range [...]sense{forward, backward, rotated, twisted} {
		if sp.divide(way) {
			return true
		}
	}
	return false
}

// divide finds the words in the letters read in one way, and cuts there.
func (sp *speller) divide(way sense) bool {
	all, long := 0, 0
	for i := 0; i < len(sp.letters); {
		end := i + 1
		for end < len(sp.letters) && !sp.units[end].gap {
			end++
		}
		sp.turned = append(sp.turned[:0], sp.letters[i:end]...)
		if way == backward || way == twisted {
			for a, z := 0, len(sp.turned)-1; a < z; a, z = a+1, z-1 {
				sp.turned[a], sp.turned[z] = sp.turned[z], sp.turned[a]
			}
		}
		if way == rotated || way == twisted {
			for k, c := range sp.turned {
				sp.turned[k] = rotate(c)
			}
		}
		a, l := sp.word(i, way == backward || way == twisted)
		all, long = all+a, long+l
		i = end
	}
	if way != forward && len(sp.letters) < 8 {
		return false
	}
	return enough(len(sp.letters), all, long)
}

// word finds the words in turned, which are the letters from i on, from their
// end if back, and cuts between them.
func (sp *speller) word(i int, back bool) (all, long int) {
	n := len(sp.turned)
	for k := i + 1; k < i+n; k++ {
		sp.cut[k] = false
	}
	if words().known(sp.turned) != 0 {
		if n > 3 {
			long = n
		}
		return n, long
	}
	sp.run(sp.turned)
	sp.cuts(i, n, back)
	return sp.explained()
}

// cuts marks where the words begin that run found.
func (sp *speller) cuts(i, n int, back bool) {
	for end := n; end > 0; {
		start := end - int(sp.from[end])
		joins := sp.kind[end] == ending || sp.kind[end] == strayLetter && sp.kind[start] == strayLetter
		if start > 0 && !joins {
			at := i + start
			if back {
				at = i + n - start
			}
			sp.cut[at] = true
		}
		end = start
	}
}

// patch joins the units to words.
func (sp *speller) patch() {
	p := &sp.p
	p.open(sp.units[0].at)
	for k, u := range sp.units {
		if k > 0 && sp.cut[k] {
			p.put(' ', u.at)
		}
		c := u.c
		if !unmask.IsLetter(c) {
			c = u.letter()
		}
		p.put(c, u.at)
	}
	last := sp.units[len(sp.units)-1]
	p.shut(last.at + int(last.size))
}
