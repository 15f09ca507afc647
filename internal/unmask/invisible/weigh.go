package invisible

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/mcp-watchdog/mcp-watchdog/internal/unmask"
)

// settle weighs the marks of one run from first on, which hold found weightless
// characters together, and reads what they say.
func (h *hunt) settle(first, found int) {
	if found >= LongRun {
		h.fuse(first)
	}
	for k := first; k < len(h.marks); k++ {
		h.weigh(&h.marks[k], found)
	}
}

// weightless reports whether kind is one of those that look like nothing at all
// and can stand for each other as the symbols of a code.
func weightless(kind unmask.Kind) bool {
	return kind == unmask.ZeroWidth || kind == unmask.Bidi || kind == unmask.Filler || kind == unmask.SoftHyphen
}

// fuse makes one mark of neighbouring marks of different weightless kinds. It
// bears the name of the largest.
func (h *hunt) fuse(first int) {
	marks := h.marks[first:]
	kept := marks[:0]
	largest := 0
	for _, m := range marks {
		last := len(kept) - 1
		if last < 0 || kept[last].End != m.Start || !weightless(m.Kind) || !weightless(kept[last].Kind) {
			kept = append(kept, m)
			largest = m.End - m.Start
			continue
		}
		if m.End-m.Start > largest {
			largest = m.End - m.Start
			kept[last].Kind = m.Kind
		}
		kept[last].End = m.End
		kept[last].Weight = max(kept[last].Weight, m.Weight)
	}
	h.marks = h.marks[:first+len(kept)]
}

// weigh gives m, part of a run with found weightless characters out of place, its
// weight and reads it.
func (h *hunt) weigh(m *unmask.Mark, found int) {
	span := h.text[m.Start:m.End]
	switch m.Kind {
	case unmask.Tag:
		m.Weight, m.Hidden = unmask.Carrier, tagText(span)
	case unmask.VariationSelector:
		m.Hidden = selectorText(span)
		if m.Hidden != "" || selectorPayload(span) {
			m.Weight = unmask.Carrier
		}
	case unmask.Combining:
		if variety(span) > 2 && !(span[0] >= 0xD6 && counts(span)) { // one mark repeated says nothing, nor do those of a script in a table
			m.Weight = unmask.Carrier
		}
	case unmask.Control:
		if utf8.RuneCountInString(span) >= LongRun && variety(span) > 1 && !counts(span) {
			m.Weight = unmask.Carrier
		}
	case unmask.PrivateUse:
		if n := utf8.RuneCountInString(span); n >= LongRun {
			if m.Hidden = privateText(span); m.Hidden != "" || n >= manyIcons || span[0] >= 0xF0 {
				m.Weight = unmask.Carrier
			}
		}
	default:
		if found >= LongRun {
			m.Weight, m.Hidden = unmask.Carrier, symbolText(span)
		}
		if m.Hidden == "" && strings.HasSuffix(span, string(rune(rightToLeftOverride))) {
			m.Hidden = mirrored(h.text, m.End)
		}
	}
}

// counts reports whether the characters of s, none of them ASCII, follow each
// other as in a table of a character set, which says nothing: at three of four
// places.
func counts(s string) bool {
	steps, all, last := 0, 0, rune(-1)
	for _, r := range s {
		if r < 0x80 {
			return false
		}
		if last >= 0 {
			if all++; r == last+1 {
				steps++
			}
		}
		last = r
	}
	return 4*steps >= 3*all
}

// variety returns the number of different characters in s, at most 8.
func variety(s string) int {
	var seen [8]rune
	n := 0
next:
	for _, r := range s {
		for _, old := range seen[:n] {
			if old == r {
				continue next
			}
		}
		if seen[n] = r; n == len(seen)-1 {
			return len(seen)
		}
		n++
	}
	return n
}

const (
	threadGap   = 8  // bytes of visible text between two marks of a thread
	threadMarks = 8  // marks that make a thread
	tornGap     = 48 // bytes of visible text between two torn words
	tornMarks   = 4  // tears that are no accident
	lacedGap    = 40 // bytes of visible text between two spaces with a mark beside them
	lacedMarks  = 6  // such spaces in a row that are no accident
)

// joinThreads finds single hidden characters that are threaded through a text,
// one after every letter or two, or that tear one word after the other or stand
// at every space, and weighs them as Carrier: they break words for a program that looks for them, or
// carry a bit each.
func (h *hunt) joinThreads() {
	h.chains(threadGap, threadMarks-1, func(m unmask.Mark, gap string) bool {
		return strings.IndexFunc(gap, wordy) >= 0
	})
	h.chains(tornGap, tornMarks, func(m unmask.Mark, gap string) bool {
		before, _ := utf8.DecodeLastRuneInString(h.text[:m.Start])
		after, _ := utf8.DecodeRuneInString(h.text[m.End:])
		return m.Kind != unmask.SoftHyphen && unicode.IsLower(before) && unicode.IsLower(after)
	})
	h.chains(lacedGap, lacedMarks, func(m unmask.Mark, gap string) bool {
		return h.laced(m) && strings.IndexByte(gap, '\n') < 0
	})
}

// laced reports whether m stands beside a space inside a line, where no script
// and no line breaking needs it.
func (h *hunt) laced(m unmask.Mark) bool {
	before, after := m.Start > 0 && h.text[m.Start-1] == ' ', m.End < len(h.text) && h.text[m.End] == ' '
	return m.Kind == unmask.ZeroWidth && before != after
}

// chains makes chains of marks with at most reach bytes between one and the
// next, and reweighs those in which at least enough links count.
func (h *hunt) chains(reach, enough int, counts func(m unmask.Mark, gap string) bool) {
	for first := 0; first < len(h.marks); {
		end, n, last := first, 0, h.marks[first].Start
		for ; end < len(h.marks) && threaded(h.marks[end]) && h.marks[end].Start-last <= reach; end++ {
			if counts(h.marks[end], h.text[last:h.marks[end].Start]) {
				n++
			}
			last = h.marks[end].End
		}
		if n >= enough {
			h.reweigh(first, end)
		}
		first = max(end, first+1)
	}
}

// reweigh makes marks first to end Carrier. The first gets what all say.
func (h *hunt) reweigh(first, end int) {
	var symbols []byte
	for k := first; k < end; k++ {
		m := &h.marks[k]
		m.Weight = unmask.Carrier
		if len(symbols) < maxSymbols {
			symbols = append(symbols, h.text[m.Start:m.End]...)
		}
	}
	if m := &h.marks[first]; m.Hidden == "" {
		if m.Hidden = symbolText(string(symbols)); m.Hidden == "" {
			m.Hidden = selectorText(string(symbols))
		}
	}
}

// threaded reports whether m can be part of a thread.
func threaded(m unmask.Mark) bool {
	return weightless(m.Kind) || m.Kind == unmask.VariationSelector
}

// wordy reports whether r is neither a space nor ASCII punctuation.
func wordy(r rune) bool {
	return r >= '0' && r <= '9' || r >= 'A' && r <= 'Z' || r >= 'a' && r <= 'z' || r > 0xA0
}
