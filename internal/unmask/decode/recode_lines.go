package decode

import (
	"strings"
	"unicode/utf8"

	"github.com/mcp-watchdog/mcp-watchdog/internal/unmask"
)

// Encodings that are lines: uuencode and xxencode say in the first character of
// a line how many bytes it holds. And Braille, which is an alphabet.

const (
	uuFrame = "begin 6" // 644 and its like
	minUU   = 21        // characters of a line
	maxUU   = 64 << 10
)

var xxDigit = digitsOf("+-0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz")

// uuDigit is the value of a character, 64 or more for none.
func uuDigit(c byte, xx bool) uint8 {
	switch {
	case xx:
		return xxDigit[c]
	case c == '`':
		return 0
	}
	return c - ' '
}

// uuLine returns the bytes that a line holds, or false when it is none.
func uuLine(dst []byte, line string, xx bool) ([]byte, bool) {
	line = strings.TrimSuffix(line, "\r")
	if line == "" {
		return dst, false
	}
	n := int(uuDigit(line[0], xx))
	need := (n + 2) / 3 * 4
	body := line[1:]
	if n == 0 || n > 45 || len(body) > need+1 || len(body) < need-3 { // a checksum; spaces that were trimmed
		return dst, false
	}
	for i := 0; i < need; i += 4 {
		var v uint32
		for k := range 4 {
			x := uint8(0)
			if i+k < len(body) {
				x = uuDigit(body[i+k], xx)
			}
			if x > 63 {
				return dst, false
			}
			v = v<<6 | uint32(x)
		}
		for k := range 3 {
			if i/4*3+k < n {
				dst = append(dst, byte(v>>(16-8*k)))
			}
		}
	}
	return dst, true
}

// uuencoded reads lines of uuencode and xxencode.
func (d *decoding) uuencoded(text string, l *layer) {
	for at := 0; at < len(text); {
		line, _, _ := strings.Cut(text[at:], "\n")
		if len(line) < minUU || len(line) > 64 {
			at += len(line) + 1
			continue
		}
		end := at
		for _, xx := range [...]bool{false, true} {
			if to := d.uuLines(text, at, xx, l); to > end {
				end = to
			}
		}
		at = max(end, at+len(line)+1)
	}
}

// uuLines reads the lines from at on and returns where they end, or 0.
func (d *decoding) uuLines(text string, at int, xx bool, l *layer) int {
	var buf [48]byte
	line, _, _ := strings.Cut(text[at:], "\n")
	if head, ok := uuLine(buf[:0], line, xx); !ok || !allText(head) && !compressed(head) || !d.budget.Take(len(line)) {
		return 0
	}
	var b []byte
	end := at
	for end < len(text) && len(b) < maxUU {
		line, _, _ = strings.Cut(text[end:], "\n")
		grown, ok := uuLine(b, line, xx)
		if !ok || !d.budget.Take(len(line)) {
			break
		}
		b, end = grown, min(len(text), end+len(line)+1)
	}
	if !d.reveal(b, unmask.Cipher, l, at, end, minPlain) {
		return 0
	}
	return end
}

const (
	braillePrefix = "\xe2\xa0" // of the cells with six dots
	minBraille    = 16
)

// brailleLetters are the letters by their dots.
var brailleLetters = func() (t [64]byte) {
	for i, dots := range [...]uint8{1, 3, 9, 25, 17, 11, 27, 19, 10, 26, 5, 7, 13, 29, 21, 15, 31, 23, 14, 30, 37, 39, 58, 45, 61, 53} {
		t[dots] = 'a' + byte(i)
	}
	for dots, c := range map[uint8]byte{0: ' ', 2: ',', 50: '.', 22: '!', 38: '?', 18: ':', 6: ';', 36: '-', 4: '\'', 12: '/'} {
		t[dots] = c
	}
	return t
}()

// braille reads lines of Braille letter by letter.
func (d *decoding) braille(text string, l *layer) {
	for at := 0; ; {
		k := strings.Index(text[at:], braillePrefix)
		if k < 0 {
			return
		}
		start := at + k
		var b []byte
		cells, end := 0, start
		for end < len(text) {
			r, n := utf8.DecodeRuneInString(text[end:])
			switch {
			case r >= 0x2800 && r < 0x2840:
				cells++
				if c := brailleLetters[r-0x2800]; c != 0 {
					b = append(b, c)
				}
			case r == ' ' || r == '\n':
				b = append(b, byte(r))
			default:
				n = 0
			}
			if n == 0 || !d.budget.Take(n) {
				break
			}
			end += n
		}
		if cells >= minBraille {
			d.reveal(b, unmask.Cipher, l, start, end, minPlain)
		}
		at = max(end, start+len(braillePrefix))
	}
}
