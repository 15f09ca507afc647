package guard

import (
	"context"
	"fmt"
	"slices"
	"testing"

	"github.com/mcp-watchdog/mcp-watchdog/internal/detect"
	"github.com/mcp-watchdog/mcp-watchdog/internal/message"
)

// aboutSecrets is a document that has many words for secrets and none of them.
const aboutSecrets = `## Authentication

Set the environment variable API_TOKEN to a token with the scope "read", or put the password into the keyring of
the system. The client secret is asked for once; tokens are refreshed before they expire. See
https://example.org/docs/tokens for the API keys of a team and their passphrases.

    token = os.environ["API_TOKEN"]
    client = Client(token=token, password=None)

| name     | meaning                             |
|----------|-------------------------------------|
| token    | the access token of the account     |
| password | the password of the mailbox, or none |

`

// BenchmarkSecrets judges clean answers without and with the search for secrets.
func BenchmarkSecrets(b *testing.B) {
	without := slices.DeleteFunc(slices.Clone(detect.Table), func(e detect.Entry) bool { return e.Name == "secret_leak" })
	for _, size := range []int{1 << 10, 16 << 10, 256 << 10} {
		answers := samples(b, size)
		answers["secrets"] = map[string]any{"content": []any{map[string]any{"type": "text", "text": repeatTo(aboutSecrets, size)}}}
		for _, kind := range []string{"code", "readme", "json", "secrets"} {
			answer := encode(b, map[string]any{"jsonrpc": "2.0", "id": 7, "result": answers[kind]})
			for _, with := range []string{"off", "on"} {
				b.Run(fmt.Sprintf("%s/%dK/%s", kind, size>>10, with), func(b *testing.B) {
					o := Options{}
					if with == "off" {
						o.Table = without
					}
					s, ctx := New(o), context.Background()
					request := []byte(`{"jsonrpc":"2.0","id":7,"method":"tools/call","params":{"name":"read","arguments":{"path":"a"}}}`)
					b.SetBytes(int64(len(answer)))
					b.ReportAllocs()
					for b.Loop() {
						s.Screen(ctx, message.FromClient, request)
						if f, _ := s.Screen(ctx, message.FromServer, answer); !same(f, answer) {
							b.Fatal("the answer was changed")
						}
					}
				})
			}
		}
	}
}
