package decode

import (
	"bytes"
	"strings"

	"github.com/mcp-watchdog/mcp-watchdog/internal/unmask"
)

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
	from := i + 2
	for from < len(text) && from < i+maxDense && (text[from] == 'z' || text[from] == 'y') { // padding
		from++
	}
	var head [128]byte // twenty-five z are a hundred
	b, n := appendBase85(head[:0], text[from:min(len(text), from+headDense+headDense/4)], &base85Digits[0])
	if n < headDense || len(b) < minPlain {
		return 0, false
	}
	var m textMeter
	for _, c := range bytes.TrimLeft(b, "\x00") {
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
		if !ok || l.known(i, end) || !d.budget.Take((end-i)*4/5+4) {
			continue
		}
		inside := strings.TrimSuffix(s.text[i+2:end], "~>")
		b, _ := appendBase85(make([]byte, 0, len(inside)*4/5+4), inside, &base85Digits[0])
		if d.reveal(b, unmask.Base85, &l, i, end, minPlain) {
			s.words = end
			return
		}
	}
}
