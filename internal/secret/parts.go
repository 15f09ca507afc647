package secret

import "math/bits"

// A secret that leaves in pieces, a few letters in each of several calls, is known
// again by how much of it has been said: pieces in any order, with anything around
// them, but each of some letters; and in shorter ones, see pieces.go.

const (
	// partLetters is the shortest piece that counts, mostParts the letters of a secret
	// that are watched, fewestCalls in how many calls it has to have been said.
	partLetters, mostParts, fewestCalls = 6, 256, 2
	// partsOf is how much of ten has to have been said.
	partsOf = 8
	// forgottenAfter is how many calls without a piece of it let a secret be forgotten.
	forgottenAfter = 500
)

// parts are secrets in the form of [Bare], and where pieces of them begin.
type parts struct {
	texts []needle
	begin map[[partLetters]byte][]partAt
	heads [1 << 16 / 64]uint64 // of what begin has, by hash
	short map[[shortLetters]byte][]partAt
}

type partAt struct{ text, at uint16 }

// add takes in a secret that is no word.
func (p *parts) add(name, value string) {
	b := Bare(nil, []byte(value))
	if !worthBare(b) || len(p.texts) >= maxOwn {
		return
	}
	b = b[:min(len(b), mostParts)]
	if p.begin == nil {
		p.begin = map[[partLetters]byte][]partAt{}
	}
	for i := range len(b) - partLetters + 1 {
		k := [partLetters]byte(b[i:])
		h := headHash(b[i:])
		p.heads[h>>6] |= 1 << (h & 63)
		p.begin[k] = append(p.begin[k], partAt{uint16(len(p.texts)), uint16(i)})
	}
	if turns(b) >= fewestTurns {
		if p.short == nil {
			p.short = map[[shortLetters]byte][]partAt{}
		}
		for i := range len(b) - shortLetters + 1 {
			k := [shortLetters]byte(b[i:])
			p.short[k] = append(p.short[k], partAt{uint16(len(p.texts)), uint16(i)})
		}
	}
	p.texts = append(p.texts, needle{text: b, name: name})
}

// headHash is of the first four letters.
func headHash(b []byte) uint32 {
	return (uint32(b[0]) | uint32(b[1])<<8 | uint32(b[2])<<16 | uint32(b[3])<<24) * 0x9e3779b1 >> 16
}

// Trail is what has been said of secrets in the calls of a session. The zero value
// is ready.
type Trail struct {
	said   map[uint16]*saidOf
	chains map[uint16]int
	short  []byte // strings of the call at hand, with a zero behind each
	calls  int
}

// saidOf is what has been said of one.
type saidOf struct {
	letters     [mostParts / 64]uint64
	calls, last int
}

// Parts looks for pieces of secrets in what a call says, in the form of [Bare], and
// returns the variable of one of which most has been said by now, in several calls.
// It may be asked of nil.
func (o *Own) Parts(bare []byte, t *Trail) (name string, ok bool) {
	if o == nil || len(o.parts.texts) == 0 {
		return "", false
	}
	t.calls++
	name, ok = o.pieces(t)
	if t.short = t.short[:0]; ok {
		return name, true
	}
	for i := 0; i+partLetters <= len(bare); i++ {
		if h := headHash(bare[i:]); o.parts.heads[h>>6]>>(h&63)&1 == 0 { // nearly always
			continue
		}
		for _, at := range o.parts.begin[[partLetters]byte(bare[i:])] {
			n := &o.parts.texts[at.text]
			from, to := int(at.at), int(at.at)+partLetters
			for i+to-from < len(bare) && to < len(n.text) && bare[i+to-from] == n.text[to] {
				to++
			}
			if t.say(at.text, from, to)*10 >= len(n.text)*partsOf && t.said[at.text].calls >= fewestCalls {
				return n.name, true
			}
		}
	}
	return "", false
}

// say notes that a piece of a secret was said, and returns how many letters of it were
// said by now.
func (t *Trail) say(text uint16, from, to int) (all int) {
	if t.said == nil {
		t.said = map[uint16]*saidOf{}
	}
	s := t.said[text]
	if s == nil || t.calls-s.last > forgottenAfter {
		s = &saidOf{}
		t.said[text] = s
	}
	if s.last != t.calls {
		s.calls, s.last = s.calls+1, t.calls
	}
	for i := from; i < to; i++ {
		s.letters[i>>6] |= 1 << (i & 63)
	}
	for _, w := range s.letters {
		all += bits.OnesCount64(w)
	}
	return all
}
