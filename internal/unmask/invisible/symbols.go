package invisible

import (
	"github.com/mcp-watchdog/mcp-watchdog/internal/unmask"
)

// maxSymbols bounds how many bytes of a coded run are read: sixteen symbols of
// four bytes for each byte of text.
const maxSymbols = unmask.MaxHidden * 16 * 4

// symbolText returns the text that a run of hidden characters spells as symbols
// of a code, or "": two symbols are bits, a third parts the numbers, four are
// digits in base four. It is a guess that is only returned when it reads well.
func symbolText(span string) string {
	if len(span) > maxSymbols {
		span = span[:maxSymbols]
	}
	var symbols []rune
	digits := make([]int8, 0, len(span)/2)
	for _, r := range span {
		k := 0
		for k < len(symbols) && symbols[k] != r {
			k++
		}
		if k == len(symbols) {
			if k == 4 {
				return ""
			}
			symbols = append(symbols, r)
		}
		digits = append(digits, int8(k))
	}
	switch len(symbols) {
	case 2:
		return eitherWay(digits, 0, 1, -1)
	case 3:
		for _, parting := range []int8{2, 0, 1} {
			if text := eitherWay(digits, (parting+1)%3, (parting+2)%3, parting); text != "" {
				return text
			}
		}
	case 4:
		return baseFour(digits, symbols)
	}
	return ""
}

// eitherWay reads digits as bits with a or b as zero.
func eitherWay(digits []int8, a, b, parting int8) string {
	if text := bitText(digits, a, parting); text != "" {
		return text
	}
	return bitText(digits, b, parting)
}

// bitText reads digits as bits, of which zero is 0, the most significant first:
// numbers between the parting symbols, else groups of 8, 7 or 16.
func bitText(digits []int8, zero, parting int8) string {
	if text := partedText(digits, zero, parting); text != "" {
		return text
	}
	for _, width := range []int{8, 7, 16} {
		var text []rune
		raw := make([]byte, 0, len(digits)/width)
		value, n := rune(0), 0
		for _, d := range digits {
			if d == parting {
				continue
			}
			value <<= 1
			if d != zero {
				value |= 1
			}
			if n++; n == width {
				raw, text = append(raw, byte(value)), append(text, value)
				value, n = 0, 0
			}
		}
		if width == 16 {
			raw = []byte(string(text))
		}
		if out := readable(raw, 3); out != "" {
			return out
		}
	}
	return ""
}

// partedText reads digits as numbers between parting symbols.
func partedText(digits []int8, zero, parting int8) string {
	if parting < 0 {
		return ""
	}
	var text []rune
	value, n := rune(0), 0
	for i := 0; i <= len(digits); i++ {
		if i < len(digits) && digits[i] != parting {
			value <<= 1
			if digits[i] != zero {
				value |= 1
			}
			if n++; n > 20 {
				return ""
			}
			continue
		}
		if n > 0 {
			text = append(text, value)
		}
		value, n = 0, 0
	}
	return readable([]byte(string(text)), 3)
}

// baseFour reads digits in base four, the symbols in the order of their code
// points, four digits to a byte or eight to a 16-bit unit.
func baseFour(digits []int8, symbols []rune) string {
	var rank [4]rune
	for k, s := range symbols {
		for _, other := range symbols {
			if other < s {
				rank[k]++
			}
		}
	}
	for _, width := range []int{8, 4} {
		var text []rune
		for i := 0; i+width <= len(digits); i += width {
			value := rune(0)
			for _, d := range digits[i : i+width] {
				value = value<<2 | rank[d]
			}
			text = append(text, value)
		}
		if out := readable([]byte(string(text)), 3); out != "" {
			return out
		}
	}
	return ""
}
