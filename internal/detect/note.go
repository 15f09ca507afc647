package detect

import (
	"crypto/sha256"
	"encoding/base32"
	"strings"

	"github.com/mcp-watchdog/mcp-watchdog/internal/message"
)

// removedNote stands where an order was, with a reference for `mcp-watchdog
// explain` behind it.
const removedNote = "[removed by mcp-watchdog]"

// refDigits have no letters that look like digits, as the ids of events have.
var refDigits = base32.NewEncoding("0123456789abcdefghjkmnpqrstvwxyz").WithPadding(base32.NoPadding)

// noteFor returns the note that stands for the spans of text under a rule, and
// the reference in it. The same words found under the same rule have the same
// reference wherever they stand, so that twins of a text stay twins, and a text
// that is cleaned twice does not change. Other texts than removedNote have none.
func noteFor(with, rule, text string, spans []message.Span) (note, ref string) {
	if with != removedNote || len(spans) == 0 {
		return with, ""
	}
	h := sha256.New()
	h.Write([]byte(rule))
	for _, s := range spans {
		h.Write([]byte{0})
		h.Write([]byte(text[max(0, s.Start):min(len(text), s.End)]))
	}
	ref = "ev-" + refDigits.EncodeToString(h.Sum(nil)[:5])
	return strings.TrimSuffix(removedNote, "]") + ": " + ref + "]", ref
}
