package flow

import (
	"bytes"
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

// Decoder finds runs of base64 and hexadecimal. It is reused. Least is how many
// characters a run has at least, where that is not minRun. With All it leaves out
// nothing that base64 and base32 say because it looks like no text.
type Decoder struct {
	Least    int
	All      bool
	run, out []byte
	joined   []byte // the pieces of a text
	stream   stream
	chars    []chars // of the text
	marked   bool    // what is put together has signs that small base32 has not
	Unpacker
}

// Runs calls fn for every run of base64, base32 or hexadecimal in text that can hold
// a copy, with what it decodes to, where a copy could be in that. White space in runs
// is skipped where it parts them evenly. Since nobody knows where in a run the
// code begins, all four phases of base64 are tried. What fn gets is valid until
// it returns. The work is linear in text.
func (d *Decoder) Runs(text string, fn func(start, end int, how Shape, decoded []byte)) {
	if d.Least == 0 {
		d.Least = minRun
	}
	d.chars = appendChars(d.chars[:0], text)
	for i := nextRun(d.chars, 0); i < len(text); i = nextRun(d.chars, i) {
		start := i
		i = d.gather(text, start)
		if len(d.run) >= d.Least {
			d.decode(func(how Shape, b []byte) { fn(start, i, how, b) })
		}
	}
	if cap(d.out) > maxIdle || cap(d.chars) > maxIdle/block {
		d.run, d.out, d.stream, d.chars = nil, nil, stream{}, nil
	}
}

// alphabet is that of base64, in both forms, and hexadecimal; undivided is it without
// what also stands between words.
var alphabet, undivided = func() (t, u [256]bool) {
	for _, c := range []byte("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/-_") {
		t[c], u[c] = true, c != '-' && c != '_'
	}
	return t, u
}()

const (
	// long is the length of pieces that are no words.
	long = 12
	// MaxBetween bounds what parts two pieces, in bytes: quotes, an operator, the
	// end of a line and some indentation.
	MaxBetween = 16
)

// between returns where what parts two pieces ends: white space, signs, the escapes
// of line ends, and an operator that joins strings.
func between(text string, i int) int {
	for from := i; i < len(text) && i-from < MaxBetween; {
		switch c := text[i]; {
		case c == '\\' && i+1 < len(text) && (text[i+1] == 'n' || text[i+1] == 'r' || text[i+1] == 't'):
			i += 2
		case !alphabet[c], i > from && i+1 < len(text) && text[i-1] <= ' ' && text[i+1] <= ' ' && (c == '+' || c == '-' || c == '/'):
			i++
		default:
			return i
		}
	}
	return i
}

// gather reads the run that begins at start into d.run and returns where it ends.
// Short ones are only measured.
func (d *Decoder) gather(text string, start int) (end int) {
	d.run = d.run[:0]
	if end = runEnds(d.chars, start); end-start < long && (end-start)%2 != 0 {
		return end // a word
	}
	end, length := d.pieces(text, start, false)
	if length >= d.Least {
		d.pieces(text, start, true)
	}
	return end
}

// pieces goes over those of a run. Behind one another may follow, parted by a few
// characters of other kinds, as long as all but the last are of one length, or long.
func (d *Decoder) pieces(text string, start int, keep bool) (end, length int) {
	for i, size := start, 0; ; {
		from := i
		i = runEnds(d.chars, i)
		n := i - from
		if size == 0 {
			size = n
		}
		if n > size && size < long || n == 0 {
			return end, length
		}
		if end, length = i, length+n; keep {
			d.run = append(d.run, text[from:i]...)
		}
		if n < long && (n < size || n == 1 || n%2 != 0) {
			return end, length
		}
		next := between(text, i)
		if next == i || next == len(text) || !alphabet[text[next]] {
			return end, length
		}
		i = next
	}
}

func (d *Decoder) decode(fn func(how Shape, b []byte)) {
	if cap(d.out) < len(d.run) {
		d.out = make([]byte, len(d.run)+8)
	}
	// A word before or behind them is no part of hexadecimal and base32.
	inHex := func(run []byte) {
		for phase := range 2 {
			part := run[phase:]
			if n, err := hex.Decode(d.out[:cap(d.out)], part[:len(part)&^1]); err == nil && n >= Gram {
				fn(Hex, d.out[:n])
			}
		}
	}
	stretches(d.run, d.Least, &hexDigits, inHex)
	if bare := unprefixed(d.run); bare != nil {
		stretches(bare, d.Least, &hexDigits, inHex)
	}
	if bare := undashed(d.run); bare != nil {
		stretches(bare, d.Least, &hexDigits, inHex)
	}
	in32 := func(run []byte) {
		d.stream.pack(run, &values32, 5)
		d.phases(Base32, fn)
	}
	stretches(d.run, d.Least, &upper32, in32)
	if !d.marked {
		stretches(d.run, d.Least, &lower32, in32)
	}
	d.stream.pack(d.run, &values64, 6)
	d.phases(Base64, fn)
}

// phases calls fn with what the stream says from each of its characters on that a
// byte could begin with.
func (d *Decoder) phases(how Shape, fn func(how Shape, b []byte)) {
	for phase := range d.stream.ways() {
		if d.out = d.stream.from(phase, d.out[:0]); len(d.out) >= Gram && (d.All || mayHold(d.out)) {
			fn(how, d.out)
		}
	}
}

// unprefixed is a run without the 0x or \x before each of its bytes; nil when most
// have none.
func unprefixed(run []byte) (bare []byte) {
	if n := bytes.Count(run, []byte("x")); n < Gram || 4*n < len(run)-4 {
		return nil
	}
	for i, c := range run {
		if c != 'x' && (c != '0' || i+1 == len(run) || run[i+1] != 'x') {
			bare = append(bare, c)
		}
	}
	return bare
}

// stretches calls fn with the longest parts of run that consist of what is in a set of
// characters and could hold a copy. Of what is none it looks at few characters.
func stretches(run []byte, least int, in *[256]bool, fn func(part []byte)) {
	for i := 0; i+least <= len(run); {
		from := i + least - 1 // back from there all must be in it
		for from >= i && in[run[from]] {
			from--
		}
		if from >= i {
			i = from + 1
			continue
		}
		end := i + least
		for end < len(run) && in[run[end]] {
			end++
		}
		fn(run[i:end])
		i = end + 1
	}
}

// Digits of hexadecimal and of base32 in either case.
var hexDigits, upper32, lower32 = func() (hex, upper, lower [256]bool) {
	for c := range 256 {
		c := byte(c)
		hex[c] = isHex(c)
		upper[c] = c >= 'A' && c <= 'Z' || c >= '2' && c <= '7'
		lower[c] = c >= 'a' && c <= 'z' || c >= '2' && c <= '7'
	}
	return hex, upper, lower
}()

func isHex(c byte) bool { return c|0x20 >= 'a' && c|0x20 <= 'f' || c >= '0' && c <= '9' }

// IsRun reports whether text is one piece of a run.
func IsRun(text string) bool {
	for i := range len(text) {
		if !alphabet[text[i]] && text[i] != '=' {
			return false
		}
	}
	return true
}

// maxPercent is how many percent encodings on top of each other are taken off.
const maxPercent = 3

// Percent returns text without its percent escapes, however few; ok is false where
// there is none.
func Percent(text string) (plain string, ok bool) {
	for range maxPercent {
		out := hexEscapes(text, '%', 1)
		if out == nil {
			break
		}
		text, ok = string(out), true
	}
	return text, ok
}

// fewQuoted is from how many escapes on a text is taken for quoted-printable: one or
// two are those of a query.
const fewQuoted = 3

// Quoted is Percent for quoted-printable, of which lines may end in =.
func Quoted(text string) (plain string, ok bool) {
	if strings.IndexByte(text, '=') < 0 {
		return text, false
	}
	if strings.Contains(text, "=\n") || strings.Contains(text, "=\r\n") {
		text = strings.ReplaceAll(strings.ReplaceAll(text, "=\r\n", ""), "=\n", "")
	}
	out := hexEscapes(text, '=', fewQuoted)
	return string(out), out != nil
}

// hexEscapes returns text without the escapes of that sign and two digits; nil where
// they are fewer.
func hexEscapes(text string, sign byte, few int) (out []byte) {
	for i, n := 0, 0; n < few; i++ {
		at := strings.IndexByte(text[i:], sign)
		if at < 0 {
			return nil
		}
		if i += at; escapes(text, i) {
			n++
		}
	}
	out = make([]byte, 0, len(text))
	for i := 0; i < len(text); i++ {
		if text[i] == sign && escapes(text, i) {
			out = append(out, nibble(text[i+1])<<4|nibble(text[i+2]))
			i += 2
			continue
		}
		out = append(out, text[i])
	}
	return out
}

// escapes reports whether two hexadecimal digits stand behind a place.
func escapes(text string, i int) bool {
	return i+2 < len(text) && isHex(text[i+1]) && isHex(text[i+2])
}

func nibble(c byte) byte {
	if c <= '9' {
		return c - '0'
	}
	return c | 0x20 - 'a' + 10
}

// InRun reports whether a character may stand in a run, or part its lines.
func InRun(c byte) bool { return alphabet[c] || c == '\n' || c == '\r' || c == '=' }

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
