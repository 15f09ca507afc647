package decode

import (
	"github.com/mcp-watchdog/mcp-watchdog/internal/unmask"
)

// maxGap bounds how many characters may stand between two pieces of a run: a
// line end with indentation and a quote or comment mark.
const maxGap = 48

// pieceAfter returns where the next piece of a run may begin when one ends at
// i. Escapes count as what they stand for, however often they were escaped.
func pieceAfter(text string, i int) int {
	start := i
	for range maxGap {
		if i >= len(text) {
			break
		}
		c, n := text[i], 1
		if c == '\\' {
			at := afterBackslashes(text, i)
			if c, n = plainEscape(text, at-1); n == 0 || c == '\\' {
				return i
			}
			n += at - 1 - i
		}
		switch c {
		case ' ', '\t', '\n', '\r', '"', '\'', ',', ';', '|', '>':
			i += n
		case '+', '/', '-', '#', '*': // "..." + "..."; comment marks
			if i == start || c != '/' && text[i-1] == c || i+n < len(text) && base64Digit[text[i+n]] < 62 {
				return i
			}
			i += n
		default:
			return i
		}
	}
	return i
}

// plainEscape decodes a JSON escape at text[i] that stands for ASCII, or
// returns a length of 0.
func plainEscape(text string, i int) (c byte, n int) {
	if i+1 >= len(text) {
		return 0, 0
	}
	switch c := text[i+1]; c {
	case 'n':
		return '\n', 2
	case 'r':
		return '\r', 2
	case 't':
		return '\t', 2
	case '"', '/', '\\', '\'':
		return c, 2
	case 'u':
		if i+6 <= len(text) && text[i+2] == '0' && text[i+3] == '0' {
			if hi, lo := hexDigit[text[i+4]], hexDigit[text[i+5]]; hi < 8 && lo < 16 {
				return hi<<4 | lo, 6
			}
		}
	}
	return 0, 0
}

// plainEscapeAt is plainEscape where there may be no backslash.
func plainEscapeAt(text string, i int) (c byte, n int) {
	if i >= len(text) || text[i] != '\\' {
		return 0, 0
	}
	return plainEscape(text, i)
}

const (
	minPieces  = 3
	minLetters = 32 // letters in all pieces
)

// pieces is base64 or base32 in short pieces.
type pieces struct {
	from, to int
	digit    *[256]uint8
	width    int // bits per letter
}

// piecesIn finds base64 or base32 of text in short pieces in a stretch
// of armour, from at on to its end. It returns where to go on, or ok false
// at the end of the stretch.
func piecesIn(text string, at, end int) (p pieces, ok bool) {
	for i := at; i+minParts <= end; {
		if c := base64Digit[text[i]]; c < 32 || c >= 48 && c < 62 { // ASCII or the first byte of UTF-8
			if to := piecesAt(text, i, end, &base64Digit, 6); to > 0 {
				return pieces{i, to, &base64Digit, 6}, true
			}
			if base32Digit[text[i]] < 32 {
				if to := piecesAt(text, i, end, &base32Digit, 5); to > 0 {
					return pieces{i, to, &base32Digit, 5}, true
				}
			}
		}
		for i < end && base64Digit[text[i]] < 64 {
			i++
		}
		if i < end && text[i] == '=' {
			i++ // key=, or the end of padding
			continue
		}
		if next := pieceAfter(text, i); next > i {
			i = next
		} else if i < end && text[i] == '\\' {
			i += max(1, escapeLength(text, i)) // another sign
		} else {
			i++
		}
	}
	return pieces{}, false
}

// piecesAt returns where the pieces end that begin at text[i] and decode to
// text, or 0 when they are too few or too short. Pieces are equally long,
// apart from the last, or follow no rule.
func piecesAt(text string, i, end int, digit *[256]uint8, width int) int {
	start, good := i, 0 // up to good everything is text
	v, have := uint32(0), 0
	var m textMeter
	letters, count, first, irregular := 0, 0, 0, false
	for {
		from, n := i, 0
		for ; i < end && (digit[text[i]] < 64 || text[i] == '\\' && slashEscape(text, i)); i++ {
			if text[i] == '\\' {
				continue
			}
			n++
			v = v<<width | uint32(digit[text[i]])
			if have += width; have >= 8 {
				have -= 8
				if m.add(byte(v >> have)); m.bad > 0 {
					return enoughPieces(text, start, good, letters, count)
				}
			}
		}
		if n == 0 || i < end && base64Digit[text[i]] < 64 { // not to the end of the word
			return enoughPieces(text, start, good, letters, count)
		}
		for i < end && text[i] == '=' {
			have = 0
			i++
		}
		switch {
		case count == 0:
			first = n
		case n > first && !irregular && count >= minPieces: // not one of them
			return enoughPieces(text, start, good, letters, count)
		case n < first && !irregular && count >= minPieces: // the last one
			if !mixedCase(text[from:i]) || lineEnds(text[good:from]) > 1 {
				return enoughPieces(text, start, good, letters, count)
			}
			return enoughPieces(text, start, i, letters+n, count+1)
		case n != first:
			irregular = true
		}
		good = i
		count++
		letters += n
		i = pieceAfter(text, i)
	}
}

// slashEscape reports whether the backslash at text[i] is there for the sake of
// a slash.
func slashEscape(text string, i int) bool {
	at := afterBackslashes(text, i)
	return at < len(text) && text[at] == '/'
}

// enoughPieces returns end when the pieces up to there make a reading. One of
// them, not at the ends, must have a digit and a change of case, which the walk
// looks for.
func enoughPieces(text string, start, end, letters, count int) int {
	if count < minPieces || letters < minLetters || end-start < minParts {
		return 0
	}
	var signs uint8
	t := skimTable()
	for i := start + 16; i+16 < end; i++ {
		if base64Digit[text[i]] >= 64 {
			signs = 0
			continue
		}
		signs |= t[int(text[i-1])|int(text[i])<<8]
		if signs&(oddCase|digitSign) == oddCase|digitSign {
			return end
		}
	}
	return 0
}

// parts looks at the stretch of armour that the walk stopped at.
func (d *decoding) parts(s *skimmer, l layer) {
	start, end := s.stretch(notArmour, 8, s.parts)
	if end == 0 {
		return
	}
	s.parts = end
	for at := start; ; {
		p, ok := piecesIn(s.text, at, end)
		if !ok {
			return
		}
		at = p.to
		n := (p.to - p.from) * p.width / 8
		if l.known(p.from, p.to) || !d.budget.Take(n+3) {
			continue
		}
		how, b := unmask.Base32, make([]byte, 0, n+3)
		if p.width == 6 {
			how, b = unmask.Base64, appendBase64(b, s.text[p.from:p.to])
		} else {
			b = appendBase32(b, s.text[p.from:p.to], p.digit)
		}
		if d.reveal(b, how, &l, p.from, p.to, minPlain) {
			s.runs = max(s.runs, p.to)
		}
	}
}
