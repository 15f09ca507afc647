package semantic

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

const (
	// windowSentences is how many sentences are judged together: an order and
	// what it is about often stand in two.
	windowSentences = 3
	// windowBytes bounds a window, and with it a text without sentences.
	windowBytes = 420
)

// windows appends the stretches of a text that are judged one by one: up to
// three sentences, the last of which begins the next stretch.
func windows(dst [][2]int, text string) [][2]int {
	for start := 0; start < len(text); {
		end, last := start, start
		for n := 0; n < windowSentences && end < len(text); n++ {
			next := sentenceEnd(text, end)
			if n > 0 && next-start > windowBytes {
				break
			}
			last, end = end, next
		}
		if len(dst) == 0 || end > dst[len(dst)-1][1] {
			dst = append(dst, [2]int{start, end})
		} else {
			last = end // nothing new fitted behind the sentence that was to be judged again
		}
		if end == len(text) {
			break
		}
		if last > start && end-last < windowBytes/2 {
			start = last
		} else {
			start = end
		}
	}
	return dst
}

// sentenceEnd returns where the sentence at i ends, at most windowBytes on.
func sentenceEnd(text string, i int) int {
	limit := min(i+windowBytes, len(text))
	for j := i; j < limit; j++ {
		c := text[j]
		if !mayEnd[c] {
			continue
		}
		switch {
		case c == '\n':
			if j+1 < len(text) && (text[j+1] == '\n' || j > i+shortLine && beginsLine(text[j+1:])) {
				return j + 1
			}
		case c != 0xe3: // the first byte of ideographic
			if j+1 < len(text) && text[j+1] <= ' ' && j > i+8 {
				return j + 1
			}
		case strings.HasPrefix(text[j:], ideographic):
			return j + len(ideographic)
		}
	}
	for limit < len(text) && !utf8.RuneStart(text[limit]) {
		limit--
	}
	return limit
}

// shortLine is how long a line is that may stand for itself.
const shortLine = 20

// beginsLine reports whether a line that begins so does not carry on the one before it, as
// in tables, logs and lists: what is wrapped goes on in small letters, as a rule.
func beginsLine(text string) bool {
	c := text[0]
	if c < utf8.RuneSelf {
		return c > ' ' && (c < 'a' || c > 'z')
	}
	r, _ := utf8.DecodeRuneInString(text)
	return unicode.IsUpper(r)
}

// ideographic is the full stop of Chinese and Japanese.
const ideographic = "。"

// mayEnd are the bytes that can end a sentence.
var mayEnd = [256]bool{'.': true, '!': true, '?': true, '\n': true, 0xe3: true}
