package detect

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"
)

// variedText is texts of 1 KB of two kinds, which differ from each other.
func variedText(b *testing.B, kind string) (texts [][]byte) {
	pattern := map[string]string{"prose": "../../*.md", "code": "../*/*.go"}[kind]
	names, _ := filepath.Glob(pattern)
	for _, name := range names {
		text, err := os.ReadFile(name)
		if err != nil {
			b.Fatal(err)
		}
		text = bytes.ReplaceAll(text, []byte("\n"), []byte(`\n`))
		for ; len(text) >= 1<<10 && len(texts) < 256; text = text[1<<10:] {
			texts = append(texts, text[:1<<10])
		}
	}
	return texts
}

// BenchmarkFirstLook takes the steps of the first look at a text apart.
func BenchmarkFirstLook(b *testing.B) {
	s := Standard()
	l := s.literals
	var at offsets
	var hits []hit
	var places []int
	var near nearby
	steps := []struct {
		name string
		step func(text []byte)
	}{
		{"entered", func(text []byte) { l.entered(text, 0, len(text), &at) }},
		{"likely", func(text []byte) { l.likely(text, 0, at[:l.entered(text, 0, len(text), &at)]) }},
		{"literals", func(text []byte) { hits, _ = l.scan(text, hits[:0]) }},
		{"confirmed", func(text []byte) {
			hits, _ = l.scan(text, hits[:0])
			hits, _ = s.confirm(near.begin(text), hits)
		}},
		{"gate", func(text []byte) { places = s.gate.Places(places[:0], text, 0, len(text)) }},
		{"carries", func(text []byte) { mayCarry(text) }},
	}
	for _, kind := range []string{"prose", "code"} {
		texts := variedText(b, kind)
		for _, step := range steps {
			b.Run(kind+"/"+step.name, func(b *testing.B) {
				b.SetBytes(1 << 10)
				for i := 0; b.Loop(); i++ {
					step.step(texts[i%len(texts)])
				}
			})
		}
	}
}
