package guard

import "testing"

// BenchmarkCleanResultMemory is BenchmarkCleanResult for a session that learns what
// is normal, as those that are wrapped do: back to back, so that whoever waits for
// what is learnt is seen.
func BenchmarkCleanResultMemory(b *testing.B) {
	for _, kind := range []string{"code", "readme", "json"} {
		b.Run(kind+"/1K", func(b *testing.B) {
			answer := encode(b, map[string]any{"jsonrpc": "2.0", "id": 7, "result": samples(b, 1<<10)[kind]})
			benchAnswer(b, New(Options{Memory: &Recent{}, Server: "bench", Identity: "npm:bench"}), answer)
		})
	}
}
