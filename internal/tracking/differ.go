package tracking

import (
	"encoding/binary"
	"math/bits"
	"unsafe"

	"github.com/mcp-watchdog/mcp-watchdog/internal/flow"
)

const (
	// manyAlike is from how many bytes on what a reading has in common with its text is
	// not looked up twice.
	manyAlike = 1 << 9
	// margin is how much of that is looked up all the same, on both sides of what
	// differs, so that no copy is cut: three times as long as the shortest.
	margin = 96
	// maxWord bounds a word that is looked up whole, since it could be a secret.
	maxWord = 1 << 11
	// maxEscape is the length of what a character is written as, at least, and
	// maxLost how often what both go on with is not found before nobody looks for it
	// any more.
	maxEscape = 12
	maxLost   = 64
)

// resolved looks up what a string says with its escapes resolved: only what differs
// from the string, where they are few. It returns what it looked up.
func (k *lookup) resolved(field int, how string, start, end int, text, plain string) (looked string) {
	if k.hear != nil || len(plain) < 2*manyAlike {
		k.decoded(field, how, start, end, plain)
		return plain
	}
	k.differs = appendDiffering(k.differs[:0], text, plain)
	looked = unsafe.String(unsafe.SliceData(k.differs), len(k.differs))
	n := len(k.readings)
	k.decoded(field, how, start, end, looked)
	for i := range k.readings[n:] { // what is found is a part of all of it
		k.readings[n+i].length = max(k.readings[n+i].length, len(plain))
	}
	if cap(k.differs) > maxPiece {
		k.differs = nil
	}
	return looked
}

// appendDiffering appends plain without the midst of long parts that stand in text just
// so. What it leaves out is surely in text.
func appendDiffering(into []byte, text, plain string) []byte {
	at := 0 // what is appended of plain
	for i, j, lost := 0, 0, 0; j < len(plain); {
		n := alike(text[i:], plain[j:])
		if n >= manyAlike {
			from, to := afterWord(plain, j+margin), beforeWord(plain, j+n-margin)
			if j == 0 {
				from = 0
			}
			if j+n == len(plain) {
				to = len(plain)
			}
			if from < to {
				into = append(append(into, plain[at:from]...), apart...)
				at = to
			}
		}
		i, j = i+n, j+n
		skip, write, ok := goesOn(text[i:], plain[j:])
		if ok {
			lost = 0
		} else if lost++; lost > maxLost {
			break
		}
		i, j = min(len(text), i+skip), min(len(plain), j+write)
	}
	return append(into, plain[at:]...)
}

// alike is how many bytes two texts begin with alike.
func alike(a, b string) (n int) {
	for n+8 <= len(a) && n+8 <= len(b) {
		if x := word8(a[n:]) ^ word8(b[n:]); x != 0 {
			return n + bits.TrailingZeros64(x)/8
		}
		n += 8
	}
	for n < len(a) && n < len(b) && a[n] == b[n] {
		n++
	}
	return n
}

func word8(s string) uint64 {
	return binary.LittleEndian.Uint64(unsafe.Slice(unsafe.StringData(s[:8]), 8))
}

// goesOn returns how much of text is an escape, and how much of plain stands for it:
// both are alike behind that. Where that is not found ok is false.
func goesOn(text, plain string) (skip, write int, ok bool) {
	for skip = 1; skip <= maxEscape && skip+8 <= len(text); skip++ {
		next := word8(text[skip:])
		for write = 0; write <= 4 && write+8 <= len(plain); write++ {
			if next == word8(plain[write:]) {
				return skip, write, true
			}
		}
	}
	return 3, 1, false // as %41 and A
}

// afterWord and beforeWord are where the word that a place lies in is over and begins.
func afterWord(text string, i int) int {
	for end := i + maxWord; i < len(text) && i < end && inWord(text[i]); i++ {
	}
	return i
}

func beforeWord(text string, i int) int {
	for end := i - maxWord; i > 0 && i > end && inWord(text[i-1]); i-- {
	}
	return i
}

func inWord(c byte) bool { return flow.InRun(c) && c > ' ' || c == '.' || c == ':' || c == '@' }
