// Package base64text reads text that stands in base64 (RFC 4648) and writes another one
// in just that form, so that a part of it can be exchanged. It is pure.
package base64text

import (
	"encoding/base64"
	"strings"
	"unicode/utf8"
)

// Form is how a text stands in base64.
type Form struct {
	encoding *base64.Encoding
	line     int    // letters on each line but the last; 0: there is one line
	ends     string // what ends a line
	tail     string // what ends the last one
}

// MaxText is the length of the longest base64 that is read, in bytes.
const MaxText = 4 << 20

// Read returns what run says, and how that is written. ok is false where run is anything
// but whole base64 of text in UTF-8: in the standard alphabet or that for addresses, with
// padding or without, on one line or on lines of one length.
func Read(run string) (text string, form Form, ok bool) {
	if len(run) < 4 || len(run) > MaxText {
		return "", Form{}, false
	}
	letters, form, ok := lines(run)
	if !ok {
		return "", Form{}, false
	}
	form.encoding = encodingOf(letters)
	if len(letters) > firstLook { // most data are known by their first bytes
		if head, err := form.encoding.DecodeString(letters[:firstLook]); err != nil || hasControls(head) {
			return "", Form{}, false
		}
	}
	data, err := form.encoding.DecodeString(letters)
	if err != nil || !isText(data) || form.Write(string(data)) != run {
		return "", Form{}, false
	}
	return string(data), form, true
}

// Write returns text in the form.
func (f Form) Write(text string) string {
	letters := f.encoding.EncodeToString([]byte(text))
	if f.line == 0 {
		return letters + f.tail
	}
	var b strings.Builder
	b.Grow(len(letters) + len(letters)/f.line*len(f.ends) + len(f.tail))
	for len(letters) > f.line {
		b.WriteString(letters[:f.line])
		b.WriteString(f.ends)
		letters = letters[f.line:]
	}
	b.WriteString(letters)
	b.WriteString(f.tail)
	return b.String()
}

// lines takes the line ends out of run.
func lines(run string) (letters string, form Form, ok bool) {
	body := strings.TrimRight(run, "\r\n")
	form.tail = run[len(body):]
	first := strings.IndexAny(body, "\r\n")
	if first < 0 {
		return body, form, true
	}
	form.line, form.ends = first, "\n"
	if body[first] == '\r' {
		form.ends = "\r\n"
	}
	return strings.ReplaceAll(body, form.ends, ""), form, first > 0
}

func encodingOf(letters string) *base64.Encoding {
	address := strings.ContainsAny(letters, "-_")
	switch padded := strings.HasSuffix(letters, "="); {
	case address && padded:
		return base64.URLEncoding
	case address:
		return base64.RawURLEncoding
	case padded || len(letters)%4 == 0: // and then nobody knows, but most pad
		return base64.StdEncoding
	}
	return base64.RawStdEncoding
}

// isText reports whether data is UTF-8 without characters that text has none of.
func isText(data []byte) bool { return !hasControls(data) && utf8.Valid(data) }

func hasControls(data []byte) bool {
	for _, c := range data {
		if c < ' ' && c != '\n' && c != '\r' && c != '\t' && c != '\f' && c != 0x1b || c == 0x7f {
			return true
		}
	}
	return false
}

// firstLook is how many letters are decoded before all are.
const firstLook = 64
