package flow

import (
	"encoding/base64"
	"encoding/hex"
	"strings"
	"unicode/utf8"
)

// Numbered calls fn with what every list of at least Shortest numbers in text says,
// such as the elements of a JSON array: bytes, or characters where one is no byte.
func Numbered(text []byte, fn func(decoded []byte)) {
	if !numbers(text) {
		return
	}
	var out, wide []byte
	count, beyond := 0, false
	flush := func() {
		if count >= Shortest && !beyond {
			fn(out)
		}
		if len(wide) >= Shortest && len(wide) > count {
			fn(wide)
		}
		out, wide, count, beyond = out[:0], wide[:0], 0, false
	}
	for i := 0; i < len(text); {
		c := text[i]
		switch {
		case c >= '0' && c <= '9':
			n, from := 0, i
			for i < len(text) && text[i] >= '0' && text[i] <= '9' {
				n = min(n*10+int(text[i]-'0'), utf8.MaxRune+1)
				i++
			}
			if n > utf8.MaxRune || i-from > 7 {
				flush()
				continue
			}
			out, wide = append(out, byte(n)), utf8.AppendRune(wide, rune(n))
			count++
			beyond = beyond || n > 255
		case c == ',' || c <= ' ':
			i++
		default:
			flush()
			i++
		}
	}
	flush()
}

// numbers reports whether Shortest numbers could stand behind each other in text. It
// looks at few bytes of what is none.
func numbers(text []byte) bool {
	const shortest = 2*Shortest - 1 // of one digit each, fewer of more
	for i := 0; i+shortest <= len(text); {
		end := i + shortest - 1
		for end >= i && inNumbers(text[end]) {
			end--
		}
		if end < i {
			return true
		}
		i = end + 1
	}
	return false
}

func inNumbers(c byte) bool { return c >= '0' && c <= '9' || c == ',' || c <= ' ' }

// maxLoose bounds the texts that are looked at by Loose.
const maxLoose = 1 << 16

// Loose calls fn with text without what stands between its pieces, where it looks
// like a run that was taken apart (run is true), or like letters that were set
// apart.
func Loose(text string, fn func(joined []byte, run bool)) {
	if len(text) < minRun || len(text) > maxLoose {
		return
	}
	letters, marked, pieces, single := piecesOf(text)
	run := pieces > 1 && 4*marked >= letters
	if letters < minRun || !run && (pieces < Shortest || 4*single < 3*pieces) {
		return
	}
	joined := make([]byte, 0, letters)
	for i := range len(text) {
		if c := text[i]; alphabet[c] && (run || c != '-' && c != '_') {
			joined = append(joined, c)
		}
	}
	single *= 4
	if run || single >= 3*pieces {
		fn(joined, true)
	}
	if single >= 3*pieces {
		fn(joined, false)
	}
}

// inPieces are the characters of base64 that hold no words together: bit 0; bit 1 is
// for those of them that words have few of.
var inPieces = func() (t [256]uint8) {
	for c := range t {
		if alphabet[c] && c != '-' && c != '_' {
			if t[c] = 1; c < 'a' {
				t[c] = 3 // capitals and digits
			}
		}
	}
	return t
}()

// piecesOf counts the pieces of a text, those of one character, and what they consist
// of. It guesses at nothing, since it goes over all that is sent.
func piecesOf(text string) (letters, marked, pieces, single int) {
	before, last := 0, 0 // of the two characters before
	for i := range len(text) {
		c := int(inPieces[text[i]])
		in := c & 1
		letters += in
		marked += c >> 1
		pieces += in &^ last
		single += last &^ before &^ in
		before, last = last, in
	}
	return letters, marked, pieces, single + last&^before
}

// Alternate returns text without every second character, where that is the same all
// along.
func Alternate(text string) (rest string, ok bool) {
	if len(text) < 2*Gram || len(text) > maxLoose {
		return "", false
	}
	_, size := utf8.DecodeRuneInString(text)
	between, width := utf8.DecodeRuneInString(text[size:])
	odd := false
	for _, r := range text {
		if odd && r != between {
			return "", false
		}
		odd = !odd
	}
	out := make([]byte, 0, len(text))
	for len(text) > 0 {
		_, size = utf8.DecodeRuneInString(text)
		out = append(out, text[:size]...)
		text = text[min(len(text), size+width):]
	}
	return string(out), true
}

// AppendEach appends what a whole run says by itself, in base64 and in hexadecimal, to
// what those before it said.
func AppendEach(said [2][]byte, run string) [2][]byte {
	bare := strings.TrimRight(strings.NewReplacer("-", "+", "_", "/").Replace(run), "=")
	if b, err := base64.RawStdEncoding.DecodeString(bare); err == nil {
		said[0] = append(said[0], b...)
	}
	if b, err := hex.DecodeString(run); err == nil {
		said[1] = append(said[1], b...)
	}
	return said
}
