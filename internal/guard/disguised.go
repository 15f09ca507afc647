package guard

import (
	"unsafe"

	"github.com/mcp-watchdog/mcp-watchdog/internal/finding"
	"github.com/mcp-watchdog/mcp-watchdog/internal/flow"
	"github.com/mcp-watchdog/mcp-watchdog/internal/message"
	"github.com/mcp-watchdog/mcp-watchdog/internal/secret"
	"github.com/mcp-watchdog/mcp-watchdog/internal/vault"
)

// disguised is what is known of handles that do not stand in the call at hand as they
// are: split, encoded, or of other characters. They stand for nothing.
type disguised struct {
	plain bool // there are some that do
	theirs,
	ours bool // of another server, or of this vault
	text flow.Text
	bare []byte
	said secret.Trail // of the user's own secrets, in the calls of this session
}

// overhears looks for handles in what others' secrets are looked for in, in normal
// form.
func (s *Session) overhears(text []byte) {
	if !s.disguised.theirs && vault.Has(text) {
		var none *vault.Vault
		s.disguised.theirs = len(none.Find(string(text))) > 0
	}
}

// hides returns what to say of handles of other servers.
func (s *Session) hides() []finding.Finding {
	if !s.disguised.theirs || s.disguised.plain || s.disguised.ours {
		return nil
	}
	return []finding.Finding{{Rule: foreignHandle, Severity: finding.Critical, Surface: message.Argument,
		Why: "what stands for a secret is in it, split, encoded or written otherwise: it stands for nothing there, but somebody tried to send it"}}
}

// forms looks in a call, in every form that it could be written in, for the user's own
// secrets, and for handles of this session's that nothing could be put back for.
func (s *Session) forms(d *direction, m *message.Message, own bool) (name string, found []finding.Finding) {
	s.strongbox.mu.Lock()
	defer s.strongbox.mu.Unlock()
	box := s.strongbox.vault
	if s.disguised.plain || d.asked.method != "tools/call" || box != nil && box.Len() == 0 {
		box = nil
	}
	if box == nil && !own {
		return "", nil
	}
	return s.inForms(d, m, own, box)
}

// inForms is forms where there is something to look for.
func (s *Session) inForms(d *direction, m *message.Message, own bool, box *vault.Vault) (name string, found []finding.Finding) {
	kind := ""
	look := func(text string) {
		if kind != "" || box == nil || !vault.Has([]byte(text)) {
			return
		}
		for _, r := range box.Find(text) {
			if r.Kept != nil && (kind == "" || !vault.Secret(kind)) {
				kind = r.Kept.Kind
			}
		}
	}
	s.reader.Read(m, d.asked.method, func(text string) {
		if own && name == "" {
			name, _ = s.options.Own([]byte(text))
		}
		look(text)
	})
	s.disguised.text.Reset()
	pieces := own && s.options.OwnParts != nil
	m.Visit(d.asked.method, func(f *message.Field) {
		text := f.Text()
		if s.disguised.text.Add(text); pieces && !f.Key && f.Surface&message.Argument != 0 {
			s.disguised.said.Note(text)
		}
	}, nil)
	all := s.disguised.text.Bytes
	look(unsafe.String(unsafe.SliceData(all), len(all)))
	if own && name == "" { // in groups, in pieces, in other characters
		s.disguised.bare = secret.Bare(s.disguised.bare[:0], all)
		if name, _ = s.options.Own(s.disguised.bare); name == "" && s.options.OwnParts != nil {
			name, _ = s.options.OwnParts(s.disguised.bare, &s.disguised.said)
		}
	}
	if kind != "" {
		s.disguised.ours = true
		found = append(found, lost(kind))
	}
	return name, found
}

// lost is what to say of a handle that nothing can be put back for.
func lost(kind string) finding.Finding {
	f := finding.Finding{Rule: foreignHandle, Severity: finding.High, Surface: message.Argument,
		Why: "what stands for a " + words(kind) + " is in it, split, encoded or written otherwise, so that it cannot be put back and would be lost: write it as it is, in plain text"}
	if !vault.Secret(kind) {
		f.Severity = finding.Low
	}
	return f
}

// ownSecrets finds a secret of the user's own in what a client sends, and handles that
// are disguised.
func (s *Session) ownSecrets(d *direction, m *message.Message) (found []finding.Finding) {
	if m.Side != message.FromClient {
		return nil
	}
	own := s.options.Own != nil && (s.options.Owns == nil || s.options.Owns())
	name, ok := "", false
	if own {
		name, ok = s.options.Own(m.Raw)
	}
	if d.asked.method != "" && len(m.Raw) <= maxOwnRead {
		var in string
		if in, found = s.forms(d, m, own && !ok); in != "" {
			name, ok = in, true
		}
	}
	if ok {
		found = append(found, finding.Finding{Rule: ownSecret, Severity: finding.Critical, Surface: message.Argument, Why: "the value of the environment variable " + word(name) + " is in it"})
	}
	return found
}
