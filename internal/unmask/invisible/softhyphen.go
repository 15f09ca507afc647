package invisible

import (
	"unicode"
	"unicode/utf8"
)

const (
	longWord      = 7  // letters of a word that is worth breaking
	shortSyllable = 2  // letters that must stand on either side of a break
	wordReach     = 24 // characters looked at on either side
)

// softHyphenWorks reports whether the soft hyphen text[at:next] is a place to
// break a long word. A word may have several, but none beside another and none
// that cuts off a single letter.
func softHyphenWorks(text string, at, next int) bool {
	var left, right letters
	for range wordReach {
		r, n := utf8.DecodeLastRuneInString(text[:at])
		if at -= n; !left.take(r) {
			break
		}
	}
	for range wordReach {
		r, n := utf8.DecodeRuneInString(text[next:])
		if next += n; !right.take(r) {
			break
		}
	}
	return left.syllable >= shortSyllable && right.syllable >= shortSyllable && left.word+right.word >= longWord
}

// letters counts the letters on one side of a soft hyphen.
type letters struct {
	syllable int  // up to the next soft hyphen
	word     int  // up to the end of the word
	broken   bool // a soft hyphen has come
	hyphen   bool // it came just now
}

// take counts r and reports whether the word goes on.
func (l *letters) take(r rune) bool {
	switch {
	case r == 0xAD:
		if l.word == 0 || l.hyphen {
			return false
		}
		l.broken, l.hyphen = true, true
		return true
	case isHidden(r): // Hangul fillers pass for letters
		return false
	case unicode.IsLetter(r):
		l.word++
		if !l.broken {
			l.syllable++
		}
	case !IsMark(r):
		return false
	}
	l.hyphen = false
	return true
}
