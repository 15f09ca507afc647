package invisible

import (
	"strings"

	"github.com/mcp-watchdog/mcp-watchdog/internal/unmask"
)

// control judges a control character or noncharacter.
func (h *hunt) control(s *site) verdict {
	if s.next == h.escape && (s.char == 0x07 || s.char == 0x9C || s.char == 0x18 || s.char == 0x1A) {
		return foreign // the end of the sequence
	}
	switch {
	case s.char == 0x0C && s.hidden < LongRun: // a page break
		return proper
	case s.char == 0x08:
		return unless(h.overstrikes(s))
	}
	if s.char == 0x1B || s.char >= 0x90 && s.char <= 0x9F {
		if end := sequenceEnd(h.text, s.at); end > s.at {
			h.escape = end
			return foreign
		}
	}
	if unmask.Between(s.char, 0x1D173, 0x1D17A) { // beams and slurs
		return unless(h.within(s, 0x1D100, 0x1D1FF))
	}
	return odd
}

// overstrikes reports whether a backspace makes a letter bold or underlined, as
// manual pages do, or goes back over underlines that words are then written on.
// All backspaces of a row are judged alike: what is left of one would be judged
// anew.
func (h *hunt) overstrikes(s *site) bool {
	if s.before != 0x08 && s.after != 0x08 {
		return s.before == s.after || s.before == '_' || s.after == '_'
	}
	from, to := s.at, s.at
	for from > 0 && s.at-from < maxBackspaces && h.text[from-1] == 0x08 {
		from--
	}
	for to < len(h.text) && to-s.at < maxBackspaces && h.text[to] == 0x08 {
		to++
	}
	n := to - from
	return n < maxBackspaces && n <= from && strings.Count(h.text[from-n:from], "_") == n
}

// maxBackspaces bounds a row of backspaces that is looked at: a line is shorter.
const maxBackspaces = 128

// fewIcons is the number of private-use characters in a row below which they are
// taken for the glyphs of an icon font.
const fewIcons = 4

// manyIcons is the number in a row from which on they are more than the glyphs
// of a font or a row of a character set.
const manyIcons = 48

// privateText returns the text that private-use characters spell in the low
// bytes of their code points, or "".
func privateText(span string) string {
	var b strings.Builder
	high := rune(-1)
	for _, r := range span {
		if high < 0 {
			high = r >> 8
		}
		if r>>8 != high || b.Len() == unmask.MaxHidden {
			break
		}
		b.WriteByte(byte(r))
	}
	return readable([]byte(b.String()), 3)
}
