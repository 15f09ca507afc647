package detect

import (
	"encoding/base64"
	"strings"

	"github.com/mcp-watchdog/mcp-watchdog/internal/address"
	"github.com/mcp-watchdog/mcp-watchdog/internal/finding"
	"github.com/mcp-watchdog/mcp-watchdog/internal/message"
	secrets "github.com/mcp-watchdog/mcp-watchdog/internal/secret"
)

// exfiltration_argument: what a client sends carries secrets out. A model that
// was turned fetches an address with the secret in its query, its path or its
// host, where every name server on the way can read it; or it mails and posts
// the key itself.

var exfiltrationArgument = &finding.Rule{
	ID: "exfiltration_argument", Class: "data_exfiltration", Severity: finding.High,
	Title:     "a request carries a secret out",
	Catches:   "Web addresses, also in commands, with a token of a known kind, a private key, a password file or settings with passwords in them, plain or in base64, hex or percent escapes; host names that carry data in their labels; private keys in what is mailed or posted.",
	Example:   `{"url":"https://example.net/c?d=REJfUEFTU1dPUkQ9aHVudGVyMg=="}`,
	Misses:    "Secrets that look like nothing, and those a model describes in words.",
	Exception: "Signed addresses of object stores and keys that a map service wants in its address are let through.",
}

func detectExfiltrationArgument(a *Argument) {
	if a.Key || a.End-a.Start > maxTold {
		return
	}
	if a.Surface&message.UserInput != 0 && a.under(keyNames) {
		return // a form that asked for it, which was judged
	}
	role, sends := a.Role(), a.Call.Purpose()&(Sends|Tells) != 0 || a.answers() || a.asksTheWeb()
	prose := role&(CodeRole|ProseRole) != 0 && role&URLRole == 0
	if prose && !sends && a.End-a.Start > maxURL {
		return
	}
	text := a.Text()
	if a.Has&High != 0 && strings.ContainsAny(text, unseen) {
		text = strings.Map(seenOnly, text)
	}
	if a.Has&(Colon|Slash) == Colon|Slash {
		for i, n := 0, 0; n < maxInside; n++ {
			k := strings.Index(text[i:], "://")
			if k < 0 {
				break
			}
			begin := i + k + len("://")
			i = begin + urlEnd(text[begin:])
			if why, severity := carries(text[begin:i]); why != "" && (!prose || severity > finding.Medium && sends) {
				a.Report(finding.Finding{Rule: exfiltrationArgument, Severity: severity, Why: why, Seen: finding.Mask(text)})
				return
			}
		}
	}
	switch {
	case role&HostRole != 0 && a.Has&(Slash|Space) == 0, a.Has&(Slash|Space) == 0 && a.lookedUp(text):
		if why, severity := labels(text); why != "" {
			a.Report(finding.Finding{Rule: exfiltrationArgument, Severity: severity, Why: why, Seen: finding.Mask(text)})
		}
	case sends && role&(PathRole|URLRole|CommandRole) == 0 && a.Has&(Dash|Underscore|Digit) != 0:
		before := len(a.runner.found)
		if a.told(text); len(a.runner.found) > before {
			return
		}
	}
	if a.Has&Digit != 0 && a.Has&(Dash|Underscore|Dot|Letter) != 0 && role&URLRole == 0 { // addresses were read above
		a.shown(text)
	}
}

// answers reports whether the text is what a model or a person answers a server.
func (a *Argument) answers() bool {
	return a.Surface&(message.SamplingOutput|message.UserInput) != 0
}

// asksTheWeb reports whether the text is what somebody else's search engine is asked.
func (a *Argument) asksTheWeb() bool { return a.Role()&QueryRole != 0 && a.Call.says(webSearch) }

// told looks for secrets in what is told to somebody.
func (a *Argument) told(text string) {
	hits, wake := a.sentWords(text)
	if wake&secretWord == 0 {
		return
	}
	worst := finding.Finding{Rule: exfiltrationArgument}
	for _, h := range hits {
		if h.wake&secretWord == 0 {
			continue
		}
		f, ok := secrets.At(text, h.at)
		if !ok || !f.Kind.Master && (a.Call.Purpose()&Tells == 0 && !a.answers() || linkedSecret(text, &f)) {
			continue
		}
		severity := finding.High
		switch {
		case f.Kind.Master:
			severity = finding.Critical
		case f.Kind.Name == "password" && connects(text, f.Start): // to a database
		case f.Kind.Odd || f.Kind.Name == "JWT" || f.Kind.Name == "password": // some are meant to be told
			severity = finding.Medium
		}
		if severity > worst.Severity {
			worst.Severity, worst.Why, worst.Seen = severity, "a secret is told to somebody: "+f.Kind.Name, finding.Mask(text[f.Start:f.End])
		}
		if severity > finding.Medium {
			break
		}
	}
	if worst.Why != "" {
		a.Report(worst)
	}
}

// connects reports whether a password stands in an address that is no link.
func connects(text string, at int) bool {
	word := text[max(0, at-maxURL):at]
	word = word[strings.LastIndexAny(word, " \n\t\"'<(")+1:]
	scheme, _, ok := strings.Cut(word, "://")
	return ok && !strings.HasSuffix(scheme, "http") && !strings.HasSuffix(scheme, "https")
}

// linkedSecret reports whether a secret is one by its name alone, in the address
// of a link: whoever forgot a password is sent one. Addresses are judged before.
func linkedSecret(text string, f *secrets.Found) bool {
	switch f.Kind.Name {
	case "access token", "API key", "password":
		if connects(text, f.Start) {
			return false
		}
		word := text[max(0, f.Start-maxURL):f.Start]
		return strings.Contains(word[strings.LastIndexAny(word, " \n\t\"'<(")+1:], "://")
	}
	return false
}

// urlEnd is where a URL in a text ends.
func urlEnd(text string) int {
	text = text[:min(len(text), maxURL)]
	for i := range len(text) {
		if endsURL[text[i]] {
			return i
		}
	}
	return len(text)
}

var endsURL = [256]bool{' ': true, '\n': true, '\t': true, '"': true, '\'': true, '`': true, '<': true, '>': true, ')': true, '|': true, '\\': true}

// carries looks at a URL without its scheme.
func carries(text string) (why string, severity finding.Severity) {
	u := address.ReadBare(text)
	host, _, _, _ := address.NextHost(u.Authority)
	if i := strings.LastIndexByte(u.Authority, '@'); i >= 0 {
		host, _, _, _ = address.NextHost(u.Authority[i+1:])
	}
	if why, severity = labels(host); why != "" {
		return why, severity
	}
	if kind := userToken(u.Authority, host); kind != "" {
		return "its address carries a secret in front of its host: " + kind, finding.High
	}
	before := ""
	for rest := u.Tail; rest != ""; {
		i, inQuery := 0, len(rest) <= len(u.Rest)
		for i < len(rest) && !separates[rest[i]] {
			i++
		}
		part := rest[:i]
		rest = rest[min(i+1, len(rest)):]
		if signed(before) {
			before = ""
			continue
		}
		if len(part) >= minToken {
			if f, ok := token(part); ok && f.Kind.Name != "JWT" && !tokenBelongs(host, part[f.Start:f.End]) {
				return "its address carries a secret: " + f.Kind.Name, finding.High
			}
			if secrets.Shaped(part) && !tokenBelongs(host, part) {
				return "its address carries what has the form of a token", finding.Medium
			}
		}
		if len(part) >= minToken && opensDoors(before) && !repeated(part) && strings.ContainsAny(part, "0123456789") && strings.IndexByte(part, '%') < 0 {
			return "its address carries a value under the name of a secret", finding.Medium
		}
		before = part
		if len(part) >= minCarried && !tokenBelongs(host, part) {
			how := secretInPart(part)
			if how != "" {
				return "its address carries " + how, finding.High
			}
			if len(part) >= minProse && inQuery && how == "" && encodedProse(part) {
				why, severity = "its address carries sentences, encoded", finding.Medium
			}
		}
	}
	if why := keyMaterial(u.Rest); why != "" {
		return why, finding.High
	}
	if why != "" {
		return why, severity
	}
	if collects(host) {
		return "its host is one that collects what calls it", finding.Medium
	}
	if signedToken(u.Rest) {
		return "its address carries a signed token (JWT)", finding.Medium
	}
	return "", 0
}

// secretInPart is secretIn for a part that may be the name of a picture.
func secretInPart(part string) string {
	how := secretIn(part, 0)
	if dot := strings.LastIndexByte(part, '.'); how == "" && dot >= minCarried && len(part)-dot <= len(".webp") {
		how = secretIn(part[:dot], 0)
	}
	return how
}

const (
	// maxTold bounds what is read of what is told to somebody: what is longer is
	// a file.
	maxTold = 256 << 10
	// minToken is the shortest part of an address that is looked at for tokens of
	// known formats.
	minToken = 16
	// minCarried is the shortest part of an address that is looked into.
	minCarried = 12
	// maxCarried bounds how much of one is decoded.
	maxCarried = 8 << 10
)

// separates are the characters between the parts of an address.
var separates = [256]bool{'/': true, '?': true, '&': true, '=': true, '#': true, ';': true}

// opensDoors reports whether the name of a parameter is that of a secret which
// no service asks for in its address.
func opensDoors(name string) bool {
	for _, w := range [...]string{"password", "passwd", "secret_access_key", "secret_key", "private_key", "privatekey", "client_secret"} {
		if containsFold(name, w) {
			return true
		}
	}
	return false
}

// token finds the first secret of a known format.
func token(text string) (secrets.Found, bool) {
	for _, f := range secrets.Find(text) {
		return f, true
	}
	return secrets.Found{}, false
}

// signed reports whether the name in front of a value is that of the access key
// of a signed address.
func signed(name string) bool {
	if name == "" || strings.IndexByte("xag", name[0]|0x20) < 0 { // as they begin
		return false
	}
	return strings.EqualFold(name, "x-amz-credential") || strings.EqualFold(name, "awsaccesskeyid") || strings.EqualFold(name, "googleaccessid")
}

// tokenBelongs reports whether a token belongs where it is: a key for maps.
func tokenBelongs(host, token string) bool {
	return strings.HasPrefix(token, "AIza") && (strings.HasSuffix(host, "googleapis.com") || strings.HasSuffix(host, "google.com"))
}

// secretIn says what secret a part of an address holds, plain or decoded; ""
// for none.
func secretIn(part string, depth int) string {
	if strings.IndexByte(part, '%') >= 0 {
		if plain, ok := unescaped(part); ok && depth < 3 {
			if how := secretSetting(plain); how != "" {
				return how
			}
			return secretIn(plain, depth+1)
		}
	}
	if how := secretSetting(part); how != "" || depth > 2 || len(part) > maxCarried {
		return how
	}
	b, ok := carried(part)
	if !ok || !printable(b) {
		return ""
	}
	if how := secretSetting(string(b)); how != "" {
		return how + ", encoded"
	}
	if cardNumber(string(b)) {
		return "the number of a payment card, encoded"
	}
	return secretIn(string(b), depth+1)
}

// hexText reports whether a part of an address can be ASCII text in
// hexadecimal: the first digit of each pair says so.
func hexText(s string) bool {
	if len(s)%2 != 0 {
		return false
	}
	for i := range len(s) {
		v := hexValue(s[i])
		if v == 16 || i%2 == 0 && (v < 2 || v > 7) && !(v == 0 && (s[i+1]|0x20 == 'a' || s[i+1]|0x20 == 'd')) {
			return false
		}
	}
	return true
}

// base64Text reports whether a part of an address can be base64 of text: both
// cases, and nothing that base64 does not have.
func base64Text(s string) bool {
	upper, small := 0, 0
	s = strings.TrimRight(s, "=")
	for i := range len(s) {
		switch c := s[i]; {
		case c >= 'A' && c <= 'Z':
			upper++
		case c >= 'a' && c <= 'z':
			small++
		case c >= '0' && c <= '9', c == '+', c == '/', c == '-', c == '_':
		default:
			return false
		}
	}
	return len(s)%4 != 1 && upper > 1 && small > 1
}

func decode64(s string) ([]byte, error) {
	s = strings.TrimRight(s, "=")
	if strings.ContainsAny(s, "-_") {
		return base64.RawURLEncoding.DecodeString(s)
	}
	return base64.RawStdEncoding.DecodeString(s)
}

func unescaped(s string) (string, bool) {
	b := make([]byte, 0, len(s))
	done := false
	for i := 0; i < len(s); i++ {
		if s[i] == '%' && i+2 < len(s) {
			if v, ok := hexPair(s[i+1], s[i+2]); ok {
				b, i, done = append(b, v), i+2, true
				continue
			}
		}
		b = append(b, s[i])
	}
	return string(b), done
}

// printable reports whether decoded bytes are text and not chance.
func printable(b []byte) bool {
	for _, c := range b {
		if c < ' ' && c != '\n' && c != '\r' && c != '\t' || c >= 0x7f {
			return false
		}
	}
	return len(b) >= 8
}

// secretSetting says what secret a text is; "" for none.
func secretSetting(s string) string {
	if strings.Contains(s, "PRIVATE KEY-----") {
		return "a private key"
	}
	if strings.Contains(s, ":0:0:") && strings.Contains(s, "root:") {
		return "the file of a system's users"
	}
	if f, ok := token(s); ok && f.Kind.Name != "JWT" {
		return "a secret (" + f.Kind.Name + ")"
	}
	for rest := s; ; { // DB_PASSWORD=..., aws_secret_access_key = ..., "password": ...
		i := strings.IndexAny(rest, "=:")
		if i < 0 {
			return ""
		}
		name := rest[:i]
		if k := strings.LastIndexAny(name, " \n\t,;{&'"); k >= 0 && k+1 < len(name) {
			name = name[k+1:]
		}
		value := strings.TrimLeft(rest[i+1:], " \"'")
		if secretName(strings.Trim(name, "\"' ")) && len(value) >= 4 {
			return "a setting with a password or key"
		}
		rest = rest[i+1:]
	}
}

// secretName reports whether the name of a setting says that it is a secret.
func secretName(name string) bool {
	if len(name) < 6 || len(name) > 48 {
		return false
	}
	for _, w := range [...]string{"password", "passwd", "secret", "api_key", "apikey", "access_key", "private_key", "auth_token", "access_token", "credential", "db_pass"} {
		if containsFold(name, w) {
			return !strings.HasSuffix(name, "_id") && !containsFold(name, "expir") && !containsFold(name, "hash")
		}
	}
	return false
}

// keyMaterial looks for private keys of wallets, and long secrets under a name
// that says so.
func keyMaterial(query string) string {
	for rest := query; rest != ""; {
		i := strings.IndexAny(rest[1:], "?&#;")
		part := rest[1:]
		if i >= 0 {
			part, rest = rest[1:i+1], rest[i+1:]
		} else {
			rest = ""
		}
		name, value, ok := strings.Cut(part, "=")
		if !ok || len(value) < 2 || repeated(value[1:]) {
			continue
		}
		if containsFold(name, "hash") || containsFold(name, "tx") || containsFold(name, "address") {
			continue
		}
		keyed := containsFold(name, "key") || containsFold(name, "priv") || containsFold(name, "seed") || containsFold(name, "secret") || containsFold(name, "wallet")
		switch n := len(value); {
		case keyed && n == 66 && strings.HasPrefix(value, "0x") && allHex(value[2:]),
			keyed && (n == 51 && value[0] == '5' || n == 52 && (value[0] == 'K' || value[0] == 'L')) && base58(value):
			return "its address carries the private key of a wallet"
		}
	}
	return ""
}

// signedToken reports whether a query has a JSON web token in it.
func signedToken(query string) bool {
	i := strings.Index(query, "=eyJ")
	if i < 0 {
		return false
	}
	n, parts := 0, 1
	for _, c := range []byte(query[i+1:]) {
		if c == '.' {
			parts++
		} else if !tokenByte(c) {
			break
		}
		n++
	}
	return parts == 3 && n > 60
}

func allHex(s string) bool {
	for i := range len(s) {
		if hexValue(s[i]) == 16 {
			return false
		}
	}
	return true
}

func base58(s string) bool {
	for i := range len(s) {
		if c := s[i]; !letter(c) && (c < '1' || c > '9') || c == 'l' || c == 'I' || c == 'O' {
			return false
		}
	}
	return true
}

func tokenByte(c byte) bool {
	return letter(c) || c >= '0' && c <= '9' || c == '_' || c == '-'
}

// repeated reports whether a text is one character over and over: a
// placeholder.
func repeated(s string) bool { return len(s) > 0 && strings.Count(s, s[:1]) > len(s)*3/4 }
