package spelling

import (
	"encoding/binary"
	"math/bits"
	"unicode/utf8"

	"github.com/mcp-watchdog/mcp-watchdog/internal/unmask"
)

// MayLookAlike reports whether raw, a text or JSON with texts in it, could be
// read otherwise for its characters beyond ASCII: any but dashes, quotation
// marks, arrows, lines and such signs, and those only where they do not set
// letters apart. It errs to true and allocates nothing. Characters written as
// \u escapes do not count.
func MayLookAlike(raw []byte) bool {
	for i := 0; i < len(raw); {
		for rest := raw[i:]; len(rest) >= 32; rest = rest[32:] {
			a, b := binary.LittleEndian.Uint64(rest)|binary.LittleEndian.Uint64(rest[8:]), binary.LittleEndian.Uint64(rest[16:])|binary.LittleEndian.Uint64(rest[24:])
			if (a|b)&0x8080808080808080 != 0 {
				break
			}
			i += 32
		}
		if i == len(raw) {
			break
		}
		if i+8 <= len(raw) {
			w := binary.LittleEndian.Uint64(raw[i:]) & 0x8080808080808080
			if w == 0 {
				i += 8
				continue
			}
			i += bits.TrailingZeros64(w) >> 3
		} else if raw[i] < 0x80 {
			i++
			continue
		}
		r, n := utf8.DecodeRune(raw[i:])
		i += n
		if !plainSign(r) || i+1 < len(raw) && unmask.IsAlnum(raw[i]) && raw[i+1] >= 0x80 {
			return true
		}
	}
	return false
}

// plainSign reports whether r is a sign that belongs to no word and hides
// nothing.
func plainSign(r rune) bool {
	switch r {
	case 0xa7, 0xa9, 0xab, 0xae, 0xb0, 0xb1, 0xb7, 0xbb:
		return true
	}
	return r >= 0x2010 && r <= 0x2027 || r >= 0x2030 && r <= 0x205e || r >= 0x2190 && r <= 0x23ff || r >= 0x2500 && r <= 0x27bf
}
