package decode

import (
	"encoding/base32"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"math/big"
	"strings"
	"testing"

	"github.com/mcp-watchdog/mcp-watchdog/internal/unmask"
)

func number(s, alphabet string) string {
	n, base, out := new(big.Int).SetBytes([]byte(s)), big.NewInt(int64(len(alphabet))), ""
	for n.Sign() > 0 {
		var r big.Int
		n.DivMod(n, base, &r)
		out = alphabet[r.Int64():r.Int64()+1] + out
	}
	return out
}

func mapped(s string, f func(byte) byte) string {
	b := []byte(s)
	for i := range b {
		b[i] = f(b[i])
	}
	return string(b)
}

func turnedAround(s string) string {
	b := make([]byte, len(s))
	for i := range b {
		b[i] = s[len(s)-1-i]
	}
	return string(b)
}

func uuencode(s string, digit func(int) byte) string {
	var b strings.Builder
	for len(s) > 0 {
		line := s[:min(45, len(s))]
		s = s[len(line):]
		b.WriteByte(digit(len(line)))
		for i := 0; i < len(line); i += 3 {
			var v int
			for k := range 3 {
				v <<= 8
				if i+k < len(line) {
					v |= int(line[i+k])
				}
			}
			for shift := 18; shift >= 0; shift -= 6 {
				b.WriteByte(digit(v >> shift & 63))
			}
		}
		b.WriteByte('\n')
	}
	return b.String()
}

func translated32(s, alphabet string) string {
	const standard = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"
	return mapped(base32.StdEncoding.WithPadding(base32.NoPadding).EncodeToString([]byte(s)), func(c byte) byte { return alphabet[strings.IndexByte(standard, c)] })
}

const (
	small, larges, tens = "abcdefghijklmnopqrstuvwxyz", "ABCDEFGHIJKLMNOPQRSTUVWXYZ", "0123456789"
	base58              = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
)

// recoders is everything that Recoded promises to read.
var recoders = map[string]func(string) string{
	"base64 backward": func(s string) string { return turnedAround(std64(s)) },
	"base64 in the other case": func(s string) string {
		return mapped(std64(s), func(c byte) byte {
			if isASCIILetter(rune(c)) {
				c ^= 0x20
			}
			return c
		})
	},
	"base64 rotated": func(s string) string {
		return mapped(std64(s), func(c byte) byte {
			switch {
			case !isASCIILetter(rune(c)):
			case c|0x20 > 'm':
				c -= 13
			default:
				c += 13
			}
			return c
		})
	},
	"key 0x42": func(s string) string { return std64(mapped(s, func(c byte) byte { return c ^ 0x42 })) },
	"key 0xff": func(s string) string { return std64(mapped(s, func(c byte) byte { return c ^ 0xff })) },
	"key 7":    func(s string) string { return std64(mapped(s, func(c byte) byte { return c ^ 7 })) },
	"key, hex": func(s string) string {
		return hex.EncodeToString([]byte(mapped(s, func(c byte) byte { return c ^ 0x55 })))
	},
	"hex backward": func(s string) string { return turnedAround(hex.EncodeToString([]byte(s))) },
	"hex, halves": func(s string) string {
		return eachByte(mapped(s, func(c byte) byte { return c<<4 | c>>4 }), "%02x", "")
	},
	"three digits each": func(s string) string { return eachByte(s, "%03d", "") },
	"base58":            func(s string) string { return number(s, base58) },
	"base62":            func(s string) string { return number(s, tens+small+larges) },
	"base62, capitals":  func(s string) string { return number(s, tens+larges+small) },
	"base36":            func(s string) string { return number(s, tens+small) },
	"decimal":           func(s string) string { return number(s, tens) },
	"Crockford":         func(s string) string { return translated32(s, "0123456789ABCDEFGHJKMNPQRSTVWXYZ") },
	"z-base-32":         func(s string) string { return translated32(s, "ybndrfg8ejkmcpqxot1uwisza345h769") },
	"uuencode": func(s string) string {
		return "begin 644 a\n" + uuencode(s, func(v int) byte {
			if v == 0 {
				return '`'
			}
			return byte(v) + ' '
		}) + "`\nend"
	},
	"xxencode": func(s string) string {
		return "\n" + uuencode(s, func(v int) byte { return ("+-" + tens + larges + small)[v] })
	},
	"U+": func(s string) string { return eachByte(s, "U+%04X", " ") },
	"dump": func(s string) string {
		return strings.TrimSpace(hex.Dump([]byte(s)))
	},
	"Braille": func(s string) string {
		var b strings.Builder
		for _, c := range []byte(strings.ToLower(s)) {
			for dots, x := range brailleLetters {
				if x == c {
					b.WriteRune(0x2800 + rune(dots))
				}
			}
		}
		return b.String()
	},
	"inside base64": func(s string) string {
		return std64("The note says " + turnedAround(std64(s)) + " and no more than that.")
	},
}

func TestRecodedReadsEveryEncoding(t *testing.T) {
	for name, encode := range recoders {
		for _, order := range orders {
			text := "Some words in front.\n" + encode(order) + "\nSome behind it."
			found := false
			for _, r := range append(Recoded(text, plenty()), Readings(text, plenty())...) {
				same := func(a, b string) bool { return strings.Contains(strings.ToLower(a), strings.ToLower(b)) }
				found = found || same(r.Text, order) || name == "Braille" && same(r.Text, order[:8])
			}
			if !found {
				t.Errorf("%s: not read: %.80q", name, text)
			}
			raw := []byte(jsonStyles[0].quote(text))
			if !MayRecode(raw) && !May(raw) {
				t.Errorf("%s: not suspected", name)
			}
		}
	}
}

// TestRecodedLeavesNearMisses: identifiers, digests and keys are none of these.
func TestRecodedLeavesNearMisses(t *testing.T) {
	more := map[string]string{
		"tokens":   lines("token_%d = %s", 200, func(i int) []any { return []any{i, number(string(hash(i, 30)), base58)} }),
		"commits":  lines("%x", 200, func(i int) []any { return []any{hash(i, 20)} }),
		"decimals": lines("%s", 100, func(i int) []any { return []any{number(string(hash(i, 25)), tens)} }),
		"keys":     lines("%s", 100, func(i int) []any { return []any{base64.StdEncoding.EncodeToString(hash(i, 48))} }),
		"small":    std64(strings.Repeat("\x01\x00\x02\x03\x00\x01", 40)),
		"names":    strings.Repeat("internal_detect_structural_stego_TEST CamelCaseNamesOfMethodsThatAreLong SHOUTED_CONSTANTS_IN_CAPITALS\n", 20),
		"colours":  lines("U+%04X %d", 40, func(i int) []any { return []any{0x4E00 + i, i} }),
		"capitals": strings.Repeat("MENU ITEMS: 12 SOUPS, 4 SALADS, 9 MAINS & 3 DESSERTS. ORDER #881/A2\n", 20),
		"wrapped":  base64.StdEncoding.EncodeToString(noise(4000)),
		"binary":   hex.Dump(noise(900)),
	}
	for name, text := range nearMisses {
		more[name] = text
	}
	for name, text := range more {
		for _, r := range Recoded(text, plenty()) {
			t.Errorf("%s: read as %.100q", name, r.Text)
		}
	}
}

// TestRecodedIsLinear: what is made to be tried in every way costs a few times
// its length.
func TestRecodedIsLinear(t *testing.T) {
	for name, piece := range map[string]string{
		"numbers": number(strings.Repeat("nothing to see here ", 5), base58) + " ", "lines": uuencode(strings.Repeat("abc ", 10), func(v int) byte { return byte(v) + ' ' }),
		"swapped": recoders["base64 in the other case"](strings.Repeat("some text ", 9)) + "\n", "braille": strings.Repeat("\u2801\u2803", 40) + "x", "dump": hex.Dump([]byte(strings.Repeat("word ", 20))),
	} {
		b := unmask.Budget{Bytes: 1 << 20}
		text := strings.Repeat(piece, 1<<20/len(piece))
		n := 0
		for _, r := range Recoded(text, &b) {
			n += len(r.Text)
		}
		if n > 4<<20 || b.Bytes < 0 {
			t.Errorf("%s: %d bytes of readings", name, n)
		}
	}
	if fmt.Sprint(unmask.Cipher) != "cipher" {
		t.Error("the disguise has no name")
	}
}
