// Package flow knows again what one server delivered when it turns up in what
// goes to another. Texts are brought into a normal form (letter case, white
// space, escapes of JSON, accents and styles of letters make no difference).
// Of every stretch of gram bytes a keyed hash can be made, and of each window of
// neighbouring stretches the hash of one is kept (winnowing: Schleimer,
// Wilkerson, Aiken 2003; which one, as Groot Koerkamp and Pibiri choose, 2024). No content is kept.
//
// Promise: of a copy of at least [Shortest] bytes in normal form, which is
// that of any 32 consecutive bytes of which no more than 14 are white space,
// accents or back slashes, one hash is always found again for an hour, as long as the server did not deliver more than a [Table]
// holds since. Paraphrase is not seen, nor are translations, nor shorter pieces.
package flow

import (
	"encoding/binary"
	"math/bits"
)

const (
	// Gram is the length of a stretch: shorter ones are common phrases.
	Gram = 14
	// window is how many neighbouring stretches one is kept of.
	window = 5
	// Spread is how many bytes of a text there are to each stretch that is kept, about.
	Spread = 4
	// Shortest is the length in normal form from which a copy is surely seen.
	Shortest = Gram + window - 1
)

// Key makes hashes that nobody without it can compute.
type Key struct{ order, a, b uint64 }

// NewKey returns the key made of random numbers.
func NewKey(order, a, b uint64) Key { return Key{order | 1, a, b} }

// mix multiplies and folds, after wyhash.
func mix(a, b uint64) uint64 {
	hi, lo := bits.Mul64(a, b)
	return hi ^ lo
}

// stretch is the hash of the stretch that begins text.
func (k *Key) stretch(text []byte) uint64 {
	h := mix(binary.LittleEndian.Uint64(text)^k.a, binary.LittleEndian.Uint64(text[Gram-8:])^k.b)
	return mix(h^k.order, k.b|1)
}

// Token is the hash of a text as a whole, as it stands. It is never that of a
// stretch.
func (k *Key) Token(text string) uint64 {
	h := k.a ^ uint64(len(text))
	for ; len(text) >= 8; text = text[8:] {
		h = mix(h^le64(text), k.b|1)
	}
	var rest uint64
	for i := range len(text) {
		rest = rest<<8 | uint64(text[i])
	}
	return mix(mix(h^rest, k.order), ^k.a)
}

func le64(s string) uint64 {
	_ = s[7]
	return uint64(s[0]) | uint64(s[1])<<8 | uint64(s[2])<<16 | uint64(s[3])<<24 | uint64(s[4])<<32 | uint64(s[5])<<40 | uint64(s[6])<<48 | uint64(s[7])<<56
}

// Mark is a stretch that was kept.
type Mark struct {
	Hash uint64
	At   int // where it begins in the normal form
}
