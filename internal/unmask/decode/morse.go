package decode

import (
	"github.com/mcp-watchdog/mcp-watchdog/internal/unmask"
)

// Signs of Morse code: what dots, dashes and gaps between words are written
// with.
const (
	morseNone uint8 = iota
	morseDot
	morseDash
	morseGap  // between letters
	morseWord // between words
)

// morseSign returns what stands at text[i] and its length, which is at least 1.
// JSON escapes count as the character they stand for.
func morseSign(text string, i int) (sign uint8, n int) {
	switch text[i] {
	case '.':
		return morseDot, 1
	case '-', '_':
		return morseDash, 1
	case ' ', '\t':
		return morseGap, 1
	case '/', '|', '\n', '\r':
		return morseWord, 1
	case '\\':
		return morseEscape(text, i)
	case 0xC2:
		if i+1 < len(text) && text[i+1] == 0xB7 {
			return morseDot, 2
		}
	case 0xE2:
		if i+2 < len(text) {
			if sign := morseWide(rune(text[i]&15)<<12 | rune(text[i+1]&63)<<6 | rune(text[i+2]&63)); sign != morseNone {
				return sign, 3
			}
		}
	}
	return morseNone, 1
}

func morseEscape(text string, i int) (sign uint8, n int) {
	switch n = escapeLength(text, i); n {
	case 0:
		if i+1 < len(text) && text[i+1] == '\\' {
			return morseGap, 1 // an escape that was escaped
		}
	case 2:
		switch text[i+1] {
		case 'n', 'r', '/':
			return morseWord, 2
		case 't':
			return morseGap, 2
		}
	case 6:
		r := rune(hexDigit[text[i+2]])<<12 | rune(hexDigit[text[i+3]])<<8 | rune(hexDigit[text[i+4]])<<4 | rune(hexDigit[text[i+5]])
		return morseWide(r), 6
	}
	return morseNone, 1
}

// morseWide covers dots and dashes outside ASCII.
func morseWide(r rune) uint8 {
	switch r {
	case 0xB7, 0x2022, 0x2024, 0x2219, 0x22C5, 0x25CF: // middle dot, bullets, one dot leader, operators, circle
		return morseDot
	case 0x2010, 0x2011, 0x2012, 0x2013, 0x2014, 0x2015, 0x2212, 0x2500, 0x2501: // hyphens, dashes, minus, box drawings
		return morseDash
	}
	return morseNone
}

// isMorseByte reports whether c occurs in the UTF-8 of a Morse sign.
func isMorseByte(c byte) bool {
	switch c {
	case 0xC2, 0xB7, 0xE2, // first bytes, middle dot
		0x80, 0xA2, 0xA4, 0x90, 0x91, 0x92, 0x93, 0x94, 0x95, // general punctuation, box drawings
		0x88, 0x99, 0x8B, 0x85, 0x97, 0x8F, 0x81: // operators, circle
		return true
	}
	return false
}

// morseLetters is indexed by a letter's signs after a leading 1, dot 0, dash 1.
var morseLetters = func() (t [128]byte) {
	for letter, code := range map[byte]string{
		'A': ".-", 'B': "-...", 'C': "-.-.", 'D': "-..", 'E': ".", 'F': "..-.", 'G': "--.", 'H': "....", 'I': "..", 'J': ".---",
		'K': "-.-", 'L': ".-..", 'M': "--", 'N': "-.", 'O': "---", 'P': ".--.", 'Q': "--.-", 'R': ".-.", 'S': "...", 'T': "-",
		'U': "..-", 'V': "...-", 'W': ".--", 'X': "-..-", 'Y': "-.--", 'Z': "--..",
		'0': "-----", '1': ".----", '2': "..---", '3': "...--", '4': "....-", '5': ".....", '6': "-....", '7': "--...", '8': "---..",
		'9': "----.", '.': ".-.-.-", ',': "--..--", '?': "..--..", '\'': ".----.", '!': "-.-.--", '/': "-..-.", '(': "-.--.",
		')': "-.--.-", '&': ".-...", ':': "---...", ';': "-.-.-.", '=': "-...-", '+': ".-.-.", '-': "-....-", '_': "..--.-",
		'"': ".-..-.", '@': ".--.-.",
	} {
		at := 1
		for i := range len(code) {
			at <<= 1
			if code[i] == '-' {
				at |= 1
			}
		}
		t[at] = letter
	}
	return t
}()

const (
	minMorse      = 8  // letters
	minMorseKinds = 5  // different ones
	minSigns      = 12 // dots and dashes: half of the letters have more than one
)

// morseScan finds Morse code.
type morseScan struct {
	at, end int
	// The stretch found last.
	from, to int
	out      []byte // what it says, when wanted
}

// next moves to the next stretch of Morse code and decodes it when wanted.
func (s *morseScan) next(text string, want bool) bool {
	var seen morseTally
	code, gap := 1, uint8(morseWord)
	s.from, s.to, s.out = s.at, s.at, s.out[:0]
	for {
		sign, n := uint8(morseNone), 1
		if s.at < s.end {
			sign, n = morseSign(text, s.at)
		}
		switch sign {
		case morseDot, morseDash:
			if seen.letters == 0 && code == 1 {
				s.from = s.at
			}
			if code < 64 {
				code = code<<1 | int(sign-morseDot)
			} else {
				code = 128 // too long for a letter
			}
			s.at += n
			continue
		}
		var letter byte
		if code > 1 && code < 128 {
			letter = morseLetters[code]
		}
		if letter != 0 {
			if want {
				if seen.letters > 0 && gap == morseWord {
					s.out = append(s.out, ' ')
				}
				s.out = append(s.out, letter)
			}
			seen.add(letter)
			s.to, gap = s.at, morseNone
		}
		if sign == morseNone || code > 1 && letter == 0 {
			if seen.speaks() {
				return true
			}
			if s.at >= s.end {
				return false
			}
			seen, s.out = morseTally{}, s.out[:0]
			gap = morseWord
			for s.at++; s.at < s.end && listCounts[text[s.at]]&2 == 0; s.at++ {
			}
			code = 1
			continue
		}
		code = 1
		switch {
		case sign == morseGap && gap == morseGap: // two gaps part words
			gap = morseWord
		case sign == morseGap && gap == morseNone, sign == morseWord:
			gap = sign
		}
		s.at += n
	}
}

// morse reads the Morse code in a stretch.
func (d *decoding) morse(text string, start, end int, l *layer) {
	probe := morseScan{at: start, end: end}
	for probe.next(text, false) {
		from, to := probe.from, probe.to
		if l.known(from, to) || !d.budget.Take((to-from)/2+1) {
			continue
		}
		scan := morseScan{at: from, end: to, out: make([]byte, 0, (to-from)/2+1)}
		if !scan.next(text, true) {
			continue
		}
		r := unmask.Reading{Disguise: unmask.Morse, Text: string(scan.out)}
		r.Start, r.End = l.span(from, to)
		d.readings = append(d.readings, r)
	}
}

// morseTally counts the letters of a message in Morse code.
type morseTally struct {
	letters, short, different int
	kinds                     [2]uint64 // letters seen
}

func (t *morseTally) add(letter byte) {
	t.letters++
	if t.kinds[letter>>6]>>(letter&63)&1 == 0 {
		t.kinds[letter>>6] |= 1 << (letter & 63)
		t.different++
	}
	if letter == 'E' || letter == 'T' {
		t.short++
	}
}

// speaks reports whether the letters can be words: enough of them, of enough
// kinds, and not mostly those of one sign.
func (t *morseTally) speaks() bool {
	return t.letters >= minMorse && t.short*2 <= t.letters && t.different >= minMorseKinds
}
