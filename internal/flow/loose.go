package flow

import (
	"encoding/base64"
	"encoding/hex"
	"math/bits"
	"slices"
	"strings"
	"unicode/utf8"
)

// Numbered calls fn with what every list of at least Shortest numbers in text says,
// such as the elements of a JSON array: bytes, or characters where one is no byte.
func Numbered(text []byte, fn func(decoded []byte)) {
	var list numbers
	for at := 0; ; {
		from, ok := mayList(text[at:])
		if !ok {
			return
		}
		at += from
		at += list.read(text[at:], fn)
	}
}

// numbers is what a list says.
type numbers struct {
	out, wide []byte
	count     int
	beyond    bool // one is no byte
}

// read reads the list that text begins with, and returns how much of text it took.
func (l *numbers) read(text []byte, fn func(decoded []byte)) (size int) {
	i := 0
	for l.out, l.wide, l.count, l.beyond = l.out[:0], l.wide[:0], 0, false; i < len(text); {
		c := text[i]
		switch {
		case c >= '0' && c <= '9':
			n, from := 0, i
			for i < len(text) && text[i] >= '0' && text[i] <= '9' {
				n = min(n*10+int(text[i]-'0'), utf8.MaxRune+1)
				i++
			}
			if n > utf8.MaxRune || i-from > 7 {
				l.tell(fn)
				return i
			}
			l.out, l.wide = append(l.out, byte(n)), utf8.AppendRune(l.wide, rune(n))
			l.count++
			l.beyond = l.beyond || n > 255
		case inNumbers(c):
			i++
		default:
			l.tell(fn)
			return i + 1
		}
	}
	l.tell(fn)
	return i
}

// tell calls fn with what is long enough.
func (l *numbers) tell(fn func(decoded []byte)) {
	if l.count >= Shortest && !l.beyond {
		fn(l.out)
	}
	if len(l.wide) >= Shortest && len(l.wide) > l.count {
		fn(l.wide)
	}
}

// mayList returns where a list of Shortest numbers could begin in text. It looks at
// few bytes of what is none.
func mayList(text []byte) (at int, ok bool) {
	const shortest = 2*Shortest - 1 // of one digit each, fewer of more
	for i := 0; i+shortest <= len(text); {
		end := i + shortest - 1
		for end >= i && inNumbers(text[end]) {
			end--
		}
		if end < i {
			return i, true
		}
		i = end + 1
	}
	return 0, false
}

func inNumbers(c byte) bool { return c >= '0' && c <= '9' || c == ',' || c <= ' ' }

// maxLoose bounds the texts that are looked at by Loose.
const maxLoose = 1 << 16

// Loose calls fn with text without what stands between its pieces, where it looks
// like a run that was taken apart (run is true), or like letters that were set
// apart.
func (d *Decoder) Loose(text string, fn func(joined []byte, run bool)) {
	if len(text) < minRun || len(text) > maxLoose {
		return
	}
	d.chars = appendChars(d.chars[:0], text)
	letters, marked, pieces, single := piecesOf(d.chars)
	run := pieces > 1 && 4*marked >= letters
	if letters < minRun || !run && (pieces < Shortest || 4*single < 3*pieces) {
		return
	}
	of := &alphabet
	if !run {
		of = &undivided
	}
	d.joined = slices.Grow(d.joined[:0], len(text)) // at most maxLoose
	joined, n := d.joined[:len(text)], 0
	for i := range len(text) { // what is none of it is written over
		joined[n] = text[i]
		if of[text[i]] {
			n++
		}
	}
	joined = joined[:n]
	apart := 4*single >= 3*pieces
	if run || apart {
		d.marked = !apart
		fn(joined, true)
		d.marked = false
	}
	if apart {
		fn(joined, false)
	}
}

// piecesOf counts characters of pieces, those of them that words have few of, pieces,
// and those of one character.
func piecesOf(all []chars) (n, marked, pieces, single int) {
	for i, of := range all {
		before, behind := of.bare<<1, of.bare>>1
		if i > 0 {
			before |= all[i-1].bare >> (block - 1)
		}
		if i+1 < len(all) {
			behind |= all[i+1].bare << (block - 1)
		}
		n += bits.OnesCount64(of.bare)
		marked += bits.OnesCount64(of.marked)
		pieces += bits.OnesCount64(of.bare &^ before)
		single += bits.OnesCount64(of.bare &^ before &^ behind)
	}
	return n, marked, pieces, single
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
