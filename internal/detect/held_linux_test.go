package detect

import (
	"testing"

	"github.com/mcp-watchdog/mcp-watchdog/internal/edgetest"
)

// TestNothingBesideTheTextIsRead: what is written in the processor's language has no
// bounds checks, so texts of every length stand here between pages that must not be touched.
func TestNothingBesideTheTextIsRead(t *testing.T) {
	l := Compile(Table).literals
	words := []string{"ignore ", "assistant ", "send ", "the ", "\\n", "password ", "é", "\"", "x", "  ", "forward "}
	edgetest.Held(t, words, func(text []byte) { l.scan(text, nil) })
}
