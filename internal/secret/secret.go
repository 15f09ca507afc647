// Package secret recognises secrets in text: tokens by the format of their
// issuer, private keys, passwords in addresses, and values that a telling name
// stands before. It is pure and works at literals: whoever has a fast scan for
// [Literals] asks [Maybe] about a place in raw text and [At] about a place in
// decoded text; everybody else calls [Find].
//
// What is missed: secrets without a known format that stand alone, and words
// that only their owner knows to be a password.
package secret

import (
	"bytes"
	"strings"

	"github.com/mcp-watchdog/mcp-watchdog/internal/lazy"
)

// Kind is a kind of secret.
type Kind struct {
	// Name is what people call it, such as "GitHub token".
	Name string
	// Master is true for what opens more than one door or cannot be replaced:
	// private keys and seeds of wallets.
	Master bool
	// Odd is true for what begins like a token of an issuer and goes on as none of
	// its tokens do: worth a look.
	Odd bool
}

// Found is one secret in a text.
type Found struct {
	// Start and End are byte offsets of the secret itself, without the name or
	// the quotes around it.
	Start, End int
	Kind       *Kind
}

// At returns the secret that the literal at text[i:] announces. It may begin
// behind i: a name comes before its value. Keys of public examples are none.
func At(text string, i int) (Found, bool) {
	f, ok := at(text, i)
	if !ok {
		return Found{}, false
	}
	return ofSignedAddress(text, f), !public(text[f.Start:f.End])
}

func at(text string, i int) (Found, bool) {
	if i < 0 || i+minLiteral > len(text) {
		return Found{}, false
	}
	x := known()
	for n := x.first[hash(text[i], text[i+1], text[i+2])]; n != 0; n = x.next[n-1] {
		f := &x.formats[n-1]
		if !hasPrefix(text, i, f) {
			continue
		}
		if f.encoded != nil {
			if found, ok := f.decode(text, i); ok {
				return found, true
			}
			continue
		}
		if f.spelled {
			if found, ok := together(text, i); ok {
				return found, true
			}
			continue
		}
		if f.find != nil {
			if found, ok := f.find(text, i+len(f.prefix)); ok && (f.class == 0 || f.class == isRule || !misshapen(text[found.Start:found.End])) {
				if found.Kind == nil {
					found.Kind = f.kind
				}
				return found, true
			}
			continue
		}
		if found, ok := f.token(text, i); ok {
			return found, true
		}
	}
	return Found{}, false
}

// Named returns the secret that value is as a whole because of its name, that
// of a member of a JSON object, say.
func Named(name, value string) (Found, bool) {
	if len(name) > maxName || len(value) > maxValue {
		return Found{}, false
	}
	low, from := lower(name), 0
	for _, scheme := range []string{"Bearer ", "bearer ", "Token ", "Basic "} {
		if strings.HasPrefix(value, scheme) {
			from = len(scheme)
		}
	}
	if strings.HasSuffix(low, "authorization") {
		f, ok := authorization(":"+value, 0)
		return Found{f.Start - 1, f.End - 1, f.Kind}, ok
	}
	for i := range members {
		if m := &members[i]; low == m.name && m.holds(value) {
			return Found{0, len(value), m.kind}, true
		}
	}
	for _, n := range names {
		i := strings.LastIndex(low, n.word)
		if i < 0 || !telling(name, name[i+len(n.word):]) {
			continue
		}
		v := value[from:]
		if ok := n.class == isPassword && passwordValue(v, true) || (n.class == isKey || n.class == isService && callsSecret(low)) && keyValue(low, v) && !namesItself(n.word, v); ok && !misshapen(v) {
			return Found{from, len(value), n.kind}, true
		}
	}
	return memberRule(name, low, value)
}

// misshapen reports whether v begins like a token of an issuer and is none, or
// it would have been found as one.
func misshapen(v string) bool {
	if len(v) < minLiteral {
		return false
	}
	x := known()
	for n := x.first[hash(v[0], v[1], v[2])]; n != 0; n = x.next[n-1] {
		f := &x.formats[n-1]
		if f.class == 0 && len(f.prefix) >= minLiteral && hasPrefix(v, 0, f) && (f.kind != jwt || len(v) < 60 || strings.Count(v, ".") == 2) {
			return true
		}
	}
	return false
}

// Find returns the secrets in text, ascending and apart.
func Find(text string) []Found {
	var all []Found
	x := known()
	for i := 0; ; i++ {
		if i = x.next4(text, i); i < 0 {
			return all
		}
		f, ok := At(text, i)
		if n := len(all); !ok || n > 0 && f.Start < all[n-1].End {
			continue
		}
		all = append(all, f)
		i = max(i, f.End-1)
	}
}

// next4 is the next place in text where one could begin; -1 where there is none.
func (x *catalogue) next4(text string, i int) int {
	if i+minLiteral > len(text) {
		return -1
	}
	first := uint32(text[i])<<8 | uint32(text[i+1])<<16 | uint32(text[i+2])<<24
	for k, c := range []byte(text[i+3:]) {
		first = first>>8 | uint32(c)<<24
		if q := quick(first); x.quick[q>>6]>>(q&63)&1 != 0 {
			return i + k
		}
	}
	return -1
}

// Maybe reports whether At could find a secret at content[i:], where content
// may be the raw content of a JSON string: escapes are not decoded. It is
// cheap and says yes too often rather than too rarely.
func Maybe(content []byte, i int) bool {
	if i < 0 || i+minLiteral > len(content) {
		return false
	}
	if content[i]|0x20 == 'h' && content[i+1]|0x20 == 't' && content[i+2]|0x20 == 't' && content[i+3]|0x20 == 'p' { // by far the most
		k := bytes.IndexByte(content[i:min(len(content), i+8)], '/')
		return k >= 0 && i+k+2 <= len(content) && maybeURL(content, i, i+k+2)
	}
	x := known()
	for n := x.first[hash(content[i], content[i+1], content[i+2])]; n != 0; n = x.next[n-1] {
		f := &x.formats[n-1]
		if len(content)-i < len(f.prefix) || !equalFoldBytes(content[i:], f.prefix) {
			continue
		}
		if f.maybe == nil && f.raw(content[i+len(f.prefix):]) || f.maybe != nil && f.maybe(content, i, i+len(f.prefix)) {
			return true
		}
	}
	return false
}

// Kinds lists every kind that can be found; one may stand there twice.
func Kinds() []*Kind {
	formats := known().formats
	kinds := make([]*Kind, 0, len(formats)+1)
	for i := range formats {
		kinds = append(kinds, formats[i].kind)
	}
	return append(kinds, discord)
}

// minLiteral is the length of the shortest literal.
const minLiteral = 4

// Literals are the words one of which every secret that At finds stands at:
// lower case ASCII, at least 4 bytes.
func Literals() []string {
	const next = "abcdefghijklmnopqrstuvwxyz0123456789-_"
	formats := known().formats
	all := make([]string, 0, 16*len(formats))
	seen := make(map[string]bool, len(formats))
	for i := range formats {
		// A short word is followed by the body of a token, and longer literals
		// are cheaper to look for.
		p, body := lower(formats[i].prefix), formats[i].body
		if len(p) > minLiteral || body == nil {
			all = add(all, seen, p)
			continue
		}
		for k := range next {
			if c := next[k]; body[c] || c >= 'a' && body[c^0x20] {
				all = add(all, seen, p+next[k:k+1])
			}
		}
	}
	return all
}

// add appends what was not there yet.
func add(all []string, seen map[string]bool, s string) []string {
	if seen[s] {
		return all
	}
	seen[s] = true
	return append(all, s)
}

func lower(s string) string {
	b := []byte(s)
	for i, c := range b {
		if c >= 'A' && c <= 'Z' {
			b[i] = c | 0x20
		}
	}
	return string(b)
}

// hash is of the first three bytes of a prefix, in any case.
func hash(a, b, c byte) uint32 {
	return (uint32(a|0x20) | uint32(b|0x20)<<8 | uint32(c|0x20)<<16) * 0x9e3779b1 >> 20
}

// quick is of the first four.
func quick(first uint32) uint32 { return (first | 0x20202020) * 0x9e3779b1 >> 16 }

// catalogue is all formats, and how they are found.
type catalogue struct {
	formats []format
	// first is the number of one, from 1, by the hash of its prefix, next that of
	// the one after it.
	first [1 << 12]uint16
	next  []uint16
	// quick has a bit for the first four bytes of each.
	quick [1 << 16 / 64]uint64
}

// Ready makes what the first text that is looked through needs. It takes a millisecond.
func Ready() { known() }

var known = lazy.Value(func() *catalogue {
	x := &catalogue{formats: allFormats()}
	x.next = make([]uint16, len(x.formats))
	for i := len(x.formats) - 1; i >= 0; i-- {
		p := x.formats[i].prefix
		h := hash(p[0], p[1], p[2])
		x.next[i], x.first[h] = x.first[h], uint16(i+1)
		x.see(p)
	}
	return x
})

// see notes what a prefix begins with. Of one that is shorter any byte may follow.
func (x *catalogue) see(prefix string) {
	for c := range 256 {
		if len(prefix) >= minLiteral {
			c = int(prefix[3])
		}
		q := quick(uint32(prefix[0]) | uint32(prefix[1])<<8 | uint32(prefix[2])<<16 | uint32(c)<<24)
		x.quick[q>>6] |= 1 << (q & 63)
		if len(prefix) >= minLiteral {
			return
		}
	}
}

// hasPrefix compares the prefix of a format, in any case where its format says
// so.
func hasPrefix(text string, i int, f *format) bool {
	if len(text)-i < len(f.prefix) {
		return false
	}
	if !f.anyCase {
		return text[i:i+len(f.prefix)] == f.prefix
	}
	for k := range len(f.prefix) {
		c, p := text[i+k], f.prefix[k]
		if c >= 'A' && c <= 'Z' {
			c |= 0x20
		}
		if p >= 'A' && p <= 'Z' {
			p |= 0x20
		}
		if c != p {
			return false
		}
	}
	return true
}

func equalFoldBytes(s []byte, prefix string) bool {
	for k := range len(prefix) {
		if s[k]|0x20 != prefix[k]|0x20 {
			return false
		}
	}
	return true
}
