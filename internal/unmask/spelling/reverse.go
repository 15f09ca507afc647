package spelling

import (
	"strings"
	"unicode/utf8"

	"github.com/mcp-watchdog/mcp-watchdog/internal/unmask"
)

// Points of a word for a stretch of text being backward or rotated.
const (
	longPoints  = 2 // five letters and more
	shortPoints = 1
	// turnPoints is what the words of a stretch must come to.
	turnPoints = 3
	// englishPenalty is what an English word as it stands takes off.
	englishPenalty = 3
)

// A turn is a stretch of text whose words are English in another way than
// forward.
type turn struct {
	start, end int
	way        sense
}

// letterRun returns the next run of ASCII letters of s from i on.
func letterRun(s string, i int) (start, end int) {
	for i < len(s) && !unmask.IsLetter(s[i]) {
		i++
	}
	start = i
	for i < len(s) && unmask.IsLetter(s[i]) {
		i++
	}
	return start, i
}

// sensesOf returns the senses of the letters s.
func sensesOf(s string) sense {
	var buf [maxWord]byte
	if len(s) > maxWord {
		return 0
	}
	return words().senses(lowered(buf[:0], s))
}

// maySay reports whether s, letters, can be an English word in way; its first two
// letters, read so, and its length rule most of them out.
func maySay(s string, way sense) bool {
	n := len(s)
	if n < 3 || n > maxWord {
		return false
	}
	first, second := unmask.Lower(s[0]), unmask.Lower(s[1])
	if way != rotated {
		first, second = unmask.Lower(s[n-1]), unmask.Lower(s[n-2])
	}
	if way != backward {
		if !unmask.IsLetter(first) || !unmask.IsLetter(second) {
			return false
		}
		first, second = rotate(first), rotate(second)
	}
	return words().has(first, second, n, longestTurned)
}

// bothWays reports whether an English word is one in way too.
func bothWays(s string, way sense) bool {
	var buf [maxWord]byte
	w := lowered(buf[:0], s)
	if way != rotated {
		for a, z := 0, len(w)-1; a < z; a, z = a+1, z-1 {
			w[a], w[z] = w[z], w[a]
		}
	}
	if way != backward {
		for i, c := range w {
			w[i] = rotate(c)
		}
	}
	return words().nearly(w)
}

// points returns what a word of n letters counts.
func points(n int) int {
	if n >= 5 {
		return longPoints
	}
	return shortPoints
}

// turns returns the stretches of text, ascending, that are English in way: those
// whose points, less the penalties between, are most.
func turns(text string, way sense) []turn {
	var all []turn
	var best turn
	sum, top, begin, done := 0, 0, 0, 0
	flush := func() {
		if top >= turnPoints {
			best.widen(text, done)
			done = best.end
			all = append(all, best)
		}
		sum, top = 0, 0
	}
	for start, end := letterRun(text, 0); start < len(text); start, end = letterRun(text, end) {
		if sum == 0 && !maySay(text[start:end], way) {
			continue
		}
		found := sensesOf(text[start:end])
		switch {
		case found&way != 0 && start >= done:
			if sum == 0 {
				begin = start
			}
			if sum += points(end - start); sum >= top {
				top, best = sum, turn{start: begin, end: end, way: way}
			}
		case sum > 0 && (found&forward != 0 && !bothWays(text[start:end], way) || end-start > maxWord):
			if sum -= englishPenalty; sum <= 0 || top-sum > 2*englishPenalty {
				flush()
			}
		}
	}
	flush()
	return all
}

// widen takes in the words beside t, on the same line, that are no English as
// they stand, up to a colon: names and rare words are in no dictionary.
func (t *turn) widen(text string, first int) {
	for first < t.start {
		line := text[max(first, t.start-maxLine):t.start]
		word := line[strings.LastIndexAny(strings.TrimRight(line, " "), " \n")+1:]
		if strings.HasSuffix(strings.TrimRight(word, " "), ":") || !turnedToo(word, t.way) {
			break
		}
		t.start -= len(word)
	}
	for t.end < len(text) {
		line := text[t.end:min(len(text), t.end+maxLine)]
		gap := len(line) - len(strings.TrimLeft(line, " "))
		word := line
		if n := strings.IndexAny(line[gap:], " \n"); n >= 0 {
			word = line[:gap+n]
		}
		if word == "" || !turnedToo(word, t.way) {
			break
		}
		t.end += len(word)
	}
}

// turnedToo reports whether nothing in word is English as it stands.
func turnedToo(word string, way sense) bool {
	if word == "" || len(word) > maxTag {
		return false
	}
	for start, end := letterRun(word, 0); start < len(word); start, end = letterRun(word, end) {
		if end-start > 1 && sensesOf(word[start:end])&forward != 0 && !bothWays(word[start:end], way) {
			return false
		}
	}
	return true
}

// reversed returns readings of the stretches of text that are written
// backward: from their end, line by line if there are several, and word by
// word.
func reversed(text string, b *unmask.Budget) []unmask.Reading {
	var all []unmask.Reading
	for _, t := range turns(text, backward) {
		part := text[t.start:t.end]
		if !b.Take(3 * len(part)) {
			return all
		}
		all = append(all, unmask.Reading{Disguise: unmask.Reversed, Text: reverse(part), Start: t.start, End: t.end})
		if strings.IndexByte(part, '\n') >= 0 {
			all = append(all, unmask.Reading{Disguise: unmask.Reversed, Text: reverseEach(part, '\n'), Start: t.start, End: t.end})
		}
		if strings.IndexByte(part, ' ') >= 0 {
			all = append(all, wordByWord(part, t.start))
		}
	}
	return all
}

// rotations returns readings of the stretches of text that are in rot13, and of
// those that are written backward besides.
func rotations(text string, b *unmask.Budget) []unmask.Reading {
	var all []unmask.Reading
	for _, t := range turns(text, rotated) {
		part := text[t.start:t.end]
		if !b.Take(len(part)) {
			return all
		}
		r := unmask.Reading{Disguise: unmask.Rot13, Text: rotateAll(part), Start: t.start, End: t.end}
		r.Offsets = make([]int32, len(part))
		for i := range r.Offsets {
			r.Offsets[i] = int32(t.start + i)
		}
		all = append(all, r)
	}
	for _, t := range turns(text, twisted) {
		part := text[t.start:t.end]
		if !b.Take(len(part)) {
			return all
		}
		all = append(all, unmask.Reading{Disguise: unmask.Rot13, Text: rotateAll(reverse(part)), Start: t.start, End: t.end})
	}
	return all
}

// reverse returns the characters of s from the last to the first.
func reverse(s string) string {
	out := make([]byte, len(s))
	at := len(s)
	for i := 0; i < len(s); {
		_, n := utf8.DecodeRuneInString(s[i:])
		at -= n
		copy(out[at:], s[i:i+n])
		i += n
	}
	return string(out)
}

// reverseEach reverses each part of s between separators.
func reverseEach(s string, sep byte) string {
	var out strings.Builder
	out.Grow(len(s))
	for {
		i := strings.IndexByte(s, sep)
		if i < 0 {
			out.WriteString(reverse(s))
			return out.String()
		}
		out.WriteString(reverse(s[:i]))
		out.WriteByte(sep)
		s = s[i+1:]
	}
}

// wordByWord reads each word of part, which begins at start of a text, from its
// end. A word can be taken out by itself, but no part of one.
func wordByWord(part string, start int) unmask.Reading {
	r := unmask.Reading{Disguise: unmask.Reversed, Text: reverseEach(part, ' '), Start: start, End: start + len(part)}
	r.Offsets = make([]int32, len(part))
	from := 0
	for i := range len(part) {
		if part[i] == ' ' {
			r.Offsets[i], from = int32(start+i), i+1
			continue
		}
		r.Offsets[i] = int32(start + from)
	}
	return r
}

func rotateAll(s string) string {
	out := []byte(s)
	for i, c := range out {
		if unmask.IsLetter(c) {
			out[i] = rotate(c)
		}
	}
	return string(out)
}
