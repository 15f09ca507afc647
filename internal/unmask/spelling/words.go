package spelling

import (
	"unicode"
	"unicode/utf8"

	"github.com/mcp-watchdog/mcp-watchdog/internal/unmask"
)

// Word is a word of a reading that does not stand like that in the text it was
// read from.
type Word struct {
	Start, End int // in the reading
	// Known words are in a small dictionary of English, Order words among those
	// that orders have. Words that people take for an English one anyway, in
	// passwords and names, are no Order words.
	Known, Order bool
	// Foreign words have letters of another alphabet in the text, unlike
	// accents, wide letters and those of styles.
	Foreign bool
}

// Words returns the words of r, ascending, that text, which r was read from,
// does not have in these letters and this order: those that the disguise hid.
// Of words with letters beyond ASCII nothing is known. The work is linear in
// the length of the reading.
func Words(r *unmask.Reading, text string) []Word {
	var all []Word
	for start, end := letterRun(r.Text, 0); start < len(r.Text); start, end = letterRun(r.Text, end) {
		if !changed(r, text, start, end) {
			continue
		}
		w := Word{Start: start, End: end}
		if end-start <= maxWord {
			var buf [maxWord]byte
			low := lowered(buf[:0], r.Text[start:end])
			kind := words().known(low)
			w.Known = kind != unknownWord && len(low) > 1
			w.Order = kind&orderWord != 0
		}
		if r.Offsets != nil {
			w.Foreign = foreignWord(r, text, start, end)
		}
		all = append(all, w)
	}
	return all
}

// changed reports whether the letters from start to end, or what sets them
// apart from the words beside them, stand otherwise in text.
func changed(r *unmask.Reading, text string, start, end int) bool {
	if r.Offsets == nil {
		return true
	}
	if r.Disguise == unmask.Entity {
		return referred(r, text, start, end)
	}
	for _, i := range [2]int{start - 1, end} {
		if i < 0 || i >= len(r.Offsets) {
			continue
		}
		if at := int(r.Offsets[i]); at >= len(text) || text[at] != r.Text[i] {
			return true
		}
	}
	first := int(r.Offsets[start])
	if first+end-start > len(text) {
		return true
	}
	for i := start; i < end; i++ {
		if at := int(r.Offsets[i]); at != first+i-start || text[at] != r.Text[i] {
			return true
		}
	}
	return false
}

// referred reports whether a letter of ASCII in the word, or a space beside it,
// stands as a character reference. Accents, signs and what markup has to escape
// are written so by honest pages.
func referred(r *unmask.Reading, text string, start, end int) bool {
	for i := max(0, start-1); i <= end && i < len(r.Offsets); i++ {
		c := r.Text[i]
		if at := int(r.Offsets[i]); (c == ' ' || c|0x20 >= 'a' && c|0x20 <= 'z') && (at >= len(text) || text[at] != c) {
			return true
		}
	}
	return false
}

// foreignWord reports whether one of the letters is one of another alphabet in text.
func foreignWord(r *unmask.Reading, text string, start, end int) bool {
	for i := start; i < end; i++ {
		if at := int(r.Offsets[i]); at < len(text) && text[at] >= utf8.RuneSelf {
			if c, _ := utf8.DecodeRuneInString(text[at:]); unicode.IsLetter(c) && !unicode.Is(unicode.Latin, c) && c < 0xFF00 {
				return true
			}
		}
	}
	return false
}
