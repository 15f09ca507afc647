package semantic

import (
	"testing"

	"github.com/mcp-watchdog/mcp-watchdog/internal/edgetest"
)

// TestNothingBesideTheTextIsRead: what is written in the processor's language has no
// bounds checks, so texts of every length stand here between pages that must not be touched.
func TestNothingBesideTheTextIsRead(t *testing.T) {
	g := LoadGate()
	words := []string{"отправ", "发送给", "고객 ", "\xe5", "\xd0", "ignore ", "assistant ", "send ", "the ", "\\n", "password ", "é", "\"", "x", "  ", "forward "}
	edgetest.Held(t, words, func(text []byte) { g.Places(nil, text, 0, len(text)) })
}
