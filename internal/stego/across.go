package stego

import (
	"bytes"
	"encoding/binary"
	"math/bits"
)

// A first look at what a message says across its grain, in its raw bytes: the
// first letters of its lines, and rows of strings of one word.

const (
	// maxAcross is how much of a message is looked at.
	maxAcross = 8 << 10
	// mostEscapes is how many other escapes may stand between the ends of so many
	// lines, in a text that is no program and no JSON.
	mostEscapes = 12
)

// spellsAcross reports whether lines or strings of raw may spell an order.
func (m *Meter) spellsAcross(raw []byte, known *Known) bool {
	if known == nil || len(raw) > maxAcross {
		known = &Known{Lines: maxAcross, Short: maxAcross} // of all of it, not of what is looked at
		raw = raw[:min(len(raw), maxAcross)]
	}
	words := false
	if known.rows() {
		words, m.chunks = rows(raw)
	}
	return words || m.chunks || known.initials() && m.initials(raw)
}

// rows reports whether there may be enough strings for a row: values, and strings
// in strings, each between two quotation marks.
func (k *Known) rows() bool { return k.Short+(k.Escapes+1)/2 >= fewestParts }

// initials reports whether there are lines enough, and few escapes besides.
func (k *Known) initials() bool {
	return k.Lines >= fewestLetters && k.Lines+2*mostEscapes >= 2*k.Escapes
}

// Chunks reports whether the message that was looked at last has a row of strings
// that may be parts of one encoded text.
func (m *Meter) Chunks() bool { return m.chunks }

// Pieces reports whether the message that was looked at last has many words that
// are none, as pieces of an encoded text are.
func (m *Meter) Pieces() bool { return m.pieces }

// fewestMixes is how often letters stand beside digits, and capitals behind small
// letters, in two blocks in which pieces of an encoded text stand.
const fewestMixes = 4

// initials reads the first letters of the lines in the strings of raw.
func (m *Meter) initials(raw []byte) bool {
	s := &m.spelling
	s.lines = s.lines[:0]
	others := 2 * mostEscapes
	for i := 0; ; {
		k := bytes.IndexByte(raw[i:], '\\')
		if k < 0 || i+k+2 >= len(raw) {
			break
		}
		i += k + 2
		if raw[i-1] != 'n' {
			if others -= 2; others < 0 {
				return false
			}
			continue
		}
		others++
		for j := i; j < min(len(raw), i+8); j++ {
			if isLetter(raw[j]) {
				s.lines = put(s.lines, raw[j])
				break
			}
			if raw[j] == '\\' {
				break
			}
		}
	}
	return len(s.lines) >= fewestLetters && spells(s.lines)
}

// rows reports whether strings of one word follow each other in raw, among them
// two that an order may have, and whether strings do that may be parts of one
// encoded text.
func rows(raw []byte) (words, chunks bool) {
	run, stemmed, single, parts := 0, 0, 0, 0
	for i := 0; ; i++ {
		k := bytes.IndexByte(raw[i:], ',')
		if k < 0 {
			return false, chunks
		}
		if i += k; i == 0 || !endsValue[raw[i-1]] {
			if i == 0 || classes[raw[i-1]] != digit { // a number between them is no string
				run, stemmed, single, parts = 0, 0, 0, 0
			}
			continue
		}
		start, end := wordBefore(raw, i)
		if start == end {
			run, stemmed, single = 0, 0, 0
			if parts++; !chunkBefore(raw, end) {
				parts = 0
			}
			chunks = chunks || parts >= fewestParts
			continue
		}
		if end-start != 4 || string(raw[start:end]) != "text" { // the type of a block
			parts = 0
		}
		if run++; end-start >= 4 && isStem(raw[start], raw[start+1], raw[start+2], raw[start+3]) {
			stemmed++
		}
		if single++; end-start > 1 {
			single = 0
		}
		if run >= fewestWords && stemmed >= 2 || single >= fewestLetters {
			return true, chunks
		}
	}
}

// fewestParts is how many strings make one encoded text, longestPart how long each is.
const (
	fewestParts = 3
	longestPart = 256
)

// chunkBefore reports whether the string that ends at end, a quotation mark, is
// letters and digits of base64, and no word.
func chunkBefore(raw []byte, end int) bool {
	i, digits, uppers, lowers := end, 0, 0, 0
	for i > 0 && end-i <= longestPart {
		c := raw[i-1]
		switch k := classes[c]; {
		case k == digit || c == '+' || c == '=':
			digits++
		case k == upper:
			uppers++
		case k == lower:
			lowers++
		case c != '/' && c != '-' && c != '_':
			return c == '"' && end-i >= 4 && (digits > 0 && uppers+lowers > 0 || uppers > 1 && lowers > 1)
		}
		i--
	}
	return false
}

// endsValue are the bytes that may stand between a word and a comma.
var endsValue = [256]bool{'"': true, '}': true, ']': true, ' ': true}

// wordBefore returns where the word is that is all of the string that ends in
// front of i, or nothing: twice where the string ends.
func wordBefore(raw []byte, i int) (start, end int) {
	for i > 0 && (raw[i-1] == '}' || raw[i-1] == ']' || raw[i-1] == ' ') {
		i--
	}
	if i < 3 || raw[i-1] != '"' {
		return 0, 0
	}
	if i--; raw[i-1] == '\\' {
		i--
	}
	end = i
	if i >= 8 {
		n := lettersBefore(raw, i)
		if i -= n; n < 8 { // as nearly all words
			if n == 0 || i == 0 || raw[i-1] != '"' {
				return end, end
			}
			return i, end
		}
	}
	for i > 0 && end-i <= longestSingle && isLetter(raw[i-1]) {
		i--
	}
	if i == end || i == 0 || raw[i-1] != '"' {
		return end, end
	}
	return i, end
}

// lettersBefore is how many of the eight bytes in front of i are letters, up to the
// first that is none.
func lettersBefore(raw []byte, i int) int {
	w := binary.LittleEndian.Uint64(raw[i-8:])
	// 0x40 to 0x7f, but for the signs among them.
	low := w & (ones64 * 0x1f)
	letters := w << 1 &^ w & (low + ones64*0x7f) &^ (low + ones64*0x65) & tops64
	return bits.LeadingZeros64(^letters&tops64) >> 3
}
