package egress

import (
	"encoding/binary"
	"net/netip"

	"github.com/mcp-watchdog/mcp-watchdog/internal/scope"
)

// maxHello bounds the first message of TLS that is read for its name.
const maxHello = 16<<10 + 5

// honest reports whether a tunnel that begins with TLS asks for the host that it
// was allowed for: behind one address there are often many, and others than
// that. What is no TLS, or names nobody, passes.
func honest(c *buffered, host string) bool {
	if c.fill(1) != nil || c.head[0] != 22 {
		return true
	}
	if c.fill(5) != nil {
		return false
	}
	n := 5 + int(binary.BigEndian.Uint16(c.head[3:5]))
	if n > maxHello || c.fill(n) != nil {
		return false
	}
	name, ok := serverName(c.head[5:n])
	if !ok {
		return false
	}
	if _, err := netip.ParseAddr(host); err == nil {
		return true // who allowed an address allowed all behind it
	}
	return name == "" || scope.CleanHost(name) == scope.CleanHost(host)
}

// serverName reads the name in a ClientHello (RFC 8446, RFC 6066); "" when there is
// none. ok is false when the message is broken, or goes on in another record.
func serverName(m []byte) (name string, ok bool) {
	r := reader{m}
	if kind := r.bytes(1); len(kind) == 0 || kind[0] != 1 {
		return "", false
	}
	r.bytes(3 + 2 + 32) // length, version, random
	r.vector(1)         // session
	r.vector(2)         // ciphers
	if r.vector(1) == nil {
		return "", false
	}
	if len(r.rest) == 0 {
		return "", true
	}
	all := reader{r.vector(2)}
	for len(all.rest) > 0 {
		kind, body := all.bytes(2), reader{all.vector(2)}
		if len(kind) < 2 {
			return "", false
		}
		if binary.BigEndian.Uint16(kind) != 0 {
			continue
		}
		list := reader{body.vector(2)}
		if t := list.bytes(1); len(t) == 1 && t[0] == 0 {
			name := list.vector(2)
			return string(name), name != nil
		}
		return "", false
	}
	return "", true
}

// reader takes a message apart. Behind its end there is nothing.
type reader struct{ rest []byte }

func (r *reader) bytes(n int) []byte {
	if n > len(r.rest) {
		r.rest = nil
		return nil
	}
	out := r.rest[:n:n]
	r.rest = r.rest[n:]
	return out
}

// vector reads a length of size bytes and as many bytes; nil when they are not there.
func (r *reader) vector(size int) []byte {
	n := 0
	head := r.bytes(size)
	if len(head) < size {
		return nil
	}
	for _, b := range head {
		n = n<<8 | int(b)
	}
	out := r.bytes(n)
	if out == nil {
		return nil
	}
	return out
}
