package scope

import (
	"fmt"
	"net/netip"
	"strconv"
	"strings"
)

// HostPort is one destination.
type HostPort struct {
	// Host is a name in lower case, a name behind "*." for all below it, an
	// address, or a range of addresses (10.0.0.0/8).
	Host string
	// Port is 0 for any.
	Port uint16
	// Range is the addresses, when Host is no name.
	Range netip.Prefix
}

func (h HostPort) String() string {
	host := h.Host
	if h.Range.IsValid() && h.Range.Addr().Is6() {
		host = "[" + host + "]"
	}
	if h.Port == 0 {
		return host
	}
	return host + ":" + strconv.Itoa(int(h.Port))
}

// ParseHostPort reads HOST, HOST:PORT, *.HOST:PORT, ADDRESS, [ADDRESS]:PORT or
// RANGE. The error says what is wrong with it.
func ParseHostPort(text string) (h HostPort, err error) {
	host, port := text, ""
	if rest, ok := strings.CutPrefix(text, "["); ok {
		inner, after, closed := strings.Cut(rest, "]")
		if !closed || after != "" && after[0] != ':' {
			return h, fmt.Errorf("%q is no host and port", text)
		}
		host, port = inner, strings.TrimPrefix(after, ":")
	} else if i := strings.LastIndexByte(text, ':'); i >= 0 && strings.Count(text, ":") == 1 {
		host, port = text[:i], text[i+1:]
	}
	if port != "" && port != "*" {
		n, err := strconv.ParseUint(port, 10, 16)
		if err != nil || n == 0 {
			return h, fmt.Errorf("%q has no port of 1 to 65535", text)
		}
		h.Port = uint16(n)
	}
	if prefix, err := netip.ParsePrefix(host); err == nil {
		h.Host, h.Range = prefix.Masked().String(), prefix.Masked()
		return h, nil
	}
	if addr, err := netip.ParseAddr(host); err == nil {
		addr = addr.Unmap().WithZone("")
		h.Host, h.Range = addr.String(), netip.PrefixFrom(addr, addr.BitLen())
		return h, nil
	}
	if h.Host = CleanHost(host); !isHost(strings.TrimPrefix(h.Host, "*.")) {
		return h, fmt.Errorf("%q is no host: give HOST, HOST:PORT, *.HOST or an address, without a scheme and a path", text)
	}
	return h, nil
}

// CleanHost writes a host name in the one form that is compared.
func CleanHost(host string) string { return strings.ToLower(strings.TrimSuffix(host, ".")) }

func isHost(name string) bool {
	if name == "" || len(name) > 253 || strings.Trim(name, "0123456789.") == "" {
		return false // numbers that are no address are read in many ways
	}
	for _, label := range strings.Split(name, ".") {
		if label == "" || len(label) > 63 || label[0] == '-' {
			return false
		}
		for _, c := range []byte(label) {
			if c != '-' && c != '_' && (c < 'a' || c > 'z') && (c < '0' || c > '9') {
				return false
			}
		}
	}
	return true
}

// AllowsHost reports whether a name may be connected to at a port, and whether
// a destination says so by that very name, not by a pattern.
func (n *Net) AllowsHost(host string, port uint16) (allowed, exact bool) {
	if !n.Limited {
		return true, false
	}
	host = CleanHost(host)
	for _, h := range n.Hosts {
		if h.Range.IsValid() || h.Port != 0 && h.Port != port {
			continue
		}
		if h.Host == host {
			return true, true
		}
		if below, ok := strings.CutPrefix(h.Host, "*"); ok && len(host) > len(below) && strings.HasSuffix(host, below) {
			allowed = true
		}
	}
	return allowed, false
}

// AllowsAddress reports whether an address is declared as such.
func (n *Net) AllowsAddress(addr netip.Addr, port uint16) bool {
	addr = addr.Unmap().WithZone("")
	for _, h := range n.Hosts {
		if h.Range.IsValid() && (h.Port == 0 || h.Port == port) && h.Range.Contains(addr) {
			return true
		}
	}
	return false
}
