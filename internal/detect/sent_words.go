package detect

import (
	"unsafe"

	"github.com/mcp-watchdog/mcp-watchdog/internal/lazy"
	secrets "github.com/mcp-watchdog/mcp-watchdog/internal/secret"
)

// What is sent to somebody is read once for the words of all rows over it.
const (
	secretWord uint64 = 1 << iota // secrets stand at it
	modelWord                     // it is for those an order is planted for, or for what they are to drop
)

// sentLiterals are these words, alone: among all others every mail would have some.
var sentLiterals = lazy.Value(func() *literals {
	l := newLiterals(manyBits)
	for _, w := range append(secrets.Literals(), "-----begin ") {
		l.add(w, secretWord)
	}
	for _, w := range [...]string{"gent", "nstruc", "istan"} {
		l.add(w, modelWord)
	}
	return l.freeze()
})

// wordsSent are those of the argument at hand.
type wordsSent struct {
	hits []hit
	wake uint64
	text string // in which they were looked for; it is not read
}

// sentWords returns the words in what the argument says, and their wake bits together.
// The hits are valid until it is asked for another.
func (a *Argument) sentWords(text string) ([]hit, uint64) {
	s := &a.runner.requests.sent
	if len(s.text) != len(text) || unsafe.StringData(s.text) != unsafe.StringData(text) {
		if cap(s.hits) > maxIdleHits {
			s.hits = nil
		}
		s.hits, s.wake = sentLiterals().scan(stringBytes(text), s.hits[:0])
		s.text = text
	}
	return s.hits, s.wake
}
