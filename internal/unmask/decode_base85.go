package unmask

import "strings"

// The alphabets of base85: Adobe's Ascii85, that of RFC 1924 (git, Python's
// b85encode) and Z85 (ZeroMQ RFC 32).
var base85Digits = [...][256]uint8{
	digitsOf(ascii85Alphabet()),
	digitsOf("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz!#$%&()*+-;<=>?@^_`{|}~"),
	digitsOf("0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ.-:+=^!/*?&<>()[]{}@%$#"),
}

func ascii85Alphabet() string {
	b := make([]byte, 85)
	for i := range b {
		b[i] = '!' + byte(i)
	}
	return string(b)
}

const (
	headDense  = 20       // characters that a word is judged by: 16 bytes
	startReach = 24       // how far into a word base85 may begin, after a mark
	maxDense   = 64 << 10 // characters of one word that are read
	backDense  = 256      // how far the beginning of a word is looked for
)

// group85 decodes five characters, or fails.
func group85(c [5]byte, digit *[256]uint8) (v uint32, ok bool) {
	var wide uint64
	for _, x := range c {
		if digit[x] >= 85 {
			return 0, false
		}
		wide = wide*85 + uint64(digit[x])
	}
	return uint32(wide), wide < 1<<32
}

// charAt returns the character at text[i] and its length: in JSON source that
// of an escape.
func charAt(text string, i int, json bool) (c byte, n int) {
	if json && text[i] == '\\' {
		if c, n = plainEscape(text, i); n > 0 {
			return c, n
		}
	}
	return text[i], 1
}

// text85 reports whether five characters are the beginning of text.
func text85(c string, digit *[256]uint8) bool {
	a, b, d, e, f := digit[c[0]], digit[c[1]], digit[c[2]], digit[c[3]], digit[c[4]]
	if max(a, b, d, e, f) >= 85 {
		return false
	}
	v := uint32((((uint64(a)*85+uint64(b))*85+uint64(d))*85+uint64(e))*85 + uint64(f))
	first := textStates[0][byte(v>>24)]
	if first >= wrongText {
		return false
	}
	second := textStates[first][byte(v>>16)]
	return second < wrongText && textStates[second][byte(v>>8)] < wrongText
}

// head85 reports whether what begins at text[i] is text in the alphabet.
func head85(text string, i, end int, digit *[256]uint8, json bool) bool {
	if i+5 > end || !(json && strings.IndexByte(text[i:i+5], '\\') >= 0) && !text85(text[i:i+5], digit) {
		return false
	}
	var m textMeter
	for range headDense / 5 {
		var c [5]byte
		for k := range c {
			if i >= end {
				return false
			}
			var n int
			c[k], n = charAt(text, i, json)
			i += n
		}
		v, ok := group85(c, digit)
		if !ok {
			return false
		}
		for shift := 24; shift >= 0; shift -= 8 {
			if m.add(byte(v >> shift)); m.bad > 0 {
				return false
			}
		}
	}
	return true
}

// dense85 finds base85 in the word text[start:end]: where it begins, and in
// which alphabet. It may begin with the word, after a mark near its beginning,
// or after a quote.
func dense85(text string, start, end int, json bool) (from int, digit *[256]uint8) {
	if !hasRare(text, start, end) {
		return 0, nil
	}
	begins, key := true, true
	for i, count := start, 0; i+minDense <= end; count++ {
		c, n := charAt(text, i, json)
		for k := range base85Digits {
			// The first byte of text is above 8.
			if x := base85Digits[k][c]; !begins || x < 2 || x >= 85 {
				continue
			}
			if !head85(text, i, end, &base85Digits[k], json) {
				continue
			}
			if after := i + keyLength(text[i:min(end, i+startReach)]); count == 0 && after > i {
				for k := range base85Digits {
					if head85(text, after, end, &base85Digits[k], json) {
						return after, &base85Digits[k]
					}
				}
			}
			return i, &base85Digits[k]
		}
		key = key && count < startReach
		switch c {
		case '"', '\'', '`':
			begins = key || strings.IndexByte(text[i+n:min(end, i+n+minDense)], '"') < 0
		case '(', '=', ':':
			begins = key
		default:
			begins = false
			if !key { // on to the next quote
				next := strings.IndexByte(text[i:end], '"')
				if next < 0 {
					return 0, nil
				}
				i, n = i+next, 0
				if text[i-1] == '\\' && json {
					i--
				}
			}
		}
		i += n
	}
	return 0, nil
}

// hasRare reports whether there is a rare sign in a word, but for its ends, or
// an escape that may be one.
func hasRare(text string, start, end int) bool {
	for i := start + 3; i+3 < end; i++ {
		if skimTable[int(text[i-1])|int(text[i])<<8]&rareSign != 0 {
			return true
		}
	}
	return false
}

// keyLength returns the length of key= or key: at the beginning of a word, or 0.
func keyLength(word string) int {
	for i := range len(word) {
		if c := word[i]; c == '=' || c == ':' {
			return i + 1
		} else if c != '_' && (c < 'a' || c > 'z') {
			return 0
		}
	}
	return 0
}

// end85 returns the end of the base85 that begins at text[from]. A quote or
// bracket right in front ends at its counterpart.
func end85(text string, from int, digit *[256]uint8) int {
	end := from
	for ; end < len(text) && end < from+maxDense; end++ {
		if c := text[end]; digit[c] >= 85 && !(digit == &base85Digits[0] && (c == 'z' || c == 'y')) {
			break
		}
	}
	if from > 0 {
		opening := text[from-1]
		if opening == '(' {
			opening = ')'
		}
		if strings.IndexByte("\"'`)", opening) >= 0 {
			if k := strings.LastIndexByte(text[from:end], opening); k >= minDense {
				end = from + k
			}
		}
	}
	return end
}

// wordAround extends a stretch to the word that it is in, up to white space on
// both sides, as far as reach goes back; in JSON source quotes end words.
func (s *skimmer) wordAround(start, end int, json bool) (int, int) {
	reach := backDense
	if json {
		reach *= 6 // a character may be written in as many bytes
	}
	least := max(s.words, start-reach, 1)
	for start > least && (s.clear(start-1, start, endsWord) || !json && s.text[start-1] == '"') {
		start--
	}
	if start == 1 && (skimByte(s.text[0])&endsWord == 0 || !json && s.text[0] == '"') {
		start = 0
	}
	for end = s.end(end, endsWord); !json && end < len(s.text) && s.text[end] == '"'; {
		end = s.end(end+1, endsWord)
	}
	return start, end
}

// denseWord returns the word that the walk stopped at and marks it as looked
// at.
func (s *skimmer) denseWord(json bool) (start, end int) {
	start, end = s.stretch(endsWord, 5, max(s.words, s.at-backDense))
	if end == 0 {
		return 0, 0
	}
	start, end = s.wordAround(start, end, json)
	s.words = max(s.words, end)
	return start, end
}

// dense looks at the long word that the walk stopped at.
func (d *decoding) dense(s *skimmer, l layer) {
	start, end := s.denseWord(false)
	if end > 0 {
		d.read85(s, start, end, &l)
	}
}

// readDense reads the word that text[start:end] is a part of.
func (d *decoding) readDense(s *skimmer, start, end int, l *layer) {
	start, end = s.wordAround(start, end, false)
	s.words = max(s.words, end)
	d.read85(s, start, end, l)
}

// read85 reads base85 in a word.
func (d *decoding) read85(s *skimmer, start, end int, l *layer) {
	from, digit := dense85(s.text, start, end, false)
	if digit == nil {
		return
	}
	end = end85(s.text, from, digit)
	if l.known(from, end) || !d.budget.take((end-from)*4/5+4) {
		return
	}
	b, n := appendBase85(make([]byte, 0, (end-from)*4/5+4), s.text[from:end], digit)
	d.reveal(b, Base85, l, from, from+n, minPlain)
	s.runs = max(s.runs, from+n)
}

// appendBase85 appends what text stands for and returns how much of it was
// read: up to what is not of the alphabet. White space is passed over, z and y
// abbreviate four zeros and four spaces in Ascii85.
func appendBase85(dst []byte, text string, digit *[256]uint8) ([]byte, int) {
	var c [5]byte
	k, i := 0, 0
	adobe := digit == &base85Digits[0]
	for ; i < len(text); i++ {
		switch x := text[i]; {
		case x == ' ' || x == '\n' || x == '\r' || x == '\t':
			continue
		case adobe && k == 0 && x == 'z':
			dst = append(dst, 0, 0, 0, 0)
			continue
		case adobe && k == 0 && x == 'y':
			dst = append(dst, ' ', ' ', ' ', ' ')
			continue
		case digit[x] < 85:
			c[k] = x
			k++
		}
		if digit[text[i]] >= 85 {
			break
		}
		if k == 5 {
			v, ok := group85(c, digit)
			if k = 0; !ok {
				return dst, i + 1
			}
			dst = append(dst, byte(v>>24), byte(v>>16), byte(v>>8), byte(v))
		}
	}
	if k > 1 { // a last group is filled up with the highest digit
		var wide uint64
		for n := range 5 {
			x := uint64(84)
			if n < k {
				x = uint64(digit[c[n]])
			}
			wide = wide*85 + x
		}
		for n := range k - 1 {
			dst = append(dst, byte(uint32(wide)>>(24-8*n)))
		}
	}
	return dst, i
}

// frame85 returns the stretch <~ ... ~> that begins at text[i], delimiters
// included, when its head decodes to text or compressed data.
func frame85(text string, i int) (end int, ok bool) {
	var head [128]byte // twenty-five z are a hundred
	b, n := appendBase85(head[:0], text[i+2:min(len(text), i+2+headDense+headDense/4)], &base85Digits[0])
	if n < headDense || len(b) < minPlain {
		return 0, false
	}
	var m textMeter
	for _, c := range b {
		m.add(c)
	}
	if !m.hopeful() && !compressed(b) {
		return 0, false
	}
	end = i + 2
	for end < len(text) && end < i+maxDense && text[end] != '~' &&
		(base85Digits[0][text[end]] < 85 || strings.IndexByte("zy \n\r\t", text[end]) >= 0) {
		end++
	}
	if strings.HasPrefix(text[end:], "~>") {
		end += 2
	}
	return end, true
}

// armoured85 looks for <~ in the block that the walk stopped at.
func (d *decoding) armoured85(s *skimmer, l layer) {
	for i := s.at - 1; i < min(s.at+15, len(s.text)-1); i++ {
		if s.text[i] != '<' || s.text[i+1] != '~' || i < s.words {
			continue
		}
		end, ok := frame85(s.text, i)
		if !ok || l.known(i, end) || !d.budget.take((end-i)*4/5+4) {
			continue
		}
		inside := strings.TrimSuffix(s.text[i+2:end], "~>")
		b, _ := appendBase85(make([]byte, 0, len(inside)*4/5+4), inside, &base85Digits[0])
		d.reveal(b, Base85, &l, i, end, minPlain)
		s.words = end
		return
	}
}
