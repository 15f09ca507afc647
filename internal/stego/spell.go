package stego

import "bytes"

// Letters and words that spell something when only one of each line, sentence or
// string is read: acrostics, and orders that are set one word per string.

// Strand is one way to read a document across its grain.
type Strand struct {
	// How says what was read, as part of a sentence.
	How string
	// Text is what it says: letters in lower case without anything between, or
	// words with a space between.
	Text    string
	Letters bool
}

const (
	// maxStrand bounds what is kept of one way to read, in bytes, and fewestLetters
	// and fewestWords are what makes one.
	maxStrand     = 2 << 10
	fewestLetters = 16
	fewestWords   = 5
	longestSingle = 18 // letters of a word
)

// stems begin words that an order to a model has. Letters that spell an order
// spell two of them, close to each other; a word in a row of words is one.
var stems = [...]string{
	"igno", "disr", "forg", "over", "send", "forw", "uplo", "post", "emai", "mail", "pass", "secr", "toke", "cred", "apik", "reve",
	"tell", "dele", "exec", "inst", "syst", "prom", "user", "assi", "call", "tool", "read", "file", "copy", "leak", "expo", "writ",
	"prev", "conv", "answ", "repl", "keys", "data", "hide", "rule", "print", "show", "obey", "foll", "comm", "down", "open", "list",
}

// stemBits has a bit for the hash of each stem's first four letters.
var stemBits = func() (t [1024]uint64) {
	for _, s := range stems {
		h := gram(s[0], s[1], s[2], s[3])
		t[h>>6] |= 1 << (h & 63)
	}
	return t
}()

// gram is a number of 16 bits for four letters.
func gram(a, b, c, d byte) uint32 {
	return (uint32(a|0x20)<<24 | uint32(b|0x20)<<16 | uint32(c|0x20)<<8 | uint32(d|0x20)) * 2654435761 >> 16
}

func isStem(a, b, c, d byte) bool {
	h := gram(a, b, c, d)
	return stemBits[h>>6]>>(h&63)&1 != 0
}

// reachOfStems is how far apart, in letters, the words of an order begin.
const reachOfStems = 40

// spells reports whether letters spell two words of an order near each other.
func spells(letters []byte) bool {
	last := -reachOfStems
	for i := 0; i+4 <= len(letters); i++ {
		if !isStem(letters[i], letters[i+1], letters[i+2], letters[i+3]) {
			continue
		}
		if i-last < reachOfStems && i-last >= 3 {
			return true
		}
		last = i
	}
	return false
}

// spelling collects letters and words while a document is read.
type spelling struct {
	lines, ends, sentences, strings, words []byte
	singles                                []byte // strings of one word, likewise
	run, stemmed                           int    // how many such strings follow each other, and have a stem
}

func (s *spelling) reset() {
	s.lines, s.ends, s.sentences, s.strings, s.words = s.lines[:0], s.ends[:0], s.sentences[:0], s.strings[:0], s.words[:0]
	s.singles = s.singles[:0]
	s.run, s.stemmed = 0, 0
}

// put appends a letter in lower case.
func put(to []byte, c byte) []byte {
	if isLetter(c) && len(to) < maxStrand {
		to = append(to, c|0x20)
	}
	return to
}

// marks are how much was collected before a text.
type marks struct{ lines, ends, sentences, words int }

func (s *spelling) mark() marks {
	return marks{len(s.lines), len(s.ends), len(s.sentences), len(s.words)}
}

// settle drops what a text gave that is too short to spell anything.
func (s *spelling) settle(b marks) {
	for _, l := range [...]struct {
		letters *[]byte
		before  int
	}{{&s.lines, b.lines}, {&s.ends, b.ends}, {&s.sentences, b.sentences}, {&s.words, b.words}} {
		if len(*l.letters)-l.before < fewestLetters {
			*l.letters = (*l.letters)[:l.before]
		}
	}
}

// line takes in one line: body is it without its bullet and quotation marks.
func (s *spelling) line(body []byte) {
	i := 0
	for i < len(body) && i < 8 && !isLetter(body[i]) {
		i++
	}
	if i == len(body) || !isLetter(body[i]) {
		return
	}
	s.lines = put(s.lines, body[i])
	for k := len(body) - 1; k > max(i, len(body)-4); k-- {
		if isLetter(body[k]) {
			s.ends = put(s.ends, body[k])
			break
		}
	}
}

// value takes in a string of a document: its first letter, and all of it when it
// is one word.
func (s *spelling) value(content []byte) {
	if len(content) == 0 || !isLetter(content[0]) {
		s.end()
		return
	}
	s.strings = put(s.strings, content[0])
	word := bytes.TrimRight(content, ".,:;!?")
	if len(word) > longestSingle || len(s.singles)+len(word) >= maxStrand {
		s.end()
		return
	}
	for i, c := range word {
		if !isLetter(c) && (c != '\'' && c != '-' || i == 0) {
			s.end()
			return
		}
	}
	s.singles = append(append(s.singles, word...), ' ')
	s.run++
	if len(word) >= 4 && isStem(word[0], word[1], word[2], word[3]) {
		s.stemmed++
	}
}

// end ends a row of strings of one word; a short one is no sentence.
func (s *spelling) end() {
	if s.run == 0 {
		return
	}
	k := len(s.singles)
	if s.run < fewestWords || s.stemmed < 2 {
		for range s.run {
			k = bytes.LastIndexAny(s.singles[:k-1], " \n") + 1
		}
		s.singles = s.singles[:k]
	} else {
		s.singles[k-1] = '\n' // a row of its own
	}
	s.run, s.stemmed = 0, 0
}

// Strands returns the ways to read the document across its grain that may say
// something.
func (m *Meter) Strands() []Strand {
	s := &m.spelling
	s.end()
	var all []Strand
	for _, l := range [...]struct {
		how     string
		letters []byte
	}{
		{"first letters of lines", s.lines}, {"last letters of lines", s.ends}, {"first letters of sentences", s.sentences},
		{"first letters of strings", s.strings}, {"first letters of words", s.words},
	} {
		if len(l.letters) < fewestLetters {
			continue
		}
		if spells(l.letters) {
			all = append(all, Strand{How: l.how, Text: string(l.letters), Letters: true})
		}
	}
	for row := range bytes.Lines(s.singles) {
		all = append(all, Strand{How: "strings of one word each", Text: string(bytes.TrimSpace(row))})
	}
	return all
}
