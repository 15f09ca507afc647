// Package egress is the only way to the network for a server with a limited
// scope: a proxy on loopback that speaks CONNECT, plain HTTP and SOCKS5 at one
// port, with a name and a password made for this run. Names are resolved here,
// once; what an allowed name leads to is looked at before it is connected to,
// and stays what it was.
//
// The kernel must see to it that the server reaches nothing but that port. What
// is said inside an encrypted connection is not seen, except for the name that
// it is begun with (SNI), which must be that of the host.
package egress

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"encoding/hex"
	"fmt"
	"net"
	"net/netip"
	"strconv"
	"sync"
	"time"

	"github.com/mcp-watchdog/mcp-watchdog/internal/scope"
)

// Refusal is a connection that was not made.
type Refusal struct {
	Host string // as the server named it, at most maxHost bytes
	Port uint16
	Why  string // a constant sentence
	// Failure is true when the host is allowed and could not be reached.
	Failure bool
	// Let is true when the connection was made all the same.
	Let bool
}

// Options say what may be reached.
type Options struct {
	Net scope.Net
	// Refused is told of what was not allowed, from any goroutine. nil: nobody is.
	Refused func(Refusal)
	// Monitor makes every connection and only tells of those not allowed.
	Monitor bool
	// Reached is told of what was connected to. nil: nobody is.
	Reached func(host string, port uint16)
	// Resolve finds the addresses of a name; nil means the system's resolver.
	Resolve func(ctx context.Context, host string) ([]netip.Addr, error)
	// Dial connects to an address; nil means a plain net.Dialer.
	Dial func(ctx context.Context, network, address string) (net.Conn, error)
}

const (
	// maxConns bounds the connections at once, maxHeader what is read before a
	// connection is made, hello how long that may take.
	maxConns  = 512
	maxHeader = 16 << 10
	maxHost   = 255
	hello     = 20 * time.Second
	dialLimit = 15 * time.Second
	user      = "watchdog"
)

// Proxy is a running proxy.
type Proxy struct {
	opt      Options
	listener net.Listener
	password string
	slots    chan struct{}
	done     chan struct{}

	mu     sync.Mutex
	conns  map[net.Conn]struct{}
	closed bool
	pins   map[string][]netip.Addr // what names led to
	order  []string                // of pins, to drop the oldest
}

// Listen starts a proxy on 127.0.0.1. It costs a socket and a goroutine.
func Listen(o Options) (*Proxy, error) {
	if o.Refused == nil {
		o.Refused = func(Refusal) {}
	}
	if o.Reached == nil {
		o.Reached = func(string, uint16) {}
	}
	if o.Resolve == nil {
		o.Resolve = func(ctx context.Context, host string) ([]netip.Addr, error) {
			return net.DefaultResolver.LookupNetIP(ctx, "ip", host)
		}
	}
	if o.Dial == nil {
		o.Dial = (&net.Dialer{KeepAlive: 30 * time.Second}).DialContext
	}
	listener, err := net.Listen("tcp4", "127.0.0.1:0")
	if err != nil {
		return nil, fmt.Errorf("the proxy for the server's network has no port: %w", err)
	}
	var word [16]byte
	rand.Read(word[:]) // never fails
	p := &Proxy{
		opt: o, listener: listener, password: hex.EncodeToString(word[:]), slots: make(chan struct{}, maxConns), done: make(chan struct{}),
		conns: map[net.Conn]struct{}{}, pins: map[string][]netip.Addr{},
	}
	go p.accept()
	return p, nil
}

// Port is where the proxy listens on loopback.
func (p *Proxy) Port() int { return p.listener.Addr().(*net.TCPAddr).Port }

// URL is how a program reaches the proxy. It holds the password.
func (p *Proxy) URL() string {
	return "http://" + user + ":" + p.password + "@127.0.0.1:" + strconv.Itoa(p.Port())
}

// Close ends the proxy and all its connections.
func (p *Proxy) Close() error {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.closed {
		return nil
	}
	p.closed = true
	close(p.done)
	err := p.listener.Close()
	for c := range p.conns {
		c.Close()
	}
	return err
}

func (p *Proxy) accept() {
	for {
		c, err := p.listener.Accept()
		if err != nil {
			select {
			case <-p.done:
				return
			case <-time.After(50 * time.Millisecond): // no file left, perhaps
				continue
			}
		}
		select {
		case p.slots <- struct{}{}:
			go func() {
				defer func() { <-p.slots }()
				p.serve(c)
			}()
		default:
			c.Close()
		}
	}
}

// hold keeps a connection to be closed with the proxy; false: it is over.
func (p *Proxy) hold(c net.Conn) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.closed {
		c.Close()
		return false
	}
	p.conns[c] = struct{}{}
	return true
}

func (p *Proxy) release(c net.Conn) {
	p.mu.Lock()
	delete(p.conns, c)
	p.mu.Unlock()
	c.Close()
}

// serve tells the protocols apart by the first byte.
func (p *Proxy) serve(c net.Conn) {
	if !p.hold(c) {
		return
	}
	defer p.release(c)
	c.SetDeadline(time.Now().Add(hello))
	b := &buffered{Conn: c}
	first, err := b.peek()
	if err != nil {
		return
	}
	if first == 5 {
		p.socks(b)
		return
	}
	p.http(b)
}

// known reports whether a password is that of this run.
func (p *Proxy) known(name, password string) bool {
	return subtle.ConstantTimeCompare([]byte(name+":"+password), []byte(user+":"+p.password)) == 1
}

// refuse tells of a connection that is not made.
func (p *Proxy) refuse(host string, port uint16, r *refusal) {
	p.opt.Refused(Refusal{Host: host[:min(len(host), maxHost)], Port: port, Why: r.why, Failure: r.failure, Let: p.opt.Monitor && !r.failure})
}

// join carries bytes both ways until both are at their end, or one breaks. What
// the client says first is looked at before it goes on.
func (p *Proxy) join(c *buffered, up net.Conn, host string, port uint16) {
	if !p.hold(up) {
		return
	}
	defer p.release(up)
	c.SetDeadline(time.Time{})
	up.SetDeadline(time.Time{})
	back := make(chan struct{})
	go func() {
		defer close(back)
		carry(c.Conn, up)
	}()
	good := honest(c, host)
	if !good {
		p.refuse(host, port, otherName)
	}
	if good || p.opt.Monitor {
		carry(up, c)
	} else {
		up.Close()
		c.Close()
	}
	<-back
}
