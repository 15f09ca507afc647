package detect

import (
	"testing"

	"github.com/mcp-watchdog/mcp-watchdog/internal/finding"
)

// TestBehindTheEndOfATransaction: what was to be rolled back or only read is destroyed
// for good, and that is worse than the same statement alone.
func TestBehindTheEndOfATransaction(t *testing.T) {
	for text, want := range map[string]finding.Severity{
		"COMMIT; DROP SCHEMA shop CASCADE":                  finding.High,
		"commit;delete from customers":                      finding.High,
		"ROLLBACK; DROP TABLE IF EXISTS customers":          finding.High,
		"DROP SCHEMA shop CASCADE":                          finding.Medium,
		"BEGIN; DELETE FROM customers; COMMIT":              finding.Medium,
		"COMMIT; DROP TABLE a; CREATE TABLE a (id int)":     finding.Medium,
		"COMMIT; DELETE FROM customers WHERE id = 7":        0,
		"COMMIT; DROP TABLE IF EXISTS tmp_load":             0,
		"UPDATE stock SET n = 1 WHERE id = 7; COMMIT; END;": 0,
	} {
		var r sqlReader
		r.read(text, 0)
		if why, got := r.effects(); got != want || why == "" && want > 0 {
			t.Errorf("%q: %v (%s), not %v", text, got, why, want)
		}
	}
}
