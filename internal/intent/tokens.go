package intent

import (
	"strings"
	"unicode/utf8"
)

// token is a word or phrase that means something, or a word that does not.
type token struct {
	means      Concept
	start, end int32 // in the passage
	sentence   int16
	begins     bool // first of its clause, as an imperative stands
	quoted     bool // between quotation marks or backticks
}

// reader turns passages into tokens. It is reused.
type reader struct {
	trie   *Lexicon
	folder *folder
	runes  []rune  // folded; sentences end in '.', clauses in ','
	at     []int32 // where each stands in the passage
	tokens []token
	multi  [][]entry // entries of each token, for the choice of language
	votes  []int
}

// read tokenises a passage. The result is valid until the next call.
func (r *reader) read(text string) []token {
	r.normalise(text)
	r.tokens, r.multi = r.tokens[:0], r.multi[:0]
	if cap(r.votes) < len(r.trie.languages) {
		r.votes = make([]int, len(r.trie.languages))
	}
	clear(r.votes[:cap(r.votes)])
	r.votes = r.votes[:len(r.trie.languages)]
	sentence, begins, quoted := int16(0), true, false
	for i := 0; i < len(r.runes); {
		switch c := r.runes[i]; {
		case c == '.':
			sentence, begins = sentence+1, true
			i++
			continue
		case c == ',' || c == '\n':
			begins = true
			i++
			continue
		case c == '"':
			quoted, begins = !quoted, true
			i++
			continue
		case !wordRune(c):
			i++
			continue
		}
		n, found := r.longest(i)
		for _, e := range found {
			r.votes[e.language]++
		}
		end := i + n
		r.tokens = append(r.tokens, token{start: r.at[i], end: r.at[end-1] + 1, sentence: sentence, begins: begins, quoted: quoted})
		r.multi = append(r.multi, found)
		begins = false
		i = end
	}
	r.choose()
	return r.tokens
}

// choose gives every token its meaning in the language that explains most of
// the passage, and in English.
func (r *reader) choose() {
	best := english
	for l, n := range r.votes {
		if n > r.votes[best] {
			best = language(l)
		}
	}
	for i := range r.tokens {
		for _, e := range r.multi[i] {
			if e.language == english || e.language == best {
				r.tokens[i].means |= e.means
			}
		}
	}
}

// longest returns the length of the word at i and what the longest entry that
// fits says about it.
func (r *reader) longest(i int) (int, []entry) {
	best, found := 0, []entry(nil)
	open := r.runes[i] >= 0x80 && unspaced(r.runes[i])
	if one := int32(0); open {
		if one = r.trie.single[r.runes[i]]; one != 0 {
			best, found = 1, r.trie.nodes[one].entries
		}
	}
	node := int32(0)
	if i+1 < len(r.runes) {
		node = r.trie.start(r.runes[i], r.runes[i+1])
	}
	for j := i + 1; node != 0 && j < len(r.runes); j++ {
		if j > i+1 {
			c := r.runes[j]
			if c == '\n' {
				c = ' '
			}
			if node = r.trie.child(node, c); node == 0 {
				break
			}
		}
		entries := r.trie.nodes[node].entries
		if len(entries) == 0 {
			continue
		}
		whole := j+1 == len(r.runes) || !wordRune(r.runes[j+1])
		for _, e := range entries {
			if whole || e.stem || open {
				best, found = j+1-i, entries
				break
			}
		}
	}
	if open {
		return max(best, 1), found
	}
	end := i + max(best, 1)
	for end < len(r.runes) && wordRune(r.runes[end]) && !unspaced(r.runes[end]) {
		end++ // the ending of a stem, or the rest of an unknown word
	}
	return end - i, found
}

// plainASCII are the characters that words are made of.
var plainASCII = func() (t [0x80]bool) {
	for r := range t {
		t[r] = wordRune(rune(r))
	}
	return t
}()

// normalise folds the text and reduces what stands between words to one mark.
func (r *reader) normalise(text string) {
	r.runes, r.at = r.runes[:0], r.at[:0]
	for i, c := range text {
		folded := r.folder.fold(c)
		switch {
		case folded == drop:
			continue
		case folded < 0x80 && plainASCII[folded]:
		case folded >= 0x80 && wordRune(folded):
		case folded == '\n' && i+1 < len(text) && text[i+1] != '\n' && text[i+1] != '\r':
			// the line goes on, or another begins
		case strings.ContainsRune(".!?\n。!?।؟…|", folded):
			if folded == '.' && i+1 < len(text) && text[i+1] > ' ' && text[i+1] < utf8.RuneSelf {
				folded = ' ' // inside a name, number or address
			} else {
				folded = '.'
			}
		case strings.ContainsRune(",;:()[]{}<>—–•*>#、:;،", folded):
			folded = ','
		case strings.ContainsRune("\"`“”„«»「」『』", folded):
			folded = '"'
		default:
			folded = ' '
		}
		if n := len(r.runes); n > 0 && folded == ' ' && !wordRune(r.runes[n-1]) {
			continue
		}
		if n := len(r.runes); n > 0 && (folded == '.' || folded == ',' || folded == '\n') && r.runes[n-1] == ' ' {
			r.runes[n-1], r.at[n-1] = folded, int32(i)
			continue
		}
		r.runes = append(r.runes, folded)
		r.at = append(r.at, int32(i))
	}
}
