package decode

import (
	"github.com/mcp-watchdog/mcp-watchdog/internal/unmask"
)

// base64Digit gives the value of a letter of the standard or the URL alphabet
// (RFC 4648), 255 for any other byte.
var base64Digit = func() [256]uint8 {
	t := digitsOf("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/")
	t['-'], t['_'] = 62, 63
	return t
}()

// digitsOf gives for each byte its place in the alphabet, or 255.
func digitsOf(alphabet string) (t [256]uint8) {
	for i := range t {
		t[i] = 255
	}
	for i := range len(alphabet) {
		t[alphabet[i]] = uint8(i)
	}
	return t
}

const (
	headRun    = 64       // letters decoded to judge a run by; as many backslashes may stand between
	headDigits = 256      // letters among which there must be a digit
	shortRun   = 40       // runs below that length are judged by their heads alone
	wholeRun   = 64 << 10 // runs above that length are looked into at some places only
	sampleRun  = 1 << 10  // length of such a place
	sampleMany = 48       // how many of them, head and tail apart
)

// run looks at the run of base64 letters that the walk stopped at.
func (d *decoding) run(s *skimmer, l layer) {
	start, end := s.stretch(notAlphabet, 4, s.runs)
	if end == 0 {
		return
	}
	s.runs = end
	if start = afterDigits(s.text, start); end-start >= minRun {
		d.readRun(s, start, end, &l)
	}
	s.passed()
}

func (d *decoding) readRun(s *skimmer, start, end int, l *layer) {
	text := s.text
	switch found := leadOf(text, start, end); found.how {
	case unmask.Base64:
		run := lettersIn(text[start:end])
		if !found.says(text, run) {
			break
		}
		if start, end = found.from, found.end; !found.part {
			end = wrapped64(text, start, end, run, found.binary)
		}
		if !l.known(start, end) && d.budget.Take((end-start)*3/4+3) {
			b := appendBase64(make([]byte, 0, (end-start)*3/4+3), text[start:end])
			d.reveal(b, unmask.Base64, l, start, end, minPlain)
		}
		s.runs = max(s.runs, end)
	case unmask.Base32:
		s.runs = max(s.runs, d.run32(text, found.from, found.end, found.digit, l))
	case unmask.Percent:
		d.plusWords(s, found.from, found.end, l)
	default:
		if from := hexIn(text, max(start, s.lists), end); from >= 0 {
			d.readList(s, from, s.end(end, notList), l)
		}
		// The letters may be the beginning of a word in base85.
		if end < len(text) && !s.clear(end, end+1, notAlphabet) && s.clear(end, end+1, endsWord) && end > s.words {
			d.readDense(s, start, end, l)
		}
	}
}

// lead says how a run is to be read.
type lead struct {
	how       unmask.Disguise // Base64, Base32, Percent, or LookAlike for not at all
	from, end int
	part      bool        // only this part of the run
	binary    bool        // it looks like compressed data or UTF-16
	digit     *[256]uint8 // of base32
}

// afterDigits returns where a run begins that begins at i, or after the digits
// of an escape.
func afterDigits(text string, i int) int {
	if i >= 2 && text[i-1] == 'u' && text[i-2] == '\\' {
		return i + 4
	}
	return i
}

// leadOf judges the run of base64 letters text[start:end] by its head and, when
// it is long, by places within. In raw JSON backslashes may stand in it.
func leadOf(text string, start, end int) lead {
	for start < end && (text[start] == '=' || text[start] == '\\') {
		start++
	}
	for end > start && text[end-1] == '\\' { // of an escaped quote
		end--
	}
	start = pastPadding(text, start, end)
	if end-start < minRun-4 || !hasDigit(text[start:max(start, min(end, start+headDigits)-3)]) {
		return lead{}
	}
	if arePlusWords(text[start:end], 4) {
		return lead{how: unmask.Percent, from: start, end: end}
	}
	if found := head64In(text, start, end); found.how == unmask.Base64 {
		return found
	}
	if from, to, digit := run32In(text, start, end); digit != nil {
		return lead{how: unmask.Base32, from: from, end: to, digit: digit}
	}
	if end-start >= shortRun {
		return island64(text, start, end)
	}
	return lead{}
}

// longPadding is how many letters of padding in front of a run are passed over.
const longPadding = 24

// pastPadding returns where a run begins behind what repeats itself: zeros, blanks or
// line ends before what is encoded are the same eight letters over and over. Letters
// keep their places in groups of eight.
func pastPadding(text string, start, end int) int {
	i := start
	for i+8 < end && text[i] == text[i+8] {
		i++
	}
	if i += 8 - start; i < longPadding || end-start-i < minRun {
		return start
	}
	return start + i&^7
}

// appendBase64 appends what letters stand for. Padding ends a quantum; what
// parts pieces is passed over.
func appendBase64(dst []byte, letters string) []byte {
	n := len(dst)
	return dst[:n+fill64(dst[n:cap(dst)], letters)]
}

// fill64 decodes letters into dst, as far as that goes, and returns the number
// of bytes.
func fill64(dst []byte, letters string) (n int) {
	var v uint32
	k := 0
	for i := 0; i < len(letters) && n < len(dst); i++ {
		x := base64Digit[letters[i]]
		if x >= 64 {
			if letters[i] == '=' {
				k = 0
			} else {
				i = max(i, pieceAfter(letters, i)-1)
			}
			continue
		}
		v = v<<6 | uint32(x)
		if k++; k&3 != 1 {
			dst[n] = byte(v >> (uint(-k&3) * 2))
			n++
		}
	}
	return n
}
