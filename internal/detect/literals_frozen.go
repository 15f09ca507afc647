package detect

import (
	_ "embed"
	"encoding/binary"
)

// frozen are the literals of Table, gathered before the program was built: what
// comes first when it starts must take no milliseconds. A test holds them against
// the table.
//
//go:generate go test . -run ^TestFrozenLiterals$ -update
//go:embed literals.bin
var frozen string

// How much one of them is in frozen, and what stands before all: how many words
// there are, and how many windows.
const (
	frozenHead, frozenWord, frozenWindow = 8, 9, 4
)

// freezeTo appends the literals as thawed reads them: of each word what it wakes and
// its length, of each window its word, its place and what counts beside it, and
// the text.
func (l *literals) freezeTo(b []byte) []byte {
	b = binary.LittleEndian.AppendUint32(b, uint32(len(l.words)))
	b = binary.LittleEndian.AppendUint32(b, uint32(len(l.windows)))
	for _, w := range l.words {
		b = append(binary.LittleEndian.AppendUint64(b, w.wake), byte(w.len))
	}
	for _, w := range l.windows {
		b = append(binary.LittleEndian.AppendUint16(b, w.word), w.delta, byte(w.next))
	}
	return append(b, l.text...)
}

// thawed returns the literals that freezeTo wrote.
func thawed(data string) *literals {
	b := stringBytes(data)
	words, windows := int(binary.LittleEndian.Uint32(b)), int(binary.LittleEndian.Uint32(b[4:]))
	b = b[frozenHead:]
	text := len(data) - len(b) + words*frozenWord + windows*frozenWindow
	l := &literals{size: manyBits, text: data[text:], words: make([]word, words), windows: make([]window, windows)}
	from := uint32(0)
	for i := range l.words {
		l.words[i] = word{wake: binary.LittleEndian.Uint64(b), from: from, len: uint32(b[8])}
		from += uint32(b[8])
		b = b[frozenWord:]
	}
	for i := range l.windows {
		w := &l.windows[i]
		w.word, w.delta, w.next = binary.LittleEndian.Uint16(b), b[2], int8(b[3])
		w.read(l.of(&l.words[w.word]))
		b = b[frozenWindow:]
	}
	l.index()
	return l
}
