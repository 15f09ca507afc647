package address

import (
	"net/netip"
	"strings"
)

// parseIPv4 reads an address as C libraries and browsers do (inet_aton, WHATWG
// URL): one to four parts, each decimal, octal or hexadecimal, the last one as
// wide as what is left. Parts beyond 255 are taken modulo 256, as careless
// parsers do. plain is true for the one spelling that everybody uses.
func parseIPv4(s string) (ip uint32, plain, ok bool) {
	if len(s) == 0 || len(s) > 80 {
		return 0, false, false
	}
	var parts [4]uint64
	n := 0
	plain = true
	for {
		part := s
		dot := strings.IndexByte(s, '.')
		if dot >= 0 {
			part = s[:dot]
		}
		v, usual, good := number(part)
		if !good || n == 4 {
			return 0, false, false
		}
		parts[n] = v
		plain = plain && usual
		n++
		if dot < 0 {
			break
		}
		if s = s[dot+1:]; s == "" { // a dot at the end
			break
		}
	}
	plain = plain && n == 4
	for i, v := range parts[:n-1] {
		if v > 255 {
			plain = false
		}
		ip |= uint32(v&255) << (24 - 8*i)
	}
	last := parts[n-1]
	if width := uint(8 * (5 - n)); width < 32 && last >= 1<<width {
		plain = false
		last &= 1<<width - 1
	}
	return ip | uint32(last), plain, true
}

// number reads one part. usual is true for decimals without a zero in front.
func number(s string) (v uint64, usual, ok bool) {
	if s == "" || len(s) > 40 {
		return 0, false, false
	}
	base := uint64(10)
	usual = true
	switch {
	case len(s) > 1 && s[0] == '0' && s[1]|0x20 == 'x':
		base, s, usual = 16, s[2:], false
	case len(s) > 2 && s[0] == '0' && s[1]|0x20 == 'o':
		base, s, usual = 8, s[2:], false
	case len(s) > 1 && s[0] == '0':
		usual = false
		if !strings.ContainsAny(s, "89") {
			base = 8
		}
	}
	for i := range len(s) {
		d := uint64(99)
		switch c := s[i]; {
		case c >= '0' && c <= '9':
			d = uint64(c - '0')
		case c|0x20 >= 'a' && c|0x20 <= 'f':
			d = uint64(c|0x20-'a') + 10
		}
		if d >= base {
			return 0, false, false
		}
		v = (v*base + d) & (1<<40 - 1)
	}
	return v, usual, true
}

func v4(a, b, c, d byte) uint32 { return uint32(a)<<24 | uint32(b)<<16 | uint32(c)<<8 | uint32(d) }

// metadata4 are addresses at which clouds hand out credentials.
var metadata4 = map[uint32]bool{
	v4(169, 254, 169, 254): true,                                                          // nearly all of them
	v4(169, 254, 169, 253): true, v4(169, 254, 170, 2): true, v4(169, 254, 170, 23): true, // Amazon: DNS, ECS, EKS
	v4(100, 100, 100, 200): true, // Alibaba
	v4(192, 0, 0, 192):     true, // Oracle, classic
	v4(168, 63, 129, 16):   true, // Azure's wire server
	v4(169, 254, 0, 23):    true, // Tencent
	v4(169, 254, 42, 42):   true, // Scaleway
}

// classify4 says where an IPv4 address leads.
func classify4(ip uint32) Place {
	if metadata4[ip] {
		return Metadata
	}
	for _, n := range networks4 {
		if ip>>(32-n.bits) == n.ip>>(32-n.bits) {
			return n.place
		}
	}
	return Public
}

var networks4 = []struct {
	ip    uint32
	bits  uint
	place Place
}{
	{v4(127, 0, 0, 0), 8, Loopback},
	{v4(0, 0, 0, 0), 8, Loopback}, // "this host": 0.0.0.0 connects to it
	{v4(10, 0, 0, 0), 8, Private}, {v4(172, 16, 0, 0), 12, Private}, {v4(192, 168, 0, 0), 16, Private},
	{v4(169, 254, 0, 0), 16, LinkLocal},
	{v4(100, 64, 0, 0), 10, Private}, // carrier-grade NAT, used inside clouds
	{v4(192, 0, 0, 0), 24, Reserved}, {v4(198, 18, 0, 0), 15, Reserved},
	{v4(224, 0, 0, 0), 4, Multicast}, {v4(240, 0, 0, 0), 4, Reserved},
}

// classify6 says where an IPv6 address leads. Those that carry an IPv4 address
// lead where that does, and nobody writes them so for a person: disguised.
func classify6(s string) (place Place, disguised, ok bool) {
	if len(s) > 64 {
		return Public, false, false
	}
	zone := strings.IndexByte(s, '%')
	if zone >= 0 {
		s = s[:zone]
	}
	ip, err := netip.ParseAddr(s)
	if err != nil || !ip.Is6() {
		return Public, false, false
	}
	a := ip.As16()
	if inner, carried := carried4(a); carried {
		if place = classify4(inner); place != Public {
			return place, true, true
		}
	}
	switch {
	case metadata6[a]:
		return Metadata, false, true
	case ip.IsLoopback(), ip.IsUnspecified():
		return Loopback, zone >= 0, true
	case ip.IsLinkLocalUnicast():
		return LinkLocal, zone >= 0, true
	case a[0] == 0xfe && a[1]&0xc0 == 0xc0, ip.IsPrivate(): // site local, unique local
		return Private, zone >= 0, true
	case ip.IsMulticast():
		return Multicast, false, true
	}
	return Public, zone >= 0, true
}

// metadata6 are metadata services of Amazon and Google.
var metadata6 = map[[16]byte]bool{
	netip.MustParseAddr("fd00:ec2::254").As16(): true, netip.MustParseAddr("fd00:ec2::23").As16(): true,
	netip.MustParseAddr("fd20:ce::254").As16(): true, netip.MustParseAddr("fd00:42::42").As16(): true,
}

// carried4 returns the IPv4 address that an IPv6 address carries: mapped,
// translated, compatible, NAT64, 6to4, Teredo, ISATAP.
func carried4(a [16]byte) (uint32, bool) {
	last := v4(a[12], a[13], a[14], a[15])
	zeros := func(from, to int) bool {
		for _, b := range a[from:to] {
			if b != 0 {
				return false
			}
		}
		return true
	}
	switch {
	case zeros(0, 10) && a[10] == 0xff && a[11] == 0xff, // ::ffff:0:0/96
		zeros(0, 8) && a[8] == 0xff && a[9] == 0xff && zeros(10, 12), // ::ffff:0:0:0/96
		zeros(0, 12) && last > 0xffff,                                // ::/96
		a[0] == 0 && a[1] == 0x64 && a[2] == 0xff && a[3] == 0x9b,    // NAT64
		a[8]&^2 == 0 && a[9] == 0 && a[10] == 0x5e && a[11] == 0xfe:  // ISATAP
		return last, true
	case a[0] == 0x20 && a[1] == 2: // 6to4
		return v4(a[2], a[3], a[4], a[5]), true
	case a[0] == 0x20 && a[1] == 1 && a[2] == 0 && a[3] == 0: // Teredo
		return ^last, true
	}
	return 0, false
}
