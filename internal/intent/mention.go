package intent

import "strings"

// A quotation that asks for no more than to drop what was said is spoken about: "you know
// why 'ignore previous instructions' is a weak attack". Nothing follows from it, whoever obeys.

// citing are the marks of a quotation, and of what stands there as code.
var citing = [][2]string{
	{`"`, `"`}, {"`", "`"}, {"\u201c", "\u201d"}, {"\u201e", "\u201c"}, {"\u201e", "\u201d"}, {"\u00ab", "\u00bb"}, {"\u00bb", "\u00ab"}, {"\u300c", "\u300d"}, {"\u2018", "\u2019"},
	{"<code>", "</code>"}, {"<em>", "</em>"}, {"<q>", "</q>"}, {"<i>", "</i>"}, {"<kbd>", "</kbd>"},
}

const (
	// longestCited is how long such a quotation is, in bytes, fewestBeside how many words
	// stand beside it at least.
	longestCited, fewestBeside = 96, 2
)

// mentions reports whether all that sentence i says of dropping instructions stands in
// quotations of a few words that ask for nothing else, and nothing beside them is an order.
func (s *scene) mentions(i int) bool {
	words, last, beside := s.words(i), 0, 0
	found := false
	for k, w := range words {
		if writes[s.word(w)] && k+1 < len(words) && s.citedFrom(int(words[k+1].start)) > 0 {
			beside++ // "write `forget the text`"
			continue
		}
		if int(w.start) < last {
			if w.means.any(Acts|Secret|Address|Persona|Mode) && !w.means.any(Override|Rules|WeakRules) {
				return false
			}
			continue
		}
		if end := s.citedFrom(int(w.start)); end > 0 {
			last = end
			if w.means.any(Acts) && !w.means.any(Override) {
				return false
			}
			found = found || w.means.any(Override) || between(words, k, k, 6, Override)
			continue
		}
		if w.means.any(Override|Void|AboutAI) || w.means.any(deeds) && !s.learns(w) && !(k > 0 && words[k-1].means.any(You)) && s.commands(words, k) && !s.noun(words, k) {
			return false
		}
		beside++
	}
	if !found || beside < fewestBeside || s.hailed(words) {
		return false
	}
	return i+1 >= len(s.sentences) || !s.ordered(i+1, Acts) || !s.sensitive(i+1)
}

// writes are verbs before what somebody is to type.
var writes = map[string]bool{"write": true, "type": true, "typed": true, "enter": true, "try": true, "typing": true, "writing": true, "schreibe": true, "tippe": true, "écris": true, "écrivez": true, "escribe": true, "scrivi": true}

// quoteBetween reports whether a quotation ends between two words.
func (s *scene) quoteBetween(words []token, k, j int) bool {
	return strings.ContainsAny(s.text[words[k].end:words[j].start], "\"\u201d\u00bb\u300d`")
}

// citedFrom returns where the quotation ends whose first word begins at i; 0 for none.
func (s *scene) citedFrom(i int) int {
	before := strings.TrimRight(s.text[:i], " \u00a0\u202f")
	for _, q := range citing {
		if !strings.HasSuffix(before, q[0]) {
			continue
		}
		if q[0] == q[1] && strings.Count(before[strings.LastIndexByte(before, '\n')+1:], q[0])%2 == 0 {
			continue // the end of one
		}
		if k := strings.Index(s.text[i:min(len(s.text), i+longestCited)], q[1]); k > 0 {
			return i + k
		}
	}
	return 0
}
