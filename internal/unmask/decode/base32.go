package decode

import (
	"github.com/mcp-watchdog/mcp-watchdog/internal/unmask"
)

// Base32 (RFC 4648): the standard alphabet in capitals or in small letters, and
// the one with extended hex.
var (
	base32Digit    = digitsOf("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567")
	base32Small    = digitsOf("abcdefghijklmnopqrstuvwxyz234567")
	base32HexDigit = digitsOf("0123456789ABCDEFGHIJKLMNOPQRSTUV")
)

const (
	minRun32  = 24      // letters, 15 bytes
	reach32   = 4 << 10 // how far into a run base32 is looked for
	headRun32 = 64
)

// run32In finds a stretch of base32 in a run of base64 letters whose head
// decodes to text.
func run32In(text string, start, end int) (from, to int, digit *[256]uint8) {
	for _, digit := range [...]*[256]uint8{&base32Digit, &base32Small, &base32HexDigit} {
		for at := start + minRun32 - 1; at < min(end, start+reach32); at += minRun32 {
			if digit[text[at]] >= 32 {
				continue
			}
			from, to = at, at+1
			for from > start && at-from < minRun32 && digit[text[from-1]] < 32 {
				from--
			}
			for to < end && digit[text[to]] < 32 {
				to++
			}
			if to-from >= minRun32 && head32(text[from:to], digit) {
				for to < end && text[to] == '=' {
					to++
				}
				return from, to, digit
			}
			at = max(at, to-1)
		}
	}
	return 0, 0, nil
}

// head32 reports whether letters decode to text or compressed data.
func head32(letters string, digit *[256]uint8) bool {
	var head [headRun32 * 5 / 8]byte
	var m textMeter
	v, have, n := uint32(0), 0, 0
	for i := range min(len(letters), headRun32) {
		v = v<<5 | uint32(digit[letters[i]]&31)
		if have += 5; have < 8 {
			continue
		}
		have -= 8
		head[n] = byte(v >> have)
		m.add(head[n])
		if n++; m.hopeless() && (n >= headBytes || n >= 6 && !maybeCompressed(head[:n])) {
			break
		}
	}
	if m.hopeful() && !m.hopeless() {
		return true
	}
	if n < headBytes {
		return false
	}
	switch payloadOffset(head[:n]) {
	case -1:
		return wide(head[:n])
	case 0:
		var buf [maxCode]byte
		return deflated(appendBase32(buf[:0], letters[:min(len(letters), maxCode/5*8)], digit))
	}
	return true
}

// appendBase32 appends what letters stand for. Padding ends a quantum; what
// parts pieces is passed over.
func appendBase32(dst []byte, letters string, digit *[256]uint8) []byte {
	v, have := uint32(0), 0
	for i := 0; i < len(letters); i++ {
		x := digit[letters[i]]
		if x >= 32 {
			if letters[i] == '=' {
				have = 0
			} else {
				i = max(i, pieceAfter(letters, i)-1)
			}
			continue
		}
		v = v<<5 | uint32(x)
		if have += 5; have >= 8 {
			have -= 8
			dst = append(dst, byte(v>>have))
		}
	}
	return dst
}

// wrapped32 returns the end of a run of base32 together with the lines or
// chunks that go on with it: as long as the first, and the last may be shorter.
func wrapped32(text string, start, end int, digit *[256]uint8) int {
	for length := end - start; ; {
		from := pieceAfter(text, end)
		to := from
		for to < len(text) && to-from <= length && (digit[text[to]] < 32 || text[to] == '=') {
			to++
		}
		n := to - from
		if n > length || n < 8 || to < len(text) && base64Digit[text[to]] < 64 {
			return end
		}
		if end = to; n < length {
			return end
		}
	}
}

// run32 reads a stretch that run32In found and returns where it ends.
func (d *decoding) run32(text string, start, end int, digit *[256]uint8, l *layer) int {
	end = wrapped32(text, start, end, digit)
	if !l.known(start, end) && d.budget.Take((end-start)*5/8+1) {
		b := appendBase32(make([]byte, 0, (end-start)*5/8+1), text[start:end], digit)
		d.reveal(b, unmask.Base32, l, start, end, minPlain)
	}
	return end
}
