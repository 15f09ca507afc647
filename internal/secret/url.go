package secret

import (
	"bytes"
	"strings"

	"github.com/mcp-watchdog/mcp-watchdog/internal/lazy"
)

// maxUser bounds user and password in an address.
const maxUser = 256

// urlPassword finds the password in scheme://user:password@host.
func urlPassword(text string, at int) (Found, bool) {
	rest := text[at:min(len(text), at+maxUser)]
	if strings.HasSuffix(strings.ToLower(text[max(0, at-5):at]), "jdbc:") { // jdbc:mysql://...
		i := strings.Index(rest, "://")
		if i < 0 {
			return Found{}, false
		}
		at += i + 3
		rest = rest[i+3:]
	}
	colon, sign := -1, -1
	for i := range len(rest) {
		c := rest[i]
		if c == '@' {
			sign = i // a password may have one, too: the last counts
			continue
		}
		if c == ':' && colon < 0 {
			colon = i
		}
		if c <= ' ' || c == '/' || strings.IndexByte("\"'`<>\\?#|^", c) >= 0 && (sign >= 0 || c != '#' && c != '?') {
			break
		}
		if sign >= 0 && !hostByte(c) {
			break
		}
	}
	if colon < 0 && sign >= 20 && len(rest[:sign]) <= 100 && random(rest[:sign]) && mingled(rest[:sign]) && keepsCode(rest[sign:]) {
		return Found{Start: at, End: at + sign}, true // a token in place of the name
	}
	if colon < 0 || sign <= colon+1 {
		return Found{}, false
	}
	if rest[colon+1:sign] == "x-oauth-basic" && colon >= 20 && mingled(rest[:colon]) {
		return Found{Start: at, End: at + colon}, true
	}
	user, word := rest[:colon], rest[colon+1:sign]
	if !realPassword(user, word) {
		return Found{}, false
	}
	return Found{Start: at + colon + 1, End: at + sign}, true
}

// keepsCode reports whether a host takes a token in place of a user's name;
// others have public ones there.
func keepsCode(host string) bool {
	host = lower(host[:min(len(host), 40)])
	return strings.Contains(host, "git") || strings.Contains(host, "bitbucket") || strings.Contains(host, "registry") || strings.Contains(host, "pypi") || strings.Contains(host, "npm")
}

func hostByte(c byte) bool {
	return alnum[c] || c == '.' || c == '-' || c == '_' || c == '[' || c == ':' || c == '$' || c == '{' || c == '@'
}

// maybeURL looks for an @ behind a colon before the path begins.
func maybeURL(content []byte, _, at int) bool {
	colon, front := false, content[at:min(len(content), at+maxUser)]
	if bytes.IndexByte(front, '@') < 0 { // as in nearly all
		return false
	}
	for i, c := range front {
		switch urlByte[c] {
		case 1:
			colon = true
		case 2:
			return colon || i >= 20
		case 3:
			return false
		}
	}
	return false
}

// urlByte is 1 for a colon, 2 for an @, and 3 for what ends the part of an
// address in front of its path.
var urlByte = func() (t [256]uint8) {
	for c := range 0x21 {
		t[c] = 3
	}
	for _, c := range []byte("\"\\'<)/") {
		t[c] = 3
	}
	t[':'], t['@'] = 1, 2
	return t
}()

// realPassword reports whether a word behind a user's name is a password and
// not an illustration of one.
func realPassword(user, word string) bool {
	if len(word) < 4 || len(word) > 128 || variable(word) || user != "" && variable(user) || strings.HasSuffix(word, ">") || dummy(word) || strings.EqualFold(user, word) {
		return false
	}
	low := strings.ToLower(word)
	if stockWords()[strings.TrimRight(low, "0123456789!@#$_-")] || strings.HasPrefix(low, "my") && stockWords()[strings.TrimLeft(low[2:], "-_")] {
		return false
	}
	if digits[word[0]] && strings.Trim(word, "0123456789") == "" && len(word) < 6 { // a port
		return false
	}
	return varied(word) || scrambled(word) || len(word) >= 8 && !plainWord(low) || irregular(word) || len(word) == 8 && onlyHex(word) && onlyHex(user)
}

// stockWords are passwords of documentation.
var stockWords = lazy.Value(func() map[string]bool {
	set := map[string]bool{"": true}
	for w := range strings.FieldsSeq(`password passwd pass pwd secret user username admin root test tester testing guest example demo default changeme
		change mysql postgres postgresql redis mongo mongodb rabbitmq token key apikey api_key api-key foo bar baz foobar qwerty letmein hello world
		xxx yyy zzz abc abcd abcdef none null nil true false empty dummy sample placeholder local localhost dev development prod production staging
		docker minio minioadmin elastic grafana keycloak app db database dbpassword db_password db-password dbpass db_pass userpass yourpassword your_password your-password supersecret
		super_secret topsecret mysecret mypassword mytoken myapikey secretpassword secret_password password_here pw p pass_word userpassword strongpassword strong_password
		my-secret-pw adminpassword admin_password rootpassword root_password testpassword test_password testpass newpassword oldpassword new_password string str number
		required optional value values text hidden masked sensitive removed omitted redacted unknown undefined credential credentials
		passphrase postgrespassword username:password url host hostname server service access auth private public session cookie bearer basic`) {
		set[w] = true
	}
	return set
})

// variable reports whether a value is filled in elsewhere: ${X}, $X, <x>,
// {{x}}, %X%, [x], or is a call.
func variable(s string) bool {
	switch s[0] {
	case '$', '<', '{', '%', '[', '(', '*', '&', '#':
		return true
	}
	return strings.Contains(s, "${") || strings.Contains(s, "{{") || strings.Contains(s, "$(") || strings.Contains(s, "%(") || strings.HasSuffix(s, "()") || strings.Contains(s, "...") || strings.Contains(s, "…")
}

// plainWord reports whether s is made of letters and separators alone.
func plainWord(s string) bool {
	for i := range len(s) {
		if c := s[i]; (c|0x20 < 'a' || c|0x20 > 'z') && c != '_' && c != '-' && c != '.' {
			return false
		}
	}
	return true
}

// irregular reports whether letters alone change case as no name does.
func irregular(s string) bool {
	changes := 0
	for i := 1; i < len(s); i++ {
		if !alnum[s[i]] || digits[s[i]] {
			return false
		}
		if s[i]&0x20 != s[i-1]&0x20 {
			changes++
		}
	}
	return len(s) >= 10 && changes*3 >= len(s)
}

// varied reports whether s mixes letters with digits or signs like a password
// does.
func varied(s string) bool {
	var digit, letter, sign, up, low bool
	for i := range len(s) {
		switch c := s[i]; {
		case c >= '0' && c <= '9':
			digit = true
		case c >= 'a' && c <= 'z':
			letter, low = true, true
		case c >= 'A' && c <= 'Z':
			letter, up = true, true
		default:
			sign = true
		}
	}
	return len(s) >= 6 && letter && (digit || sign && up && low)
}
