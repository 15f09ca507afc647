package flow

import (
	"encoding/base32"
	"encoding/base64"
	"encoding/hex"
	"strings"
)

// Shape is what a run of letters and digits is written in.
type Shape string

const (
	Base64 Shape = "base64"
	Base32 Shape = "base32"
	Hex    Shape = "hexadecimal"
)

// minRun is the shortest run that can hold a copy: 24 bytes in base64.
const minRun = 32

// Decoder finds runs of base64 and hexadecimal. It is reused.
type Decoder struct{ run, out []byte }

// Runs calls fn for every run of base64, base32 or hexadecimal in text that can hold
// a copy, with what it decodes to, whatever that is: unlike prose, keys and
// binary data do not show that they were decoded rightly. White space in runs
// is skipped where it parts them evenly. Since nobody knows where in a run the
// code begins, all four phases of base64 are tried. What fn gets is valid until
// it returns. The work is linear in text.
func (d *Decoder) Runs(text string, fn func(start, end int, how Shape, decoded []byte)) {
	for i := 0; i < len(text); {
		if !alphabet[text[i]] {
			i++
			continue
		}
		start := i
		i = d.gather(text, start)
		if len(d.run) >= minRun {
			d.decode(func(how Shape, b []byte) { fn(start, i, how, b) })
		}
	}
	if cap(d.out) > maxIdle {
		*d = Decoder{}
	}
}

// alphabet is that of base64, in both forms, and hexadecimal.
var alphabet = func() (t [256]bool) {
	for _, c := range []byte("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/-_") {
		t[c] = true
	}
	return t
}()

const (
	// long is the length of pieces that are no words.
	long = 12
	// maxBetween bounds what parts two pieces, in bytes.
	maxBetween = 4
)

// gather reads the run that begins at start into d.run and returns where it
// ends. Behind a piece another one may follow, parted by a few characters
// of other kinds, as long as all but the last are of one length, or long.
func (d *Decoder) gather(text string, start int) (end int) {
	d.run = d.run[:0]
	for i, size := start, 0; ; {
		from := i
		for i < len(text) && alphabet[text[i]] {
			i++
		}
		n := i - from
		if size == 0 {
			size = n
		}
		if n > size && size < long || n == 0 {
			return end
		}
		d.run, end = append(d.run, text[from:i]...), i
		next := i
		for next < len(text) && next-i < maxBetween && !alphabet[text[next]] {
			next++
		}
		if n < long && (n < size || n == 1 || n%2 != 0) || next == i || next == len(text) || !alphabet[text[next]] {
			return end
		}
		i = next
	}
}

func (d *Decoder) decode(fn func(how Shape, b []byte)) {
	for i, c := range d.run {
		switch c {
		case '-':
			d.run[i] = '+'
		case '_':
			d.run[i] = '/'
		}
	}
	if cap(d.out) < len(d.run) {
		d.out = make([]byte, len(d.run))
	}
	// A word before or behind them is no part of hexadecimal and base32.
	stretches(d.run, isHex, func(run []byte) {
		for phase := range 2 {
			part := run[phase:]
			if n, err := hex.Decode(d.out[:cap(d.out)], part[:len(part)&^1]); err == nil && n >= Gram {
				fn(Hex, d.out[:n])
			}
		}
	})
	stretches(d.run, isUpper32, func(run []byte) { d.decode32(run, fn) })
	stretches(d.run, isLower32, func(run []byte) { d.decode32(run, fn) })
	for phase := range 4 {
		part := d.run[phase:]
		if len(part)%4 == 1 {
			part = part[:len(part)-1]
		}
		if n, err := base64.RawStdEncoding.Decode(d.out[:cap(d.out)], part); err == nil && n >= Gram {
			fn(Base64, d.out[:n])
		}
	}
}

// stretches calls fn with the longest parts of run that consist of what in accepts
// and could hold a copy.
func stretches(run []byte, in func(c byte) bool, fn func(part []byte)) {
	for i := 0; i < len(run); {
		from := i
		for i < len(run) && in(run[i]) {
			i++
		}
		if i-from >= minRun {
			fn(run[from:i])
		}
		i++
	}
}

func isHex(c byte) bool     { return c|0x20 >= 'a' && c|0x20 <= 'f' || c >= '0' && c <= '9' }
func isUpper32(c byte) bool { return c >= 'A' && c <= 'Z' || c >= '2' && c <= '7' }
func isLower32(c byte) bool { return c >= 'a' && c <= 'z' || c >= '2' && c <= '7' }

// IsRun reports whether text is one piece of a run.
func IsRun(text string) bool {
	for i := range len(text) {
		if !alphabet[text[i]] && text[i] != '=' {
			return false
		}
	}
	return true
}

// decode32 is decode for base32.
func (d *Decoder) decode32(run []byte, fn func(how Shape, b []byte)) {
	upper := make([]byte, len(run))
	for i, c := range run {
		if upper[i] = c; c >= 'a' {
			upper[i] = c &^ 0x20
		}
	}
	for phase := range 8 {
		part := upper[phase:]
		switch len(part) % 8 {
		case 1, 3, 6:
			part = part[:len(part)-1]
		}
		if n, err := base32.StdEncoding.WithPadding(base32.NoPadding).Decode(d.out[:cap(d.out)], part); err == nil && n >= Gram {
			fn(Base32, d.out[:n])
		}
	}
}

// maxPercent is how many percent encodings on top of each other are taken off.
const maxPercent = 3

// Percent returns text without its percent escapes, however few; ok is false where
// there is none.
func Percent(text string) (plain string, ok bool) {
	for range maxPercent {
		i := strings.IndexByte(text, '%')
		for i >= 0 && !escapes(text, i) {
			next := strings.IndexByte(text[i+1:], '%')
			if next < 0 {
				return text, ok
			}
			i += 1 + next
		}
		if i < 0 {
			break
		}
		out := append(make([]byte, 0, len(text)), text[:i]...)
		for i < len(text) {
			if escapes(text, i) {
				out = append(out, nibble(text[i+1])<<4|nibble(text[i+2]))
				i += 3
				continue
			}
			out = append(out, text[i])
			i++
		}
		text, ok = string(out), true
	}
	return text, ok
}

func escapes(text string, i int) bool {
	return text[i] == '%' && i+2 < len(text) && isHex(text[i+1]) && isHex(text[i+2])
}

func nibble(c byte) byte {
	if c <= '9' {
		return c - '0'
	}
	return c | 0x20 - 'a' + 10
}

// Numbered calls fn with what every list of at least Shortest numbers of bytes in
// text says, such as the elements of a JSON array.
func Numbered(text []byte, fn func(decoded []byte)) {
	if !numbers(text) {
		return
	}
	var out []byte
	flush := func() {
		if len(out) >= Shortest {
			fn(out)
		}
		out = out[:0]
	}
	for i := 0; i < len(text); {
		c := text[i]
		switch {
		case c >= '0' && c <= '9':
			n, from := 0, i
			for i < len(text) && text[i] >= '0' && text[i] <= '9' {
				n = min(n*10+int(text[i]-'0'), 1000)
				i++
			}
			if n > 255 || i-from > 3 {
				flush()
				continue
			}
			out = append(out, byte(n))
		case c == ',' || c <= ' ':
			i++
		default:
			flush()
			i++
		}
	}
	flush()
}

// numbers reports whether Shortest numbers could stand behind each other in text. It
// looks at few bytes of what is none.
func numbers(text []byte) bool {
	const shortest = 2*Shortest - 1 // of one digit each
	for i := 0; i+shortest <= len(text); {
		end := i + shortest - 1
		for end >= i && inNumbers(text[end]) {
			end--
		}
		if end < i {
			return true
		}
		i = end + 1
	}
	return false
}

func inNumbers(c byte) bool { return c >= '0' && c <= '9' || c == ',' || c <= ' ' }

// HasRun reports whether a run that is long enough begins text or stands in it.
func HasRun(text []byte) bool {
	n := 0
	for _, c := range text {
		if !alphabet[c] {
			n = 0
		} else if n++; n >= minRun {
			return true
		}
	}
	return false
}

// RunAt reports whether a run that is long enough lies on both sides of a place in
// text.
func RunAt(text []byte, at int) bool {
	from, to := at, at
	for from > 0 && at-from < minRun && alphabet[text[from-1]] {
		from--
	}
	for to < len(text) && to-at < minRun && alphabet[text[to]] {
		to++
	}
	return from < at && to > at && to-from >= minRun
}

// maxLoose bounds the texts that are looked at by Loose.
const maxLoose = 1 << 16

// Loose calls fn with text without what stands between its pieces, where it looks
// like a run that was taken apart unevenly (run is true), or like letters that
// were set apart.
func Loose(text string, fn func(joined []byte, run bool)) {
	if len(text) < minRun || len(text) > maxLoose {
		return
	}
	letters, marked, pieces, single := 0, 0, 0, 0
	for i := 0; i < len(text); {
		if !alphabet[text[i]] || text[i] == '-' || text[i] == '_' {
			i++
			continue
		}
		from := i
		for ; i < len(text) && alphabet[text[i]] && text[i] != '-' && text[i] != '_'; i++ {
			if c := text[i]; c < 'a' {
				marked++ // capitals and digits
			}
		}
		letters += i - from
		if pieces++; i-from == 1 {
			single++
		}
	}
	run := pieces > 1 && 4*marked >= letters
	if letters < minRun || !run && (pieces < Shortest || 4*single < 3*pieces) {
		return
	}
	joined := make([]byte, 0, letters)
	for i := range len(text) {
		if c := text[i]; alphabet[c] && (run || c != '-' && c != '_') {
			joined = append(joined, c)
		}
	}
	fn(joined, run && 4*single < 3*pieces)
}
