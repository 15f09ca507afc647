package decode

import (
	"strings"
	"unsafe"

	"github.com/mcp-watchdog/mcp-watchdog/internal/unmask"
)

// May reports whether Readings could find something in a text of which raw
// is the JSON source, escapes included; raw may be a whole message. It errs to
// true, never to false. It neither allocates nor decodes more than the heads of
// runs, so that hashes, images and long names do not count.
func May(raw []byte) bool {
	h := newHints(unsafe.String(unsafe.SliceData(raw), len(raw)))
	for h.next() {
		if h.says() {
			return true
		}
	}
	return false
}

// hints finds what could be encoded in JSON source.
type hints struct {
	skimmer
	loose    looseEscapes
	scan     numberScan
	scanning bool // a list of numbers has not been seen to its end

	// What was found last: a list of numbers, a run, or, with neither,
	// something that needs no closer look.
	list streak
	run  lead
	wide int // length of the run, with what is not part of its code
}

func newHints(text string) hints { return hints{skimmer: newSkimmer(text)} }

// next moves to the next hint.
func (h *hints) next() bool {
	h.run, h.list = lead{}, streak{}
	for {
		if h.scanning {
			if h.list, h.scanning = h.scan.next(h.text); h.scanning {
				return true
			}
		}
		if h.said == 0 && !h.leap() {
			return false
		}
		switch said := h.said & -h.said; said {
		case stopEscape:
			h.said &^= said
			if h.loose.among(h.text, h.at-1, h.at+15) {
				return true
			}
		case stopRun:
			h.said &^= said
			if h.hintRun() {
				return true
			}
		case stopList:
			h.said &^= said
			if h.hintList() {
				return true
			}
		case stopParts:
			h.said &^= said
			if h.hintParts() {
				return true
			}
		case stopDense:
			h.said &^= said
			if start, end := h.denseWord(true); end > 0 && h.hintDense(start, end) {
				return true
			}
		}
	}
}

func (h *hints) hintRun() bool {
	start, end := h.stretch(notAlphabet, 4, h.runs)
	if end == 0 {
		return false
	}
	h.runs = end
	if start = afterDigits(h.text, start); end-start >= minRun {
		if h.run = leadOf(h.text, start, end); h.run.how != unmask.LookAlike {
			h.wide = lettersIn(h.text[start:end])
			return true
		}
		if end-start >= shortRun && strings.IndexByte(h.text[start:end-1], '\\') >= 0 {
			return true // slashes are escaped: islands are not found so
		}
		if from := hexIn(h.text, max(start, h.lists), end); from >= 0 {
			h.lists = h.end(end, notList)
			h.scan, h.scanning = newNumberScan(from, h.lists), true
		}
		if end < len(h.text) && !h.clear(end, end+1, notAlphabet) && h.clear(end, end+1, endsWord) && end > h.words {
			from, to := h.wordAround(start, end, true)
			h.words = max(h.words, to)
			if h.hintDense(from, to) {
				return true
			}
		}
	}
	if next := h.skimmer.next; h.passed() {
		// Escapes and quoted-printable look like letters, too.
		if over := strings.TrimRight(h.text[next:h.runs], "="); strings.IndexByte(over, '\\') >= 0 || strings.IndexByte(over, '=') >= 0 {
			return h.loose.among(h.text, next-1, h.runs)
		}
	}
	return false
}

func (h *hints) hintList() bool {
	start, end := h.stretch(notList, 4, h.lists)
	if end == 0 {
		return false
	}
	h.lists = end
	numbers, signs := listHolds(h.text, start, end)
	if numbers {
		h.scan, h.scanning = newNumberScan(start, end), true
	}
	code := morseScan{at: start, end: end}
	return signs && code.next(h.text, false)
}

func (h *hints) hintDense(start, end int) bool {
	_, digit := dense85(h.text, start, end, true)
	return digit != nil
}

func (h *hints) hintParts() bool {
	start, end := h.stretch(notArmour, 8, h.parts)
	if end == 0 {
		return false
	}
	h.parts = end
	_, ok := piecesIn(h.text, start, end)
	return ok
}

// says reports whether the hint holds on a closer look.
func (h *hints) says() bool {
	switch {
	case h.list.n > 0:
		return h.list.says(h.text)
	case h.run.how != unmask.LookAlike:
		return h.run.says(h.text, h.wide)
	}
	return true
}

// says reports whether the lead of a run of so many letters is worth following.
// A short run that stands alone is judged by all of it.
func (l *lead) says(text string, run int) bool {
	if l.how != unmask.Base64 || l.binary || l.part || l.end-l.from > headRun || wrapped64(text, l.from, l.end, run, false) != l.end {
		return true
	}
	var buf [headRun]byte
	return says(appendBase64(buf[:0], text[l.from:l.end]), minPlain)
}

// says reports whether the streak is worth decoding. A short one is judged by
// all of it.
func (s *streak) says(text string) bool {
	if s.n > headRun || s.binary {
		return true
	}
	var buf [2 * headRun]byte
	return says(appendNumbers(buf[:0], text[s.from:s.to], s), s.shortest())
}

// says reports whether decoded data makes a reading, or holds a hint of one.
func says(data []byte, shortest int) bool {
	if len(data) < shortest {
		return false
	}
	text := unsafe.String(unsafe.SliceData(data), len(data))
	if texty(text) {
		h := newHints(text)
		return worthReading(text, shortest) || strings.IndexByte(text, '\\') >= 0 || h.next()
	}
	if compressed(data) || wide(data) {
		return true
	}
	from, to := island(text, 0, islandLength(len(text), shortest))
	return to > from
}

// looseEscapes counts escapes that single ones of say nothing.
type looseEscapes struct {
	octal, quoted, percent int
	end                    int // of the escape found last
}

// among reports whether an escape that begins between from and to makes a
// reading, alone or with those before.
func (e *looseEscapes) among(text string, from, to int) bool {
	t := skimTable()
	for i := max(from, e.end); i < min(to, len(text)-1); i++ {
		if t[int(text[i])|int(text[i+1])<<8]&startsEscape == 0 {
			continue
		}
		if text[i] == '<' {
			return true
		}
		if text[i] == '\\' && text[i+1] == 'u' && !escapedBackslash(text, i) {
			if suspectEscape(text, i) {
				return true
			}
			continue
		}
		how, r, n := escapeAt(text, i)
		if n == 0 {
			continue
		}
		e.end = i + n
		switch {
		case how == unmask.QuotedPrintable:
			if goesOn(text, i, r, n) {
				e.quoted++
			}
		case how == unmask.JSONEscape && isOctal(text, i):
			e.octal++
		case how == unmask.Percent && !(tells(text, i, n, r) && outside(text, i, n, r)):
			e.percent++
		case !tells(text, i, n, r):
		default:
			return true
		}
		if e.octal >= minOctal || e.quoted >= minQuoted || e.percent >= minPercent {
			return true
		}
	}
	return false
}

// escapedBackslash reports whether the backslash at text[i] is the second half
// of an escaped one.
func escapedBackslash(text string, i int) bool {
	n := 0
	for i > n && text[i-1-n] == '\\' && n < maxBackslashes {
		n++
	}
	return n&1 == 1
}

// suspectEscape reports whether the JSON escape \uXXXX at text[i] writes ASCII
// that no encoder escapes, or a part of an encoding.
func suspectEscape(text string, i int) bool {
	c, n := plainEscape(text, i)
	if n != 6 || !textASCII(c) {
		return false
	}
	next := i + n
	switch c {
	case '\n', '\r', '\t', '>', '\'', '"', '`':
		return false
	case '<':
		return next < len(text) && text[next] == '~'
	case '&':
		r, n := entityBody(text, next)
		return n > 0 && tells(text, next, n, r)
	case '+', '/':
		for c, n := plainEscapeAt(text, next); n == 6 && (c == '+' || c == '/'); c, n = plainEscapeAt(text, next) {
			next += n
		}
		return next < len(text) && base64Digit[text[next]] < 64
	}
	return true
}
