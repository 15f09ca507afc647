package secret

import "strings"

// Secrets that stand where they do by their place: the third string of a call,
// the part in front of an address, what is behind a number.

func placeFormats() []format {
	all := []format{
		{kind: password, prefix: "@tcp(", find: beforeAddress, maybe: always}, {kind: password, prefix: "@unix(", find: beforeAddress, maybe: always},
		{kind: k("unseal key"), prefix: "unseal key", anyCase: true, find: unsealKey, maybe: always},
	}
	for _, call := range []string{"new PDO(", "mysqli_connect(", "new mysqli(", "getConnection("} {
		all = append(all, format{kind: password, prefix: call, find: thirdString, maybe: always})
	}
	return all
}

// thirdString is the password in a call that is given an address or a host, a
// user and a password.
func thirdString(text string, at int) (Found, bool) {
	i, limit := at, min(len(text), at+300)
	for n := 0; i < limit; i++ {
		q := text[i]
		if q == ')' || q == '\n' && n == 0 {
			return Found{}, false
		}
		if q != '"' && q != '\'' {
			continue
		}
		start := i + 1
		for i = start; i < limit && text[i] != q && text[i] != '\n'; i++ {
		}
		if i == limit || text[i] != q {
			return Found{}, false
		}
		if n++; n == 3 {
			return Found{Start: start, End: i}, passwordValue(text[start:i], true)
		}
	}
	return Found{}, false
}

// beforeAddress is the password in user:password@tcp(host:port).
func beforeAddress(text string, at int) (Found, bool) {
	end := at - len("@tcp(")
	if text[end] != '@' {
		end--
	}
	start := end
	for start > 0 && end-start < 128 && text[start-1] > ' ' && strings.IndexByte("\"'`", text[start-1]) < 0 {
		start--
	}
	user, word, ok := strings.Cut(text[start:end], ":")
	return Found{Start: start + len(user) + 1, End: end}, ok && word != "" && user != "" && realPassword(user, word)
}

// unsealKey is a share of the key of a vault, behind its number.
func unsealKey(text string, at int) (Found, bool) {
	i := at
	for i < len(text) && i-at < 24 && strings.IndexByte(" 0123456789:=\"'*`|", text[i]) >= 0 {
		i++
	}
	if i == at || strings.IndexByte(" :=\"'*`|", text[i-1]) < 0 { // a number that goes on is part of the key
		for i > at && digits[text[i-1]] {
			i--
		}
	}
	end := i
	for end < len(text) && end-i < 100 && base64s[text[end]] {
		end++
	}
	return Found{Start: i, End: end}, end-i >= 43 && random(text[i:end])
}
