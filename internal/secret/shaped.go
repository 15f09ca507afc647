package secret

import "strings"

// Shaped reports whether text, as a whole, has the form of a token of a known
// issuer, even if it looks made up: prefix, alphabet and length. It is for
// places where nobody writes examples.
func Shaped(text string) bool {
	if len(text) < minLiteral || len(text) > maxToken {
		return false
	}
	x := known()
	for n := x.first[hash(text[0], text[1], text[2])]; n != 0; n = x.next[n-1] {
		f := &x.formats[n-1]
		if !hasPrefix(text, 0, f) || f.encoded != nil || f.spelled {
			continue
		}
		if f.kind == jwt && strings.Count(text, ".") == 2 && webToken(text) || f.kind == awsPrincipal && principal(text) {
			return true
		}
		if f.body == nil || f.find != nil || f.least < 12 {
			continue
		}
		body, end := f.run(text, len(f.prefix), maxToken)
		if end == len(text) && len(body) >= f.least && (f.most == 0 || len(body) <= f.most) && various(body) {
			return true
		}
	}
	return false
}

// webToken reports whether text is three parts in the alphabet of a JWT, each as
// long as one is.
func webToken(text string) bool {
	for i, part := range strings.Split(text, ".") {
		if len(part) < 16 || i < 2 && !strings.HasPrefix(part, "e") || !various(part) {
			return false
		}
		for k := range len(part) {
			if !wordish[part[k]] {
				return false
			}
		}
	}
	return true
}

// awsPrincipal is the unique id of a user, role or group at Amazon. It opens
// nothing, and is told of only where an answer is nothing else.
var awsPrincipal = k("AWS identity")

// principalLength is that of a prefix and what follows.
const principalLength = 20

func principalFormats() []format {
	var all []format
	for _, p := range []string{"AGPA", "AIDA", "AROA", "AIPA", "ANPA", "ANVA"} {
		all = append(all, format{kind: awsPrincipal, prefix: p, find: func(string, int) (Found, bool) { return Found{}, false }, maybe: maybePrincipal})
	}
	return all
}

func principal(text string) bool {
	if len(text) != principalLength || !various(text) {
		return false
	}
	for i := range len(text) {
		if !uppers[text[i]] {
			return false
		}
	}
	return true
}

// maybePrincipal looks for a string that is one as a whole.
func maybePrincipal(content []byte, start, _ int) bool {
	return start > 0 && content[start-1] == '"' && start+principalLength < len(content) && content[start+principalLength] == '"' && principal(string(content[start:start+principalLength]))
}

// various reports whether text is made of many characters, as no filler is.
func various(text string) bool {
	var seen [256]bool
	n := 0
	for i := range len(text) {
		if !seen[text[i]] {
			seen[text[i]] = true
			n++
		}
	}
	return n >= 8
}
