package secret

import (
	"bytes"
	"strings"
)

// netrc is "machine M login L password P".
func netrc(text string, at int) (Found, bool) {
	before := strings.Fields(lower(text[max(0, at-200):at]))
	login, sample := false, false
	for n := len(before) - 1; ; n -= 2 { // pairs of a word and its value
		if n < 2 {
			return Found{}, false
		}
		word := strings.TrimLeft(before[n-2], "\"'`")
		login = login || word == "login" || word == "user"
		if word == "machine" || n > 2 && word == "login" && strings.HasSuffix(before[n-3], "default") {
			host := strings.ReplaceAll(before[n-1], `\&`, "") // as manual pages write it
			host, _, _ = strings.Cut(strings.TrimPrefix(host, "https://"), "/")
			sample = host == "example.org" || host == "example.com" || host == "example.net"
			break
		}
		if word != "login" && word != "account" && word != "port" && word != "user" {
			return Found{}, false
		}
	}
	if !login {
		return Found{}, false
	}
	end := at
	for end < len(text) && end-at < 200 && text[end] > ' ' {
		end++
	}
	word := text[at:end]
	if len(word) < 4 || sample && plainWord(lower(word)) || variable(strings.Trim(word, "\"'")) || dummy(word) || stockWords()[strings.Trim(lower(word), "\"'0123456789)")] {
		return Found{}, false
	}
	return Found{Start: at, End: end, Kind: password}, true
}

// maybeNamed looks for an operator and a value with a digit or a sign close
// behind a name.
func maybeNamed(content []byte, start, at int) bool {
	if c := content[at-1]; c == ' ' && content[at-2]|0x20 == 'd' { // of .netrc
		before := content[max(0, start-200):start]
		return bytes.Contains(before, []byte("login ")) || bytes.Contains(before, []byte("machine "))
	} else if c == '=' || c == ':' {
		at--
	}
	i := at
	for i < len(content) && i-at < maxName && nameByte(content[i]) {
		i++
	}
	if i == len(content) {
		return true // a key: its value is elsewhere
	}
	op := spacedRaw(content, start, i)
	for start := i; i < len(content) && i-start < 64; i++ {
		c := content[i]
		switch {
		case c == '=' || c == ':' || c == '>' || c == ',' || c == '|':
			op = true
			continue
		case c == 's' && typed(content, i) > i:
			i = typed(content, i) - 1
			continue
		case (c == '?' || c == '.') && i+1 < len(content) && content[i+1] == '=':
			continue
		case c == '\\' && i+6 < len(content) && content[i+1] == 'u': // < and > as some write them
			op = op || content[i+4] == '3'
			i += 5
			continue
		case strings.IndexByte("\"'`\\ \t\r\n)]*nrt", c) >= 0 && (c != 'n' && c != 'r' && c != 't' || content[i-1] == '\\'):
			continue
		case c == 'i' && i+2 < len(content) && content[i+1] == 's' && (content[i+2] == ' ' || content[i+2] == ':'):
			op = true
			i += 2
			continue
		case c == '{':
			if k := bytes.Index(content[i:min(len(content), i+40)], []byte("default")); k >= 0 {
				i += k + 6
			} else if k := bytes.Index(content[i:min(len(content), i+40)], []byte("value")); k >= 0 {
				i += k + 4
			} else {
				return false
			}
			continue
		case c == 'v' && i > start && i+5 < len(content) && string(content[i:i+5]) == "value":
			i += 4
			continue
		}
		break
	}
	if !op {
		return false
	}
	return maybeValue(content[i:min(len(content), i+64)])
}

// shortestValue is the shortest value behind a name that is looked at closely.
const shortestValue = 8

// maybeValue reports whether content begins with a value that has a digit or a
// sign in it and is more than a word with a number, such as "order-12".
func maybeValue(content []byte) bool {
	telling, counted, flips := -1, 0, 0
	n := 0
	for ; n < len(content); n++ {
		c := content[n]
		if c <= ' ' && n > 0 && counted == n {
			return false // a number
		}
		if c == '\\' && n+1 < len(content) && strings.IndexByte("nrtbfu\"/", content[n+1]) < 0 {
			n++ // a backslash, itself escaped or not
			continue
		}
		if c <= ' ' && n > 8 || c == '"' || c == '\\' || c == '<' || c == '(' || c == '{' || c == ',' {
			break
		}
		switch {
		case digits[c]:
			counted++
		case c == '+' || c == '/' && n > 0 || c == '~' || c == '!' || c == '@' || c == '#' || c == '$' && n > 0 || c == '^' || c == '*' && n > 0 || c == '%' && n > 0:
			counted = len(content) // signs tell without a number
		default:
			if n > 0 && c >= 'A' && c <= 'Z' && content[n-1] >= 'a' && content[n-1] <= 'z' {
				flips++
			}
			continue
		}
		if telling < 0 {
			telling = n
		}
	}
	if n+1 < len(content) && content[n] == '\\' && content[n+1] == 'u' {
		return true // it goes on behind an escape
	}
	if telling < 0 {
		return flips > 1
	}
	if n < shortestValue && n < len(content) {
		return false
	}
	return counted > 4 || telling == 0 || content[telling-1] != '-' || telling+counted < n
}

// declared finds the value in a declaration: variable "x_password" { default =
// "..." }, "x_password": {"value": "..."}.
func declared(text string, at int) int {
	rest := text[at:min(len(text), at+64)]
	brace := strings.IndexByte(rest, '{')
	if brace < 1 || strings.Trim(rest[:brace], "\"'\\ :=\t") != "" {
		return 0
	}
	inside := strings.TrimLeft(rest[brace+1:], "\"'\\ \t\r\n")
	i := len(rest) - len(inside)
	switch {
	case strings.HasPrefix(inside, "default"):
		i += len("default")
	case strings.HasPrefix(inside, "value"):
		i += len("value")
	default:
		return 0
	}
	op := false
	for i < len(rest) && strings.IndexByte("\"'\\ :=\t", rest[i]) >= 0 {
		if op && (rest[i] == '"' || rest[i] == '\'') {
			break
		}
		op = op || rest[i] == ':' || rest[i] == '='
		i++
	}
	if !op {
		return 0
	}
	return at + i
}

// dottedName reports whether v is a path of names: k8s.core.v1.Secret.
func dottedName(v string) bool {
	parts := strings.Split(v, ".")
	for _, p := range parts {
		if len(p) >= 12 || p == "" {
			return false
		}
	}
	return len(parts) > 2
}

// scrambled reports whether letters change case as neither words nor names do.
func scrambled(s string) bool {
	changes := 0
	for i := 1; i < len(s); i++ {
		if c := s[i] | 0x20; c < 'a' || c > 'z' {
			return false
		}
		if s[i]&0x20 != s[i-1]&0x20 {
			changes++
		}
	}
	return len(s) >= 10 && changes >= 3 && !wordy(s)
}

// interleaved reports whether digits stand among letters again and again, as in
// no name.
func interleaved(v string) bool {
	groups := 0
	for i := 1; i+1 < len(v); i++ {
		if !digits[v[i]] || !alnum[v[i-1]] || digits[v[i-1]] {
			continue
		}
		for i+1 < len(v) && digits[v[i+1]] {
			i++
		}
		if i+1 < len(v) && alnum[v[i+1]] {
			groups++
		}
	}
	return groups >= 4
}
