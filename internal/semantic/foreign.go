package semantic

import (
	_ "embed"
	"encoding/binary"
	"errors"
	"unicode/utf8"
)

// Dictionary gives words of other languages the English word that stands for them, so
// that what the models have learnt in English, which is most, holds there, too. It is
// not changed by use and may be shared.
//
// A place is named by the hash of a word, or of its first letters, and has a mark of
// sixteen further bits of it and the number of an English word.
type Dictionary struct {
	english []byte // hashes of words' beginnings, four bytes each
	places  []byte // four bytes each: mark, number
}

const (
	// placeBits is the logarithm of how many places there are.
	placeBits = 17
	// farthest is how many places a word may be from its own.
	farthest = 24
	// longestWide is how many characters a word has at most in scripts without spaces.
	longestWide = 4
)

//go:embed foreign.bin
var foreign string

var builtIn = func() Dictionary {
	var d Dictionary
	if err := d.UnmarshalBinary(builtInBytes(foreign)); err != nil {
		panic(err) // it is compiled in and tested
	}
	return d
}()

// NewDictionary makes a dictionary of the forms that stand for each of some English
// words. A form that stands for several counts for the first.
func NewDictionary(english []string, forms [][]string) (*Dictionary, error) {
	if len(english) >= 1<<16 {
		return nil, errors.New("more English words than numbers")
	}
	d := &Dictionary{places: make([]byte, 4<<placeBits)}
	for _, w := range english {
		h, stem := hashWord(w, 0, len(w))
		if stem == 0 {
			stem = h
		}
		d.english = binary.LittleEndian.AppendUint32(d.english, stem)
	}
	for n, all := range forms {
		for _, form := range all {
			for _, key := range keysOf(form) {
				if err := d.put(key, uint32(n)); err != nil {
					return nil, err
				}
			}
		}
	}
	return d, nil
}

// keysOf are the hashes under which a form is found: by itself and, if it is long
// enough to be the beginning of others, by that.
func keysOf(form string) (keys []uint32) {
	r, _ := utf8.DecodeRuneInString(form)
	if unspaced(r) {
		return []uint32{hashRun(form)}
	}
	whole, _ := hashWord(form, 0, len(form))
	n, least := utf8.RuneCountInString(form), stemLetters
	if hangul(r) {
		least = stemSyllables
	}
	if n < least {
		return []uint32{whole}
	}
	long := form + form // longer than its beginning
	_, stem := hashWord(long, 0, len(long))
	if n == least {
		return []uint32{whole, stem}
	}
	return []uint32{stem}
}

// put gives a key its number, unless it has one.
func (d *Dictionary) put(key, number uint32) error {
	if d.number(key) >= 0 {
		return nil
	}
	at, mark := key>>(32-placeBits), markOf(key)
	for range farthest {
		if v := binary.LittleEndian.Uint32(d.places[4*at:]); v == 0 {
			binary.LittleEndian.PutUint32(d.places[4*at:], mark<<16|(number+1))
			return nil
		}
		at = (at + 1) & (1<<placeBits - 1)
	}
	return errors.New("the dictionary is full")
}

// markOf are bits of a key that do not name its place, spread, never 0.
func markOf(key uint32) uint32 { return key*0x9e3779b1>>16 | 1 }

// number returns that of the English word of a key, negative for none.
func (d *Dictionary) number(key uint32) int {
	at, mark := key>>(32-placeBits), markOf(key)
	for range farthest {
		v := binary.LittleEndian.Uint32(d.places[4*at : 4*at+4])
		if v == 0 {
			return -1
		}
		if v>>16 == mark {
			return int(v&0xffff) - 1
		}
		at = (at + 1) & (1<<placeBits - 1)
	}
	return -1
}

// of returns the hash of the beginning of the English word of a word, by its own
// hashes; 0 for none.
func (d *Dictionary) of(whole, stem uint32) uint32 {
	n := -1
	if stem != 0 {
		n = d.number(stem)
	} else {
		n = d.number(whole)
	}
	return d.hash(n)
}

func (d *Dictionary) hash(n int) uint32 {
	if n < 0 || 4*n+4 > len(d.english) {
		return 0
	}
	return binary.LittleEndian.Uint32(d.english[4*n:])
}

// run is of for scripts without spaces: it looks for the longest word that a text
// begins with, and returns its length in bytes.
func (d *Dictionary) run(text string) (h uint32, length int) {
	var ends [longestWide]int
	n := 0
	for i := 0; i < len(text) && n < longestWide; n++ {
		r, size := utf8.DecodeRuneInString(text[i:])
		if !unspaced(r) {
			break
		}
		i += size
		ends[n] = i
	}
	for ; n > 0; n-- {
		if k := d.number(hashRun(text[:ends[n-1]])); k >= 0 {
			return d.hash(k), ends[n-1]
		}
	}
	return 0, 0
}

// hashRun is the hash of a word of a script without spaces.
func hashRun(word string) uint32 {
	h := uint64(len(word))
	for _, r := range word {
		h = (h ^ uint64(r)) * spread
		h ^= h >> 32
	}
	return uint32(h)
}

// unspaced reports whether a script is written without spaces between words.
func unspaced(r rune) bool {
	return r >= 0x0e00 && r < 0x0f00 || r >= 0x2e80 && r < 0xa000 || r >= 0xf900 && r < 0xfb00 || r >= 0x20000 && r < 0x40000
}

func hangul(r rune) bool { return r >= 0xac00 && r < 0xd7a4 }

const foreignMagic = 0x6d776631

// MarshalBinary writes the dictionary: two words, the English ones and the places.
func (d *Dictionary) MarshalBinary() ([]byte, error) {
	b := binary.LittleEndian.AppendUint32(nil, foreignMagic)
	b = binary.LittleEndian.AppendUint32(b, uint32(len(d.english)))
	return append(append(b, d.english...), d.places...), nil
}

// UnmarshalBinary reads what MarshalBinary wrote. It keeps b, which must not be
// changed.
func (d *Dictionary) UnmarshalBinary(b []byte) error {
	if len(b) < 8 || binary.LittleEndian.Uint32(b) != foreignMagic {
		return errors.New("not a dictionary of this version; make it again")
	}
	n := int(binary.LittleEndian.Uint32(b[4:]))
	if n%4 != 0 || len(b) != 8+n+4<<placeBits {
		return errors.New("a dictionary that is cut off; make it again")
	}
	d.english, d.places = b[8:8+n], b[8+n:]
	return nil
}
