package stego

// Words: the case of their letters, and letters of other alphabets in them.

// word takes in the letters from i on and what belongs to them, and returns
// where that ends.
func (m *Meter) word(s []byte, i int, starts bool) int {
	j, uppers, h := i, 0, uint32(0)
	foreign := 0
	for j < len(s) {
		c := s[j]
		if k := classes[c]; k == lower {
			h = h*31 + uint32(c)
		} else if k == upper {
			h = h*31 + uint32(c|0x20)
			uppers++
		} else if k == high && j+1 < len(s) && lookAlike(c, s[j+1]) != 0 {
			foreign++
			j++
		} else {
			break
		}
		j++
	}
	t := &m.text
	if foreign > 0 {
		if j-i > 2*foreign {
			t.mixed++
		}
		m.likes(s[i:j])
		return j
	}
	if t.mixed > 0 {
		m.likes(s[i:j])
	}
	if j < len(s) && classes[s[j]] == digit {
		return m.token(s, i, j)
	}
	if m.limit > quickSlots {
		m.contract(s, i, j, h)
	}
	if j-i < 3 || j-i > 20 || i > 0 && !bounds[s[i-1]] || j < len(s) && !bounds[s[j]] {
		t.wordClass = 0
		return j
	}
	if m.limit > quickSlots {
		m.choose(h)
	}
	m.cased(s[i:j], h, uppers, !starts && i > 0)
	return j
}

// cased notes the case of a word of prose with so many capitals. inside is true
// when no sentence begins with it.
func (m *Meter) cased(w []byte, h uint32, uppers int, inside bool) {
	t := &m.text
	t.sinceMixed++
	class := uint8(0)
	switch {
	case uppers == 0:
	case uppers == len(w):
		class = 2
	case uppers == 1 && classes[w[0]] == upper:
		class = 1
	default:
		class = 3
		t.mixedWords++
		if t.sinceMixed <= 3 {
			t.dense++
		}
		t.sinceMixed = 0
		m.letters(w, h)
	}
	if inside && class < 3 {
		if last, ok := way(&m.seen.words, h, class); ok {
			m.add(WordCase, last != class, t.wordClass|last<<2, h)
		}
	}
	t.wordClass = class
}

// bounds are what may stand beside a word of prose.
var bounds = func() (t [256]bool) {
	for _, c := range " \t.,;:!?()\"'*" {
		t[c] = true
	}
	return t
}()

// letters notes the case of each letter of a word that is neither small nor
// capital nor begins with a capital.
func (m *Meter) letters(w []byte, h uint32) {
	last := uint8(2)
	for i, c := range w {
		up := classes[c] == upper
		m.add(LetterCase, up, last, h+uint32(i))
		if last = 0; up {
			last = 1
		}
	}
}

// token takes in letters from i to j that a digit follows, and all that belongs
// to them. Hexadecimal digits have one case in honest data, but for addresses
// that have a checksum in it.
func (m *Meter) token(s []byte, i, j int) int {
	hex := true
	for k := i; k < j && hex; k++ {
		hex = s[k]|0x20 <= 'f'
	}
	for j < len(s) && (classes[s[j]] == digit || isLetter(s[j])) {
		hex = hex && s[j]|0x20 <= 'f'
		j++
	}
	if hex && j-i >= 8 {
		m.hex(s, i, j)
	}
	return j
}

// checksummed is the length of an address whose case is a checksum.
const checksummed = 40

func (m *Meter) hex(s []byte, i, j int) {
	if j-i == checksummed || i >= 2 && s[i-1] == 'x' {
		return
	}
	last := uint8(2)
	for _, c := range s[i:j] {
		if c < 'A' {
			continue
		}
		m.add(HexCase, c < 'a', last, uint32(c|0x20))
		if last = 0; c < 'a' {
			last = 1
		}
	}
}

// number takes in digits at i.
func (m *Meter) number(s []byte, i int, column *uint32) int {
	j := i
	for j < len(s) && classes[s[j]] == digit {
		j++
	}
	if j < len(s) && isLetter(s[j]) {
		return m.token(s, i, j)
	}
	if j+1 < len(s) && s[j] == '.' && classes[s[j+1]] == digit {
		for j++; j < len(s) && classes[s[j]] == digit; j++ {
		}
	}
	*column++
	m.figure(s[i:j], *column)
	return j
}

// likes notes each letter that another alphabet has as well.
func (m *Meter) likes(w []byte) {
	for i := 0; i < len(w); i++ {
		c := w[i]
		if classes[c] == high {
			like := lookAlike(c, w[i+1])
			m.text.liked |= 1 << (like & 63)
			m.add(LookAlike, true, 0, uint32(like))
			i++
		} else if hasLike[c] && m.text.liked>>(c&63)&1 != 0 {
			m.add(LookAlike, false, 0, uint32(c))
		}
	}
}

// hasLike are letters that letters of other alphabets look like.
var hasLike = func() (t [256]bool) {
	for _, c := range "aceopxyijshABCEHKMOPTXYINZ" {
		t[c] = true
	}
	return t
}()

// likes of Cyrillic and Greek, by their two bytes.
var cyrillic = map[rune]byte{
	'а': 'a', 'с': 'c', 'е': 'e', 'о': 'o', 'р': 'p', 'х': 'x', 'у': 'y', 'і': 'i', 'ј': 'j', 'ѕ': 's', 'һ': 'h',
	'А': 'A', 'В': 'B', 'С': 'C', 'Е': 'E', 'Н': 'H', 'К': 'K', 'М': 'M', 'О': 'O', 'Р': 'P', 'Т': 'T', 'Х': 'X', 'У': 'Y', 'І': 'I',
	'ο': 'o', 'Α': 'A', 'Β': 'B', 'Ε': 'E', 'Ζ': 'Z', 'Η': 'H', 'Ι': 'I', 'Κ': 'K', 'Μ': 'M', 'Ν': 'N', 'Ο': 'O', 'Ρ': 'P', 'Τ': 'T', 'Υ': 'Y', 'Χ': 'X',
}

var likeTable = func() (t [6][64]byte) {
	for r, c := range cyrillic {
		t[int(r>>6)-0xe][r&63] = c
	}
	return t
}()

// lookAlike returns the letter that a character of two bytes looks like, or 0.
func lookAlike(a, b byte) byte {
	if a < 0xce || a > 0xd3 {
		return 0
	}
	return likeTable[a-0xce][b&63]
}
