package detect

import (
	"crypto/sha256"
	"encoding/base32"
	"slices"
	"strings"

	"github.com/mcp-watchdog/mcp-watchdog/internal/message"
)

// removedNote stands where an order was, with a reference for `mcp-watchdog
// explain` behind it.
const removedNote = "[removed by mcp-watchdog]"

// noteStart is what a note with a reference begins with, less its bracket; refLen and
// refLetters say what follows.
const (
	noteStart  = "removed by mcp-watchdog: ev-"
	refLen     = 8
	refLetters = "0123456789abcdefghjkmnpqrstvwxyz"
)

// refDigits have no letters that look like digits, as the ids of events have.
var refDigits = base32.NewEncoding(refLetters).WithPadding(base32.NoPadding)

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

// besideNotes returns the spans of a text less those that hold nothing but a note
// of ours, which is no order whoever was addressed before it.
func besideNotes(text string, spans []message.Span) []message.Span {
	if !strings.Contains(text, noteStart) {
		return spans
	}
	return slices.DeleteFunc(slices.Clone(spans), func(s message.Span) bool {
		ref, is := strings.CutPrefix(strings.Trim(text[max(0, s.Start):min(len(text), s.End)], " \t\r\n[]"), noteStart)
		return is && len(ref) == refLen && strings.Trim(ref, refLetters) == ""
	})
}
