package secret

import (
	"encoding/base64"
	"strings"
)

// Logins of mail servers as their protocols write them (RFC 4616, RFC 4954):
// base64 behind AUTH PLAIN, and in the answer to a prompt for the password.

func mailFormats() []format {
	var all []format
	for _, w := range []string{"auth plain", "authenticate plain", "auth=plain"} {
		all = append(all, format{kind: password, prefix: w, anyCase: true, find: saslPlain, maybe: maybeSASL})
	}
	// "Password:" in base64, of both ways to write it; the answer is on the next line.
	for _, prompt := range []string{"UGFzc3dvcmQ6", "cGFzc3dvcmQ6", "UGFzc3dvcmQA"} {
		all = append(all, format{kind: password, prefix: prompt, find: saslLogin, maybe: maybeSASL})
	}
	return all
}

// maxSASL is how far behind its prompt an answer may begin, and maxLogin how long
// one is.
const (
	maxSASL  = 40
	maxLogin = 400
)

// saslAnswer is the next word in base64 that stands at text[at:] or on the next
// line, behind what protocols and logs put in front of it ("+", "C:", ">").
func saslAnswer(text string, at int) (start, end int, plain string) {
	start = at
	for start < len(text) && start-at < maxSASL && strings.IndexByte(" \t\r\n+>:\"'", text[start]) >= 0 {
		start++
	}
	line := text[start:min(len(text), start+maxSASL)] // a log says who speaks, and when
	for _, says := range []string{"C: ", "> "} {
		if k := strings.Index(line, says); k >= 0 && !strings.Contains(line[:k], "\n") && strings.Contains(text[at:start], "\n") {
			start += k + len(says)
			break
		}
	}
	end = start
	for end < len(text) && end-start < maxLogin && base64s[text[end]] {
		end++
	}
	b, err := base64.StdEncoding.DecodeString(text[start:end])
	if start == at || err != nil {
		return 0, 0, ""
	}
	return start, end, string(b)
}

// saslPlain is identity, NUL, user, NUL, password in base64.
func saslPlain(text string, at int) (Found, bool) {
	start, end, plain := saslAnswer(text, at)
	parts := strings.Split(plain, "\x00")
	return Found{Start: start, End: end}, len(parts) == 3 && parts[1] != "" && login(parts[2])
}

// saslLogin is a password in base64.
func saslLogin(text string, at int) (Found, bool) {
	start, end, plain := saslAnswer(text, at)
	return Found{Start: start, End: end}, login(plain)
}

// login reports whether a word that somebody logged in with is worth keeping: not
// one of examples.
func login(word string) bool {
	for i := range len(word) {
		if word[i] < ' ' {
			return false
		}
	}
	return realPassword("", word) && !illustrates(word)
}

// maybeSASL looks for a run of base64 close behind a prompt.
func maybeSASL(content []byte, _, at int) bool {
	run := 0
	for _, c := range content[at:min(len(content), at+maxSASL+8)] {
		if run++; !base64s[c] {
			run = 0
		}
		if run >= 8 {
			return true
		}
	}
	return false
}
