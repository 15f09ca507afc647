package decode

import (
	"encoding/base64"
	"fmt"
	"strings"
	"testing"

	"github.com/mcp-watchdog/mcp-watchdog/internal/unmask"
)

// filled repeats a text with numbers in it until it has so many bytes.
func filled(format string, size int) string {
	var b strings.Builder
	for i := 0; b.Len() < size; i++ {
		fmt.Fprintf(&b, format, i, i*7919%1000)
	}
	return b.String()
}

var ordinaryTexts = []struct{ name, text string }{
	{"prose", "The quarterly report, number %d, says that the plan for %d was kept; nobody was surprised (not even us). It goes on:\n\n"},
	{"code", "// Get%d returns the entry.\nfunc (s *Store) Get%d(ctx context.Context, key string) (*Entry, error) {\n\tif e, ok := s.cache[key]; ok && !e.expired() {\n\t\treturn e, nil\n\t}\n\treturn nil, fmt.Errorf(\"no entry %%q\", key)\n}\n\n"},
	{"json", "{\"id\": %d, \"name\": \"widget\", \"price\": %d.5, \"tags\": [\"a\", \"b\"], \"created\": \"2026-11-22T10:00:00Z\", \"active\": true},\n"},
	{"numbers", "%d, %d, 17, 4.25, -3, 1e9, 0, 42,\n"},
	{"russian", "Все люди рождаются свободными (%d) и равными в своём достоинстве и правах, статья %d.\n"},
	{"chinese", "人人生而自由，在尊严和权利上一律平等（%d）。他们赋有理性和良心，第 %d 条。\n"},
}

func BenchmarkMay(b *testing.B) {
	for _, kind := range ordinaryTexts {
		raw := []byte(jsonStyles[0].quote(filled(kind.text, 1<<20)))
		b.Run(kind.name, func(b *testing.B) { benchMay(b, raw) })
	}
	image := []byte(base64.StdEncoding.EncodeToString(noise(3 << 20)))
	b.Run("image", func(b *testing.B) { benchMay(b, image) })
	hashes := []byte(jsonStyles[0].quote(strings.Repeat(nearMisses["integrity"]+nearMisses["git log"], 100)))
	b.Run("hashes", func(b *testing.B) { benchMay(b, hashes) })
}

func benchMay(b *testing.B, raw []byte) {
	b.SetBytes(int64(len(raw)))
	b.ReportAllocs()
	for b.Loop() {
		if May(raw) {
			b.Fatal("suspected")
		}
	}
}

func BenchmarkReadings(b *testing.B) {
	run := func(name, text string) {
		b.Run(name, func(b *testing.B) {
			b.SetBytes(int64(len(text)))
			b.ReportAllocs()
			for b.Loop() {
				Readings(text, &unmask.Budget{Bytes: 64 << 20})
			}
		})
	}
	for _, kind := range ordinaryTexts {
		run(kind.name, filled(kind.text, 1<<20))
	}
	run("image", base64.StdEncoding.EncodeToString(noise(3<<20)))
	run("hashes", strings.Repeat(nearMisses["integrity"]+nearMisses["git log"], 100))
	run("base64", std64(filled("Some text, number %d of %d. ", 1<<20)))
	run("entities", eachChar(filled("Some text, number %d of %d. ", 1<<18), "&#%d;", ""))
}
