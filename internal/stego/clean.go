package stego

import "strings"

// Change is a stretch of a text and what is to stand there instead.
type Change struct {
	Start, End int
	With       string
}

// maxChanges bounds the changes of one text.
const maxChanges = 1 << 14

// Clean returns the changes, ascending and apart, that take out of text what the
// given channels carry, where a reader loses nothing by it: white space at the
// ends of lines, letters of other alphabets within words, spaces of other kinds.
func Clean(text string, channels *[Channels]bool) []Change {
	var all []Change
	if channels[TrailingSpace] || channels[TrailingRun] || channels[TrailingCount] {
		all = trimEnds(all, text)
	}
	if channels[LookAlike] || channels[SpecialSpace] {
		all = plainLetters(all, text, channels[LookAlike], channels[SpecialSpace])
	}
	return all
}

func trimEnds(all []Change, text string) []Change {
	for at := 0; at <= len(text) && len(all) < maxChanges; {
		end := strings.IndexByte(text[at:], '\n')
		if end < 0 {
			end = len(text)
		} else {
			end += at
		}
		to := end
		if to > at && text[to-1] == '\r' {
			to--
		}
		from := to
		for from > at && classes[text[from-1]] == space {
			from--
		}
		if from < to {
			all = append(all, Change{Start: from, End: to})
		}
		at = end + 1
	}
	return all
}

// plainLetters finds the letters of words that hold Latin ones as well, and
// spaces.
func plainLetters(all []Change, text string, letters, spaces bool) []Change {
	latin := false
	for i := 0; i < len(text) && len(all) < maxChanges; i++ {
		c := text[i]
		if c < 0x80 {
			latin = isLetter(c)
			continue
		}
		if letters && i+1 < len(text) {
			if like := lookAlike(c, text[i+1]); like != 0 && (latin || joinsLatin(text, i+2)) {
				all = append(all, Change{Start: i, End: i + 2, With: string(rune(like))})
				latin = true
				i++
				continue
			}
		}
		if n := specialSpace(text[i:]); spaces && n > 0 {
			all = append(all, Change{Start: i, End: i + n, With: " "})
			i += n - 1
		}
		latin = false
	}
	return all
}

// longestLikes bounds the look-alikes in a row that are looked past.
const longestLikes = 64

// joinsLatin reports whether a Latin letter comes next, look-alikes aside.
func joinsLatin(text string, i int) bool {
	for end := i + longestLikes; i+1 < len(text) && i < end && lookAlike(text[i], text[i+1]) != 0; i += 2 {
	}
	return i < len(text) && isLetter(text[i])
}

// specialSpace returns the length of a space of another kind in front of text.
func specialSpace(text string) int {
	switch {
	case strings.HasPrefix(text, "\u00a0"):
		return 2
	case len(text) > 2 && text[0] == 0xe2 && (text[1] == 0x80 && (text[2] <= 0x8a || text[2] == 0xaf) || text[1] == 0x81 && text[2] == 0x9f):
		return 3
	}
	return 0
}
