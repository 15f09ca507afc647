package detect

import (
	"fmt"

	"github.com/mcp-watchdog/mcp-watchdog/internal/finding"
	secrets "github.com/mcp-watchdog/mcp-watchdog/internal/secret"
)

// secret_argument: a secret in what a client sends to others: a comment, a
// mail, a post, a web request. A model that has seen one repeats it when it is
// asked to show a file, or because somebody planted the order to.

var secretArgument = &finding.Rule{
	ID: "secret_argument", Class: "secret_leak", SMAC: "SMAC-6", Severity: finding.High,
	Title:     "a secret is about to be sent to others",
	Catches:   "Tokens, keys, private keys and passwords (the same that secret_leak knows) in the arguments of tools that send, post, share or publish. The call is refused, because a secret that was posted is known. In web requests it is an alert.",
	Example:   `post_comment with the body: GITHUB_TOKEN=ghp_ and 36 letters and digits`,
	Misses:    "Secrets in addresses (see exfiltration_argument), secrets that are described, and tools that send without saying so in their name.",
	Exception: "Arguments that are made for it are let through: token, api_key, password, authorization, headers.",
}

// maxSecretArgument bounds how much of one argument is looked at.
const maxSecretArgument = 1 << 20

func detectSecretArgument(a *Argument) {
	if a.Key || a.Has&Digit == 0 && a.Has&Colon == 0 || !a.Call.sends() || a.Role()&URLRole != 0 {
		return
	}
	// In the text of a post the names in JSON are part of what is posted.
	if madeForSecrets(a.Under()) && (a.Carrier() == nil || a.Call.requests()) {
		return
	}
	text := a.Text()
	found := secrets.Find(text[:min(len(text), maxSecretArgument)])
	if len(found) == 0 {
		return
	}
	f := finding.Finding{Rule: secretArgument, Severity: finding.High}
	kind := found[0].Kind
	for _, s := range found {
		if s.Kind.Master {
			kind, f.Severity = s.Kind, finding.Critical
		}
	}
	if a.Call.requests() && f.Severity < finding.Critical {
		f.Severity = finding.Medium
	}
	f.Why = fmt.Sprintf("%s about to be sent to others: %s", plural(len(found), "secret is", "secrets are"), kind.Name)
	f.Seen = finding.Mask(fmt.Sprintf("%s of %d characters", kind.Name, found[0].End-found[0].Start))
	a.Report(f)
}

// madeForSecrets reports whether a member is where a secret belongs.
func madeForSecrets(key []byte) bool {
	var buf [maxWord]byte
	for word, i := nextWord(key, 0, &buf); word != ""; word, i = nextWord(key, i, &buf) {
		switch word {
		case "token", "key", "apikey", "password", "secret", "authorization", "auth", "bearer", "cookie", "headers", "header", "credential", "credentials",
			"dsn", "connection", "connectionstring", "session":
			return true
		}
	}
	return false
}

// requests reports whether a tool makes web requests, which are as often those
// of a program as of a person.
func (c *Call) requests() bool {
	var buf [maxWord]byte
	name := stringBytes(c.Name)
	for word, i := nextWord(name, 0, &buf); word != ""; word, i = nextWord(name, i, &buf) {
		switch word {
		case "http", "request", "fetch", "curl", "webhook", "upload":
			return true
		}
	}
	return false
}
