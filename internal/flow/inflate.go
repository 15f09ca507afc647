package flow

import (
	"bytes"
	"compress/gzip"
	"compress/zlib"
	"io"
)

// Inflate returns what compressed data holds (gzip or zlib), at most limit bytes
// of it; ok is false when data is neither. What comes before damage counts.
func Inflate(data []byte, limit int) (plain []byte, ok bool) {
	var r io.Reader
	var err error
	switch {
	case len(data) > 18 && data[0] == 0x1F && data[1] == 0x8B:
		r, err = gzip.NewReader(bytes.NewReader(data))
	case len(data) > 8 && data[0]&0x0F == 8 && (int(data[0])<<8|int(data[1]))%31 == 0:
		r, err = zlib.NewReader(bytes.NewReader(data))
	default:
		return nil, false
	}
	if err != nil {
		return nil, false
	}
	plain, _ = io.ReadAll(io.LimitReader(r, int64(limit))) // an error ends it
	return plain, len(plain) >= Gram
}
