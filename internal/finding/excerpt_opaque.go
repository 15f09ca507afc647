package finding

import (
	"bytes"
	"strings"
)

// minOpaque is how many characters of a run must stand in pieces that are no
// words: an abbreviated hash (7 to 11 characters) in a name stays readable.
// Fewer are enough (minMixed) where capitals, small letters and digits meet.
const (
	minOpaque = 12
	minMixed  = 6
)

// findOpaque marks runs of token characters ([A-Za-z0-9+/_=.-], at least
// [minRun] of them) that are not made of words, numbers and short hashes. In a
// path only the opaque elements are marked, unless they are most of it.
func (t *masking) findOpaque() {
	for i := 0; i < len(t.plain); {
		end := i
		for end < len(t.plain) && runByte(t.plain[end]) {
			if t.plain[end] == '=' && end+1 < len(t.plain) && runByte(t.plain[end+1]) && t.plain[end+1] != '=' {
				end++ // name=value: the two are looked at apart
				break
			}
			end++
		}
		if end == i {
			i++
			continue
		}
		t.judgeRun(i, end)
		i = end
	}
}

func (t *masking) judgeRun(from, to int) {
	run := t.plain[from:to]
	if len(run) < minRun {
		return
	}
	bad := opaque(run)
	if bad < minMixed {
		return
	}
	path := run[0] == '/' || bytes.HasPrefix(run, []byte("./")) || bytes.HasPrefix(run, []byte("../")) ||
		from > 0 && t.plain[from-1] == '~'
	if bad < minOpaque && (path || !mixed(run)) {
		return
	}
	if !path || 2*bad >= len(run) {
		t.mark(from, to, classOpaque)
		return
	}
	for len(run) > 0 {
		n := indexOr(run, "/")
		if opaque(run[:n]) >= minOpaque {
			t.mark(from, from+n, classOpaque)
		}
		n = min(n+1, len(run))
		from, run = from+n, t.plain[from+n:to]
	}
}

// mixed says whether run has capitals, small letters and digits.
func mixed(run []byte) bool {
	var upper, lower, num bool
	for _, b := range run {
		num = num || digit(b)
		upper = upper || b >= 'A' && b <= 'Z'
		lower = lower || b >= 'a' && b <= 'z'
	}
	return upper && lower && num
}

// opaque counts the characters of run in pieces that are no words.
func opaque(run []byte) int {
	bad := 0
	for len(run) > 0 {
		n := 0
		for n < len(run) && wordByte(run[n]) {
			n++
		}
		if n > 0 && !wordLike(run[:n]) {
			bad += n
		}
		run = run[min(n+1, len(run)):]
	}
	return bad
}

const (
	maxNumber  = 14 // digits of a millisecond or YYYYMMDDhhmmss timestamp
	maxCounter = 5  // digits beside letters: ed25519, sha256, v2
	maxWord    = 40 // letters without a separator
	minHumped  = 4  // letters from which a camelCase word has some per capital
	minVowels  = 12 // letters from which a word is expected to have vowels
)

// wordLike says whether piece (letters and digits) could have been written by
// a person: words in camelCase, at most one short number in or beside them.
func wordLike(piece []byte) bool {
	letters, capitals, digits, groups, humps, vowels := 0, 0, 0, 0, 0, 0
	for i, b := range piece {
		if digit(b) {
			digits++
			if i == 0 || !digit(piece[i-1]) {
				groups++
			}
			continue
		}
		letters++
		if b < 'a' {
			capitals++
		}
		if strings.IndexByte("aeiouyAEIOUY", b) >= 0 {
			vowels++
		}
		if startsHump(piece, i) {
			humps++
		}
	}
	switch {
	case letters == 0:
		return digits <= maxNumber
	case groups > 1 || digits > maxCounter || letters > maxWord:
		return false
	case letters >= minHumped && letters < 3*humps:
		return false
	case capitals == letters && digits > 0 && len(piece) >= minRun:
		return false // base32
	}
	return letters < minVowels || 4*vowels >= letters
}

// startsHump says whether a word of a camelCase name starts at piece[i]: at a
// capital behind a small letter, at the last capital of several before a small
// letter, and behind a digit.
func startsHump(piece []byte, i int) bool {
	if i == 0 || digit(piece[i-1]) {
		return true
	}
	upper := func(j int) bool { return piece[j] >= 'A' && piece[j] <= 'Z' }
	if !upper(i) {
		return false
	}
	return !upper(i-1) || i+1 < len(piece) && !upper(i+1) && !digit(piece[i+1])
}

// runByte is true for what base64, base64url, hex and most tokens consist of.
func runByte(b byte) bool {
	return wordByte(b) || b == '+' || b == '/' || b == '_' || b == '=' || b == '.' || b == '-'
}
