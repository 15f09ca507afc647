package intent

// Word is a word or phrase of a passage, as the lexicons read it.
type Word struct {
	// Means is what it can mean; 0 when no lexicon has it.
	Means Concept
	// Start and End are its bytes in the passage.
	Start, End int
	// Sentence counts from 0.
	Sentence int
	// Begins is true for the first word of a clause, Quoted between quotation
	// marks.
	Begins, Quoted bool
}

// Words appends the words of a passage to dst. Addresses are found by shape:
// see Shapes.
func (f *Finder) Words(dst []Word, passage string) []Word {
	f.Read(passage, Span{0, len(passage)})
	return f.WordsIn(dst, 0, len(passage))
}

// WordsIn appends the words of a part of the text that was given to Read, with
// offsets from where it begins.
func (f *Finder) WordsIn(dst []Word, from, to int) []Word {
	for _, t := range f.reader.passage(from, to) {
		if t.means.any(Place) && !isPlace(f.reader.text[from:to], int(t.start)) {
			t.means &^= Place
		}
		dst = append(dst, Word{t.means &^ Safeguard, int(t.start), int(t.end), int(t.sentence), t.begins, t.quoted})
	}
	return dst
}

// ShapesIn returns what stands in a part of the text that was given to Read
// and no lexicon lists: Address, Money or 0.
func (f *Finder) ShapesIn(from, to int) Concept { return f.reader.shapesIn(from, to) }

// Shapes is the same for a text of its own.
func Shapes(text string) (c Concept) {
	var buf [16]sign
	for _, g := range signsIn(buf[:0], text, 0) {
		c |= g.means
	}
	return c
}
