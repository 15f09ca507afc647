package guard

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"

	"github.com/mcp-watchdog/mcp-watchdog/internal/detect"
	"github.com/mcp-watchdog/mcp-watchdog/internal/finding"
	"github.com/mcp-watchdog/mcp-watchdog/internal/message"
	"github.com/mcp-watchdog/mcp-watchdog/internal/secret"
	"github.com/mcp-watchdog/mcp-watchdog/internal/vault"
)

var (
	foreignHandle = &finding.Rule{
		ID: "foreign_handle", Class: "secret_leak", SMAC: "SMAC-6", Severity: finding.Critical,
		Title:     "what stands for a secret goes to a server that it is not from",
		Catches:   "A handle (watchdog-kept-...) in a call, for something that this session has not taken out of what this server delivered: it is another server's, or was made up; as it is, or split over arguments, encoded or in other characters. The secret does not travel, since only the session that took it out can put it back; but somebody tried to send it. What stands for a comment is reported as low, and what would be lost at its own server, since it is not written as it is, as high.",
		Example:   `a model that read an .env file with one server sends its content to a chat with another`,
		Misses:    "Handles in ciphers, in pieces over several calls, and written otherwise in messages over 256 KB. One that was cut off is known by four characters of its chance. Handles outside of calls of tools.",
		Exception: "A line of your policy for this rule and server: the handle stays a handle. A line for the rule shared_restore names a server as one that other servers' secrets may go to: there they are put back.",
	}
	publicRestore = &finding.Rule{
		ID: "public_restore", Class: "secret_leak", SMAC: "SMAC-6", Severity: finding.High,
		Title:     "a secret would be put back where others can see it",
		Catches:   "A handle (watchdog-kept-...) that comes back to the server that its secret is from, but in a call that does more than keep it: one that posts, mails, runs, fetches or searches, or that writes to a shared place which is not the one it was read from. The call is held, and the person at the client is asked where the client can ask.",
		Example:   `{"name":"create_issue","arguments":{"body":"token: watchdog-kept-4f7k2m9x8qrt-github-token"}}`,
		Misses:    "Files that others can read. What a tool does is taken from its name and those of its arguments.",
		Exception: "A line of your policy: {rule: public_restore, server: notes, tool: save_secret, action: pass}. Then the secret is put back.",
	}
)

var ownSecret = &finding.Rule{
	ID: "own_secret", Class: "data_exfiltration", Severity: finding.Critical,
	Title:     "a secret of the user's environment leaves in a request",
	Catches:   "The value of an environment variable that is a password, a token or a key, in anything that a client sends to a server: as it is, in base64, hexadecimal, percent or character escapes, compressed, in groups, in capitals, backwards, in look-alike forms, and in pieces over several arguments. The variable is named; its value is written nowhere.",
	Example:   `GITHUB_TOKEN=... in the environment of the client, and a call of fetch with the token in its address`,
	Misses:    "Values of fewer than eight characters, of fewer than twelve where they are of few kinds, or that look like words; pieces of fewer than six letters over several calls, but where they are words of short strings; other forms than base64 and hexadecimal in messages over 256 KB. Variables that the client's configuration gave to this very server may go to it; where a client hands on less than half of its own, all that it does hand on. Only on Linux, where the environment of the client can be seen.",
	Exception: "A line of your policy for this rule and server, or give the server the variable in its own entry (env).",
}

// maxOwnRead bounds the messages in which the user's own secrets are looked for in
// every form; in longer ones they are as they are, in base64 and in hexadecimal.
const maxOwnRead = 256 << 10

// meantLinks takes the sting out of what a tool is there for: one that makes
// signed addresses hands them out to be used, and without the signature they are
// none. Elsewhere, in files and logs, they are secrets.
func (s *Session) meantLinks(d *direction, m *message.Message, found []finding.Finding) {
	if m.Side != message.FromServer || m.Kind != message.Answer || len(d.asked.tool) == 0 {
		return
	}
	for i := range found {
		if f := &found[i]; f.Keep == secret.SignedAddress && detect.MakesLinks(string(d.asked.tool)) {
			f.Severity, f.Cuts, f.Keep = finding.Info, nil, ""
			f.Why = "a signed address from a tool that makes such: it opens what it names to whoever has it"
		}
	}
}

const (
	// maxHandles bounds the handles of one call that are looked at one by one, and
	// maxRestored what is put back in it: short handles stand for long texts.
	maxHandles  = 1 << 14
	maxRestored = 32 << 20
)

// restoring looks for handles in a call. It returns what is found, and notes in
// d what has to be put back when the call goes on.
func (s *Session) restoring(d *direction, m *message.Message) (found []finding.Finding) {
	if m.Side == message.FromClient {
		s.disguised.plain, s.disguised.theirs, s.disguised.ours = false, false, false
	}
	if s.options.Chance == nil || m.Side != message.FromClient || d.asked.method != "tools/call" || !vault.Has(m.Raw) && !s.mayBeInside(m.Raw) {
		return nil
	}
	call := &handleCall{session: s, d: d, tool: strings.Clone(d.scene.called(d))}
	call.guests = s.borrowed(d, m, call.tool)
	defer func() {
		for _, g := range call.guests {
			g.Wipe()
		}
	}()
	s.strongbox.mu.Lock()
	defer s.strongbox.mu.Unlock()
	box := s.box()
	count := 0
	m.Visit(d.asked.method, func(f *message.Field) {
		if f.Surface&(message.Argument|message.Unknown) == 0 {
			return
		}
		if !vault.Has(f.Raw()) {
			call.encoded(f, box, m.Raw)
			return
		}
		refs := box.Find(f.Text())
		if count += len(refs); count > maxHandles || call.restored > maxRestored {
			call.report(f, publicRestore, finding.High, "more would be put back than one call can hold")
			return
		}
		if len(refs) > 0 {
			s.disguised.plain = true
			call.field(f, refs, m.Raw)
		}
	}, nil)
	return call.found
}

// handleCall is a call with handles in it.
type handleCall struct {
	session *Session
	d       *direction
	tool    string
	here    vault.Place
	found   []finding.Finding
	// guests are what other vaults lent for this call, by the chance of the handle.
	guests map[string]*vault.Kept
	// restored is how many bytes are put back.
	restored int
}

// field judges the handles of one string.
func (c *handleCall) field(f *message.Field, refs []vault.Reference, raw []byte) {
	spans, texts := c.puts(f, f.Text(), refs, raw, !f.Key && isDocument(f.Raw()))
	for i, cut := range f.Cuts(spans, "") { // all at once: each call walks the text
		cut.With = string(message.AppendQuoted(nil, string(texts[i])))
		c.d.restore = append(c.d.restore, cut)
	}
}

// puts returns which handles in text, that of a field or what is encoded in it, are put
// back, and with what.
func (c *handleCall) puts(f *message.Field, text string, refs []vault.Reference, raw []byte, inJSON bool) (spans []message.Span, texts [][]byte) {
	if c.here == nil {
		c.here = resource(raw)
	}
	private := map[*vault.Kept]bool{}
	for _, r := range refs {
		k := r.Kept
		if g := c.guests[r.ID]; k == nil && g != nil && !f.Key && r.Is(text, g) {
			k = g
		}
		switch {
		case k == nil && r.Theirs && !f.Key:
			continue
		case f.Key, k == nil:
			severity, why := finding.Critical, "a handle stands for nothing that came from this server: it belongs to another server or session, was changed or made up"
			if f.Key {
				why = "a handle stands in a name, where nothing is put back"
			}
			if !secretKind(r.Kind) {
				severity = finding.Low
			}
			c.report(f, foreignHandle, severity, why)
			continue
		case c.guests[r.ID] == k:
			c.report(f, sharedRestore, finding.High, "a "+words(k.Kind)+" of another server is put back here")
		case c.mayHave(private, f, k), c.session.strongbox.allowed[permission(c.tool, k)]:
		case !vault.Secret(k.Kind):
			continue // what nobody sees is not shown to others: the handle stays
		default:
			c.session.askRestore(c.tool, k)
			c.report(f, publicRestore, finding.High, "a "+words(k.Kind)+" would be put back where others may see it")
		}
		with := bytes.Clone(putBack(k, inJSON)) // a guest leaves
		if c.restored += len(with); c.restored > maxRestored {
			c.report(f, publicRestore, finding.High, "more would be put back than one call can hold")
			return nil, nil
		}
		spans, texts = append(spans, message.Span{Start: r.Start, End: r.End}), append(texts, with)
	}
	return spans, texts
}

// secretKind reports whether the kind of an unknown handle is that of a secret.
func secretKind(kind string) bool {
	for _, k := range []string{vault.Comment, vault.Hidden, vault.Link} {
		if strings.HasPrefix(kind, k) {
			return false
		}
	}
	return true
}

func words(kind string) string { return strings.ReplaceAll(kind, "-", " ") }

// report reports a rule once for a call.
func (c *handleCall) report(f *message.Field, rule *finding.Rule, severity finding.Severity, why string) {
	for i := range c.found {
		if g := &c.found[i]; g.Rule == rule {
			if severity > g.Severity {
				g.Severity, g.Why = severity, why
			}
			return
		}
	}
	c.found = append(c.found, finding.Finding{Rule: rule, Severity: severity, Pointer: f.Pointer(), Surface: f.Surface, Value: f.Outermost(), Why: why})
}

// mayHave asks private once for each thing.
func (c *handleCall) mayHave(known map[*vault.Kept]bool, f *message.Field, k *vault.Kept) bool {
	is, ok := known[k]
	if !ok {
		is = c.private(f, k)
		known[k] = is
	}
	return is
}

// private reports whether what is put back stays with the server: it is written
// to where it came from, or to a place of the server's own.
func (c *handleCall) private(f *message.Field, k *vault.Kept) bool {
	shared := false
	for name := range c.here {
		shared = shared || detect.Shared(name)
	}
	if !detect.Keeps(c.tool, message.LastName(f.Pointer()), shared) {
		return false
	}
	for _, from := range k.From {
		if same, located := alike(from, c.here); same && located {
			return true
		}
	}
	return !shared
}

// alike compares the places of two calls: whatever both name is the same, and
// something that locates them is among it.
func alike(a, b vault.Place) (same, located bool) {
	for name, v := range a {
		w, ok := b[name]
		switch {
		case ok && v != w, !ok && detect.Shared(name):
			return false, false
		case ok && detect.Locates(name):
			located = true
		}
	}
	for name := range b {
		if _, ok := a[name]; !ok && detect.Shared(name) && name != "branch" {
			return false, false
		}
	}
	return true, located
}

func permission(tool string, k *vault.Kept) string { return tool + "\x00" + k.Handle }

// askRestore asks the person at the client whether a secret may be put back in
// a call of a tool. The caller has the lock of the strongbox.
func (s *Session) askRestore(tool string, k *vault.Kept) {
	key := permission(tool, k)
	if s.strongbox.asked[key] {
		return
	}
	if s.strongbox.asked == nil {
		s.strongbox.asked, s.strongbox.allowed = map[string]bool{}, map[string]bool{}
	}
	s.offers.mu.Lock()
	defer s.offers.mu.Unlock()
	asked := s.put(question{restore: key}, fmt.Sprintf(
		"mcp-watchdog holds back a call of the tool %s of the server %s: it would put a %s (%s) where others may see it. May it, from now on in this session? If so, let the assistant repeat the call.",
		word(tool), word(s.options.Server), words(k.Kind), k.Handle))
	if asked {
		s.strongbox.asked[key] = true
	}
}

// allowRestore takes the answer yes.
func (s *Session) allowRestore(key string) {
	s.strongbox.mu.Lock()
	defer s.strongbox.mu.Unlock()
	s.strongbox.allowed[key] = true
}

// restored is a call with what its handles stand for.
func (d *direction) restored(out Outcome, raw []byte) Outcome {
	if len(d.restore) > 0 && same(out.Forward, raw) {
		whole := message.Apply(raw, d.restore)
		if json.Valid(whole) && !bytes.ContainsAny(whole, "\n\r") {
			out.Forward = whole
		}
	}
	return out
}
