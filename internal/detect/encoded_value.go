package detect

import (
	"bytes"
	"strings"

	"github.com/mcp-watchdog/mcp-watchdog/internal/lazy"
	"github.com/mcp-watchdog/mcp-watchdog/internal/message"
	"github.com/mcp-watchdog/mcp-watchdog/internal/unmask/decode"
)

// A value under a name that is for words (note, comment, reason) which is one long run
// of random letters: data that nobody could name stand under a name, and names say what
// data are, so of others nothing is said.

// forWords are words of names whose values people read.
var forWords = lazy.Words(`note notes comment comments remark remarks description desc summary reason feedback memo caption headline greeting hint explanation advice remarks footer
	abstract annotation review opinion weather forecast city street country bemerkung notiz kommentar beschreibung commentaire remarque descripcion nota comentario`)

// shortestUnnamed is the shortest such value.
const shortestUnnamed = 100

// aroundValue is how far from a value a word may say that it is encoded.
const aroundValue = 400

// unnamedBlob returns the length of a value that is random data under a name for words,
// 0 for all others.
func (d *Document) unnamedBlob(f *message.Field, text string) int {
	if len(text) < shortestUnnamed || f.Carrier() == nil && f.Surface&message.ResultText == 0 {
		return 0
	}
	words := false
	var buf [maxWord]byte
	name := f.Under()
	for word, i := nextWord(name, 0, &buf); word != ""; word, i = nextWord(name, i, &buf) {
		if naming()[word] {
			return 0
		}
		words = words || forWords()[word]
	}
	if !words || !decode.RandomLetters(text) {
		return 0
	}
	raw := d.message.Raw
	g := f
	for g.Carrier() != nil {
		g = g.Carrier()
	}
	near := raw[max(0, g.Start-aroundValue):min(len(raw), g.End+aroundValue)]
	if f.Carrier() != nil { // the whole of the document that it stands in
		near = raw[g.Start:min(len(raw), g.End)]
		if i := bytes.Index(near, stringBytes(text[:32])); i >= 0 {
			near = near[max(0, i-aroundValue):min(len(near), i+len(text)+aroundValue)]
		}
	}
	low := strings.ToLower(string(near))
	for _, said := range [...]string{"base64", "base32", "encoding", "encrypt", "cipher", "sealed", "gzip", "compress", "\"iv", "nonce"} {
		if strings.Contains(low, said) {
			return 0
		}
	}
	return len(text)
}
