package semantic

import (
	"encoding/binary"
	"math/bits"
	"unicode/utf8"
)

// wideGate is the gate for scripts other than Latin: words of those that set them apart,
// by their first letters, and pairs of characters of those that do not.
type wideGate struct {
	weights []byte // int8, one for each place of a unit
	limit   int32  // of the sum of the units of a stretch
}

const (
	// wideBits is the logarithm of how many weights it has.
	wideBits = 16
	// wideUnits is how many units are weighed together.
	wideUnits = 36
	// wideReach is how many bytes before a place its units can begin, as a rule.
	wideReach = 12 * wideUnits
	// fewWide is how many units a text has at least for the gate to learn from it.
	fewWide = 8
)

// units are the units of a text in scripts other than Latin, one after the other.
type units struct {
	text  []byte
	i, to int
}

// next returns where the next unit stands and its place among the weights.
func (u *units) next() (at int, place uint16, ok bool) {
	for u.skip(); u.i < u.to; u.skip() {
		at, c := u.i, u.text[u.i]
		switch {
		case c < 0xcd: // ASCII, the middle of a character, Latin letters
			u.i++
		case c >= 0xf0 || c == 0xe2 || c == 0xef || c == 0xe3 && u.at(1) == 0x80: // pictures and marks
			u.i += 3
		case c >= 0xe3 && c <= 0xe9 || c == 0xe0 && u.at(1)&0xfe == 0xb8:
			u.i += 3
			n := 3
			if d := u.at(0); d >= 0xe3 && d <= 0xe9 && !(d == 0xe3 && u.at(1) == 0x80) || d == 0xe0 {
				n = 6
			}
			return at, u.place(at, n), true
		default:
			for u.i < u.to && u.text[u.i] >= 0x80 && u.text[u.i] != 0xe2 {
				u.i++
			}
			return at, u.word(at, min(u.i-at, 8)), true
		}
	}
	return 0, 0, false
}

// skip passes over ASCII, but for a few bytes.
func (u *units) skip() {
	for u.i+32 <= u.to {
		b := u.text[u.i : u.i+32]
		if v := binary.LittleEndian.Uint64(b) | binary.LittleEndian.Uint64(b[8:]) | binary.LittleEndian.Uint64(b[16:]) | binary.LittleEndian.Uint64(b[24:]); v&highBits != 0 {
			break
		}
		u.i += 32
	}
	for u.i+8 <= u.to {
		v := binary.LittleEndian.Uint64(u.text[u.i:]) & highBits
		if v != 0 {
			u.i += bits.TrailingZeros64(v) / 8
			break
		}
		u.i += 8
	}
}

// at is the byte so many behind the present one, 0 behind the end.
func (u *units) at(n int) byte {
	if u.i+n < u.to {
		return u.text[u.i+n]
	}
	return 0
}

// word is place for a word, whose letters may be capitals.
func (u *units) word(i, n int) uint16 {
	if r, size := utf8.DecodeRune(u.text[i:u.to]); size != 2 || small(r) == r {
		return u.place(i, n)
	}
	v := u.bytes(i, n)
	for k := 0; k+2 <= n; k += 2 {
		r, size := utf8.DecodeRune(u.text[i+k : u.to])
		if size != 2 {
			break
		}
		var two [2]byte
		if utf8.EncodeRune(two[:], small(r)) == 2 {
			v = v&^(0xffff<<(8*k)) | (uint64(two[0])|uint64(two[1])<<8)<<(8*k)
		}
	}
	return placeOf(v)
}

// place is that of the n bytes at i among the weights.
func (u *units) place(i, n int) uint16 { return placeOf(u.bytes(i, n)) }

func placeOf(v uint64) uint16 { return uint16(v * spread >> (64 - wideBits)) }

// bytes are n of them, at most eight, from i on, and none behind the end.
func (u *units) bytes(i, n int) uint64 {
	n = min(n, u.to-i)
	if i+8 <= len(u.text) {
		return binary.LittleEndian.Uint64(u.text[i:i+8]) & firstBytes[n&15]
	}
	return lastEight(u.text[i:]) & firstBytes[n&15]
}

// places appends the places in text[from:to] around which an errand could stand.
func (g *wideGate) places(dst []int, text []byte, from, to int) []int {
	var worth [wideUnits]int8
	var begins [wideUnits]int
	sum, seen, next, last := int32(0), 0, wideUnits, 0
	u := units{text: text, i: max(0, from-wideReach), to: to}
	for {
		at, place, ok := u.next()
		if !ok {
			break
		}
		last = u.i
		k := seen % wideUnits
		v := int8(g.weights[place])
		sum += int32(v) - int32(worth[k])
		worth[k], begins[k] = v, at
		if seen++; sum >= g.limit && seen >= next {
			if u.i > from { // what ended before was for whoever looked there
				dst = append(dst, max(from, begins[(seen+wideUnits/2)%wideUnits]))
			}
			next = seen + wideUnits/2 + 1
		}
	}
	if seen > 0 && seen < wideUnits && sum >= g.limit { // all of a short text
		if last > from {
			dst = append(dst, max(from, begins[seen/2]))
		}
	}
	return dst
}
