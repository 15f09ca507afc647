package invisible

import (
	"unicode/utf8"

	"github.com/mcp-watchdog/mcp-watchdog/internal/unmask"
)

// zeroWidthWorks reports whether a zero-width character does its proper work:
// a byte order mark at the very beginning, a joiner in an emoji or a script with
// joining letters, a break between words that no space parts. Word joiners and
// invisible operators have effects too, but none that a reader would miss.
func (h *hunt) zeroWidthWorks(s *site) bool {
	switch s.char {
	case byteOrderMark:
		return s.at == 0
	case 0x200B:
		return h.breakWorks(s)
	case 0x200C, 0x200D:
		return joinerWorks(s) || s.char == 0x200D && s.hidden <= 2 && inAnchor(h.text[:s.start])
	}
	return false
}

// breakWorks reports whether the zero-width space of s is next to a letter of a
// script without spaces. One by one between Chinese, Japanese or Korean letters
// it only tears words apart.
func (h *hunt) breakWorks(s *site) bool {
	if isHidden(s.before) || isHidden(s.after) {
		return false
	}
	if unmask.Unspaced(s.before) || unmask.Unspaced(s.after) {
		return true
	}
	if !unmask.EastAsian(s.before) && !unmask.EastAsian(s.after) {
		return false
	}
	_, n := utf8.DecodeRuneInString(h.text[s.next:])
	after2, _ := utf8.DecodeRuneInString(h.text[s.next+n:])
	return s.before2 != 0x200B || after2 != 0x200B
}

// joinerWorks reports whether the joiner or non-joiner of s is in an emoji
// sequence (UTS #51), beside a cursive letter (Unicode Standard 23.2, 9.2), or
// in a Brahmic word (12.1).
func joinerWorks(s *site) bool {
	if s.char == 0x200D && emoji(s.after) && (emoji(s.before) || s.before == 0xFE0F && emoji(s.before2)) {
		return true
	}
	if isHidden(s.before) || isHidden(s.after) {
		return false
	}
	return cursive(s.before) || cursive(s.after) || virama(s.before) || indic(s.before) && indic(s.after)
}
