package abroad

import "unicode/utf8"

// sign is a known word, where it stands.
type sign struct {
	means    concept
	at, last int // which words it is; letters count a third of one in dense scripts
	from, to int // runes
	sentence int
	clause   int
}

// match finds the known words of a language.
func (r *Reader) match(l *language) {
	r.signs = r.signs[:0]
	word, in, part, thirds := 0, 0, 0, 0
	negated := -1
	for i := 0; i < len(r.text); {
		c := r.text[i]
		switch c {
		case sentence:
			in++
			part++
			i++
			word++
			continue
		case clause:
			part++
			i++
			word++
			continue
		case space:
			i++
			word++
			continue
		}
		f, n := r.longest(l, i)
		here := len(r.signs)
		if f == nil {
			n = r.skip(i)
		} else if f.means&about != 0 || !r.quoted(i) {
			means := f.means
			if l.heads && means&acts != 0 && !r.heads(i) {
				means = means&^acts | plain
			}
			if means&not != 0 {
				negated = word
			} else if means&acts != 0 && negated >= 0 && word-negated <= 1 {
				means = means&^acts | plain
			}
			r.signs = append(r.signs, sign{means: means, at: word, from: i, to: i + n, sentence: in, clause: part})
		}
		if dense(c) {
			thirds += n
			word, thirds = word+thirds/3, thirds%3
		} else {
			for _, b := range r.text[i : i+n] {
				if b == space {
					word++
				}
			}
		}
		if here < len(r.signs) {
			r.signs[here].last = word
		}
		i += n
	}
}

// heads reports whether the word at i stands where orders do.
func (r *Reader) heads(i int) bool {
	if i == 0 || r.text[i-1] != space {
		return true
	}
	n := len(r.signs)
	return n > 0 && r.signs[n-1].means&ask != 0 && r.signs[n-1].to == i-1
}

// quoted reports whether the rune at i stands in quotation marks that are not around all of
// the text.
func (r *Reader) quoted(i int) bool {
	if len(r.quotes) == 2 && r.quotes[0].at == 0 && r.quotes[1].at == len(r.text) {
		return false
	}
	var open [quoteKinds]bool
	for _, q := range r.quotes {
		if q.at <= i {
			open[q.kind] = !open[q.kind]
		}
	}
	return open != [quoteKinds]bool{}
}

// skip returns how many runes the unknown word at i has, 1 in dense scripts.
func (r *Reader) skip(i int) int {
	if dense(r.text[i]) {
		return 1
	}
	n := 1
	for i+n < len(r.text) && inWord(r.text[i+n]) {
		n++
	}
	return n
}

// inWord reports whether c goes on with a word that has blanks around it.
func inWord(c rune) bool { return c != space && c != clause && c != sentence && !dense(c) }

// longest returns the longest form at i, and how much of the text it takes.
func (r *Reader) longest(l *language, i int) (*form, int) {
	f, n := r.formAt(l, i)
	if f != nil || scriptOf(r.text[i]) != arabic {
		return f, n
	}
	for j := i; j < i+3 && j+3 < len(r.text); { // the article and what is tied to a word
		switch {
		case r.text[j] == 'ا' && r.text[j+1] == 'ل', r.text[j] == 'ل' && r.text[j+1] == 'ل':
			j += 2
		case j == i && (r.text[j] == 'و' || r.text[j] == 'ف' || r.text[j] == 'ب' || r.text[j] == 'ل'):
			j++
		default:
			return nil, 0
		}
		if f, n = r.formAt(l, j); f != nil {
			return f, n + j - i
		}
	}
	return nil, 0
}

func (r *Reader) formAt(l *language, i int) (*form, int) {
	if i+1 < len(r.text) {
		if f, n := r.formIn(l.forms[[2]rune{r.text[i], r.text[i+1]}], i); f != nil {
			return f, n
		}
		if !dense(r.text[i]) && inWord(r.text[i+1]) {
			return nil, 0
		}
	}
	return r.formIn(l.forms[[2]rune{r.text[i]}], i)
}

func (r *Reader) formIn(list []form, i int) (*form, int) {
	for k := range list {
		f := &list[k]
		end := i + len(f.runes)
		if end > len(r.text) || !equal(r.text[i:end], f.runes) {
			continue
		}
		if f.loud && !r.loud(i, end) {
			continue
		}
		open := dense(f.runes[len(f.runes)-1])
		switch {
		case !open && f.last < utf8.RuneSelf && !f.stem && r.accented(end-1): // "désactivé" is no "désactive"
			continue
		case open || end == len(r.text) || !inWord(r.text[end]):
			return f, end - i
		case f.stem:
			for end < len(r.text) && inWord(r.text[end]) {
				end++
			}
			return f, end - i
		}
	}
	return nil, 0
}

// loud reports whether what stands there is written in capitals.
func (r *Reader) loud(from, to int) bool {
	for i := from; i < to; i++ {
		if c := r.source[r.at[i]]; c >= 'a' && c <= 'z' {
			return false
		}
	}
	return true
}

// accented reports whether the letter at i is written as another one of the Latin script.
func (r *Reader) accented(i int) bool {
	return r.text[i] < utf8.RuneSelf && r.source[r.at[i]] >= utf8.RuneSelf
}

func equal(a, b []rune) bool {
	for i := range b {
		if a[i] != b[i] {
			return false
		}
	}
	return true
}
