// Package stego looks for data that is hidden in choices that mean nothing to a
// reader: the order of keys, a space at the end of a line, one of two quotation
// marks. In honest text such choices are habits: they are the same everywhere,
// or follow from what stands beside them. Where hundreds of them follow from
// nothing, they carry something else.
//
// Each kind of choice is a [Channel]. A [Meter] walks over a document and notes
// every choice as a slot: what was chosen, and what could explain it. The
// capacity of a channel is the number of bits by which the best of several
// adaptive models of an honest writer fails to foresee the slots (a minimum
// description length). The package is pure, and takes time linear in the
// document; what it keeps is bounded.
package stego

// Channel is a kind of choice in which bits can stand.
type Channel uint8

const (
	TrailingSpace Channel = iota // white space at the end of a line, or none
	TrailingRun                  // spaces and tabs at the ends of lines
	TrailingCount                // one space at the end of a line, or more
	WordGap                      // one space between words, or two
	SpecialSpace                 // a space, or one of its like
	LetterCase                   // the case of each letter
	WordCase                     // the case of whole words and of their first letters
	HexCase                      // the case of hexadecimal digits
	LookAlike                    // a letter, or one of another alphabet that looks like it
	Apostrophe                   // ' or ’
	QuoteMark                    // " or “
	Dash                         // - or –
	Ellipsis                     // ... or …
	Bullet                       // - or * before items
	Emphasis                     // * or _ around words
	BlankLines                   // one empty line, or several
	LineEnd                      // \n or \r\n
	Composition                  // é, or e and an accent
	ColonGap                     // a space behind a colon of JSON, or none
	CommaGap                     // the same behind a comma
	SlashEscape                  // / or \/
	LetterEscape                 // a character, or \u and its number
	NumberForm                   // 1 or 1.0
	KeyOrder                     // which of two keys comes first
	ListOrder                    // which of two elements of a set comes first
	LowDigit                     // the last digits of numbers
	Interval                     // the time between two records
	WordChoice                   // one of two words that say the same
	Contraction                  // a short form of words, or the long one
	ListMark                     // 1. or 1) before items
	Indent                       // a space in front of a line, or none
	Channels                     // how many there are
)

var channelNames = [Channels]string{
	"white space at the ends of lines", "tabs and spaces at the ends of lines", "the number of spaces at the ends of lines", "the width of the gaps between words", "kinds of spaces", "the case of letters",
	"the case of words", "the case of hexadecimal digits", "letters of other alphabets", "kinds of apostrophes", "kinds of quotation marks", "kinds of dashes",
	"kinds of ellipses", "the bullets of lists", "the marks of emphasis", "the number of empty lines", "the ends of lines", "the composition of accented letters", "the gaps behind colons",
	"the gaps behind commas", "escaped slashes", "escaped letters", "the form of numbers", "the order of keys", "the order of elements", "the last digits of numbers", "the time between records", "choices between words that say the same",
	"short and long forms of words", "the marks behind numbers of lists", "a space in front of lines",
}

// ByWords reports whether a channel is one of the choice of words, which is compared
// with what writers do and shows in nothing but a reading of all of them.
func (c Channel) ByWords() bool { return c == WordChoice || c == Contraction }

// String names the channel as part of a sentence.
func (c Channel) String() string {
	if c < Channels {
		return channelNames[c]
	}
	return "choices"
}

// A slot is one choice: the lowest bit is what was chosen, the next seven stand
// for what is beside it, the others for the content that it was made at.
type slot uint32

func makeSlot(chosen bool, beside uint8, content uint32) slot {
	s := slot(beside&0x7f)<<1 | slot(content)<<8
	if chosen {
		s |= 1
	}
	return s
}

func (s slot) bit() int      { return int(s & 1) }
func (s slot) beside() int   { return int(s >> 1 & 0x7f) }
func (s slot) content() uint { return uint(s >> 8) }
