package unmask

// Disguise is a way to write a text so that it does not look like what it
// says.
type Disguise uint8

const (
	LookAlike Disguise = iota // letters of other alphabets and styles, accents, invisible characters between
	Leet                      // digits and signs for letters
	Spaced                    // letters set apart by spaces or punctuation
	Reversed
	Rot13
	Entity // HTML character references
	Percent
	JSONEscape // \uXXXX and \xXX as text
	QuotedPrintable
	Base64
	Base32
	Base85
	Hex
	Binary
	Morse
	Gzip   // and zlib, inside another encoding
	Cipher // an encoding that is written otherwise, or hardly used for text
)

var disguiseNames = [...]string{
	"look_alike", "leet", "spaced", "reversed", "rot13", "entity", "percent", "json_escape", "quoted_printable", "base64", "base32",
	"base85", "hex", "binary", "morse", "gzip", "cipher",
}

// String returns the lower-case name.
func (d Disguise) String() string {
	if int(d) < len(disguiseNames) {
		return disguiseNames[d]
	}
	return "disguise"
}

// Reading is what a text says with a disguise taken off, and the way back to
// where it stands.
type Reading struct {
	Disguise Disguise
	Text     string
	// Offsets gives for each byte of Text the offset in the text it was read
	// from; nil when the whole reading stands for the stretch from start to
	// end, as for base64, where a part cannot be taken out.
	Offsets    []int32
	Start, End int
}

// Source returns the span of the original text that the bytes from start to
// end of the reading stand for.
func (r *Reading) Source(start, end int) (from, to int) {
	if r.Offsets == nil || start >= end {
		return r.Start, r.End
	}
	from = int(r.Offsets[start])
	if end < len(r.Offsets) {
		return from, max(from, int(r.Offsets[end]))
	}
	return from, r.End
}

// Budget bounds the work on one message: how many bytes may still be written
// into readings. It is shared by all texts of the message.
type Budget struct {
	Bytes int
	// Exhausted is set when a reading was left out for lack of budget.
	Exhausted bool
}

// Take reports whether n more bytes may be written.
func (b *Budget) Take(n int) bool {
	if n > b.Bytes {
		b.Exhausted = true
		return false
	}
	b.Bytes -= n
	return true
}
