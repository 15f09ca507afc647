package tracking

import (
	"strings"
	"testing"
)

// FuzzDiffering: what is left out of a reading stands in its text.
func FuzzDiffering(f *testing.F) {
	f.Add("a%20b", "a b", 3)
	f.Fuzz(func(t *testing.T, text, plain string, times int) {
		if times = times & 0xFF; times > 0 {
			text, plain = strings.Repeat(text, times), strings.Repeat(plain, times)
		}
		if len(plain) > 1<<14 || strings.Contains(plain, apart) {
			return
		}
		rest := string(appendDiffering(nil, text, plain))
		for i := 0; i+32 <= len(plain); i += 7 {
			if piece := plain[i : i+32]; !strings.Contains(rest, piece) && !strings.Contains(text, piece) {
				t.Fatalf("%q is nowhere", piece)
			}
		}
	})
}
