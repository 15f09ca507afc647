package finding

import (
	"bytes"
	"strings"

	"github.com/mcp-watchdog/mcp-watchdog/internal/secret"
)

// minRun is the length from which an unlabelled run of token characters is
// looked at: shorter ones are words, dates, short hashes.
const minRun = 16

// findSecrets marks everything in the text that looks like a secret, the
// surest kind first.
func (t *masking) findSecrets() {
	t.findPEM()
	t.findUserinfo()
	t.findValues()
	t.findFlags()
	t.findPrefixes()
	t.findFormats()
	t.findOpaque()
}

// findFormats marks what is left of the secrets that detection knows.
func (t *masking) findFormats() {
	for _, f := range secret.Find(string(t.plain)) {
		t.mark(f.Start, f.End, kindClass(f.Kind))
	}
}

// kindClass is a kind of secret as a class: "Groq key" is groq-key.
func kindClass(k *secret.Kind) class {
	return class(strings.Map(func(r rune) rune {
		switch {
		case r >= 'A' && r <= 'Z':
			return r | 0x20
		case r >= 'a' && r <= 'z' || r >= '0' && r <= '9':
			return r
		}
		return '-'
	}, k.Name))
}

// findPEM marks PEM blocks (RFC 7468), to the end of the text when the end
// line is missing.
func (t *masking) findPEM() {
	for at := 0; ; {
		i := bytes.Index(t.plain[at:], []byte("-----BEGIN "))
		if i < 0 {
			return
		}
		from, to := at+i, len(t.plain)
		if j := bytes.Index(t.plain[from:], []byte("-----END ")); j >= 0 {
			rest := from + j + len("-----END ")
			if k := bytes.Index(t.plain[rest:], []byte("-----")); k >= 0 {
				to = rest + k + len("-----")
			}
		}
		c := classPEM
		if bytes.Contains(t.plain[from:min(to, from+64)], []byte("PRIVATE KEY")) {
			c = classPrivateKey
		}
		t.mark(from, to, c)
		at = to
	}
}

// shortUser is the longest user name of a URL that is shown when no password
// stands beside it: git@, root@.
const shortUser = 12

// findUserinfo marks what stands between "//" and "@" of a URL (RFC 3986,
// section 3.2.1).
func (t *masking) findUserinfo() {
	for at := 0; ; {
		i := bytes.Index(t.plain[at:], []byte("://"))
		if i < 0 {
			return
		}
		from := at + i + len("://")
		at = from
		host := t.plain[from:]
		if end := bytes.IndexAny(host, "/?# \n\"'<>\\`"); end >= 0 {
			host = host[:end]
		}
		user := bytes.LastIndexByte(host, '@')
		if user > shortUser || user > 0 && bytes.IndexByte(host[:user], ':') >= 0 {
			t.mark(from, from+user, classCredentials)
		}
	}
}

// secretParts make a key's value a secret wherever they stand in the key;
// secretEnds only at its end ("max_tokens" and "author" are no secrets). Keys
// are compared in lower case without "_", "-" and ".".
var (
	secretParts = []string{"password", "passwd", "passphrase", "secret", "apikey", "accesskey",
		"privatekey", "accountkey", "credential"}
	secretEnds = []string{"token", "pwd", "auth", "authorization", "cookie", "bearer"}
)

// maxKey bounds a key's name.
const maxKey = 64

// secretKey says whether the name that ends before plain[end] announces a
// secret, and whether all of its line belongs to the value (a header).
func (t *masking) secretKey(end int) (secret, header bool) {
	name := make([]byte, 0, maxKey)
	for i := end - 1; i >= 0 && len(name) < maxKey; i-- {
		b := t.plain[i] | 0x20
		if t.plain[i] == '_' || t.plain[i] == '-' || t.plain[i] == '.' {
			continue
		}
		if (b < 'a' || b > 'z') && !digit(t.plain[i]) {
			break
		}
		name = append(name, b)
	}
	for i, j := 0, len(name)-1; i < j; i, j = i+1, j-1 {
		name[i], name[j] = name[j], name[i]
	}
	key := strings.TrimRight(string(name), "0123456789")
	for _, part := range secretEnds {
		if strings.HasSuffix(key, part) {
			return true, part == "authorization" || part == "cookie"
		}
	}
	for _, part := range secretParts {
		if i := strings.Index(key, part); i >= 0 && !strings.HasPrefix(key[i:], "secretar") {
			return true, false
		}
	}
	return false, false
}

// findValues marks what follows a telling key and "=" or ":".
func (t *masking) findValues() {
	for i := 0; i < len(t.plain); i++ {
		if t.plain[i] != '=' && t.plain[i] != ':' {
			continue
		}
		end := i
		for end > 0 && i-end < 8 && strings.IndexByte(" \"'`\\]", t.plain[end-1]) >= 0 {
			end--
		}
		if secret, header := t.secretKey(end); secret {
			from, to := t.value(i+1, header)
			t.mark(from, to, classSecret)
			i = max(i, to-1)
		}
	}
}

// findFlags marks the value of a command line flag with a telling name:
// --token VALUE, also as JSON ("--token","VALUE").
func (t *masking) findFlags() {
	for at := 0; ; {
		i := bytes.Index(t.plain[at:], []byte("--"))
		if i < 0 {
			return
		}
		end := at + i + len("--")
		for end < len(t.plain) && (wordByte(t.plain[end]) || t.plain[end] == '-' || t.plain[end] == '_') {
			end++
		}
		at = end
		if secret, _ := t.secretKey(end); !secret {
			continue
		}
		from := end
		for from < len(t.plain) && from-end < 8 && strings.IndexByte(" \n\"'`,\\", t.plain[from]) >= 0 {
			from++
		}
		if from > end && (from == len(t.plain) || t.plain[from] != '-') {
			at = from + indexOr(t.plain[from:], " \n\"'`\\")
			t.mark(from, at, classSecret)
		}
	}
}

// value finds the value that starts at or after plain[at].
func (t *masking) value(at int, header bool) (from, to int) {
	p := t.plain
	spaced := false
	for at < len(p) && strings.IndexByte("=:> \n\\", p[at]) >= 0 {
		spaced = spaced || p[at] == ' '
		at++
	}
	if at < len(p) && (p[at] == '"' || p[at] == '\'' || p[at] == '`') {
		return at + 1, closingQuote(p, at)
	}
	if at+1 < len(p) && (p[at] == '{' || p[at] == '[') && strings.IndexByte("\"\\{}] \n", p[at+1]) >= 0 {
		return at, at // an object: its own keys decide
	}
	to = bareValue(p, at)
	word := strings.ToLower(string(p[at:to]))
	if spaced && plainWords[strings.TrimRight(word, ".,;")] {
		return at, at
	}
	if header {
		return at, at + indexOr(p[at:], "\n\"'`\\")
	}
	if authScheme[word] && to < len(p) && p[to] == ' ' {
		return to + 1, bareValue(p, to+1)
	}
	return at, to
}

// plainWords follow a key and a space in prose ("token: the ...") and in
// schemas ("password: string") and are nobody's password.
var plainWords = map[string]bool{"a": true, "an": true, "the": true, "this": true, "your": true,
	"is": true, "it": true, "if": true, "not": true, "none": true, "null": true, "true": true,
	"false": true, "string": true, "number": true, "required": true, "optional": true, "use": true}

// authScheme is what stands before the secret in an Authorization header
// (RFC 9110, section 11.4) that is quoted under another key.
var authScheme = map[string]bool{"bearer": true, "basic": true, "token": true, "digest": true, "negotiate": true}

// closingQuote returns where the string that opens at plain[open] ends. A
// quote opened behind a backslash (JSON in JSON) is closed by the next one.
func closingQuote(p []byte, open int) int {
	nested := open > 0 && p[open-1] == '\\'
	for i := open + 1; i < len(p); i++ {
		switch {
		case p[i] == '\\' && nested && i+1 < len(p) && p[i+1] == p[open]:
			return i
		case p[i] == '\\' && !nested:
			i++
		case p[i] == p[open]:
			return i
		}
	}
	return len(p)
}

// bareValue returns where the unquoted value at plain[at] ends: at white space,
// a quote, or a separator behind which the next key stands.
func bareValue(p []byte, at int) int {
	for i := at; i < len(p); i++ {
		switch p[i] {
		case ' ', '\n', '"', '\'', '`':
			return i
		case '&', ',', ';':
			next := i + 1
			for next < len(p) && (wordByte(p[next]) || p[next] == '_' || p[next] == '-' || p[next] == '.') {
				next++
			}
			if next == len(p) || strings.IndexByte("=: \n\"'", p[next]) >= 0 {
				return i
			}
		}
	}
	return len(p)
}

// tokenPrefix is a way issuers mark their tokens so that scanners find them.
type tokenPrefix struct {
	prefix string
	// body is how many token characters must follow, so that a word that
	// starts alike stays readable.
	body  int
	class class
}

// tokenPrefixes are those that are masked even in part: an excerpt may begin
// or end inside of a token. Whole tokens are recognised by package secret.
var tokenPrefixes = []tokenPrefix{
	{"ghp_", 8, "github-token"}, {"gho_", 8, "github-token"}, {"ghu_", 8, "github-token"},
	{"ghs_", 8, "github-token"}, {"ghr_", 8, "github-token"}, {"github_pat_", 8, "github-token"},
	{"glpat-", 8, "gitlab-token"},
	{"sk-", 16, "api-key"}, {"sk_live_", 8, "api-key"}, {"sk_test_", 8, "api-key"},
	{"rk_live_", 8, "api-key"}, {"rk_test_", 8, "api-key"}, {"AIza", 16, "api-key"},
	{"AKIA", 12, "aws-key"}, {"ASIA", 12, "aws-key"},
	{"xoxa-", 8, "slack-token"}, {"xoxb-", 8, "slack-token"}, {"xoxe-", 8, "slack-token"},
	{"xoxp-", 8, "slack-token"}, {"xoxr-", 8, "slack-token"}, {"xoxs-", 8, "slack-token"},
	{"xapp-", 8, "slack-token"},
	{"eyJ", 12, "jwt"},
	{"npm_", 16, "npm-token"}, {"pypi-", 16, "pypi-token"}, {"hf_", 16, "api-key"},
	{"hvs.", 16, "vault-token"}, {"ya29.", 12, "oauth-token"}, {"SG.", 16, "api-key"},
	{"dop_v1_", 8, "api-key"}, {"shpat_", 8, "api-key"}, {"whsec_", 8, "api-key"},
	{"tskey-", 12, "api-key"}, {"AGE-SECRET-KEY-", 8, classPrivateKey},
}

// findPrefixes marks tokens that say what they are.
func (t *masking) findPrefixes() {
	for _, p := range tokenPrefixes {
		for at := 0; ; {
			i := bytes.Index(t.plain[at:], []byte(p.prefix))
			if i < 0 {
				break
			}
			from := at + i
			to := from + len(p.prefix)
			for to < len(t.plain) && (wordByte(t.plain[to]) || strings.IndexByte("_-.+/=", t.plain[to]) >= 0) {
				to++
			}
			at = to
			if from > 0 && wordByte(t.plain[from-1]) || to-from < len(p.prefix)+p.body {
				continue
			}
			t.mark(from, to, p.class)
		}
	}
}

func digit(b byte) bool { return b >= '0' && b <= '9' }

func wordByte(b byte) bool {
	return b >= 'a' && b <= 'z' || b >= 'A' && b <= 'Z' || digit(b)
}

// indexOr is bytes.IndexAny with the length in place of -1.
func indexOr(p []byte, chars string) int {
	if i := bytes.IndexAny(p, chars); i >= 0 {
		return i
	}
	return len(p)
}
