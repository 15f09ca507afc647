package unmask

import "unicode/utf8"

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
	maxPending  = 4     // readings kept until the number they were found in ends
)

// streak is a stretch of numbers that are all text.
type streak struct {
	from, to     int
	meter        textMeter
	good, digits int // letters and spaces; digits
	bits         uint32
	have, width  uint8 // bits not yet used, bits per character
	kind         numeral
	binary       bool // compressed data or UTF-16
}

// worth reports whether the streak may say something: letters for the most
// part, or what an inner encoding would be written with.
func (s *streak) worth() bool {
	n := s.meter.n
	switch s.kind {
	case bitNumeral:
		return n >= minBitChars && (s.good*3 >= n*2 || n >= 2*minBitChars)
	case hexNumeral:
		return n >= minNumbers && (s.good*2 >= n || n >= minNumbers+4)
	}
	return n >= minNumbers && (s.good*5 >= n*4 || n >= 2*minNumbers && (s.good+s.digits)*10 >= n*9 || n >= 3*minNumbers)
}

// numberScan finds streaks in a list of numbers.
type numberScan struct {
	at, end int
	last    int // where the last number ended
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
		c := text[s.at]
		switch {
		case hexDigit[c] < 16:
			s.number(text)
		case c == '\\':
			s.at += max(1, escapeLength(text, s.at))
		default:
			s.at++
		}
	}
	if s.pending == 0 {
		for k := range s.streaks {
			s.stop(&s.streaks[k])
		}
	}
	if s.pending == 0 {
		return streak{}, false
	}
	s.pending--
	return s.ready[s.pending], true
}

// stop ends a streak.
func (s *numberScan) stop(k *streak) {
	if k.meter.n|int(k.have) != 0 {
		s.finish(k)
	}
}

func (s *numberScan) finish(k *streak) {
	if k.meter.n >= minBitChars && k.worth() && s.pending < maxPending {
		s.ready[s.pending] = *k
		s.pending++
	}
	*k = streak{kind: k.kind, width: k.width}
}

// take adds a character, which stands from from to to.
func (s *numberScan) take(k *streak, r rune, from, to int) {
	good := isASCIILetter(r) || r == ' ' || r >= 0x80
	switch {
	case r >= utf8.RuneSelf && (k.kind == decimalNumeral || k.kind == octalNumeral):
		k.meter.n++
		if r > maxDecimal {
			k.meter.bad++
		}
	default:
		k.meter.add(byte(r))
	}
	if k.meter.bad > 0 {
		// What went before may stand; this one does not count.
		k.meter.n, k.meter.bad = k.meter.n-1, 0
		s.stop(k)
		return
	}
	if k.meter.n == 1 {
		k.from = from
	}
	if good {
		k.good++
	} else if r >= '0' && r <= '9' {
		k.digits++
	}
	if k.meter.state == 0 {
		k.to = to
	}
}

// number takes the number that begins at s.at.
func (s *numberScan) number(text string) {
	from := s.at
	if from-s.last > maxBetween {
		for k := range s.streaks {
			s.stop(&s.streaks[k])
		}
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
	to := digits
	var highest uint8
	value := rune(0)
	for ; to < s.end && hexDigit[text[to]] < 16; to++ {
		x := hexDigit[text[to]]
		highest = max(highest, x)
		if to-digits < 5 {
			value = value*10 + rune(x)
		}
	}
	s.at, s.last = to, to
	n := to - digits
	if highest < 2 && n >= 4 && prefix != 'x' {
		s.addBits(text, digits, to, from)
	} else {
		s.stop(&s.streaks[bitNumeral])
	}
	s.addHex(text, digits, to, from, prefix)
	if highest < 10 && n <= 4 && prefix == 0 {
		s.take(&s.streaks[decimalNumeral], value, from, to)
	} else {
		s.stop(&s.streaks[decimalNumeral])
	}
	if highest < 8 && n <= 3 && n >= 2 && prefix == 0 {
		s.take(&s.streaks[octalNumeral], value/100<<6+value/10%10<<3+value%10, from, to)
	} else {
		s.stop(&s.streaks[octalNumeral])
	}
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
		if k.have++; k.have == k.width {
			at := max(from, i+1-int(k.width))
			if at == digits {
				at = from
			}
			w := k.width
			s.take(k, rune(k.bits&(1<<w-1)), at, i+1)
			k.have, k.width = 0, w
		}
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
		s.take(k, rune(hexDigit[text[digits]]), from, to)
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
		s.ready[s.pending] = streak{kind: hexNumeral, from: from, to: to, meter: textMeter{n: n / 2}, binary: true}
		s.pending++
		return
	}
	for i := digits; i+1 < to; i += 2 {
		s.take(k, rune(hexDigit[text[i]])<<4|rune(hexDigit[text[i+1]]), from, i+2)
		from = i + 2
	}
}

// hexBinary reports whether hex digits are the beginning of compressed data or
// of UTF-16.
func hexBinary(digits string) bool {
	var buf [maxCode]byte
	data := appendHex(buf[:0], digits[:2*headBytes])
	if !maybeCompressed(data) || !compressed(data) {
		return wide(data)
	}
	return payloadOffset(data) > 0 || deflated(appendHex(buf[:0], digits))
}

// lists looks at the list of numbers, or Morse code, that the walk stopped at.
func (d *decoding) lists(s *skimmer, l layer) {
	start, end := s.stretch(notList, 4, s.lists)
	if end == 0 {
		return
	}
	s.lists = end
	numbers, code := listHolds(s.text, start, end)
	if numbers {
		d.readList(s, start, end, &l)
	}
	if code {
		d.morse(s.text, start, end, &l)
	}
}

// listHolds reports whether a stretch has enough digits for a list of numbers
// and enough signs for Morse code.
func listHolds(text string, start, end int) (numbers, code bool) {
	if end-start < minList {
		return false, false
	}
	digits, signs := 0, 0
	for i := start; i < end && (digits < 2*minNumbers-2 || signs < minSigns); i++ {
		digits += int(listCounts[text[i]] & 1)
		signs += int(listCounts[text[i]] >> 1)
	}
	return digits >= 2*minNumbers-2, signs >= minSigns
}

// listCounts has bit 0 for hexadecimal digits, bit 1 for what may begin a sign
// of Morse code.
var listCounts = func() (t [256]uint8) {
	for c := range t {
		switch b := byte(c); {
		case hexDigit[b] < 16:
			t[c] = 1
		case b == '.' || b == '-' || b == '_' || b == '\\' || b == 0xC2 || b == 0xE2:
			t[c] = 2
		}
	}
	return t
}()

func (d *decoding) readList(s *skimmer, start, end int, l *layer) {
	s.lists = max(s.lists, end)
	doneFrom, doneTo := start, start
	scan := newNumberScan(start, end)
	for k, ok := scan.next(s.text); ok; k, ok = scan.next(s.text) {
		if k.from < doneTo && k.to > doneFrom || l.known(k.from, k.to) || !k.says(s.text) || !d.budget.take(k.meter.n) {
			continue
		}
		b := appendNumbers(make([]byte, 0, k.meter.n*2), s.text[k.from:k.to], &k)
		before := len(d.readings)
		d.reveal(b, k.disguise(), l, k.from, k.to, k.shortest())
		if len(d.readings) > before {
			doneFrom, doneTo = k.from, k.to
			s.runs = max(s.runs, k.to)
		}
	}
}

func (s *streak) disguise() Disguise {
	if s.kind == bitNumeral {
		return Binary
	}
	return Hex
}

func (s *streak) shortest() int {
	if s.kind == bitNumeral {
		return minBitChars
	}
	return minPlain
}

// appendNumbers appends the characters of a streak. Decimal and octal numbers
// may be bytes of UTF-8.
func appendNumbers(dst []byte, text string, k *streak) []byte {
	switch k.kind {
	case hexNumeral:
		return appendHex(dst, text)
	case bitNumeral:
		return appendBits(dst, text, k.width)
	}
	base := rune(10)
	if k.kind == octalNumeral {
		base = 8
	}
	single := true
	eachNumber(text, base, func(r rune) {
		single = single && r < 256
		dst = append(dst, byte(r))
	})
	if single && utf8.Valid(dst) {
		return dst
	}
	dst = dst[:0]
	eachNumber(text, base, func(r rune) { dst = utf8.AppendRune(dst, r) })
	return dst
}

func appendBits(dst []byte, text string, width uint8) []byte {
	value, have := uint32(0), uint8(0)
	for i := 0; i < len(text); i++ {
		switch c := text[i]; {
		case c == '0' && i+1 < len(text) && text[i+1]|0x20 == 'b':
			i++
		case c == '0' || c == '1':
			value = value<<1 | uint32(c&1)
			if have++; have == width {
				dst = append(dst, byte(value&(1<<width-1)))
				have = 0
			}
		case c == '\\':
			i += max(1, escapeLength(text, i)) - 1
		}
	}
	return dst
}

// eachNumber calls f with every number in text.
func eachNumber(text string, base rune, f func(rune)) {
	value, digits := rune(0), 0
	for i := 0; i <= len(text); i++ {
		if i < len(text) && text[i] >= '0' && text[i] <= '9' {
			value, digits = value*base+rune(text[i]-'0'), digits+1
			continue
		}
		if digits > 0 {
			f(value)
			value, digits = 0, 0
		}
		if i < len(text) && text[i] == '\\' {
			i += max(1, escapeLength(text, i)) - 1
		}
	}
}

// escapeLength returns the length of the JSON escape at text[i], or 0.
func escapeLength(text string, i int) int {
	if i+1 >= len(text) {
		return 0
	}
	switch text[i+1] {
	case 'n', 'r', 't', 'b', 'f', '"', '/', '\'':
		return 2
	case 'u':
		if i+6 <= len(text) && hexDigit[text[i+2]]|hexDigit[text[i+3]]|hexDigit[text[i+4]]|hexDigit[text[i+5]] < 16 {
			return 6
		}
	}
	return 0
}
