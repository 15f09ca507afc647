// Package decode reads what stands in a text in an encoding: Base64 and its
// kin, hexadecimal and other numbers, percent, entities, escapes, Morse,
// compressed data. It is pure and linear in the length of the text.
package decode

import (
	"bytes"
	"math"
	"strings"
	"unsafe"

	"github.com/mcp-watchdog/mcp-watchdog/internal/unmask"
)

// maxLayers is how many encodings inside one another are taken off. Compression
// counts as one.
const maxLayers = 3

// Readings finds what is encoded inside text and returns what it says, where
// that is plausible text. There are two sorts of readings. Escapes of single
// characters (entities, percent, backslash, quoted-printable) give a reading of
// the surroundings with the escapes resolved, each byte with its way back. Runs
// (base64, base32, base85, hex, binary, character codes, Morse, and compressed
// data in them) give a reading of the run alone, which stands for the whole run.
// An encoding inside an encoding is followed maxLayers deep; its disguise is
// the innermost one, its place that of the outermost run.
//
// Every byte that is decoded is taken from the budget beforehand, so that time
// and memory are linear in the text and the budget. Where the budget does not
// suffice a reading is left out and the budget says so. Without anything to
// decode nothing is allocated.
func Readings(text string, b *unmask.Budget) []unmask.Reading {
	if len(text) < minText {
		return nil
	}
	if len(text) > math.MaxInt32 {
		b.Exhausted = true
		return nil
	}
	d := decoding{budget: b}
	d.read(text, layer{})
	return d.readings
}

// decoding is one run of Readings.
type decoding struct {
	budget   *unmask.Budget
	readings []unmask.Reading
	inflater *inflater
}

// layer says where a text under inspection comes from.
type layer struct {
	depth int             // encodings taken off so far
	outer *unmask.Reading // the reading of escapes that the text is, or nil
	fixed bool            // the text was a run: all of it stands for start to end
	start int
	end   int
}

// span maps a stretch of the layer's text to the outermost text.
func (l *layer) span(start, end int) (int, int) {
	switch {
	case l.fixed:
		return l.start, l.end
	case l.outer != nil:
		return l.outer.Source(start, end)
	}
	return start, end
}

// mapBack turns offsets in the layer's text into those in the outermost text.
func (l *layer) mapBack(offsets []int32) {
	if l.outer == nil {
		return
	}
	for i, at := range offsets {
		from, _ := l.outer.Source(int(at), int(at)+1)
		offsets[i] = int32(from)
	}
}

// known reports whether the stretch stands in the outer text as it does here,
// so that it has been read there.
func (l *layer) known(start, end int) bool {
	if l.outer == nil || l.fixed || strings.IndexByte(l.outer.Text[start:end], ' ') >= 0 {
		return false // a plus sign may have become a space
	}
	from, to := l.outer.Source(start, end)
	return to-from == end-start
}

// read looks for everything encoded in text.
func (d *decoding) read(text string, l layer) {
	if len(text) < minText || l.depth >= maxLayers {
		return
	}
	d.escapes(text, l)
	d.runs(text, l)
}

// runs looks for encoded runs in text.
func (d *decoding) runs(text string, l layer) {
	if len(text) < minText || l.depth >= maxLayers {
		return
	}
	s := newSkimmer(text)
	for s.leap() {
		if s.said&stopEscape != 0 {
			d.armoured85(&s, l)
		}
		if s.said&stopList != 0 {
			d.lists(&s, l)
		}
		if s.said&stopDense != 0 {
			d.dense(&s, l)
		}
		if s.said&stopParts != 0 {
			d.parts(&s, l)
		}
		if s.said&stopRun != 0 {
			d.run(&s, l)
		}
	}
}

// reveal takes what a run from start to end decodes to: it keeps it as a
// reading when it is plausible text, and looks into it. It reports whether that
// gave a reading.
func (d *decoding) reveal(b []byte, how unmask.Disguise, l *layer, start, end, shortest int) bool {
	before := len(d.readings)
	inner := layer{depth: l.depth + 1, fixed: true}
	inner.start, inner.end = l.span(start, end)
	for inner.depth < maxLayers {
		plain, ok := d.inflate(b)
		if !ok {
			break
		}
		b, how = plain, unmask.Gzip
		inner.depth++
	}
	if plain, ok := fromUTF16(b); ok && d.budget.Take(len(plain)) {
		b = plain
	}
	b = bytes.Trim(b, padding)
	text := sift(unsafe.String(unsafe.SliceData(b), len(b)), shortest)
	if text == "" {
		return false
	}
	if worthReading(text, shortest) {
		d.readings = append(d.readings, unmask.Reading{Disguise: how, Text: text, Start: inner.start, End: inner.end})
	}
	d.read(text, inner)
	d.recode(text, inner)
	return len(d.readings) > before
}

// minIsland is the number of bytes that text in the midst of binary data must
// have.
const minIsland = 24

// islandLength is how long islands in so many bytes must be.
func islandLength(n, shortest int) int { return max(shortest, min(minIsland, n/2)) }

// island returns the next plausible text in data, at or after i, or nothing.
func island(data string, i, shortest int) (from, to int) {
	for i < len(data) {
		n := textLength(data[i:])
		if n >= shortest && plausible(data[i:i+n], shortest) {
			return i, i + n
		}
		i += n + 1
	}
	return len(data), len(data)
}

// sift returns the text in decoded data: all of it when hardly any byte is not
// text, or the islands of text in it, on lines of their own.
func sift(data string, shortest int) string {
	if len(data) < shortest || texty(data) {
		return data
	}
	shortest = islandLength(len(data), shortest)
	from, to := island(data, 0, shortest)
	first, rest := data[from:to], strings.Builder{}
	for to < len(data) {
		if from, to = island(data, to, shortest); to > from {
			if rest.Len() == 0 {
				rest.Grow(len(data))
				rest.WriteString(first)
			}
			rest.WriteByte('\n')
			rest.WriteString(data[from:to])
		}
	}
	if rest.Len() > 0 {
		return rest.String()
	}
	return first
}

// Ready makes the table that nearly every text needs. Who calls it beside
// something else spares the first text the waiting.
func Ready() { skimTable() }
