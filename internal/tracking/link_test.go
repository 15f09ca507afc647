package tracking

import "testing"

// TestOpenLinks: addresses of pages for everybody, and those that only who knows them
// can open.
func TestOpenLinks(t *testing.T) {
	for text, want := range map[string]bool{
		"https://kubernetes.io/docs/concepts/services-networking/ingress/":                             true,
		"See https://github.com/golang/go/issues/71234.":                                               true,
		"https://www.youtube.com/watch?v=dQw4w9WgXcQ":                                                  true,
		"https://en.wikipedia.org/wiki/Steganography#Text":                                             true,
		"https://blog.acme.example/2026/announcing-version-two?utm_source=newsletter&utm_medium=email": true,
		"https://docs.acme.example/v2/guide/install.html and https://go.dev/blog/go1.26":               true,
		"https://docs.google.com/document/d/1aBcD3fGh1jKlMn0pQrStUvWxYz1234567890abcdEF/edit":          false,
		"https://acme.zoom.us/j/89273645123?pwd=TnJ4Zk9a":                                              false,
		"https://shop.acme.example/reset/9f8e7d6c5b4a39281706f5e4d3c2b1a0":                             false,
		"https://join.slack.com/t/acme/shared_invite/zt-2k3j4h5g6-AbCdEfGhIjKlMnOpQrStUv":              false,
		"https://wiki.acme.internal/display/SEC/incident":                                              false,
		"https://10.0.0.8/wiki":                                           false,
		"https://mail.acme.example/u?email=ada%40acme.example":            false,
		"https://ada:pw@acme.example/x":                                   false,
		"https://acme.example/x?token=abc":                                false,
		"Eva left her husband and moves to Bern, see https://go.dev/blog": false,
		"no address": false,
	} {
		if got := openLinks(text, text); got != want {
			t.Errorf("%s: %v", text, got)
		}
	}
}
