package e2e

import (
	"context"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

const holding = `servers:
  calc:
    calls: [{tool: echo, argument: text, one_of: [hello], action: hold}]
`

// TestSDKClientReleasesACall: the person at a go-sdk client is asked about a call
// that a line holds, and decides about this one, in the protocol with a handshake
// and in the one without.
func TestSDKClientReleasesACall(t *testing.T) {
	for _, version := range []string{"2025-11-25", "2026-07-28"} {
		for decision, line := range map[string]string{"approve": holding, "": holding, "nobody": "held_calls: refuse\n" + holding} {
			t.Run(version+" "+decision, func(t *testing.T) {
				t.Parallel()
				ctx, cancel := context.WithTimeout(t.Context(), patience)
				defer cancel()
				config := filepath.Join(t.TempDir(), "config.yaml")
				if err := os.WriteFile(config, []byte(line), 0o600); err != nil {
					t.Fatal(err)
				}
				server, _ := changingServer(t)
				proxy := watchdog(t)
				p := meet(ctx, t, version, decision, isolatedEnv(t), slices.Concat(proxy[:1], []string{"--config", config, "--name", "calc"}, proxy[1:], server))
				for i := range 2 {
					text, failed := p.says(ctx, t, "echo")
					switch {
					case decision == "approve" && (failed || text != "said it"):
						t.Errorf("a call that was let through came to %q", text)
					case decision != "approve" && (!failed || strings.Contains(text, "said")):
						t.Errorf("a call that was not let through came to %q", text)
					}
					want := i + 1 // each call for itself, and what was declined never again
					if decision != "approve" {
						want = 1
					}
					if decision == "nobody" {
						want = 0
					}
					asked := p.questions()
					if len(asked) != want || want > 0 && !strings.Contains(asked[0], "the tool echo of the server calc") {
						t.Errorf("after %d calls the person was asked %q", i+1, asked)
					}
				}
				if text, failed := p.says(ctx, t, "other"); failed || text != "other" {
					t.Errorf("another tool says %q", text)
				}
			})
		}
	}
}
