package detect

import (
	"bytes"
	"encoding/base32"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"

	"github.com/mcp-watchdog/mcp-watchdog/internal/lazy"
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
var commonPieces = []string{" the ", " and ", " you ", " user", " your ", " all ", " with ", " from ", " that ", " into ", " then ", "tion", "every ", "other ", "answer", "message", "tell ", "without ", "you are now ", "system: "}

// otherSigns of disguise are escapes of letters, and of the spaces between
// common words.
var otherSigns = []string{
	"&amp;#", "&#x3", "&#x4", "&#x5", "&#x6", "&#x7", "&#10", "&#11", "&#00", "&#653", "&#654", "&#xff", "&#x1d4", "&#917", "&#xe0", "&#45;", "&#46;",
	"%69%", "%73%", "%6e%", "%65%", "%25%", "%256", "%2520", "%2e%2", "%2d%2", "%e2%80%8", "%ef%bc", "%ef%bd", "%f0%9d", "%f3%a0",
	"=69=", "=6e=", "=65=", "=73=", "=e2=80", "=f3=a0", "=ef=b", "=f0=9d", "&lt;i", "&lt;s", "&lt;!",
	"%20the%20", "%20to%20", "%20and%20", "%20all%20", "%20your%20", "%20you%20", "%20user", "%20with%20", "%20this%20",
	"=20the=20", "=20to=20", "=20and=20", "=20all=20", "=20your=20", "+and+the+", "+to+the+", "+of+the+",
	`\\x3`, `\\x4`, `\\x5`, `\\x6`, `\\x7`, `\\u003`, `\\u004`, `\\u005`, `\\u006`, `\\u007`,
	" 7h3 ", " 4nd ", " 4ll ", " y0ur", " y0u ", " u53r", " u$er", " th1$ ", "fr0m ", " w1th ", " 7h15 ", " th3 ", " @nd ", " @ll ", " us3r", " f0r ", " n0t ",
	" n07 ", " n0w ", " m0d3", " th@t ", " 0f th", " t0 th", " 1n th", " 0f 7h", " 70 7h", " 1n 7h", "p@$$w", "p@ssw", "$y$t", "@cc0u", "d@t@",
	`\nthe\n`, `\nall\n`, `\nyour\n`, `\nto\n`, `\nand\n`, `\nyou\n`, `\nuser\n`, // a word in each line
	"00000010: ", "begin 644 ", "u+0065", "u+0020", `\u28`,
	" ruoy ", " siht ", " resu ", "- .... .", " .-. ", " -.. ", " ..- ", " .-- ", " --. ", " .-.. ",
}

// disguiseBit is the wake bit of disguised words: that of the last row a table
// cannot have.
const disguiseBit = 1 << (maxEntries - 1)

// addDisguises enters the words in every dress.
func (l *gathering) addDisguises() {
	for _, w := range disguisedWords {
		for _, form := range disguisedForms(w) {
			if len(form) >= minLiteral {
				l.add(strings.ToLower(form), disguiseBit)
			}
		}
	}
	for _, sign := range append(otherSigns, codedSigns()...) {
		l.add(sign, disguiseBit)
		if sign[0] == '&' { // as JSON that is made for HTML writes it
			l.add(`\u0026`+sign[1:], disguiseBit)
		}
	}
	for c := '0'; c <= 'z'; c++ {
		if c <= '9' || c >= 'A' && c <= 'Z' || c >= 'a' {
			l.add(fmt.Sprintf("&#%d;", c), disguiseBit)
			l.add(fmt.Sprintf(`\u0026#%d;`, c), disguiseBit)
		}
	}
	for _, p := range spelledPieces {
		for _, between := range []string{"|", "/", "*"} {
			l.add(spell(p, between), disguiseBit)
		}
		for _, v := range turned(p) {
			for _, between := range []string{" ", ".", "-", "_"} {
				l.add(" "+spell(v, between)+" ", disguiseBit)
			}
		}
	}
	for _, p := range commonPieces {
		for _, form := range encodedForms(p) {
			l.add(strings.ToLower(form), disguiseBit)
		}
		for _, v := range turned(p)[1:] {
			if len(v) > minLiteral {
				l.add(v, disguiseBit)
			}
		}
	}
}

// turned returns p, and what becomes of it backward, rotated, in leet and in
// mixtures of these.
func turned(p string) []string {
	all := []string{p}
	for _, leet := range leets() {
		v := leet.Replace(p)
		for _, w := range []string{v, rot13(v), reverse(v), rot13(reverse(v))} {
			if !slices.Contains(all, w) && (v != p || w != p) {
				all = append(all, w)
			}
		}
	}
	return all
}

var leets = lazy.Value(func() []*strings.Replacer {
	return []*strings.Replacer{
		strings.NewReplacer(), strings.NewReplacer("a", "4", "e", "3", "i", "1", "o", "0", "s", "5", "t", "7"),
		strings.NewReplacer("a", "@", "o", "0", "s", "$", "i", "1"),
	}
})

// spelledPieces are common words of which one is in any text that is set apart
// letter by letter.
var spelledPieces = []string{"the", "and", "you", "all", "user", "your", "with", "from", "file"}

// mayBeSplit reports whether raw has marks of emphasis inside a word, or the
// opening of armoured base85.
func mayBeSplit(raw []byte) bool {
	for rest := raw; ; {
		k := bytes.Index(rest, emphasis)
		if k < 0 {
			break
		}
		end := k + 2
		for end < len(rest) && rest[end] == '*' {
			end++
		}
		if k > 0 && end < len(rest) && isLetter(rest[k-1]) && isLetter(rest[end]) {
			return true
		}
		rest = rest[end:]
	}
	return bytes.Contains(raw, armour)
}

var emphasis, armour = []byte("**"), []byte("<~")

func isLetter(c byte) bool { return c|0x20 >= 'a' && c|0x20 <= 'z' }

// shortestForm is how long an encoded piece must be so that data without any
// text in it does not have it by chance.
const shortestForm = 6

// encodedForms are the forms of a piece of text in base64, base32 and hex,
// without what depends on the text around.
func encodedForms(p string) []string {
	forms := []string{hex.EncodeToString([]byte(p)), fmt.Sprintf("% x", p)}
	for _, form := range []string{"%08b", "%d"} {
		var parts []string
		for _, c := range []byte(p[:4]) {
			parts = append(parts, fmt.Sprintf(form, c))
		}
		for _, between := range []string{"", " ", ",", ", "} {
			forms = append(forms, strings.Join(parts, between))
		}
	}
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
	forms := []string{rot13(w), reverse(w), hex.EncodeToString([]byte(w))}
	for _, between := range []string{" ", ".", "-", "_", "|", "/", "*", "~", "+", ",", "]", "["} {
		forms = append(forms, spell(w[:4], between))
	}
	forms = append(forms, w[:1]+"]"+w[1:2]+"["+w[2:3]+"]"+w[3:4], w[:1]+"["+w[1:2]+"]"+w[2:3]+"["+w[3:4])
	for k := 1; k < len(w); k++ {
		forms = append(forms, w[:k]+"-"+w[k:min(len(w), k+3)])
	}
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
const longRun = 60

// hasLongRun reports whether raw has a run of at least two times longRun, of
// the digits of an encoding or of numbers with spaces and commas between, and
// may report shorter ones from longRun on. It looks at one byte in thirty until all
// it sees could belong to a run.
func hasLongRun(raw []byte) bool {
	for i := longRun; i < len(raw); i += longRun {
		w := raw[i-longRun : i+1 : i+1]
		// Where it goes on is hard to foretell in ordinary text, so it looks at ten
		// bytes before it asks.
		kind := runByte[w[60]] & runByte[w[55]] & runByte[w[50]] & runByte[w[45]] & runByte[w[40]] &
			runByte[w[35]] & runByte[w[30]] & runByte[w[25]] & runByte[w[20]] & runByte[w[15]]
		for ; kind != 0; kind &= kind - 1 {
			if runsOn(raw, i, kind&-kind) {
				return true
			}
		}
	}
	return false
}

// runsOn reports whether i is in a run of the kind that is long.
func runsOn(raw []byte, i int, kind uint8) bool {
	start, end := i, i
	for start > 0 && runByte[raw[start-1]]&kind != 0 && end-start < longRun {
		start--
	}
	for end < len(raw) && runByte[raw[end]]&kind != 0 && end-start < longRun {
		end++
	}
	if end-start < longRun || kind == ofDigits {
		return end-start >= longRun
	}
	digits, signs, capitals := 0, 0, 0
	for _, c := range raw[start:end] {
		switch {
		case c >= '0' && c <= '9':
			digits++
		case c >= 'A' && c <= 'Z':
			capitals++
		case !isLetter(c):
			signs++
		}
	}
	if kind == ofNumbers {
		return digits*4 >= end-start // no ruler
	}
	if kind == ofUU {
		return capitals*6 >= end-start && signs*5 >= end-start && digits*12 >= end-start
	}
	return digits*20 >= end-start && signs*10 >= end-start && signs*2 <= end-start
}

const (
	ofDigits  = 1 << iota // of base64 and its like
	ofNumbers             // in lists, or as escapes of characters
	ofASCII85             // Adobe's, btoa's
	ofRFC1924             // git's, Python's
	ofZ85
	ofUU // uuencode: capitals, digits and signs
)

var runByte = func() (t [256]uint8) {
	for c := range t {
		if c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '+' || c == '/' || c == '=' || c == '-' || c == '_' || c == '\\' {
			t[c] |= ofDigits
		}
		if c >= '0' && c <= '9' || c|0x20 >= 'a' && c|0x20 <= 'f' || bytes.IndexByte([]byte(" ,%&#;=xu\\\\"), byte(c)) >= 0 {
			t[c] |= ofNumbers
		}
		if c > ' ' && c <= 'u' && c != '"' { // JSON without blanks is full of them
			t[c] |= ofASCII85
		}
		if c > ' ' && c < 0x7f && bytes.IndexByte([]byte(`"',./:[]\\`), byte(c)) < 0 {
			t[c] |= ofRFC1924
		}
		if c > ' ' && c < 0x7f && bytes.IndexByte([]byte("\"',\\;_`|~"), byte(c)) < 0 {
			t[c] |= ofZ85
		}
		if c >= ' ' && c <= '`' || c == 'n' {
			t[c] |= ofUU
		}
	}
	return t
}()
