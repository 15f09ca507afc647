package invisible

import (
	"unicode/utf8"

	"github.com/mcp-watchdog/mcp-watchdog/internal/unmask"
)

// fillerWorks reports whether a filler stands where its script puts it.
func (h *hunt) fillerWorks(s *site) bool {
	switch r := s.char; {
	case r == 0x34F: // grapheme joiner: orders combining marks
		return IsMark(s.after) && !isHidden(s.after)
	case r == 0x115F || r == 0x1160:
		if s.after == 0x1160 { // both stand in for the front of a lone final consonant
			after2, _ := utf8.DecodeRuneInString(h.text[s.next+len("\u1160"):])
			return jamo(after2)
		}
		return jamo(s.before) || jamo(s.after)
	case r == 0x3164:
		return unmask.Between(s.before, 0x3131, 0x318E) && s.before != r || unmask.Between(s.after, 0x3131, 0x318E) && s.after != r
	case r == 0xFFA0:
		return unmask.Between(s.before, 0xFFA1, 0xFFDC) || unmask.Between(s.after, 0xFFA1, 0xFFDC)
	case r == 0x17B4 || r == 0x17B5:
		return unmask.Between(s.before, 0x1780, 0x17A2)
	case unmask.Between(r, 0x180B, 0x180F):
		return unmask.Between(s.before, 0x1820, 0x18AA)
	case r == brailleBlank:
		return s.hidden == 1 || h.inBraille(s.run)
	case unmask.Between(r, 0x13430, 0x1343F):
		return h.within(s, 0x13000, 0x143FF)
	case unmask.Between(r, 0x1BCA0, 0x1BCA3):
		return h.within(s, 0x1BC00, 0x1BC9F)
	case r == 0x1D159:
		return h.within(s, 0x1D100, 0x1D1FF)
	}
	return false
}

// within reports whether the run of s is short and begins or ends at a character
// of a block.
func (h *hunt) within(s *site, lo, hi rune) bool {
	before, _ := utf8.DecodeLastRuneInString(h.text[:s.start])
	after, _ := utf8.DecodeRuneInString(h.text[s.end:])
	return s.hidden < LongRun && (unmask.Between(before, lo, hi) || unmask.Between(after, lo, hi))
}

// jamo reports whether r is a part of a Hangul syllable that is seen.
func jamo(r rune) bool {
	return unmask.Between(r, 0x1100, 0x11FF) && r != 0x115F && r != 0x1160 || unmask.Between(r, 0xA960, 0xA97C) || unmask.Between(r, 0xD7B0, 0xD7FB)
}

// brailleReach is how far from other Braille, in bytes, blank cells may be: two
// lines of a picture made of Braille.
const brailleReach = 400

// inBraille reports whether r is near Braille.
func (h *hunt) inBraille(r *run) bool {
	if r.braille == unknown {
		r.braille = no
		if nearBraille(h.text, r.start, r.end) {
			r.braille = yes
		}
	}
	return r.braille == yes
}

// nearBraille reports whether a Braille cell with dots is near text[start:end].
func nearBraille(text string, start, end int) bool {
	for i := end; i < min(len(text), end+brailleReach)-2; i++ {
		if text[i] == 0xE2 && text[i+1]&^3 == 0xA0 && (text[i+1] != 0xA0 || text[i+2] != 0x80) {
			return true
		}
	}
	for i := start - 3; i >= max(0, start-brailleReach); i-- {
		if text[i] == 0xE2 && text[i+1]&^3 == 0xA0 && (text[i+1] != 0xA0 || text[i+2] != 0x80) {
			return true
		}
	}
	return false
}
