package invisible

import (
	"sort"
	"strings"

	"github.com/mcp-watchdog/mcp-watchdog/internal/unmask"
)

// maxErased bounds the text before an erasing sequence that is looked at, and
// maxErasedLine one line of it: longer ones are of no terminal.
const (
	maxErased     = 4 << 10
	maxErasedLine = 512
)

// Erased returns, ascending and apart, the lines of text that a terminal shows
// and wipes at once, so that a person does not see them: those before a
// sequence that erases a line or the screen, after the cursor was moved back to
// them, and what a carriage return makes the next words overwrite. Hidden is
// the line. Programs that show their progress do the same, so only the words
// can say whether it was planted. marks are those of ANSI for the text.
func Erased(text string, marks []unmask.Mark) []unmask.Mark {
	var out []unmask.Mark
	done := 0
	for k, m := range marks {
		if m.Kind != unmask.ANSIControl {
			continue
		}
		lines := erases(text[m.Start:m.End], k > 0 && marks[k-1].End == m.Start)
		if lines == 0 {
			continue
		}
		for _, l := range linesBefore(text, max(done, m.Start-maxErased), m.Start, lines) {
			out = append(out, unmask.Mark{Start: l.Start, End: l.End, Kind: unmask.ANSIConceal, Weight: unmask.Words, Hidden: unmask.Bounded(withoutMarks(text, l, marks))})
		}
		done = m.End
	}
	return out
}

// erases returns how many lines before it a sequence may wipe. A sequence that
// follows another one directly may find the cursor one line up.
func erases(sequence string, follows bool) int {
	s := strings.TrimLeft(sequence, "\x1b[\u009b")
	switch {
	case s == "":
		return 0
	case strings.HasSuffix(s, "J"), s == "c":
		return 1 << 10 // the screen
	case strings.HasSuffix(s, "K") && follows:
		return 2
	case strings.HasSuffix(s, "K"), strings.HasSuffix(s, "M"):
		return 1
	}
	return 0
}

// linesBefore returns the last n lines with words in text[from:to], ascending.
func linesBefore(text string, from, to, n int) []unmask.Stretch {
	var lines []unmask.Stretch
	for end := to; end > from && n > 0; n-- {
		for end > from && (text[end-1] == '\n' || text[end-1] == '\r' || text[end-1] == ' ' || sequenceEnds(text, from, end) > 0) {
			if k := sequenceEnds(text, from, end); k > 0 {
				end -= k
				continue
			}
			end--
		}
		start := max(from, strings.LastIndexAny(text[:end], "\n\r")+1)
		if start < end && end-start <= maxErasedLine && unmask.HasLetters(text[start:end]) {
			lines = append(lines, unmask.Stretch{Start: start, End: end})
		}
		end = start
	}
	for a, z := 0, len(lines)-1; a < z; a, z = a+1, z-1 {
		lines[a], lines[z] = lines[z], lines[a]
	}
	return lines
}

// sequenceEnds returns the length of the control sequence that ends at end, or 0.
func sequenceEnds(text string, from, end int) int {
	k := strings.LastIndex(text[max(from, end-12):end], "\x1b[")
	if k < 0 {
		return 0
	}
	k += max(from, end-12)
	if s, ok := parseSequence(text, k); ok && s.end == end {
		return end - k
	}
	return 0
}

// withoutMarks returns the line without the sequences in it.
func withoutMarks(text string, l unmask.Stretch, marks []unmask.Mark) string {
	if strings.IndexByte(text[l.Start:l.End], 0x1b) < 0 {
		return text[l.Start:l.End]
	}
	var b strings.Builder
	at := l.Start
	first := sort.Search(len(marks), func(k int) bool { return marks[k].End > l.Start })
	for _, m := range marks[first:] {
		if m.Start >= l.End {
			break
		}
		if m.Start >= at {
			b.WriteString(text[at:m.Start])
			at = min(max(at, m.End), l.End)
		}
	}
	b.WriteString(text[at:l.End])
	return b.String()
}
