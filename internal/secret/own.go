package secret

import (
	"bytes"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"slices"
)

// Own looks for secrets that are known, such as those in the environment of a
// program: as they are, escaped for JSON, in base64 and in hexadecimal. It is
// not changed once made, and may be shared.
type Own struct {
	begins  [1 << 16 / 64]uint64 // pairs of bytes that something looked for begins with
	holds   [1 << 16 / 64]uint64 // pairs that stand near its beginning
	needles []needle             // by their first two bytes
	stride  int                  // how far the places that are looked at lie apart
	parts   parts
}

type needle struct {
	text  []byte
	name  string
	alone bool // letters and digits beside it make it something else
}

const (
	// shortestOwn is the length of the shortest value that is looked for: what is
	// shorter stands in texts by chance, unless it is of several kinds of characters;
	// then it may have shortestMixed.
	shortestOwn   = 12
	shortestMixed = 8
	// maxOwn bounds the variables, and maxOwnValue their values.
	maxOwn      = 256
	maxOwnValue = 4 << 10
	// ownStride is how far the places that are looked at lie apart: every value
	// has so many pairs of bytes, so that one of them is met. With shorter ones it is less.
	ownStride = shortestOwn - 1
	// shortestSpread is how many letters of base64 have to agree whatever stands between
	// them and in whatever case.
	shortestSpread = 16
)

// NewOwn picks the secrets among variables (NAME=value): those whose name says
// so or whose value has the form of one. It is nil when there are none.
func NewOwn(variables []string) *Own {
	o := &Own{}
	for _, v := range variables {
		name, value, ok := cut(v)
		if !ok || len(o.needles) >= 12*maxOwn || len(value) > maxOwnValue {
			continue
		}
		for _, secret := range credentials(name, value) {
			for i, text := range spellings(secret) {
				if len(text) >= shortestMixed {
					o.needles = append(o.needles, needle{text, name, i == 0 && len(text) < shortestOwn})
				}
			}
			o.parts.add(name, secret)
		}
	}
	if len(o.needles) == 0 {
		return nil
	}
	slices.SortStableFunc(o.needles, func(a, b needle) int { return bytes.Compare(a.text[:2], b.text[:2]) })
	o.stride = ownStride
	for _, n := range o.needles {
		o.stride = min(o.stride, len(n.text)-1)
	}
	for _, n := range o.needles {
		p := pair(n.text, 0)
		o.begins[p>>6] |= 1 << (p & 63)
		for i := range o.stride {
			p := pair(n.text, i)
			o.holds[p>>6] |= 1 << (p & 63)
		}
	}
	return o
}

func cut(v string) (name, value string, ok bool) {
	i := 1 // Windows has names that begin with a sign of equality
	for i < len(v) && v[i] != '=' {
		i++
	}
	if i >= len(v) {
		return "", "", false
	}
	return v[:i], v[i+1:], true
}

// credentials are the secrets in the value of a variable that are worth looking
// for: all of it, or the password in an address.
func credentials(name, value string) (all []string) {
	if f, ok := Named(name, value); ok && (f.End-f.Start >= shortestOwn || mixed(value[f.Start:f.End])) {
		return []string{value[f.Start:f.End]}
	}
	for _, f := range Find(value) {
		if f.End-f.Start >= shortestOwn {
			all = append(all, value[f.Start:f.End])
		}
	}
	return all
}

// mixed reports whether a short value is of so many kinds of characters that it stands
// nowhere by chance.
func mixed(value string) bool {
	if len(value) < shortestMixed {
		return false
	}
	lower, upper, digit, sign := 0, 0, 0, 0
	for _, c := range []byte(value) {
		switch {
		case c >= 'a' && c <= 'z':
			lower = 1
		case c >= 'A' && c <= 'Z':
			upper = 1
		case c >= '0' && c <= '9':
			digit = 1
		default:
			sign = 1
		}
	}
	return lower+upper+digit+sign >= 3 && digit > 0
}

// spellings are the forms in which a value is looked for. Of base64, whose form
// depends on what stands before the value, only what all have in common.
func spellings(value string) [][]byte {
	all := [][]byte{[]byte(value)}
	if escaped, err := json.Marshal(value); err == nil && len(escaped) > len(value)+2 {
		all = append(all, escaped[1:len(escaped)-1])
	}
	if b := Bare(nil, []byte(value)); worthBare(b) {
		back := slices.Clone(b)
		slices.Reverse(back)
		all = append(all, b, back)
	}
	all = append(all, []byte(hex.EncodeToString([]byte(value))), bytes.ToUpper([]byte(hex.EncodeToString([]byte(value)))))
	for pad := range 3 {
		from, to := (pad*8+5)/6, (pad+len(value))*8/6
		padded := append(make([]byte, pad), value...)
		all = append(all, []byte(base64.StdEncoding.EncodeToString(padded)[from:to]))
		if url := []byte(base64.URLEncoding.EncodeToString(padded)[from:to]); !bytes.Equal(url, all[len(all)-1]) {
			all = append(all, url)
		}
		if b := Bare(nil, []byte(base64.StdEncoding.EncodeToString(padded)[from:to])); len(b) >= shortestSpread && worthBare(b) { // with blanks or line ends in it
			all = append(all, b)
		}
	}
	return all
}

// Bare appends the letters and digits of ASCII in text, in small letters, to b: what is
// left of a value that somebody writes in groups, in pieces or in capitals. [Own] knows
// its values in this form, too, and backwards.
func Bare(b, text []byte) []byte {
	for _, c := range text {
		switch {
		case c >= 'a' && c <= 'z' || c >= '0' && c <= '9':
			b = append(b, c)
		case c >= 'A' && c <= 'Z':
			b = append(b, c|0x20)
		}
	}
	return b
}

// worthBare reports whether that is no word.
func worthBare(b []byte) bool {
	digits := 0
	for _, c := range b {
		if c <= '9' {
			digits++
		}
	}
	return len(b) >= shortestOwn && digits >= 2 && len(b)-digits >= 2
}

func pair(text []byte, i int) int { return int(text[i])<<8 | int(text[i+1]) }

// In returns the name of a variable whose value stands in raw; ok is false when
// there is none. It may be asked of nil.
func (o *Own) In(raw []byte) (name string, ok bool) {
	if o == nil {
		return "", false
	}
	for i := o.stride - 1; i+1 < len(raw); i += o.stride {
		if p := pair(raw, i); o.holds[p>>6]>>(p&63)&1 == 0 {
			continue
		}
		for at := i - o.stride + 1; at <= i; at++ {
			if name, ok = o.at(raw, at); ok {
				return name, true
			}
		}
	}
	return "", false
}

// at looks at one place.
func (o *Own) at(raw []byte, i int) (name string, ok bool) {
	p := pair(raw, i)
	if o.begins[p>>6]>>(p&63)&1 == 0 {
		return "", false
	}
	k, _ := slices.BinarySearchFunc(o.needles, raw[i:i+2], func(n needle, t []byte) int { return bytes.Compare(n.text[:2], t) })
	for ; k < len(o.needles) && pair(o.needles[k].text, 0) == p; k++ {
		n := &o.needles[k]
		if !bytes.HasPrefix(raw[i:], n.text) || n.alone && (i > 0 && inWord(raw[i-1]) || i+len(n.text) < len(raw) && inWord(raw[i+len(n.text)])) {
			continue
		}
		return n.name, true
	}
	return "", false
}

func inWord(c byte) bool {
	return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9'
}
