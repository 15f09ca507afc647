package decode

import (
	"github.com/mcp-watchdog/mcp-watchdog/internal/unmask"
)

// Numbers: base58, base62, base36 and decimal write all of the data as one
// number. Its last eight bytes follow from arithmetic that overflows, so that
// only what ends in text is converted in full.

// radixes are the alphabets, the most frequent first.
var radixes = [...]struct {
	base  uint32
	digit [256]uint8
}{
	{58, digitsOf("123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz")},
	{58, digitsOf("123456789abcdefghijkmnopqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ")},
	{62, digitsOf("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz")},
	{62, digitsOf("0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ")},
	{62, digitsOf("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789")},
	{36, eitherCase("0123456789abcdefghijklmnopqrstuvwxyz")},
	{10, digitsOf("0123456789")},
}

// radixes reads a word as a number.
func (d *decoding) radixes(word string, l *layer, start, end int) {
	if len(word) > maxRadix {
		return
	}
	for k := range radixes {
		r := &radixes[k]
		if !endsInText(word, r.base, &r.digit) || !d.budget.Take(2*len(word)) {
			continue
		}
		if d.reveal(bytesOfNumber(word, r.base, &r.digit), unmask.Cipher, l, start, end, minPlain) {
			return
		}
	}
}

// endsInText reports whether the last eight bytes of a number are text.
func endsInText(word string, base uint32, digit *[256]uint8) bool {
	var v uint64
	for i := range len(word) {
		x := digit[word[i]]
		if uint32(x) >= base {
			return false
		}
		v = v*uint64(base) + uint64(x)
	}
	var m textMeter
	for shift := 56; shift >= 0; shift -= 8 {
		if c := byte(v >> shift); c&0xC0 != 0x80 || m.n > 0 { // it may begin within a character
			m.add(c)
		}
	}
	return m.bad == 0
}

// bytesOfNumber converts a number, in words of 32 bits.
func bytesOfNumber(word string, base uint32, digit *[256]uint8) []byte {
	var limbs []uint32 // the lowest first
	for i := range len(word) {
		carry := uint64(digit[word[i]])
		for k := range limbs {
			carry += uint64(limbs[k]) * uint64(base)
			limbs[k] = uint32(carry)
			carry >>= 32
		}
		if carry > 0 {
			limbs = append(limbs, uint32(carry))
		}
	}
	b := make([]byte, 0, 4*len(limbs))
	for k := len(limbs) - 1; k >= 0; k-- {
		for shift := 24; shift >= 0; shift -= 8 {
			if c := byte(limbs[k] >> shift); c > 0 || len(b) > 0 {
				b = append(b, c)
			}
		}
	}
	return b
}
