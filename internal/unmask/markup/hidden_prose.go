package markup

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/mcp-watchdog/mcp-watchdog/internal/lazy"
	"github.com/mcp-watchdog/mcp-watchdog/internal/unmask"
)

// proseWords is the number of words from which an attribute is taken for text
// that somebody wrote to be read, and codeWords the same in scripts.
const (
	proseWords = 6
	codeWords  = 8
)

// countWords counts the words of a text: runs of letters, and for scripts that
// set no spaces, pairs of letters. It stops at limit.
func countWords(s string, limit int) int {
	n, half, in := 0, 0, false
	for i := 0; i < len(s) && n < limit; {
		c := s[i]
		if c < utf8.RuneSelf {
			letter := unmask.IsLetter(c)
			if letter && !in {
				n++
			}
			in = letter || in && (unmask.IsDigit(c) || c == '\'' || c == '-' || c == '_' || c == '.')
			i++
			continue
		}
		r, size := utf8.DecodeRuneInString(s[i:])
		i += size
		switch {
		case packed(r):
			if half++; half%2 == 0 {
				n++
			}
			in = false
		case unicode.IsLetter(r) || unicode.IsMark(r):
			if !in {
				n++
			}
			in = true
		default:
			in = false
		}
	}
	return n
}

// packed reports whether r belongs to a script in which words are not told by
// spaces, or are short.
func packed(r rune) bool { return unmask.Unspaced(r) || unmask.EastAsian(r) }

// isProse reports whether an attribute value reads like a text rather than a
// list of names: enough words in a row with nothing but punctuation between.
func isProse(s string) bool {
	if len(s) < 2*proseWords {
		return false
	}
	from, to, _ := proseRun(s, 0, proseWords, true)
	return from < to
}

// functionWords are words that sentences have and lists of names do not.
var functionWords = lazy.Words("the to and of you your all this that these not with for in is are must from any before after when should will into " +
	"der die das und nicht alle den dem mit zu ein eine ist sie vor von les des une et vous tous avec dans pour que est ne pas " +
	"el los las una y de con para por que no del al todos il di che tutti non per con um os uma todas para com")

// longestFunctionWord is the length of the longest of them.
const longestFunctionWord = 6

// proseRun returns the next stretch from i on that reads like a text of at least
// need words, and where to go on. In a line of code, words must be set apart by
// a space and some must be function words.
func proseRun(s string, i, need int, lenient bool) (from, to, goOn int) {
	r := reader{s: s, lenient: lenient}
	for i < len(s) {
		from, to, i = r.run(i)
		if r.words >= need && (lenient || r.function >= 2 || r.foreign*2 > r.words) {
			return from, to, i
		}
	}
	return 0, 0, len(s)
}

// mayBeProse reports whether a line of code has as many spaces as a text of
// codeWords words, or is in a script that needs none.
func mayBeProse(line string) bool {
	if strings.Count(line, " ") >= codeWords-1 {
		return true
	}
	for i := 0; i < len(line); i++ {
		if line[i] >= utf8.RuneSelf {
			return true
		}
	}
	return false
}

// reader takes a text apart into runs of words.
type reader struct {
	s                        string
	lenient                  bool
	words, function, foreign int // of the last run
}

// run returns the run of words that starts at or after i, and where to go on.
func (r *reader) run(i int) (from, to, goOn int) {
	r.words, r.function, r.foreign = 0, 0, 0
	half, started := 0, false
	to = i
	for i < len(r.s) {
		c, n := rune(r.s[i]), 1
		letter := unmask.IsLetter(r.s[i])
		if c >= utf8.RuneSelf {
			c, n = utf8.DecodeRuneInString(r.s[i:])
			letter = unicode.IsLetter(c)
		}
		switch {
		case letter && !started:
			from, started = i, true
			continue
		case letter && c >= utf8.RuneSelf && packed(c):
			if half++; half%2 == 0 {
				r.words++
				r.foreign++
			}
			to = i + n
		case letter:
			n = r.word(i)
			to = i + n
		case c < utf8.RuneSelf && !r.joins(byte(c)) || !r.lenient && (strings.HasPrefix(r.s[i:], "*/") || strings.HasPrefix(r.s[i:], "/*")):
			if started {
				return from, to, i + n
			}
		}
		i += n
	}
	return from, to, i
}

// word counts the word at i, with an address or file name as one word, and
// returns its length.
func (r *reader) word(i int) int {
	n, letters, wide := 0, 0, false
	for i+n < len(r.s) {
		size := 1
		if c := r.s[i+n]; c >= utf8.RuneSelf {
			var w rune
			w, size = utf8.DecodeRuneInString(r.s[i+n:])
			if w != '’' && (packed(w) || !unicode.IsLetter(w) && !unicode.IsMark(w)) {
				break
			}
			letters++
			wide = wide || w != '’'
		} else if unmask.IsLetter(c) {
			letters++
		} else if !unmask.IsDigit(c) && c != '\'' && c != '-' && c != '_' {
			inside := c == '.' || c == '/' || c == '@' || c == ':' || c == '~'
			if !inside || i+n+1 >= len(r.s) || !unmask.IsLetter(r.s[i+n+1]) && !unmask.IsDigit(r.s[i+n+1]) {
				break
			}
		}
		n += size
	}
	w := r.s[i : i+n]
	if letters < 2 && w != "a" && w != "I" && !wide {
		return n
	}
	r.words++
	if wide {
		r.foreign++
	}
	if n <= longestFunctionWord {
		var low [longestFunctionWord]byte
		for k := range n {
			low[k] = w[k] | 0x20
		}
		if functionWords()[string(low[:n])] {
			r.function++
		}
	}
	return n
}

// joins reports whether c may stand between the words of a text.
func (r *reader) joins(c byte) bool {
	switch c {
	case ' ', ',', '.', ':', '!', '?', '-', '/', '\'', '@', '#', '*', '~':
		return true
	case '\t', '\n', '\r', '"', '[', ']', '<', '>', '`', ';', '(', ')', '&', '%', '+', '_':
		return r.lenient
	}
	return unmask.IsDigit(c)
}
