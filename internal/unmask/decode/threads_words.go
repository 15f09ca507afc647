package decode

import (
	"bytes"
	"encoding/binary"
	"math/bits"
)

// Words that are none, among those of a message.

// strangers looks for words that are hardly any, in one quick pass, and returns the
// stretch in which they stand; ok is false when there are too few of them.
func strangers(raw []byte) (from, to int, ok bool) {
	n, letters := 0, 0
	from = -1
	for i := 0; i+8 <= len(raw); {
		m := besideFigures(binary.LittleEndian.Uint64(raw[i:]))
		if m == 0 {
			i += 8
			continue
		}
		start := i + bits.TrailingZeros64(m)>>3
		end := start
		for start > 0 && kindOf[raw[start-1]] != 0 && end-start <= longestWord {
			start--
		}
		for end < len(raw) && kindOf[raw[end]] != 0 {
			end++
		}
		if _, strange := judgeWord(raw[start:end]); strange {
			if n++; from < 0 {
				from = start
			}
			to = end
			letters += end - start
		}
		i = end + 1
	}
	if n < fewestWords || letters < shortestThread {
		return 0, 0, false
	}
	from = max(0, from-aroundThem) // not all pieces have a digit
	from = max(bytes.LastIndexByte(raw[:from], '{'), bytes.LastIndex(raw[:from], lineEnd), 0)
	to = min(to+aroundThem, len(raw))
	if k := bytes.Index(raw[to:], lineEnd); k >= 0 && k < longestWord {
		to += k
	}
	return from, to, true
}

// besideFigures marks the digits among eight bytes that stand beside a letter, in
// their highest bits.
func besideFigures(w uint64) uint64 {
	const ones, tops = 0x0101010101010101, 0x8080808080808080
	x := w ^ ones*'0'
	digits := ^((x&^tops + ones*0x76) | x | w) & tops
	if digits == 0 {
		return 0
	}
	letters := w << 1 &^ w &^ ((w&(ones*0x1f) + ones*5) << 2) & tops
	return digits & (letters<<8 | letters>>8)
}

// aroundThem is how much in front of the first and behind the last is read as well.
const aroundThem = 1 << 10

var lineEnd = []byte(`\n`)

// isStrange reports whether a word with so many turns between kinds of letters is
// hardly any.
func isStrange(length, turns int) bool {
	return length >= shortestStrange && turns*5 >= length && length <= longestWord
}

// shortestStrange is the shortest word that can be strange.
const shortestStrange = 6

// Kinds of letters, and a bit for each two that do not follow each other in words:
// capitals behind small letters, letters beside digits.
const (
	minuscule = 1 + iota
	capital
	figure

	turning = 1<<(minuscule<<2|capital) | 1<<(minuscule<<2|figure) | 1<<(capital<<2|figure) | 1<<(figure<<2|minuscule) | 1<<(figure<<2|capital)
)

// kindOf is 0 for what is no part of a word; the signs of base64 are as figures.
var kindOf = func() (t [256]uint8) {
	for c := range t {
		switch {
		case c >= 'a' && c <= 'z':
			t[c] = minuscule
		case c >= 'A' && c <= 'Z':
			t[c] = capital
		case c >= '0' && c <= '9' || c == '+':
			t[c] = figure
		}
	}
	return t
}()

// threadByte are the letters of base64 in both of its alphabets.
var threadByte = func() (t [256]bool) {
	for _, c := range "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/-_" {
		t[c] = true
	}
	return t
}()

// onlyMarks reports whether a word has no letter and no figure: it is a rule, a bullet.
func onlyMarks(b []byte) bool {
	for _, c := range b {
		if c != '-' && c != '_' && c != '/' && c != '+' {
			return false
		}
	}
	return true
}

func onlyFigures(b []byte) bool {
	for _, c := range b {
		if c < '0' || c > '9' {
			return false
		}
	}
	return true
}

// assigns reports whether there is a sign that stands between a name and its value.
func assigns(between []byte) bool {
	for _, c := range between {
		if c == ':' || c == '=' || c == '>' {
			return true
		}
	}
	return false
}

// mostPadding is how many signs of padding stand behind a word.
const mostPadding = 6

// padded is the end of a word that ends at i, with its padding. One sign may also
// stand between a name and its value.
func padded(raw []byte, start, i int) int {
	k := i
	for k < len(raw) && k < i+mostPadding && raw[k] == '=' {
		k++
	}
	if k == i+1 && (k == len(raw) || threadByte[raw[k]] || !looksEncoded(raw[start:i])) {
		return i
	}
	return k
}

// smallNumber is the number that b is, otherwise what it was.
func smallNumber(b []byte, was int32) int32 {
	if len(b) > 6 || was >= 0 {
		return was
	}
	n := int32(0)
	for _, c := range b {
		if c < '0' || c > '9' {
			return was
		}
		n = n*10 + int32(c-'0')
	}
	return n
}

// labelOf is a hash of a name without its digits, never 0.
func labelOf(name []byte) uint32 {
	for n := len(name); n > 0; name, n = name[:n-1], n-1 {
		if c := name[n-1]; c != '-' && c != '_' && (c < '0' || c > '9') {
			break
		}
	}
	h := uint32(2166136261)
	for _, c := range name {
		h = (h ^ uint32(c|0x20)) * 16777619
	}
	return h | 1
}

// looksEncoded reports whether a word may be none: letters and digits mixed, or
// capitals among small letters.
func looksEncoded(b []byte) bool {
	piece, _ := judgeWord(b)
	return piece
}

func judgeWord(b []byte) (piece, strange bool) {
	if len(b) < shortestWord || len(b) > longestWord {
		return false, false
	}
	turns, before := 0, uint8(0)
	for _, c := range b {
		k := kindOf[c]
		turns += int(turning >> (before<<2 | k) & 1)
		before = k
	}
	return turns > 0, isStrange(len(b), turns)
}

// mostColumns is how many columns of each sort are tried: those with most pieces.
const mostColumns = 8

// longestAlone is the length from which a piece says something by itself.
const longestAlone = 64

// LongestPiece returns the longest word of raw, of at least so many letters, that may
// be a piece of an encoded text; nil for none. It looks at one letter of many.
func LongestPiece(raw []byte, least int) []byte {
	var best []byte
	over, step := 0, max(1, least-mostPadding) // what stands before over was looked at
	if bytes.IndexByte(raw, '=') < 0 {
		step = max(1, least)
	}
	for at := step - 1; at < len(raw); at += step {
		if !threadByte[raw[at]] {
			continue
		}
		start, end := at, at+1
		for start > over && threadByte[raw[start-1]] {
			start--
		}
		if start > 0 && raw[start-1] == '\\' && escaping(raw[:start]) {
			start++
		}
		for end < len(raw) && threadByte[raw[end]] {
			end++
		}
		at, over = end-1, end
		if end-start < step { // most words
			continue
		}
		if w := raw[start:padded(raw, start, end)]; len(w) > len(best) && len(w) >= least && len(w) <= longestAlone && looksEncoded(w) {
			best = w
		}
	}
	return best
}

// escaping reports whether raw ends with a backslash that is not escaped itself.
func escaping(raw []byte) bool {
	n := len(raw)
	for n > 0 && raw[n-1] == '\\' {
		n--
	}
	return (len(raw)-n)%2 == 1
}
