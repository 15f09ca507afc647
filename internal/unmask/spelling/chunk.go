package spelling

import "encoding/binary"

const (
	ones     = 0x0101010101010101
	highBits = 0x80 * ones
)

// A chunk says of 64 bytes which are what, a bit for each.
type chunk struct {
	letter, digit, space uint64
	escapes, wide        bool // there are backslashes, or bytes that are not ASCII

	escaped           uint64 // in JSON: follow a backslash, as the n of \n
	escape            bool   // the last byte is a backslash that is not escaped
	letterUnit, shown uint64 // see unitEnds; shown without what is escaped
}

// classify classifies 64 bytes, eight at a time: bytes below 0x80 leave room for
// sums and differences in their own eight bits.
func (b *chunk) classify(part *[64]byte) {
	var letters, digits, spaces, escapes, all uint64
	for k := 0; k < 64; k += 8 {
		x := binary.LittleEndian.Uint64(part[k:])
		c := x &^ highBits
		low := c | 0x20*ones
		letters = letters>>1 | (low+(0x80-'a')*ones)&((0x80+'z')*ones-low)&highBits
		digits = digits>>1 | (0x89*ones-(c^'0'*ones))&highBits // '0' to '9' are 0x30 to 0x39
		spaces = spaces>>1 | (0x80*ones-(c^' '*ones))&highBits
		escapes |= 0x80*ones - (c ^ '\\'*ones)
		all |= x
	}
	b.letter, b.digit, b.space = transpose(letters), transpose(digits), transpose(spaces)
	b.escapes, b.wide = escapes&highBits != 0, all&highBits != 0
	b.escaped, b.escape = 0, false
	if b.wide {
		var wides uint64
		for k := 0; k < 64; k += 8 {
			wides = wides>>1 | binary.LittleEndian.Uint64(part[k:])&highBits
		}
		m := ^transpose(wides)
		b.letter, b.digit, b.space = b.letter&m, b.digit&m, b.space&m
	}
}

// transpose turns byte j bit k into byte k bit j.
func transpose(x uint64) uint64 {
	t := (x ^ x>>7) & 0x00AA00AA00AA00AA
	x ^= t ^ t<<7
	t = (x ^ x>>14) & 0x0000CCCC0000CCCC
	x ^= t ^ t<<14
	t = (x ^ x>>28) & 0x00000000F0F0F0F0
	return x ^ t ^ t<<28
}

// markEscaped notes which bytes follow a backslash that is not itself escaped.
// first says that the first one does.
func (b *chunk) markEscaped(part *[64]byte, first bool) {
	var escapes uint64
	for k := 0; k < 64; k += 8 {
		x := binary.LittleEndian.Uint64(part[k:])
		escapes = escapes>>1 | (0x80*ones-(x&^highBits^'\\'*ones))&^x&highBits
	}
	m := transpose(escapes)
	if first {
		b.escaped = 1
		m &^= 1
	}
	for m != 0 {
		backslash := m & -m
		b.escaped |= backslash << 1
		b.escape = backslash>>63 != 0
		m &^= backslash | backslash<<1
	}
}
