package detect

import (
	"bytes"
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
			if k != 13 {
				all = append(all, shifted(w, k))
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

// joinedSigns stand between pieces, or are of words without blanks between them.
var joinedSigns = []string{
	`\" + \"`, `' + '`, `\"+\"`, `\" . \"`, `\" & \"`, "` + `", `\\0000`, `\\n{latin`, "chr(", "[char]",
	"</b><b>", "</i><i>", "</u><u>", "</em><em>", "</strong><strong", "</span><span", "<wbr>", "<wbr/>", `\u003cwbr`, `\u003e\u003cb\u003e`, `\u003e\u003cspan`,
	"_the_", ".the.", "~the~", "*the*", "_previous_", "ofthe", "tothe", "andthe", "allprevious", "youmust", "theuser", "tellthe", "yoursystem", "systemprompt",
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
