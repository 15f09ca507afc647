package semantic

import (
	_ "embed"
	"encoding/binary"
	"errors"
	"math"
	"slices"
)

// Gate is a first look at a text, by its words alone: whether some of them that
// stand together could be an errand for the program that reads it. It is so cheap
// that everything can be looked at, and lets through a few percent of ordinary
// text. It is not changed by use and may be shared.
type Gate struct {
	weights []byte // int8, one for each place of a word
	limit   int32  // of the sum of the words of a stretch
	wide    wideGate
}

const (
	// gateBits is the logarithm of how many weights a gate has.
	gateBits = 16
	// GateWords is how many words are weighed together.
	GateWords = 24
	// gateMany is how many words are found before they are weighed.
	gateMany = 128
	// gateReach is how many bytes before a place its words can begin, as a rule.
	gateReach = 12 * GateWords
)

//go:embed gate.bin
var trainedGate string

// LoadGate returns the built-in gate.
func LoadGate() *Gate {
	g := &Gate{}
	if err := g.UnmarshalBinary(builtInBytes(trainedGate)); err != nil {
		panic(err) // the gate is compiled in and tested
	}
	return g
}

// Places appends the places in text[from:to] around which an errand could stand. text may be
// the content of a JSON string, or a message.
func (g *Gate) Places(dst []int, text []byte, from, to int) []int {
	if from >= to {
		return dst
	}
	found := len(dst)
	dst = g.narrow(dst, text, from, to)
	narrow := len(dst)
	if dst = g.wide.places(dst, text, from, to); found < narrow && narrow < len(dst) {
		slices.Sort(dst[found:])
	}
	return dst
}

// narrow is Places by words of any script, and by those of Latin ones best.
func (g *Gate) narrow(dst []int, text []byte, from, to int) []int {
	var s stretch
	e := edges{text: text, from: max(0, from-gateReach), to: to}
	if e.from > 0 && text[e.from-1] == '\\' {
		e.behind = 1
	}
	for begun, ended := 0, 0; e.from < to; {
		b, n := e.some(&s, begun, ended)
		begun, ended = begun+b, ended+n
		if e.from >= to && begun > ended { // the last word ends with the text
			s.ends[ended] = uint32(to)
			ended++
		}
		if e.from >= to || begun > gateMany-edgeBlock/2 {
			dst = g.weigh(dst, text, &s, from, ended)
			begun, ended = begun-ended, 0
		}
	}
	if s.seen > 0 && s.seen < GateWords && s.sum >= g.limit { // all of a short text
		dst = append(dst, max(from, int(s.begins[GateWords-s.seen+s.seen/2])))
	}
	return dst
}

// stretch are words of a text that are weighed next, behind the last of those that
// were. They are looked at one property after the other, which is faster.
type stretch struct {
	begins [GateWords + gateMany + 1]uint32
	ends   [gateMany + 1]uint32
	places [gateMany]uint16
	placed int // of the places, those that are known
	worth  [GateWords + gateMany]int8
	seen   int   // words that were weighed
	next   int   // how many it takes until the text is worth another look
	sum    int32 // of the last GateWords
}

// weigh appends the places that the next n words of s show, and makes room for
// others.
func (g *Gate) weigh(dst []int, text []byte, s *stretch, from, n int) []int {
	s.placed = 0
	for i := 0; i < n; {
		if i = g.untilLimit(text, s, i, n); s.sum < g.limit {
			continue
		}
		if seen := s.seen + i; seen >= GateWords && seen >= s.next {
			if int(s.ends[i-1]) > from { // what ended before was for whoever looked there
				dst = append(dst, max(from, int(s.begins[GateWords/2+i])))
			}
			s.next = seen + GateWords/2 + 1
		}
	}
	s.seen += n
	copy(s.worth[:GateWords], s.worth[n:])
	copy(s.begins[:GateWords+1], s.begins[n:])
	return dst
}

// untilLimitOf weighs the words of s from i on, up to n or to the first behind which
// the sum has reached the limit, and returns how many are weighed then.
func (g *Gate) untilLimitOf(text []byte, s *stretch, i, n int) int {
	weights := (*[1 << gateBits]byte)(g.weights)
	if k := max(s.placed, i); k < n {
		placesOf(s.places[k:n], text, s.begins[GateWords+k:][:n-k], s.ends[k:n])
		s.placed = n
	}
	for ; i < n; i++ {
		v := int8(weights[s.places[i]&(1<<gateBits-1)])
		s.sum += int32(v) - int32(s.worth[i])
		if s.worth[GateWords+i] = v; s.sum >= g.limit {
			return i + 1
		}
	}
	return n
}

// placesOf gives the places that words have among the weights, by their first eight
// bytes.
func placesOf(dst []uint16, text []byte, begins, ends []uint32) {
	begins, ends = begins[:len(dst)], ends[:len(dst)]
	for i := range dst {
		b, n := int(begins[i]), int32(ends[i]-begins[i])-8
		n = n&(n>>31) + 8 // at most
		var v uint64
		if b <= len(text)-8 {
			v = binary.LittleEndian.Uint64(text[b : b+8])
		} else {
			v = lastEight(text[b:])
		}
		dst[i] = uint16((v | smallAll) & firstBytes[n&15] * spread >> (64 - gateBits))
	}
}

// lastEight returns the bytes of a text that ends before eight as a number.
//
//go:noinline
func lastEight(text []byte) uint64 {
	var b [8]byte
	copy(b[:], text)
	return binary.LittleEndian.Uint64(b[:])
}

// firstBytes keep so many bytes of eight.
var firstBytes = func() (m [16]uint64) {
	for n := range m[:9] {
		m[n] = ^uint64(0) >> (64 - 8*n)
	}
	return m
}()

// NewGate makes a gate of weights, one for each place of a word, and the sum from
// which on a stretch is worth a closer look; and of the same for units of scripts other than
// Latin.
func NewGate(weights []float64, limit float64, wide []float64, wideLimit float64) *Gate {
	g := &Gate{}
	g.weights, g.limit = inBytes(weights, limit)
	g.wide.weights, g.wide.limit = inBytes(wide, wideLimit)
	return g
}

// inBytes makes weights fit into a byte each, and the limit fit them.
func inBytes(weights []float64, limit float64) ([]byte, int32) {
	top, b := 1e-9, make([]byte, len(weights))
	for _, v := range weights {
		top = max(top, math.Abs(v))
	}
	for i, v := range weights {
		b[i] = byte(int8(math.Round(v / top * 127)))
	}
	return b, int32(min(math.Ceil(limit/top*127), math.MaxInt32))
}

const gateMagic = 0x6d776732

// MarshalBinary writes the gate: three words and a byte per weight.
func (g *Gate) MarshalBinary() ([]byte, error) {
	b := binary.LittleEndian.AppendUint32(nil, gateMagic)
	b = binary.LittleEndian.AppendUint32(b, uint32(g.limit))
	b = binary.LittleEndian.AppendUint32(b, uint32(g.wide.limit))
	return append(append(b, g.weights...), g.wide.weights...), nil
}

// UnmarshalBinary reads what MarshalBinary wrote. It keeps b, which must not be
// changed.
func (g *Gate) UnmarshalBinary(b []byte) error {
	const head, narrow, wide = 12, 1 << gateBits, 1 << wideBits
	if len(b) != head+narrow+wide || binary.LittleEndian.Uint32(b) != gateMagic {
		return errors.New("not a gate of this version; train it again")
	}
	g.limit, g.weights = int32(binary.LittleEndian.Uint32(b[4:])), b[head:head+narrow]
	g.wide.limit, g.wide.weights = int32(binary.LittleEndian.Uint32(b[8:])), b[head+narrow:]
	return nil
}
