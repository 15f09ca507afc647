package secret

import (
	"bytes"
	"encoding/base64"
	"strings"
)

// otherFormats are secrets that are more than a prefix and a body.
func otherFormats() []format {
	all := []format{
		{kind: openai, prefix: "T3BlbkFJ", find: legacyOpenAI, maybe: always},
		{kind: privateKey, prefix: "-----BEGIN ", find: pem, maybe: maybePEM},
		{kind: privateKey, prefix: "PuTTY-User-Key-File-", find: putty, maybe: always},
		{kind: webhook, prefix: "hooks.slack.com/", find: slackHook, maybe: always},
		{kind: discord, prefix: "/api/webhooks/", find: discordHook, maybe: always},
		{kind: walletSeed, prefix: "mnemonic", anyCase: true, find: seedPhrase, maybe: always},
		{kind: walletSeed, prefix: "seed phrase", anyCase: true, find: seedPhrase, maybe: always},
		{kind: walletSeed, prefix: "recovery phrase", anyCase: true, find: seedPhrase, maybe: always},
		{kind: walletSeed, prefix: "seed words", anyCase: true, find: seedPhrase, maybe: always},
		{kind: walletSeed, prefix: "wallet seed", anyCase: true, find: seedPhrase, maybe: always},
		{kind: walletKey, prefix: "private key", anyCase: true, find: walletKeyBehind, maybe: maybeWalletKey},
		{kind: walletKey, prefix: "wallet", anyCase: true, find: walletKeyBehind, maybe: maybeWalletKey},
		{kind: walletKey, prefix: "bitcoin", anyCase: true, find: walletKeyBehind, maybe: maybeWalletKey},
		{kind: walletKey, prefix: "ethereum", anyCase: true, find: walletKeyBehind, maybe: maybeWalletKey},
		{kind: walletKey, prefix: " key is ", anyCase: true, find: walletKeyBehind, maybe: maybeWalletKey},
		{kind: sessionCookie, prefix: "cookie: ", anyCase: true, find: cookie, maybe: always},
		{kind: sessionCookie, prefix: `"httponly`, anyCase: true, find: jarred, maybe: always},
		{kind: k("Telegram token"), prefix: ":AAE", find: telegram, maybe: always}, {kind: k("Telegram token"), prefix: ":AAF", find: telegram, maybe: always},
		{kind: k("Telegram token"), prefix: ":AAG", find: telegram, maybe: always}, {kind: k("Telegram token"), prefix: ":AAH", find: telegram, maybe: always},
		{kind: password, prefix: "curl ", find: curlUser, maybe: maybeCurl},
		{kind: accessToken, prefix: "Authorization", anyCase: true, find: authorization, maybe: maybeAuthorization},
		{kind: k("Facebook token"), prefix: "facebook", anyCase: true, find: facebookToken, maybe: always},
	}
	for _, head := range []string{"eyJhbG", "eyJ0eX", "eyJraW", "eyJqa3", "eyJ4NX", "eyJlbm", "eyJjdH", "eyJ6aX", "eyJpc3", "eyAiYW", "eyAidH", "ewogIC", "eyJwMn"} {
		all = append(all, format{kind: jwt, prefix: head, find: jwtFrom(head), maybe: maybeJWT})
	}
	// The three alignments of a PEM private key in base64 begin alike: only the
	// first is one that people make (client-key-data of a kubeconfig).
	all = append(all, format{kind: privateKey, prefix: "LS0tLS1CRUdJTi", find: base64PEM, maybe: always})
	for _, scheme := range []string{"http://", "https://", "postgres://", "mongodb+srv://", "redis://", "rediss://",
		"amqp://", "amqps://", "sqlserver://", "ftp://", "ftps://", "sftp://", "smtp://", "smtps://", "ldap://", "ldaps://", "clickhouse://",
		"nats://", "kafka://", "ssh://", "git://", "imap://", "imaps://", "oracle://", "snowflake://", "jdbc:", "cloudinary://", "couchbase://", "neo4j://", "bolt://", "elasticsearch://", "socks5://", "db://", "sql://", "trino://", "presto://", "cassandra://", "+s://", "+ssc://", "+ssl://", "couchbases://", "opensearch://", "mqtt://", "mqtts://", "ws://", "wss://", "rtsp://", "rtmp://", "timescale://", "vertica://", "db2://", "hive://", "impala://",
		"memcached://", "etcd://", "zookeeper://", "valkey://", "valkeys://", "dragonfly://", "s3://", "webdav://", "davs://", "smb://", "vnc://", "rdp://", "tcp://", "telnet://", "+psycopg2://", "+asyncpg://"} {
		all = append(all, format{kind: password, prefix: scheme, anyCase: true, find: urlPassword, maybe: maybeURL})
	}
	return all
}

func always([]byte, int, int) bool { return true }

// anthropicKey is sk-ant-api03- or sk-ant-admin01-, 93 characters, AA.
func anthropicKey(text string, at int) (Found, bool) {
	start := strings.LastIndex(text[:at], "sk-ant-")
	end := at
	for end < len(text) && end-at < 120 && wordish[text[end]] {
		end++
	}
	head := strings.IndexByte(text[at:end], '-') + 1
	body := text[at+head : end]
	return Found{Start: start, End: end}, head > 0 && len(body) == 95 && strings.HasSuffix(body, "AA") && !dummy(body)
}

// sourcegraphToken is sgp_, an instance where there is one, and 40 hex digits.
func sourcegraphToken(text string, at int) (Found, bool) {
	end := at
	for end < len(text) && end-at < 80 && (alnum[text[end]] || text[end] == '_') {
		end++
	}
	body := text[at:end]
	if instance, rest, ok := strings.Cut(body, "_"); ok {
		if instance != "local" && (len(instance) != 16 || !onlyHex(instance)) {
			return Found{}, false
		}
		body = rest
	}
	return Found{Start: at - len("sgp_"), End: end}, len(body) == 40 && onlyHex(body) && random(body) ||
		len(body) == 64 && !onlyHex(body) && isMixed(body) && !dummy(body) // of Segment
}

// facebookToken is the token of an app: its number, a bar, and 27 characters.
func facebookToken(text string, at int) (Found, bool) {
	window := text[at:min(len(text), at+100)]
	bar := strings.IndexByte(window, '|')
	if bar < 15 {
		return Found{}, false
	}
	start, end := bar, bar+1
	for start > 0 && digits[window[start-1]] {
		start--
	}
	for end < len(window) && wordish[window[end]] {
		end++
	}
	return Found{Start: at + start, End: at + end}, bar-start >= 15 && bar-start <= 16 && end-bar-1 == 27
}

// legacyOpenAI is a key of the form sk-...T3BlbkFJ...
func legacyOpenAI(text string, at int) (Found, bool) {
	start, end := at, at
	for start > 0 && at-start < 100 && wordish[text[start-1]] {
		start--
	}
	for end < len(text) && end-at < 200 && wordish[text[end]] {
		end++
	}
	if !strings.HasPrefix(text[start:], "sk-") || end-start < 40 {
		return Found{}, false
	}
	return Found{Start: start, End: end}, true
}

// pem is a private key in PEM (RFC 7468), also of PGP, to its end or as far as
// it goes. A body of a few letters is an illustration.
func pem(text string, at int) (Found, bool) {
	label := text[at:min(len(text), at+64)]
	stop := strings.Index(label, "-----")
	if stop < 0 || !strings.Contains(label[:stop], "PRIVATE KEY") && !strings.Contains(label[:stop], "Static key") {
		return Found{}, false
	}
	start, body := at-len("-----BEGIN "), at+stop+5
	end, size, longest, run := body, 0, 0, 0
	for end < len(text) && end-body < maxPEM {
		c := text[end]
		if c == '-' && strings.HasPrefix(text[end:], "-----BEGIN ") {
			break
		}
		if c == '-' && strings.HasPrefix(text[end:], "-----END ") {
			if shut := strings.Index(text[end+9:min(len(text), end+90)], "-----"); shut >= 0 {
				end += 9 + shut + 5
			}
			break
		}
		switch {
		case base64s[c]:
			size++
			run++
			longest = max(longest, run)
		case strings.IndexByte(" \t\r\n\\\"',:#.>|+", c) >= 0:
			run = 0
		default:
			return pemEnd(start, end, size, longest)
		}
		end++
	}
	return pemEnd(start, end, size, longest)
}

// maxPEM bounds a key: RSA keys of 16384 bits have some 13 KB.
const maxPEM = 64 << 10

func pemEnd(start, end, size, longest int) (Found, bool) {
	return Found{Start: start, End: end}, size >= 40 && longest >= 24
}

func maybePEM(content []byte, _, at int) bool {
	label := content[at:min(len(content), at+64)]
	return bytes.Contains(label, []byte("PRIVATE")) || bytes.Contains(label, []byte("Static key"))
}

// putty is a key file of PuTTY.
func putty(text string, at int) (Found, bool) {
	rest := text[at:min(len(text), at+maxPEM)]
	lines := strings.Index(rest, "Private-Lines:")
	if lines < 0 {
		return Found{}, false
	}
	end := strings.Index(rest[lines:], "Private-MAC:")
	if end < 0 {
		end = min(len(rest)-lines, 1<<10)
	}
	start := at + lines + len("Private-Lines:")
	run := 0 // what stands for a key that was taken out before has hyphens
	for i := start; i < at+lines+end && run < 24; i++ {
		if run++; !base64s[text[i]] || text[i] == '-' {
			run = 0
		}
	}
	return Found{Start: start, End: at + lines + end}, run >= 24
}

// base64PEM is a PEM private key that was encoded once more.
func base64PEM(text string, at int) (Found, bool) {
	start, end := at-len("LS0tLS1CRUdJTi"), at
	head, err := base64.StdEncoding.DecodeString(text[start : start+(min(len(text)-start, 64)&^3)])
	if err != nil || !strings.Contains(string(head), "PRIVATE KEY") {
		return Found{}, false
	}
	for end < len(text) && end-start < maxPEM && base64s[text[end]] {
		end++
	}
	return Found{Start: start, End: end}, true
}

// jwtFrom is a JSON Web Token (RFC 7519): three parts, the first two of which
// are JSON objects. Tokens of documentation are known.
func jwtFrom(head string) func(string, int) (Found, bool) {
	return func(text string, at int) (Found, bool) {
		start := at - len(head)
		if !starts(text, start) {
			return Found{}, false
		}
		end, dots := at, [2]int{}
		n := 0
		for end < len(text) && end-start < maxToken && (n > 0 || end-start <= maxHead) && (wordish[text[end]] || text[end] == '.' || text[end] == '=') {
			if text[end] == '.' {
				if n == 2 {
					break
				}
				dots[n] = end
				n++
			}
			end++
		}
		if n == 2 && end < len(text) && text[end] == '.' {
			if f, ok := encrypted(text, start, dots[0], end); ok {
				return f, true
			}
		}
		if n < 2 || dots[1]-dots[0] < 8 || dots[0]-start < 16 || end-dots[1] < 20 {
			return Found{}, false
		}
		sign := text[dots[1]+1 : end]
		if !strings.HasPrefix(text[dots[0]+1:], "ey") && !strings.HasPrefix(text[dots[0]+1:], "ew") || documented[sign] || dummy(sign) || exampleClaims(text[dots[0]+1:dots[1]]) {
			return Found{}, false
		}
		return Found{Start: start, End: end}, true
	}
}

// encrypted is a token of five parts (RFC 7516), whose header names a cipher.
func encrypted(text string, start, head, end int) (Found, bool) {
	header, err := base64.RawURLEncoding.DecodeString(text[start:head])
	if err != nil || !strings.Contains(string(header), `"enc"`) {
		return Found{}, false
	}
	dots := 2
	for end < len(text) && end-start < maxToken && (wordish[text[end]] || text[end] == '.') {
		if text[end] == '.' {
			dots++
		}
		end++
	}
	return Found{Start: start, End: end}, dots >= 4 && end-start > 80
}

// mingled reports whether v is letters and digits in one another.
func mingled(v string) bool {
	var seen [256]bool
	n, digit := 0, 0
	for i := range len(v) {
		if digits[v[i]] {
			digit++
		}
		if !seen[v[i]] {
			seen[v[i]] = true
			n++
		}
	}
	return len(v) >= 20 && n >= 10 && digit >= 2 && !strings.ContainsAny(v, "-_. ")
}

// exampleClaims reports whether a token is for somebody whom only documentation
// knows.
func exampleClaims(payload string) bool {
	claims, err := base64.RawURLEncoding.DecodeString(strings.TrimRight(payload[:min(len(payload), 1<<10)&^3], "="))
	if err != nil && len(claims) == 0 {
		return false
	}
	for _, s := range []string{`{"sub":"1234567890`, `{"foo":`, `{"some":"payload"`, `"foo":"bar"`, `"John Doe"`} {
		if strings.Contains(string(claims), s) {
			return true
		}
	}
	return false
}

// maxHead bounds the header of a token.
const maxHead = 2 << 10

func maybeJWT(content []byte, start, at int) bool {
	i := at
	for i < len(content) && i-at < maxHead && wordish[content[i]] {
		i++
	}
	return i+1 < len(content) && content[i] == '.' && wordish[content[i+1]]
}

// documented are secrets that stand in everybody's documentation.
var documented = map[string]bool{
	"SflKxwRJSMeKKF2QT4fwpMeJf36POk6yJV_adQssw5c": true, // jwt.io
	"TJVA95OrM7E2cBab30RMHrHDcEfxjoYZgeFONFh7HgQ": true, // jwt.io, before
	"wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY":    true, // Amazon Web Services
	"je7MtGbClwBF/2Zp9Utk/h3yCo8nvbEXAMPLEKEY":    true,
	"2YotnFZFEjr1zCsicMWpAA":                      true, // RFC 6749
	"ad180jjd733klru7":                            true, // RFC 5849
	"kkk9d7dh3k39sjv7":                            true,
	"YWxhZGRpbjpvcGVuc2VzYW1l":                    true, // Wikipedia
	"QWxhZGRpbjpvcGVuIHNlc2FtZQ":                  true, // RFC 7617
	"123456:ABC-DEF1234ghIkl-zyx57W2v1u123ew11":   true, // Telegram
	"evaGxfADs6pSRb2LAv9IZf17Dt3juxGJ-PCt92wr-oA": true, // RFC 8555
	"tGzv3JOkF0XG5Qx2TlKWIA":                      true,
	"czZCaGRSa3F0MzpnWDFmQmF0M2JW":                true,
	"4eC39HqLyjWDarjtT1zdp7dc":                    true, // Stripe
}

// cookie is the value of a session in a Cookie or Set-Cookie header.
func cookie(text string, at int) (Found, bool) {
	rest := text[at:min(len(text), at+1000)]
	for _, stop := range []string{"\n", "ookie: "} {
		if end := strings.Index(rest, stop); end >= 0 {
			rest = rest[:end]
		}
	}
	for pos := 0; pos < len(rest); {
		end := strings.IndexByte(rest[pos:], ';')
		if end < 0 {
			end = len(rest) - pos
		}
		name, v, _ := strings.Cut(rest[pos:pos+end], "=")
		v = strings.TrimRight(v, " \r'\"")
		if sessionName(name) && len(v) >= 16 && !variable(v) && !dummy(v) && (random(v) || mingled(v)) {
			start := at + pos + len(name) + 1
			return Found{Start: start, End: start + len(v)}, true
		}
		pos += end + 1
	}
	return Found{}, false
}

// telegram is the token of a bot: its number, a colon, and 35 characters.
func telegram(text string, at int) (Found, bool) {
	start, end := at-len(":AAE"), at
	for end < len(text) && end-at < 40 && wordish[text[end]] {
		end++
	}
	number := 0
	for start > 0 && number < 12 && digits[text[start-1]] {
		start, number = start-1, number+1
	}
	return Found{Start: start, End: end}, end-at == 32 && number >= 8 && number <= 10 && starts(text, start)
}

// slackHook is an address that anybody can post with.
func slackHook(text string, at int) (Found, bool) {
	end := at
	for end < len(text) && end-at < 120 && (wordish[text[end]] || text[end] == '/') {
		end++
	}
	path := text[at:end]
	parts := strings.Split(path, "/")
	if len(parts) < 4 || parts[0] != "services" && parts[0] != "workflows" && parts[0] != "triggers" {
		return Found{}, false
	}
	last := parts[len(parts)-1]
	if len(last) < 20 || dummy(last) || dummy(parts[1]) {
		return Found{}, false
	}
	return Found{Start: at + len(parts[0]) + 1, End: end}, true
}

// discordHook is /api/webhooks/ID/TOKEN.
func discordHook(text string, at int) (Found, bool) {
	end := at
	for end < len(text) && digits[text[end]] {
		end++
	}
	if end-at < 17 || end == len(text) || text[end] != '/' {
		return Found{}, false
	}
	from := end + 1
	for end = from; end < len(text) && end-from < 100 && wordish[text[end]]; {
		end++
	}
	if end-from < 60 || dummy(text[from:end]) {
		return Found{}, false
	}
	return Found{Start: from, End: end}, true
}

// maybeWalletKey looks for a run as long as a key close behind its name.
func maybeWalletKey(content []byte, _, at int) bool {
	run := 0
	for _, c := range content[at:min(len(content), at+160)] {
		if c >= '0' && c <= '9' || c|0x20 >= 'a' && c|0x20 <= 'z' {
			if run++; run >= 30 {
				return true
			}
			continue
		}
		run = 0
	}
	return len(content)-at < 160 && run > 0
}
