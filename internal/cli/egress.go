package cli

import (
	"net/netip"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/mcp-watchdog/mcp-watchdog/internal/audit"
	"github.com/mcp-watchdog/mcp-watchdog/internal/egress"
	"github.com/mcp-watchdog/mcp-watchdog/internal/finding"
	"github.com/mcp-watchdog/mcp-watchdog/internal/scope"
)

// registries are the hosts that package runners fetch from.
var registries = map[string][]string{
	"npx": {"registry.npmjs.org"}, "npm": {"registry.npmjs.org"}, "pnpm": {"registry.npmjs.org"}, "pnpx": {"registry.npmjs.org"}, "bunx": {"registry.npmjs.org"},
	"yarn": {"registry.yarnpkg.com", "registry.npmjs.org"}, "uvx": {"pypi.org", "files.pythonhosted.org"}, "uv": {"pypi.org", "files.pythonhosted.org"},
	"pipx": {"pypi.org", "files.pythonhosted.org"},
}

// openNet starts the way out of a server with a limited network. It returns what
// ends it; nothing is started for a server that reaches everything, or nothing.
func (f *fence) openNet(monitor bool, refused func(egress.Refusal)) (end func(), err error) {
	n := &f.profile.Net
	if f.learner != nil {
		p, err := egress.Listen(egress.Options{Net: *n, Reached: f.learner.reach})
		if err != nil {
			return nil, fail(ExitNoInput, "%w", err)
		}
		f.env = append(withoutProxies(f.env), proxyVariables(p.URL())...)
		return func() { p.Close() }, nil
	}
	if !n.Limited {
		return func() {}, nil
	}
	if len(n.Hosts) == 0 && !monitor {
		f.env = append(f.env, "npm_config_prefer_offline=true", "npm_config_update_notifier=false", "npm_config_audit=false", "UV_OFFLINE=1")
		return func() {}, nil
	}
	for _, host := range registries[f.runner] {
		n.Hosts = append(n.Hosts, scope.HostPort{Host: host, Port: 443})
	}
	for _, h := range n.Hosts { // programs that know no proxy connect to this machine themselves
		if h.Host == "localhost" {
			n.Hosts = append(n.Hosts, place("127.0.0.0/8", h.Port), place("::1/128", h.Port))
		}
	}
	p, err := egress.Listen(egress.Options{Net: *n, Refused: refused, Monitor: monitor})
	if err != nil {
		return nil, fail(ExitNoInput, "%w", err)
	}
	n.Hosts = append(slices.Clip(n.Hosts), place("127.0.0.1/32", uint16(p.Port())))
	f.env = append(withoutProxies(f.env), proxyVariables(p.URL())...)
	return func() { p.Close() }, nil
}

func place(prefix string, port uint16) scope.HostPort {
	return scope.HostPort{Host: prefix, Port: port, Range: netip.MustParsePrefix(prefix)}
}

// proxyVariables are those by which programs find a proxy. Node.js heeds them
// from version 22.21 and 24 on, if it is told to.
func proxyVariables(url string) []string {
	var all []string
	for _, name := range []string{"HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "http_proxy", "https_proxy", "all_proxy"} {
		all = append(all, name+"="+url)
	}
	return append(all, "NO_PROXY=", "no_proxy=", "NODE_USE_ENV_PROXY=1", "npm_config_proxy="+url, "npm_config_https_proxy="+url, "npm_config_noproxy=")
}

func withoutProxies(env []string) []string {
	return slices.DeleteFunc(slices.Clone(env), func(v string) bool {
		name, _, _ := strings.Cut(v, "=")
		name = strings.ToLower(name)
		return strings.HasSuffix(name, "_proxy") || name == "node_use_env_proxy" || name == "npm_config_https_proxy" || name == "npm_config_noproxy"
	})
}

// maxRefused bounds the hosts that are told of one by one.
const maxRefused = 256

// refusals tells of each host once.
type refusals struct {
	r    *recorder
	mu   sync.Mutex
	seen map[string]bool
}

func (f *refusals) tell(e egress.Refusal) {
	host := e.Host + ":" + strconv.Itoa(int(e.Port))
	f.mu.Lock()
	if f.seen == nil {
		f.seen = map[string]bool{}
	}
	known := f.seen[host+e.Why] || len(f.seen) >= maxRefused
	f.seen[host+e.Why] = true
	f.mu.Unlock()
	if known || e.Failure {
		return
	}
	f.r.begin()
	rec := []audit.Record{{
		Time: time.Now(), Event: audit.EventRefusal, Action: "block", Severity: egress.Refused.Severity.String(), Rule: egress.Refused.ID, Class: egress.Refused.Class,
		Server: f.r.server, Session: f.r.session, Side: "server", Method: "connect", Why: e.Why, Excerpt: finding.Mask(host),
	}}
	if e.Let {
		rec[0].Event, rec[0].Action = audit.EventFinding, "alert"
	}
	if err := f.r.log.Append(rec...); err != nil {
		f.r.alerts.failure(err)
	}
	f.r.alerts.records(rec)
}
