package decode

import (
	"strings"
	"unsafe"

	"github.com/mcp-watchdog/mcp-watchdog/internal/unmask"
)

// Lists of numbers with something beside each: U+0049, and dumps of bytes with
// the offset in front of a line and the characters behind it.

const (
	unicodeMark = "U+00"    // of the first 256 characters
	secondLine  = "0000010" // the offset of the second line of a dump
)

// numberMarks stand in front of each number of some lists: those that programs make
// letters of.
var numberMarks = [...]string{unicodeMark, "chr(", "Chr(", "CHR(", "char(", "CHAR(", "[char]", "[Char]", "[CHAR]"}

// markedNumbers reads lists of U+0049, chr(73) and their like: the marks are blanked, so
// that every byte stays in its place.
func (d *decoding) markedNumbers(text string, l *layer) {
	for _, mark := range numberMarks {
		if strings.Count(text, mark) < minNumbers || !d.budget.Take(len(text)) {
			continue
		}
		b := []byte(text)
		for i := 0; i+len(mark) <= len(b); i++ {
			if string(b[i:i+len(mark)]) != mark {
				continue
			}
			for k := i - 1; k >= 0 && strings.IndexByte(") +&.|,", b[k]) >= 0; k-- {
				b[k] = ' '
			}
			for k := range len(mark) {
				b[i+k] = ' '
			}
		}
		s := newSkimmer(unsafe.String(unsafe.SliceData(b), len(b)))
		for s.leap() {
			if s.said&stopList != 0 {
				d.lists(&s, *l)
			}
		}
	}
}

// dumps reads the bytes of dumps.
func (d *decoding) dumps(text string, l *layer) {
	if !strings.Contains(text, secondLine) || !d.budget.Take(len(text)) {
		return
	}
	var b []byte
	start, end := 0, 0
	for at := 0; at <= len(text); {
		line, _, _ := strings.Cut(text[at:], "\n")
		before := len(b)
		if b = appendDumped(b, line); len(b) > before {
			if before == 0 {
				start = at
			}
			end = at + len(line)
		}
		if at += len(line) + 1; len(b) > 0 && (len(b) == before || at > len(text)) {
			d.reveal(b, unmask.Hex, l, start, end, minPlain)
			b = nil
		}
	}
}

// appendDumped appends the bytes of one line of a dump: digits of the offset,
// pairs of digits for up to sixteen bytes, and the characters that they are.
func appendDumped(dst []byte, line string) []byte {
	i := 0
	for i < len(line) && hexDigit[line[i]] < 16 {
		i++
	}
	if i < 6 || i > 8 || i+3 >= len(line) || line[i] != ':' && line[i] != ' ' {
		return dst
	}
	for i, count := i+1, 0; count < 16; {
		gap := i
		for i < len(line) && line[i] == ' ' {
			i++
		}
		from := i
		for i < len(line) && hexDigit[line[i]] < 16 {
			i++
		}
		if n := i - from; n == 0 || n&1 == 1 || count > 0 && from-gap > 2 || i < len(line) && line[i] != ' ' {
			break
		}
		dst = appendHex(dst, line[from:i])
		count += (i - from) / 2
	}
	return dst
}
