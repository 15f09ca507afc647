package message

import (
	"bytes"
	"cmp"
	"encoding/binary"
	"math/bits"
	"unicode/utf16"
	"unicode/utf8"
)

// Traits say, per string or summed over a whole message, what a scanner of the
// raw bytes could miss. A text without traits reads the same raw and decoded,
// apart from the two-character escapes.
type Traits uint8

const (
	// NonASCII: bytes of 0x80 and above.
	NonASCII Traits = 1 << iota
	// Escaped: at least one backslash escape.
	Escaped
	// EscapedASCII: a printable ASCII character written as \u00XX (Go's
	// encoder writes < > & so), which hides words from a scan of raw bytes.
	EscapedASCII
	// EscapedWide: a character of U+0080 and above written as \uXXXX.
	EscapedWide
	// Control: an escaped control character other than \t \n \r.
	Control
	// Nested: an escaped backslash followed by u, the mark of JSON (or source
	// code) carried in a string with escapes of its own.
	Nested
)

const (
	lows  = 0x0101010101010101
	highs = 0x8080808080808080
)

// scanString finds the closing quote of a JSON string whose content starts at
// i. It returns the offset of that quote, or -1 and the offset of the fault, and
// what escapes it has.
//
// Eight bytes at a time: of ASCII, a subtraction sets the upper bit of a byte that
// is too small for it, and of none before the first such byte.
func scanString(raw []byte, i int) (end int, traits Traits, escapes escapes, fault int) {
	for {
		for i >= 0 && i < len(raw)-7 {
			w := binary.LittleEndian.Uint64(raw[i : i+8])
			stop := (w | (w ^ lows*'"' - lows) | (w ^ lows*'\\' - lows) | (w - lows*' ')) & highs
			if stop == 0 {
				i += 8
				continue
			}
			n := bits.TrailingZeros64(stop) >> 3
			c := byte(w >> (n * 8 & 63))
			if c >= utf8.RuneSelf {
				traits |= NonASCII
				i += stopIn(w)
				continue
			}
			i += n
			if c == '"' {
				return i, traits, escapes, 0
			}
			if c != '\\' || i >= len(raw)-1 {
				break
			}
			one := plainEscape[raw[i+1]]
			if one == 0 {
				break
			}
			traits |= Escaped
			escapes += one
			i += 2
		}
		if i >= len(raw) {
			return -1, traits, escapes, len(raw)
		}
		switch c := raw[i]; {
		case c == '"':
			return i, traits, escapes, 0
		case c == '\\':
			n, t := escape(raw, i)
			if n == 0 {
				return -1, traits, escapes, i
			}
			traits |= t
			escapes += cmp.Or(plainEscape[raw[i+1]], otherEscape)
			i += n
		case c < 0x20:
			return -1, traits, escapes, i
		default:
			if c >= utf8.RuneSelf {
				traits |= NonASCII
			}
			i++
		}
	}
}

// stopIn returns where among eight bytes of any kind the first quote, backslash or
// control is; 8 for nowhere.
func stopIn(w uint64) int {
	q, b := w^(lows*'"'), w^(lows*'\\')
	return bits.TrailingZeros64(((q-lows)&^q|(b-lows)&^b|(w-lows*' ')&^w)&highs) >> 3
}

// escapes counts escapes: line ends in its lower half, all others above.
type escapes uint64

const (
	lineEscape  escapes = 1
	otherEscape escapes = 1 << 32
)

func (e escapes) lines() int  { return int(uint32(e)) }
func (e escapes) others() int { return int(e >> 32) }

// plainEscape are the escapes of one character without any traits of their own,
// apart from the backslash, and what each counts as.
var plainEscape = [256]escapes{'n': lineEscape, '"': otherEscape, 't': otherEscape, 'r': otherEscape, '/': otherEscape}

// escape measures the escape sequence at raw[i]: its length (0: malformed) and
// traits. An escaped backslash swallows nothing of what follows it.
func escape(raw []byte, i int) (int, Traits) {
	if i+1 >= len(raw) {
		return 0, 0
	}
	switch raw[i+1] {
	case 'n', '"', 't', 'r', '/':
		return 2, Escaped
	case '\\':
		if i+2 < len(raw) && raw[i+2] == 'u' {
			return 2, Escaped | Nested
		}
		return 2, Escaped
	case 'b', 'f':
		return 2, Escaped | Control
	case 'u':
		r := hex4(raw, i+2)
		switch {
		case r < 0:
			return 0, 0
		case r >= 0x80:
			return 6, Escaped | EscapedWide
		case r == '\n' || r == '\t' || r == '\r':
			return 6, Escaped
		case r < 0x20 || r == 0x7f:
			return 6, Escaped | Control
		}
		return 6, Escaped | EscapedASCII
	}
	return 0, 0
}

// hex4 reads four hexadecimal digits, or returns -1.
func hex4(raw []byte, i int) rune {
	if i+4 > len(raw) {
		return -1
	}
	var r rune
	for _, c := range raw[i : i+4] {
		switch {
		case c >= '0' && c <= '9':
			r = r<<4 | rune(c-'0')
		case c|0x20 >= 'a' && c|0x20 <= 'f':
			r = r<<4 | rune(c|0x20-'a'+10)
		default:
			return -1
		}
	}
	return r
}

// unescape decodes the escape at raw[i]: the character and the number of raw
// bytes it takes. A lone surrogate becomes U+FFFD, as JavaScript's
// well-formed output and Go's decoder have it. raw must be valid.
func unescape(raw []byte, i int) (rune, int) {
	switch c := raw[i+1]; c {
	case 'n':
		return '\n', 2
	case 't':
		return '\t', 2
	case 'r':
		return '\r', 2
	case 'b':
		return '\b', 2
	case 'f':
		return '\f', 2
	case 'u':
		r := hex4(raw, i+2)
		if !utf16.IsSurrogate(r) {
			return r, 6
		}
		if i+12 <= len(raw) && raw[i+6] == '\\' && raw[i+7] == 'u' {
			if d := utf16.DecodeRune(r, hex4(raw, i+8)); d != utf8.RuneError {
				return d, 12
			}
		}
		return utf8.RuneError, 6
	default:
		return rune(c), 2
	}
}

// plainMeaning is what the escapes of one character stand for that are common.
var plainMeaning = [256]byte{'n': '\n', 't': '\t', 'r': '\r', '"': '"', '\\': '\\', '/': '/'}

// appendDecoded appends the text that the JSON string content raw stands for,
// which is never longer.
func appendDecoded(dst, raw []byte) []byte {
	for {
		if len(raw) > 0 && raw[0] != '\\' {
			k := bytes.IndexByte(raw, '\\')
			if k < 0 {
				return append(dst, raw...)
			}
			dst, raw = append(dst, raw[:k]...), raw[k:]
		}
		if len(raw) < 2 {
			return dst
		}
		if c := plainMeaning[raw[1]]; c != 0 {
			dst, raw = append(dst, c), raw[2:]
			continue
		}
		r, n := unescape(raw, 0)
		dst, raw = utf8.AppendRune(dst, r), raw[n:]
	}
}

// rawOffsets rewrites ascending offsets into the decoded text as offsets into
// raw, the JSON string content it was decoded from, in one pass. An offset
// inside a character moves to that character's start.
func rawOffsets(raw []byte, offsets []int) {
	pos, k := 0, 0 // pos: decoded offset of raw[i]
	for i := 0; i < len(raw) && k < len(offsets); {
		size, width := 1, 1
		if raw[i] == '\\' {
			r, n := unescape(raw, i)
			size, width = n, utf8.RuneLen(r)
		}
		for k < len(offsets) && offsets[k] < pos+width {
			offsets[k] = i
			k++
		}
		i += size
		pos += width
	}
	for ; k < len(offsets); k++ {
		offsets[k] = len(raw)
	}
}

// Decoding finds the places of a text that stand for ascending places in the JSON
// string content Raw, which must be valid.
type Decoding struct {
	Raw   []byte
	raw   int // up to here
	saved int // the text is so much shorter
}

// At returns where the character at i stands in the text. ok is false when i is
// within an escape, and not the character that it stands for. Of a place that lies
// before the one asked for last, escapes between them are not counted.
func (d *Decoding) At(i int) (at int, ok bool) {
	for d.raw < i {
		k := bytes.IndexByte(d.Raw[d.raw:i], '\\')
		if k < 0 {
			d.raw = i
			break
		}
		r, size := unescape(d.Raw, d.raw+k)
		next := d.raw + k + size
		if next > i {
			return d.raw + k - d.saved, i == d.raw+k+1 && r == rune(d.Raw[i])
		}
		d.raw, d.saved = next, d.saved+size-utf8.RuneLen(r)
	}
	return i - d.saved, true
}

// AppendQuoted appends text as JSON string content, without the quotes.
// Control characters, quotes and backslashes are escaped; the rest is kept.
func AppendQuoted(dst []byte, text string) []byte {
	const digits = "0123456789abcdef"
	for _, r := range text {
		switch {
		case r == '"' || r == '\\':
			dst = append(dst, '\\', byte(r))
		case r == '\n':
			dst = append(dst, '\\', 'n')
		case r < 0x20 || r == 0x7f || r == 0x2028 || r == 0x2029:
			dst = append(dst, '\\', 'u', digits[r>>12&15], digits[r>>8&15], digits[r>>4&15], digits[r&15])
		default:
			dst = utf8.AppendRune(dst, r)
		}
	}
	return dst
}
