package stego

import "bytes"

// A first look at what a message says across its grain, in its raw bytes: the
// first letters of its lines, and rows of strings of one word.

const (
	// maxAcross is how much of a message is looked at.
	maxAcross = 16 << 10
	// mostEscapes is how many other escapes may stand between the ends of so many
	// lines, in a text that is no program and no JSON.
	mostEscapes = 12
)

// spellsAcross reports whether lines or strings of raw may spell an order.
func (m *Meter) spellsAcross(raw []byte) bool {
	raw = raw[:min(len(raw), maxAcross)]
	return rowOfWords(raw) || m.initials(raw)
}

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

// rowOfWords reports whether strings of one word follow each other in raw, among
// them two that an order may have.
func rowOfWords(raw []byte) bool {
	run, stemmed := 0, 0
	for i := 0; ; i++ {
		k := bytes.IndexByte(raw[i:], ',')
		if k < 0 {
			return false
		}
		if i += k; i == 0 || !endsValue[raw[i-1]] {
			run, stemmed = 0, 0
			continue
		}
		start, end := wordBefore(raw, i)
		if start == end {
			run, stemmed = 0, 0
			continue
		}
		if run++; end-start >= 4 && isStem(raw[start], raw[start+1], raw[start+2], raw[start+3]) {
			stemmed++
		}
		if run >= fewestWords && stemmed >= 2 {
			return true
		}
	}
}

// endsValue are the bytes that may stand between a word and a comma.
var endsValue = [256]bool{'"': true, '}': true, ']': true, ' ': true}

// wordBefore returns where the word is that is all of the string that ends in
// front of i, or nothing.
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
	for i > 0 && end-i <= longestSingle && isLetter(raw[i-1]) {
		i--
	}
	if i == end || i == 0 || raw[i-1] != '"' {
		return 0, 0
	}
	return i, end
}
