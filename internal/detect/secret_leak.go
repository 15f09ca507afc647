package detect

import (
	"fmt"
	"strings"

	"github.com/mcp-watchdog/mcp-watchdog/internal/finding"
	"github.com/mcp-watchdog/mcp-watchdog/internal/message"
	secrets "github.com/mcp-watchdog/mcp-watchdog/internal/secret"
)

// secret_leak: secrets in what a server delivers. A model has no use for the
// secret itself, and whatever is in its context can be talked out of it.

var secretLeak = &finding.Rule{
	ID: "secret_leak", Class: "secret_leak", SMAC: "SMAC-6", Severity: finding.High,
	Title:     "a secret is on its way to the model",
	Catches:   "Tokens and keys in the format of their issuer (GitHub, GitLab, AWS, Google, Azure, Slack, Stripe, OpenAI, Anthropic, npm, PyPI and two hundred others, the rules of gitleaks among them), JSON web tokens, private keys, passwords in addresses, in headers and on command lines, seeds of wallets, and random values behind a telling name (DB_PASSWORD=..., \"client_secret\": ...). Each is replaced by a handle (watchdog-kept-...) that says what it was; when the model writes it back to the same server, the secret is put back. Text in base64, files in blobs too, is decoded, and written again with the handle in it. Outside of documents a note stands in its place.",
	Example:   "GITHUB_TOKEN=ghp_ and 36 letters and digits",
	Misses:    "Secrets without a known format that stand alone, passwords that are words, and secrets in pictures and archives. In files that come in base64 (blobs) tokens in the format of their issuer are seen, in files of 90 bytes and more. Where base64 is of no text, or of lines that are not of one length, all of it is taken out.",
	Exception: "Examples of documentation, placeholders, hashes and public keys stay; an answer that is nothing but one in the form of a token, and what only begins like one, are told of and stay, too, and so does a signed address from a tool that makes such (get_presigned_url). A model can work on a file of secrets through their handles.",
}

// secretText is where secrets are looked for: text that a model or a person
// reads, and not what programs hand back byte for byte. Of blobs it is what they say
// where that is text.
const secretText = message.ServerText &^ (message.MIME | message.Icon | message.Opaque | message.Protocol | message.Launch)

// longestSecret is how much raw text of one is read in long documents: an RSA
// key of 16384 bits.
const longestSecret = 16 << 10

// reachOfSecret is how much of it follows a literal: a key in PEM form is long,
// a web token or a list of words may be, all else is not.
func reachOfSecret(content []byte, at int) int {
	switch c := content[at]; {
	case c == '-':
		return longestSecret
	case c == 'e' && at+1 < len(content) && content[at+1] == 'y':
		return longestSecret / 4
	}
	return 512
}

func detectSecretLeak(t *Text) {
	if in := t.insideOf(); in != nil {
		if r := t.runner; !r.tookOut(in.whole.Start, in.whole.End) {
			t.leaksInside([]*encodedText{in})
			r.seen, r.inside = append(r.seen, in.whole), append(r.inside, in.whole)
		}
		return
	}
	text := t.Text()
	if t.Surface&message.Media != 0 && t.reading == nil {
		if at := t.At(); len(at) > 0 {
			if in := t.insideAt(message.Span{Start: at[0], End: at[0]}); in != nil && !t.runner.tookOut(in.whole.Start, in.whole.End) {
				t.leaksInside([]*encodedText{in})
			}
		}
		return
	}
	var kinds []*secrets.Kind
	var encoded []*encodedText
	spans := map[*secrets.Kind][]message.Span{}
	end := 0
	if f, ok := t.underName(); ok {
		t.leaks(f.Kind, []message.Span{{Start: f.Start, End: f.End}})
		end = f.End
	}
	for _, at := range t.At() {
		if at < end {
			continue
		}
		f, ok := secrets.At(text, at)
		if !ok || f.Start < end || t.overlaps(f.Start, f.End) || t.reading == nil && t.runner.tookOut(f.Start, f.End) {
			continue
		}
		if t.reading == nil {
			if in := t.insideAt(message.Span{Start: f.Start, End: f.End}); in != nil && in.whole.Start >= end {
				encoded, end = append(encoded, in), in.whole.End
				continue
			}
		}
		end = f.End
		if spans[f.Kind] == nil {
			kinds = append(kinds, f.Kind)
		}
		spans[f.Kind] = append(spans[f.Kind], message.Span{Start: f.Start, End: f.End})
	}
	t.leaksInside(encoded)
	for _, kind := range kinds {
		t.leaks(kind, spans[kind])
	}
	if end == 0 && t.answers() && secrets.Shaped(strings.TrimSpace(text)) {
		t.Report(finding.Finding{Rule: secretLeak, Severity: finding.Medium, Seen: finding.Mask(fmt.Sprintf("a token of %d characters", len(text))),
			Why: "an answer is nothing but a token in the form of its issuer, though it may be an example"}, nil, "")
	}
}

// answers reports whether the string is all of a text that a tool or a resource
// hands out.
func (t *Text) answers() bool {
	return t.Surface&(message.ResultText|message.ResourceText) != 0 && !t.Key && t.reading == nil && string(t.Under()) == "text"
}

// underName finds the secret that a string is because of the name of its
// member: {"client_secret": "..."}.
func (t *Text) underName() (secrets.Found, bool) {
	if t.Key || t.reading != nil {
		return secrets.Found{}, false
	}
	if n := &t.runner.sibling; n.here {
		if f, ok := secrets.Named(string(n.name), t.Text()); ok {
			return f, true
		}
	}
	return secrets.Named(string(t.Under()), t.Text())
}

// leaks reports the secrets of one kind.
func (t *Text) leaks(kind *secrets.Kind, spans []message.Span) {
	f := leak(kind, len(spans))
	f.Seen = finding.Mask(fmt.Sprintf("%s of %d characters", kind.Name, spans[0].End-spans[0].Start))
	if kind.Odd {
		f.Severity, spans = finding.Medium, nil
	}
	if !t.Cuttable() { // a name: refusing all of it would cost more than the secret
		f.Severity = finding.Medium
	}
	t.Report(f, spans, secretNote(kind))
}

// leak is the finding of so many secrets of a kind.
func leak(kind *secrets.Kind, n int) finding.Finding {
	f := finding.Finding{Rule: secretLeak, Severity: finding.High, Keep: kind.Name}
	f.Why = plural(n, "secret is", "secrets are") + " on the way to the model: " + kind.Name
	if kind.Master {
		f.Severity = finding.Critical
	}
	return f
}

// secretNote stands in the place of a secret.
func secretNote(kind *secrets.Kind) string { return "[" + kind.Name + " removed by mcp-watchdog]" }
