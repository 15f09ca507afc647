package secret

import (
	"math"
	"strings"

	"github.com/mcp-watchdog/mcp-watchdog/internal/lazy"
)

// class says what a telling name promises.
type class uint8

const (
	isPassword class = iota + 1 // chosen by people: short, but not a word
	isKey                       // made by machines: long and random
	isService                   // the same, where the rest of the name calls it a secret
)

// names are parts of names that announce a secret: DB_PASSWORD, clientSecret,
// "api-key", access_token.
var names = []struct {
	word  string
	kind  *Kind
	class class
}{
	{"password", password, isPassword}, {"passwd", password, isPassword}, {"passphrase", password, isPassword}, {"_pass", password, isPassword}, {"pwd=", password, isPassword}, {"_pwd:", password, isPassword}, {"password ", password, isPassword},
	{"-pass", password, isPassword}, {".pass", password, isPassword}, {"requirepass", password, isPassword}, {"masterauth", password, isPassword}, {"_pw=", password, isPassword}, {"_pw:", password, isPassword}, {"passwort", password, isPassword}, {"kennwort", password, isPassword}, {"contrasena", password, isPassword}, {"wachtwoord", password, isPassword},
	{"secret", k("secret"), isKey}, {"api_key", apiKey, isKey}, {"apikey", apiKey, isKey}, {"api-key", apiKey, isKey}, {"api key", apiKey, isKey},
	{"access_key", k("access key"), isKey}, {"accesskey", k("access key"), isKey}, {"access-key", k("access key"), isKey}, {"private_key", k("private key value"), isKey}, {"privatekey", k("private key value"), isKey},
	{"token", accessToken, isKey}, {"accountkey", azure, isKey}, {"sharedaccess", azure, isKey}, {"credential", credential, isKey},
	{"encryption_key", k("encryption key"), isKey}, {"encryption.key", k("encryption key"), isKey}, {"encryption-key", k("encryption key"), isKey}, {"api.key", apiKey, isKey}, {"private-key", k("private key value"), isKey}, {"private.key", k("private key value"), isKey}, {"access.key", k("access key"), isKey}, {"_pat=", accessToken, isKey}, {"_pat:", accessToken, isKey}, {"_pat ", accessToken, isKey}, {"ext_pat", accessToken, isKey}, {"extpat", accessToken, isKey}, {"access key", k("access key"), isKey},
	{"encryptionkey", k("encryption key"), isKey}, {"signing_key", k("signing key"), isKey}, {"signature_key", k("signing key"), isKey}, {"preshared", k("shared key"), isKey}, {"hmac_key", k("signing key"), isKey}, {"cookie_key", k("signing key"), isKey}, {"_auth", credential, isKey}, {"master_key", k("master key"), isKey},
	{"auth_key", apiKey, isKey}, {"authkey", apiKey, isKey}, {"session_key", k("session key"), isKey}, {"service_key", apiKey, isKey}, {"client_key", apiKey, isKey},
	{"sourcegraph", k("Sourcegraph token"), isKey}, {"telegram", k("Telegram token"), isService}, {"twilio", k("Twilio key"), isService}, {"mailgun", k("Mailgun key"), isService}, {"mailchimp", k("Mailchimp key"), isService},
	{"contribsys", k("Sidekiq credentials"), isKey},
	// Cookies of sessions, as frameworks call them; what others call a session id is what calls are about.
	{"phpsessid", sessionCookie, isKey}, {"jsessionid", sessionCookie, isKey}, {"connect.sid", sessionCookie, isKey}, {"asp.net_sessionid", sessionCookie, isKey}, {"laravel_session", sessionCookie, isKey}, {"aspxauth", sessionCookie, isKey},
	// Services whose keys have no form of their own.
	{"datadog", k("Datadog key"), isService}, {"heroku", k("Heroku key"), isService}, {"fastly", k("Fastly key"), isService}, {"algolia", k("Algolia key"), isService}, {"airtable", k("Airtable key"), isService},
	{"dropbox", k("Dropbox key"), isService}, {"netlify", k("Netlify key"), isService}, {"launchdarkly", k("LaunchDarkly key"), isService}, {"mattermost", k("Mattermost key"), isService}, {"hubspot", k("HubSpot key"), isService},
	{"intercom", k("Intercom key"), isService}, {"zendesk", k("Zendesk key"), isService}, {"codecov", k("Codecov key"), isService}, {"bitbucket", k("Bitbucket key"), isService}, {"coinbase", k("Coinbase key"), isService},
	{"kucoin", k("KuCoin key"), isService}, {"bittrex", k("Bittrex key"), isService}, {"mapbox", k("Mapbox key"), isService}, {"contentful", k("Contentful key"), isService}, {"sendbird", k("Sendbird key"), isService},
	{"sumologic", k("Sumo Logic key"), isService}, {"finnhub", k("Finnhub key"), isService}, {"rapidapi", k("RapidAPI key"), isService}, {"squarespace", k("Squarespace key"), isService}, {"freshbooks", k("FreshBooks key"), isService},
	{"artifactory", k("Artifactory key"), isService}, {"messagebird", k("MessageBird key"), isService}, {"droneci", k("Drone CI key"), isService},
}

func nameFormats() []format {
	var all []format
	for _, n := range names {
		find := func(text string, at int) (Found, bool) { return named(text, at-len(n.word), at, n.kind, n.class) }
		all = append(all, format{kind: n.kind, prefix: n.word, anyCase: true, find: find, maybe: maybeNamed, class: n.class})
	}
	return all
}

// maxName bounds the rest of a name behind its telling word.
const maxName = 40

// named finds the value behind a telling name at text[start:at].
func named(text string, start, at int, kind *Kind, c class) (Found, bool) {
	if c == isPassword && text[at-1] == ' ' { // password WORD, of .netrc
		return netrc(text, at)
	}
	if c := text[at-1]; c == '=' || c == ':' {
		at--
	}
	from, end := start, at
	for from > 0 && start-from < maxName && nameByte(text[from-1]) {
		from--
	}
	for end < len(text) && end-at < maxName && (nameByte(text[end])) {
		end++
	}
	if kind == sessionCookie && from > 0 && text[from-1] == ';' { // a step of an address: whoever made the page had none
		return Found{}, false
	}
	if !telling(text[from:end], text[at:end]) || from > 1 && text[from-1] == ':' && (text[from-2] == ':' || digits[text[from-2]]) || text[start] == '_' && from == start && at-start < 5 {
		return Found{}, false // a type, a part of an address in a cloud
	}
	if c == isPassword && from > 3 && text[from-4:from] == "etc/" {
		return Found{}, false // the file
	}
	name := lower(text[from:end])
	if c == isService {
		if !callsSecret(name) {
			return Found{}, false
		}
		c = isKey
	}
	if from > 0 && asks(text, from) && (c == isKey && badge(text, from) || c == isPassword && meeting(text, from)) {
		return Found{}, false
	}
	i, op := operator(text, end)
	if op == 0 && spaced(text, from, end) {
		i, op = end+1, ' '
	}
	if op == 0 {
		return Found{}, false
	}
	i, stop, quoted := value(text, i)
	if stop <= i || op == ',' && !quoted {
		return Found{}, false
	}
	if op == row {
		op = '='
	}
	v := text[i:stop]
	ok := c == isPassword && passwordValue(v, quoted) || c == isKey && (keyValue(name, v) || kind == credential && basic(v)) && !namesItself(text[start:at], v)
	if op == attribute && c != isPassword && !setting(text, from) {
		return Found{}, false
	}
	if c == isPassword && (!quoted && len(v) < shortestValue || (op == ',' || op == '|') && !strong(v)) {
		return Found{}, false
	}
	if op == 'i' && !strong(v) && (c == isPassword || (strings.Contains(v, "/") || strings.Contains(v, "-")) && !longRandom(v)) {
		return Found{}, false // a sentence about it
	}
	return Found{Start: i, End: stop, Kind: kind}, ok
}

func nameByte(c byte) bool { return alnum[c] || c == '_' || c == '-' || c == '.' }

// meeting reports whether an address that has a parameter at text[at:] is the invitation
// to a meeting: who gets it is asked to come in.
func meeting(text string, at int) bool {
	before := text[max(0, at-300):at]
	before = lower(before[strings.LastIndexAny(before, " \t\n\"'()<>")+1:])
	for _, room := range [...]string{"/j/", "/w/", "/s/", "/my/", "/join/", "/meeting/"} {
		if i := strings.Index(before, room); i >= 0 && len(before) > i+len(room) && (digits[before[i+len(room)]] || room == "/my/") {
			return true
		}
	}
	return false
}

// badge reports whether an address that has a parameter at text[at:] is that of a
// picture which shows the state of something: its token opens that picture.
func badge(text string, at int) bool {
	before := text[max(0, at-300):at]
	before = lower(before[strings.LastIndexAny(before, " \t\n\"'()<>")+1:])
	return strings.Contains(before, ".svg?") || strings.Contains(before, "badge")
}

// callsSecret reports whether a name, in small letters, calls its value a secret.
func callsSecret(name string) bool {
	for _, w := range secretWords {
		if strings.Contains(name, w) {
			return true
		}
	}
	return false
}

// telling reports whether the value of a name is a secret, and not something
// about one: token_type, next_page_token, password_field, secretName. rest is
// what stands behind the telling word.
func telling(name, rest string) bool {
	low := lower(name)
	for _, w := range aboutParts {
		if strings.Contains(low, w) {
			return false
		}
	}
	from := 0
	for i := 0; i <= len(name); i++ {
		sep := i == len(name) || name[i] == '_' || name[i] == '-' || name[i] == '.'
		if sep || i > from && name[i] >= 'A' && name[i] <= 'Z' && name[i-1] >= 'a' && name[i-1] <= 'z' {
			if aboutWords()[low[from:i]] {
				return false
			}
			if from = i; sep {
				from++
			}
		}
	}
	rest = strings.Trim(lower(rest), "_-.0123456789")
	if rest == "" || restWords()[rest] {
		return true
	}
	for word := range strings.FieldsFuncSeq(rest, func(r rune) bool { return r == '_' || r == '-' || r == '.' }) {
		if !restWords()[word] || word == "access" { // which tells more, with what follows
			return false
		}
	}
	return true
}

// aboutWords are words of names whose values are about a secret, aboutParts
// the like inside of words.
var (
	aboutWords = lazy.Words(`page next cursor csrf xsrf sync num count limit type name path file url uri length size format regex pattern hint label field prefix
		policy arn version etag checksum integrity hash digest idempotency hidden show reset forgot invalid wrong missing require required enable enabled disable disabled
		use has is test ref change starting confirmation unit resource example dummy fake mock max min public pub syntax parse lexer stop pad eos bos unk mask special expiry expires expiration`)
	aboutParts = strings.Fields(`continuation tokeniz tokens nextpage pagetoken nexttoken synctoken cancellationtoken canceltoken id_token_hint secretsmanager placeholder
		tokenid token_id key_id keyid accesskeyid access_key_id publickey public_key expir`)
)

// restWords may stand behind the telling word.
var restWords = lazy.Words(`key keys token tokens value val secret access auth bot live prod production dev staging test base64 data env string plain plaintext text header bearer id_key
	password passwd pass pat word api client app user account service admin root db database default new old current primary secondary main hash_key key_base signing encryption private s`)

// operator finds what gives a name its value, and where the value begins.
func operator(text string, at int) (next int, op byte) {
	if next, op = listed(text, at); next > 0 {
		return next, op
	}
	if next = declared(text, at); next > 0 {
		return next, ':'
	}
	if next = rowed(text, at); next > 0 {
		return next, row
	}
	i := at
	for i < len(text) && i-at < 8 && strings.IndexByte("\"'`\\ \t)]*", text[i]) >= 0 {
		i++
	}
	if i == len(text) {
		return 0, 0
	}
	i = typed(text, i)
	switch c := text[i]; {
	case c == '=' || c == ':' || c == '>':
		op = c
	case (c == '?' || c == '.') && i > at && i+1 < len(text) && text[i+1] == '=': // of make, of PHP
		op, i = '=', i+1
	case (strings.HasPrefix(text[i:], "is ") || strings.HasPrefix(text[i:], "is:")) && i > at:
		op, i = 'i', i+2
	case c == ',' && i > at && text[i-1] != ' ': // ["--token","..."], setenv("X","...")
		op = ','
	case c == '|' && i > at && text[i-1] == ' ': // the next cell of a table
		op = '|'
	default:
		return 0, 0
	}
	for i++; i < len(text) && i-at < 48 && strings.IndexByte("=:> \t\r\n\\", text[i]) >= 0; i++ {
		if text[i] == '\n' && op != ':' && (op != '>' || i < 1 || text[i-1] != '>') {
			return 0, 0
		}
		if (text[i] == '=' || text[i] == '>') && text[i-1] == '=' && op == '=' && text[i] == '=' {
			return 0, 0 // a comparison
		}
	}
	if op == '>' && i < len(text) && text[i] == '<' {
		return 0, 0
	}
	return i, op
}

// typed skips the type between a name and its operator: var token string = "...".
func typed[T string | []byte](text T, i int) int {
	if stands(text, i, "string =") {
		return i + len("string ")
	}
	return i
}

// attribute is the operator between name="..." and value="...": forms have such
// of tokens that are in every page, and settings have passwords there.
const attribute = 'v'

// listed finds the value in lists of names and values: {"name":"X_TOKEN",
// "value":"..."}, and the same in YAML, as Kubernetes has it.
func listed(text string, at int) (next int, op byte) {
	rest := text[at:min(len(text), at+64)]
	i := 0
	for i < len(rest) && strings.IndexByte("\"', \t\r\n\\", rest[i]) >= 0 {
		i++
	}
	if i == 0 || !strings.HasPrefix(rest[i:], "value") {
		return 0, 0
	}
	for i += len("value"); i < len(rest) && strings.IndexByte("\"'\\", rest[i]) >= 0; i++ {
	}
	if i == len(rest) || rest[i] != ':' && rest[i] != '=' {
		return 0, 0
	}
	op = rest[i]
	for i++; i < len(rest) && (rest[i] == ' ' || rest[i] == '\t' || rest[i] == '\\'); i++ {
	}
	if op == '=' {
		op = attribute
	}
	return at + i, op
}

// maxValue bounds a value.
const maxValue = 1 << 10

// value is the text of a value: what is quoted, or up to white space.
func value(text string, i int) (start, end int, quoted bool) {
	if i >= len(text) {
		return 0, 0, false
	}
	for _, scheme := range []string{"Bearer ", "bearer ", "Token ", "Basic "} {
		if strings.HasPrefix(text[i:], scheme) {
			i += len(scheme)
		}
	}
	if i < len(text) && strings.IndexByte("bfru", text[i]) >= 0 && i+1 < len(text) && (text[i+1] == '"' || text[i+1] == '\'') {
		i++ // b"..."
	}
	if i >= len(text) {
		return 0, 0, false
	}
	if q := text[i]; q == '"' || q == '\'' || q == '`' {
		end := i + 1
		for end < len(text) && end-i < maxValue && text[end] != q && text[end] != '\n' {
			end++
		}
		if end == len(text) || text[end] != q {
			return 0, 0, false
		}
		if text[end-1] == '\\' { // JSON in JSON
			end--
		}
		if strings.HasPrefix(text[i+1:end], "Bearer ") {
			i += len("Bearer ")
		}
		return i + 1, end, true
	}
	end = i
	for end < len(text) && end-i < maxValue && text[end] > ' ' && strings.IndexByte("\"'`<>,;&)]}\\", text[end]) < 0 && !strings.HasPrefix(text[end:], "\u00a0") {
		if text[end] == '=' && end+1 < len(text) && alnum[text[end+1]] { // another assignment
			return 0, 0, false
		}
		end++
	}
	for end > i && (text[end-1] == '.' || text[end-1] == ':' || text[end-1] == '!') && (end == len(text) || text[end] <= ' ') {
		end--
	}
	return i, end, false
}

// passwordValue reports whether a value is a password that somebody uses.
func passwordValue(v string, quoted bool) bool {
	if len(v) < 6 || len(v) > 128 || strings.ContainsAny(v, " \t") || notAValue(v) || dummy(v) || !quoted && (strings.ContainsAny(strings.TrimRight(v, "="), "({[=") || strings.HasSuffix(v, "=") && len(v)%4 != 0) {
		return false
	}
	low := strings.ToLower(v)
	if appPassword(v) {
		return true
	}
	if stockWords()[strings.Trim(low, "0123456789!@#$%_-")] || plainWord(low) && !scrambled(v) {
		return false
	}
	return (varied(v) || scrambled(v)) && !version(v) && !illustrates(v)
}

// leet takes the disguise off words that documents dress up as passwords:
// P@ssw0rd, S3cr3t.
var leet = strings.NewReplacer("@", "a", "4", "a", "3", "e", "1", "i", "0", "o", "$", "s", "5", "s", "7", "t")

// keyValue reports whether a value is a key that a machine made.
func keyValue(name, v string) bool {
	switch {
	case dottedName(v) || spelledOut(v) || patched(v) || uniform(v) || counted(v):
		return false
	case len(v) < 16 || !random(v) && !uuid(v) || strings.ContainsAny(v, " \t") || strings.Contains(v, "@") && !strings.ContainsAny(v, "#^&*!%$") || notAValue(v) || dummy(v) || documented[v] || documented[v[strings.LastIndexByte(v, '.')+1:]] || ascending(lower(v), 70):
		return false
	case uuid(v):
		return strings.Contains(name, "secret") || strings.Contains(name, "key") || strings.Contains(name, "authtoken") || strings.Contains(name, "auth_token") || strings.Contains(name, "api_token")
	}
	return true
}

// notAValue reports whether v names something instead of being it: a variable,
// a call, a path, an address, a type.
func notAValue(v string) bool {
	if variable(v) || strings.Contains(v, "://") || pattern(v) || strings.HasPrefix(v, "/") || strings.HasPrefix(v, "~/") || strings.HasPrefix(v, "./") || strings.HasPrefix(v, "arn:") || strings.HasPrefix(v, "projects/") {
		return true
	}
	low := strings.ToLower(v)
	for _, p := range []string{"process.env", "os.environ", "os.getenv", "env.", "env(", "getenv", "config.", "config[", "self.", "this.", "settings.", "secrets.", "vars.", "var.", "local.", "data.", "module.", "ref+", "vault:", "op://",
		"aws_", "urn:", "x-", "mock", "pk.ey", "pk_live", "pk_test", "phc_", "scram-sha", "sha256:", "sha512-", "sha256-", "sha1-", "md5:", "$2a$", "$2b$", "$2y$", "$argon2", "{cipher}", "enc[", "ssh-rsa", "ssh-ed25519", "age1", "-----"} {
		if strings.HasPrefix(low, p) {
			return true
		}
	}
	if i := strings.IndexAny(v, "(["); i > 0 && !strings.ContainsFunc(v[:i], func(r rune) bool { return r >= 128 || !nameByte(byte(r)) && r != ':' }) {
		return true // a call, an element
	}
	if strings.HasSuffix(v, "Array") && len(v) < 20 {
		return true // Uint8Array
	}
	return strings.Contains(v, "::") || strings.HasSuffix(v, "/aws4_request") || strings.HasSuffix(low, ".json") || strings.HasSuffix(low, ".pem") || strings.HasSuffix(low, ".key") || strings.HasSuffix(low, ".txt")
}

// version reports whether v is a version or a date.
func version(v string) bool {
	n := 0
	for i := range len(v) {
		if digits[v[i]] || v[i] == '.' || v[i] == '-' || v[i] == ':' {
			n++
		}
	}
	return n*10 >= len(v)*8 && strings.ContainsAny(v, ".-:")
}

// uuid reports whether v is one.
func uuid(v string) bool {
	if len(v) != 36 {
		return false
	}
	for i := range len(v) {
		if dash := i == 8 || i == 13 || i == 18 || i == 23; dash != (v[i] == '-') || !dash && !hexs[v[i]] {
			return false
		}
	}
	return true
}

// random reports whether v looks made by a machine: enough different
// characters in no order of a word. Its measure is Shannon entropy, which for
// short strings depends on their length.
func random(v string) bool {
	var count [256]int
	letters, numbers := 0, 0
	for i := range len(v) {
		c := v[i]
		if c < '!' || c > '~' {
			return false
		}
		count[c]++
		switch {
		case digits[c]:
			numbers++
		case alnum[c]:
			letters++
		}
	}
	if numbers == 0 && !strings.ContainsAny(v, "+/~") || letters == 0 {
		return false
	}
	h := 0.0
	for _, n := range count {
		if n > 0 {
			p := float64(n) / float64(len(v))
			h -= p * math.Log2(p)
		}
	}
	need := 3.5
	if len(v) < 20 {
		need = 3.2
	}
	if onlyHex(v) {
		need = 2.9
	}
	return h >= need && !wordy(v)
}

func onlyHex(v string) bool {
	for i := range len(v) {
		if !hexs[v[i]] && v[i] != '-' {
			return false
		}
	}
	return true
}

// wordy reports whether most of v are words: runs of letters of one case, as in
// my-service-account-2 or ReadTimeoutSeconds30.
func wordy(v string) bool {
	in, run := 0, 0
	flush := func() {
		if run >= 4 {
			in += run
		}
		run = 0
	}
	for i := range len(v) {
		c := v[i]
		if c >= 'a' && c <= 'z' {
			run++
			continue
		}
		flush()
		if c >= 'A' && c <= 'Z' {
			run = 1
		}
	}
	flush()
	return in*10 >= len(v)*6 && !interleaved(v)
}
