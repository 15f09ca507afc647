package egress

import (
	"context"
	"net"
	"net/netip"
	"slices"
	"strconv"
	"strings"

	"github.com/mcp-watchdog/mcp-watchdog/internal/address"
	"github.com/mcp-watchdog/mcp-watchdog/internal/scope"
)

// refusal says why a connection is not made.
type refusal struct {
	why     string
	failure bool
}

func (r *refusal) Error() string { return r.why }

var (
	notAllowed  = &refusal{why: "the host is not in the server's scope"}
	noHost      = &refusal{why: "that is no host"}
	leadsInside = &refusal{why: "the name leads to an address of this machine or network, which is not in the server's scope"}
	leadsMeta   = &refusal{why: "the name leads to the metadata service of a cloud"}
	otherName   = &refusal{why: "the connection asks for another host than the one it was allowed for"}
	unresolved  = &refusal{why: "the name leads nowhere", failure: true}
	unreached   = &refusal{why: "the host does not answer", failure: true}
)

// maxPins bounds the names that are remembered.
const maxPins = 1024

// reach connects to a host if that is allowed.
func (p *Proxy) reach(host string, port uint16) (net.Conn, error) {
	ctx, cancel := context.WithTimeout(context.Background(), dialLimit)
	defer cancel()
	addrs, err := p.addresses(ctx, host, port, false)
	if err != nil && p.opt.Monitor {
		return p.watch(ctx, host, port, err)
	}
	if err != nil {
		return nil, err
	}
	c, err := p.dial(ctx, addrs, port)
	if err == nil {
		p.opt.Reached(host, port)
	}
	if err == nil || len(p.pinned(host)) == 0 {
		return c, err
	}
	// The host may have moved: what it leads to now is looked at like the first time.
	if addrs, err = p.addresses(ctx, host, port, true); err != nil {
		return nil, err
	}
	return p.dial(ctx, addrs, port)
}

// watch tells of a host that is not allowed, and connects to it.
func (p *Proxy) watch(ctx context.Context, host string, port uint16, err error) (net.Conn, error) {
	r, ok := err.(*refusal)
	if !ok || r.failure || r == noHost {
		return nil, err
	}
	p.refuse(host, port, r)
	addrs, err := p.opt.Resolve(ctx, host)
	if a, bad := netip.ParseAddr(host); bad == nil {
		addrs, err = []netip.Addr{a}, nil
	}
	if err != nil {
		return nil, unresolved
	}
	return p.dial(ctx, addrs, port)
}

func (p *Proxy) dial(ctx context.Context, addrs []netip.Addr, port uint16) (net.Conn, error) {
	for _, a := range addrs {
		if c, err := p.opt.Dial(ctx, "tcp", net.JoinHostPort(a.String(), strconv.Itoa(int(port)))); err == nil {
			return c, nil
		}
	}
	return nil, unreached
}

// addresses are those that may be connected to.
func (p *Proxy) addresses(ctx context.Context, host string, port uint16, again bool) ([]netip.Addr, error) {
	if a, err := netip.ParseAddr(host); err == nil {
		if a = a.Unmap(); a.Zone() != "" || p.opt.Net.Limited && !p.opt.Net.AllowsAddress(a, port) {
			return nil, notAllowed
		}
		return []netip.Addr{a}, nil
	}
	name := scope.CleanHost(host)
	if h, err := scope.ParseHostPort(name); err != nil || h.Host != name || h.Range.IsValid() || strings.HasPrefix(name, "*") {
		return nil, noHost // a number in disguise, or no name at all
	}
	allowed, exact := p.opt.Net.AllowsHost(name, port)
	if !allowed {
		return nil, notAllowed
	}
	if pins := p.pinned(name); !again && len(pins) > 0 {
		return pins, nil
	}
	found, err := p.opt.Resolve(ctx, name)
	if err != nil || len(found) == 0 {
		return nil, unresolved
	}
	good, bad := p.permitted(found, name, port, exact)
	if len(good) == 0 {
		return nil, bad
	}
	p.pin(name, good)
	return good, nil
}

// permitted picks the addresses that a name may lead to. An address of this
// network is expected behind names that exist nowhere else, if they were allowed
// by name; behind others it must be declared itself.
func (p *Proxy) permitted(found []netip.Addr, name string, port uint16, exact bool) (good []netip.Addr, bad *refusal) {
	for _, a := range found {
		if a = a.Unmap().WithZone(""); !p.opt.Net.Limited || p.opt.Net.AllowsAddress(a, port) {
			good = append(good, a)
			continue
		}
		switch place, _ := address.Classify(a.String()); {
		case place == address.Metadata:
			bad = leadsMeta
		case place == address.Public, exact && local(name) && (place == address.Loopback || place == address.Private):
			good = append(good, a)
		default:
			if bad == nil {
				bad = leadsInside
			}
		}
	}
	return good, bad
}

// local reports whether a name exists only in networks of one's own.
func local(name string) bool {
	if !strings.Contains(name, ".") {
		return true
	}
	for _, end := range [...]string{".localhost", ".local", ".internal", ".lan", ".home.arpa", ".corp", ".home", ".intranet", ".test"} {
		if strings.HasSuffix(name, end) {
			return true
		}
	}
	return false
}

func (p *Proxy) pinned(host string) []netip.Addr {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.pins[scope.CleanHost(host)]
}

func (p *Proxy) pin(name string, addrs []netip.Addr) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if _, known := p.pins[name]; !known {
		if len(p.order) >= maxPins {
			delete(p.pins, p.order[0])
			p.order = p.order[1:]
		}
		p.order = append(p.order, name)
	}
	p.pins[name] = slices.Clone(addrs)
}
