package detect

import (
	"bytes"
	"math/rand/v2"
	"strings"
	"testing"
)

func TestScanFindsEveryLiteralEverywhere(t *testing.T) {
	all := newLiterals(manyBits)
	for i, w := range []string{"<!--", "important", "]: #", ".ssh", "id_rsa", "abcde"} {
		all.add(w, 1<<i)
	}
	l := all.freeze()
	rng := rand.New(rand.NewPCG(1, 2))
	const noise = "the quick brown fox {\"\\n}<>!-]:#.ABCDEid_"
	for n := 0; n < 4000; n++ {
		w := &l.words[n%len(l.words)]
		var b []byte
		for range rng.IntN(40) + n%4*(scanBlock-20) { // across the ends of blocks, too
			b = append(b, noise[rng.IntN(len(noise))])
		}
		at := len(b)
		for _, c := range []byte(l.of(w)) {
			if rng.IntN(2) == 0 {
				c = bytes.ToUpper([]byte{c})[0]
			}
			b = append(b, c)
		}
		for range rng.IntN(20) {
			b = append(b, noise[rng.IntN(len(noise))])
		}
		hits, wake := l.scan(b, nil)
		found := false
		for _, h := range hits {
			if !equalFold(b, h.at, l.of(&l.words[bitOf(h.wake)])) {
				t.Fatalf("%q: reported at %d, where it is not", b, h.at)
			}
			found = found || h.at == at && h.wake == w.wake
		}
		if !found || wake&w.wake == 0 {
			t.Fatalf("%q: %q at %d was not found", b, l.of(w), at)
		}
	}
}

// TestEveryLiteralOfTheTableIsFound: at even and at odd places, in capitals,
// and although words that begin with another are not looked for themselves.
func TestEveryLiteralOfTheTableIsFound(t *testing.T) {
	l := Compile(Table).literals
	for i := range l.words {
		w := &l.words[i]
		for _, before := range []string{"", "~", "~~", strings.Repeat("~", scanBlock-3)} {
			text := append([]byte(before), l.of(w)...)
			for k := len(before); k < len(text); k++ {
				if isLetter(text[k]) {
					text[k] &^= 0x20
				}
			}
			hits, _ := l.scan(append(text, "~~~"...), nil)
			var wake uint64
			for _, h := range hits {
				if h.at == len(before) {
					wake |= h.wake
				}
			}
			if w.wake&^wake != 0 {
				t.Fatalf("%q at %d wakes %x, want %x", l.of(w), len(before), wake, w.wake)
			}
		}
	}
}

// TestScanOfWhatEndsEarly: a text may end in the middle of a word.
func TestScanOfWhatEndsEarly(t *testing.T) {
	l := Standard().literals
	for i := range l.words {
		w := l.of(&l.words[i])
		for from := range len(w) {
			for end := from + 1; end <= len(w); end++ {
				l.scan([]byte(w[from:end]), nil)
				l.scan([]byte("~~"+w[from:end]), nil)
			}
		}
	}
}

func bitOf(wake uint64) int {
	for i := range 64 {
		if wake == 1<<i {
			return i
		}
	}
	return -1
}

func BenchmarkScan(b *testing.B) {
	r := Compile(Table)
	text := []byte(strings.Repeat("func (s *Server) Close() error {\n\treturn s.listener.Close() // the token is kept [1]: no\n}\n", 8000))
	b.SetBytes(int64(len(text)))
	for b.Loop() {
		r.literals.scan(text, nil)
	}
}

func BenchmarkCompile(b *testing.B) {
	for b.Loop() {
		Compile(Table)
	}
}

func BenchmarkStandard(b *testing.B) {
	for b.Loop() {
		Standard()
	}
}
