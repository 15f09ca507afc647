package sqlite_test

import (
	"path/filepath"
	"testing"

	"github.com/mcp-watchdog/mcp-watchdog/internal/memory/sqlite"
)

// BenchmarkOpen is what a start waits for: opening a log that exists.
func BenchmarkOpen(b *testing.B) {
	path := filepath.Join(b.TempDir(), sqlite.FileName)
	log := sqlite.Open(path)
	for _, name := range []string{"a", "b", "c"} {
		if err := learn(log, "s", name, "text of "+name); err != nil {
			b.Fatal(err)
		}
	}
	log.Close()
	for b.Loop() {
		log := sqlite.Open(path)
		log.Warm()
		log.Close()
	}
}
