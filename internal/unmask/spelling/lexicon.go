package spelling

import (
	"strings"

	"github.com/mcp-watchdog/mcp-watchdog/internal/lazy"
	"github.com/mcp-watchdog/mcp-watchdog/internal/unmask"
)

type wordKind uint8

const (
	unknownWord wordKind = 0
	commonWord  wordKind = 1 << iota
	orderWord
	fakeWord
)

// maxWord is the longest stretch of letters that is looked up.
const maxWord = 32

// lexicon is an open-addressed table of words. It is built when it is
// needed, in some 50 microseconds, and never changed.
type lexicon struct {
	slots [4096]struct {
		word string
		kind wordKind
	}
	// lengths has, by the first two letters, a bit for each length of word.
	lengths [26 * 26]uint32
	// ofLength are the words of orders by length.
	ofLength [maxWord][]string
}

var words = lazy.Value(newLexicon)

func newLexicon() *lexicon {
	l := &lexicon{}
	l.add(orderWords, orderWord)
	l.add(commonWords, commonWord)
	l.add(fakeWords, fakeWord)
	return l
}

func (l *lexicon) add(list string, kind wordKind) {
	for w := range strings.FieldsSeq(list) {
		slot := hashWord([]byte(w)) & uint32(len(l.slots)-1)
		for l.slots[slot].kind != 0 && l.slots[slot].word != w {
			slot = (slot + 1) & uint32(len(l.slots)-1)
		}
		l.slots[slot].word = w
		l.slots[slot].kind |= kind
		if len(w) > 1 {
			l.lengths[pairIndex(w[0], w[1])] |= 1 << len(w)
		}
		if kind == orderWord {
			l.ofLength[len(w)] = append(l.ofLength[len(w)], w)
		}
	}
}

func pairIndex(a, b byte) int { return int(a-'a')*26 + int(b-'a') }

func hashWord(w []byte) uint32 {
	h := uint32(2166136261)
	for _, c := range w {
		h = (h ^ uint32(c)) * 16777619
	}
	return h ^ h>>15
}

// exact returns the kind of w, lower-case letters, if it is in the list.
func (l *lexicon) exact(w []byte) wordKind {
	// The first two letters and the length rule out most of what is no word.
	if len(w) < 2 {
		if len(w) == 1 && (w[0] == 'a' || w[0] == 'i') {
			return commonWord
		}
		return unknownWord
	}
	if len(w) >= maxWord || !unmask.IsLetter(w[0]) || !unmask.IsLetter(w[1]) || l.lengths[pairIndex(w[0], w[1])]>>len(w)&1 == 0 {
		return unknownWord
	}
	slot := hashWord(w) & uint32(len(l.slots)-1)
	for l.slots[slot].kind != 0 {
		if l.slots[slot].word == string(w) {
			return l.slots[slot].kind
		}
		slot = (slot + 1) & uint32(len(l.slots)-1)
	}
	return unknownWord
}

// has reports whether there is a word that begins with these letters and has n
// letters or up to fewer less.
func (l *lexicon) has(first, second byte, n, fewer int) bool {
	if !unmask.IsLetter(first) || !unmask.IsLetter(second) || n >= maxWord {
		return false
	}
	lengths := l.lengths[pairIndex(first, second)] >> max(0, n-fewer)
	return lengths&(1<<(min(n, fewer)+1)-1) != 0
}

// mayEnd reports whether an ending has c as its last letter.
func mayEnd(c byte) bool { return c == 's' || c == 'd' || c == 'g' || c == 'y' || c == 'r' }

// prefix reports whether w, lower-case letters, begins with a word in the list
// of at least n letters.
func (l *lexicon) prefix(w []byte, n int) bool {
	if len(w) < 2 || !unmask.IsLetter(w[0]) || !unmask.IsLetter(w[1]) {
		return false
	}
	lengths := l.lengths[pairIndex(w[0], w[1])]
	for ; lengths>>n != 0 && n <= len(w); n++ {
		if lengths>>n&1 != 0 && l.exact(w[:n]) != 0 {
			return true
		}
	}
	return false
}

var endings = [...]struct {
	cut  int
	text string
	put  byte // letter to put back, 0 for none
}{{1, "s", 0}, {2, "es", 0}, {2, "ed", 0}, {1, "d", 0}, {3, "ing", 0}, {3, "ing", 'e'}, {2, "ly", 0}, {2, "er", 0}, {1, "r", 0}}

// known returns the kind of w, lower-case letters, which may have an ending.
func (l *lexicon) known(w []byte) wordKind {
	if len(w) > 1 && !l.has(w[0], w[1], len(w), 4) {
		return unknownWord
	}
	kind := l.exact(w)
	if kind != 0 || len(w) < 5 || len(w) > maxWord || !mayEnd(w[len(w)-1]) {
		return kind
	}
	for _, e := range endings {
		stem := w[:len(w)-e.cut]
		if len(stem) < 3 || string(w[len(stem):]) != e.text {
			continue
		}
		if e.put != 0 {
			var buf [maxWord]byte
			n := copy(buf[:], stem)
			buf[n] = e.put
			stem = buf[:n+1]
		}
		if kind = l.exact(stem); kind != 0 {
			return kind
		}
		if n := len(stem); e.cut > 1 && n > 3 && stem[n-1] == stem[n-2] { // forgetting
			if kind = l.exact(stem[:n-1]); kind != 0 {
				return kind
			}
		}
	}
	return unknownWord
}

// near returns the word of orders that w, lower-case letters, is but for the
// letters with a bit in wild, which may stand for any letter, and, if vowels,
// but for a vowel instead of another. It returns "" if there is none.
func (l *lexicon) near(w []byte, wild uint32, vowels bool) string {
	if len(w) >= maxWord {
		return ""
	}
next:
	for _, word := range l.ofLength[len(w)] {
		for i := range w {
			if w[i] != word[i] && wild>>i&1 == 0 && !(vowels && vowel(w[i]) && vowel(word[i])) {
				continue next
			}
		}
		return word
	}
	return ""
}

func vowel(c byte) bool {
	switch c {
	case 'a', 'e', 'i', 'o', 'u', 'y':
		return true
	}
	return false
}

// sense says in which way a word is known.
type sense uint8

const (
	forward  sense = 1 << iota // as it stands
	backward                   // from its end
	rotated                    // by 13 letters
	twisted                    // both
)

// meaning returns the senses of w that are no chance: other than forward with
// five letters at least.
func (l *lexicon) meaning(w []byte) sense {
	found := l.senses(w)
	if len(w) < 5 {
		found &= forward
	}
	return found
}

// shortTurned are the words of three letters that are known backward or
// rotated: other ones are words or names of their own too often.
const shortTurned = " eht lla uoy rof ruo tuo sah yna woh gur naq nyy lbh abg sbe qan yyn hbl "

// senses returns the ways in which w, lower-case letters, is an English word.
// Ways other than forward need three letters.
func (l *lexicon) senses(w []byte) sense {
	if len(w) > maxWord || len(w) == 0 {
		return 0
	}
	if l.known(w) != 0 {
		return forward
	}
	if len(w) < 3 || len(w) == 3 && !strings.Contains(shortTurned, string(w)) {
		return 0
	}
	var found sense
	var buf [maxWord]byte
	turned := buf[:len(w)]
	n := len(w)
	if l.has(w[n-1], w[n-2], n, longestTurned) {
		for i, c := range w {
			turned[n-1-i] = c
		}
		if l.nearly(turned) {
			found |= backward
		}
	}
	if n != 4 && l.has(rotate(w[n-1]), rotate(w[n-2]), n, longestTurned) {
		for i, c := range w {
			turned[n-1-i] = rotate(c)
		}
		if l.nearly(turned) {
			found |= twisted
		}
	}
	if l.has(rotate(w[0]), rotate(w[1]), n, longestTurned) {
		for i, c := range w {
			turned[i] = rotate(c)
		}
		if l.nearly(turned) {
			found |= rotated
		}
	}
	return found
}

// turnedEndings are the endings with which words are known that are not read
// forward: with all of them, too many words are English either way.
var turnedEndings = [...]string{"s", "ed", "ing"}

// longestTurned is the length of the longest of them.
const longestTurned = 3

// nearly reports whether w is in the list, or a longer word with an ending is.
func (l *lexicon) nearly(w []byte) bool {
	if l.exact(w) != 0 {
		return true
	}
	if len(w) < 5 || !mayEnd(w[len(w)-1]) {
		return false
	}
	for _, e := range turnedEndings {
		if n := len(w) - len(e); n > 3 && string(w[n:]) == e && l.exact(w[:n]) != 0 {
			return true
		}
	}
	return false
}

// rotate turns a letter by 13.
func rotate(c byte) byte {
	switch lower := c | 0x20; {
	case lower >= 'a' && lower <= 'm':
		return c + 13
	case lower >= 'n' && lower <= 'z':
		return c - 13
	}
	return c
}
