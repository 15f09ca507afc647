package detect

import (
	_ "embed"
	"encoding/binary"
	"unsafe"
)

// frozen are the literals of Table, gathered and indexed before the program was built:
// what comes first when it starts must take no milliseconds, and what is read where it
// lies in the program's file the system can drop and read again. A test holds them
// against the table.
//
//go:generate go test . -run ^TestFrozenLiterals$ -update
//go:embed literals.bin
var frozen string

// frozenHead is the length of what says how many words and windows there are. Behind it
// stand, as most processors have them in memory, the words, the windows, the two sets, the
// buckets and the words of four bytes, and the text.
const frozenHead = 8

// freezeTo appends the literals as thawed reads them.
func (l *literals) freezeTo(b []byte) []byte {
	le := binary.LittleEndian
	b = le.AppendUint32(b, uint32(len(l.words)))
	b = le.AppendUint32(b, uint32(len(l.windows)))
	for _, w := range l.words {
		b = le.AppendUint32(le.AppendUint32(le.AppendUint64(b, w.wake), w.from), w.len)
	}
	for _, w := range l.windows {
		b = le.AppendUint16(le.AppendUint16(le.AppendUint32(b, w.gram), w.beside), w.word)
		b = append(b, w.delta, w.tail, w.last, byte(w.next))
	}
	for _, v := range l.grams.bits {
		b = le.AppendUint64(b, v)
	}
	for i := range l.near.all {
		for _, v := range l.near.all[i] {
			b = le.AppendUint64(b, v)
		}
	}
	for _, v := range l.buckets {
		b = le.AppendUint16(b, v)
	}
	for _, v := range l.fours {
		b = le.AppendUint64(b, v)
	}
	return append(b, l.text...)
}

// partOf returns n elements, of a type without pointers, as which b begins, and what is
// behind them. They must not be written to.
func partOf[T any](b []byte, n int) ([]T, []byte) {
	var one T
	size := n * int(unsafe.Sizeof(one))
	return unsafe.Slice((*T)(unsafe.Pointer(unsafe.SliceData(b))), n), b[size:]
}

// thawed returns the literals that freezeTo wrote.
func thawed(data string) *literals {
	if binary.NativeEndian.Uint16([]byte{1, 0}) != 1 {
		return otherEnd(data)
	}
	b := stringBytes(data)
	l := &literals{size: manyBits}
	words, windows := int(binary.LittleEndian.Uint32(b)), int(binary.LittleEndian.Uint32(b[4:]))
	l.words, b = partOf[word](b[frozenHead:], words)
	l.windows, b = partOf[window](b, windows)
	l.grams, l.near = newBitmap(manyBits), newLines(manyBits) // in whole lines of memory, which nobody promises of a file
	grams, b := partOf[uint64](b, len(l.grams.bits))
	copy(l.grams.bits, grams)
	near, b := partOf[cacheLine](b, len(l.near.all))
	copy(l.near.all, near)
	l.buckets, b = partOf[uint16](b, 1<<bucketBits+1)
	fours, b := partOf[fourBitmap](b, 1)
	l.fours = fours[0]
	l.short = l.fours != fourBitmap{}
	l.text = data[len(data)-len(b):]
	return l
}

// otherEnd is thawed where numbers begin with their other end.
func otherEnd(data string) *literals {
	le, b := binary.LittleEndian, stringBytes(data)
	l := &literals{size: manyBits, words: make([]word, le.Uint32(b)), windows: make([]window, le.Uint32(b[4:]))}
	b = b[frozenHead:]
	for i := range l.words {
		l.words[i] = word{le.Uint64(b), le.Uint32(b[8:]), le.Uint32(b[12:])}
		b = b[unsafe.Sizeof(word{}):]
	}
	for i := range l.windows {
		l.windows[i] = window{le.Uint32(b), le.Uint16(b[4:]), le.Uint16(b[6:]), b[8], b[9], b[10], int8(b[11])}
		b = b[unsafe.Sizeof(window{}):]
	}
	l.text = data[len(data)-len(b)+2*(1<<manyBits/8)+2*(1<<bucketBits+1)+1<<fourBits/8:]
	l.index()
	return l
}
