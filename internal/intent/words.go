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
	for _, t := range f.reader.read(passage) {
		if t.means.any(Place) && !isPlace(passage, int(t.start)) {
			t.means &^= Place
		}
		dst = append(dst, Word{t.means, int(t.start), int(t.end), int(t.sentence), t.begins, t.quoted})
	}
	return dst
}

// Shapes returns what stands in text and no lexicon lists: Address or 0.
func Shapes(text string) Concept { return shapes(text) }
