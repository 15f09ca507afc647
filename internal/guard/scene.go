package guard

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"strconv"
	"strings"

	"github.com/mcp-watchdog/mcp-watchdog/internal/finding"
	"github.com/mcp-watchdog/mcp-watchdog/internal/message"
	"github.com/mcp-watchdog/mcp-watchdog/internal/policy"
)

// scene is what the policy is told about the message at hand, beside what was
// found. It is made when something was found.
type scene struct {
	policy.Scene
	raw   []byte   // the message it was made for
	tools []string // of a list, by place; nil: not asked for yet

	// Fingerprints: the string hashed last, its hash, and how many bytes were
	// hashed for this message.
	hashed message.Span
	sum    [sha256.Size]byte
	cost   int
}

// maxPrinted bounds what is hashed for the fingerprints of one message. What is
// found beyond it has none, and no exception lets it through.
const maxPrinted = 64 << 20

// policy returns what decides from now on.
func (s *Session) policy() *policy.Policy {
	if s.options.Live != nil {
		if p := s.options.Live.Load(); p != nil {
			return p
		}
	}
	return &s.options.Policy
}

// called is the tool that the message at hand calls or answers.
func (sc *scene) called(d *direction) string {
	if len(d.asked.tool) > 0 {
		return string(d.asked.tool)
	}
	return strings.Clone(d.runner.Called())
}

// begin makes the scene of a message, once.
func (s *Session) begin(d *direction, side message.Side, raw []byte) *policy.Scene {
	sc := &d.scene
	if sc.raw != nil && same(sc.raw, raw) {
		return &sc.Scene
	}
	*sc = scene{raw: raw, Scene: policy.Scene{
		Server: s.options.Server, Method: d.asked.method, From: side, Now: s.options.Now().Unix(), Message: raw,
	}}
	if side == message.FromClient || len(d.asked.tool) > 0 {
		sc.Tool = sc.called(d)
	}
	return &sc.Scene
}

// look makes the scene of one finding.
func (s *Session) look(d *direction, f *finding.Finding, m *message.Message) *policy.Scene {
	at := s.begin(d, m.Side, m.Raw)
	at.Value, at.Print = nil, ""
	if v := f.Value; v.Start < v.End && v.End <= len(m.Raw) {
		at.Value = m.Raw[v.Start:v.End]
	}
	if list := "/result/tools/"; m.Kind == message.Answer && strings.HasPrefix(f.Pointer, list) {
		at.Tool = d.scene.listed(f.Pointer[len(list):])
	}
	at.Annotations = s.annotations(d.policy, at.Tool)
	if s.options.Key != nil {
		at.Print = d.scene.fingerprint(s.options.Key(), f, m.Raw)
	}
	return at
}

// listed returns the name of the tool with a finding in a list of tools.
func (sc *scene) listed(place string) string {
	if sc.tools == nil {
		var list struct {
			Result struct{ Tools []struct{ Name string } }
		}
		sc.tools = []string{}
		if json.Unmarshal(sc.raw, &list) == nil {
			for _, t := range list.Result.Tools {
				sc.tools = append(sc.tools, t.Name)
			}
		}
	}
	number, _, _ := strings.Cut(place, "/")
	if i, err := strconv.Atoi(number); err == nil && i >= 0 && i < len(sc.tools) {
		return sc.tools[i]
	}
	return ""
}

// printBytes is the length of a fingerprint: enough that nobody finds a second
// text for one, and short enough for a line.
const printBytes = 16

// fingerprint is a keyed hash of what was found: of what would be cut out, or
// of the whole string. It says nothing about the content to whoever has no key.
func (sc *scene) fingerprint(key []byte, f *finding.Finding, raw []byte) string {
	if len(key) == 0 || sc.cost > maxPrinted {
		return ""
	}
	h := hmac.New(sha256.New, key)
	h.Write([]byte(f.Rule.ID))
	cuts := message.Merge(f.Cuts)
	for _, c := range cuts {
		h.Write([]byte{0})
		h.Write(raw[c.Start:c.End])
		sc.cost += c.End - c.Start
	}
	if len(cuts) == 0 {
		if sc.Value == nil {
			return ""
		}
		if sc.hashed != f.Value { // many things may be found in one string
			sc.hashed, sc.sum = f.Value, sha256.Sum256(sc.Value)
			sc.cost += len(sc.Value)
		}
		h.Write([]byte{1})
		h.Write(sc.sum[:])
	}
	return hex.EncodeToString(h.Sum(nil)[:printBytes])
}

// verdict is what the policy says about a finding in a message as a whole.
func (s *Session) verdict(d *direction, from message.Side, f *finding.Finding) policy.Verdict {
	if f.Rule == stopped {
		return policy.Verdict{Action: policy.Block, By: d.policy.StoppedBy, Preset: policy.Block}
	}
	sc := policy.Scene{Server: s.options.Server, Method: d.asked.method, From: from, Now: s.options.Now().Unix()}
	return d.policy.Decide(f, &sc)
}
