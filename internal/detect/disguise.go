package detect

import (
	"encoding/base32"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"
)

// Taking off every disguise from every text costs more than reading it, so the
// scan that looks for words looks for their disguised forms, too. An order
// that is worth hiding has one of the words below, whatever the rest says. The
// surfaces where a server offers something are read in full in any case, and
// so is text with long runs of letters and digits, which may be encoded twice.
var disguisedWords = strings.Fields(`ignore instruction previous system prompt password secret assistant execute reveal forget disregard
	credential private conversation important forward upload`)

// commonPieces are in any English text of some length, and their disguised
// forms in hardly any text that is not disguised.
var commonPieces = []string{" the ", " and ", " you ", " user", " your ", " all ", " with ", " from ", " that ", "you are now ", "system: "}

// otherSigns of disguise are escapes of letters, and of the spaces between
// common words.
var otherSigns = []string{
	"&#x6", "&#x7", "&#10", "&#11", "&#97;", "&#99;", "&#00", "%69%", "%73%", "%6e%", "%65%", "%25%", "%256", "%2520", "=69=", "=6e=", "=65=", "=73=", "&lt;i", "&lt;s", "&lt;!",
	"%20the%20", "%20to%20", "%20and%20", "%20all%20", "%20your%20", "%20you%20", "%20user", "%20with%20", "%20this%20",
	"=20the=20", "=20to=20", "=20and=20", "=20all=20", "=20your=20", "+the+", "+to+the", `\\x6`, `\\x7`, `\\u006`, `\\u007`,
	" 7h3 ", " 4nd ", " 4ll ", " y0ur ", " y0u ", " u53r", " 7h15 ", " th3 ", " @nd ", " @ll ", " us3r", " t0 ", " 70 ", " 0f ", " f0r ", " n0t ", " n07 ", " n0w", "m0d3",
	" ruoy ", " rof ", " siht ", " lla ", " resu ", "- .... .",
}

// disguiseBit is the wake bit of disguised words: that of the last row a table
// cannot have.
const disguiseBit = 1 << (maxEntries - 1)

// addDisguises enters the words in every dress.
func (l *literals) addDisguises() {
	for _, w := range disguisedWords {
		for _, form := range disguisedForms(w) {
			if len(form) >= minLiteral {
				l.add(strings.ToLower(form), disguiseBit)
			}
		}
	}
	for _, sign := range otherSigns {
		l.add(sign, disguiseBit)
	}
	for _, p := range commonPieces {
		for _, form := range encodedForms(p) {
			l.add(strings.ToLower(form), disguiseBit)
		}
		if len(p) >= minLiteral {
			l.add(rot13(p), disguiseBit)
			l.add(reverse(p), disguiseBit)
		}
	}
}

// shortestForm is how long an encoded piece must be so that data without any
// text in it does not have it by chance.
const shortestForm = 5

// encodedForms are the forms of a piece of text in base64, base32 and hex,
// without what depends on the text around.
func encodedForms(p string) []string {
	forms := []string{hex.EncodeToString([]byte(p))}
	for pad := range 3 {
		enc := base64.RawStdEncoding.EncodeToString([]byte(strings.Repeat("x", pad) + p))
		forms = append(forms, enc[(pad*8+5)/6:(pad+len(p))*8/6])
	}
	for pad := range 5 {
		enc := base32.StdEncoding.WithPadding(base32.NoPadding).EncodeToString([]byte(strings.Repeat("x", pad) + p))
		forms = append(forms, enc[(pad*8+4)/5:(pad+len(p))*8/5])
	}
	return slices.DeleteFunc(forms, func(f string) bool { return len(f) < shortestForm })
}

// disguisedForms writes a word in other ways. Of base64 and base32 it gives
// the middle of each alignment, which does not depend on what stands around.
func disguisedForms(w string) []string {
	upper := strings.ToUpper(w[:1]) + w[1:]
	forms := []string{rot13(w), reverse(w), hex.EncodeToString([]byte(w)), spell(w[:4], " "), spell(w[:4], "."), spell(w[:4], "-"), spell(w[:4], "_")}
	for _, v := range []string{w, upper} {
		for pad := range 3 {
			enc := base64.RawStdEncoding.EncodeToString([]byte(strings.Repeat("x", pad) + v))
			forms = append(forms, enc[(pad*8+5)/6:(pad+len(v))*8/6])
		}
	}
	for pad := range 5 {
		enc := base32.StdEncoding.WithPadding(base32.NoPadding).EncodeToString([]byte(strings.Repeat("x", pad) + w))
		forms = append(forms, enc[(pad*8+4)/5:(pad+len(w))*8/5])
	}
	var bits, codes []string
	for _, c := range []byte(w[:4]) {
		bits, codes = append(bits, fmt.Sprintf("%08b", c)), append(codes, fmt.Sprint(c))
	}
	forms = append(forms, strings.Join(bits, ""), strings.Join(bits, " "), strings.Join(codes, " "), strings.Join(codes, ","), strings.Join(codes, ", "))
	for _, leet := range []string{"o0", "e3", "i1", "a4", "s5", "o0e3", "i1o0", "i1o0e3", "o0e3a4", "o0e3i1a4s5", "a@o0", "s$o0"} {
		v := w
		for k := 0; k < len(leet); k += 2 {
			v = strings.ReplaceAll(v, leet[k:k+1], leet[k+1:k+2])
		}
		if v != w {
			forms = append(forms, v)
		}
	}
	return forms
}

func rot13(s string) string {
	return strings.Map(func(r rune) rune {
		if r >= 'a' && r <= 'z' {
			return 'a' + (r-'a'+13)%26
		}
		return r
	}, s)
}

func reverse(s string) string {
	b := []byte(s)
	slices.Reverse(b)
	return string(b)
}

func spell(s, between string) string { return strings.Join(strings.Split(s, ""), between) }

// longRun is a run of letters, digits and the signs of base64 that no word and
// few names reach.
const longRun = 72

// hasLongRun reports whether raw has a run of at least two times longRun, and
// may report shorter ones from longRun on. It looks at one byte in longRun
// until two in a row could belong to a run.
func hasLongRun(raw []byte) bool {
	for i := longRun; i < len(raw); i += longRun {
		if !runByte[raw[i]] || !runByte[raw[i-longRun/2]] {
			continue
		}
		start, end := i, i
		for start > 0 && runByte[raw[start-1]] && end-start < longRun {
			start--
		}
		for end < len(raw) && runByte[raw[end]] && end-start < longRun {
			end++
		}
		if end-start >= longRun {
			return true
		}
	}
	return false
}

var runByte = func() (t [256]bool) {
	for c := range t {
		t[c] = c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '+' || c == '/' || c == '=' || c == '-' || c == '_'
	}
	return t
}()
