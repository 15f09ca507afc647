package markup

import (
	"strings"

	"github.com/mcp-watchdog/mcp-watchdog/internal/unmask/css"
)

// address is an absolute URL taken apart, percent escapes resolved.
type address struct {
	scheme, user, host, path, query, fragment string
}

// parseAddress takes a URL apart as browsers do (URL Standard §4.4), leniently:
// it may hold spaces and braces. Not ok means that it names no host.
func parseAddress(s string) (a address, ok bool) {
	s = strings.Trim(s, " \t\r\n")
	if strings.IndexByte(s[:min(len(s), 12)], '\\') >= 0 {
		s = strings.ReplaceAll(s[:min(len(s), 12)], `\`, "/") + s[min(len(s), 12):]
	}
	k := strings.Index(s[:min(len(s), 32)], "//")
	if k < 0 || k == 1 || k > 1 && s[k-1] != ':' {
		return a, false
	}
	if k > 1 {
		a.scheme = strings.ToLower(s[:k-1])
	}
	s = strings.TrimLeft(s[k:], "/")
	s, a.fragment, _ = strings.Cut(s, "#")
	if cut := strings.IndexByte(s, '?'); cut >= 0 && !strings.HasPrefix(s[:cut], "{{") {
		s, a.query = s[:cut], s[cut+1:]
	}
	a.host = s
	if cut := strings.IndexByte(s, '/'); cut >= 0 && strings.Count(s[:cut], "<")+strings.Count(s[:cut], "{") == strings.Count(s[:cut], ">")+strings.Count(s[:cut], "}") {
		a.host, a.path = s[:cut], s[cut:]
	}
	if at := strings.LastIndexByte(a.host, '@'); at >= 0 {
		a.user, a.host = a.host[:at], a.host[at+1:]
	}
	if colon := strings.LastIndexByte(a.host, ':'); colon > strings.LastIndexByte(a.host, ']') {
		a.host = a.host[:colon]
	}
	a.host = strings.ToLower(strings.TrimSuffix(a.host, "."))
	return a, a.host != ""
}

// fetchable reports whether the scheme reaches another host.
func (a *address) fetchable() bool {
	switch a.scheme {
	case "", "http", "https", "ftp", "ws", "wss":
		return true
	}
	return false
}

// percentDecoded resolves percent escapes once.
func percentDecoded(s string) string {
	if strings.IndexByte(s, '%') < 0 {
		return s
	}
	b := make([]byte, 0, len(s))
	for i := 0; i < len(s); i++ {
		if s[i] == '%' && i+2 < len(s) && css.Hex(s[i+1]) >= 0 && css.Hex(s[i+2]) >= 0 {
			b = append(b, byte(css.Hex(s[i+1])<<4|css.Hex(s[i+2])))
			i += 2
			continue
		}
		b = append(b, s[i])
	}
	return strings.ToValidUTF8(string(b), "\uFFFD")
}

// lies reports whether the words of a link are an address on another host than
// the one it leads to.
func lies(words, url string) bool {
	shown, ok := shownHost(words)
	if !ok {
		return false
	}
	a, ok := parseAddress(url)
	if !ok || !a.fetchable() || strings.ContainsAny(a.host, "{}<>[]$%") {
		return false
	}
	if strings.Count(words, "/") > 1 && !strings.Contains(words, "://") && strings.Contains(a.path, "/"+words) {
		return false // the path of a package, at a place that lists packages
	}
	return !related(shown, strings.TrimPrefix(a.host, "www."))
}

// topLevel are endings that make a bare name look like an address. Endings that
// files and projects have as well are left out.
const topLevel = " com org net edu gov mil int info biz de uk fr ch at nl be it es pl se no fi dk cz ru ua cn jp kr in br mx ca au nz us eu bank online " +
	"shop cloud tech site xyz "

// shownHost returns the host that words show: an address with a scheme, one that
// starts with www, or a bare name of a common domain.
func shownHost(words string) (string, bool) {
	if len(words) < 4 || len(words) > maxAnchor || strings.ContainsAny(words, " \t\n") {
		return "", false
	}
	explicit := strings.HasPrefix(words, "https://") || strings.HasPrefix(words, "http://")
	if !explicit {
		words = "https://" + words
	}
	a, ok := parseAddress(words)
	if !ok || a.user != "" && !explicit {
		return "", false
	}
	host, www := strings.CutPrefix(a.host, "www.")
	dot := strings.LastIndexByte(host, '.')
	if dot <= 0 || strings.ContainsAny(host, "…{}<>[]$%*()\"'") || strings.Contains(host, "..") {
		return "", false
	}
	return host, explicit || www || strings.Contains(topLevel, " "+host[dot+1:]+" ")
}

// related reports whether two hosts are of the same house: one is part of the
// other, or they share the name in front of the ending.
func related(a, b string) bool {
	if a == b || strings.HasSuffix(a, "."+b) || strings.HasSuffix(b, "."+a) {
		return true
	}
	x, y := houseName(a), houseName(b)
	return x == y && x != ""
}

// houseName returns the label in front of the ending: example of
// docs.example.com and of example.co.uk.
func houseName(host string) string {
	labels := strings.Split(host, ".")
	n := len(labels) - 2
	if n > 0 && len(labels[n]) <= 3 && len(labels[n+1]) == 2 { // co.uk, com.au
		n--
	}
	if n < 0 {
		return ""
	}
	return labels[n]
}
