package policy

import (
	"strings"

	"github.com/mcp-watchdog/mcp-watchdog/internal/address"
)

// Match reports whether name is like pattern, in which * stands for any run of
// characters and ? for one. It takes time in proportion to the product of both
// lengths at most.
func Match(pattern, name string) bool {
	p, n, star, from := 0, 0, -1, 0
	for n < len(name) {
		switch {
		case p < len(pattern) && pattern[p] == '*':
			star, from = p, n
			p++
		case p < len(pattern) && (pattern[p] == '?' || pattern[p] == name[n]):
			p++
			n++
		case star >= 0:
			from++
			p, n = star+1, from
		default:
			return false
		}
	}
	return strings.Trim(pattern[p:], "*") == ""
}

// matchPointer is Match for JSON pointers: * stands for one step, ** at the end
// for all below.
func matchPointer(pattern, pointer string) bool {
	for {
		p, restP, moreP := strings.Cut(pattern, "/")
		q, restQ, moreQ := strings.Cut(pointer, "/")
		switch {
		case p == "**" && !moreP:
			return true
		case !Match(p, q), moreP != moreQ:
			return false
		case !moreP:
			return true
		}
		pattern, pointer = restP, restQ
	}
}

// Loosen is a pointer as an exception names it: numbers of places in a list
// change from one day to the next.
func Loosen(pointer string) string {
	steps := strings.Split(pointer, "/")
	for i, s := range steps {
		if i > 0 && s != "" && strings.Trim(s, "0123456789") == "" {
			steps[i] = "*"
		}
	}
	return strings.Join(steps, "/")
}

// Hosts is a list of hosts: "example.org", "*.example.org" (what is below it),
// each with a port ("localhost:3000") or for all ports.
type Hosts []string

// Hold reports whether value is a URL or a host, and all its hosts are in the
// list: those of URLs in its query, too, to which a server may be passed on.
// What readers could disagree about is not.
func (h Hosts) Hold(value string) bool {
	if strings.ContainsAny(value, " \t\r\n") || strings.Contains(value, "%0") {
		return false
	}
	u, ok := address.Read(value)
	if !ok || !u.Slashes {
		u = address.ReadBare(value)
	}
	return !u.Confusing() && h.has(u.Authority) && h.holdInside(u.Tail)
}

// escapes are those in which URLs stand inside URLs.
var escapes = strings.NewReplacer("%25", "%", "%3a", ":", "%3A", ":", "%2f", "/", "%2F", "/", "%5c", `\`, "%5C", `\`, "%40", "@")

// holdInside is Hold for what stands behind the host of a URL.
func (h Hosts) holdInside(tail string) bool {
	for range 3 { // escapes of escapes of escapes
		tail = escapes.Replace(tail)
	}
	tail = strings.ReplaceAll(tail, `\`, "/")
	for from := 0; ; {
		k := strings.Index(tail[from:], "//")
		if k < 0 {
			return true
		}
		at := from + k
		from = at + 2
		if at == 0 || tail[at-1] != ':' && tail[at-1] != '=' {
			continue // a path with an empty step
		}
		inner := strings.TrimLeft(tail[from:], "/")
		if end := strings.IndexAny(inner, "/?#&"); end >= 0 {
			inner = inner[:end]
		}
		if !h.has(inner) {
			return false
		}
	}
}

// maxAddress is longer than any URL that servers take.
const maxAddress = 8 << 10

func (h Hosts) hold(value []byte) bool {
	return len(value) <= maxAddress && h.Hold(strings.ReplaceAll(string(value), `\/`, "/"))
}

func (h Hosts) has(authority string) bool {
	host, port, rest, ok := address.NextHost(authority)
	if !ok || rest != "" || strings.Contains(authority, "@") {
		return false
	}
	if _, how := address.Classify(host); how&^address.Rebinding != 0 {
		return false
	}
	host = strings.ToLower(strings.TrimSuffix(host, "."))
	for _, want := range h {
		name, wanted := strings.ToLower(want), ""
		if !strings.HasPrefix(name, "[") || !strings.HasSuffix(name, "]") {
			if i := strings.LastIndexByte(name, ':'); i >= 0 && strings.Trim(name[i+1:], "0123456789") == "" {
				name, wanted = name[:i], name[i+1:]
			}
		}
		below, sub := strings.CutPrefix(name, "*.")
		if (host == name || sub && strings.HasSuffix(host, "."+below)) && (wanted == "" || wanted == port) {
			return true
		}
	}
	return false
}
