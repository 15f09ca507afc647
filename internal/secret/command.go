package secret

import "strings"

// Passwords on command lines, as shells remember them.

// commands take a password behind an option, or in it.
var commands = []struct {
	name, option string
	joined       bool // -pPASSWORD
}{
	{"docker login ", " -p ", false}, {"podman login ", " -p ", false}, {"helm registry login ", " -p ", false}, {"sshpass ", "-p ", false}, {"sshpass ", "-p", true}, {"redis-cli ", "-a ", false},
	{"mysql -", " -p", true}, {"mysql -", "-p", true}, {"mysqldump ", " -p", true}, {"mysqladmin ", " -p", true}, {"mariadb -", " -p", true}, {"mongosh ", " -p ", false}, {"mongodump ", " -p ", false}, {"mongo ", " -p ", false},
	{"ldapsearch ", " -w ", false}, {"ldapmodify ", " -w ", false}, {"htpasswd -", "b", false}, {"smbclient ", "%", true}, {"-pass pass:", "", true}, {"openssl enc ", " -k ", false}, {"net use ", " /user:", false}, {"az login ", " -p ", false}, {"sqlcmd ", " -P ", false}, {"psexec ", " -p ", false}, {"PsExec ", " -p ", false}, {"PSEXEC ", " -p ", false}, {"psexec.exe ", " -p ", false}, {"PsExec.exe ", " -p ", false}, {"PsExec64.exe ", " -p ", false}, {"rabbitmqadmin ", " -p ", false},
}

func commandFormats() []format {
	var all []format
	seen := map[string]bool{}
	for _, c := range commands {
		if !seen[c.name] {
			seen[c.name] = true
			all = append(all, format{kind: password, prefix: c.name, find: commandPassword(c.name), maybe: always})
		}
	}
	return all
}

// commandPassword finds the password in the rest of a line of a command.
func commandPassword(name string) func(string, int) (Found, bool) {
	return func(text string, at int) (Found, bool) {
		rest := text[at-1 : min(len(text), at+300)]
		if end := strings.IndexAny(rest, "\n|"); end >= 0 {
			rest = rest[:end]
		}
		for _, c := range commands {
			if c.name != name {
				continue
			}
			i := strings.Index(rest, c.option)
			if i < 0 {
				continue
			}
			i += len(c.option)
			for range skipped(name) { // words in front of it
				k := strings.IndexByte(rest[i:], ' ')
				if k < 0 {
					return Found{}, false
				}
				i += k + 1
			}
			stop := " ;&"
			if i < len(rest) && (rest[i] == '\'' || rest[i] == '"') {
				stop, i = rest[i:i+1], i+1
			}
			end := strings.IndexAny(rest[i:], stop)
			if end < 0 {
				end = len(rest) - i
			}
			if v := rest[i : i+end]; len(v) >= 6 && v[0] != '-' && realPassword("", v) && (varied(v) || scrambled(v)) {
				return Found{Start: at - 1 + i, End: at - 1 + i + end}, true
			}
		}
		return Found{}, false
	}
}

func skipped(name string) int {
	switch name {
	case "htpasswd -":
		return 3
	case "net use ":
		return 1
	}
	return 0
}

// spaced reports whether a name at text[from:] takes its value behind a space:
// --password VALUE, ENV NAME VALUE, setx NAME VALUE, configure set NAME VALUE.
func spaced[T string | []byte](text T, from, end int) bool {
	if end >= len(text) || text[end] != ' ' {
		return false
	}
	if env := from - len("ENV "); env >= 0 && (env == 0 || text[env-1] == '\n' || text[env-1] == 'n' || text[env-1] == '"') && (stands(text, env, "ENV ") || stands(text, env, "ARG ")) {
		return true // of Docker
	}
	return stands(text, from, "--") || stands(text, from, "requirepass ") || stands(text, from, "masterauth ") || stands(text, from, "add-authtoken ") || stands(text, from-len("setx "), "setx ") ||
		stands(text, from-len("configure set "), "configure set ") || stands(text, from-len("config set "), "config set ")
}

// stands reports whether text has w at i.
func stands[T string | []byte](text T, i int, w string) bool {
	if i < 0 || len(text)-i < len(w) {
		return false
	}
	for k := range len(w) {
		if text[i+k] != w[k] {
			return false
		}
	}
	return true
}

// spacedRaw is spaced for raw text, where start is within the name.
func spacedRaw(content []byte, start, end int) bool {
	from := start
	for from > 0 && start-from < maxName && nameByte(content[from-1]) {
		from--
	}
	return spaced(content, from, end)
}

// bearer is a token behind the word for its scheme, outside of a header.
func bearer(text string, at int) (Found, bool) {
	if strings.HasPrefix(text[at:], "eyJ") {
		return Found{}, false // found as what it is, if it is one
	}
	end := at
	for end < len(text) && end-at < 4096 && (dotted[text[end]] || strings.IndexByte("+/=~", text[end]) >= 0) {
		end++
	}
	value := strings.TrimRight(text[at:end], ".")
	return Found{Start: at, End: at + len(value)}, len(value) >= 24 && random(value) && !dummy(value)
}

func maybeBearer(content []byte, _, at int) bool {
	digit := false
	for i := at; i < at+24; i++ {
		if i >= len(content) || !dotted[content[i]] && content[i] != '/' && content[i] != '+' {
			return false
		}
		digit = digit || digits[content[i]]
	}
	return digit
}

// pgpass is host:port:database:user:password, of .pgpass.
func pgpass(text string, at int) (Found, bool) {
	rest := text[at:min(len(text), at+200)]
	if end := strings.IndexAny(rest, " \n\"'\\"); end >= 0 {
		rest = rest[:end]
	}
	parts := strings.SplitN(rest, ":", 3)
	if len(parts) < 3 || parts[0] == "" || parts[1] == "" || len(parts[2]) < 6 || illustrates(parts[2]) || !realPassword(parts[1], parts[2]) || !varied(parts[2]) && !scrambled(parts[2]) {
		return Found{}, false
	}
	start := at + len(parts[0]) + len(parts[1]) + 2
	return Found{Start: start, End: start + len(parts[2])}, true
}

// oracleThin is user/password@host.
func oracleThin(text string, at int) (Found, bool) {
	rest := text[at:min(len(text), at+200)]
	slash := strings.IndexByte(rest, '/')
	sign := strings.IndexByte(rest, '@')
	if slash < 1 || sign < slash+4 || strings.ContainsAny(rest[:sign], " \n\"'") || !realPassword(rest[:slash], rest[slash+1:sign]) {
		return Found{}, false
	}
	return Found{Start: at + slash + 1, End: at + sign}, true
}

// ssh2Key is a private key in the form of RFC 4716's kin (ssh.com).
func ssh2Key(text string, at int) (Found, bool) {
	rest := text[at:min(len(text), at+maxPEM)]
	line := strings.IndexByte(rest, '\n')
	stop := strings.Index(rest, "---- END ")
	if line < 0 || !strings.Contains(rest[:line], "PRIVATE KEY ----") || stop < line+40 {
		return Found{}, false
	}
	return Found{Start: at + line + 1, End: at + stop}, strings.Count(rest[line:stop], handleMark) == 0
}

// handleMark is in what stands for a key that was taken out before.
const handleMark = "watchdog-kept-"

// psk is the passphrase of a wireless network.
func psk(text string, at int) (Found, bool) {
	i, end, quoted := value(text, at)
	return Found{Start: i, End: end}, quoted && end-i >= 8 && passwordValue(text[i:end], true)
}

// devopsToken is one of Azure DevOps: 76 characters, AZDO, and 4 more.
func devopsToken(text string, at int) (Found, bool) {
	start, end := at-4, at
	for start > 0 && at-start < 90 && alnum[text[start-1]] {
		start--
	}
	for end < len(text) && end-at < 8 && alnum[text[end]] {
		end++
	}
	return Found{Start: start, End: end}, end-at == 4 && at-4-start == 76
}

// namedKey is a key of a framework: APP_KEY=base64:...
func namedKey(text string, at int) (Found, bool) {
	end := at
	for end < len(text) && end-at < 100 && base64s[text[end]] {
		end++
	}
	return Found{Start: at, End: end}, end-at >= 43 && random(text[at:end])
}

func lineFormats() []format {
	return append(commandFormats(), []format{
		{kind: accessToken, prefix: "bearer ", anyCase: true, find: bearer, maybe: maybeBearer},
		{kind: password, prefix: ":5432:", find: pgpass, maybe: always}, {kind: password, prefix: "oracle:thin:", find: oracleThin, maybe: always},
		{kind: password, prefix: "psk=", find: psk, maybe: always},
		{kind: privateKey, prefix: "---- BEGIN SSH2 ", find: ssh2Key, maybe: always},
		{kind: k("encryption key"), prefix: "app_key=base64:", anyCase: true, find: namedKey, maybe: always},
		{kind: azure, prefix: "AZDO", body: nil, find: devopsToken, maybe: always},
	}...)
}

// newFormats are of issuers that came lately.
func newFormats() []format {
	docker := k("Docker token")
	paseto := k("PASETO")
	return []format{
		t(k("NVIDIA key"), "nvapi-", wordish, 60, 70), mixedCase(k("Render key"), "rnd_", alnum, 28, 40), t(k("Apify token"), "apify_api_", alnum, 34, 40),
		t(docker, "dckr_pat_", wordish, 27, 40), t(docker, "dckr_oat_", wordish, 27, 40), t(k("Firecrawl key"), "fc-", hexs, 32, 32),
		t(k("Paddle key"), "pdl_live_apikey_", wordish, 40, 60), t(k("Paddle key"), "pdl_sdbx_apikey_", wordish, 40, 60), mixedCase(k("Tencent key"), "AKID", alnum, 32, 32),
		t(k("LaunchDarkly key"), "sdk-", uuids, 36, 36), t(k("LaunchDarkly key"), "api-", uuids, 36, 36), t(k("PostHog key"), "phx_", alnum, 40, 60), t(k("Honeycomb key"), "hcaik_01", alnum, 50, 60),
		t(k("Weights & Biases key"), "wandb_v1_", wordish, 60, 120), t(k("Context7 key"), "ctx7sk-", uuids, 36, 36), notWords(t(k("Neon key"), "napi_", alnum, 60, 70)),
		t(k("Cerebras key"), "csk-", alnum, 48, 52), t(google, "1//0", wordish, 60, 200), {kind: privateKey, prefix: "RWRTY0Iy", find: minisign, maybe: always},
		t(paseto, "v2.local.", dotted, 60, 4000), t(paseto, "v4.local.", dotted, 60, 4000), t(paseto, "v2.public.", dotted, 60, 4000), t(paseto, "v4.public.", dotted, 60, 4000),
		t(k("Stripe key"), "rk_prod_", alnum, 16, 247), t(k("Sentry token"), "sntryi_", hexs, 64, 64), t(k("Airbyte token"), "abt_", alnum, 40, 80), t(gitlab, "glsat-", wordish, 20, 64), t(gitlab, "glwt-", wordish, 20, 64),
	}
}

// minisign is a secret key of minisign.
func minisign(text string, at int) (Found, bool) {
	end := at
	for end < len(text) && end-at < 400 && base64s[text[end]] {
		end++
	}
	return Found{Start: at - len("RWRTY0Iy"), End: end}, end-at >= 120
}
