package guard

import (
	"bytes"
	"encoding/json"
	"slices"
	"strings"
	"sync"

	"github.com/mcp-watchdog/mcp-watchdog/internal/message"
	"github.com/mcp-watchdog/mcp-watchdog/internal/vault"
)

// strongbox is the vault of a session, which both directions use.
type strongbox struct {
	mu    sync.Mutex
	vault *vault.Vault
	// asked and allowed are the restorings that a person was asked about, and
	// those that were allowed, by tool and handle.
	asked, allowed map[string]bool
}

// box returns the vault; nil when the session has none. The caller has the lock.
func (s *Session) box() *vault.Vault {
	if s.strongbox.vault == nil && s.options.Chance != nil {
		s.strongbox.vault = vault.New(s.options.Chance)
	}
	return s.strongbox.vault
}

// Close wipes what the session keeps in memory. What comes later is treated
// like the beginning of a session.
func (s *Session) Close() {
	s.strongbox.mu.Lock()
	defer s.strongbox.mu.Unlock()
	if s.strongbox.vault != nil {
		s.strongbox.vault.Wipe()
	}
}

// keeping is a cut whose text its owner may want back.
type keeping struct {
	at    int // the beginning of the cut
	kind  string
	value message.Span // the string it stands in
}

// keepings are those of a finding that is cleaned. Only documents are given
// back to servers: what they offer, ask and report is theirs to repeat.
func (s *Session) keepings(d *direction, m *message.Message, j *Judged) (all []keeping) {
	if j.Keep == "" || s.options.Chance == nil || m.Side != message.FromServer || m.Kind != message.Answer || m.Error {
		return nil
	}
	if d.asked.method != "tools/call" && d.asked.method != "resources/read" {
		return nil
	}
	for _, c := range j.Cuts {
		if !c.Element {
			all = append(all, keeping{at: c.Start, kind: j.Keep, value: j.Value})
		}
	}
	return all
}

// withHandles puts what is cut and may be wanted back into the vault, and what
// stands for it in its place. Cuts that run into each other are one thing.
func (s *Session) withHandles(d *direction, raw []byte, cuts []message.Cut, kept []keeping) []message.Cut {
	if len(kept) == 0 {
		return cuts
	}
	cuts = message.Merge(cuts)
	from := resource(d.asked.raw)
	s.strongbox.mu.Lock()
	defer s.strongbox.mu.Unlock()
	box := s.box()
	valid := map[message.Span]bool{}
	slices.SortFunc(kept, func(a, b keeping) int { return a.at - b.at })
	for i := range cuts {
		c := &cuts[i]
		var k *keeping
		k, kept = keptIn(c, kept)
		if k == nil {
			continue
		}
		if c.Inside != nil {
			c.With = c.Inside.Write(func(kind string, plain []byte) string {
				handle, _ := box.Keep(kind, inFull(box, plain, false), nil, from)
				return handle
			})
			continue
		}
		text, ok := unquoted(raw[c.Start:c.End])
		if !ok {
			continue
		}
		inJSON, known := valid[k.value]
		if !known {
			inJSON = isDocument(raw[k.value.Start:k.value.End])
			valid[k.value] = inJSON
		}
		text = inFull(box, text, inJSON)
		plain, written := text, []byte(nil)
		if inJSON {
			if plain, ok = unquoted(text); !ok {
				continue
			}
			written = text
		}
		if handle, ok := box.Keep(k.kind, plain, written, from); ok {
			c.With = handle
		}
	}
	if s.options.Keeps != nil {
		s.options.Keeps()
	}
	return cuts
}

// delivered notes handles that the server itself delivers.
func (s *Session) delivered(d *direction, m *message.Message) {
	if s.options.Chance == nil || m.Side != message.FromServer || m.Kind != message.Answer || !vault.Has(m.Raw) {
		return
	}
	s.strongbox.mu.Lock()
	defer s.strongbox.mu.Unlock()
	box := s.box()
	m.Visit(d.asked.method, func(f *message.Field) {
		if vault.Has(f.Raw()) {
			box.Delivered(f.Text())
		}
	}, nil)
}

// keptIn returns what a cut takes out, of several a secret, and what is left for
// the cuts behind it.
func keptIn(c *message.Cut, kept []keeping) (best *keeping, rest []keeping) {
	i := 0
	for ; i < len(kept) && kept[i].at < c.End; i++ {
		if k := &kept[i]; !c.Element && k.at >= c.Start && (best == nil || !vault.Secret(best.kind)) {
			best = k
		}
	}
	return best, kept[i:]
}

// inFull puts what handles in a text stand for in their place: something that was
// found later may hold what was taken out before.
func inFull(box *vault.Vault, text []byte, inJSON bool) []byte {
	if !vault.Has(text) {
		return text
	}
	var out []byte
	at := 0
	for _, r := range box.Find(string(text)) {
		if r.Kept != nil {
			out = append(append(out, text[at:r.Start]...), putBack(r.Kept, inJSON)...)
			at = r.End
		}
	}
	return append(out, text[at:]...)
}

// putBack is what is put in the place of a handle in a text.
func putBack(k *vault.Kept, inJSON bool) []byte {
	text, written := k.Text(inJSON)
	if !written {
		text = message.AppendQuoted(nil, string(text))
	}
	return text
}

// unquoted decodes the content of a JSON string.
func unquoted(raw []byte) ([]byte, bool) {
	if bytes.IndexByte(raw, '\\') < 0 && bytes.IndexByte(raw, '"') < 0 && bytes.IndexByte(raw, '\n') < 0 {
		return raw, true
	}
	var text string
	if json.Unmarshal(append(append([]byte{'"'}, raw...), '"'), &text) != nil {
		return nil, false
	}
	return []byte(text), true
}

// isDocument reports whether the content of a JSON string is a JSON document
// itself.
func isDocument(raw []byte) bool {
	text, ok := unquoted(raw)
	text = bytes.TrimSpace(text)
	return ok && len(text) > 1 && (text[0] == '{' || text[0] == '[') && json.Valid(text)
}

// maxAsked bounds what is remembered of a request, maxPlace a value that names
// a resource.
const (
	maxAsked = 512
	maxPlace = 256
)

// resource reads from a request which resource it is about: the strings among
// its arguments.
func resource(request []byte) vault.Place {
	var m struct {
		Params struct {
			URI       string
			Arguments map[string]any
		}
	}
	if json.Unmarshal(request, &m) != nil {
		return nil
	}
	place := vault.Place{}
	if m.Params.URI != "" && len(m.Params.URI) <= maxPlace {
		place["uri"] = strings.Clone(m.Params.URI)
	}
	for name, v := range m.Params.Arguments {
		if text, ok := v.(string); ok && len(text) <= maxPlace && len(name) <= maxPlace {
			place[name] = text
		}
	}
	return place
}

// note puts the request at hand, when it is short, into what is remembered of
// it while it is open.
func note(into []byte, m *message.Message) []byte {
	if m.Side != message.FromClient || len(m.Raw) > maxAsked || m.Method != "tools/call" && m.Method != "resources/read" {
		return into[:0]
	}
	return append(into[:0], m.Raw...)
}
