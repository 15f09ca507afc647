package invisible

import (
	"strings"
	"unicode/utf8"

	"github.com/mcp-watchdog/mcp-watchdog/internal/unmask"
)

// maxString bounds, in bytes, an escape string that is not ended on its line.
const maxString = unmask.MaxHidden

// A sequence is one terminal escape sequence (ECMA-48, ISO 2022), in 7-bit form
// (ESC and a letter) or with a C1 introducer.
type sequence struct {
	start, end int
	// form is the letter after ESC: '[' for CSI, ']' OSC, 'P' DCS, 'X' SOS, '^'
	// PM, '_' APC, 'k' for a window name; the final byte of any other.
	form byte
	// body is what stands between introducer and end: parameters and
	// intermediates of a CSI, the content of a string.
	body  string
	final byte // of a CSI, 0 if it has none
}

// sequenceEnd returns the end of the escape sequence at text[i], or i.
func sequenceEnd(text string, i int) int {
	s, ok := parseSequence(text, i)
	if !ok {
		return i
	}
	return s.end
}

// parseSequence reads the escape sequence at text[i], if there is one.
func parseSequence(text string, i int) (sequence, bool) {
	s := sequence{start: i}
	at := i + 2
	switch {
	case at > len(text):
		return s, false
	case text[i] == 0x1B:
		s.form = text[i+1]
	case c1Introducer(text, i):
		s.form = text[i+1] - 0x40
	default:
		return s, false
	}
	switch s.form {
	case '[':
		s.readCSI(text, at)
	case ']', 'P', 'X', '^', '_':
		ended := s.readString(text, at)
		if !ended && text[i] != 0x1B && (s.form != ']' || text[at] < '0' || text[at] > '9') {
			return s, false // rather a wrongly decoded byte than a string
		}
	case 'k': // of screen and tmux
		if !s.readString(text, at) || strings.IndexByte(s.body, '\n') >= 0 {
			s.body, s.end = "", at
		}
	default:
		return s, s.readOther(text, at)
	}
	return s, true
}

// readCSI reads parameters and intermediates up to the final byte, or to the
// first byte that is none of the three.
func (s *sequence) readCSI(text string, at int) {
	end := at
	for end < len(text) && text[end] >= 0x20 && text[end] < 0x40 {
		end++
	}
	s.body, s.end = text[at:end], end
	if end < len(text) && text[end] >= 0x40 && text[end] < 0x7F {
		s.final, s.end = text[end], end+1
	}
}

// readString reads a string up to its end and reports whether it has one. If
// not, it goes to the end of the line, the next sequence or maxString.
func (s *sequence) readString(text string, at int) bool {
	end, size := at, 0
scan:
	for ; end < len(text); end++ {
		switch c := text[end]; {
		case c == 0x07 && s.form == ']', c == 0x18, c == 0x1A:
			size = 1
			break scan
		case c == 0x1B:
			if end+1 < len(text) && text[end+1] == '\\' {
				size = 2
			}
			break scan
		case c == 0xC2 && end+1 < len(text) && text[end+1] == 0x9C:
			size = 2
			break scan
		case c == 0xC2 && c1Introducer(text, end):
			break scan
		}
	}
	line := strings.IndexAny(text[at:end], "\r\n")
	if size > 0 && (line < 0 || end-at <= maxString) {
		s.body, s.end = text[at:end], end+size
		return true
	}
	if line >= 0 {
		end = at + line
	}
	if end > at+maxString {
		end = at + len(unmask.Bounded(text[at:]))
	}
	s.body, s.end = text[at:end], end
	return false
}

// readOther reads an escape of two bytes, or of an intermediate and a final
// byte, and reports whether it is one that terminals know. An ESC before
// anything else is alone.
func (s *sequence) readOther(text string, at int) bool {
	s.end = at
	if strings.IndexByte("6789=>DEHMNOVWZ\\clmno|}~", s.form) >= 0 {
		return true
	}
	if at == len(text) || strings.IndexByte(" #%()*+-./", s.form) < 0 {
		return false
	}
	final := text[at]
	if s.form == '%' && final == '/' && at+1 < len(text) { // other codings than UTF-8
		at++
	}
	s.body, s.form, s.end = text[at-1:at], text[at], at+1
	return final >= '0' && final <= '9' || final >= '<' && final <= '>' || final >= '@' && final <= 'Z' || final == '/'
}

// c1Introducer reports whether a C1 control that begins a sequence is at
// text[i] and one can follow. After another C1 control or an accented letter it
// is a byte of text that was decoded wrongly ("â" and U+009D for a quotation
// mark), and what follows is no sequence.
func c1Introducer(text string, i int) bool {
	if i+2 >= len(text) || text[i] != 0xC2 || text[i+2] < ' ' || text[i+2] > '~' {
		return false
	}
	switch text[i+1] {
	case 0x90, 0x98, 0x9B, 0x9D, 0x9E, 0x9F:
		before, _ := utf8.DecodeLastRuneInString(text[:i])
		return !unmask.Between(before, 0x80, 0x9F) && !unmask.Between(before, 0xC0, 0xFF)
	}
	return false
}

// introducers finds the places where escape sequences can begin.
type introducers struct {
	text    string
	esc, c1 int // the next of each, at or after the last place asked for
}

// next returns the first ESC or C1 introducer at or after i, or len(text).
func (n *introducers) next(i int) int {
	if n.esc < i {
		n.esc = len(n.text)
		if k := strings.IndexByte(n.text[i:], 0x1B); k >= 0 {
			n.esc = i + k
		}
	}
	for n.c1 < i {
		k := strings.IndexByte(n.text[i:], 0xC2)
		if k < 0 {
			n.c1 = len(n.text)
			break
		}
		if i += k; c1Introducer(n.text, i) {
			n.c1 = i
			break
		}
		i++
	}
	return min(n.esc, n.c1)
}
