package egress

import "github.com/mcp-watchdog/mcp-watchdog/internal/finding"

// Refused is the rule of connections that the proxy did not make.
var Refused = &finding.Rule{
	ID: "egress_refused", Class: "scope_violation", Severity: finding.High, Title: "a server asks for a host outside of its scope",
	Catches:   "A connection through the built-in proxy to a host that was not declared with --allow-net; to a declared name that leads to this machine, this network or a cloud's metadata service; and a connection that was allowed for one host and asks for another. It is not made, and names that are not declared are not even resolved.",
	Example:   "a weather server with --allow-net api.weather.example:443 asks for paste.example:443",
	Misses:    "What is sent to a declared host, and whom that passes it on to: behind a large provider's name there are many tenants.",
	Exception: "If the server needs it, declare it: --allow-net HOST:PORT; for an address of your network declare the address, too.",
}

// Rules lists the rules of this package.
func Rules() []*finding.Rule { return []*finding.Rule{Refused} }
