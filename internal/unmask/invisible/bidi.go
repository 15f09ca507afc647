package invisible

import (
	"strings"
	"unicode/utf8"

	"github.com/mcp-watchdog/mcp-watchdog/internal/unmask"
)

// Direction controls (UAX #9).
const (
	leftToRightEmbedding = 0x202A
	rightToLeftEmbedding = 0x202B
	popDirection         = 0x202C
	leftToRightOverride  = 0x202D
	rightToLeftOverride  = 0x202E
	leftToRightIsolate   = 0x2066
	rightToLeftIsolate   = 0x2067
	firstStrongIsolate   = 0x2068
	popIsolate           = 0x2069
)

const (
	markReach = 128 // bytes from a direction mark to right-to-left text it serves
	pairReach = 32  // bytes from an isolate or embedding to such text beside it
)

// direction judges a direction mark or control.
func (h *hunt) direction(s *site) verdict {
	if s.char == 0x200E || s.char == 0x200F || s.char == 0x61C {
		return unless(s.hidden <= 4 && (rtlBefore(h.text, s.start, markReach) || rtlAfter(h.text, s.end, markReach)))
	}
	if s.at >= h.line.end {
		h.line.read(h.text, s.at)
	}
	v := h.line.verdicts[h.line.next]
	h.line.next++
	return v
}

// maxControls bounds how many direction controls are matched with each other at
// once. UAX #9 allows a depth of 125.
const maxControls = 128

// directions holds the verdicts on the direction controls of a stretch of text,
// at most a line.
type directions struct {
	end      int // where the stretch ends
	next     int // the control whose verdict is asked for next
	count    int
	verdicts [maxControls]verdict
	open     [maxControls]opener
	depth    int
	rtl      int // right-to-left letters seen
}

// An opener is an isolate, embedding or override that has not been closed.
type opener struct {
	char  rune
	index int // in verdicts
	at    int // its offset
	rtl   int // right-to-left letters before it
}

func (o opener) isolate() bool { return o.char >= leftToRightIsolate }

// read judges the direction controls from text[at] to the end of the line.
func (d *directions) read(text string, at int) {
	d.next, d.count, d.depth, d.rtl = 0, 0, 0, 0
	i := at
	for i < len(text) {
		c := text[i]
		if c == '\n' || c == '\r' {
			break
		}
		if c < utf8.RuneSelf {
			i++
			continue
		}
		r, n := utf8.DecodeRuneInString(text[i:])
		if r == 0x2029 {
			break
		}
		if r >= leftToRightEmbedding && r <= rightToLeftOverride || r >= leftToRightIsolate && r <= popIsolate {
			if d.count == maxControls {
				break
			}
			d.take(text, r, i, i+n)
			if i += n; d.depth == 0 && d.count > maxControls/2 {
				break
			}
			continue
		}
		if rightToLeft(r) {
			d.rtl++
		}
		i += n
	}
	for ; d.depth > 0; d.depth-- {
		d.unclosed(d.open[d.depth-1])
	}
	d.end = i
}

// take judges the control r = text[at:end], or puts it off to its closing.
func (d *directions) take(text string, r rune, at, end int) {
	index := d.count
	d.count++
	d.verdicts[index] = odd
	switch r {
	case popDirection:
		if d.depth > 0 && !d.open[d.depth-1].isolate() {
			d.depth--
			d.close(text, d.open[d.depth], index, end)
		}
	case popIsolate:
		k := d.depth - 1
		for k >= 0 && !d.open[k].isolate() {
			k--
		}
		if k < 0 {
			return
		}
		for ; d.depth > k+1; d.depth-- { // an isolate ends the embeddings in it
			d.unclosed(d.open[d.depth-1])
		}
		d.depth--
		d.close(text, d.open[k], index, end)
	default:
		d.open[d.depth] = opener{char: r, index: index, at: at, rtl: d.rtl}
		d.depth++
	}
}

// close judges the pair of o and the control number index, which ends at end.
func (d *directions) close(text string, o opener, index, end int) {
	switch {
	case o.char == leftToRightOverride || o.char == rightToLeftOverride:
		d.verdicts[o.index] = hostile
	case d.rtl > o.rtl || rtlBefore(text, o.at, pairReach) || rtlAfter(text, end, pairReach):
		d.verdicts[o.index], d.verdicts[index] = proper, proper
	case o.turns() && index > o.index+1:
		d.verdicts[o.index] = hostile
	}
}

// unclosed judges an opener that its line does not close. To turn text without
// any right-to-left letter around, up to the end of the line, is to deceive.
func (d *directions) unclosed(o opener) {
	if o.char == leftToRightOverride || o.char == rightToLeftOverride || o.turns() && d.rtl == o.rtl {
		d.verdicts[o.index] = hostile
	}
}

// turns reports whether o makes the reading go from right to left.
func (o opener) turns() bool {
	return o.char == rightToLeftEmbedding || o.char == rightToLeftIsolate
}

// rtlBefore reports whether a right-to-left letter begins in the reach bytes
// before text[at].
func rtlBefore(text string, at, reach int) bool {
	return hasRTL(text[max(0, at-reach):at])
}

// rtlAfter reports whether a right-to-left letter begins in the reach bytes from
// text[at] on.
func rtlAfter(text string, at, reach int) bool {
	return hasRTL(text[at:min(len(text), at+reach)])
}

// hasRTL reports whether window, which may begin or end within a character, has
// a right-to-left one.
func hasRTL(window string) bool {
	for i := 0; i < len(window); i++ {
		switch c := window[i]; {
		case c < 0xD6:
		case c <= 0xDF, c == 0xE0 && i+1 < len(window) && window[i+1] < 0xA4,
			c == 0xEF || c == 0xF0:
			if r, _ := utf8.DecodeRuneInString(window[i:]); rightToLeft(r) {
				return true
			}
		}
	}
	return false
}

// mirrored returns what a reader sees of the text from at on, which an override
// turns around: up to the next direction control, the end of the line, or
// unmask.MaxHidden.
func mirrored(text string, at int) string {
	end := at
	for end < len(text) && text[end] != '\n' && text[end] != '\r' {
		r, n := utf8.DecodeRuneInString(text[end:])
		if kind, hidden := KindOf(r); hidden && kind == unmask.Bidi || end+n-at > unmask.MaxHidden {
			break
		}
		end += n
	}
	var b strings.Builder
	b.Grow(end - at)
	for end > at {
		r, n := utf8.DecodeLastRuneInString(text[at:end])
		b.WriteRune(r)
		end -= n
	}
	return b.String()
}
