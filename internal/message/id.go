package message

import (
	"bytes"
	"hash/maphash"
	"strconv"
)

// AppendIDKey appends a form of the raw id under which two ids that a JSON
// reader takes for the same are the same: strings decoded, numbers by value
// ("1", "1.0" and "1e0" are one id). Strings and numbers never meet.
func AppendIDKey(dst, id []byte) []byte {
	if len(id) >= 2 && id[0] == '"' {
		return appendDecoded(append(dst, 's'), id[1:len(id)-1])
	}
	return appendNumber(append(dst, 'n'), id)
}

// HashID is the seeded hash of AppendIDKey's form. It does not allocate for
// ids of ordinary length.
func HashID(seed maphash.Seed, id []byte) uint64 {
	var buf [96]byte
	return maphash.Bytes(seed, AppendIDKey(buf[:0], id))
}

// digits is how many digits a number begins with.
func digits(num []byte) (n int) {
	for n < len(num) && num[n]-'0' <= 9 {
		n++
	}
	return n
}

// appendNumber appends a valid JSON number as sign, digits without leading and
// trailing zeros, and the power of ten of the first digit. An exponent beyond
// any use saturates.
func appendNumber(dst, num []byte) []byte {
	const tooBig = 1 << 40
	if n := digits(num); n == len(num) && n > 0 && num[0] != '0' { // as most ids are
		return strconv.AppendInt(append(append(append(dst, '+'), bytes.TrimRight(num, "0")...), 'e'), int64(n), 10)
	}
	sign := len(num) > 0 && num[0] == '-'
	if sign {
		num = num[1:]
	}
	exp := 0
	if i := bytes.IndexAny(num, "eE"); i >= 0 {
		n, err := strconv.Atoi(string(num[i+1:]))
		if err != nil || n > tooBig || n < -tooBig {
			n = tooBig
			if num[i+1] == '-' {
				n = -tooBig
			}
		}
		exp, num = n, num[:i]
	}
	start := len(dst)
	dst = append(dst, '+')
	point := bytes.IndexByte(num, '.')
	if point < 0 {
		point = len(num)
	}
	for i, c := range num {
		switch {
		case c == '.':
		case c == '0' && len(dst) == start+1: // leading zero
			if i > point {
				exp--
			}
		default:
			if len(dst) == start+1 && i < point {
				exp += point - i
			}
			dst = append(dst, c)
		}
	}
	for len(dst) > start+1 && dst[len(dst)-1] == '0' {
		dst = dst[:len(dst)-1]
	}
	if len(dst) == start+1 {
		return append(dst, '0') // zero has no sign and no exponent
	}
	if sign {
		dst[start] = '-'
	}
	return strconv.AppendInt(append(dst, 'e'), int64(exp), 10)
}
