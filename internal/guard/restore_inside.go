package guard

import (
	"slices"
	"strings"

	"github.com/mcp-watchdog/mcp-watchdog/internal/base64text"
	"github.com/mcp-watchdog/mcp-watchdog/internal/message"
	"github.com/mcp-watchdog/mcp-watchdog/internal/vault"
)

// A model that read a file in base64 writes it in base64 again, and what stands for a
// secret stands in it.

// shortestInside is the length of a handle in base64, but for its words.
const shortestInside = 34

// mayBeInside reports whether handles could stand in base64 in a message.
func (s *Session) mayBeInside(raw []byte) bool {
	s.strongbox.mu.Lock()
	defer s.strongbox.mu.Unlock()
	return s.strongbox.vault != nil && s.strongbox.vault.Len() > 0 && nextRun(raw, 0) < len(raw)
}

// nextRun returns where the next run of base64 begins that is long enough, at i or behind
// it; the length of text where there is none.
func nextRun[T string | []byte](text T, i int) int {
	for i+shortestInside <= len(text) {
		k := i + shortestInside - 1
		for k >= i && inBase64[text[k]] {
			k--
		}
		if k < i {
			return i
		}
		i = k + 1
	}
	return len(text)
}

var inBase64 = func() (in [256]bool) {
	for _, c := range []byte("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/-_=") {
		in[c] = true
	}
	return in
}()

// encoded puts back what handles stand for that are in base64 in a string. Those of
// others are judged with all that is disguised.
func (c *handleCall) encoded(f *message.Field, box *vault.Vault, raw []byte) {
	if f.Key || box.Len() == 0 || nextRun(f.Raw(), 0) == len(f.Raw()) {
		return
	}
	text := f.Text()
	if c.encodedIn(f, message.Span{End: len(text)}, box, raw) { // perhaps on several lines
		return
	}
	for i := nextRun(text, 0); i < len(text); i = nextRun(text, i) {
		end := i
		for end < len(text) && inBase64[text[end]] {
			end++
		}
		c.encodedIn(f, message.Span{Start: i, End: end}, box, raw)
		i = end
	}
}

// encodedIn is encoded for a part of the string. It reports whether the part is base64 of
// text.
func (c *handleCall) encodedIn(f *message.Field, s message.Span, box *vault.Vault, raw []byte) bool {
	said, form, ok := base64text.Read(f.Text()[s.Start:s.End])
	if !ok || !vault.Has([]byte(said)) {
		return ok
	}
	refs := slices.DeleteFunc(box.Find(said), func(r vault.Reference) bool { return r.Kept == nil })
	if len(refs) == 0 {
		return true
	}
	c.session.disguised.plain = true
	spans, texts := c.puts(f, said, refs, raw, false)
	var b strings.Builder
	at := 0
	for i, p := range spans {
		b.WriteString(said[at:p.Start])
		b.Write(texts[i])
		at = p.End
	}
	b.WriteString(said[at:])
	if len(spans) > 0 {
		c.d.restore = append(c.d.restore, f.Cuts([]message.Span{s}, form.Write(b.String()))...)
	}
	return true
}
