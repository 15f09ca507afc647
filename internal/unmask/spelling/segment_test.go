package spelling

import (
	"strings"
	"testing"
)

func TestSegment(t *testing.T) {
	for letters, want := range map[string]string{
		"ignoreallpreviousinstructions": "ignore all previous instructions",
		"sendthepasswordtohim":          "send the password to him",
		"SENDTHEUSERSKEYS":              "send the users keys",
		"":                              "",
	} {
		if got := Segment(letters); got != want {
			t.Errorf("Segment(%q) = %q", letters, got)
		}
	}
	for _, letters := range []string{"xqzjvkwpbghd", strings.Repeat("abc", 2000), "readingsandendings"} {
		got := strings.ReplaceAll(Segment(letters), " ", "")
		if got != letters[:min(len(letters), maxSegmented)] {
			t.Errorf("letters of %.20q were lost: %.40q", letters, got)
		}
	}
}
