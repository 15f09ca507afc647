// Package spelling reads words that are spelt so that they do not look like what
// they say: in letters of other alphabets, in leet, set apart, backward, rotated.
// It is pure and linear in the length of the text.
package spelling

import (
	"unsafe"

	"github.com/mcp-watchdog/mcp-watchdog/internal/unmask"
)

// Readings returns what text, valid UTF-8, says with disguises taken off that
// leave it a text: letters of other alphabets and styles, accents and invisible
// characters among letters (LookAlike), digits and signs for letters (Leet),
// letters set apart, words split by line ends or markup (Spaced), words written
// backward (Reversed) or rotated by 13 letters (Rot13), and mixtures of these
// in this order of undoing. A reading is the text around what was disguised,
// all of it when it is short; what is not disguised stands in it as it is.
//
// Only what would be English words is read, and only where disguise is more
// likely than chance: words that mix alphabets, several words in leet, more
// words that are English backward than forward. Genuine words of other scripts
// stay as they are. Where no word boundary shows between letters that are set
// apart they are found with a small dictionary, and unknown words stay joined
// to letters that are left over.
//
// What is not undone: other shifts of the alphabet than 13 (package codes), letters dropped or
// swapped, other languages than English, single words in leet but for long ones.
//
// Work is linear in the length of text, which is below 2 GB. There are at most
// maxReadings readings, paid from b, which says when that was not enough.
// Nothing is allocated when the text shows none of the signs that May looks
// for.
func Readings(text string, b *unmask.Budget) []unmask.Reading {
	signs := SignsOf(text, false)
	if signs == 0 {
		return nil
	}
	f := folding{b: b}
	f.undo(nil, text, signs)
	return f.all
}

// Again returns what the reading r says with such disguises taken off, as
// Readings does for a text. The readings stand for places in the text that r was
// read from.
func Again(r *unmask.Reading, b *unmask.Budget) []unmask.Reading {
	signs := SignsOf(r.Text, false)
	if signs == 0 {
		return nil
	}
	f := folding{b: b, depth: 1}
	f.undo(r, r.Text, signs)
	return f.all
}

// May reports whether Readings could return something for a text in raw: a
// text itself, or JSON with texts in it. Characters that are written as \u
// escapes do not count. It takes one to two nanoseconds per byte of ASCII and
// allocates nothing.
func May(raw []byte) bool {
	return SignsOf(unsafe.String(unsafe.SliceData(raw), len(raw)), true) != 0
}

const (
	// maxMixture is the number of disguises that are taken off one after
	// another.
	maxMixture = 3
	// maxReadings bounds the readings of one text. What is made of many small
	// disguises far apart is made to tire the reader.
	maxReadings = 200
)

// A folding is one call of Readings.
type folding struct {
	b     *unmask.Budget
	all   []unmask.Reading
	depth int
}

// undo takes off the disguises that show signs in text, which is in as read, or
// the text itself if in is nil.
func (f *folding) undo(in *unmask.Reading, text string, show signs) {
	for _, s := range [...]struct {
		sign signs
		read func(string, *unmask.Budget) []unmask.Reading
	}{
		{LookSign, lookAlikes}, {turnedSign, upsideDowns}, {SpacedSign, spacedOut}, {SplitSign, joined}, {LeetFound, leet},
		{backwardSign, reversed}, {rotatedSign, rotations},
	} {
		if show&s.sign == 0 || f.b.Exhausted {
			continue
		}
		for _, r := range s.read(text, f.b) {
			if in != nil {
				r = within(in, r)
			}
			f.add(r)
		}
	}
}

// add adds a reading and what can be read in it.
func (f *folding) add(r unmask.Reading) {
	for i := range f.all {
		if old := &f.all[i]; old.Start == r.Start && old.Text == r.Text {
			return
		}
	}
	if len(f.all) == maxReadings {
		f.b.Exhausted = true
		return
	}
	f.all = append(f.all, r)
	if f.depth+1 >= maxMixture || f.b.Exhausted {
		return
	}
	// Signs that the text showed as it stood show in the reading again; only
	// another text is another reading.
	f.depth++
	f.undo(&r, r.Text, SignsOf(r.Text, false))
	f.depth--
}

// Ready makes the tables that nearly every text needs. Who calls it beside
// something else spares the first text the waiting.
func Ready() {
	grams()
	words()
}
