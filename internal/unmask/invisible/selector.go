package invisible

import (
	"unicode/utf8"

	"github.com/mcp-watchdog/mcp-watchdog/internal/unmask"
)

// selectorWorks reports whether the variation selector of s follows a character
// that has variants, or what is left of an emoji in an anchor.
func (h *hunt) selectorWorks(s *site) bool {
	switch {
	case isHidden(s.before):
		return false
	case s.char == 0xFE0F && s.hidden <= 2 && inAnchor(h.text[:s.start]):
		return true
	case s.char >= 0xE0100: // UTS #37; no collection registers more than 32 variants
		return unmask.Ideograph(s.before) && s.char <= 0xE011F
	case s.char >= 0xFE0E: // text or picture, UTS #51
		if s.before >= '0' && s.before <= '9' || s.before == '#' || s.before == '*' {
			return s.after == 0x20E3 // keycap
		}
		return emoji(s.before)
	}
	return standardised(s.before, int(s.char-0xFE00))
}

// anchorReach bounds how far back, in bytes, the start of an anchor is sought.
const anchorReach = 80

// inAnchor reports whether text ends within the anchor of a link, as in
// [x](#1-setup) or href="#1-setup". Anchors made of headings lose the emoji but
// keep the joiners and selectors.
func inAnchor(text string) bool {
	for i := len(text) - 1; i > max(0, len(text)-anchorReach); i-- {
		switch text[i] {
		case '#':
			return text[i-1] == '(' || text[i-1] == '"' || text[i-1] == '\''
		case ' ', '\t', '\n', '\r', '(', ')', '"', '\'':
			return false
		}
	}
	return false
}

// standardised reports whether Unicode's StandardizedVariants.txt has a variant
// with selector n, counted from 0, for base, give or take a few of a block.
func standardised(base rune, n int) bool {
	switch {
	case base == '0', base >= 0x2200 && base <= 0x22FF, base >= 0x2A00 && base <= 0x2AFF, // slashed zero, operators
		base >= 0x2654 && base <= 0x265F,                                                                     // chessmen
		base >= 0x1000 && base <= 0x109F, base >= 0xA9E0 && base <= 0xA9FF, base >= 0xAA60 && base <= 0xAA7F, // Myanmar
		base >= 0xA840 && base <= 0xA877, base >= 0x10AC0 && base <= 0x10AFF: // Phags-pa, Manichaean
		return n == 0
	case base >= 0x2018 && base <= 0x201D, base >= 0x3001 && base <= 0x3002, base >= 0xFF01 && base <= 0xFF1F: // punctuation
		return n <= 1
	case unmask.Ideograph(base): // compatibility ideographs
		return n <= 2
	case base >= 0x13000 && base <= 0x143FF: // turned hieroglyphs
		return n <= 6
	}
	return false
}

// selectorPayload reports whether so many selectors cannot be a slip: two of the
// upper range, three of any.
func selectorPayload(span string) bool {
	upper, all := 0, 0
	for _, r := range span {
		if all++; r >= 0xE0100 {
			upper++
		}
		if upper > 1 || all > 2 {
			return true
		}
	}
	return false
}

// selectorText returns what variation selectors spell: each stands for a byte
// (U+FE00 is 0, U+E0100 is 16), or the lower sixteen for half a byte or a bit.
func selectorText(span string) string {
	buf := make([]byte, 0, min(len(span)/3, 2*unmask.MaxHidden))
	upper := false
	for _, r := range span {
		switch {
		case len(buf) == cap(buf):
		case r >= 0xE0100 && r <= 0xE01EF:
			buf = append(buf, byte(r-0xE0100+16))
			upper = true
		case r >= 0xFE00 && r <= 0xFE0F:
			buf = append(buf, byte(r-0xFE00))
		default:
			return ""
		}
	}
	if upper {
		return readable(buf, 2)
	}
	if text := symbolText(span); text != "" {
		return text
	}
	for i := 0; i+1 < len(buf); i += 2 {
		buf[i/2] = buf[i]<<4 | buf[i+1]
	}
	return readable(buf[:len(buf)/2], 3)
}

// readable returns b as text if it is UTF-8 of at least least characters with
// hardly a control character, else "". The text is at most unmask.MaxHidden long.
func readable(b []byte, least int) string {
	if len(b) > unmask.MaxHidden {
		b = b[:unmask.MaxHidden]
	}
	for cut := 0; cut < utf8.UTFMax && len(b) > 0 && !utf8.Valid(b); cut++ {
		b = b[:len(b)-1] // a character cut in two
	}
	if utf8.RuneCount(b) < least || !utf8.Valid(b) {
		return ""
	}
	bad, good := 0, 0
	for _, r := range string(b) {
		switch {
		case wordy(r) && r < 0xE000 && !isHidden(r) || r == ' ':
			good++
		case r < 0x20 && r != '\n' && r != '\t' || r >= 0x7F:
			bad++
		}
	}
	if bad > good/16 || good*2 < utf8.RuneCount(b) {
		return ""
	}
	return string(b)
}
