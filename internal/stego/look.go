package stego

import (
	"bytes"
	"hash/maphash"
)

// Most messages carry nothing, and finding that out must cost next to nothing:
// a first look takes small parts of a message, at places that nobody can foresee.
// Bits that a reader is to find stand close to each other, so the parts show them.

const (
	// Shortest is the length from which a message can carry 256 bits.
	Shortest = 1200
	// shortestAcross is the length from which it can spell an order.
	shortestAcross = 96
	// partSize is how much is looked at at a time, and one part in partOf bytes of
	// the message, at least one and at most maxParts. frontSize bytes at the
	// front are looked at in any case: who hides something begins there.
	partSize  = 512
	partOf    = 16 << 10
	maxParts  = 16
	frontSize = 3 << 10
	// maxScanned is how much of a message is scanned for signs.
	maxScanned = 96 << 10
	// maxWhole is the length up to which a suspect is read in full; of longer ones
	// parts of bigPart bytes are.
	maxWhole = 256 << 10
	bigPart  = 64 << 10
	// firstLooks is how many long messages of a session are looked at, and oneIn
	// how many of those behind them: a channel that is worth building is used more
	// than once, and nobody can foresee when it is looked at.
	firstLooks = 16
	oneIn      = 4
)

// NewMeter returns a meter with a seed of its own.
func NewMeter() *Meter { return &Meter{seed: maphash.MakeSeed()} }

// Known is what the parser of a message has counted in it, so that it need not be
// looked for what cannot be there.
type Known struct {
	Lines, Escapes int // escapes in all strings: line ends, and others
	Short          int // strings of at most 512 bytes that are values
}

// Look reports whether parts of a message (JSON, well-formed) show choices that
// follow from nothing. It allocates nothing once the meter is warm. known may be
// nil.
func (m *Meter) Look(raw []byte, known *Known) bool {
	if m.chunks, m.pieces = false, false; len(raw) < shortestAcross {
		return false
	}
	if m.spellsAcross(raw, known) {
		return true
	}
	if len(raw) < Shortest {
		return m.quickCase(raw)
	}
	if !m.due() {
		return false
	}
	var g signs
	if len(raw) <= maxScanned {
		g.scan(raw)
	} else {
		for i := range 3 {
			at := i * (len(raw) - maxScanned/3) / 2
			g.scan(raw[at : at+maxScanned/3])
		}
	}
	if m.pieces = g.mixes >= fewestMixes; g.odd(raw[:min(len(raw), maxScanned)]) {
		return true
	}
	m.Reset(true)
	front := partSize
	if bytes.Contains(raw[len(raw)/2:min(len(raw), len(raw)/2+partSize)], []byte(`":`)) {
		front = max(2*partSize, min(len(raw)/10, frontSize)) // records, several of them
	}
	m.part(raw[:min(len(raw), front)])
	if len(raw) > 2*partOf {
		m.parts(raw, min(len(raw)/partOf, maxParts), partSize)
	}
	return m.Suspects()
}

// due reports whether a long message is looked at.
func (m *Meter) due() bool {
	m.looked++
	return m.looked <= firstLooks || maphash.Comparable(m.seed, m.looked)%oneIn == 0
}

// quickCase looks at the case of letters in the middle of a short message, which
// has room for no other channel.
func (m *Meter) quickCase(raw []byte) bool {
	if len(raw) < blockSize+32 {
		m.pieces = mixes(raw) >= fewestMixes/2
		return false
	}
	var g signs
	at := len(raw)/2 - blockSize/2
	g.block(raw[at : at+blockSize+8])
	m.pieces = g.mixes >= fewestMixes/2
	return len(raw) >= 3*blockSize && g.cased >= fewestCased/2
}

// Examine reads a message that is suspected, in full or, where it is long, in
// large parts, and returns what its choices carry. habits are those
// of who wrote it, nil when they are not known.
func (m *Meter) Examine(raw []byte, habits *Habits) []Found {
	m.Reset(false)
	if len(raw) <= maxWhole {
		m.JSON(raw)
	} else {
		m.parts(raw, maxWhole/bigPart, bigPart)
	}
	if habits != nil && len(raw) > maxCompared { // what is usual was counted in less
		habits = habits.settled()
	}
	return m.Findings(habits)
}

// parts takes in so many parts of raw.
func (m *Meter) parts(raw []byte, count, size int) {
	stride := len(raw) / count
	h := maphash.Bytes(m.seed, raw[:64])
	for i := range count {
		room := max(1, stride-size)
		at := i*stride + int(h%uint64(room))
		h = h*6364136223846793005 + 1442695040888963407
		m.part(raw[at:min(len(raw), at+size)])
	}
}

// part takes in a part of a message: of its own structure, or of the text of one
// of its strings, which may be JSON or prose.
func (m *Meter) part(s []byte) {
	for i := range m.series[:m.columns] {
		m.series[i].times = append(m.series[i].times, 0) // no interval is known to the next
	}
	if k := bytes.Index(s, []byte(`":`)); k > 0 && s[k-1] != '\\' {
		m.JSON(s[memberStart(s):])
		return
	}
	b := &m.buffers[maxDepth]
	*b = Unescape((*b)[:0], s)
	s = *b
	if k := bytes.Index(s, []byte(`":`)); k > 0 {
		m.json.depth = 1
		m.JSON(s[memberStart(s):])
		m.json.depth = 0
		return
	}
	if from := bytes.IndexByte(s, '\n'); from >= 0 {
		s = s[from+1 : bytes.LastIndexByte(s, '\n')+1]
	}
	m.Text(s)
}

// memberStart returns where a member of an object begins.
func memberStart(s []byte) int {
	for i := 0; i < len(s); i++ {
		if s[i] != ',' && s[i] != '{' {
			continue
		}
		if k := skipSpaces(s, i+1); k < len(s) && s[k] == '"' {
			return k
		}
	}
	return len(s)
}
