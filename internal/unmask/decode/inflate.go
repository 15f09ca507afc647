package decode

import (
	"bytes"
	"compress/flate"
	"io"
)

const (
	headBytes    = 16       // decoded bytes that compressed data is known by
	maxInflated  = 64 << 10 // bytes that are read of compressed data
	maxRatio     = 100      // and how many times its own length
	inflateCost  = 1 << 10  // taken from the budget for each try
	inflateBlock = 2 << 10
)

// maybeCompressed reports whether the first six bytes allow compressed(data) to
// be true, or wide(data).
func maybeCompressed(data []byte) bool {
	switch a, b := data[0], data[1]; {
	case a == 0x1F && b == 0x8B, a == 0 || b == 0, a >= 0xFE && b >= 0xFE:
		return true
	case zlibHeader(a, b):
		return true
	default:
		return deflateHint(data)
	}
}

func zlibHeader(a, b byte) bool {
	return a&15 == 8 && a>>4 <= 7 && (int(a)<<8|int(b))%31 == 0 && b&0x20 == 0
}

// compressed reports whether data looks like the beginning of gzip (RFC 1952),
// zlib (RFC 1950) or raw deflate (RFC 1951) of text.
func compressed(data []byte) bool {
	return payloadOffset(data) >= 0
}

// payloadOffset returns where the deflate data in data begins, or -1.
func payloadOffset(data []byte) int {
	switch {
	case len(data) < 6:
		return -1
	case data[0] == 0x1F && data[1] == 0x8B:
		if data[2] == 8 && data[3]&0xE0 == 0 {
			return gzipHeader(data)
		}
		return -1
	case zlibHeader(data[0], data[1]) && (data[2]&6 == 2 || data[2]&6 == 4 || data[2]&6 == 0 && data[2]&0xF8 == 0):
		return 2
	case deflateHead(data):
		return 0
	}
	return -1
}

// gzipHeader returns the length of the header, or less when data ends in it.
func gzipHeader(data []byte) int {
	i := 10
	if data[3]&4 != 0 && len(data) > i+2 {
		i += 2 + int(data[i]) + int(data[i+1])<<8
	}
	for _, flag := range [...]byte{8, 16} { // name and comment end in a zero
		if data[3]&flag != 0 && i < len(data) {
			if n := bytes.IndexByte(data[i:], 0); n >= 0 {
				i += n + 1
			}
		}
	}
	if data[3]&2 != 0 {
		i += 2
	}
	return min(i, len(data))
}

// inflater keeps a decompressor for the next run.
type inflater struct {
	source bytes.Reader
	reader io.ReadCloser
}

// inflate returns what compressed data holds when that begins like text. What
// is damaged or too long is read as far as it goes.
func (d *decoding) inflate(data []byte) ([]byte, bool) {
	at := payloadOffset(data)
	if at < 0 || at == 0 && !deflated(data) || !d.budget.Take(inflateCost) {
		return nil, false
	}
	f := d.inflater
	if f == nil {
		f = new(inflater)
		d.inflater, f.reader = f, flate.NewReader(&f.source)
	}
	f.source.Reset(data[at:])
	if f.reader.(flate.Resetter).Reset(&f.source, nil) != nil {
		return nil, false
	}
	var out []byte
	limit := min(maxInflated, maxRatio*len(data))
	for read := 0; read < limit; {
		if len(out)+inflateBlock > cap(out) {
			grown := make([]byte, len(out), 2*cap(out)+inflateBlock)
			copy(grown, out)
			out = grown
		}
		n, err := f.reader.Read(out[len(out) : len(out)+inflateBlock])
		read += n
		first := len(out) == 0
		filler := first && n > 0 && err == nil && out[:n][0] == out[:n][n-1] && bytes.Count(out[:n], out[:1]) == n
		if n > 0 && !d.budget.Take(cost(n, filler)) {
			break
		}
		if filler {
			continue
		}
		out = out[:len(out)+n]
		if err != nil || n == 0 {
			break
		}
		if first {
			head := bytes.TrimLeft(out, "\x00")
			if !texty(string(head[:min(len(head), 64)])) && !wide(out) && !compressed(out) {
				return nil, false
			}
		}
	}
	out = bytes.Trim(out[:min(len(out), limit)], padding)
	return out, len(out) >= minPlain
}

// padding stands in front of what is hidden and behind it.
const padding = " \t\r\n\x00"

// cost of n bytes that were inflated: those in front that are all the same are thrown
// away at once.
func cost(n int, filler bool) int {
	if filler {
		return n / 8
	}
	return n
}

func wide(data []byte) bool {
	_, ok := inUTF16(data)
	return ok
}
