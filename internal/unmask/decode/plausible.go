package decode

import (
	"unicode"
	"unicode/utf16"
	"unicode/utf8"

	"github.com/mcp-watchdog/mcp-watchdog/internal/unmask"
	"github.com/mcp-watchdog/mcp-watchdog/internal/unmask/invisible"
	"github.com/mcp-watchdog/mcp-watchdog/internal/unmask/spelling"
)

// minPlain is the number of decoded bytes below which nothing is a reading.
const minPlain = 12

// sum counts what a text consists of.
type sum struct {
	runes, letters, spaces, bad int
	unspaced                    int // letters of scripts that set no spaces
	words                       int // runs of letters
	flips                       int // capitals after small letters
	joints                      int // _ - . / : between words
}

// add counts r, which came after last.
func (s *sum) add(r, last rune) {
	s.runes++
	switch {
	case r < utf8.RuneSelf:
		switch c := byte(r); {
		case isASCIILetter(r):
			s.letters++
			if !isASCIILetter(last) {
				s.words++
			} else if c < 'a' && last >= 'a' {
				s.flips++
			}
		case c == ' ' || c == '\n' || c == '\t' || c == '\r':
			s.spaces++
		case c < ' ' || c == 0x7f:
			s.bad++
		case c == '_' || c == '-' || c == '.' || c == '/' || c == ':':
			s.joints++
		}
	case unicode.IsLetter(r) || unicode.IsMark(r):
		s.letters++
		if last < utf8.RuneSelf && !isASCIILetter(last) {
			s.words++
		}
		if setsNoSpaces(r) {
			s.unspaced++
		}
	case unicode.IsSpace(r):
		s.spaces++
	case r == utf8.RuneError || !unicode.IsGraphic(r) && !unicode.Is(unicode.Cf, r):
		s.bad++
	}
}

func isASCIILetter(r rune) bool { return r|0x20 >= 'a' && r|0x20 <= 'z' }

// setsNoSpaces reports whether words of r's script stand without spaces.
func setsNoSpaces(r rune) bool {
	switch {
	case r < 0xE00:
		return false
	case r < 0x1100:
		return true // Thai, Lao, Tibetan, Myanmar
	}
	return r >= 0x1780 && r < 0x1800 || r >= 0x2E80 && r < 0xA4D0 || r >= 0xF900 && r < 0xFB00 || r >= 0x20000 && r < 0x40000
}

// plausible reports whether text reads like something written for a reader, in
// any language: mostly letters, in words of a usual length, with spaces.
// Source code and markup with enough words pass as well.
func plausible(text string, shortest int) bool {
	if len(text) < shortest {
		return false
	}
	var s sum
	last := rune(' ')
	for _, r := range text {
		s.add(r, last)
		last = r
	}
	switch {
	case s.bad*20 > s.runes || s.letters*2 < s.runes || s.words == 0:
		return false
	case s.unspaced*2 >= s.letters:
		return true
	case s.letters > 14*s.words || 2*s.letters < 3*s.words || s.flips*8 > s.letters:
		return false
	case s.spaces*16 >= s.runes:
		return true
	}
	// Names and paths: several words, hardly anything else.
	return s.words >= 3 && s.joints+s.spaces >= 2 && s.letters*4 >= s.runes*3 && s.letters >= 3*s.words
}

// worthReading reports whether decoded text makes a reading: it is plausible as it
// stands, or once its letters are read otherwise.
func worthReading(text string, shortest int) bool {
	return plausible(text, shortest) || oddlySpelt(text, shortest)
}

// oddlySpelt reports whether text shows signs of letters that are set apart or
// stand for others, or of invisible characters beside its words.
func oddlySpelt(text string, shortest int) bool {
	if len(text) < shortest {
		return false
	}
	var s sum
	last, hidden, signs := rune(' '), 0, 0
	for _, r := range text {
		if kind, hides := invisible.KindOf(r); hides && kind != unmask.Control && kind != unmask.PrivateUse {
			hidden++
			continue
		}
		s.add(r, last)
		if r < 0x80 && spelling.CharClass[byte(r)]&spelling.LeetChars != 0 && !isASCIILetter(r) {
			signs++
		}
		last = r
	}
	switch {
	case s.bad*20 > s.runes:
		return false
	case hidden >= invisible.LongRun:
		return true
	case s.letters == 0:
		return false
	case s.spaces*16 < s.runes || (s.letters+signs+s.joints)*4 < 3*(s.runes-s.spaces):
		return false
	}
	return spelling.SignsOf(text, false)&(spelling.LookSign|spelling.SpacedSign|spelling.SplitSign|spelling.LeetFound) != 0
}

// textMeter judges bytes one after the other: text is printable ASCII, tabs,
// line ends and valid UTF-8 above U+009F.
type textMeter struct {
	n, bad int
	state  uint8 // continuation bytes to come, afterC2, or neither
}

const (
	afterC2   = 4    // what follows must not be a control character
	wrongText = 0x80 // in textStates: the byte is wrong where it stands
)

// textStates gives the state after a byte, by the state before.
var textStates = func() (t [5][256]uint8) {
	for state := range uint8(5) {
		for c := range 256 {
			c := byte(c)
			next := uint8(0)
			switch {
			case c&0xC0 == 0x80 && state == afterC2 && c >= 0xA0, c&0xC0 == 0x80 && state == 1:
			case c&0xC0 == 0x80 && (state == 2 || state == 3):
				next = state - 1
			case c < 0xC2 && !textASCII(c) || c > 0xF4:
				next = wrongText
			case c == 0xC2:
				next = afterC2
			case c >= 0xF0:
				next = 3
			case c >= 0xE0:
				next = 2
			case c > 0xC2:
				next = 1
			}
			if state > 0 && c&0xC0 != 0x80 {
				next |= wrongText // the character before it is not complete
			}
			t[state][c] = next
		}
	}
	return t
}()

func (m *textMeter) add(c byte) {
	next := textStates[m.state][c]
	m.n++
	m.bad += int(next >> 7)
	m.state = next &^ wrongText
}

// hopeless says that it is no text, hopeful that it may be, a few wrong bytes
// in front notwithstanding.
func (m *textMeter) hopeless() bool { return m.bad*8 > m.n+12 }
func (m *textMeter) hopeful() bool  { return m.n >= minPlain && m.bad*12 <= m.n+12 }

// texty reports whether at most one byte in twenty is not text.
func texty(data string) bool {
	var m textMeter
	for i := range len(data) {
		if m.add(data[i]); m.hopeless() {
			return false
		}
	}
	return m.bad*20 <= m.n
}

// textLength returns the number of bytes that data begins with that are text.
func textLength(data string) int {
	for i := 0; i < len(data); {
		if c := data[i]; c < utf8.RuneSelf {
			if c < ' ' && c != '\n' && c != '\t' && c != '\r' || c == 0x7f {
				return i
			}
			i++
			continue
		}
		r, n := utf8.DecodeRuneInString(data[i:])
		if r == utf8.RuneError || r < 0xA0 {
			return i
		}
		i += n
	}
	return len(data)
}

// inUTF16 reports whether data begins like Latin text in UTF-16, and in which order
// the bytes are: 0 little, 1 big endian.
func inUTF16(data []byte) (order int, ok bool) {
	if len(data) < 6 {
		return 0, false
	}
	for order = range 2 {
		if data[1-order] == 0 && data[3-order] == 0 && data[5-order] == 0 &&
			textLatin(data[order]) && textLatin(data[2+order]) && textLatin(data[4+order]) {
			return order, true
		}
	}
	return 0, false
}

func textASCII(c byte) bool { return c >= ' ' && c < 0x7f || c == '\n' || c == '\t' || c == '\r' }

func textLatin(c byte) bool { return textASCII(c) || c >= 0xA0 }

// fromUTF16 returns data as UTF-8 when it is UTF-16 without a byte order mark,
// as encoded PowerShell commands are, or with one.
func fromUTF16(data []byte) ([]byte, bool) {
	if len(data) > 8 && (data[0] == 0xFF && data[1] == 0xFE || data[0] == 0xFE && data[1] == 0xFF) {
		data = data[2:]
	}
	order, ok := inUTF16(data)
	if !ok {
		return nil, false
	}
	out := make([]byte, 0, len(data))
	for i := 0; i+1 < len(data); i += 2 {
		r := rune(data[i+order]) | rune(data[i+1-order])<<8
		if utf16.IsSurrogate(r) && i+3 < len(data) {
			low := rune(data[i+2+order]) | rune(data[i+3-order])<<8
			if pair := utf16.DecodeRune(r, low); pair != utf8.RuneError {
				r = pair
				i += 2
			}
		}
		out = utf8.AppendRune(out, r)
	}
	return out, true
}
