package secret

import "strings"

// Tokens that often stand alone and have hardly a beginning of
// their own: what counts is how they are built.

func namelessFormats() []format {
	all := []format{
		{kind: k("Mailgun key"), prefix: "key-", find: exactly(4, hexs, 32), maybe: runOf(hexs, 32)},
		mixedCase(k("crates.io token"), "cio", alnum, 32, 32),
		t(k("Linear token"), "lin_oauth_", hexs, 64, 64),
		{kind: k("Braintree token"), prefix: "access_token$production$", find: exactly(24, chars("a-z0-9$"), 49), maybe: always},
		{kind: k("Okta token"), prefix: "SSWS 00", find: exactly(2, wordish, 40), maybe: always},
		{kind: k("Intercom token"), prefix: "dG9rO", find: exactly(5, base64s, 56), maybe: runOf(base64s, 55)},
		{kind: k("Twitter token"), prefix: "AAAAAAAAAAAAAAAAAAAA", find: twitterBearer, maybe: always},
		{kind: webhook, prefix: "hooks.zapier.com/hooks/catch/", find: lastPart, maybe: always},
		{kind: k("Telegram token"), prefix: ":AA", body: wordish, find: telegramBot, maybe: runOf(wordish, 33)},
		{kind: k("Mailchimp key"), prefix: "-us", body: digits, find: mailchimp, maybe: func(content []byte, i, at int) bool { return i >= 32 && hexs[content[i-1]] }},
		{kind: k("New Relic key"), prefix: "NRAL", find: before(4, 36, hexs, ""), maybe: func(content []byte, i, _ int) bool { return i >= 36 && hexs[content[i-1]] }},
		{kind: k("Firebase key"), prefix: ":APA91b", find: before(7, 11, wordish, "AAAA"), maybe: always},
		{kind: k("Salesforce session"), prefix: "!AQ", body: alnum, find: salesforce, maybe: func(content []byte, i, _ int) bool { return i >= 15 && alnum[content[i-1]] }},
		{kind: webhook, prefix: "api.render.com/deploy/", find: renderHook, maybe: always},
		{kind: k("password hash"), prefix: "aad3b435b51404eeaad3b435b51404ee:", find: ntlm, maybe: always},
		{kind: k("Resend key"), prefix: "re_", body: alnum, find: resend, maybe: func(content []byte, _, at int) bool { return at+8 < len(content) && content[at+8] == '_' }},
	}
	for _, w := range []string{"mailgun", "mg.client("} {
		all = append(all, format{kind: k("Mailgun key"), prefix: w, anyCase: true, class: isRule, find: near(mailgunKey), maybe: maybeNear(hexs, 32)})
	}
	for _, w := range []string{"airtable", "bearer pat", "token pat"} {
		all = append(all, format{kind: k("Airtable token"), prefix: w, anyCase: true, class: isRule, find: near(airtableKey), maybe: maybeNear(alnum, 17)})
	}
	for c := range 128 { // not those that begin words: path, part, patch, pattern
		if alnum[c] && strings.IndexByte("hHtTcCrRiIeE", byte(c)) < 0 {
			all = append(all, format{kind: k("Airtable token"), prefix: "pat" + string(rune(c)), find: airtableAt, maybe: func(content []byte, _, at int) bool { return at+13 < len(content) && content[at+13] == '.' }})
		}
	}
	for _, version := range []string{"1/1", "2/1", "0/1"} {
		all = append(all, format{kind: k("Asana token"), prefix: version, body: digits, find: asana, maybe: runOf(digits, 13)})
	}
	for _, begin := range []string{"MTA", "MTE", "MTI", "MTM", "MTQ"} { // numbers of the last years
		all = append(all, format{kind: discord, prefix: begin, body: chars("w-z0-5"), find: discordAt, maybe: runOf(alnum, 20)})
	}
	for _, w := range []string{"x-auth-key", "dd-application-key", "dd-api-key", "x-postmark-server-token", "x-postmark-account-token", "railway_token", "railway_api_token", "heroku_api_key", "fastly-key", "cohere.client(",
		"authorization: splunk", "authorization: geniekey", "authorization: oauth ", "x-honeycomb-team", "consul_http_token", "consul_token", "x-consul-token", "nomad_token", "x-nomad-token",
		"codecov_token", "application_key", "fernet_key", "wandb login", "bw_session", "csrf_secret"} {
		all = append(all, format{kind: apiKey, prefix: w, anyCase: true, class: isRule, find: behind, maybe: always})
	}
	return append(all, builtFormats()...)
}

// exactly finds so many characters of an alphabet behind a prefix, of which so many
// belong to the secret.
func exactly(prefix int, body *alphabet, n int) func(text string, at int) (Found, bool) {
	return func(text string, at int) (Found, bool) {
		end := at
		for end < len(text) && end-at <= n && body[text[end]] {
			end++
		}
		start := at - prefix
		ok := end-at == n && standsAlone(text, start) && !dummy(text[at:end]) && keyed(text[at:end])
		return Found{Start: start, End: end}, ok
	}
}

// keyed reports whether digits and letters stand together as chance puts them.
func keyed(v string) bool {
	digit, changes := 0, 0
	for i := range len(v) {
		if digits[v[i]] {
			digit++
		}
		if i > 0 && digits[v[i]] != digits[v[i-1]] {
			changes++
		}
	}
	return digit >= 2 && 8*changes >= len(v) && !wordy(v)
}

// awsPair is the identity of a key of AWS and the key itself right behind it, as lists
// of keys have them.
func awsPair(text string, at int) (Found, bool) {
	end := at + lengthOf(text[at:], uppers, 16)
	if end-at != 16 || !starts(text, at-4) {
		return Found{}, false
	}
	start := end
	for start < len(text) && start-end < 4 && strings.IndexByte(" \t\r\n,;:|/\"'", text[start]) >= 0 {
		start++
	}
	for _, between := range []string{"and secret ", "and the secret ", "secret ", "secret: ", "secret="} {
		if strings.HasPrefix(text[start:], between) {
			start += len(between)
			break
		}
	}
	n := lengthOf(text[start:], base64s, 40)
	v := text[start : start+n]
	return Found{Start: at - 4, End: start + n}, start > end && n == 40 && isMixed(v) && !dummy(v) && !wordy(v)
}

// standsAlone reports whether nothing that a name could be made of stands before a
// place.
func standsAlone(text string, i int) bool {
	return starts(text, i) && (i == 0 || strings.IndexByte("-_.", text[i-1]) < 0)
}

// runOf reports in raw text whether so many characters follow.
func runOf(body *alphabet, n int) func(content []byte, _, at int) bool {
	return func(content []byte, _, at int) bool {
		for i := at; i < at+n; i++ {
			if i >= len(content) || !body[content[i]] && content[i] != '\\' {
				return false
			}
		}
		return true
	}
}

// maxNamed is how far behind the name of its issuer a token may begin.
const maxNamed = 160

// near finds the first token of a form behind the name of its issuer.
func near(form func(text string) int) func(text string, at int) (Found, bool) {
	return func(text string, at int) (Found, bool) {
		window := text[at:min(len(text), at+maxNamed)]
		for i := range window {
			if !alnum[window[i]] || i > 0 && (alnum[window[i-1]] || strings.IndexByte("-_.", window[i-1]) >= 0) || i == 0 && alnum[text[at-1]] && window[i] != 'p' {
				continue
			}
			if n := form(text[at+i:]); n > 0 {
				token := text[at+i : at+i+n]
				return Found{Start: at + i, End: at + i + n}, !dummy(token) && keyed(token)
			}
		}
		return Found{}, false
	}
}

// maybeNear looks for a run near a name.
func maybeNear(body *alphabet, n int) func(content []byte, _, at int) bool {
	return func(content []byte, _, at int) bool {
		run := 0
		for _, c := range content[max(0, at-3):min(len(content), at+maxNamed+n)] {
			if run++; !body[c] {
				run = 0
			}
			if run == n {
				return true
			}
		}
		return false
	}
}

// lengthOf is how many characters of an alphabet text begins with, to most and one
// more.
func lengthOf(text string, body *alphabet, most int) (n int) {
	for n < len(text) && n <= most && body[text[n]] {
		n++
	}
	return n
}

// parted is the length of runs with a sign between them, which text begins with; 0
// where they are not as long as sizes say or the last one goes on.
func parted(text string, sign byte, body *alphabet, sizes ...int) int {
	at := 0
	for i, size := range sizes {
		if i > 0 {
			if at >= len(text) || text[at] != sign {
				return 0
			}
			at++
		}
		if lengthOf(text[at:], body, size) != size {
			return 0
		}
		at += size
	}
	return at
}

func mailgunKey(text string) int { return parted(text, '-', hexs, 32, 8, 8) }

func airtableKey(text string) int {
	if !strings.HasPrefix(text, "pat") || len(text) < 17 {
		return 0
	}
	if n := parted(text[3:], '.', alnum, 14, 64); n > 0 && parted(text[18:], '.', hexs, 64) > 0 {
		return 3 + n
	}
	return 0
}

func airtableAt(text string, at int) (Found, bool) {
	start := at - 4
	n := airtableKey(text[start:])
	return Found{Start: start, End: start + n}, n > 0 && standsAlone(text, start) && !dummy(text[start+18:start+n])
}

// asana is a version, one or two numbers, and 32 hexadecimal digits.
func asana(text string, at int) (Found, bool) {
	start, end := at-3, at-1
	if !standsAlone(text, start) || start > 0 && text[start-1] == '/' {
		return Found{}, false
	}
	for range 2 {
		n := lengthOf(text[end:], digits, 19)
		if n < 13 || n > 19 || end+n >= len(text) {
			return Found{}, false
		}
		if end += n; text[end] == ':' {
			break
		}
		if text[end] != '/' {
			return Found{}, false
		}
		end++
	}
	if text[end] != ':' || lengthOf(text[end+1:], hexs, 32) != 32 {
		return Found{}, false
	}
	return Found{Start: start, End: end + 33}, !dummy(text[end+1 : end+33])
}

// discordAt is the token of a bot that begins with a piece of its number.
func discordAt(text string, at int) (Found, bool) {
	if !standsAlone(text, at-3) {
		return Found{}, false
	}
	f, ok := discordToken(text, at-3)
	return f, ok && f.Start == at-3
}

// telegramBot is the number of a bot, a colon and 35 characters.
func telegramBot(text string, at int) (Found, bool) {
	start, end := at-3, at+lengthOf(text[at:], wordish, 33)
	for start > 0 && at-start < 14 && digits[text[start-1]] {
		start--
	}
	n := at - 3 - start
	return Found{Start: start, End: end}, n >= 8 && n <= 10 && end-at == 33 && (starts(text, start) || strings.HasSuffix(text[:start], "bot")) && !dummy(text[at:end]) && interleavedOnce(text[at:end])
}

// mailchimp is 32 hexadecimal digits and a data centre.
func mailchimp(text string, at int) (Found, bool) {
	start, end := at-3-32, at+lengthOf(text[at:], digits, 2)
	if start < 0 || !standsAlone(text, start) || end == at || end < len(text) && (alnum[text[end]] || text[end] == '-') || lengthOf(text[start:], hexs, 32) != 32 {
		return Found{}, false
	}
	return Found{Start: start, End: end}, !dummy(text[start : at-3])
}

// resend is eight and 24 characters.
func resend(text string, at int) (Found, bool) {
	n := parted(text[at:], '_', alnum, 8, 24)
	return Found{Start: at - 3, End: at + n}, n > 0 && standsAlone(text, at-3) && isMixed(text[at:at+n]) && !wordy(text[at+9:at+n])
}

// twitterBearer is a bearer token of an app, which begins with many A.
func twitterBearer(text string, at int) (Found, bool) {
	start, end := at-20, at
	for end < len(text) && end-at < 150 && (base64s[text[end]] || text[end] == '%') {
		end++
	}
	rest := strings.TrimLeft(text[at:end], "A")
	return Found{Start: start, End: end}, starts(text, start) && len(rest) > 60 && isMixed(rest) && strings.Contains(rest, "%")
}

// lastPart is what an address ends in.
func lastPart(text string, at int) (Found, bool) {
	n := lengthOf(text[at:], digits, 12)
	if n < 5 || at+n >= len(text) || text[at+n] != '/' {
		return Found{}, false
	}
	start := at + n + 1
	n = lengthOf(text[start:], alnum, 20)
	return Found{Start: start, End: start + n}, n >= 6 && n <= 20 && !wordy(text[start:start+n])
}

// behind is the value behind the name of a header or a setting that holds nothing but
// keys: an UUID, or hexadecimal.
func behind(text string, at int) (Found, bool) {
	start := at
	for start < len(text) && start-at < 6 && strings.IndexByte(" :=\"'\t", text[start]) >= 0 {
		start++
	}
	end := start
	for end < len(text) && end-start < 100 && (wordish[text[end]] || text[end] == '/' || text[end] == '+') {
		end++
	}
	v := text[start:end]
	for end < len(text) && text[end] == '=' {
		end++
	}
	return Found{Start: start, End: end}, start > at && len(v) >= 22 && !dummy(v) && keyed(v)
}

// ntlm is the second hash of a dump of Windows, which opens what the password does. That
// of no password is none.
func ntlm(text string, at int) (Found, bool) {
	n := lengthOf(text[at:], hexs, 32)
	return Found{Start: at, End: at + n}, n == 32 && !strings.EqualFold(text[at:at+n], "31d6cfe0d16ae931b73c59d7e0c089c0")
}

// before finds what has so many characters before a mark, of which the first are
// known, and goes on behind it where they are.
func before(mark, n int, body *alphabet, begin string) func(text string, at int) (Found, bool) {
	return func(text string, at int) (Found, bool) {
		start, end := at-mark-n, at
		if start < 0 || lengthOf(text[start:], body, n) < n || !strings.HasPrefix(text[start:], begin) || !standsAlone(text, start) {
			return Found{}, false
		}
		for end < len(text) && end-at < 200 && wordish[text[end]] {
			end++
		}
		return Found{Start: start, End: end}, (begin == "") == (end == at) && !dummy(text[start:at-mark])
	}
}

// salesforce is the number of an organisation, an exclamation mark and a session.
func salesforce(text string, at int) (Found, bool) {
	start, end := at-3, at
	for start > 0 && at-3-start < 18 && alnum[text[start-1]] {
		start--
	}
	for end < len(text) && end-at < 300 && (alnum[text[end]] || text[end] == '.' || text[end] == '_') {
		end++
	}
	n := at - 3 - start
	return Found{Start: start, End: end}, strings.HasPrefix(text[start:], "00D") && (n == 15 || n == 18) && end-at >= 80
}

// renderHook is the key of an address that deploys.
func renderHook(text string, at int) (Found, bool) {
	window := text[at:min(len(text), at+60)]
	i := strings.Index(window, "?key=")
	if i < 0 {
		return Found{}, false
	}
	start := at + i + len("?key=")
	n := lengthOf(text[start:], wordish, 40)
	return Found{Start: start, End: start + n}, n >= 8 && n <= 40 && !dummy(text[start:start+n]) && !wordy(text[start:start+n])
}
