package decode

import (
	"strings"
	"unsafe"

	"github.com/mcp-watchdog/mcp-watchdog/internal/unmask"
)

// Recoding: ways to write data as letters that programs hardly use for text, and
// that who wants to get past a reader of base64 thinks of first. An encoding is
// written backward, in the other case or rotated; its bytes are combined with a
// key of one byte; its alphabet is another one (base58, base62, base36, decimal,
// the other base32s, uuencode). Each is known by what it decodes to: twenty
// bytes and more that are text do not come about by chance.
//
// Not undone: keys of several bytes, numbers of more than maxRadix digits, and
// alphabets of somebody's own.

const (
	// minRecoded is how many letters a recoded word has at least, headRecoded how
	// many of them it is judged by.
	minRecoded, headRecoded = 28, 64
	// maxRecoded bounds the letters of one word, maxRadix those of a number: its
	// conversion takes the square of that.
	maxRecoded, maxRadix = 64 << 10, 1 << 10
)

// Recoded returns what text says in such encodings. Like that of Readings its work
// is linear in the text and the budget, and nothing is allocated in vain.
func Recoded(text string, b *unmask.Budget) []unmask.Reading {
	d := decoding{budget: b}
	d.recode(text, layer{})
	return d.readings
}

// MayRecode reports whether raw, a text or JSON with texts in it, has something
// that Recoded would look at.
func MayRecode(raw []byte) bool {
	text := unsafe.String(unsafe.SliceData(raw), len(raw))
	from := 0
	for i := minRecoded / 2; i < len(text); i += minRecoded / 2 {
		if recodedByte[text[i]] == 0 || recodedByte[text[i-minRecoded/4]] == 0 {
			continue
		}
		start, end := recodedWord(text, from, i)
		if end-start >= minRecoded && !oneSort(text[start:end]) {
			return true
		}
		i, from = max(i, end), end
	}
	return strings.Contains(text, uuFrame) || strings.Contains(text, unicodeMark) || strings.Contains(text, "hr(") || strings.Contains(text, "har]") || strings.Contains(text, secondLine) || strings.Contains(text, `\nM`) ||
		strings.Contains(text, braillePrefix) || strings.Contains(text, `\u28`)
}

// recodedByte are the letters of words that are looked at.
var recodedByte = func() (t [256]uint8) {
	for c := range t {
		if base64Digit[c] < 64 || c == '=' {
			t[c] = 1
		}
	}
	return t
}()

// recodedWord returns the word of such letters that i is in, and that begins at
// from or behind it: of long words it is a part, and no byte is in two of them.
func recodedWord(text string, from, i int) (start, end int) {
	for start = i; start > from && recodedByte[text[start-1]] != 0; {
		start--
	}
	for end = i; end < len(text) && end-start < maxRecoded && recodedByte[text[end]] != 0; {
		end++
	}
	return start, end
}

// oneSort reports whether a word is small letters, capitals or signs alone, as
// names and rulers are: what is encoded is a mixture, or has digits.
func oneSort(word string) bool {
	digits, uppers, lowers := 0, 0, 0
	for i := range min(len(word), 64) {
		switch c := word[i]; {
		case c >= '0' && c <= '9':
			digits++
		case c >= 'A' && c <= 'Z':
			uppers++
		case c >= 'a' && c <= 'z':
			lowers++
		}
	}
	return digits == 0 && (uppers < 4 || lowers < 4)
}

// recode looks for what is recoded in text.
func (d *decoding) recode(text string, l layer) {
	if len(text) < minRecoded || l.depth >= maxLayers {
		return
	}
	from := 0
	for i := minRecoded / 2; i < len(text); i += minRecoded / 2 {
		if recodedByte[text[i]] == 0 {
			continue
		}
		start, end := recodedWord(text, from, i)
		if end-start >= minRecoded && !oneSort(text[start:end]) {
			d.recodedWord(text, start, end, &l)
		}
		i = max(i, end)
		from = i
	}
	d.uuencoded(text, &l)
	d.braille(text, &l)
	d.markedNumbers(text, &l)
	d.dumps(text, &l)
}

// recodedWord reads one word in the ways that give text.
func (d *decoding) recodedWord(text string, start, end int, l *layer) {
	word := strings.Trim(text[start:end], "=")
	switch {
	case len(word) < minRecoded:
	case strings.Trim(word, "0123456789") == "":
		if !d.digits(word, l, start, end) {
			d.radixes(word, l, start, end)
		}
	case strings.Trim(word, "0123456789abcdefABCDEF") == "":
		d.turnedHex(word, l, start, end)
	case d.turned64(word, l, start, end):
	case d.other32(word, l, start, end):
	default:
		d.radixes(word, l, start, end)
	}
}

// digits reads characters as three decimal digits each.
func (d *decoding) digits(word string, l *layer, start, end int) bool {
	if len(word)%3 != 0 {
		return false
	}
	for i := 0; i < len(word); i += 3 {
		if c := numberIn(word[i:i+3], 10); c > 0x7f || !textASCII(byte(c)) {
			return false
		}
	}
	if !d.budget.Take(len(word) / 3) {
		return false
	}
	b := make([]byte, 0, len(word)/3)
	for i := 0; i < len(word); i += 3 {
		b = append(b, byte(numberIn(word[i:i+3], 10)))
	}
	return d.reveal(b, unmask.Cipher, l, start, end, minPlain)
}

// turnedHex reads hexadecimal digits backward, with the halves of each byte
// exchanged, or under a key.
func (d *decoding) turnedHex(word string, l *layer, start, end int) {
	word = word[:len(word)&^1]
	n := len(word) / 2
	var head [headRecoded]byte
	for way := range 3 {
		k := min(n, headRecoded)
		for i := range k {
			head[i] = hexByte(word, i, way)
		}
		if way == 0 && !keyed(head[:k]) || way > 0 && !allText(head[:k]) {
			continue
		}
		if !d.budget.Take(n) {
			return
		}
		b := make([]byte, n)
		for i := range b {
			b[i] = hexByte(word, i, way)
		}
		if way == 0 && !unkey(b) {
			continue
		}
		d.reveal(b, unmask.Cipher, l, start, end, minPlain) // read backward, exchanged halves are text, too
	}
}

// hexByte is the i-th byte of pairs of digits, read backward (1) or with its
// halves exchanged (2).
func hexByte(word string, i, way int) byte {
	if way == 1 {
		i = len(word) - 2 - 2*i
	} else {
		i *= 2
	}
	hi, lo := hexDigit[word[i]], hexDigit[word[i+1]]
	if way > 0 {
		hi, lo = lo, hi
	}
	return hi<<4 | lo
}

// allText reports whether every byte is text.
func allText(b []byte) bool { return len(b) >= 16 && !noText(b) }

// keyed reports whether data begins like ASCII text that was combined with one
// byte. That leaves the highest bits of all bytes the same.
func keyed(head []byte) bool {
	var buf [headRecoded]byte
	return len(head) >= 20 && sameHalf(head) && unkey(buf[:copy(buf[:], head)])
}

// unkey takes the key from data in place: the most frequent byte is a space, or
// an e where nothing else gives text. It reports whether that gives text.
func unkey(b []byte) bool {
	var count [256]int
	most := 0
	for _, c := range b {
		if count[c]++; count[c] > count[most] {
			most = int(c)
		}
	}
	for _, usual := range [...]byte{' ', 'e', 't', 'a', 'o', 'i', 'n', 's', 'r'} {
		key := byte(most) ^ usual
		if key == 0 {
			continue
		}
		good, letters, spaces := true, 0, 0
		for _, c := range b {
			c ^= key
			good = good && textASCII(c)
			if isASCIILetter(rune(c)) {
				letters++
			} else if c == ' ' {
				spaces++
			}
		}
		if !good || (letters+spaces)*5 < len(b)*4 || spaces*16 < len(b) {
			continue
		}
		for i := range b {
			b[i] ^= key
		}
		return true
	}
	return false
}

// The ways to write base64 otherwise. Way 0 is as it stands, for keys.
const (
	backward64 = 1 + iota
	swapped64
	rotated64
	backwardSwapped64
	ways64
)

// letter64 is the i-th letter of a word read in some way.
func letter64(word string, i, way int) byte {
	if way == backward64 || way == backwardSwapped64 {
		i = len(word) - 1 - i
	}
	c := word[i]
	switch {
	case !isASCIILetter(rune(c)):
	case way == swapped64 || way == backwardSwapped64:
		c ^= 0x20
	case way == rotated64 && (c|0x20) > 'm':
		c -= 13
	case way == rotated64:
		c += 13
	}
	return c
}

// turned64 reads base64 in these ways, and under a key.
func (d *decoding) turned64(word string, l *layer, start, end int) bool {
	var letters [headRecoded]byte
	var head [headRecoded]byte
	for way := range ways64 {
		for i := range firstLook { // of most words that is enough
			letters[i] = letter64(word, i, way)
		}
		if k := fill64(head[:], unsafe.String(&letters[0], firstLook)); way == 0 && !sameHalf(head[:k]) || way > 0 && noText(head[:k]) {
			continue
		}
		for i := firstLook; i < min(len(word), headRecoded); i++ {
			letters[i] = letter64(word, i, way)
		}
		k := fill64(head[:], unsafe.String(&letters[0], min(len(word), headRecoded)&^3))
		if way == 0 && !keyed(head[:k]) || way > 0 && !allText(head[:k]) {
			continue
		}
		if !d.budget.Take(2 * len(word)) {
			return true
		}
		all := make([]byte, len(word))
		for i := range all {
			all[i] = letter64(word, i, way)
		}
		b := appendBase64(make([]byte, 0, len(word)*3/4+3), string(all))
		if way == 0 && !unkey(b) {
			continue
		}
		if d.reveal(b, unmask.Cipher, l, start, end, minPlain) {
			return true
		}
	}
	return false
}

// firstLook is how many letters a word is given up by.
const firstLook = 12

// noText reports whether one of the first bytes is no text.
func noText(first []byte) bool {
	var m textMeter
	for _, c := range first {
		if m.add(c); m.bad > 0 {
			return true
		}
	}
	return false
}

// sameHalf reports whether the highest bits of all bytes are the same.
func sameHalf(b []byte) bool {
	all, some := byte(0xff), byte(0)
	for _, c := range b {
		all &= c
		some |= c
	}
	return (all^some)&0x80 == 0
}

// other32 reads the alphabets of base32 that are not those of RFC 4648.
func (d *decoding) other32(word string, l *layer, start, end int) bool {
	for k := range other32Digits {
		digit := &other32Digits[k]
		known := true
		for i := range min(len(word), headRecoded) {
			if known = digit[word[i]] < 32; !known {
				break
			}
		}
		if !known {
			continue
		}
		var head [headRecoded]byte
		if !allText(appendBase32(head[:0], word[:min(len(word), headRecoded)], digit)) || !d.budget.Take(len(word)) {
			continue
		}
		b := appendBase32(make([]byte, 0, len(word)*5/8+1), word, digit)
		if d.reveal(b, unmask.Cipher, l, start, end, minPlain) {
			return true
		}
	}
	return false
}

// other32Digits are Crockford's, z-base-32 and geohash's.
var other32Digits = [...][256]uint8{
	eitherCase("0123456789abcdefghjkmnpqrstvwxyz"), eitherCase("ybndrfg8ejkmcpqxot1uwisza345h769"), eitherCase("0123456789bcdefghjkmnpqrstuvwxyz"),
}

func eitherCase(alphabet string) [256]uint8 {
	t := digitsOf(alphabet)
	for c := 'a'; c <= 'z'; c++ {
		t[c-0x20] = t[c]
	}
	return t
}
