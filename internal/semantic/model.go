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
	weights weighed
	scale   float32 // of one unit of a weight
	bias    float32
	limits  [2]limits // of documents, and of all else
	abroad  float32   // what odds are less in other languages than English
}

type limits struct{ sure, likely float32 }

// limitsOf returns which limits hold at a place.
func limitsOf(where Surface) int {
	if where == Document {
		return 0
	}
	return 1
}

// odds is the logarithm of the odds that a stretch is an order, by what it shows.
func (m *Model) odds(t tally) float32 {
	odds := m.bias + m.scale*float32(t.sum)/float32(norm(int(t.n)))
	if t.foreign {
		odds -= m.abroad
	}
	return odds
}

// magic is the first word of a model file, which has eight before the weights.
const (
	magic  = 0x6d776434
	before = 0x6d776432 // of an earlier trainer, with seven
	header = 8 * 4
	older  = 7 * 4
)

// Discount sets what the odds of text in other languages than English are less: there is
// less of it to learn from, so that more of it is taken for what it is not.
func (m *Model) Discount(odds float64) { m.abroad = float32(odds) }

// Calibrate sets the odds from which on the model is sure, or finds it likely, at
// a place.
func (m *Model) Calibrate(where Surface, sure, likely float64) {
	m.limits[limitsOf(where)] = limits{float32(sure), float32(likely)}
}

// MarshalBinary writes the model: the words of its head and the table of its weights.
func (m *Model) MarshalBinary() ([]byte, error) {
	head := []float32{m.scale, m.bias, m.limits[0].sure, m.limits[0].likely, m.limits[1].sure, m.limits[1].likely}
	first, weights := uint32(before), []byte(nil)
	if m.weights.direct != nil {
		weights = m.weights.direct[:]
	} else {
		first, weights, head = magic, m.weights.marked[:], append(head, m.abroad)
	}
	b := binary.LittleEndian.AppendUint32(nil, first)
	for _, v := range head {
		b = binary.LittleEndian.AppendUint32(b, math.Float32bits(v))
	}
	return append(b, weights...), nil
}

// UnmarshalBinary reads what MarshalBinary wrote. It keeps b, which must not be
// changed.
func (m *Model) UnmarshalBinary(b []byte) error {
	var first uint32
	if len(b) >= header {
		first = binary.LittleEndian.Uint32(b)
	}
	head := []*float32{&m.scale, &m.bias, &m.limits[0].sure, &m.limits[0].likely, &m.limits[1].sure, &m.limits[1].likely}
	switch {
	case first == magic && len(b) == header+len(table{}):
		m.weights, head = weighed{marked: (*table)(b[header:])}, append(head, &m.abroad)
	case first == before && len(b) == older+len(directTable{}):
		m.weights = weighed{direct: (*directTable)(b[older:])}
	default:
		return errors.New("not a model of this version; train it again")
	}
	for i, v := range head {
		*v = math.Float32frombits(binary.LittleEndian.Uint32(b[4+4*i:]))
	}
	return nil
}
