// Package semantic gives a second opinion on text: whether it orders a model
// around. It learns from examples what rules do not list: a linear model over
// words, the meanings that internal/intent gives them in fifty languages, how
// these follow each other, and what the text looks like. It is pure, works
// offline, and judges stretches of a few sentences.
package semantic

import (
	"encoding/binary"
	"errors"
	"math"
)

// Model is a trained model. It is not changed by use and may be shared.
type Model struct {
	weights *table
	scale   float32 // of one unit of a weight
	bias    float32
	abroad  float32 // what odds are less in other languages than English
	limits  [kindsOfPlace]limits
}

type limits struct{ sure, likely float32 }

// Place is where a stretch is judged, as far as other odds count there.
type Place uint8

const (
	Addressed   Place = iota // documents, around words that turn to a model
	Unaddressed              // documents, where the words together let the gate open
	InOffer                  // descriptions of tools, prompts, servers
	InRequest                // sampling, elicitation and prompts
	Brief                    // documents that are a few sentences as a whole
	kindsOfPlace
)

// PlaceOf returns that of a surface; documents count as addressed, and as long.
func PlaceOf(where Surface) Place {
	switch where {
	case Document:
		return Addressed
	case Offered:
		return InOffer
	}
	return InRequest
}

// odds is the logarithm of the odds that a stretch is an order, by what it shows.
func (m *Model) odds(t tally) float32 {
	odds := m.bias + m.scale*float32(t.sum)/float32(norm(int(t.n)))
	if t.foreign {
		odds -= m.abroad
	}
	return odds
}

// magic is the first word of a model file.
const (
	magic  = 0x6d776436
	header = 4 * (4 + 2*int(kindsOfPlace))
)

// Discount sets what the odds of text in other languages than English are less: there is
// less of it to learn from, so that more of it is taken for what it is not.
func (m *Model) Discount(odds float64) { m.abroad = float32(odds) }

// Calibrate sets the odds from which on the model is sure, or finds it likely, at
// a place.
func (m *Model) Calibrate(at Place, sure, likely float64) {
	m.limits[at] = limits{float32(sure), float32(likely)}
}

// head are the numbers of a model file before its weights.
func (m *Model) head() []*float32 {
	all := []*float32{&m.scale, &m.bias, &m.abroad}
	for i := range m.limits {
		all = append(all, &m.limits[i].sure, &m.limits[i].likely)
	}
	return all
}

// MarshalBinary writes the model: the words of its head and the table of its weights.
func (m *Model) MarshalBinary() ([]byte, error) {
	b := binary.LittleEndian.AppendUint32(nil, magic)
	for _, v := range m.head() {
		b = binary.LittleEndian.AppendUint32(b, math.Float32bits(*v))
	}
	return append(b, m.weights[:]...), nil
}

// UnmarshalBinary reads what MarshalBinary wrote. It keeps b, which must not be
// changed.
func (m *Model) UnmarshalBinary(b []byte) error {
	if len(b) != header+len(table{}) || binary.LittleEndian.Uint32(b) != magic {
		return errors.New("not a model of this version; train it again")
	}
	m.weights = (*table)(b[header:])
	for i, v := range m.head() {
		*v = math.Float32frombits(binary.LittleEndian.Uint32(b[4+4*i:]))
	}
	return nil
}
