package intent

import "strings"

// scene is a passage with what its sentences say.
type scene struct {
	text      string
	tokens    []token
	sentences []sentence
	told      bool // it speaks about attacks
}

// sentence is a run of tokens.
type sentence struct {
	from, to   int // tokens
	start, end int // bytes
	says       Concept
	quoted     bool // a verb stands in quotation marks
}

func newScene(tokens []token, text string) *scene {
	s := &scene{text: text, tokens: tokens}
	about := 0
	for i := 0; i < len(tokens); {
		j := i
		sen := sentence{from: i, start: int(tokens[i].start)}
		for j < len(tokens) && tokens[j].sentence == tokens[i].sentence {
			sen.says |= tokens[j].means
			if tokens[j].means.any(About) {
				about++
			}
			j++
		}
		sen.to = j
		sen.end = len(text)
		if j < len(tokens) {
			sen.end = int(tokens[j].start)
		}
		sen.says |= shapes(text[sen.start:sen.end])
		s.sentences = append(s.sentences, sen)
		i = j
	}
	for i := range s.sentences {
		sen := &s.sentences[i]
		for _, t := range tokens[sen.from:sen.to] {
			sen.quoted = sen.quoted || t.quoted && t.means.any(Override|Reveal|Tell|Persona|Acts)
		}
	}
	s.told = about >= 2 || about == 1 && len(tokens) < 40 && strings.ContainsAny(text, "\"`“«")
	return s
}

// secretPlaces are names of files and stores that hold credentials.
var secretPlaces = []string{
	".ssh", "id_rsa", "id_ed25519", "id_ecdsa", ".aws", ".env", "mcp.json", ".netrc", ".git-credentials", ".npmrc", ".pypirc",
	".kube", ".docker/config", ".gnupg", "keychain", "wallet.dat", "seed phrase", "/etc/shadow", "/etc/passwd",
	"printenv", "every environment variable", "all environment variables", "private key", "private_key", "service_account",
	"login data", "cookies.sqlite", "claude_desktop_config", ".pgpass", ".config/gcloud", "authorized_keys", "credentials.json",
	"aws/credentials", "secrets.json", "secrets.yaml", "process.env", "os.environ",
}

// shapes finds what no lexicon lists: addresses, places of secrets, accounts.
func shapes(text string) Concept {
	var c Concept
	if strings.Contains(text, "://") || strings.Contains(text, "www.") || mailAddress(text) || host(text) {
		c |= Address
	}
	for _, p := range secretPlaces {
		if namesPlace(text, p) {
			c |= Place
			break
		}
	}
	return c
}

// mailAddress reports whether a mail address stands in text.
func mailAddress(text string) bool {
	for i := 0; ; {
		k := strings.IndexByte(text[i:], '@')
		if k < 0 {
			return false
		}
		i += k
		if i > 0 && i+3 < len(text) && nameByte(text[i-1]) && nameByte(text[i+1]) && strings.IndexByte(text[i+1:min(len(text), i+64)], '.') > 0 {
			return true
		}
		i++
	}
}

// host reports whether a bare host name with a common ending stands in text.
func host(text string) bool {
	for _, tld := range []string{".com", ".net", ".org", ".io", ".example", ".ru", ".cn", ".xyz", ".info", ".dev", ".test", ".invalid", ".onion", ".site", ".app"} {
		if k := strings.Index(text, tld); k > 0 && nameByte(text[k-1]) && (k+len(tld) == len(text) || !nameByte(text[k+len(tld)])) {
			return true
		}
	}
	return false
}

func nameByte(c byte) bool {
	return c|0x20 >= 'a' && c|0x20 <= 'z' || c >= '0' && c <= '9' || c == '-' || c == '_'
}

// namesPlace reports whether text names the place p, not as part of a longer
// word ("cmd.Environ") and not a public or example file.
func namesPlace(text, p string) bool {
	for i := 0; ; {
		k := indexFold(text[i:], p)
		if k < 0 {
			return false
		}
		i += k
		before, after := text[:i], text[i+len(p):]
		if (before == "" || nameByte(p[0]) || !nameByte(before[len(before)-1])) && (after == "" || !nameByte(after[0])) && !public(after) {
			return true
		}
		i++
	}
}

// public reports whether the rest of a path makes it a public key or a sample.
func public(rest string) bool {
	end := strings.IndexFunc(rest, func(r rune) bool { return r <= ' ' || strings.ContainsRune("\"'`,;)<>", r) })
	if end < 0 {
		end = len(rest)
	}
	for _, s := range []string{".pub", ".example", ".sample", ".template", ".dist"} {
		if strings.HasSuffix(strings.TrimRight(rest[:end], "."), s) {
			return true
		}
	}
	return false
}

// indexFold finds lower (ASCII) in text, in any ASCII case.
func indexFold(text, lower string) int {
	for i := 0; ; i++ {
		k := strings.IndexByte(text[i:], lower[0])
		if up := upper(lower[0]); up != lower[0] {
			if u := strings.IndexByte(text[i:], up); u >= 0 && (k < 0 || u < k) {
				k = u
			}
		}
		if k < 0 {
			return -1
		}
		if i += k; i+len(lower) <= len(text) && strings.EqualFold(text[i:i+len(lower)], lower) {
			return i
		}
	}
}

func upper(c byte) byte {
	if c >= 'a' && c <= 'z' {
		return c &^ 0x20
	}
	return c
}
