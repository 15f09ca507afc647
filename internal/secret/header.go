package secret

import (
	"encoding/base64"
	"strings"
)

// authorization finds what an Authorization header carries.
func authorization(text string, at int) (Found, bool) {
	i := at
	for i < len(text) && i-at < 12 && strings.IndexByte("\"'` \t:=\\,", text[i]) >= 0 {
		i++
	}
	if i == at || !strings.ContainsAny(text[at:i], ":=,") {
		return Found{}, false
	}
	scheme := ""
	for _, s := range []string{"basic", "bearer", "token", "apikey", "key", "digest"} {
		if len(text)-i > len(s) && strings.EqualFold(text[i:i+len(s)], s) && (text[i+len(s)] == ' ' || text[i+len(s)] == '=') {
			scheme, i = s, i+len(s)+1
		}
	}
	for i < len(text) && (text[i] == ' ' || text[i] == '"' || text[i] == '\'') {
		i++
	}
	end := i
	for end < len(text) && end-i < 4096 && (dotted[text[end]] || strings.IndexByte("+/=~:!", text[end]) >= 0) {
		end++
	}
	value := strings.TrimRight(text[i:end], ".:!")
	end = i + len(value)
	if end < len(text) && strings.IndexByte("({[<$", text[end]) >= 0 && !strings.HasPrefix(text[end:], "</") {
		return Found{}, false
	}
	if scheme == "basic" {
		return Found{Start: i, End: end, Kind: password}, basic(value)
	}
	least := 16
	if scheme == "" {
		least = 20
	}
	if len(value) < least || !random(value) && !uuid(value) || strings.Contains(value, "://") || strings.HasSuffix(value, "/aws4_request") || headOnly(value) {
		return Found{}, false
	}
	return Found{Start: i, End: end, Kind: accessToken}, true
}

// headOnly reports whether a value is the header of a web token and nothing of
// what it would say.
func headOnly(value string) bool {
	return strings.HasPrefix(value, "eyJ") && len(value) < 60 && !strings.Contains(value, ".")
}

// basic reports whether a value of basic authentication (RFC 7617) holds a
// name and a password.
func basic(value string) bool {
	plain, err := base64.RawStdEncoding.DecodeString(strings.TrimRight(value, "="))
	if err != nil || len(value) < 8 || documented[strings.TrimRight(value, "=")] {
		return false
	}
	for _, c := range plain {
		if c < ' ' {
			return false
		}
	}
	user, word, ok := strings.Cut(string(plain), ":")
	switch {
	case !ok: // some send one word, and some tools cut it
		return len(value) >= 30 && random(value)
	case word == "":
		return len(user) >= 6 && !stockWords()[strings.ToLower(user)]
	}
	return len(word) >= 4 && !stockWords()[strings.ToLower(word)] && !variable(word) && !(illustrates(word) && (plainWord(strings.ReplaceAll(word, " ", "")) || illustrates(user)))
}

func maybeAuthorization(content []byte, _, at int) bool {
	i := at
	for i < len(content) && i-at < 24 && strings.IndexByte("\"'` \t:=\\,", content[i]) >= 0 {
		i++
	}
	if i == len(content) {
		return i == at // a key: its value is elsewhere
	}
	if i == at {
		return false
	}
	for n := 0; i < len(content) && n < 40; i++ {
		c := content[i]
		if c >= '0' && c <= '9' || c == '=' {
			return true
		}
		if c != ' ' && !alnum[c] && c != '"' && c != '\\' && c != '\'' && c != '_' && c != '-' && c != '.' {
			return false
		}
		n++
	}
	return false
}

// curlUser finds the password in `curl -u user:password` and --user.
func curlUser(text string, at int) (Found, bool) {
	rest := text[at:min(len(text), at+maxCurl)]
	if next := strings.Index(rest, "curl "); next >= 0 {
		rest = rest[:next]
	}
	for i := 0; i < len(rest); {
		k := strings.IndexByte(rest[i:], '-')
		if k < 0 {
			return Found{}, false
		}
		i += k
		var n int
		switch {
		case strings.HasPrefix(rest[i:], "-u "), strings.HasPrefix(rest[i:], "-u\""), strings.HasPrefix(rest[i:], "-u'"):
			n = 2
		case strings.HasPrefix(rest[i:], "--user "), strings.HasPrefix(rest[i:], "--user="):
			n = 6
		case strings.HasPrefix(rest[i:], "--proxy-user "):
			n = 12
		default:
			i++
			continue
		}
		if i > 0 && rest[i-1] != ' ' && rest[i-1] != '\t' && rest[i-1] != '\n' {
			i++
			continue
		}
		from := i + n
		for from < len(rest) && strings.IndexByte(" =", rest[from]) >= 0 {
			from++
		}
		stop := " \n\\"
		if from < len(rest) && (rest[from] == '"' || rest[from] == '\'') {
			stop, from = rest[from:from+1], from+1
		}
		end := strings.IndexAny(rest[from:], stop)
		if end < 0 {
			end = len(rest) - from
		}
		user, word, ok := strings.Cut(rest[from:from+end], ":")
		start := from + len(user) + 1
		if ok && word == "" && len(user) >= 8 && varied(user) && !strings.Contains(user, "@") { // the key alone, in place of the name
			return Found{Start: at + from, End: at + from + len(user)}, true
		}
		if ok && len(word) > 0 && realPassword(user, word) {
			return Found{Start: at + start, End: at + from + end}, true
		}
		i = from
	}
	return Found{}, false
}

// maxCurl bounds a command of curl that is looked at.
const maxCurl = 600

func maybeCurl(content []byte, _, at int) bool {
	rest := content[at:min(len(content), at+maxCurl)]
	for i := 0; i+3 < len(rest); i++ {
		if rest[i] == '-' && (rest[i+1] == 'u' || rest[i+1] == '-' && (rest[i+2] == 'u' || rest[i+2] == 'p')) {
			return true
		}
	}
	return false
}
