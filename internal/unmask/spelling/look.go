package spelling

import (
	"unicode/utf8"

	"github.com/mcp-watchdog/mcp-watchdog/internal/unmask"
)

// lookWord is a word with characters outside ASCII: letters and digits of any
// script with spaces between words, marks and invisible characters included.
type lookWord struct {
	start, end int
	fold       [maxWord]byte // what it reads as, lower case; the first maxWord letters
	n          int           // letters and digits it reads as
	ascii      int
	of         [foldUnseen + 1]int
	loose      int    // letters that only pass for the ASCII one among Latin letters
	bad        int    // letters that pass for none
	figures    int    // styled digits
	heavy      int    // the most marks on one letter
	switches   int    // changes between ASCII and other letters
	odd        int    // letters in the other case than the ASCII ones beside them
	turned     int    // letters upside down
	strokes    int    // Latin letters that are no ASCII one with an accent
	pieces     int    // parts between invisible characters
	strange    int    // parts that are no English word
	wild       uint32 // letters among the first maxWord that are not ASCII
	many       bool   // a character reads as several letters
	word       string // the English word meant, where what it reads as is another
}

// readWord reads the word of s around the character at i, which is not ASCII.
// from is where it may begin at the earliest. If there is no word, it ends
// after the character and is genuine.
func readWord(s string, i, from int) lookWord {
	w := lookWord{start: i, end: i}
	for w.start > from && i-w.start < maxWord && unmask.IsAlnum(s[w.start-1]) {
		w.start--
	}
	var hand handwriting
	stack, piece := 0, 0
	for w.end = w.start; w.end < len(s); {
		r, size := rune(s[w.end]), 1
		sc := latin
		if r < utf8.RuneSelf {
			if !unmask.IsAlnum(byte(r)) {
				break
			}
			w.letter(byte(r))
			w.ascii++
		} else {
			r, size = utf8.DecodeRuneInString(s[w.end:])
			if sc = scriptOf(r); sc == noScript {
				break
			}
			w.of[sc]++
		}
		switch w.end += size; sc {
		case joining:
			stack++
			w.heavy = max(w.heavy, stack)
			continue
		case foldUnseen:
			if w.n > piece {
				w.piece(piece)
				piece = w.n
			}
			continue
		}
		if r >= utf8.RuneSelf {
			w.rune(r)
		}
		w.note(&hand, r, sc == latin)
		stack = 0
	}
	if w.end <= i { // not a word character at i
		_, size := utf8.DecodeRuneInString(s[i:])
		return lookWord{start: i, end: i + size}
	}
	if w.of[foldUnseen] > 0 && w.n > piece {
		w.piece(piece)
	}
	return w
}

// handwriting is what readWord remembers of the letter before.
type handwriting struct {
	any, latin, capital bool
}

// note compares the letter r with the one before.
func (w *lookWord) note(h *handwriting, r rune, isLatin bool) {
	if r < utf8.RuneSelf && unmask.IsDigit(byte(r)) {
		return
	}
	c := byte(r)
	if r >= utf8.RuneSelf {
		c, _ = foldRune(r)
	}
	capital := c >= 'A' && c <= 'Z'
	if h.any && h.latin != isLatin {
		w.switches++
		if capital != h.capital && (capital || w.n > 2) {
			w.odd++
		}
	}
	*h = handwriting{true, isLatin, capital}
}

// letter adds a letter or digit to what the word reads as.
func (w *lookWord) letter(c byte) {
	if w.n < maxWord {
		w.fold[w.n] = unmask.Lower(c)
	}
	w.n++
}

// piece counts the part of the word from the letter at i on, which an invisible
// character or the end of the word follows.
func (w *lookWord) piece(i int) {
	w.pieces++
	if w.n > maxWord || !englishWord(w.fold[i:w.n]) {
		w.strange++
	}
}

// rune adds a character that is not ASCII.
func (w *lookWord) rune(r rune) {
	c, loose := foldRune(r)
	if w.n < maxWord {
		w.wild |= 1 << w.n
	}
	switch {
	case c == 0:
		w.bad++
		w.letter('?')
		return
	case c == 1:
		w.many = true
		many := foldedMany(r)
		for i := range len(many) {
			w.letter(many[i])
		}
	default:
		w.letter(c)
		if unmask.IsDigit(c) {
			w.figures++
		}
	}
	if loose {
		w.loose++
	}
	if turnedLetter(r) != 0 {
		w.turned++
	}
	if stroked(r) {
		w.strokes++
	}
}

// stroked reports whether r is a Latin letter that is an ASCII one with more
// than an accent, or a form of one.
func stroked(r rune) bool {
	switch r {
	case 0xD8, 0xF8, 0x110, 0x111, 0x126, 0x127, 0x141, 0x142, 0x166, 0x167:
		return true
	}
	return r >= 0x180 && r < 0x1A0 || r >= 0x1C0 && r < 0x1C4 || r >= 0x234 && r < 0x2B0
}

// read returns what the word reads as, in lower case, if that is short enough
// to be a word and consists of letters.
func (w *lookWord) read() []byte {
	if w.n > maxWord {
		return nil
	}
	return w.fold[:w.n]
}
