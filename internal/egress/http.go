package egress

import (
	"bytes"
	"encoding/base64"
	"net/netip"
	"net/url"
	"strconv"
	"strings"
)

// http answers one request: CONNECT, or one with the whole URL of its target.
func (p *Proxy) http(c *buffered) {
	lines, err := header(c)
	if err != nil {
		answer(c, "431 Request Header Fields Too Large", "the request is no HTTP, or too long")
		return
	}
	method, target, ok := requestLine(lines[0])
	switch {
	case !ok:
		answer(c, "400 Bad Request", "this is a proxy for HTTP and SOCKS5")
	case !p.authorized(lines):
		answer(c, "407 Proxy Authentication Required", "the password of this run is missing", "Proxy-Authenticate: Basic realm=\"mcp-watchdog\"")
	case method == "CONNECT":
		p.connect(c, target)
	default:
		p.forward(c, method, target, lines[1:])
	}
}

// header reads the lines of a header.
func header(c *buffered) ([]string, error) {
	for {
		if i := bytes.Index(c.head, []byte("\r\n\r\n")); i >= 0 && i <= maxHeader {
			text, err := c.take(i + 4)
			return strings.Split(string(text[:i]), "\r\n"), err
		}
		if len(c.head) > maxHeader {
			return nil, errLong
		}
		if err := c.more(); err != nil {
			return nil, err
		}
	}
}

func requestLine(line string) (method, target string, ok bool) {
	parts := strings.Split(line, " ")
	if len(parts) != 3 || parts[0] == "" || !strings.HasPrefix(parts[2], "HTTP/1.") {
		return "", "", false
	}
	return parts[0], parts[1], true
}

func (p *Proxy) authorized(lines []string) bool {
	for _, l := range lines[1:] {
		name, value, _ := strings.Cut(l, ":")
		if !strings.EqualFold(name, "Proxy-Authorization") {
			continue
		}
		scheme, word, _ := strings.Cut(strings.TrimSpace(value), " ")
		plain, err := base64.StdEncoding.DecodeString(strings.TrimSpace(word))
		name, password, _ := strings.Cut(string(plain), ":")
		return err == nil && strings.EqualFold(scheme, "Basic") && p.known(name, password)
	}
	return false
}

// answer ends a request without a connection.
func answer(c *buffered, status, why string, more ...string) {
	var b strings.Builder
	b.WriteString("HTTP/1.1 " + status + "\r\nConnection: close\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Length: " + strconv.Itoa(len(why)+1) + "\r\n")
	for _, m := range more {
		b.WriteString(m + "\r\n")
	}
	b.WriteString("\r\n" + why + "\n")
	_, _ = c.Write([]byte(b.String()))
}

// denied answers a request for what is not reached.
func (p *Proxy) denied(c *buffered, host string, port uint16, err error) {
	r, ok := err.(*refusal)
	if !ok {
		r = unreached
	}
	p.refuse(host, port, r)
	status := "403 Forbidden"
	if r.failure {
		status = "502 Bad Gateway"
	}
	answer(c, status, "mcp-watchdog: "+r.why)
}

// connect makes a tunnel.
func (p *Proxy) connect(c *buffered, target string) {
	host, port, ok := splitHostPort(target, 0)
	if !ok {
		answer(c, "400 Bad Request", "CONNECT needs HOST:PORT")
		return
	}
	up, err := p.reach(host, port)
	if err != nil {
		p.denied(c, host, port, err)
		return
	}
	defer up.Close()
	if _, err := c.Write([]byte("HTTP/1.1 200 Connection established\r\n\r\n")); err != nil {
		return
	}
	p.join(c, up, host, port)
}

// forward sends one request on to the host of its URL. The connection is closed
// after the answer: the next request may be for another host.
func (p *Proxy) forward(c *buffered, method, target string, lines []string) {
	u, err := url.Parse(target)
	if err != nil || u.Scheme != "http" || u.Host == "" || u.User != nil {
		answer(c, "400 Bad Request", "the request needs the whole URL of an http server")
		return
	}
	host, port, ok := splitHostPort(u.Host, 80)
	if !ok {
		answer(c, "400 Bad Request", "the URL has no host")
		return
	}
	up, err := p.reach(host, port)
	if err != nil {
		p.denied(c, host, port, err)
		return
	}
	defer up.Close()
	var b strings.Builder
	b.WriteString(method + " " + u.RequestURI() + " HTTP/1.1\r\nHost: " + u.Host + "\r\nConnection: close\r\n")
	for _, l := range lines {
		name, _, has := strings.Cut(l, ":")
		switch strings.ToLower(name) {
		case "host", "connection", "proxy-connection", "proxy-authorization", "proxy-authenticate", "keep-alive", "upgrade", "te":
			continue
		}
		if !has || strings.ContainsAny(name, " \t\r\n") || strings.ContainsAny(l, "\r\n\x00") {
			continue // a folded line, or a trick with one
		}
		b.WriteString(l + "\r\n")
	}
	b.WriteString("\r\n")
	if _, err := up.Write([]byte(b.String())); err != nil {
		return
	}
	p.join(c, up, host, port)
}

// splitHostPort reads HOST:PORT and [ADDRESS]:PORT.
func splitHostPort(text string, usual uint16) (host string, port uint16, ok bool) {
	host, port = text, usual
	if rest, bracket := strings.CutPrefix(text, "["); bracket {
		inner, after, closed := strings.Cut(rest, "]")
		if _, err := netip.ParseAddr(inner); err != nil || !closed {
			return "", 0, false
		}
		if host, text = inner, after; after == "" {
			return host, port, port != 0
		}
		if after[0] != ':' {
			return "", 0, false
		}
	}
	if i := strings.LastIndexByte(text, ':'); i >= 0 {
		n, err := strconv.ParseUint(text[i+1:], 10, 16)
		if err != nil || n == 0 {
			return "", 0, false
		}
		if port = uint16(n); host == text {
			host = text[:i]
		}
	}
	return host, port, host != "" && port != 0 && len(host) <= maxHost && !strings.ContainsAny(host, "/@?# \x00")
}
