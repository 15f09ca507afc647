package egress

import (
	"bufio"
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"net/url"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"golang.org/x/net/proxy"

	"github.com/mcp-watchdog/mcp-watchdog/internal/scope"
)

// world is a proxy, servers on this machine, and names that lead to them.
type world struct {
	*Proxy
	mu      sync.Mutex
	refused []Refusal
	names   map[string][]netip.Addr
	asked   map[string]int
}

func newWorld(t *testing.T, allowed ...string) *world {
	t.Helper()
	w := &world{asked: map[string]int{}, names: map[string][]netip.Addr{}}
	n := scope.Net{Limited: true}
	for _, text := range allowed {
		h, err := scope.ParseHostPort(text)
		if err != nil {
			t.Fatal(err)
		}
		n.Hosts = append(n.Hosts, h)
	}
	p, err := Listen(Options{
		Net: n,
		Refused: func(r Refusal) {
			w.mu.Lock()
			defer w.mu.Unlock()
			w.refused = append(w.refused, r)
		},
		Resolve: func(_ context.Context, host string) ([]netip.Addr, error) {
			w.mu.Lock()
			defer w.mu.Unlock()
			w.asked[host]++
			if a, ok := w.names[host]; ok {
				return a, nil
			}
			return nil, errors.New("no such host")
		},
		// Public addresses of the tests are on this machine.
		Dial: func(ctx context.Context, network, address string) (net.Conn, error) {
			_, port, _ := net.SplitHostPort(address)
			return (&net.Dialer{}).DialContext(ctx, network, "127.0.0.1:"+port)
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { p.Close() })
	w.Proxy = p
	return w
}

func (w *world) lead(name, addr string) { w.names[name] = []netip.Addr{netip.MustParseAddr(addr)} }

func (w *world) why() string {
	w.mu.Lock()
	defer w.mu.Unlock()
	if len(w.refused) == 0 {
		return ""
	}
	r := w.refused[len(w.refused)-1]
	return r.Why
}

func (w *world) client() *http.Client {
	u, _ := url.Parse(w.URL())
	return &http.Client{Timeout: 5 * time.Second, Transport: &http.Transport{Proxy: http.ProxyURL(u), TLSClientConfig: &tls.Config{InsecureSkipVerify: true}, DisableKeepAlives: true}}
}

func servers(t *testing.T) (plain, secure *httptest.Server, plainPort, securePort string) {
	h := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		fmt.Fprintf(w, "host=%s path=%s body=%s proxy=%q", r.Host, r.URL.Path, body, r.Header.Get("Proxy-Authorization"))
	})
	plain, secure = httptest.NewServer(h), httptest.NewTLSServer(h)
	t.Cleanup(func() { plain.Close(); secure.Close() })
	_, plainPort, _ = net.SplitHostPort(plain.Listener.Addr().String())
	_, securePort, _ = net.SplitHostPort(secure.Listener.Addr().String())
	return plain, secure, plainPort, securePort
}

func TestAllowedHosts(t *testing.T) {
	_, _, plain, secure := servers(t)
	w := newWorld(t, "api.example.com", "*.example.org:"+secure)
	w.lead("api.example.com", "93.184.216.34")
	w.lead("a.example.org", "93.184.216.34")
	w.lead("other.example.net", "93.184.216.34")
	for _, target := range []string{"http://api.example.com:" + plain + "/x", "https://api.example.com:" + secure + "/x", "https://a.example.org:" + secure + "/x"} {
		resp, err := w.client().Post(target, "text/plain", strings.NewReader("hello"))
		if err != nil {
			t.Fatal(target, err)
		}
		body, _ := io.ReadAll(resp.Body)
		u, _ := url.Parse(target)
		if want := "host=" + u.Host + ` path=/x body=hello proxy=""`; string(body) != want {
			t.Errorf("%s: %s", target, body)
		}
	}
	for _, target := range []string{"http://other.example.net:" + plain, "https://other.example.net:" + secure, "http://a.example.org:" + plain, "http://127.0.0.1:" + plain, "http://example.org:" + secure} {
		resp, err := w.client().Get(target)
		if err == nil && resp.StatusCode != http.StatusForbidden {
			t.Errorf("%s was reached: %s", target, resp.Status)
		}
		if why := w.why(); why != notAllowed.why {
			t.Errorf("%s: %q", target, why)
		}
	}
	if w.asked["other.example.net"] != 0 {
		t.Error("a name that is not allowed was resolved: that carries data out, too")
	}
	if w.asked["api.example.com"] != 1 {
		t.Errorf("a name was resolved %d times", w.asked["api.example.com"])
	}
}

func TestNamesThatLeadInside(t *testing.T) {
	_, _, plain, _ := servers(t)
	w := newWorld(t, "api.example.com", "db.internal", "*.internal", "meta.internal", "there.example.com", "127.0.0.9")
	for name, c := range map[string]struct{ addr, want string }{
		"api.example.com":   {"127.0.0.1", leadsInside.why},
		"db.internal":       {"10.1.2.3", ""},
		"sub.internal":      {"10.1.2.3", leadsInside.why}, // a pattern is nobody's word for an address inside
		"meta.internal":     {"169.254.169.254", leadsMeta.why},
		"there.example.com": {"127.0.0.9", ""},
	} {
		w.lead(name, c.addr)
		before := w.why()
		resp, err := w.client().Get("http://" + name + ":" + plain)
		if err != nil {
			t.Fatal(err)
		}
		if c.want == "" && resp.StatusCode != 200 || c.want != "" && (resp.StatusCode != 403 || w.why() != c.want) {
			t.Errorf("%s: %s, %q (before %q)", name, resp.Status, w.why(), before)
		}
	}
	// A name that led outside cannot be moved inside.
	w.lead("api.example.com", "93.184.216.34")
	get := func() int {
		resp, err := w.client().Get("http://api.example.com:" + plain)
		if err != nil {
			t.Fatal(err)
		}
		return resp.StatusCode
	}
	if code := get(); code != 200 {
		t.Fatal(code)
	}
	w.lead("api.example.com", "127.0.0.1")
	if code := get(); code != 200 || w.asked["api.example.com"] != 2 {
		t.Errorf("%d after %d look-ups", code, w.asked["api.example.com"])
	}
}

func TestAddressesInDisguise(t *testing.T) {
	_, _, plain, _ := servers(t)
	w := newWorld(t, "*.example.com", "0x7f.example.com")
	for _, addr := range []string{"127.0.0.1", "::ffff:127.0.0.1", "64:ff9b::7f00:1", "::1", "0.0.0.0", "100.64.0.1", "fe80::1", "fc00::1", "2002:7f00:1::", "224.0.0.1", "169.254.169.254", "fd00:ec2::254"} {
		name := "n" + strings.NewReplacer(":", "-", ".", "-").Replace(addr) + "x.example.com"
		w.lead(name, addr)
		resp, err := w.client().Get("http://" + name + ":" + plain)
		if err != nil || resp.StatusCode != 403 {
			t.Errorf("%s: %v %v", addr, resp, err)
		}
	}
	for _, host := range []string{"2130706433", "0x7f000001", "0177.0.0.1", "127.1", "[::1]", "[::ffff:127.0.0.1]", "127.0.0.1.", "*.example.com", "a..example.com", "a_b/c.example.com"} {
		reply := w.raw(t, "CONNECT "+host+":"+plain+" HTTP/1.1\r\n"+w.auth()+"\r\n")
		if strings.Contains(reply, " 200 ") {
			t.Errorf("%s was connected to", host)
		}
	}
}

func (w *world) auth() string {
	req := &http.Request{Header: http.Header{}}
	req.SetBasicAuth(user, w.password)
	return "Proxy-Authorization: " + req.Header.Get("Authorization") + "\r\n"
}

// raw sends bytes and returns what comes until the end.
func (w *world) raw(t *testing.T, text string) string {
	t.Helper()
	c, err := net.Dial("tcp", "127.0.0.1:"+strconv.Itoa(w.Port()))
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	c.SetDeadline(time.Now().Add(3 * time.Second))
	io.WriteString(c, text)
	reply, _ := io.ReadAll(c)
	return string(reply)
}

func TestOnlyWithThePassword(t *testing.T) {
	_, _, plain, _ := servers(t)
	w := newWorld(t, "api.example.com")
	w.lead("api.example.com", "93.184.216.34")
	for _, auth := range []string{"", "Proxy-Authorization: Basic d2F0Y2hkb2c6eA==\r\n", "Proxy-Authorization: Bearer x\r\n", "Proxy-Authorization: Basic %%%\r\n"} {
		if reply := w.raw(t, "CONNECT api.example.com:"+plain+" HTTP/1.1\r\n"+auth+"\r\n"); !strings.HasPrefix(reply, "HTTP/1.1 407 ") {
			t.Errorf("%q: %q", auth, reply)
		}
	}
	for _, bytes := range []string{"\x05\x01\x00", "\x05\x01\x02\x01\x01a\x01b", "\x04\x01\x00\x50\x7f\x00\x00\x01\x00", "GET / HTTP/1.1\r\n\r\n", strings.Repeat("x", maxHeader+10), "\x16\x03\x01\r\n\r\n"} {
		if reply := w.raw(t, bytes); strings.Contains(reply, "200") {
			t.Errorf("%q: %q", bytes, reply)
		}
	}
}

func TestSOCKS(t *testing.T) {
	_, _, plain, _ := servers(t)
	w := newWorld(t, "api.example.com")
	w.lead("api.example.com", "93.184.216.34")
	d, err := proxy.SOCKS5("tcp", "127.0.0.1:"+strconv.Itoa(w.Port()), &proxy.Auth{User: user, Password: w.password}, nil)
	if err != nil {
		t.Fatal(err)
	}
	c, err := d.Dial("tcp", "api.example.com:"+plain)
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	fmt.Fprintf(c, "GET /s HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n")
	if reply, _ := io.ReadAll(c); !strings.Contains(string(reply), "path=/s") {
		t.Errorf("%q", reply)
	}
	for _, target := range []string{"other.example.net:" + plain, "127.0.0.1:" + plain, "[::1]:" + plain} {
		if _, err := d.Dial("tcp", target); err == nil || w.why() != notAllowed.why {
			t.Errorf("%s: %v, %q", target, err, w.why())
		}
	}
}

// In monitor mode everything goes on and is told of.
func TestMonitor(t *testing.T) {
	_, _, plain, secure := servers(t)
	w := newWorld(t, "api.example.com")
	w.opt.Monitor = true
	w.lead("other.example.net", "93.184.216.34")
	w.lead("api.example.com", "127.0.0.1")
	for target, want := range map[string]string{
		"http://other.example.net:" + plain: notAllowed.why, "https://other.example.net:" + secure: notAllowed.why, "http://127.0.0.1:" + plain: notAllowed.why,
		"http://api.example.com:" + plain: leadsInside.why,
	} {
		resp, err := w.client().Get(target)
		if err != nil || resp.StatusCode != 200 || w.why() != want {
			t.Errorf("%s: %v, %q", target, err, w.why())
		}
	}
	for _, r := range w.refused {
		if !r.Let {
			t.Errorf("%v says that it was refused", r)
		}
	}
}

// Behind one address there are many hosts: the name in the greeting of TLS must
// be the one that was allowed, also when it comes late.
func TestGreetingOfAnotherHost(t *testing.T) {
	_, _, _, secure := servers(t)
	w := newWorld(t, "cdn.example.com")
	w.lead("cdn.example.com", "93.184.216.34")
	for name, good := range map[string]bool{"cdn.example.com": true, "CDN.example.com": true, "": true, "evil.example.net": false} {
		c, err := net.Dial("tcp", "127.0.0.1:"+strconv.Itoa(w.Port()))
		if err != nil {
			t.Fatal(err)
		}
		c.SetDeadline(time.Now().Add(5 * time.Second))
		fmt.Fprintf(c, "CONNECT cdn.example.com:%s HTTP/1.1\r\n%s\r\n", secure, w.auth())
		if line, _ := bufio.NewReader(io.LimitReader(c, 39)).ReadString('\n'); !strings.Contains(line, " 200 ") {
			t.Fatal(line)
		}
		time.Sleep(20 * time.Millisecond)
		err = tls.Client(c, &tls.Config{ServerName: name, InsecureSkipVerify: true}).Handshake()
		if (err == nil) != good {
			t.Errorf("%q: %v", name, err)
		}
		if !good && w.why() != otherName.why {
			t.Errorf("%q: %q", name, w.why())
		}
		c.Close()
	}
}

// A server that speaks first is heard at once.
func TestServerSpeaksFirst(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	go func() {
		if c, err := l.Accept(); err == nil {
			io.WriteString(c, "220 hello\r\n")
			io.Copy(c, c)
			c.Close()
		}
	}()
	_, port, _ := net.SplitHostPort(l.Addr().String())
	w := newWorld(t, "mail.example.com")
	w.lead("mail.example.com", "93.184.216.34")
	d, _ := proxy.SOCKS5("tcp", "127.0.0.1:"+strconv.Itoa(w.Port()), &proxy.Auth{User: user, Password: w.password}, nil)
	c, err := d.Dial("tcp", "mail.example.com:"+port)
	if err != nil {
		t.Fatal(err)
	}
	c.SetDeadline(time.Now().Add(5 * time.Second))
	line, _ := bufio.NewReader(c).ReadString('\n')
	if line != "220 hello\r\n" {
		t.Errorf("%q", line)
	}
	w.Close()
	if n, err := c.Read(make([]byte, 1)); n > 0 || err == nil {
		t.Error("a connection outlived the proxy")
	}
}

func FuzzServerName(f *testing.F) {
	f.Add([]byte{1, 0, 0, 4, 3, 3})
	f.Fuzz(func(t *testing.T, m []byte) { serverName(m) })
}
