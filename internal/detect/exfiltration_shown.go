package detect

import (
	"bytes"
	"compress/gzip"
	"io"
	"strings"

	"github.com/mcp-watchdog/mcp-watchdog/internal/finding"
	secrets "github.com/mcp-watchdog/mcp-watchdog/internal/secret"
)

// What is shown to a service: a search, a translation, a status, a label of a
// metric. Nobody needs a token there, whatever the tool is for, unless the
// argument is named for one.

// stays are purposes of tools that keep what they get on this machine, or use it.
const stays = Files | Writes | Runs | Queries | Remembers

// minShown is the shortest run of characters that is looked at as a token.
const minShown = 16

// shown looks for tokens of known issuers in what a service gets to see.
func (a *Argument) shown(text string) {
	does := a.Call.Purpose()
	if does&stays != 0 && does&(Sends|Tells) == 0 || a.Role()&(PathRole|CommandRole|SQLRole) != 0 || len(text) < minShown {
		return
	}
	if does&(Sends|Tells) != 0 && len(text) <= maxTokenText && a.variable() {
		a.Report(finding.Finding{Rule: exfiltrationArgument, Severity: finding.Medium, Why: "a secret of the environment is sent away", Seen: finding.Mask(text)})
		return
	}
	for start, end := nextRun(text, 0); end > 0; start, end = nextRun(text, end) {
		run := text[start:end]
		name := ""
		if f, ok := token(run); ok && (f.Kind.Name != "JWT" || does&(Sends|Tells|Fetches) == 0 || a.Role()&QueryRole != 0) {
			name = f.Kind.Name
		} else if documentedKey(run) {
			continue
		} else if beginsKey(run) || secrets.Shaped(run) {
			name = "what has the form of a key"
		}
		if name == "" {
			continue
		}
		if a.under(keyNames) || a.Call.says(keyTools) { // asked last: it is seldom needed
			return
		}
		a.Report(finding.Finding{Rule: exfiltrationArgument, Severity: finding.Medium, Why: "a service is shown a secret: " + name, Seen: finding.Mask(run)})
		return
	}
}

// maxTokenText bounds a value that is taken for one secret.
const maxTokenText = 256

// variable reports whether the argument is named as a variable of the
// environment with a secret is: AWS_SECRET_ACCESS_KEY, but not password.
func (a *Argument) variable() bool {
	name := a.Under()
	if len(name) < 8 || bytes.IndexByte(name, '_') < 0 {
		return false
	}
	for _, c := range name {
		if c != '_' && (c < 'A' || c > 'Z') && (c < '0' || c > '9') {
			return false
		}
	}
	return secretName(string(name)) && strings.IndexByte(a.Text(), ' ') < 0 && !repeated(a.Text())
}

// nextRun returns the next stretch of characters as tokens have them, of some
// length, from i on; end is 0 when there is none. It looks at one character of
// many.
func nextRun(text string, i int) (start, end int) {
	for at := i + minShown - 1; at < len(text); at += minShown {
		if !shownBytes[text[at]] {
			continue
		}
		start, end = at, at+1
		for start > i && shownBytes[text[start-1]] {
			start--
		}
		for end < len(text) && shownBytes[text[end]] {
			end++
		}
		if end-start >= minShown {
			return start, end
		}
		at = end - 1
	}
	return 0, 0
}

// shownBytes are the characters that tokens have.
var shownBytes = func() (t [256]bool) {
	for c := range t {
		b := byte(c)
		t[c] = tokenByte(b) || b == '.' || b == '+' || b == '/' || b == '~'
	}
	return t
}()

// keyBeginnings are how keys of services begin whose rest is of any length.
var keyBeginnings = strings.Fields(`sk-proj- sk-ant- sk-or-v1- sk-svcacct- sk_live_ rk_live_ ghp_ gho_ ghs_ ghu_ github_pat_ glpat- xoxb- xoxp- xapp- npm_ pypi- hf_ gsk_ dop_v1_ shpat_`)

// beginsKey reports whether a run is the beginning of a key: a known beginning
// and letters of both cases and digits behind it, in no order of words.
func beginsKey(run string) bool {
	for _, b := range keyBeginnings {
		if rest, ok := strings.CutPrefix(run, b); ok && len(rest) >= 10 {
			return mixed(rest) && !repeated(rest)
		}
	}
	return false
}

// mixed reports whether a text changes between small letters, capitals and
// digits as random text does, and words do not.
func mixed(s string) bool {
	kinds, turns, last := 0, 0, 0
	for i := range len(s) {
		k := 0
		switch c := s[i]; {
		case c >= 'a' && c <= 'z':
			k = 1
		case c >= 'A' && c <= 'Z':
			k = 2
		case c >= '0' && c <= '9':
			k = 4
		}
		kinds |= k
		if k != 0 && k != last {
			turns, last = turns+1, k
		}
	}
	return kinds == 7 && turns*3 >= len(s)
}

// unseen are characters that stand between the letters of a secret so that
// nobody finds it.
const unseen = "\u200b\u200c\u200d\u2060\ufeff\u00ad"

func seenOnly(r rune) rune {
	if strings.ContainsRune(unseen, r) {
		return -1
	}
	return r
}

// lookedUp reports whether a value is the name of a host that a tool looks up.
func (a *Argument) lookedUp(text string) bool {
	return a.Has&Dot != 0 && len(text) < 256 && strings.IndexByte(text, ' ') < 0 && a.Call.says(lookups)
}

// belongsTo are whose hosts take a token in front of an @.
var belongsTo = []struct{ token, host string }{{"gh", "github"}, {"github_pat_", "github"}, {"glpat-", "gitlab"}, {"AIza", "google"}, {"hf_", "huggingface"}, {"npm_", "npm"}, {"pypi-", "pypi"}}

// userToken says what token stands in front of the @ of an address whose host is
// not its issuer's; "" for none.
func userToken(authority, host string) string {
	i := strings.LastIndexByte(authority, '@')
	if i < minToken {
		return ""
	}
	for _, part := range strings.Split(authority[:i], ":") {
		f, ok := token(part)
		if !ok && !secrets.Shaped(part) {
			continue
		}
		for _, b := range belongsTo {
			if strings.HasPrefix(part, b.token) && strings.Contains(host, b.host) {
				return ""
			}
		}
		if ok {
			return f.Kind.Name
		}
		return "what has the form of a token"
	}
	return ""
}

// unpacked returns the text that was packed by gzip, up to a limit; "" for none.
func unpacked(b []byte) string {
	if len(b) < 18 || b[0] != 0x1f || b[1] != 0x8b {
		return ""
	}
	z, err := gzip.NewReader(bytes.NewReader(b))
	if err != nil {
		return ""
	}
	text, err := io.ReadAll(io.LimitReader(z, maxCarried))
	if len(text) == 0 || err != nil && len(text) < maxCarried {
		return ""
	}
	return string(text)
}

// cardNumber reports whether a text that was hidden in an address holds the
// number of a payment card: 13 to 19 digits in groups, with their check digit.
func cardNumber(s string) bool {
	for i := 0; i < len(s); i++ {
		if s[i] < '3' || s[i] > '6' || i > 0 && s[i-1] >= '0' && s[i-1] <= '9' {
			continue
		}
		digits, j := make([]byte, 0, 19), i
		for ; j < len(s) && len(digits) < 20; j++ {
			if s[j] >= '0' && s[j] <= '9' {
				digits = append(digits, s[j]-'0')
			} else if s[j] != ' ' && s[j] != '-' || j > 0 && (s[j-1] < '0' || s[j-1] > '9') {
				break
			}
		}
		for n := len(digits); n >= 13; n-- { // what follows the last group may be a date
			if (n == 13 || n == 15 || n == 16 || n == 19) && checked(digits[:n]) {
				return true
			}
		}
		i = j
	}
	return false
}

// checked reports whether the check digit of a card's number is right.
func checked(digits []byte) bool {
	sum := 0
	for i, d := range digits {
		if v := int(d); (len(digits)-i)%2 == 0 {
			if v *= 2; v > 9 {
				v -= 9
			}
			sum += v
		} else {
			sum += v
		}
	}
	return sum%10 == 0
}

// documentedKey reports whether a run is one of the keys of Amazon's documentation, which
// end with a word of seven letters in place of as many others.
func documentedKey(run string) bool {
	run = run[strings.LastIndexByte(run, '=')+1:]
	return len(run) == len("AKIAIOSFODNN7EXAMPLE") && strings.HasSuffix(run, "EXAMPLE")
}
