package decode

import (
	"strings"
	"unicode/utf8"

	"github.com/mcp-watchdog/mcp-watchdog/internal/unmask"
)

// percentAt decodes the percent escape at text[i]: %69, several for a character
// above U+007F, or %u0069.
func percentAt(text string, i int) (r rune, n int) {
	if i+2 >= len(text) {
		return 0, 0
	}
	if text[i+1]|0x20 == 'u' {
		if r = hexRune(text, i+2, 4); r >= 0 && shown(r) {
			return r, 6
		}
		return 0, 0
	}
	if r, n = unitsAt(text, i, '%'); n == 3 && formats(text, i) {
		return 0, 0
	}
	return r, n
}

// formats reports whether the percent escape at text[i] is rather a directive
// like %20s or %3d of a format: a word of its own.
func formats(text string, i int) bool {
	if !isDecimal(text[i+1]) || i > 0 && strings.IndexByte(" \t\n\"'`([|:,\\%", text[i-1]) < 0 {
		return false
	}
	end := i + 3
	if isDecimal(text[i+2]) && end < len(text) && strings.IndexByte("sdfxXeugqvc", text[end]) >= 0 {
		end++
	} else if strings.IndexByte("dfec", text[i+2]) < 0 {
		return false
	}
	if end >= len(text) || isDecimal(text[end]) || isASCIILetter(rune(text[end])) {
		return end >= len(text)
	}
	return text[end] != '%' || hexRune(text, end+1, 2) < 0
}

func isDecimal(c byte) bool { return c >= '0' && c <= '9' }

// hexRune reads n hexadecimal digits at text[i], or returns -1.
func hexRune(text string, i, n int) (r rune) {
	if i+n > len(text) {
		return -1
	}
	for k := i; k < i+n; k++ {
		if hexDigit[text[k]] > 15 {
			return -1
		}
		r = r<<4 | rune(hexDigit[text[k]])
	}
	return r
}

// unitAt reads one byte at text[i] that is escaped with the given sign, and
// returns its length, or 0.
func unitAt(text string, i int, sign byte) (b byte, n int) {
	if i >= len(text) || text[i] != sign {
		return 0, 0
	}
	if sign == '\\' {
		return backslashUnit(text, i)
	}
	if r := hexRune(text, i+1, 2); r >= 0 {
		return byte(r), 3
	}
	return 0, 0
}

// unitsAt reads one character from escaped bytes: one of ASCII, or several that
// make up its UTF-8.
func unitsAt(text string, i int, sign byte) (r rune, n int) {
	b, n := unitAt(text, i, sign)
	if n == 0 {
		return 0, 0
	}
	if b < utf8.RuneSelf {
		if !textASCII(b) {
			return 0, 0
		}
		return rune(b), n
	}
	length := 0
	switch {
	case b >= 0xC2 && b < 0xE0:
		length = 2
	case b >= 0xE0 && b < 0xF0:
		length = 3
	case b >= 0xF0 && b < 0xF5:
		length = 4
	default:
		return 0, 0
	}
	var buf [utf8.UTFMax]byte
	buf[0] = b
	for k := 1; k < length; k++ {
		more, size := unitAt(text, i+n, sign)
		if size == 0 {
			return 0, 0
		}
		buf[k] = more
		n += size
	}
	if r, size := utf8.DecodeRune(buf[:length]); size == length && shown(r) {
		return r, n
	}
	return 0, 0
}

// Plus signs in base64 are rarer than one in so many letters.
const (
	minPluses        = 8
	maxBetweenPluses = 12
)

// arePlusWords reports whether a run is rather words with plus signs between
// them, as in the query of an address. It looks at the beginning.
func arePlusWords(run string, least int) bool {
	if run = run[:min(len(run), maxAddress)]; strings.Count(run, "+") < least-1 {
		return false
	}
	words, letters, odd, pluses := 0, 0, 0, 0
	last := byte('+')
	for i := 0; i < len(run); i++ {
		c := run[i]
		switch {
		case c == '%' && strings.HasPrefix(run[i:], "%20"):
			return false // spaces are written in another way
		case c == '%':
			i += 2
			c = '%'
		case c == '+':
			pluses++
		case c == '\\': // before a slash
			continue
		case c == '=' || c == '&' || c == '?':
		case !isASCIILetter(rune(c)):
			odd++
		case last == '+' || last == '=' || last == '%':
			words++
			letters++
		default:
			letters++
			if c < 'a' && last >= 'a' {
				odd++
			}
		}
		last = c
	}
	if pluses >= minPluses && len(run) > 3*pluses && len(run) < (maxBetweenPluses+1)*pluses {
		return true // whatever it is, too many for base64
	}
	return words >= least && letters <= 9*words && letters >= 2*words && odd*5 <= letters
}

// plusWords reads the parameter of an address, or what looks like one, that
// text[start:end] is a part of: plus signs stand for spaces in it.
func (d *decoding) plusWords(s *skimmer, start, end int, l *layer) {
	text := s.text
	for start > 0 && end-start < maxToken && strings.IndexByte("?&=\"'<>`()", text[start-1]) < 0 && text[start-1] > ' ' {
		start--
	}
	if k := strings.IndexByte(text[start:end], '='); k >= 0 {
		start += k + 1
	}
	for end < len(text) && end-start < maxToken && strings.IndexByte("&\"'<>`()", text[end]) < 0 && text[end] > ' ' {
		end++
	}
	s.runs = max(s.runs, end)
	for _, r := range d.readings {
		if l.outer != nil {
			break // the outer reading has left these plus signs
		}
		if from, to := l.span(start, end); r.Disguise == unmask.Percent && r.Start <= from && to <= r.End {
			return // resolved beside percent escapes
		}
	}
	if l.known(start, end) || !d.budget.Take(end-start) {
		return
	}
	u := unescaper{text: text[start:end], at: start, plus: end - start, spaced: true}
	u.resolve(escapeKinds{percent: tally{all: 1}})
	r := unmask.Reading{Disguise: unmask.Percent, Text: u.text}
	inner := layer{depth: l.depth + 1, outer: &r, fixed: l.fixed, start: l.start, end: l.end}
	if r.Start, r.End = l.span(start, end); !l.fixed {
		r.Offsets = u.source
		l.mapBack(r.Offsets)
	}
	if plausible(u.text, minPlain) {
		d.readings = append(d.readings, r)
	}
	d.runs(u.text, inner)
}
