package egress

import (
	"encoding/binary"
	"net/netip"
)

// socks answers one request of SOCKS5 (RFC 1928) with a name and a password
// (RFC 1929). Only CONNECT is known: no UDP, no listening.
func (p *Proxy) socks(c *buffered) {
	host, port, ok := p.socksRequest(c)
	if !ok {
		return
	}
	up, err := p.reach(host, port)
	if err != nil {
		r, known := err.(*refusal)
		if !known {
			r = unreached
		}
		p.refuse(host, port, r)
		code := byte(2) // not allowed
		if r.failure {
			code = 4 // not reached
		}
		_, _ = c.Write([]byte{5, code, 0, 1, 0, 0, 0, 0, 0, 0})
		return
	}
	defer up.Close()
	if _, err := c.Write([]byte{5, 0, 0, 1, 0, 0, 0, 0, 0, 0}); err != nil {
		return
	}
	p.join(c, up, host, port)
}

func (p *Proxy) socksRequest(c *buffered) (host string, port uint16, ok bool) {
	greeting, err := c.take(2)
	if err != nil {
		return "", 0, false
	}
	methods, err := c.take(int(greeting[1]))
	if err != nil || !contains(methods, 2) {
		_, _ = c.Write([]byte{5, 0xff})
		return "", 0, false
	}
	if _, err = c.Write([]byte{5, 2}); err != nil || !p.socksLogin(c) {
		return "", 0, false
	}
	head, err := c.take(4)
	if err != nil || head[0] != 5 {
		return "", 0, false
	}
	if host, ok = socksAddress(c, head[3]); !ok || head[1] != 1 {
		_, _ = c.Write([]byte{5, 7, 0, 1, 0, 0, 0, 0, 0, 0})
		return "", 0, false
	}
	rest, err := c.take(2)
	if err != nil {
		return "", 0, false
	}
	return host, binary.BigEndian.Uint16(rest), true
}

func (p *Proxy) socksLogin(c *buffered) bool {
	field := func() (string, bool) {
		n, err := c.take(1)
		if err != nil {
			return "", false
		}
		text, err := c.take(int(n[0]))
		return string(text), err == nil
	}
	if v, err := c.take(1); err != nil || v[0] != 1 {
		return false
	}
	name, ok := field()
	if !ok {
		return false
	}
	if password, ok := field(); !ok || !p.known(name, password) {
		_, _ = c.Write([]byte{1, 1})
		return false
	}
	_, err := c.Write([]byte{1, 0})
	return err == nil
}

// socksAddress reads the host of a request.
func socksAddress(c *buffered, kind byte) (string, bool) {
	switch kind {
	case 1, 4:
		n := 4
		if kind == 4 {
			n = 16
		}
		raw, err := c.take(n)
		a, ok := netip.AddrFromSlice(raw)
		return a.String(), err == nil && ok
	case 3:
		n, err := c.take(1)
		if err != nil {
			return "", false
		}
		name, err := c.take(int(n[0]))
		return string(name), err == nil
	}
	return "", false
}

func contains(all []byte, one byte) bool {
	for _, b := range all {
		if b == one {
			return true
		}
	}
	return false
}
