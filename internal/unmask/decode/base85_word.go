package decode

import (
	"strings"

	"github.com/mcp-watchdog/mcp-watchdog/internal/unmask"
)

// charAt returns the character at text[i] and its length: in JSON source that
// of an escape.
func charAt(text string, i int, json bool) (c byte, n int) {
	if json && text[i] == '\\' {
		if c, n = plainEscape(text, i); n > 0 {
			return c, n
		}
	}
	return text[i], 1
}

// text85 reports whether five characters are the beginning of text.
func text85(c string, digit *[256]uint8) bool {
	a, b, d, e, f := digit[c[0]], digit[c[1]], digit[c[2]], digit[c[3]], digit[c[4]]
	if max(a, b, d, e, f) >= 85 {
		return false
	}
	v := uint32((((uint64(a)*85+uint64(b))*85+uint64(d))*85+uint64(e))*85 + uint64(f))
	first := textStates[0][byte(v>>24)]
	if first >= wrongText {
		return false
	}
	second := textStates[first][byte(v>>16)]
	return second < wrongText && textStates[second][byte(v>>8)] < wrongText
}

// head85 reports whether what begins at text[i] is text in the alphabet.
func head85(text string, i, end int, digit *[256]uint8, json bool) bool {
	if i+5 > end || !(json && strings.IndexByte(text[i:i+5], '\\') >= 0) && !text85(text[i:i+5], digit) {
		return false
	}
	var m textMeter
	for range headDense / 5 {
		var c [5]byte
		for k := range c {
			if i >= end {
				return false
			}
			var n int
			c[k], n = charAt(text, i, json)
			i += n
		}
		v, ok := group85(c, digit)
		if !ok {
			return false
		}
		for shift := 24; shift >= 0; shift -= 8 {
			if m.add(byte(v >> shift)); m.bad > 0 {
				return false
			}
		}
	}
	return true
}

// dense85 finds base85 in the word text[start:end]: where it begins, and in
// which alphabet. It may begin with the word, after a mark near its beginning,
// or after a quote.
func dense85(text string, start, end int, json bool) (from int, digit *[256]uint8) {
	if !hasRare(text, start, end) {
		return 0, nil
	}
	begins, key := true, true
	for i, count := start, 0; i+minDense <= end; count++ {
		c, n := charAt(text, i, json)
		if json && text[i] == '\\' && (c <= ' ' || n == 1) {
			// What ends a word where it is not escaped.
			i += max(1, escapeLength(text, i))
			begins, key, count = true, true, -1
			continue
		}
		if begins {
			if from, digit = begins85(text, i, end, count == 0, json); digit != nil {
				return from, digit
			}
		}
		key = key && count < startReach
		switch c {
		case '"', '\'', '`':
			begins = key || strings.IndexByte(text[i+n:min(end, i+n+minDense)], '"') < 0
		case '(', '=', ':':
			begins = key
		default:
			begins = false
			if !key { // on to the next quote or escape
				next := strings.IndexByte(text[i+n:end], '"')
				if json {
					next = quoteOrEscape(text[i+n : end])
				}
				if next < 0 {
					return 0, nil
				}
				i += next
			}
		}
		i += n
	}
	return 0, nil
}

// quoteOrEscape returns where the next quote or backslash stands, -1 where none does.
func quoteOrEscape(text string) int {
	for i := range len(text) {
		if c := text[i]; c == '"' || c == '\\' {
			return i
		}
	}
	return -1
}

// begins85 reports where base85 begins at text[i], if it does: there or after
// key=, when that may stand in front.
func begins85(text string, i, end int, first, json bool) (from int, digit *[256]uint8) {
	if behind := behindZeros85(text, i, end); behind > i {
		for k := range 5 { // where a group begins is not known: zeros may have been cut off
			if from, digit = begins85(text, behind-k, end, false, json); digit != nil {
				return from, digit
			}
		}
		return 0, nil
	}
	c, _ := charAt(text, i, json)
	for k := range base85Digits {
		// The first byte of text is above 8.
		if x := base85Digits[k][c]; x < 2 || x >= 85 || !head85(text, i, end, &base85Digits[k], json) {
			continue
		}
		if after := i + keyLength(text[i:min(end, i+startReach)]); first && after > i {
			for k := range base85Digits {
				if head85(text, after, end, &base85Digits[k], json) {
					return after, &base85Digits[k]
				}
			}
		}
		return i, &base85Digits[k]
	}
	return 0, nil
}

// fewZeros85 is how many zeros in a row make padding.
const fewZeros85 = 10

// behindZeros85 returns where the padding ends that begins at text[i], i where there is
// none: zeros are the same letter over and over.
func behindZeros85(text string, i, end int) int {
	k := i
	for k < end && text[k] == text[i] {
		k++
	}
	if k-i < fewZeros85 || end-k < headDense {
		return i
	}
	return k
}

// hasRare reports whether there is a rare sign in a word, but for its ends, or
// an escape that may be one.
func hasRare(text string, start, end int) bool {
	t := skimTable()
	for i := start + 3; i+3 < end; i++ {
		if t[int(text[i-1])|int(text[i])<<8]&rareSign != 0 {
			return true
		}
	}
	return false
}

// keyLength returns the length of key= or key: at the beginning of a word, or 0.
func keyLength(word string) int {
	for i := range len(word) {
		if c := word[i]; c == '=' || c == ':' {
			return i + 1
		} else if c != '_' && (c < 'a' || c > 'z') {
			return 0
		}
	}
	return 0
}

// end85 returns the end of the base85 that begins at text[from]. A quote or
// bracket right in front ends at its counterpart.
func end85(text string, from int, digit *[256]uint8) int {
	end := from
	for ; end < len(text) && end < from+maxDense; end++ {
		if c := text[end]; digit[c] >= 85 && !(digit == &base85Digits[0] && (c == 'z' || c == 'y')) {
			break
		}
	}
	if from > 0 {
		opening := text[from-1]
		if opening == '(' {
			opening = ')'
		}
		if strings.IndexByte("\"'`)", opening) >= 0 {
			if k := strings.LastIndexByte(text[from:end], opening); k >= minDense {
				end = from + k
			}
		}
	}
	return end
}

// wordAround extends a stretch to the word that it is in, up to white space on
// both sides, as far as reach goes back; in JSON source quotes end words.
func (s *skimmer) wordAround(start, end int, json bool) (int, int) {
	reach := backDense
	if json {
		reach *= 6 // a character may be written in as many bytes
	}
	least := max(s.words, start-reach, 1)
	for start = s.begin(start, least, endsWord); !json && start > least && s.text[start-1] == '"'; {
		start = s.begin(start-1, least, endsWord)
	}
	if start == 1 && (skimByte(s.text[0])&endsWord == 0 || !json && s.text[0] == '"') {
		start = 0
	}
	for end = s.end(end, endsWord); !json && end < len(s.text) && s.text[end] == '"'; {
		end = s.end(end+1, endsWord)
	}
	return start, end
}

// denseWord returns the word that the walk stopped at and marks it as looked
// at.
func (s *skimmer) denseWord(json bool) (start, end int) {
	start, end = s.stretch(endsWord, 5, max(s.words, s.at-backDense))
	if end == 0 {
		return 0, 0
	}
	start, end = s.wordAround(start, end, json)
	s.words = max(s.words, end)
	return start, end
}

// dense looks at the long word that the walk stopped at.
func (d *decoding) dense(s *skimmer, l layer) {
	start, end := s.denseWord(false)
	if end > 0 {
		d.read85(s, start, end, &l)
	}
}

// readDense reads the word that text[start:end] is a part of.
func (d *decoding) readDense(s *skimmer, start, end int, l *layer) {
	start, end = s.wordAround(start, end, false)
	s.words = max(s.words, end)
	d.read85(s, start, end, l)
}

// read85 reads base85 in a word.
func (d *decoding) read85(s *skimmer, start, end int, l *layer) {
	from, digit := dense85(s.text, start, end, false)
	if digit == nil {
		return
	}
	end = end85(s.text, from, digit)
	if l.known(from, end) || !d.budget.Take((end-from)*4/5+4) {
		return
	}
	b, n := appendBase85(make([]byte, 0, (end-from)*4/5+4), s.text[from:end], digit)
	if d.reveal(b, unmask.Base85, l, from, from+n, minPlain) {
		s.runs = max(s.runs, from+n)
	}
}
