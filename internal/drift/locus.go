package drift

// A locus is where in an answer a sentence stands: in which field, and, in a text
// of several lines, whether in the first, in the last or between, and how its line
// begins. Data and documents have a build; who adds to them seldom keeps to it.
type locus struct {
	field  uint64
	inside bool // a string of JSON
	begins byte // what the line begins with
	line   int  // of the answer
	opened int  // line on which the string began
	ink    int  // the last line with something on it
}

const (
	// maxLoci bounds the places of sentences that are remembered of a tool.
	maxLoci = 128
	// maxFieldName bounds what is read of the name of a field.
	maxFieldName = 48
	// placed is how many answers it takes to know where sentences stand.
	placed = 60
	// seldom is one in how many answers may have had an order at a place that counts
	// as one without.
	seldom = 100
)

// Positions of a line in its text.
const (
	onlyLine = iota
	firstLine
	innerLine
	lastLine
)

// lineStart is the class of the byte that a line begins with.
func lineStart(c byte) byte {
	switch {
	case c-'0' <= 9:
		return '0'
	case c-'A' <= 25, c >= 0x80:
		return 'A'
	case c-'a' <= 25:
		return 'a'
	}
	return c
}

// step moves over one byte of text.
func (l *locus) step(text []byte, i int) {
	switch c := text[i]; {
	case c == '\n':
		l.line++
		l.begins = 0
	case c == '"' && structural(text, i):
		l.quote(text, i)
	case c > ' ':
		l.ink = l.line
		if l.begins == 0 {
			l.begins = lineStart(c)
		}
	}
}

// quote is where a string of JSON begins or ends.
func (l *locus) quote(text []byte, i int) {
	k := i - 1
	for k >= 0 && text[k] == ' ' {
		k--
	}
	if k < 0 {
		return
	}
	switch text[k] {
	case ':':
		l.field = fieldBefore(text, k)
	case ',', '[':
	default:
		l.inside = false
		return
	}
	l.inside, l.opened, l.ink, l.begins = true, l.line, l.line, 0
}

// fieldBefore is a hash of the name that ends before the colon at k.
func fieldBefore(text []byte, k int) uint64 {
	k--
	for k > 0 && text[k] == ' ' {
		k--
	}
	if k <= 0 || text[k] != '"' {
		return 0
	}
	end := k
	for k--; k >= 0 && text[k] != '"' && end-k < maxFieldName; k-- {
	}
	return hashBytes(text[k+1 : end])
}

// stand is where a sentence or an address stands.
type stand struct {
	at   locus
	last int // line of the text that it is in; -1: not yet known
}

// spot is where an address stands.
type spot struct {
	stand
	place uint64
	start int
}

// Salts keep what is learnt of sentences and of addresses apart.
const (
	ofSentences = iota
	ofAddresses
)

// key is a hash of where something stands.
func (s *stand) key(of uint64) uint64 {
	h := s.at.field
	if !s.at.inside {
		h = hashSeed // behind or before the data
	}
	line := innerLine
	switch {
	case s.at.opened == s.last:
		line = onlyLine
	case s.at.line == s.at.opened:
		line = firstLine
	case s.at.line == s.last:
		line = lastLine
	}
	return mix(h ^ of<<16 ^ uint64(s.at.begins)<<8 ^ uint64(line))
}

// close tells what stands in a string where that ends.
func (r *Reading) close(l *locus, spots int) {
	for i := len(r.passages) - 1; i >= 0 && r.passages[i].last < 0; i-- {
		r.passages[i].last = l.ink
	}
	for i := spots - 1; i >= 0 && r.spots[i].last < 0; i-- {
		r.spots[i].last = l.ink
	}
}

// Locus is how often sentences that tell their reader something, or addresses, stood
// at a place, and in which answer the first did.
type Locus struct{ N, First uint32 }

// young is for how many answers a new place is one where there is nothing as a rule.
const young = 300

// astray reports whether orders, or addresses, seldom or never stood there.
func (p *Profile) astray(key uint64) bool {
	if p.Answers < placed {
		return false
	}
	l := p.Loci[key]
	return l.N*seldom <= p.Answers || l.First >= placed && p.Answers-l.First < young
}

// stands learns where a sentence that tells its reader something stood, or an
// address: n times, and first in the answer of that number.
func (p *Profile) stands(key uint64, n, first uint32) {
	l, known := p.Loci[key]
	switch {
	case known:
	case p.Loci == nil:
		p.Loci = map[uint64]Locus{}
	case len(p.Loci) >= maxLoci:
		p.forget()
	}
	if !known {
		l.First = first
	}
	l.N += n
	p.Loci[key] = l
}

// forget makes room for one more place.
func (p *Profile) forget() {
	least, some := uint64(0), false
	for k, l := range p.Loci {
		if m := p.Loci[least]; !some || l.N < m.N || l.N == m.N && k < least {
			least, some = k, true
		}
	}
	delete(p.Loci, least)
}
