package flow

import (
	"math/rand/v2"
	"strings"
	"testing"
)

// BenchmarkLook looks up 60 KB of text that nobody delivered, in four tables with a
// million hashes in all: what is kept of it alone, and with the tables.
//
//	go test ./internal/flow -run xxx -bench Look
func BenchmarkLook(b *testing.B) {
	r := rand.New(rand.NewPCG(1, 2))
	k := NewKey(r.Uint64(), r.Uint64(), r.Uint64())
	var tables []*Table
	for range 4 {
		t := newTable(1 << 19)
		n := t.Begin(Delivery{Time: start, Tool: "read"})
		for range 250_000 {
			t.Add(r.Uint64(), n, start)
		}
		tables = append(tables, t)
	}
	var words strings.Builder
	for words.Len() < 60<<10 {
		for range 2 + r.IntN(8) {
			words.WriteByte("etaoinshrdlucmfwypvbgkjqxz"[min(r.IntN(26), r.IntN(26))])
		}
		words.WriteString([]string{" ", " ", " ", ", ", ". ", " – ", "\n"}[r.IntN(7)])
	}
	text := words.String()
	var x Text
	var sifted, all []int32
	for i := range batch {
		all = append(all, int32(i))
	}
	b.Run("add", func(b *testing.B) {
		for b.Loop() {
			x.Reset()
			x.Add(text)
		}
	})
	for _, with := range []int{0, 1, 4} {
		b.Run([]string{"choose", "1", "", "", "4"}[with], func(b *testing.B) {
			b.SetBytes(int64(len(text)))
			for b.Loop() {
				x.From(0)
				for marks := x.Next(&k); marks != nil; marks = x.Next(&k) {
					for _, t := range tables[:with] {
						sifted = t.Sift(marks, append(sifted[:0], all[:len(marks)]...))
					}
				}
			}
		})
	}
	var d Decoder
	b.Run("runs", func(b *testing.B) {
		for b.Loop() {
			d.Runs(text, func(_, _ int, _ Shape, _ []byte) {})
		}
	})
	b.Run("loose", func(b *testing.B) {
		for b.Loop() {
			d.Loose(text, func([]byte, bool) {})
		}
	})
	marks := len(x.Marks(&k))
	b.Logf("%d marks of %d bytes", marks, len(x.Bytes))
}
