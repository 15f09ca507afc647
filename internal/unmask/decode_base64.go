package unmask

import (
	"strings"
	"unsafe"
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
	case Base64:
		run := lettersIn(text[start:end])
		if !found.says(text, run) {
			break
		}
		if start, end = found.from, found.end; !found.part {
			end = wrapped64(text, start, end, run, found.binary)
		}
		if !l.known(start, end) && d.budget.take((end-start)*3/4+3) {
			b := appendBase64(make([]byte, 0, (end-start)*3/4+3), text[start:end])
			d.reveal(b, Base64, l, start, end, minPlain)
		}
		s.runs = max(s.runs, end)
	case Base32:
		s.runs = max(s.runs, d.run32(text, found.from, found.end, found.digit, l))
	case Percent:
		d.plusWords(s, found.from, found.end, l)
	default:
		if from, to := hexIn(text, max(start, s.lists), end); to > 0 {
			d.readList(s, from, max(end, s.end(to, notList)), l)
		}
		// The letters may be the beginning of a word in base85.
		if end < len(text) && !s.clear(end, end+1, notAlphabet) && s.clear(end, end+1, endsWord) && end > s.words {
			d.readDense(s, start, end, l)
		}
	}
}

// lead says how a run is to be read.
type lead struct {
	how       Disguise // Base64, Base32, Percent, or LookAlike for not at all
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
	if end-start < minRun-4 || !hasDigit(text[start:max(start, min(end, start+headDigits)-3)]) {
		return lead{}
	}
	if arePlusWords(text[start:end], 4) {
		return lead{how: Percent, from: start, end: end}
	}
	if found := head64In(text, start, end); found.how == Base64 {
		return found
	}
	if from, to, digit := run32In(text, start, end); digit != nil {
		return lead{how: Base32, from: from, end: to, digit: digit}
	}
	if end-start >= shortRun {
		return island64(text, start, end)
	}
	return lead{}
}

// hasDigit reports whether a run has a digit or a plus sign, which hardly any
// encoding goes without, and most names do, or what digits are in base64.
func hasDigit(run string) bool {
	for i := 1; i < len(run); i++ {
		if skimTable[int(run[i-1])|int(run[i])<<8]&digitSign != 0 {
			return true
		}
	}
	return false
}

// head64In looks for base64 at the head of a run: from its beginning, from
// after key=, or after a letter or two that do not belong to it. The best wins.
func head64In(text string, start, end int) (best lead) {
	least := -1
	for range 4 {
		for skip := range 4 {
			if skip > 0 && (text[start+skip] == '=' || text[start+skip-1] == '=' || text[start+skip+1] == '=') {
				break // what follows has its turn
			}
			doubt, binary := head64(text[start+skip:min(end, start+skip+2*headRun)], skip == 0)
			if doubt == deflateDoubt && binary && !deflated64(text, start, end) {
				continue
			}
			if doubt >= 0 && (least < 0 || doubt < least) {
				best, least = lead{how: Base64, from: start + skip, end: end, binary: binary}, doubt
			}
			if least == 0 {
				return best
			}
		}
		next := strings.IndexByte(text[start:min(end, start+headRun)], '=')
		if next < 0 {
			break
		}
		for start += next; start < end && text[start] == '='; start++ {
		}
		if start+minRun-4 > end {
			break
		}
	}
	return best
}

// head64 tells how doubtful it is that letters decode to something worth
// decoding: 0 for nothing but text, more for bytes that are not text, or -1 for
// hopeless. When exact it may also be the beginning of compressed data or of
// UTF-16.
func head64(letters string, exact bool) (doubt int, binary bool) {
	if no64(letters, exact) {
		return -1, false
	}
	var head [headRun * 3 / 4]byte
	var m textMeter
	var v uint32
	n, k := 0, 0
	for i := 0; i < len(letters) && n < len(head); i++ {
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
			c := byte(v >> (uint(-k&3) * 2))
			head[n] = c
			n++
			if m.add(c); m.hopeless() && (!exact || n >= headBytes || n >= 6 && !maybeCompressed(head[:n])) {
				break
			}
		}
	}
	switch {
	case m.hopeful() && !m.hopeless():
		return 2 * m.bad, false
	case !exact || n < headBytes:
		return -1, false
	case wide(head[:n]):
		return 1, true
	}
	switch payloadOffset(head[:n]) {
	case -1:
		return -1, false
	case 0: // raw deflate has no mark
		return deflateDoubt, true
	}
	return 1, true
}

// no64 reports whether head64 would say no, as the first eight letters tell for
// most runs.
func no64(letters string, exact bool) bool {
	if len(letters) < 8 {
		return true
	}
	var v uint64
	invalid := uint8(0)
	for i := range 8 {
		x := base64Digit[letters[i]]
		v = v<<6 | uint64(x)
		invalid |= x
	}
	if invalid >= 64 {
		return false // padding, or an escape
	}
	var head [6]byte
	var m textMeter
	for i := range head {
		head[i] = byte(v >> (40 - 8*i))
		m.add(head[i])
	}
	return m.hopeless() && !(exact && maybeCompressed(head[:]))
}

// deflateDoubt is the doubt about raw deflate.
const deflateDoubt = 5

// deflated64 looks closer at what may be raw deflate.
func deflated64(text string, start, end int) bool {
	var buf [maxCode]byte
	end = min(wrapped64(text, start, end, lettersIn(text[start:end]), true), start+maxCode/3*8)
	return deflated(buf[:fill64(buf[:], text[start:end])])
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

// lettersIn returns the length of a run without backslashes.
func lettersIn(run string) int { return len(run) - strings.Count(run, `\`) }

// text64 reports whether the four letters at text[i] stand for three bytes of
// ASCII text.
func text64(text string, i int) bool {
	a, b, c, d := base64Digit[text[i]], base64Digit[text[i+1]], base64Digit[text[i+2]], base64Digit[text[i+3]]
	return a|b|c|d < 64 && textASCII(a<<2|b>>4) && textASCII(b<<4|c>>2) && textASCII(c<<6|d)
}

// island64 looks for text in the midst of a run that does not begin with text:
// minIsland bytes in a row, at any of the four alignments.
func island64(text string, start, end int) lead {
	if end-start <= wholeRun {
		if at := islandIn(text, start, end); at >= 0 {
			return lead{how: Base64, from: start + (at-start)&3, end: end}
		}
		return lead{}
	}
	for k := range sampleMany + 2 {
		from := start + k*((end-start-wholeRun/4)/(sampleMany+1))
		to := from + sampleRun
		if k == 0 || k == sampleMany+1 {
			to = from + wholeRun/4
		}
		if at := islandIn(text, from, to); at >= 0 {
			from, to = grow64(text, at, start, end, end-start)
			return lead{how: Base64, from: from, end: to, part: true}
		}
	}
	return lead{}
}

// grow64 extends the group at text[i] on both sides while there is text, by at
// most so many letters.
func grow64(text string, i, start, end, reach int) (from, to int) {
	from, to = i, i+4
	for from-4 >= max(start, i-reach) && text64(text, from-4) {
		from -= 4
	}
	for to+4 <= min(end, i+reach) && text64(text, to) {
		to += 4
	}
	return from, to
}

// islandIn returns where a group of an island of plausible text begins, or -1.
// It probes every eighth group at each alignment.
func islandIn(text string, start, end int) int {
	const groups = minIsland / 3
	for at := start; at+8 <= end; at += groups * 4 {
		for i := at; i < at+4; i++ {
			if base64Digit[text[i]] >= 32 || !text64(text, i) {
				continue
			}
			from, to := grow64(text, i, start, end, headRun)
			if to-from < groups*4 {
				continue
			}
			var buf [2*headRun + 4]byte
			b := appendBase64(buf[:0], text[from:to])
			if plausible(unsafe.String(unsafe.SliceData(b), len(b)), minIsland) {
				return i
			}
		}
	}
	return -1
}

// wrapped64 returns the end of a run together with the lines or chunks that go
// on with it: as long as the first, with or without what stands in front of the
// letters in it, and the last one may be shorter.
func wrapped64(text string, start, end, run int, binary bool) int {
	first := lettersIn(text[start:end])
	letters := first
	for more := 0; ; more++ {
		from := pieceAfter(text, end)
		to, n := pieceEnd(text, from, run)
		last := n != first && n != run
		if n == 0 || n > run || lineEnds(text[end:from]) > 1 {
			return end
		}
		if last && (text[end-1] == '=' || more == 0 && (lineEnds(text[end:from]) == 0 || !mixedCase(text[from:to]))) {
			return end
		}
		if text[end-1] == '=' {
			letters = 0
		}
		if !binary && !tail64(text[from:min(to, from+2*headRun)], -letters&3) {
			return end
		}
		if end = to; last {
			return end
		}
		letters += n
	}
}

// pieceEnd returns the end of the piece of base64 at text[i] and its letters,
// up to more than so many.
func pieceEnd(text string, i, limit int) (end, letters int) {
	for i < len(text) && letters <= limit {
		switch c := text[i]; {
		case base64Digit[c] < 64 || c == '=':
			letters++
			i++
		case c == '\\':
			at := afterBackslashes(text, i)
			if at >= len(text) || text[at] != '/' {
				return i, letters
			}
			i = at
		default:
			return i, letters
		}
	}
	return i, letters
}

// lineEnds counts the line ends in a gap, escaped ones included.
func lineEnds(gap string) int { return strings.Count(gap, "\n") + strings.Count(gap, `\n`) }

// mixedCase reports whether a piece looks less like a word than like base64.
func mixedCase(piece string) bool {
	for i := range len(piece) {
		if c := piece[i]; c <= '9' || c == '=' || i > 0 && c <= 'Z' && piece[i-1] >= 'a' {
			return true
		}
	}
	return false
}

// tail64 reports whether letters, of which the first few belong to what went
// before, decode to text, but for the rest of a character at the beginning.
func tail64(letters string, skip int) bool {
	var buf [headRun / 4 * 3]byte
	for i := range len(letters) {
		if skip == 0 {
			letters = letters[i:]
			break
		}
		if letters[i] != '\\' {
			skip--
		}
	}
	if skip > 0 {
		return true
	}
	var m textMeter
	for _, c := range buf[:fill64(buf[:], letters)] {
		if m.n > 3 || c&0xC0 != 0x80 {
			m.add(c)
		}
	}
	return m.bad*16 <= m.n
}
