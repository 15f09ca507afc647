// Package address reads URLs and host names the way the most lenient of their
// readers do, and says where they lead: to the open net, to this machine, to
// a private network, or to a cloud's metadata service. Two readers that see
// two hosts in one URL are the attack; so all of them are looked at. It is
// pure: nothing is resolved and nothing is fetched.
package address

import (
	"strings"
	"unicode/utf8"
)

// URL is a URL taken apart. Its parts are pieces of the text it was read from.
type URL struct {
	// Scheme as it is written; "" where there is none.
	Scheme string
	// Authority is all that any reader could take for user, host and port: up
	// to the first slash.
	Authority string
	// Path is from that slash up to a question mark or hash.
	Path string
	// Rest is the query and the fragment with their marks.
	Rest string
	// Whole is everything behind the scheme and the slashes, and Tail everything
	// behind the authority.
	Whole, Tail string
	// Slashes is true when an authority was marked by two slashes (or back
	// slashes).
	Slashes bool
}

// maxScheme is longer than any scheme in use.
const maxScheme = 32

// Read takes text apart. Blanks in front are passed over. It reports false for
// text that has neither a scheme nor two slashes in front.
func Read(text string) (URL, bool) {
	if text == "" || kinds[text[0]]&(opens|slashes) == 0 && strings.IndexByte(text[:min(len(text), maxScheme)], ':') < 0 {
		return URL{}, false // as most texts
	}
	text = skip(text, opens)
	var u URL
	n := schemeLen(text)
	if n > 0 {
		u.Scheme, text = text[:n], text[n+1:]
	}
	rest, marks := text, 0
	for len(rest) > 0 && kinds[rest[0]]&slashes != 0 {
		if rest[0] == '/' || rest[0] == '\\' {
			marks++
		}
		rest = rest[1:]
	}
	u.Slashes = marks >= 2
	if n == 0 && !u.Slashes {
		return URL{}, false
	}
	u.split(rest)
	return u, true
}

// Kinds of bytes, each a bit in kinds.
const (
	opens   = 1 << iota // what may stand in front of a URL
	slashes             // slashes and what browsers overlook between them
	stops               // what some reader takes for the end of a host
	parts               // what stands between the segments of a path, and before another
	codes               // what a path with escapes has one of
)

var kinds = func() (t [256]uint8) {
	for kind, text := range map[uint8]string{
		opens: " \t\r\n\x00\"'<(", slashes: "/\\ \t\r\n", stops: "@\\ ?#&\t\r\n,;\"'<>", parts: "/\\?=&#", codes: "%.0\\\x00&=",
	} {
		for _, c := range []byte(text) {
			t[c] |= kind
		}
	}
	for c := utf8.RuneSelf; c < len(t); c++ {
		t[c] |= codes
	}
	return t
}()

func skip(text string, kind uint8) string {
	for len(text) > 0 && kinds[text[0]]&kind != 0 {
		text = text[1:]
	}
	return text
}

// ReadBare takes text without a scheme apart: host, port, path.
func ReadBare(text string) URL {
	var u URL
	u.split(skip(text, opens|slashes))
	return u
}

func (u *URL) split(text string) {
	end := strings.IndexByte(text, '/')
	if end < 0 {
		end = len(text)
	}
	u.Whole, u.Authority, u.Tail = text, text[:end], text[end:]
	text = u.Tail
	for i := range len(text) {
		if text[i] == '?' || text[i] == '#' {
			u.Path, u.Rest = text[:i], text[i:]
			return
		}
	}
	u.Path = text
}

// schemeLen is the length of the scheme in front of text, or 0.
func schemeLen(text string) int {
	for i := 0; i < len(text) && i < maxScheme; i++ {
		switch c := text[i]; {
		case c|0x20 >= 'a' && c|0x20 <= 'z':
		case i > 0 && (c >= '0' && c <= '9' || c == '+' || c == '.' || c == '-' || c == '_'):
		case c == ':' && i > 0:
			return i
		default:
			return 0
		}
	}
	return 0
}

// HasScheme reports whether the URL has one of the schemes, in any case.
func (u *URL) HasScheme(names ...string) bool {
	for _, n := range names {
		if len(n) == len(u.Scheme) && (n == u.Scheme || strings.EqualFold(u.Scheme, n)) { // both are ASCII
			return true
		}
	}
	return false
}

// HasHost reports whether the authority is that host, in any case.
func (u *URL) HasHost(name string) bool { return strings.EqualFold(u.Authority, name) }

// MaxHosts bounds the hosts of one authority that are worth a look: real ones
// have one.
const MaxHosts = 16

// NextHost cuts the next thing out of an authority that some reader takes for
// the host: what stands between user names, back slashes, blanks, hashes and
// question marks. host is without a port; port is "" where there is none. It
// reports false when there is none left.
func NextHost(authority string) (host, port, rest string, ok bool) {
	for authority != "" {
		end := 0
		for end < len(authority) && kinds[authority[end]]&stops == 0 {
			end++
		}
		part := authority[:end]
		authority = authority[min(end+1, len(authority)):]
		if part != "" {
			host, port = cutPort(part)
			return host, port, authority, true
		}
	}
	return "", "", "", false
}

// cutPort parts a host from a port. Brackets of IPv6 stay.
func cutPort(part string) (host, port string) {
	if part[0] == '[' {
		if end := strings.IndexByte(part, ']'); end >= 0 {
			return part[:end+1], strings.TrimPrefix(part[end+1:], ":")
		}
		return part, ""
	}
	i := strings.LastIndexByte(part, ':')
	if i < 0 || strings.Count(part, ":") > 2 { // IPv6 without brackets
		return part, ""
	}
	if first := strings.IndexByte(part, ':'); first != i { // host:80:8080
		return part[:first], part[first+1 : i]
	}
	return part[:i], part[i+1:]
}

// Confusing reports whether readers could disagree about the host of the
// authority: a back slash, a blank, a mark of a query or two user names in it.
func (u *URL) Confusing() bool {
	at := strings.Count(u.Authority, "@")
	return at > 1 || at == 1 && strings.ContainsAny(u.Authority, "\\ \t\r\n#?&")
}
