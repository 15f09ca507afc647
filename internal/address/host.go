package address

import (
	"strings"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// Place is where a host leads. Larger is worse.
type Place uint8

const (
	Public    Place = iota
	Reserved        // no host of the open net
	Multicast       // a group of hosts
	Private         // a private network
	LinkLocal       // this network segment
	Loopback        // this machine
	Metadata        // a cloud's metadata service
)

var placeNames = [...]string{"a public host", "a reserved address", "a multicast address", "a private network", "a link-local address",
	"this machine", "a metadata service of a cloud"}

// String says it for people.
func (p Place) String() string { return placeNames[p] }

// Spelling says how an address is written. It is a set.
type Spelling uint8

const (
	// Numeric: octal, hexadecimal, one number, or too few parts.
	Numeric Spelling = 1 << iota
	// Carried: an IPv4 address inside an IPv6 address, or a zone.
	Carried
	// Rebinding: a name that leads to an address of the sender's choice.
	Rebinding
	// Lookalike: characters that readers turn into letters, digits and dots.
	Lookalike
	// Encoded: percent escapes in a host.
	Encoded
)

var spellingNames = []string{"in a numeric disguise", "inside an IPv6 address", "through a name made for it", "in characters that look like others", "in percent escapes"}

// String says it for people; "" for nothing.
func (s Spelling) String() string {
	var all []string
	for i, n := range spellingNames {
		if s&(1<<i) != 0 {
			all = append(all, n)
		}
	}
	return strings.Join(all, ", ")
}

// maxHost bounds a host: DNS names have at most 253 bytes, and what is longer
// leads nowhere.
const maxHost = 512

// Classify says where host leads and how that is written. host is as it stands
// in a URL, without a port. It allocates nothing for a host in its usual spelling.
func Classify(host string) (Place, Spelling) {
	if len(host) == 0 || len(host) > maxHost {
		return Public, 0
	}
	if usual(host) {
		return classify(host)
	}
	name, how := plain(host)
	place, more := classify(name)
	return place, how | more
}

func classify(name string) (Place, Spelling) {
	if strings.HasPrefix(name, "[") || strings.Count(name, ":") > 1 {
		inner := strings.Trim(name, "[]")
		if place, disguised, ok := classify6(inner); ok {
			return place, spelled(disguised, Carried)
		}
		name = inner
	}
	name = strings.Trim(name, ".")
	if name == "" {
		return Public, 0
	}
	if c := name[len(name)-1]; c >= '0' && c <= '9' || strings.HasPrefix(name, "0x") || strings.Contains(name, ".0x") {
		if ip, usual, ok := parseIPv4(name); ok {
			place := classify4(ip)
			if other := classify4(decimal(name)); !usual && other > place {
				place = other // a reader that takes 0127 for 127
			}
			return place, spelled(!usual, Numeric)
		}
	}
	return classifyName(name)
}

// decimal reads four parts as decimals, whatever stands in front of them.
func decimal(name string) uint32 {
	var ip uint32
	n := 0
	for part := range strings.SplitSeq(name, ".") {
		v, _, ok := number(strings.TrimLeft(part, "0") + "")
		if part = strings.TrimLeft(part, "0"); part == "" {
			v, ok = 0, true
		}
		if !ok || v > 255 || n == 4 {
			return v4(8, 8, 8, 8)
		}
		ip = ip<<8 | uint32(v)
		n++
	}
	if n != 4 {
		return v4(8, 8, 8, 8)
	}
	return ip
}

func spelled(yes bool, s Spelling) Spelling {
	if yes {
		return s
	}
	return 0
}

// usual reports whether a host is lower-case ASCII without escapes.
func usual(host string) bool {
	for i := range len(host) {
		if c := host[i]; c >= utf8.RuneSelf || c == '%' && host[0] != '[' || c >= 'A' && c <= 'Z' {
			return false
		}
	}
	return true
}

// plain lowers a host and takes disguises off it: percent escapes, twice, and
// characters that IDNA turns into others.
func plain(host string) (string, Spelling) {
	var how Spelling
	for range 2 {
		if !strings.HasPrefix(host, "[") && strings.IndexByte(host, '%') >= 0 {
			if text, ok := unescape(host); ok {
				host, how = text, how|Encoded
			}
		}
	}
	for i := range len(host) {
		if host[i] >= utf8.RuneSelf {
			folded := strings.Map(dots, norm.NFKC.String(host))
			if hostname(folded) {
				how |= Lookalike
			}
			host = folded
			break
		}
	}
	if i := strings.IndexByte(host, 0); i > 0 { // where C programs end it
		host = host[:i]
	}
	return strings.ToLower(host), how
}

// dots maps the full stops of IDNA (RFC 3490, 3.1) and drops what it drops.
func dots(r rune) rune {
	switch r {
	case '。', '．', '｡', '․':
		return '.'
	case 0xad, 0x200b, 0x200c, 0x200d, 0x2060, 0xfeff:
		return -1
	}
	return r
}

// hostname reports whether s is of the characters that host names are of.
func hostname(s string) bool {
	for i := range len(s) {
		switch c := s[i]; {
		case c|0x20 >= 'a' && c|0x20 <= 'z', c >= '0' && c <= '9', c == '.', c == '-', c == '_', c == ':', c == '[', c == ']':
		default:
			return false
		}
	}
	return true
}

// unescape decodes percent escapes; false when there are none.
func unescape(s string) (string, bool) {
	var b strings.Builder
	done := false
	for i := 0; i < len(s); i++ {
		if s[i] == '%' && i+2 < len(s) {
			if v, _, ok := number("0x" + s[i+1:i+3]); ok {
				b.WriteByte(byte(v))
				i += 2
				done = true
				continue
			}
		}
		b.WriteByte(s[i])
	}
	return b.String(), done
}
