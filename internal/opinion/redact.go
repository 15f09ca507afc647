package opinion

import (
	"fmt"
	"slices"
	"strings"
	"unicode"

	"github.com/mcp-watchdog/mcp-watchdog/internal/secret"
	"github.com/mcp-watchdog/mcp-watchdog/internal/unmask"
	"github.com/mcp-watchdog/mcp-watchdog/internal/unmask/decode"
)

// What leaves the machine has no secrets in it. They may be written plainly, in pieces,
// or encoded. What is encoded stays where it decodes to a text without secrets, which
// the model is to judge; all else that looks encoded is taken out, whatever it is.

// taken is a stretch of a passage that is not sent, and what stands in its place.
type taken struct {
	start, end int
	note       string
}

// withoutSecrets takes out of a passage what is a secret, or may be one.
func withoutSecrets(text string) string {
	all := append(plainSecrets(text), splitSecrets(text)...)
	all = append(append(all, encodedSecrets(text)...), scatteredCode(text)...)
	slices.SortFunc(all, func(a, b taken) int {
		if a.start != b.start {
			return a.start - b.start
		}
		return b.end - a.end
	})
	var b strings.Builder
	at := 0
	for _, t := range all {
		if t.end <= at {
			continue
		}
		if t.start >= at { // else it overlaps with the one before
			b.WriteString(text[at:t.start])
			b.WriteString("[" + t.note + "]")
		}
		at = t.end
	}
	b.WriteString(text[at:])
	return b.String()
}

func noteOf(k *secret.Kind) string { return "a secret was taken out here: " + k.Name }

func plainSecrets(text string) (all []taken) {
	for _, f := range secret.Find(text) {
		all = append(all, taken{f.Start, f.End, noteOf(f.Kind)})
	}
	return all
}

// splitSecrets finds secrets that blanks, line ends, marks of quotation or characters
// which nobody sees stand in the midst of.
func splitSecrets(text string) (all []taken) {
	for _, apart := range []func(rune) bool{unseen, blank, sign} {
		var joined strings.Builder
		var back []int // of each byte of joined, where it stands in text
		for i, r := range text {
			if !apart(r) {
				n := len(string(r))
				if r == unicode.ReplacementChar {
					n = min(3, len(text)-i)
				}
				joined.WriteString(text[i : i+n])
				for k := range n {
					back = append(back, i+k)
				}
			}
		}
		if joined.Len() == len(text) {
			continue
		}
		s := joined.String()
		for _, f := range secret.Find(s) {
			start, end := back[f.Start], back[f.End-1]+1
			if end-start > f.End-f.Start && (secret.Shaped(s[f.Start:f.End]) || coded(s[f.Start:f.End])) {
				all = append(all, taken{start, end, noteOf(f.Kind)})
			}
		}
	}
	return all
}

func unseen(r rune) bool {
	return unicode.In(r, unicode.Cf, unicode.Mn, unicode.Me) || unicode.IsControl(r) && r != '\n' && r != '\t'
}

func blank(r rune) bool { return unseen(r) || unicode.IsSpace(r) }

func sign(r rune) bool {
	return blank(r) || strings.ContainsRune("\"'`*|,;+\\\u201c\u201d\u00b7", r)
}

const (
	// fewCoded is how many characters of one run are no word.
	fewCoded = 20
	// readable bounds the work on what is encoded.
	readable = 8 * MaxPassage
)

// encodedSecrets finds what is encoded and decodes to no text, or to one with secrets.
func encodedSecrets(text string) (all []taken) {
	var clear []unmask.Reading
	budget := unmask.Budget{Bytes: readable}
	for _, r := range decode.Readings(text, &budget) {
		hidden := append(plainSecrets(r.Text), encodedRuns(r.Text)...)
		for _, h := range hidden {
			from, to := r.Source(h.start, h.end)
			all = append(all, taken{from, to, "encoded data were taken out here"})
		}
		if len(hidden) == 0 {
			clear = append(clear, r)
		}
	}
	for _, run := range encodedRuns(text) {
		if !slices.ContainsFunc(clear, func(r unmask.Reading) bool {
			from, to := r.Source(0, len(r.Text))
			return from <= run.start && run.end <= to+4
		}) {
			all = append(all, run)
		}
	}
	return all
}

// encodedRuns returns the stretches that look encoded.
func encodedRuns(text string) (all []taken) {
	for i := 0; i < len(text); {
		end := i
		for end < len(text) && codeByte(text[end]) {
			end++
		}
		if end-i >= fewCoded && coded(text[i:end]) {
			all = append(all, taken{i, end, fmt.Sprintf("%d encoded characters were taken out here", end-i)})
		}
		i = end + 1
	}
	return all
}

// scatteredCode returns what looks like one long code that blanks part: several words in
// a row in which digits and letters are mixed, as in none of a language.
func scatteredCode(text string) (all []taken) {
	const fewPieces, longPiece = 3, 24
	from, to, pieces, size := 0, 0, 0, 0
	end := func() {
		if pieces >= fewPieces && size >= fewCoded {
			all = append(all, taken{from, to, fmt.Sprintf("%d encoded characters were taken out here", size)})
		}
		pieces, size = 0, 0
	}
	for i := 0; i < len(text); {
		start := i
		for i < len(text) && !unmask.IsBlank(text[i]) {
			i++
		}
		if word := text[start:i]; len(word) > longPiece || !mixed(word) {
			if word != "" {
				end()
			}
		} else {
			if pieces == 0 {
				from = start
			}
			to, pieces, size = i, pieces+1, size+len(word)
		}
		i++
	}
	end()
	return all
}

// mixed reports whether digits stand beside letters in a word, or capitals behind small
// letters, and nothing but letters, digits and their like.
func mixed(word string) bool {
	odd := false
	for i := range len(word) {
		if !codeByte(word[i]) {
			return false
		}
		if i > 0 {
			a, b := class(word[i-1]), class(word[i])
			odd = odd || a != b && a != 0 && b != 0 && !(a == 'u' && b == 'l')
		}
	}
	return odd
}

func codeByte(c byte) bool {
	return unmask.IsAlnum(c) || c == '+' || c == '/' || c == '=' || c == '_' || c == '-' || c == '%' || c == '~' || c == '\\'
}

// coded reports whether characters are neither words nor a path: digits stand in the
// midst of letters, or capitals behind small letters, again and again.
func coded(s string) bool {
	if len(s) < fewCoded {
		return false
	}
	turns, digits := 0, 0
	for i := 1; i < len(s); i++ {
		a, b := class(s[i-1]), class(s[i])
		if b == 'd' {
			digits++
		}
		if a != b && a != 0 && b != 0 && !(a == 'u' && b == 'l') {
			turns++
		}
	}
	return turns*6 >= len(s) || digits*3 > len(s)
}

func class(c byte) byte {
	switch {
	case unmask.IsDigit(c):
		return 'd'
	case c >= 'A' && c <= 'Z':
		return 'u'
	case c >= 'a' && c <= 'z':
		return 'l'
	}
	return 0
}
