package main

import (
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
	"golang.org/x/text/unicode/runenames"
)

// A folded character: what it reads as in ASCII.
type folded struct {
	char rune
	text string
	// loose marks what passes for the letter only among Latin ones.
	loose bool
}

// limit is the end of the code points that are looked at: the table has no
// entry from here on.
const limit = 0x1FC00

type folder struct{ protos map[rune]string }

// all returns the characters that read as ASCII, ascending.
func (f *folder) all() []folded {
	var out []folded
	for r := rune(0xA0); r < limit; r++ {
		if skipped(r) {
			continue
		}
		if text, loose := f.fold(r); text != "" {
			out = append(out, folded{r, cased(r, text), loose})
		}
	}
	return out
}

// skipped are characters of scripts whose letters are never taken for Latin
// ones in running text (a Hangul vowel is a vertical stroke, a kana looks like
// a slash), signs that stand for words, and pictures.
func skipped(r rune) bool {
	switch {
	case r == 0xAA, r == 0xBA, r == 0x2122, r == 0x2120, r == 0x2116, r == 0x2121, r == 0x213B, // ª º ™ ℠ № ℡ ℻
		r >= 0x1100 && r <= 0x11FF, r >= 0x2E80 && r <= 0x2FFF, r >= 0x3001 && r <= 0xA4CF, r >= 0xA960 && r <= 0xA97F,
		r >= 0xAC00 && r <= 0xFAFF, r >= 0xFE10 && r <= 0xFE4F, r >= 0xFF61 && r <= 0xFFFF, r >= 0x1F18E && r <= 0x1F19A,
		r >= 0x1F1AD && r <= 0x1F1E5, r >= 0x1F200, unicode.IsMark(r), unicode.IsControl(r), r == 0xAD:
		return true
	}
	return false
}

// fold returns what r reads as, letters, digits or one other ASCII character,
// or "".
func (f *folder) fold(r rune) (text string, loose bool) {
	if text, ok := instead[r]; ok {
		return text, false
	}
	if text, ok := extra[r]; ok && !(word(f.protos[r]) && len(f.protos[r]) == 1 && f.protos[r][0] > '9') {
		return text, true
	}
	if text := byName(r); text != "" {
		return text, false
	}
	if text := ascii(norm.NFKC.String(string(r))); text != "" {
		return text, false
	}
	if text := ascii(f.protos[r]); text != "" {
		return text, !unicode.IsLetter(r) && !unicode.IsNumber(r) && word(text) || unicode.IsLetter(r) && text[0] <= '9'
	}
	// From here on signs are added or left out on the way, so the likeness is
	// not exact, unless all that goes is an accent.
	if text := f.chain(norm.NFKD.String(string(r))); text != "" {
		return text, !exact(f, r)
	}
	if text := f.chain(f.protos[r]); text != "" {
		return text, true
	}
	return "", false
}

// exact reports whether the base letter of r without its accents is an exact
// look-alike.
func exact(f *folder, r rune) bool {
	for _, c := range norm.NFKD.String(string(r)) {
		if c < 0x80 || unicode.IsMark(c) {
			continue
		}
		if text, loose := f.fold(c); text == "" || loose {
			return false
		}
	}
	return true
}

// chain reads s character by character, accents left out.
func (f *folder) chain(s string) string {
	var b strings.Builder
	for _, c := range norm.NFKD.String(s) {
		switch {
		case c < 0x80:
			b.WriteRune(c)
		case unicode.IsMark(c) || unicode.Is(unicode.Lm, c) || c == 0x2044:
		case extra[c] != "":
			b.WriteString(extra[c])
		case byName(c) != "":
			b.WriteString(byName(c))
		case len(f.protos[c]) > 0 && ascii(f.protos[c]) != "":
			b.WriteString(ascii(f.protos[c]))
		default:
			return ""
		}
	}
	text := b.String()
	if !word(text) {
		return ""
	}
	return ascii(text)
}

// ascii returns s if it is something that the table can hold.
func ascii(s string) string {
	switch s {
	case "rn":
		return "m"
	case "''", "":
		return ""
	}
	if len(s) > 2 && s[0] == '(' && s[len(s)-1] == ')' { // (a), (12)
		s = s[1 : len(s)-1]
	}
	if !word(s) && (len(s) != 1 || s[0] >= 0x7F || s[0] < 0x20) || len(s) > 4 {
		return ""
	}
	return s
}

// word reports whether s consists of ASCII letters and digits.
func word(s string) bool {
	return s != "" && strings.IndexFunc(s, func(r rune) bool {
		return r > 0x7F || !unicode.IsLetter(r) && !unicode.IsDigit(r)
	}) < 0
}

// cased gives a single letter the case of the character it stands for: UTS #39
// reads a capital I as l.
func cased(r rune, text string) string {
	capitals := unicode.IsUpper(r) || r >= 0xA4D0 && r <= 0xA4F7 || r >= 0x1F110 // Lisu; squared, negative, regional
	switch {
	case len(text) != 1:
		return text
	case capitals && text == "l":
		return "I"
	case capitals:
		return strings.ToUpper(text)
	case unicode.IsLower(r):
		return strings.ToLower(text)
	}
	return text
}

// prefixes of names that are followed by the Latin letter meant.
var prefixes = []string{
	"LATIN SMALL LETTER ", "LATIN CAPITAL LETTER ", "LATIN LETTER SMALL CAPITAL ", "LATIN SMALL LETTER TURNED ",
	"LATIN CAPITAL LETTER TURNED ", "LATIN CAPITAL LETTER REVERSED ", "LATIN SMALL LETTER REVERSED ", "LATIN SMALL LETTER DOTLESS ",
	"LATIN SMALL LETTER SCRIPT ", "LATIN CAPITAL LETTER SCRIPT ", "MODIFIER LETTER SMALL ", "MODIFIER LETTER CAPITAL ",
	"MODIFIER LETTER SMALL CAPITAL ", "MODIFIER LETTER SMALL TURNED ", "NEGATIVE CIRCLED LATIN CAPITAL LETTER ", "NEGATIVE SQUARED LATIN CAPITAL LETTER ",
	"REGIONAL INDICATOR SYMBOL LETTER ", "SQUARED LATIN CAPITAL LETTER ", "RAISED SYMBOL FOR LATIN ", "LATIN SUBSCRIPT SMALL LETTER ",
}

// byName returns the Latin letter that the name of r says it is a form of.
func byName(r rune) string {
	name := runenames.Name(r)
	for _, p := range prefixes {
		rest, ok := strings.CutPrefix(name, p)
		if !ok {
			continue
		}
		base, _, with := strings.Cut(rest, " ")
		if len(base) != 1 || with && !strings.HasPrefix(rest[2:], "WITH ") {
			continue
		}
		if strings.Contains(p, "CAPITAL") && !strings.Contains(p, "SMALL") && !strings.Contains(p, "MODIFIER") || r >= 0x1F100 {
			return base
		}
		return strings.ToLower(base)
	}
	return ""
}

// sorted reports whether list ascends, which the lookup relies on.
func sorted(list []folded) bool {
	return slices.IsSortedFunc(list, func(a, b folded) int { return int(a.char - b.char) })
}
