package detect

import (
	"bytes"
	"slices"
	"strings"
)

// Signs of what package codes reads: common words in it, as they stand in JSON.

// codedPieces are common words with blanks around them, codedWords those without.
var codedPieces = []string{" the ", " and ", " you ", " your ", " with ", " from ", " this ", " that "}

// shiftsOf are the shifts of the alphabet but for 13, and the one turned round.
const shiftsOf = 26

// codedSigns are they.
func codedSigns() (all []string) {
	for _, w := range append(codedPieces, disguisedWords...) {
		for k := 1; k <= shiftsOf; k++ {
			if form := shifted(w, k); k != 13 && !slices.Contains(wordsToo, strings.TrimSpace(form)) {
				all = append(all, form)
			}
		}
		all = append(all, strings.ToLower(seenRotated(w)))
	}
	for _, w := range []string{"the", "and", "you", "all", "user", "file", "your"} {
		var named, numbers []string
		for _, c := range []byte(w) {
			named, numbers = append(named, letterNames[c-'a']), append(numbers, letterNumbers[c-'a'])
		}
		spelt := strings.Join(named, " ")
		all = append(all, spelt, strings.ReplaceAll(spelt, "alfa", "alpha"), strings.Join(named, "-"), strings.Join(named, ", "))
		for _, sign := range []string{"-", ".", " ", ","} {
			all = append(all, strings.Join(numbers, sign)+" ", strings.Join(numbers, sign)+"/")
		}
		for _, q := range []string{`\"`, `"`, "'"} {
			all = append(all, q+strings.Join(strings.Split(w, ""), q+","+q)+q, q+strings.Join(strings.Split(w, ""), q+", "+q)+q)
		}
	}
	for _, p := range commonPieces[:8] {
		for _, form := range encodedForms(p) {
			if !strings.Contains(form, " ") {
				all = append(all, strings.ToLower(" "+spell(form, " ")+" "))
			}
		}
	}
	return append(all, joinedSigns...)
}

// joinedSigns stand in front of numbers and escapes, or are of words without blanks
// between them.
var joinedSigns = []string{
	`\\0000`, `\\n{latin`, "chr(9", "chr(1", "[char]1", "[char]9", "[char]0x", ".the.", "~the~", "*the*", "allprevious", "youmust",
}

// wordsToo are the shifted short words that ordinary text and code have as they stand.
var wordsToo = []string{
	"max", "rfc", "pcs", "cpf", "lzw", "esp", "bpm", "rug", "cod", "pay", "she", "him", "her", "hot", "cow", "was", "who",
	"sly", "ice", "non", "via", "abe", "ebb", "dub", "tip",
}

// mayBePieced reports whether raw has strings that a program puts together within words, or
// letters in tags of their own, several of them.
func mayBePieced(raw []byte) bool {
	joints := 0
	for i := bytes.IndexByte(raw, '+'); i >= 0 && joints < fewestPieced; {
		if joinsWithin(raw, i) {
			joints++
		}
		k := bytes.IndexByte(raw[i+1:], '+')
		if k < 0 {
			break
		}
		i += 1 + k
	}
	if joints == fewestPieced {
		return true
	}
	letters := 0
	for i := bytes.IndexByte(raw, '<'); i >= 0 && letters < 2*fewestPieced; {
		if i > 1 && raw[i-2] == '>' && isLetter(raw[i-1]) {
			letters++
		}
		k := bytes.IndexByte(raw[i+1:], '<')
		if k < 0 {
			break
		}
		i += 1 + k
	}
	return letters == 2*fewestPieced
}

// fewestPieced is how many such joints there are, and half of how many such letters.
const fewestPieced = 3

// joinsWithin reports whether the plus at i stands between two strings, the first of which
// ends with a letter and the second of which begins with one.
func joinsWithin(raw []byte, i int) bool {
	left, right := i-1, i+1
	if left >= 0 && raw[left] == ' ' {
		left--
	}
	for right < len(raw) && (raw[right] == ' ' || raw[right] == '\\' && right+1 < len(raw) && raw[right+1] == '"') {
		right++
	}
	if left < 2 || right+1 >= len(raw) || raw[left] != '"' && raw[left] != '\'' || raw[right] != raw[left] {
		return false
	}
	if left--; raw[left] == '\\' {
		left--
	}
	return left >= 0 && isLetter(raw[left]) && isLetter(raw[right+1])
}

var (
	letterNames   = strings.Fields("alfa bravo charlie delta echo foxtrot golf hotel india juliett kilo lima mike november oscar papa quebec romeo sierra tango uniform victor whiskey x-ray yankee zulu")
	letterNumbers = strings.Fields("1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20 21 22 23 24 25 26")
)

// shifted writes a word k letters further in the alphabet, or in the one turned round.
func shifted(w string, k int) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r < 'a' || r > 'z':
			return r
		case k == shiftsOf:
			return 'z' - (r - 'a')
		}
		return 'a' + (r-'a'+rune(k))%26
	}, w)
}

// seenRotated rotates all characters that can be seen by 47.
func seenRotated(w string) string {
	return strings.Map(func(r rune) rune {
		if r < '!' || r > '~' {
			return r
		}
		return '!' + (r-'!'+47)%94
	}, w)
}

// isSpelledList reports whether raw, the content of a string, begins like a list in JSON of
// single characters or of their numbers: opened, it is none of a text.
func isSpelledList(raw []byte) bool {
	raw = bytes.TrimLeft(raw, " ")
	if len(raw) == 0 || raw[0] != '[' {
		return false
	}
	for n := 0; n < fewestListed; n++ {
		k := bytes.IndexByte(raw[1:], ',') + 1
		if k == 0 {
			return false
		}
		one := bytes.TrimSpace(raw[1:k])
		if quoted := bytes.TrimSuffix(bytes.TrimPrefix(one, quote), quote); len(quoted) < len(one) {
			if len(quoted) > 1 {
				return false
			}
		} else if len(one) == 0 || len(one) > 3 || len(bytes.Trim(one, "0123456789")) > 0 {
			return false
		}
		raw = raw[k:]
	}
	return true
}

// fewestListed is how many of them are looked at.
const fewestListed = 8

var quote = []byte(`\"`)
