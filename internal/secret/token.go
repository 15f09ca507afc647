package secret

import "strings"

// format is one way a secret is written.
type format struct {
	kind   *Kind
	prefix string
	// body is the alphabet behind the prefix, which must have from least to
	// most characters (0: any number more).
	body        *alphabet
	least, most int
	anyCase     bool
	// mixed bodies must have a digit and letters of both cases, or they are
	// words of a name.
	mixed bool
	// notWords bodies must not be words.
	notWords bool
	// find takes the place of all that: it is given the end of the prefix.
	// spelled formats are prefixes written letter by letter.
	spelled bool
	// encoded formats are pieces of encoded text.
	encoded *encoding
	// class is that of names, 0 for tokens.
	class class
	find  func(text string, at int) (Found, bool)
	// maybe is the cheap form of find for raw text.
	maybe func(content []byte, start, at int) bool
}

// alphabet is a set of bytes.
type alphabet [256]bool

func chars(ranges string) *alphabet {
	var a alphabet
	for i := 0; i < len(ranges); i++ {
		if i+2 < len(ranges) && ranges[i+1] == '-' {
			for c := int(ranges[i]); c <= int(ranges[i+2]); c++ {
				a[c] = true
			}
			i += 2
			continue
		}
		a[ranges[i]] = true
	}
	return &a
}

var (
	alnum   = chars("A-Za-z0-9")
	wordish = chars("A-Za-z0-9_-") // a hyphen at the end is itself
	dotted  = chars("A-Za-z0-9_.-")
	base64s = chars("A-Za-z0-9+/=_-")
	hexs    = chars("0-9a-fA-F")
	uppers  = chars("A-Z0-9")
	base58  = chars("1-9A-HJ-NP-Za-km-z")
	digits  = chars("0-9")
)

// maxToken bounds a token; longer runs are no tokens.
const maxToken = 8 << 10

// token matches prefix and body at text[i:].
func (f *format) token(text string, i int) (Found, bool) {
	if !starts(text, i) {
		return Found{}, false
	}
	at := i + len(f.prefix)
	limit := maxToken
	if f.most > 0 {
		limit = f.most + 8
	}
	body, end := f.run(text, at, limit)
	loose := false
	for range maxPieces { // "ghp_..." + "..."
		if len(body) >= f.least {
			break
		}
		next := joint(text, end)
		if next == 0 {
			next = seam(text, end)
			loose = loose || next > 0
		}
		if next == 0 {
			break
		}
		more, to := f.run(text, next, limit-len(body))
		if len(more) < 4 || loose && (len(body) < shortestPiece || f.most > 0 && len(body)+len(more) > f.most) {
			break
		}
		body, end = body+more, to
	}
	if n := len(body); n < f.least || f.most > 0 && n > f.most || end < len(text) && alnum[text[end]] {
		return Found{}, false
	}
	if loose && end > at+len(body) && (wordy(body) || !interleavedOnce(body)) {
		return Found{}, false
	}
	if dummy(body) || f.mixed && !isMixed(body) && !irregular(body) || f.notWords && wordy(body) && (f.kind == google || f.kind == oddGoogle || strings.Trim(body, body[:1]) != "") {
		return Found{}, false
	}
	return Found{i, end, f.kind}, true
}

// run is the body that begins at text[at:], without the punctuation of the
// sentence it stands in, and where it ends.
func (f *format) run(text string, at, limit int) (string, int) {
	end := at
	for end < len(text) && end-at < limit && f.body[text[end]] {
		end++
	}
	for end > at && !alnum[text[end-1]] && strings.IndexByte("=_-", text[end-1]) < 0 {
		end--
	}
	return text[at:end], end
}

// shortestPiece is what stands together at least where a token was broken up by
// what may also end it.
const shortestPiece = 8

// maxPieces bounds the pieces of a string that is put together.
const maxPieces = 8

// joint returns where the next piece of a string begins that was taken apart:
// behind a quote, an operator (or none, as in C) and a quote. 0: there is none.
func joint(text string, end int) int {
	if end >= len(text) || text[end] != '"' && text[end] != '\'' {
		return 0
	}
	i := end + 1
	for i < len(text) && i-end < 24 && strings.IndexByte(" \t\r\n+.&\\", text[i]) >= 0 {
		i++
	}
	if i == end+1 || i >= len(text) || text[i] != text[end] {
		return 0
	}
	return i + 1
}

// seam returns where a token goes on that was broken up: behind a character
// nobody sees, the end of a line, a space, or in the next element of a list.
func seam(text string, end int) int {
	rest := text[end:min(len(text), end+8)]
	for _, s := range []string{"\u200b", "\u200c", "\u200d", "\u2060", "\ufeff", "\u00ad", "\",\"", "\", \"", "','", "', '", "\r\n", "\n", " "} {
		if strings.HasPrefix(rest, s) {
			return end + len(s)
		}
	}
	return 0
}

// interleavedOnce reports whether digits stand among the letters.
func interleavedOnce(body string) bool {
	n := 0
	for i := 1; i+1 < len(body); i++ {
		if digits[body[i]] && !digits[body[i-1]] {
			n++
		}
	}
	return n >= 2
}

// raw is token for raw text: so many characters as even a piece has.
func (f *format) raw(rest []byte) bool {
	n, need := 0, min(f.least, 8)
	for n < len(rest) && n < need && f.body[rest[n]] {
		n++
	}
	if n < need && n >= 4 && n < len(rest) { // the first piece of one
		c := rest[n]
		return c == '"' || c == '\'' || c == '\\' || c == ' ' || c >= 0xc2
	}
	return n == need
}

// starts reports whether a word may start at i: no letter or digit stands
// before it, except in an escape that was written out (\n).
func starts(text string, i int) bool {
	if i == 0 || !alnum[text[i-1]] {
		return true
	}
	c := text[i-1]
	return i > 1 && text[i-2] == '\\' && (c == 'n' || c == 't' || c == 'r')
}

// isMixed reports whether s has a digit, an upper and a lower case letter.
func isMixed(s string) bool {
	var digit, up, low bool
	for i := range len(s) {
		c := s[i]
		digit = digit || c >= '0' && c <= '9'
		up = up || c >= 'A' && c <= 'Z'
		low = low || c >= 'a' && c <= 'z'
	}
	return digit && up && low
}

// Classes is how many kinds of characters a word has: small letters, capitals, digits
// and signs.
func Classes(word string) (n int) {
	var has [4]int
	for i := range len(word) {
		switch c := word[i]; {
		case c >= 'a' && c <= 'z':
			has[0] = 1
		case c >= 'A' && c <= 'Z':
			has[1] = 1
		case c >= '0' && c <= '9':
			has[2] = 1
		default:
			has[3] = 1
		}
	}
	return has[0] + has[1] + has[2] + has[3]
}
