package flow

import (
	"bytes"
	"compress/bzip2"
	"compress/flate"
	"compress/gzip"
	"compress/zlib"
	"encoding/binary"
	"io"
	"math/bits"
	"unicode/utf16"
	"unicode/utf8"
)

// maxNested is how often data was compressed again.
const maxNested = 3

// Unpacker inflates and widens. It is reused; what it returns is valid until it is
// used again.
type Unpacker struct {
	data  bytes.Reader
	limit io.LimitedReader
	raw   io.ReadCloser
	gzip  *gzip.Reader
	zlib  io.ReadCloser
	out   [2][]byte // of one compression inside another
}

// Inflate returns what compressed data holds (gzip, zlib or deflate, and those in one
// another), at most limit bytes of it; ok is false when data is none of them. What
// comes before damage counts. Deflate has no mark, so that it must be text.
func (u *Unpacker) Inflate(data []byte, limit int) (plain []byte, ok bool) {
	for i := range maxNested {
		inner, is := u.inflate(data, limit, &u.out[i&1])
		if !is {
			break
		}
		if data, ok = inner, true; Textual(inner) {
			break
		}
	}
	return data, ok
}

func (u *Unpacker) inflate(data []byte, limit int, into *[]byte) (plain []byte, ok bool) {
	var r io.Reader
	var err error
	raw := false
	switch {
	case len(data) > 18 && data[0] == 0x1F && data[1] == 0x8B:
		u.data.Reset(data)
		if u.gzip == nil {
			u.gzip = new(gzip.Reader)
		}
		r, err = u.gzip, u.gzip.Reset(&u.data)
	case len(data) > 8 && data[0]&0x0F == 8 && (int(data[0])<<8|int(data[1]))%31 == 0:
		u.data.Reset(data)
		if u.zlib == nil {
			u.zlib, err = zlib.NewReader(&u.data)
		} else {
			err = u.zlib.(zlib.Resetter).Reset(&u.data, nil)
		}
		r = u.zlib
	case len(data) > 36 && string(data[:3]) == "BZh" && string(data[4:8]) == "1AY&":
		u.data.Reset(data)
		r = bzip2.NewReader(&u.data)
	case len(data) >= Gram && deflated(data) && !Textual(data):
		u.data.Reset(data)
		if u.raw == nil {
			u.raw = flate.NewReader(&u.data)
		} else {
			err = u.raw.(flate.Resetter).Reset(&u.data, nil)
		}
		r, raw = u.raw, true
	default:
		return nil, false
	}
	if err != nil {
		return nil, false
	}
	u.limit = io.LimitedReader{R: r, N: int64(limit)}
	if cap(*into) > maxIdle {
		*into = nil
	}
	plain, err = readAll(&u.limit, (*into)[:0])
	*into = plain
	if raw && (err != nil && err != io.ErrUnexpectedEOF || !Textual(plain)) {
		return nil, false
	}
	return plain, len(plain) >= Gram
}

// readAll is io.ReadAll into memory that is there.
func readAll(r io.Reader, b []byte) ([]byte, error) {
	for {
		if len(b) == cap(b) {
			b = append(b, 0)[:len(b)]
		}
		n, err := r.Read(b[len(b):cap(b)])
		b = b[:len(b)+n]
		if err == io.EOF {
			return b, nil
		}
		if err != nil {
			return b, err
		}
	}
}

// deflated reports whether the first bits allow data to be deflate: in the fixed code
// some letters, or lengths that make up a code. It is true of little else.
func deflated(data []byte) bool {
	low, high := binary.LittleEndian.Uint64(data), uint64(data[8])|uint64(data[9])<<8
	switch low >> 1 & 3 {
	case 1:
		rest := low >> 3
		for range 4 {
			code := bits.Reverse8(uint8(rest))
			switch c := code - 0x30; {
			case code < 0x30, code < 0xC0 && c < ' ' && c != '\n' && c != '\r' && c != '\t':
				return false // a repetition, or no text
			case code < 0xC0:
				rest >>= 8
			default: // a byte beyond ASCII
				rest >>= 9
			}
		}
		return true
	case 2:
		const whole = 1 << 7
		space := 0
		rest := low>>17 | high<<47
		for range low>>13&15 + 4 {
			if length := rest & 7; length > 0 {
				space += whole >> length
			}
			rest >>= 3
		}
		return low>>3&31 <= 29 && low>>8&31 <= 29 && space == whole
	}
	return false
}

// fewBroken is how many of that many bytes may be no text.
func fewBroken(n int) int { return n/12 + 2 }

// packed reports whether data begins as what is compressed does.
func packed(data []byte) bool {
	return len(data) > 18 && (data[0] == 0x1F && data[1] == 0x8B || string(data[:3]) == "BZh") || len(data) > 8 && data[0]&0x0F == 8 && (int(data[0])<<8|int(data[1]))%31 == 0 ||
		len(data) >= Gram && deflated(data)
}

// Textual reports whether data is text in UTF-8 but for what is cut off at its ends
// and an odd byte here and there.
func Textual(data []byte) bool {
	left := fewBroken(len(data))
	if manyBroken(data, left) {
		return false
	}
	for i := 0; i < len(data); {
		r, size := utf8.DecodeRune(data[i:])
		if r == utf8.RuneError && size == 1 || r < ' ' && r != '\n' && r != '\r' && r != '\t' || r == 0x7F {
			if left--; left < 0 {
				return false
			}
		}
		i += size
	}
	return len(data) >= Gram
}

// Wide returns what data says in UTF-16 of either order; ok is false where it does not
// look like that: then most of its characters are of a few alphabets, whose numbers
// are small.
func (u *Unpacker) Wide(data []byte) (plain []byte, ok bool) {
	if len(data) < Gram {
		return nil, false
	}
	if !wide(data) {
		return nil, false
	}
	var order binary.ByteOrder = binary.LittleEndian
	if n := small(data); n[0] > n[1] && 8*n[0] >= len(data) || 8*max(n[0], n[1]) < len(data) && ideographs(data, 0) {
		order = binary.BigEndian
	}
	if cap(u.out[0]) > maxIdle {
		u.out[0] = nil
	}
	plain = u.out[0][:0]
	for i := 0; i+1 < len(data); i += 2 {
		r := rune(order.Uint16(data[i:]))
		if utf16.IsSurrogate(r) && i+3 < len(data) {
			if whole := utf16.DecodeRune(r, rune(order.Uint16(data[i+2:]))); whole != utf8.RuneError {
				r = whole
				i += 2
			}
		}
		plain = utf8.AppendRune(plain, r)
	}
	u.out[0] = plain
	return plain, true
}

// wide reports whether data looks like UTF-16.
func wide(data []byte) bool {
	n := small(data)
	bom := data[0] == 0xFF && data[1] == 0xFE || data[0] == 0xFE && data[1] == 0xFF
	return bom || 8*max(n[0], n[1]) >= len(data) || ideographs(data, 0) || ideographs(data, 1)
}

// ideographs reports whether every second byte of data is the higher one of a
// character of Chinese, Japanese or Korean, or of their signs.
func ideographs(data []byte, from int) bool {
	all, odd := 0, 0
	for i := from; i < len(data); i += 2 {
		c := data[i]
		if c < 0x4E && c != 0x30 || c > 0x9F && c < 0xAC || c > 0xD7 && c != 0xFF {
			if odd++; odd > 4 {
				return false
			}
		}
		all++
	}
	if all < Gram/2 || 8*odd > all {
		return false
	}
	for i := from ^ 1; i < len(data); i += 2 { // the lower ones are of all kinds
		if c := data[i]; c < ' ' || c > 0xC0 {
			return true
		}
	}
	return false
}
