package decode

import (
	"strings"
	"unsafe"

	"github.com/mcp-watchdog/mcp-watchdog/internal/unmask"
)

// hasDigit reports whether a run has a digit or a plus sign, which hardly any
// encoding goes without, and most names do, or what digits are in base64.
func hasDigit(run string) bool {
	t := skimTable()
	for i := 1; i < len(run); i++ {
		if t[int(run[i-1])|int(run[i])<<8]&digitSign != 0 {
			return true
		}
	}
	return false
}

// head64In looks for base64 at the head of a run: from its beginning, from
// after key=, or after a letter or two that do not belong to it. The best wins.
func head64In(text string, start, end int) (best lead) {
	least := -1
	for range 4 {
		for skip := range 4 {
			if skip > 0 && (text[start+skip] == '=' || text[start+skip-1] == '=' || text[start+skip+1] == '=') {
				break // what follows has its turn
			}
			doubt, binary := head64(text[start+skip:min(end, start+skip+2*headRun)], skip == 0)
			if doubt == deflateDoubt && binary && !deflated64(text, start, end) {
				continue
			}
			if doubt >= 0 && (least < 0 || doubt < least) {
				best, least = lead{how: unmask.Base64, from: start + skip, end: end, binary: binary}, doubt
			}
			if least == 0 {
				return best
			}
		}
		next := strings.IndexByte(text[start:min(end, start+headRun)], '=')
		if next < 0 {
			break
		}
		for start += next; start < end && text[start] == '='; start++ {
		}
		if start+minRun-4 > end {
			break
		}
	}
	return best
}

// head64 tells how doubtful it is that letters decode to something worth
// decoding: 0 for nothing but text, more for bytes that are not text, or -1 for
// hopeless. When exact it may also be the beginning of compressed data or of
// UTF-16.
func head64(letters string, exact bool) (doubt int, binary bool) {
	if no64(letters, exact) {
		return -1, false
	}
	var head [headRun * 3 / 4]byte
	var m textMeter
	var v uint32
	n, k := 0, 0
	for i := 0; i < len(letters) && n < len(head); i++ {
		x := base64Digit[letters[i]]
		if x >= 64 {
			if letters[i] == '=' {
				k = 0
			} else {
				i = max(i, pieceAfter(letters, i)-1)
			}
			continue
		}
		v = v<<6 | uint32(x)
		if k++; k&3 != 1 {
			c := byte(v >> (uint(-k&3) * 2))
			head[n] = c
			n++
			if m.add(c); m.hopeless() && (!exact || n >= headBytes || n >= 6 && !maybeCompressed(head[:n])) {
				break
			}
		}
	}
	switch {
	case m.hopeful() && !m.hopeless():
		return 2 * m.bad, false
	case !exact || n < headBytes:
		return -1, false
	case wide(head[:n]):
		return 1, true
	}
	switch payloadOffset(head[:n]) {
	case -1:
		return -1, false
	case 0: // raw deflate has no mark
		return deflateDoubt, true
	}
	return 1, true
}

// no64 reports whether head64 would say no, as the first eight letters tell for
// most runs.
func no64(letters string, exact bool) bool {
	if len(letters) < 8 {
		return true
	}
	var v uint64
	invalid := uint8(0)
	for i := range 8 {
		x := base64Digit[letters[i]]
		v = v<<6 | uint64(x)
		invalid |= x
	}
	if invalid >= 64 {
		return false // padding, or an escape
	}
	var head [6]byte
	var m textMeter
	for i := range head {
		head[i] = byte(v >> (40 - 8*i))
		m.add(head[i])
	}
	return m.hopeless() && !(exact && maybeCompressed(head[:]))
}

// deflateDoubt is the doubt about raw deflate.
const deflateDoubt = 5

// deflated64 looks closer at what may be raw deflate.
func deflated64(text string, start, end int) bool {
	var buf [maxCode]byte
	end = min(wrapped64(text, start, end, lettersIn(text[start:end]), true), start+maxCode/3*8)
	return deflated(buf[:fill64(buf[:], text[start:end])])
}

// text64 reports whether the four letters at text[i] stand for three bytes of
// ASCII text.
func text64(text string, i int) bool {
	a, b, c, d := base64Digit[text[i]], base64Digit[text[i+1]], base64Digit[text[i+2]], base64Digit[text[i+3]]
	return a|b|c|d < 64 && textASCII(a<<2|b>>4) && textASCII(b<<4|c>>2) && textASCII(c<<6|d)
}

// island64 looks for text in the midst of a run that does not begin with text:
// minIsland bytes in a row, at any of the four alignments.
func island64(text string, start, end int) lead {
	if end-start <= wholeRun {
		if at := islandIn(text, start, end); at >= 0 {
			return lead{how: unmask.Base64, from: start + (at-start)&3, end: end}
		}
		return lead{}
	}
	for k := range sampleMany + 2 {
		from := start + k*((end-start-wholeRun/4)/(sampleMany+1))
		to := from + sampleRun
		if k == 0 || k == sampleMany+1 {
			to = from + wholeRun/4
		}
		if at := islandIn(text, from, to); at >= 0 {
			from, to = grow64(text, at, start, end, end-start)
			return lead{how: unmask.Base64, from: from, end: to, part: true}
		}
	}
	return lead{}
}

// grow64 extends the group at text[i] on both sides while there is text, by at
// most so many letters.
func grow64(text string, i, start, end, reach int) (from, to int) {
	from, to = i, i+4
	for from-4 >= max(start, i-reach) && text64(text, from-4) {
		from -= 4
	}
	for to+4 <= min(end, i+reach) && text64(text, to) {
		to += 4
	}
	return from, to
}

// islandIn returns where a group of an island of plausible text begins, or -1.
// It probes every eighth group at each alignment.
func islandIn(text string, start, end int) int {
	const groups = minIsland / 3
	for at := start; at+8 <= end; at += groups * 4 {
		for i := at; i < at+4; i++ {
			if base64Digit[text[i]] >= 32 || !text64(text, i) {
				continue
			}
			from, to := grow64(text, i, start, end, headRun)
			if to-from < groups*4 {
				continue
			}
			var buf [2*headRun + 4]byte
			b := appendBase64(buf[:0], text[from:to])
			if plausible(unsafe.String(unsafe.SliceData(b), len(b)), minIsland) {
				return i
			}
		}
	}
	return -1
}
