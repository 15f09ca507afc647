package semantic

import (
	_ "embed"
	"encoding/binary"
	"errors"
	"math"
)

// Gate is a first look at a text, by its words alone: whether some of them that
// stand together could be an errand for the program that reads it. It is so cheap
// that everything can be looked at, and lets through a few percent of ordinary
// text. It is not changed by use and may be shared.
type Gate struct {
	weights []byte // int8, one for each place of a word
	limit   int32  // of the sum of the words of a stretch
}

const (
	// gateBits is the logarithm of how many weights a gate has.
	gateBits = 15
	// GateWords is how many words are weighed together.
	GateWords = 24
	// gateRing is a power of two that is larger.
	gateRing = 32
	// gateReach is how many bytes before a place its words can begin, as a rule.
	gateReach = 12 * GateWords
)

//go:embed gate.bin
var trainedGate []byte

// LoadGate returns the built-in gate.
func LoadGate() *Gate {
	g := &Gate{}
	if err := g.UnmarshalBinary(trainedGate); err != nil {
		panic(err) // the gate is compiled in and tested
	}
	return g
}

// letters are what words are made of: those of ASCII, and all that is not ASCII.
var letters = func() (t [256]bool) {
	for c := range t {
		t[c] = c >= 0x80 || c|0x20 >= 'a' && c|0x20 <= 'z'
	}
	return t
}()

// Places appends the places in text[from:to] around which an errand could stand. text may be
// the content of a JSON string, or a message.
func (g *Gate) Places(dst []int, text []byte, from, to int) []int {
	var worth [gateRing]int32
	var at [gateRing]int
	sum, rest := int32(0), 0
	n := uint(0)
	for i := max(0, from-gateReach); i < to; {
		if !letters[text[i]] {
			i++
			continue
		}
		if i > 0 && text[i-1] == '\\' {
			if i++; text[i-1] == 'u' {
				i += 4
			}
			continue
		}
		start := i
		place, end := gateWord(text, i, to)
		i = end
		v := int32(int8(g.weights[place]))
		sum += v - worth[(n-GateWords)%gateRing]
		worth[n%gateRing], at[n%gateRing] = v, start
		n++
		if rest--; sum >= g.limit && rest < 0 && n >= GateWords {
			if middle := at[(n-GateWords/2)%gateRing]; middle >= from {
				dst = append(dst, middle)
			}
			rest = GateWords / 2
		}
	}
	if n > 0 && n < GateWords && sum >= g.limit { // all of a short text
		if middle := at[(n/2)%gateRing]; middle >= from {
			dst = append(dst, middle)
		}
	}
	return dst
}

// gateWord returns the place of the word that starts at i, by its first eight
// bytes, and where it ends.
func gateWord(text []byte, i, to int) (place uint32, end int) {
	for end = i; end < to && letters[text[end]]; end++ {
	}
	var v uint64
	if i+8 <= len(text) {
		v = binary.LittleEndian.Uint64(text[i:])
	} else {
		for k := i; k < end; k++ {
			v |= uint64(text[k]) << (8 * (k - i))
		}
	}
	v |= smallAll
	if n := end - i; n < 8 {
		v &= 1<<(8*n) - 1
	}
	return uint32(v * spread >> (64 - gateBits)), end
}

// NewGate makes a gate of weights, one for each place of a word, and the sum from
// which on a stretch is worth a closer look.
func NewGate(weights []float64, limit float64) *Gate {
	top := 1e-9
	for _, v := range weights {
		top = max(top, math.Abs(v))
	}
	g := &Gate{weights: make([]byte, 1<<gateBits), limit: int32(math.Ceil(limit / top * 127))}
	for i, v := range weights {
		g.weights[i] = byte(int8(math.Round(v / top * 127)))
	}
	return g
}

const gateMagic = 0x6d776731

// MarshalBinary writes the gate: two words and a byte per weight.
func (g *Gate) MarshalBinary() ([]byte, error) {
	b := binary.LittleEndian.AppendUint32(nil, gateMagic)
	return append(binary.LittleEndian.AppendUint32(b, uint32(g.limit)), g.weights...), nil
}

// UnmarshalBinary reads what MarshalBinary wrote. It keeps b, which must not be
// changed.
func (g *Gate) UnmarshalBinary(b []byte) error {
	if len(b) != 8+1<<gateBits || binary.LittleEndian.Uint32(b) != gateMagic {
		return errors.New("not a gate of this version; train it again")
	}
	g.limit, g.weights = int32(binary.LittleEndian.Uint32(b[4:])), b[8:]
	return nil
}
