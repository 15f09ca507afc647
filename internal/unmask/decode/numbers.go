package decode

// Ways to write characters as numbers.
type numeral uint8

const (
	bitNumeral     numeral = iota // 01001001 01100111, in groups of any length from four on or without
	hexNumeral                    // 4967, 49 67, 0x49, 0x67
	decimalNumeral                // 73 103
	octalNumeral                  // 111 147
	numerals
)

const (
	minNumbers  = 12 // characters
	minBitChars = 8
	maxBetween  = 8     // bytes between two numbers of a list
	maxDecimal  = 0x6FF // larger numbers are rather numbers than letters
	maxPending  = 4     // streaks kept until the number they were found in ends
)

// streak is a stretch of numbers that are all text.
type streak struct {
	from, to     int
	n            int // bytes, or characters of decimal and octal
	good, digits int // letters and spaces; digits
	bits         uint32
	have, width  uint8 // bits not yet used, bits per character
	state        uint8 // see textStates
	kind         numeral
	binary       bool // compressed data or UTF-16
}

// worth reports whether the streak may say something: letters for the most
// part, or what an inner encoding would be written with.
func (s *streak) worth() bool {
	switch s.kind {
	case bitNumeral:
		return s.n >= minBitChars && (s.good*3 >= s.n*2 || s.n >= 2*minBitChars)
	case hexNumeral:
		return s.n >= minNumbers && (s.good*2 >= s.n || s.n >= minNumbers+4)
	}
	return s.n >= minNumbers && s.good*5 >= s.n*4 || s.n >= 2*minNumbers && (s.good+s.digits)*10 >= s.n*9 || s.n >= 3*minNumbers
}

// numberScan finds streaks in a list of numbers.
type numberScan struct {
	at, end int
	last    int // where the last number ended
	active  bool
	streaks [numerals]streak
	ready   [maxPending]streak
	pending int
}

func newNumberScan(start, end int) numberScan {
	s := numberScan{at: start, end: end, last: start}
	for k := range s.streaks {
		s.streaks[k].kind = numeral(k)
	}
	return s
}

// next returns the next streak that may say something.
func (s *numberScan) next(text string) (streak, bool) {
	for s.pending == 0 && s.at < s.end {
		class := digitClass[text[s.at]]
		if class == 0 {
			n := 1
			if text[s.at] == '\\' {
				if n = max(1, escapeLength(text, s.at)); n == 6 && s.active && !partsNumbers(text, s.at) {
					s.stopAll()
				}
			}
			s.at += n
			continue
		}
		to := s.at + 1
		for ; to < s.end && digitClass[text[to]] != 0; to++ {
			class |= digitClass[text[to]]
		}
		if s.active || begins(text, s.at, to, class) {
			s.number(text)
			n := 0
			for k := range s.streaks {
				n |= s.streaks[k].n | int(s.streaks[k].have)
			}
			s.active = n != 0
		} else {
			s.at, s.last = to, to
		}
	}
	if s.pending == 0 && s.active {
		s.stopAll()
	}
	if s.pending == 0 {
		return streak{}, false
	}
	s.pending--
	return s.ready[s.pending], true
}

// partsNumbers reports whether the escape \uXXXX at text[i] stands for something
// that may part the numbers of a list.
func partsNumbers(text string, i int) bool {
	c, n := plainEscape(text, i)
	return n > 0 && skimByte(c)&notList == 0
}

// begins reports whether a streak could begin with the number text[from:to], of
// which class are the digits.
func begins(text string, from, to int, class uint8) bool {
	n := to - from
	if text[from] == '0' && (n == 1 && to < len(text) && text[to]|0x20 == 'x' || n > 2 && text[from+1]|0x20 == 'b') {
		return true // a prefix
	}
	if class == 1 && n >= 4 || n&1 == 0 && textStates[0][hexDigit[text[from]]<<4|hexDigit[text[from+1]]] < wrongText || n > 2*minNumbers {
		return true
	}
	if class >= 8 || n < 2 || n > 4 {
		return false
	}
	r := numberIn(text[from:to], 10)
	return r >= ' ' && r != 0x7f && r <= maxDecimal || class < 4 && n == 3 && text[from] < '2'
}

func (s *numberScan) stopAll() {
	for k := range s.streaks[1:] {
		s.stop(&s.streaks[k+1])
	}
	s.stop(&s.streaks[bitNumeral]) // the last one is looked at first: few numbers are all 0 and 1
	s.active = false
}

// stop ends a streak.
func (s *numberScan) stop(k *streak) {
	if k.n|int(k.have) == 0 {
		return
	}
	if k.n >= minBitChars && k.worth() && s.pending < maxPending {
		s.ready[s.pending] = *k
		s.pending++
	}
	*k = streak{kind: k.kind, width: k.width}
}

// takeByte adds a byte to a streak, which stands from from to to, or ends it.
func (s *numberScan) takeByte(k *streak, c byte, from, to int) {
	next := textStates[k.state][c]
	if next >= wrongText {
		s.stop(k)
		return
	}
	k.state = next
	s.take(k, rune(c), from, to)
}

func (s *numberScan) take(k *streak, r rune, from, to int) {
	if k.n == 0 {
		k.from = from
	}
	k.n++
	if isASCIILetter(r) || r == ' ' || r >= 0x80 {
		k.good++
	} else if r >= '0' && r <= '9' {
		k.digits++
	}
	if k.state == 0 {
		k.to = to
	}
}

// takeNumber adds a character code to a streak, or ends it.
func (s *numberScan) takeNumber(k *streak, r rune, from, to int) {
	if r < 0x80 && !textASCII(byte(r)) || r > maxDecimal {
		s.stop(k)
		return
	}
	s.take(k, r, from, to)
}

// digitClass has a bit per sort of hexadecimal digit: 0 and 1, up to 7, 8 and
// 9, letters.
var digitClass = func() (t [256]uint8) {
	for c, x := range hexDigit {
		switch {
		case x < 2:
			t[c] = 1
		case x < 8:
			t[c] = 2
		case x < 10:
			t[c] = 4
		case x < 16:
			t[c] = 8
		}
	}
	return t
}()

// number takes the number that begins at s.at.
func (s *numberScan) number(text string) {
	from := s.at
	if s.active && from-s.last > maxBetween {
		s.stopAll()
	}
	digits := from
	prefix := byte(0)
	if text[from] == '0' && from+2 < s.end && hexDigit[text[from+2]] < 16 {
		switch p := text[from+1] | 0x20; {
		case p == 'x':
			prefix, digits = 'x', from+2
		case p == 'b' && text[from+2] < '2' && from+9 < s.end && text[from+9] < '2' && text[from+9] >= '0':
			prefix, digits = 'b', from+2
		}
	}
	to, class := digits, uint8(0)
	for ; to < s.end && digitClass[text[to]] != 0; to++ {
		class |= digitClass[text[to]]
	}
	s.at, s.last = to, to
	n := to - digits
	if class == 1 && n >= 4 && prefix != 'x' {
		s.addBits(text, digits, to, from)
	} else {
		s.stop(&s.streaks[bitNumeral])
	}
	s.addHex(text, digits, to, from, prefix)
	if k := &s.streaks[decimalNumeral]; class < 8 && n <= 4 && prefix == 0 && !(class == 1 && n == 4) { // 1001 is bits
		s.takeNumber(k, numberIn(text[digits:to], 10), from, to)
	} else {
		s.stop(k)
	}
	if k := &s.streaks[octalNumeral]; class < 4 && n <= 3 && n >= 2 && prefix == 0 {
		s.takeNumber(k, numberIn(text[digits:to], 8), from, to)
	} else {
		s.stop(k)
	}
}

func numberIn(digits string, base rune) (r rune) {
	for i := range len(digits) {
		r = r*base + rune(digits[i]-'0')
	}
	return r
}

// addBits takes a group of bits.
func (s *numberScan) addBits(text string, digits, to, from int) {
	k := &s.streaks[bitNumeral]
	width := uint8(8)
	if to-digits == 7 {
		width = 7
	}
	if k.have == 0 && k.width != width {
		s.stop(k)
		k.width = width
	}
	for i := digits; i < to; i++ {
		k.bits = k.bits<<1 | uint32(text[i]&1)
		if k.have++; k.have < k.width {
			continue
		}
		at := max(from, i+1-int(k.width))
		if at == digits {
			at = from
		}
		c := byte(k.bits & (1<<k.width - 1))
		s.takeByte(k, c, at, i+1)
		k.have = 0
	}
}

// addHex takes a run of hexadecimal digits.
func (s *numberScan) addHex(text string, digits, to, from int, prefix byte) {
	k := &s.streaks[hexNumeral]
	n := to - digits
	switch {
	case prefix == 'b', n > longHex && !hexSays(text, digits, to):
		s.stop(k)
		return
	case prefix == 'x' && n == 1:
		s.takeByte(k, hexDigit[text[digits]], from, to)
		return
	case n&1 == 1:
		s.stop(k)
		if n <= 2*minNumbers {
			return
		}
		// A letter before it that happens to be a digit.
		digits, from = digits+1, digits+1
	}
	if n >= 2*headBytes && s.pending < maxPending && hexBinary(text[digits:min(to, digits+2*maxCode)]) {
		s.ready[s.pending] = streak{kind: hexNumeral, from: from, to: to, n: n / 2, binary: true}
		s.pending++
		return
	}
	if n >= 2*minNumbers && !hexText(text, digits, to) {
		s.stop(k)
		return
	}
	for i := digits; i+1 < to; i += 2 {
		s.takeByte(k, hexDigit[text[i]]<<4|hexDigit[text[i+1]], from, i+2)
		from = i + 2
	}
}
