package drift

import (
	"bytes"
	"math"
	"slices"
	"unicode"
	"unicode/utf8"
)

// Bounds on what is read of one answer.
const (
	// MaxSample is how much of an answer is read, in bytes.
	MaxSample   = 8 << 10
	maxWords    = 512
	maxPassages = 192
	maxPlaces   = 32
	maxSpots    = 64
	maxKeys     = 64
	// maxPassage bounds a sentence, in bytes; what is longer is cut into several.
	maxPassage = 400
	// minProse is how many words make a sentence.
	minProse = 4
	// minRun is how long an encoded run is.
	minRun = 48
)

// Call is what is known of the request that an answer answers.
type Call struct {
	// Raw is the request as it was sent; nil when it is not known.
	Raw []byte
	// Took is how long the answer took, in milliseconds.
	Took int64
}

// passage is one sentence.
type passage struct {
	start, end int
	hash       uint64
	stand
}

// Reading is what was read in one answer. It is reused, and belongs to one
// goroutine.
type Reading struct {
	text     []byte // of the sample, decoded
	words    []uint64
	passages []passage
	places   []uint64
	spots    []spot // of addresses, in their order
	keys     []uint64
	size     int
	links    int
	entropy  int // in tenths of a bit
	encoded  bool
	failed   bool
	took     int64
	call     uint64   // hash of the request; 0: not known
	asked    []uint64 // words of the request
	named    []uint64 // addresses in it
	inner    *Reading // for the request
}

// Read reads a sample of an answer. size is the length of the whole, failed
// whether it says that the call failed.
func (r *Reading) Read(sample []byte, size int, failed bool, c Call) {
	r.read(sample)
	r.size, r.failed, r.took = size, failed, c.Took
	r.call, r.asked, r.named = 0, r.asked[:0], r.named[:0]
	if c.Raw == nil {
		return
	}
	if r.inner == nil {
		r.inner = &Reading{}
	}
	q := r.inner
	q.read(params(c.Raw))
	r.call = hashBytes(params(c.Raw))
	r.asked = append(r.asked, q.words...)
	r.named = append(r.named, q.places...)
}

// params is what a request says behind its method and id, roughly.
func params(raw []byte) []byte {
	if i := bytes.Index(raw, []byte(`"params"`)); i >= 0 {
		return raw[i:]
	}
	return raw
}

func (r *Reading) read(sample []byte) {
	r.words, r.passages, r.places, r.spots, r.keys = r.words[:0], r.passages[:0], r.places[:0], r.spots[:0], r.keys[:0]
	r.links, r.encoded = 0, false
	r.text = unescape(r.text[:0], sample)
	r.entropy = entropy(r.text)
	r.tokens()
	r.sentences()
}

// unescape takes the escapes of JSON off, at all depths at once: what a backslash
// stands before is read as what it means, however many there are.
func unescape(dst, raw []byte) []byte {
	for i := 0; i < len(raw); i++ {
		c := raw[i]
		if c != '\\' {
			dst = append(dst, c)
			continue
		}
		for i+1 < len(raw) && raw[i+1] == '\\' {
			i++
		}
		if i++; i >= len(raw) {
			break
		}
		switch c = raw[i]; c {
		case 'n', 'r':
			dst = append(dst, '\n')
		case 't', 'b', 'f':
			dst = append(dst, ' ')
		case 'u':
			v, ok := hex4(raw, i+1)
			if !ok {
				continue
			}
			dst = utf8.AppendRune(dst, v)
			i += 4
		default:
			dst = append(dst, c)
		}
	}
	return dst
}

func hex4(raw []byte, at int) (r rune, ok bool) {
	if at+4 > len(raw) {
		return 0, false
	}
	for _, c := range raw[at : at+4] {
		switch {
		case c-'0' <= 9:
			r = r<<4 | rune(c-'0')
		case (c|0x20)-'a' <= 5:
			r = r<<4 | rune((c|0x20)-'a'+10)
		default:
			return 0, false
		}
	}
	return r, true
}

func entropy(text []byte) int {
	if len(text) == 0 {
		return 0
	}
	var count [256]int
	for _, c := range text {
		count[c]++
	}
	h := 0.0
	for _, n := range count {
		if n > 0 {
			p := float64(n) / float64(len(text))
			h -= p * math.Log2(p)
		}
	}
	return int(h * 10)
}

const (
	hashSeed  = 0xcbf29ce484222325
	hashPrime = 0x100000001b3
)

func hashBytes(b []byte) uint64 {
	h := uint64(hashSeed)
	for _, c := range b {
		h = (h ^ uint64(c)) * hashPrime
	}
	return mix(h)
}

// mix spreads what FNV leaves in the low bits.
func mix(h uint64) uint64 {
	h ^= h >> 32
	h *= 0x9e3779b97f4a7c15
	return h ^ h>>29
}

func wordByte(c byte) bool {
	return c-'0' <= 9 || (c|0x20)-'a' <= 25 || c >= utf8.RuneSelf
}

// tokens finds words, keys, addresses and encoded runs.
func (r *Reading) tokens() {
	text := r.text
	for i := 0; i < len(text); {
		if !wordByte(text[i]) {
			i++
			continue
		}
		start, h, letters := i, uint64(hashSeed), 0
		for i < len(text) && wordByte(text[i]) {
			c := text[i]
			if c-'A' <= 25 {
				c |= 0x20
			}
			if c-'0' > 9 {
				letters++
			}
			h = (h ^ uint64(c)) * hashPrime
			i++
		}
		if i-start >= 24 {
			if end := run(text, start); end-start >= minRun {
				r.encoded = r.encoded || coded(text[start:end])
				i = end
				continue
			}
		}
		switch {
		case i+2 < len(text) && text[i] == ':' && text[i+1] == '/' && text[i+2] == '/':
			i = r.link(i + 3)
			continue
		case i < len(text) && text[i] == '@':
			if end := r.mail(i + 1); end > 0 {
				i = end
				continue
			}
		case key(text, start, i):
			r.keys = add(r.keys, mix(h), maxKeys)
			continue
		}
		if letters >= 3 && i-start <= 32 && len(r.words) < maxWords {
			r.words = append(r.words, mix(h))
		}
	}
	r.words = distinct(r.words)
}

// key reports whether a word ends the key of a member.
func key(text []byte, start, end int) bool {
	if end >= len(text) || text[end] != '"' {
		return false
	}
	end++
	for end < len(text) && text[end] == ' ' {
		end++
	}
	if end >= len(text) || text[end] != ':' {
		return false
	}
	for start > 0 && (wordByte(text[start-1]) || text[start-1] == '_' || text[start-1] == '-') {
		start--
	}
	return start > 0 && text[start-1] == '"'
}

// run is the end of what may be encoded.
func run(text []byte, at int) int {
	for at < len(text) && (wordByte(text[at]) && text[at] < utf8.RuneSelf || text[at] == '+' || text[at] == '/' || text[at] == '=' || text[at] == '_') {
		at++
	}
	return at
}

// coded reports whether a run looks like no word and no path: its digits and
// letters of both cases are mixed, or it is all hexadecimal.
func coded(b []byte) bool {
	upper, lower, digit, slash, hex, turns := 0, 0, 0, 0, 0, 0
	kind, last := 0, 0
	for _, c := range b {
		switch {
		case c-'0' <= 9:
			digit++
			kind = 1
		case c-'A' <= 25:
			upper++
			kind = 2
		case c-'a' <= 25:
			lower++
			kind = 3
		default:
			slash++
			kind = 4
		}
		if c-'0' <= 9 || (c|0x20)-'a' <= 5 {
			hex++
		}
		if kind != last {
			turns++
		}
		last = kind
	}
	if hex == len(b) {
		return len(b) > 128 && digit > 0 // shorter ones are hashes
	}
	return upper > 0 && lower > 0 && digit > 0 && turns*3 > len(b) && slash*8 < len(b)
}

func add(set []uint64, h uint64, most int) []uint64 {
	for _, x := range set {
		if x == h {
			return set
		}
	}
	if len(set) >= most {
		return set
	}
	return append(set, h)
}

// sentences finds the stretches of running text.
func (r *Reading) sentences() {
	text := r.text
	start, spots := 0, 0
	var l locus
	for i := 0; i <= len(text); i++ {
		if spots < len(r.spots) && r.spots[spots].start <= i {
			r.spots[spots].at = l
			spots++
		}
		if i < len(text) && !ends(text, i) && i-start < maxPassage {
			l.step(text, i)
			continue
		}
		if end := i; end > start && len(r.passages) < maxPassages {
			r.sentence(start, end, l)
		}
		start = i + 1
		if i < len(text) && i-start >= maxPassage {
			start = i
		}
		if i == len(text) || text[i] == '"' {
			r.close(&l, spots)
		}
		if i < len(text) {
			l.step(text, i)
		}
	}
}

// ends reports whether a sentence ends at i: at the end of a line, at a mark
// followed by a space, and where a string of JSON begins or ends.
func ends(text []byte, i int) bool {
	switch c := text[i]; c {
	case '\n':
		return true
	case '.', '!', '?', ';':
		return i+1 >= len(text) || text[i+1] <= ' ' || text[i+1] == '"' || text[i+1] == ')'
	case '"':
		return structural(text, i)
	case 0xe3: // ideographic full stop
		return i+2 < len(text) && text[i+1] == 0x80 && text[i+2] == 0x82
	}
	return false
}

// structural reports whether a quotation mark opens or closes a string of JSON.
func structural(text []byte, i int) bool {
	if i+1 < len(text) {
		switch text[i+1] {
		case ',', ':', '}', ']':
			return true
		}
	}
	k := i - 1
	if k > 0 && text[k] == ' ' {
		k--
	}
	if k >= 0 && (text[k] == ':' || text[k] == ',' || text[k] == '{' || text[k] == '[') {
		return true
	}
	return i == 0
}

// sentence keeps a stretch if it is running text: words with spaces between, and
// few signs.
func (r *Reading) sentence(start, end int, at locus) {
	words, signs, wide, in := 0, 0, 0, false
	h, wordHash := uint64(hashSeed), uint64(hashSeed)
	for i := start; i < end; i++ {
		c := r.text[i]
		switch {
		case (c|0x20)-'a' <= 25 || c >= utf8.RuneSelf || c == '\'' && in:
			if !in && (i == start || r.text[i-1] <= ' ' || r.text[i-1] == '(' || r.text[i-1] >= utf8.RuneSelf || r.text[i-1] == '\'') {
				words++
			}
			in = true
			if c >= utf8.RuneSelf {
				wide++
			}
			if c-'A' <= 25 {
				c |= 0x20
			}
			wordHash = (wordHash ^ uint64(c)) * hashPrime
			continue
		case c == '(' || c == ')' || c == '{' || c == '}' || c == '=' || c == '<' || c == '>' || c == '[' || c == ']' || c == '|' || c == '_' || c == '\\' || c == '+' || c == '*' || c == '#':
			signs++
		}
		if in {
			h = (h ^ wordHash) * hashPrime
			wordHash = hashSeed
		}
		in = false
	}
	if in {
		h = (h ^ wordHash) * hashPrime
	}
	if words < minProse && (wide < 24 || !r.unspaced(start, end)) || signs*4 > words {
		return
	}
	r.passages = append(r.passages, passage{start, end, mix(h), stand{at, -1}})
}

// unspaced reports whether a stretch is in a script that sets no spaces.
func (r *Reading) unspaced(start, end int) bool {
	for _, c := range string(r.text[start:end]) {
		if unicode.In(c, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Thai, unicode.Khmer, unicode.Lao) {
			return true
		}
	}
	return false
}

// distinct sorts hashes and drops repeated ones.
func distinct(all []uint64) []uint64 {
	slices.Sort(all)
	return slices.Compact(all)
}

const (
	// alienOf is the share of words, of ten, and fewAlien the number, from which on a
	// sentence is in words that no answer had.
	alienOf, fewAlien = 6, 4
)

// alien reports whether most words of a sentence were in no answer before.
func (s *Server) alien(one *passage) bool {
	text := s.reading.text[one.start:one.end]
	words, unknown := 0, 0
	for i := 0; i < len(text); i++ {
		start, h, letters := i, uint64(hashSeed), 0
		for ; i < len(text) && wordByte(text[i]); i++ {
			c := text[i]
			if c-'A' <= 25 {
				c |= 0x20
			}
			if c-'0' > 9 {
				letters++
			}
			h = (h ^ uint64(c)) * hashPrime
		}
		if letters >= 3 && i-start <= 32 {
			words++
			if !s.Words.has(mix(h)) {
				unknown++
			}
		}
	}
	return unknown >= fewAlien && unknown*10 >= words*alienOf
}
