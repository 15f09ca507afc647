package spelling

import (
	"github.com/mcp-watchdog/mcp-watchdog/internal/unmask"
)

// view is how much a word looks like what it is not.
type view uint8

const (
	genuine      view = iota // a word of its own script
	weak                     // means nothing alone, but reads otherwise in the company of others
	needsLatin               // an English word in letters of another script: if Latin words stand around
	needsEnglish             // an English word with accents: if the words around are English
	needsNoCJK               // full width: if not in Chinese, Japanese or Korean text
	upsideDown               // an English word turned by 180 degrees
	sure
)

// view judges the word of s by itself.
func (w *lookWord) view(s string) view {
	if w.bad > 0 {
		return w.viewBad()
	}
	if w.n == 0 {
		return genuine
	}
	if w.turned > 0 && w.n > 2 && w.flipped(s) {
		return upsideDown
	}
	foreign := w.of[greek] + w.of[cyrillic] + w.of[otherScript]
	symbols := w.of[styled] + w.of[fullWidth] + w.of[flagLetter]
	switch {
	case foreign > 0 && foreign == w.letters():
		return w.viewForeign()
	case foreign > 0:
		return w.viewMixed()
	case symbols > 0:
		return w.viewStyled(symbols - w.figures)
	case w.of[foldUnseen] > 0 && w.pieces > 1:
		return w.viewSplit()
	case w.of[latin] > 0 || w.of[joining] > 0:
		return w.viewAccented()
	}
	return genuine
}

// letters is the number of letters and digits in the word.
func (w *lookWord) letters() int {
	n := w.ascii
	for sc := latin; sc < joining; sc++ {
		n += w.of[sc]
	}
	return n
}

func (w *lookWord) known() bool { return w.n <= maxWord && englishWord(w.fold[:w.n]) }

// englishWord reports whether w, lower case, is an English word, forward, backward
// or rotated, or one in leet.
func englishWord(w []byte) bool {
	if words().meaning(w) != 0 {
		return true
	}
	for _, c := range w {
		if !unmask.IsLetter(c) {
			var l leetWord
			return l.read(string(w)) && l.points > 0
		}
	}
	return false
}

// viewForeign judges a word all of whose letters are of other scripts.
func (w *lookWord) viewForeign() view {
	kinds := min(w.of[greek], 1) + min(w.of[cyrillic], 1) + min(w.of[otherScript], 1)
	switch {
	case kinds > 1 && w.n >= 3 && w.known():
		return sure
	case w.loose > 0:
		return genuine
	case w.n >= 3 && w.known():
		return needsLatin
	}
	return weak
}

// viewMixed judges a word with letters of several scripts, Latin among them.
// "μs" and "TNFα" are such words, so two letters, or one script after the other,
// are not enough.
func (w *lookWord) viewMixed() view {
	switch {
	case w.n > 3 && w.known(), w.n == 3 && w.loose == 0 && w.known():
		return sure
	case w.meant(false), w.switches >= 2 && w.n >= 5 && w.loose == 0 && w.odd == 0:
		return sure
	}
	return weak
}

// viewBad judges a word with letters that look like no ASCII letter. Among
// Latin letters they may stand for any.
func (w *lookWord) viewBad() view {
	if w.bad < 3 && w.of[greek]+w.of[cyrillic]+w.of[otherScript] > 0 && w.meant(false) {
		return sure
	}
	return genuine
}

// meant looks for the word of orders that is meant if the letters that are not
// ASCII stand for any, and, if vowels, each vowel for any vowel.
func (w *lookWord) meant(vowels bool) bool {
	if w.n < 5 || w.n >= maxWord || w.many || w.ascii*5 < w.n*3 {
		return false
	}
	w.word = words().near(w.fold[:w.n], w.wild, vowels)
	return w.word != ""
}

// viewStyled judges a word with n letters that are symbols of letters.
func (w *lookWord) viewStyled(n int) view {
	plain := w.of[fullWidth] > 0 && w.of[styled]+w.of[flagLetter] == 0
	switch {
	case w.n >= 3 && (n > 1 || w.n >= 5) && w.known():
	case w.of[flagLetter] > 0:
		// Flags in a row are not a word, unless they spell several.
		if w.n < 8 || w.n > maxWord || !spells(w.read()) {
			return weak
		}
	case n < 4 || 2*n < w.n || w.n > maxWord || !pronounced(w.read()):
		return weak
	}
	if plain {
		return needsNoCJK
	}
	return sure
}

// viewSplit judges a word with invisible characters inside.
func (w *lookWord) viewSplit() view {
	switch {
	case w.n >= 4 && w.known() && w.strange > 0:
		return sure
	case w.n >= 8 && w.strange == 0: // invisible characters for spaces
		return sure
	case w.n >= 4 && w.of[foldUnseen]*2 >= w.n:
		return sure
	}
	return weak
}

// viewAccented judges a word with accents or with Latin letters beyond ASCII.
func (w *lookWord) viewAccented() view {
	switch {
	case w.many: // ligatures
	case w.drawnOver() && w.n >= 4:
		if w.heavy >= 3 || w.known() {
			return sure
		}
	case (w.n >= 5 || w.n == 4 && w.strokes > 0) && w.n <= maxWord && accentless(w.read()):
		return needsEnglish
	case w.n >= 7 && w.strokes > 0 && w.meant(true):
		return needsEnglish
	}
	return weak
}

// accentless reports whether w, lower case, is an English word that accents do
// not stand in. Only a few endings count: système is not system.
func accentless(w []byte) bool {
	if words().nearly(w) {
		return true
	}
	if len(w) < 5 || words().known(w) != 0 {
		return false
	}
	return englishWord(w)
}

// drawnOver reports whether the word has more marks than letters with accents
// need: stacks of them, or one on nearly every letter.
func (w *lookWord) drawnOver() bool {
	return w.heavy >= 3 || w.of[joining] > 1 && w.of[joining]+1 >= w.n
}

// pronounced reports whether w has a vowel and a consonant, as words do.
func pronounced(w []byte) bool {
	vowels, others := 0, 0
	for _, c := range w {
		switch {
		case vowel(c):
			vowels++
		case unmask.IsLetter(c):
			others++
		}
	}
	return vowels > 0 && others > 0
}
