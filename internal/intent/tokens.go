package intent

import (
	"slices"
	"strings"
	"unicode/utf8"
)

// token is a word or phrase that means something, or a word that does not.
type token struct {
	means      Concept
	start, end int32 // in the passage
	sentence   int32
	begins     bool // first of its clause, as an imperative stands
	quoted     bool // between quotation marks or backticks
	foreign    bool // read in another language than English
	states     bool // a verb in a form that says what is
	language   language
	mark       bool // it may be a word of a mark
}

// reader turns passages of a text into tokens. It is reused.
type reader struct {
	trie   *Lexicon
	folder *folder

	text      string
	stretches []stretch // what of it was read
	words     []word
	signs     []sign
	spare     []word // of a passage that is read alone
	loose     []sign

	runes  []rune  // of a chunk, folded; sentences end in '.', clauses in ','
	at     []int32 // where each stands in the chunk
	tokens []token // of a passage
	base   int     // where it begins in text
	multi  []int32 // entries of each token, for the choice of language
	spoke  []spoken
	votes  []int32 // of each language
	total  []int32
	known  *[knownWords]known
}

// choose gives every token its meaning in English and in the language that
// explains most of its sentence, or of the passage where the sentence is short:
// an order in one language may stand in a document in another.
func (r *reader) choose() {
	all, from := r.spoken(), 0
	for _, s := range r.spoke {
		r.mean(from, s.to, r.speaks(from, s, all))
		from = s.to
	}
}

// fewVotes is how many words of a language make a sentence one of it, whatever
// the rest of the passage is written in.
const fewVotes = 3

// spoken is the end of a sentence, the language with the most words in it, and how
// many these are.
type spoken struct {
	to    int
	best  language
	votes int32
}

// speaks returns the language of the tokens of a sentence.
func (r *reader) speaks(from int, s spoken, all language) language {
	if s.best == all || s.votes < fewVotes && !(all == english && s.votes > 0 && from < s.to && r.text[r.base+int(r.tokens[from].start)] >= firstOther) {
		return all
	}
	votes := int32(0)
	for _, k := range r.multi[from:s.to] {
		for more := k >= 0; more; k++ {
			e := r.trie.packed(k)
			if language(e>>languageAt&langMask) == all {
				votes++
			}
			more = e>>moreAt&1 != 0
		}
	}
	if votes == s.votes {
		return all
	}
	return s.best
}

// firstOther is the least first byte of a letter that is no Latin one.
const firstOther = 0xCE

// spoken counts the words of each language in each sentence and returns that with
// the most in all of them, English before others.
func (r *reader) spoken() language {
	if r.spoke = r.spoke[:0]; r.votes == nil {
		r.votes, r.total = make([]int32, len(r.trie.languages)), make([]int32, len(r.trie.languages))
	}
	votes, total := r.votes, r.total[:len(r.votes)]
	clear(total)
	for from := 0; from < len(r.tokens); {
		to := from + 1
		for to < len(r.tokens) && r.tokens[to].sentence == r.tokens[from].sentence {
			to++
		}
		clear(votes)
		best, most := english, int32(0)
		for _, k := range r.multi[from:to] {
			for more := k >= 0; more; k++ {
				e := r.trie.packed(k)
				l := language(e >> languageAt & langMask)
				n := votes[l] + 1
				votes[l] = n
				total[l]++
				if n > most || n == most && l < best {
					best, most = l, n
				}
				more = e>>moreAt&1 != 0
			}
		}
		r.spoke = append(r.spoke, spoken{to, best, most})
		from = to
	}
	all := english
	for l, n := range total {
		if n > total[all] {
			all = language(l)
		}
	}
	return all
}

// mean gives tokens their meaning.
func (r *reader) mean(from, to int, lang language) {
	foreign := lang != english
	for i := from; i < to; i++ {
		t, k := &r.tokens[i], r.multi[i]
		t.foreign, t.language = foreign, lang
		for more := k >= 0; more; k++ {
			e := r.trie.packed(k)
			l := language(e >> languageAt & langMask)
			if l == english || l == lang {
				t.means |= r.trie.means[e&meaningMask]
			}
			more = e>>moreAt&1 != 0 && l <= lang
		}
	}
}

// longest returns the length of the word at i and the entries of the longest
// that fits, -1 for none.
func (r *reader) longest(i int) (int, int32) {
	first := r.runes[i]
	open := first >= 0x80 && unspaced(first)
	best, found := 0, int32(-1)
	if i+1 == len(r.runes) || first >= 0x80 || r.runes[i+1] >= 0x80 || r.trie.begun(first, r.runes[i+1]) {
		best, found = r.match(0, i, i, open)
	}
	if open {
		return max(best, 1), found
	}
	return r.wordEnd(i+max(best, 1)) - i, found
}

// wordEnd returns where the word goes on to: the ending of a stem, or the rest
// of an unknown word.
func (r *reader) wordEnd(end int) int {
	for end < len(r.runes) && r.folder.word(r.runes[end]) && (r.runes[end] < 0x80 || !unspaced(r.runes[end])) {
		end++
	}
	return end
}

// match walks the lexicon from a node on, with the characters from j on, of a
// word that starts at i.
func (r *reader) match(node int32, i, j int, open bool) (best int, found int32) {
	found = -1
	for ; j < len(r.runes); j++ {
		c := r.runes[j]
		if c == '\n' {
			c = ' '
		}
		if node = r.trie.child(node, c); node == 0 {
			break
		}
		list := r.trie.first(node)
		if list < 0 {
			continue
		}
		whole := open || j+1 == len(r.runes) || !r.folder.word(r.runes[j+1])
		for k := list; k >= 0; k = r.trie.next(k) {
			if whole || r.trie.entry(k).stem {
				best, found = j+1-i, list
				break
			}
		}
	}
	return best, found
}

// plainASCII are the characters that words are made of.
var plainASCII = func() (t [256]bool) {
	for r := range 0x80 {
		t[r] = wordRune(rune(r))
	}
	return t
}()

// normalise folds the text and reduces what stands between words to one mark.
func (r *reader) normalise(text string, column bool) {
	runes, at := slices.Grow(r.runes[:0], len(text))[:len(text)], slices.Grow(r.at[:0], len(text))[:len(text)]
	n := 0
	for i := 0; i < len(text); {
		var folded rune
		size := 1
		if c := text[i]; c < utf8.RuneSelf {
			if folded = rune(marks[c]); folded > '.' { // a part of a word
				for {
					runes[n], at[n] = folded, int32(i)
					n++
					if i++; i == len(text) || text[i] >= utf8.RuneSelf {
						break
					}
					if folded = rune(marks[text[i]]); folded <= '.' {
						break
					}
				}
				continue
			} else if folded == '.' || folded == '\n' {
				if folded = stop(text, i); column && folded == '\n' {
					folded = ' '
				}
			}
		} else {
			folded, size = utf8.DecodeRuneInString(text[i:])
			if folded = r.folder.fold(folded); folded >= 0x80 && !r.folder.word(folded) || folded < 0x80 && folded >= 0 && !plainASCII[folded] {
				folded = wideMark(folded)
			}
		}
		if folded != drop {
			if runes[n], at[n] = folded, int32(i); n == 0 || !joins(runes[n-1], folded) {
				n++
			} else if folded != ' ' {
				runes[n-1], at[n-1] = folded, int32(i)
			}
		}
		i += size
	}
	r.runes, r.at = runes[:n], at[:n]
}

// WordPerLine reports whether the words of text stand below each other, so that
// no line end means anything.
func WordPerLine(text string) bool {
	lines := strings.Count(text, "\n")
	return lines >= 4 && lines > 3*strings.Count(text, " ") && len(text) < 24*lines
}

// joins reports whether two marks that follow each other are one: a space after
// another mark is dropped, and any other mark takes the place of a space.
func joins(last, c rune) bool {
	switch c {
	case ' ':
		return last == ' ' || last == '.' || last == ',' || last == '"' || last == '`' || last == '\n'
	case '.', ',', '\n':
		return last == ' '
	}
	return false
}

// marks says what each ASCII character counts as: itself in lower case, the
// end of a sentence, of a clause, a quotation mark, or a space.
var marks = func() (t [utf8.RuneSelf]int8) {
	for c := range t {
		switch r := rune(c); {
		case r >= 'A' && r <= 'Z':
			t[c] = int8(r | 0x20)
		case wordRune(r):
			t[c] = int8(r)
		case strings.ContainsRune(".!?|", r):
			t[c] = '.'
		case r == '\n':
			t[c] = '\n'
		case strings.ContainsRune(",;:()[]{}<>*>#", r):
			t[c] = ','
		case r == '"' || r == '`':
			t[c] = int8(r)
		case r == '\'':
			t[c] = drop
		default:
			t[c] = ' '
		}
	}
	return t
}()

// stop decides about a full stop or a line end: whether the sentence ends.
func stop(text string, i int) rune {
	next := byte(0)
	if i+1 < len(text) {
		next = text[i+1]
	}
	switch c := text[i]; {
	case c == '.' && next > ' ' && next < utf8.RuneSelf:
		return ' ' // inside a name, number or address
	case c == '\n' && next != 0 && next != '\n' && next != '\r' && !dated(text[i+1:]):
		return '\n' // the line goes on, or another begins
	}
	return '.'
}

// dated reports whether a line begins with a date or a time, as each line of a
// log does, which says something of its own.
func dated(line string) bool {
	if line[0] == '[' && len(line) > 1 {
		line = line[1:]
	}
	n := 0
	for n < len(line) && line[n] >= '0' && line[n] <= '9' {
		n++
	}
	return (n == 4 || n == 2) && n+2 < len(line) && strings.IndexByte("-:/", line[n]) >= 0 && digits(line[n+1:n+3]) == 2
}

// wideMark does the same for characters that are not ASCII.
func wideMark(r rune) rune {
	switch {
	case strings.ContainsRune("。！？।؟…｡۔።፧։", r):
		return '.'
	case strings.ContainsRune("、：；，،—–•（）【】؛፣፤፥፦՝", r):
		return ','
	case strings.ContainsRune(wideQuotes, r):
		return '"'
	}
	return ' '
}

// wideQuotes are quotation marks that are not ASCII.
const wideQuotes = "“”„«»「」『』"
