package flow

import (
	"math/big"
	"slices"
	"strings"
	"unicode/utf8"
)

// Copies that are not encoded and yet not as they were: words parted by other signs
// than blanks, backwards, in letters of other alphabets that look like
// these, with digits for letters, in shifted alphabets, as calls that make characters of
// numbers. What
// costs a second look at a text is done for short ones, and for long ones with signs
// of it.

const (
	// shortRespelled is how long texts are of which all forms are looked up.
	shortRespelled = 512
	// maxRespelled bounds the others.
	maxRespelled = 8 << 10
)

// Respelled calls fn with the other forms that a text may be a copy in. runs says
// that the form may hold runs that are encoded.
func Respelled(text string, fn func(how, form string, runs bool)) {
	if len(text) < Shortest || len(text) > maxRespelled {
		return
	}
	short, blanks := len(text) <= shortRespelled, strings.Count(text, " ")+strings.Count(text, "\n")
	begin := text[:min(len(text), 256)]
	if ends := text[0] == '=' || text[1] == '='; ends || !speaks(begin) && (short || backwards(begin)) { // = is where base64 begins, backwards
		fn("backwards", reversed(text), true)
	}
	tell := func(how, form string, ok bool) {
		if ok {
			fn(how, form, false)
		}
	}
	if !speaks(begin) {
		ciphered(text, func(how, form string) { fn(how, form, false) })
	}
	form, ok := looksLike(text)
	tell("letters that look alike", form, ok)
	form, ok = seven(text)
	tell("UTF-7", form, ok)
	form, ok = puny(text)
	tell("Punycode", form, ok)
	if blanks*12 >= len(text) { // words as they are
		if stars := strings.Count(text, "*"); stars >= 8 && stars*6 >= len(text) {
			tell(Reparted, strings.ReplaceAll(text, "*", ""), true)
		}
		if leets(begin) {
			tell("digits for letters", leetOf.Replace(text), true)
		}
		if !short || !strings.ContainsAny(text, "(\"\n") {
			return
		}
	}
	var count [256]uint16
	digits := 0
	for i := range len(text) {
		count[text[i]]++
	}
	for c := '0'; c <= '9'; c++ {
		digits += int(count[c])
	}
	form, ok = reparted(text, &count)
	tell(Reparted, form, ok)
	if 3*digits >= len(text)/2 {
		form, ok = called(text)
		tell("numbers", form, ok)
	}
	if count['\n'] > 0 || short {
		form, ok = uuencoded(text)
		tell("uuencode", form, ok)
	}
	if short && blanks < 4 {
		form, ok = base58(text)
		tell("base58", form, ok)
	}
}

// Backwards is what an encoding says, backwards; ok is false where it is no short text.
func Backwards(said []byte) (form string, ok bool) {
	if len(said) < Shortest || len(said) > shortRespelled || !Textual(said) {
		return "", false
	}
	return reversed(string(said)), true
}

// uuencoded returns what the lines of uuencode in a text say.
func uuencoded(text string) (form string, ok bool) {
	var out []byte
	for line := range strings.Lines(text) {
		line = strings.TrimRight(line, "\r\n")
		if len(line) < 5 || line[0] <= ' ' || line[0] > 'M' {
			continue
		}
		n := int(line[0] - ' ')
		body := line[1:]
		if len(body) < (n+2)/3*4 || len(body) > (n+2)/3*4+1 || strings.IndexFunc(body, func(r rune) bool { return r < ' ' || r > '`' }) >= 0 {
			continue
		}
		from := len(out)
		for i := 0; i+4 <= len(body); i += 4 {
			v := uint32(0)
			for j := range 4 {
				v = v<<6 | uint32(body[i+j]-' ')&63
			}
			out = append(out, byte(v>>16), byte(v>>8), byte(v))
		}
		out = out[:min(len(out), from+n)]
	}
	return string(out), len(out) >= Gram
}

const digits58 = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"

// base58 returns what the first long word of base58 in a text says, if that is text.
func base58(text string) (form string, ok bool) {
	const least = 40 // of 29 bytes
	from := 0
	for i := 0; i <= len(text); i++ {
		if i < len(text) && (text[i] >= '1' && text[i] <= '9' || text[i]|0x20 >= 'a' && text[i]|0x20 <= 'z') {
			continue
		}
		if i-from >= least {
			break
		}
		from = i + 1
	}
	if len(text)-from < least {
		return "", false
	}
	n, base := new(big.Int), big.NewInt(58)
	for i := from; i < len(text); i++ {
		d := strings.IndexByte(digits58, text[i])
		if d < 0 {
			break
		}
		n.Mul(n, base).Add(n, big.NewInt(int64(d)))
	}
	b := n.Bytes()
	return string(b), Textual(b)
}

// partingSigns are what words are joined by instead of blanks, or marked with.
const partingSigns = "-_.*~|:;=,`#"

// Reparted is how a copy is written whose words other signs part. Names of branches
// and pages are made of titles so: it is no encoding.
const Reparted = "words parted by other signs"

// reparted returns text without what parts its words, or without the quotes and
// commas of a list of them; ok is false where blanks part them.
func reparted(text string, count *[256]uint16) (form string, ok bool) {
	if form = text; count[':'] > 0 && strings.Contains(text, "://") {
		return text, false // an address, which has its own signs between words
	}
	few := func(c byte, least, of int) bool { return int(count[c]) < least || int(count[c])*of < len(text) }
	if !few('\'', 4, 64) && strings.Contains(text, `'\''`) { // a quote as shells have it within others
		form = strings.ReplaceAll(text, `'\''`, "'")
	}
	if !few('"', 8, 16) && 3*(strings.Count(text, `","`)+strings.Count(text, `", "`)) > int(count['"']) {
		form = listGaps.Replace(strings.ReplaceAll(form, "\\\"", "\""))
	}
	if !few('\n', 3, 24) {
		form = unnumbered(form)
	}
	signs := 0
	for c := '!'; c <= '~'; c++ {
		if c|0x20 < 'a' || c|0x20 > 'z' {
			signs += int(count[c])
		}
	}
	for _, sign := range []byte(partingSigns) {
		if !few(sign, 2, 24) && 2*int(count[sign]) > signs && (3*int(count[' ']) < int(count[sign]) || sign == '*' && !few(sign, 8, 6)) {
			form = strings.ReplaceAll(form, string(sign), " ")
		}
	}
	return form, form != text
}

var listGaps = strings.NewReplacer(`", "`, " ", `","`, " ", "\",\n\"", " ", "\",\n  \"", " ", "\",\n    \"", " ", `["`, " ", `"]`, " ", `', '`, " ", `','`, " ")

// unnumbered takes the marks of lists off the lines of a text.
func unnumbered(text string) string {
	var b strings.Builder
	for line := range strings.Lines(text) {
		rest := strings.TrimLeft(line, " \t")
		n := 0
		for n < len(rest) && n < 4 && rest[n] >= '0' && rest[n] <= '9' {
			n++
		}
		switch {
		case n > 0 && n < len(rest) && (rest[n] == '.' || rest[n] == ')' || rest[n] == ':'):
			rest = rest[n+1:]
		case len(rest) > 1 && (rest[0] == '-' || rest[0] == '*' || rest[0] == '>' || rest[0] == '+') && rest[1] == ' ':
			rest = rest[2:]
		}
		b.WriteString(rest)
	}
	return b.String()
}

// speaks reports whether the commonest words of a few languages stand in a text as
// often as in language: then most of it is neither backwards nor in another alphabet.
func speaks(text string) bool {
	common, from := 0, 0
	for i := 0; i < len(text); i++ {
		if text[i] > ' ' {
			continue
		}
		switch n := i - from; {
		case n == 3:
			switch text[from:i] {
			case "the", "The", "and", "for", "you", "not", "are", "der", "die", "und", "das", "les", "des", "que", "los", "del", "una":
				common++
			}
		case n == 2:
			switch text[from:i] {
			case "of", "to", "in", "is", "it", "on", "at", "as", "de", "la", "le", "et", "en", "el", "se", "zu":
				common++
			}
		}
		from = i + 1
	}
	return common*64 >= len(text)
}

// backwards reports whether the signs of sentences stand before words, not behind.
func backwards(text string) bool {
	before, behind := 0, 0
	for i := 1; i+1 < len(text); i++ {
		switch text[i] {
		case '.', ',', '!', '?', ';', ':':
			if text[i-1] == ' ' && text[i+1] > ' ' {
				before++
			} else if text[i+1] == ' ' && text[i-1] > ' ' {
				behind++
			}
		case '=':
			if i < 3 && text[i+1] != ' ' { // the end of base64
				before += 8
			}
		}
	}
	return before > 2*behind+1
}

func reversed(text string) string {
	b := make([]byte, 0, len(text))
	for len(text) > 0 {
		_, size := utf8.DecodeLastRuneInString(text)
		b = append(b, text[len(text)-size:]...)
		text = text[:len(text)-size]
	}
	return string(b)
}

// alike are letters of Cyrillic and Greek, and those of Latin that they look like.
const alike = "аaеeоoрpсcуyхxіiјjѕsкkмmтtвbнhԁdԛqԝwɡgһhӏlАAВBЕEКKМMНHОOРPСCТTХXІIЅSЈJΑAΒBΕEΖZΗHΙIΚKΜMΝNΟOΡPΤTΥYΧXοoαaνvρpιiκkυu"

var alikeOf = func() map[rune]byte {
	m := map[rune]byte{}
	var from rune
	for i, r := range []rune(alike) {
		if i%2 == 0 {
			from = r
		} else {
			m[from] = byte(r)
		}
	}
	return m
}()

// looksLike returns a text in Latin letters of which some were others that look like
// them; ok is false where no word mixes alphabets.
func looksLike(text string) (form string, ok bool) {
	if strings.IndexByte(text, 0xd0) < 0 && strings.IndexByte(text, 0xd1) < 0 && strings.IndexByte(text, 0xce) < 0 && strings.IndexByte(text, 0xcf) < 0 {
		return "", false
	}
	mixed, latin := 0, false
	form = strings.Map(func(r rune) rune {
		c, is := alikeOf[r]
		switch {
		case is && latin:
			mixed++
		case !is && r >= utf8.RuneSelf:
			latin = false
		default:
			latin = r|0x20 >= 'a' && r|0x20 <= 'z'
		}
		if is {
			return rune(c)
		}
		return r
	}, text)
	return form, mixed >= 3
}

// leetOf are the letters that digits stand for.
var leetOf = strings.NewReplacer("4", "a", "3", "e", "1", "i", "0", "o", "7", "t", "5", "s", "@", "a", "$", "s")

// leets reports whether digits stand for letters in many words.
func leets(text string) bool {
	within := 0
	for i := 1; i+1 < len(text); i++ {
		if c := text[i]; (c >= '0' && c <= '7' || c == '@' || c == '$') && text[i-1]|0x20 >= 'a' && text[i-1]|0x20 <= 'z' && text[i+1]|0x20 >= 'a' && text[i+1]|0x20 <= 'z' {
			within++
		}
	}
	return within >= 2 && within*24 >= len(text)
}

// called returns the characters of chr(72)+chr(101) and of numbers of three digits
// each with nothing between them.
func called(text string) (form string, ok bool) {
	var out []byte
	switch n := strings.Count(text, "("); {
	case n >= Gram/2 && n*12 >= len(text):
		for rest := text; ; {
			i := strings.IndexByte(rest, '(')
			if i < 0 {
				break
			}
			rest = rest[i+1:]
			out = utf8.AppendRune(out, rune(leading(rest)))
		}
	case digitsOf(text) >= 3*Gram:
		for i := strings.IndexAny(text, "0123456789"); i+3 <= len(text); i += 3 {
			v, whole := leading(text[i:i+3]), digitsOf(text[i:i+3]) == 3
			if !whole || v > 255 {
				break
			}
			out = append(out, byte(v))
		}
	}
	return string(out), len(out) >= Gram
}

// leading is the number that a text begins with.
func leading(text string) (n int) {
	for i := 0; i < len(text) && text[i] >= '0' && text[i] <= '9' && n < 1<<20; i++ {
		n = n*10 + int(text[i]-'0')
	}
	return n
}

// digitsOf is how many digits stand together where the first one does.
func digitsOf(text string) int {
	i := strings.IndexAny(text, "0123456789")
	if i < 0 {
		return 0
	}
	n := 0
	for i+n < len(text) && text[i+n] >= '0' && text[i+n] <= '9' {
		n++
	}
	return n
}

// undashed is a run of hexadecimal without the hyphen or low line behind each of its
// bytes; nil when most have none.
func undashed(run []byte) (bare []byte) {
	n := 0
	for _, c := range run {
		n += int(signs[c])
	}
	if n < Gram || 4*n < len(run)-4 {
		return nil
	}
	return slices.DeleteFunc(slices.Clone(run), func(c byte) bool { return signs[c] != 0 })
}

// signs are what a run has besides letters and digits.
var signs = [256]uint8{'+': 1, '/': 1, '-': 1, '_': 1}
