package secret

import (
	"encoding/base64"
	"strings"
)

// Secrets of single issuers and programs, each as it is built or written.

func builtFormats() []format {
	quoted := func(prefix string) format {
		return format{kind: password, prefix: prefix, anyCase: true, class: isRule, find: inQuotes, maybe: always}
	}
	return []format{
		{kind: k("Postmark token"), prefix: "postmark", anyCase: true, class: isRule, find: near(uuidIn), maybe: maybeNear(chars("0-9a-fA-F-"), 36)},
		{kind: k("Twilio key"), prefix: "twilio", anyCase: true, class: isRule, find: near(hex32), maybe: maybeNear(hexs, 32)},
		{kind: webhook, prefix: "events.pagerduty.com/integration/", find: exactly(0, hexs, 32), maybe: always},
		{kind: k("NuGet key"), prefix: "oy2", body: chars("a-z0-9"), least: 43, most: 43},
		{kind: k("unseal key"), prefix: "vault operator unseal ", find: wordAt(0), maybe: always},
		{kind: k("k3s token"), prefix: "K10", body: chars("0-9a-f"), find: k3s, maybe: runOf(hexs, 64)},
		{kind: password, prefix: ".login(", find: secondQuoted, maybe: always},
		{kind: password, prefix: "networkcredential(", anyCase: true, class: isRule, find: secondQuoted, maybe: always},
		{kind: password, prefix: "directoryentry(", anyCase: true, class: isRule, find: thirdQuoted, maybe: always},
		t(k("AppSync key"), "da2-", chars("a-z0-9"), 26, 26),
		{kind: sessionCookie, prefix: "#HttpOnly_", find: jar, maybe: always},
		{kind: k("Twitch token"), prefix: "oauth:", find: exactly(0, chars("a-z0-9"), 30), maybe: runOf(alnum, 30)},
		quoted("convertto-securestring "), quoted(" psk "), quoted("createuser "),
		{kind: k("Laravel key"), prefix: "base64:", find: laravel, maybe: runOf(base64s, 40)},
		{kind: password, prefix: "login=", find: proxyLogin, maybe: always},
		{kind: credential, prefix: "\"Basic ", find: basicValue, maybe: runOf(base64s, 8)},
		{kind: credential, prefix: "mc alias set ", find: wordAt(3), maybe: always},
		{kind: k("Kaggle key"), prefix: "username\"", find: kaggle, maybe: always},
		{kind: k("Kaggle key"), prefix: "username", class: isRule, find: kaggle, maybe: func(content []byte, _, at int) bool { return at < len(content) && content[at] == '\\' }},
		{kind: k("Cursor key"), prefix: "key_", find: exactly(4, hexs, 64), maybe: runOf(hexs, 64)},
		{kind: k("Appwrite key"), prefix: "standard_", find: exactly(9, hexs, 256), maybe: runOf(hexs, 256)},
		{kind: k("Convex key"), prefix: "|eyJ", find: convex, maybe: runOf(base64s, 40)},
		{kind: k("eBay certificate"), prefix: "PRD-", find: pieces(4, '-', hexs, 12, 4, 4, 4, 4), maybe: runOf(hexs, 12)},
		{kind: k("Amazon key"), prefix: "amzn.mws.", find: pieces(9, '-', hexs, 8, 4, 4, 4, 12), maybe: always},
		t(k("Amazon key"), "amzn1.oa2-cs.v1.", hexs, 64, 64),
		{kind: k("Mercado Pago token"), prefix: "APP_USR-", find: mercadoPago, maybe: runOf(digits, 10)},
		{kind: k("Mollie key"), prefix: "live_", find: exactly(5, alnum, 30), maybe: runOf(alnum, 30)},
		{kind: webhook, prefix: "/with/key/", find: exactly(0, wordish, 22), maybe: runOf(wordish, 22)},
		{kind: webhook, prefix: "/hooks/", find: hook, maybe: runOf(alnum, 20)},
	}
}

// inQuotes is the first string in quotes on the line.
func inQuotes(text string, at int) (Found, bool) {
	rest := text[at:min(len(text), at+160)]
	if i := strings.IndexByte(rest, '\n'); i >= 0 {
		rest = rest[:i]
	}
	from := strings.IndexAny(rest, "\"'")
	if from < 0 {
		return Found{}, false
	}
	n := strings.IndexByte(rest[from+1:], rest[from])
	if n < 0 {
		return Found{}, false
	}
	v := rest[from+1 : from+1+n]
	return Found{Start: at + from + 1, End: at + from + 1 + n}, passwordValue(v, true) && varied(v) && !strings.Contains(v, "/")
}

// laravel is a key of 32 bytes.
func laravel(text string, at int) (Found, bool) {
	n := lengthOf(text[at:], base64s, 44)
	before := at - len("base64:") - 1
	return Found{Start: at, End: at + n}, n == 44 && text[at+43] == '=' && before >= 0 && strings.IndexByte("'\"= ", text[before]) >= 0 && keyed(text[at:at+43]) && !dummy(text[at:at+43])
}

// proxyLogin is a name, a colon and a password.
func proxyLogin(text string, at int) (Found, bool) {
	n := lengthOf(text[at:], wordish, 40)
	start := at + n + 1
	if n == 0 || start >= len(text) || text[start-1] != ':' {
		return Found{}, false
	}
	end := start
	for end < len(text) && end-start < 80 && text[end] > ' ' && text[end] != '"' && text[end] != '\'' && text[end] != '&' {
		end++
	}
	v := text[start:end]
	return Found{Start: start, End: end}, passwordValue(v, false) && varied(v)
}

// basicValue is a name and a password in base64 (RFC 7617).
func basicValue(text string, at int) (Found, bool) {
	n := lengthOf(text[at:], base64s, 300)
	b, err := base64.StdEncoding.DecodeString(text[at : at+n])
	name, pass, ok := strings.Cut(string(b), ":")
	return Found{Start: at, End: at + n}, err == nil && ok && name != "" && passwordValue(pass, true)
}

// wordAt is the word behind so many others.
func wordAt(n int) func(text string, at int) (Found, bool) {
	return func(text string, at int) (Found, bool) {
		rest := text[at:min(len(text), at+300)]
		start := at
		for range n {
			i := strings.IndexByte(rest, ' ')
			if i <= 0 || strings.ContainsAny(rest[:i], "\r\n") {
				return Found{}, false
			}
			start, rest = start+i+1, rest[i+1:]
		}
		end := strings.IndexAny(rest, " \t\r\n\"'`")
		if end < 0 {
			end = len(rest)
		}
		v := rest[:end]
		return Found{Start: start, End: start + end}, len(v) >= 8 && keyed(v) && !dummy(v)
	}
}

// kaggle is the key behind the name of a user.
func kaggle(text string, at int) (Found, bool) {
	rest := text[at:min(len(text), at+100)]
	i := strings.Index(rest, "\"key\":")
	if i < 0 {
		return Found{}, false
	}
	start := at + i + len("\"key\":")
	for start < len(text) && (text[start] == ' ' || text[start] == '"') {
		start++
	}
	n := lengthOf(text[start:], hexs, 32)
	return Found{Start: start, End: start + n}, n == 32 && !dummy(text[start:start+n])
}

// convex is a deployment, a bar and a token.
func convex(text string, at int) (Found, bool) {
	start, end := at-4, at+lengthOf(text[at:], base64s, 400)
	for start > 0 && at-start < 60 && (wordish[text[start-1]] || text[start-1] == ':') {
		start--
	}
	name := text[start : at-4]
	known := strings.HasPrefix(name, "prod:") || strings.HasPrefix(name, "dev:") || strings.HasPrefix(name, "preview:")
	return Found{Start: start, End: end}, known && end-at >= 40
}

// pieces is runs of those lengths behind a prefix that belongs to them.
func pieces(prefix int, sign byte, body *alphabet, sizes ...int) func(text string, at int) (Found, bool) {
	return func(text string, at int) (Found, bool) {
		n := parted(text[at:], sign, body, sizes...)
		return Found{Start: at - prefix, End: at + n}, n > 0 && standsAlone(text, at-prefix) && !dummy(text[at:at+n])
	}
}

// mercadoPago is numbers around 32 hexadecimal digits.
func mercadoPago(text string, at int) (Found, bool) {
	n := lengthOf(text[at:], wordish, 80)
	parts := strings.Split(text[at:at+n], "-")
	return Found{Start: at - 8, End: at + n}, len(parts) >= 3 && len(parts[2]) >= 32 && standsAlone(text, at-8) && !dummy(parts[2])
}

// hook is where chats take messages: 26 small letters and digits (Mattermost), or a
// number and 43 (Rocket.Chat).
func hook(text string, at int) (Found, bool) {
	n := lengthOf(text[at:], alnum, 60)
	v := text[at : at+n]
	if n == 24 && at+n+1 < len(text) && text[at+n] == '/' {
		start := at + n + 1
		n = lengthOf(text[start:], alnum, 43)
		return Found{Start: start, End: start + n}, n == 43 && isMixed(text[start:start+n])
	}
	return Found{Start: at, End: at + n}, n == 26 && v == lower(v) && keyed(v) && !dummy(v)
}

func uuidIn(text string) int { return parted(text, '-', hexs, 8, 4, 4, 4, 12) }

func hex32(text string) int {
	if lengthOf(text, hexs, 32) == 32 && (len(text) == 32 || !alnum[text[32]]) {
		return 32
	}
	return 0
}

// k3s is the hash of a certificate, two colons, a name, a colon and a password.
func k3s(text string, at int) (Found, bool) {
	end := at + 64
	if lengthOf(text[at:], hexs, 64) != 64 || !strings.HasPrefix(text[end:], "::") || !standsAlone(text, at-3) {
		return Found{}, false
	}
	end += 2
	for end < len(text) && (wordish[text[end]] || text[end] == ':' || text[end] == '.') && end-at < 160 {
		end++
	}
	return Found{Start: at - 3, End: end}, true
}

// secondQuoted is the password of a call with a name and a password.
func secondQuoted(text string, at int) (Found, bool) {
	rest := text[at:min(len(text), at+160)]
	if rest == "" || rest[0] != '"' && rest[0] != '\'' {
		return Found{}, false
	}
	first, rest, ok := strings.Cut(rest[1:], rest[:1])
	if !ok || strings.ContainsAny(first, "\r\n") {
		return Found{}, false
	}
	gap := len(rest) - len(strings.TrimLeft(rest, ", \t\r\n"))
	start := at + 2 + len(first) + gap
	if gap == 0 || gap >= len(rest) || rest[gap] != '"' && rest[gap] != '\'' {
		return Found{}, false
	}
	v, _, ok := strings.Cut(rest[gap+1:], rest[gap:gap+1])
	return Found{Start: start + 1, End: start + 1 + len(v)}, ok && passwordValue(v, true) && varied(v)
}

// thirdQuoted is the password of a call with a place, a name and a password.
func thirdQuoted(text string, at int) (Found, bool) {
	rest := text[at:min(len(text), at+200)]
	if rest == "" || rest[0] != '"' {
		return Found{}, false
	}
	place, rest, ok := strings.Cut(rest[1:], `"`)
	gap := len(rest) - len(strings.TrimLeft(rest, ", \t\r\n"))
	if !ok || gap == 0 {
		return Found{}, false
	}
	return secondQuoted(text, at+2+len(place)+gap)
}

// jar is the value of a cookie of a session in the files of curl.
func jar(text string, at int) (Found, bool) {
	line := text[at:min(len(text), at+1000)]
	if i := strings.IndexAny(line, "\r\n"); i >= 0 {
		line = line[:i]
	}
	parts := strings.Split(line, "\t")
	if len(parts) != 7 {
		return Found{}, false
	}
	v := parts[6]
	name := strings.ToLower(parts[5])
	named := strings.Contains(name, "sess") || strings.Contains(name, "token") || strings.Contains(name, "auth") || name == "sid"
	return Found{Start: at + len(line) - len(v), End: at + len(line)}, named && len(v) >= 20 && keyed(v) && !dummy(v)
}
