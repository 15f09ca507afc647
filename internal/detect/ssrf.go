package detect

import (
	"strings"

	"github.com/mcp-watchdog/mcp-watchdog/internal/address"
	"github.com/mcp-watchdog/mcp-watchdog/internal/finding"
	"github.com/mcp-watchdog/mcp-watchdog/internal/lazy"
	"github.com/mcp-watchdog/mcp-watchdog/internal/message"
)

// ssrf: a tool that fetches what it is told is told to fetch from where the
// sender cannot reach: a cloud's metadata service with its credentials, the
// services of this machine, a private network. Seen against fetch, browser and
// document tools of many MCP servers. A plain http://localhost:3000 is what
// developers open all day, so it is only reported; a disguise is not.

var ssrf = &finding.Rule{
	ID: "ssrf", Class: "ssrf", Severity: finding.High,
	Title:     "a request is led to an internal address",
	Catches:   "Addresses of metadata services, and of this machine or private networks when they are disguised (numbers, IPv6, look-alike characters, names that resolve to anything, two hosts in one URL) or lead to a service that no browser speaks to; schemes that make a fetcher speak other protocols or read files (gopher, dict, ldap, jar, php); line breaks that add headers. A plain local address in a tool that fetches is reported as medium.",
	Example:   `{"url":"http://0xA9FEA9FE/latest/meta-data/iam/security-credentials/"}`,
	Misses:    "Public names that resolve to an internal address, and redirects that a public server answers with.",
	Exception: "Local servers are reported and let through; servers: {NAME: {hosts: [localhost]}} lets them through in silence.",
}

func detectSSRF(a *Argument) {
	if a.Key || a.End-a.Start > maxURL {
		return
	}
	role := a.Role()
	if role&(CodeRole|ProseRole) != 0 && role&URLRole == 0 {
		if a.Call.Purpose()&Renders != 0 && a.Has&(Colon|Slash) == Colon|Slash {
			a.urlsInside(a.Text())
			a.filesInside(a.Text())
		}
		return
	}
	if a.Has&Colon != 0 && oauthName()[strings.ToLower(bytesString(a.Under()))] && a.login() {
		return
	}
	text, broken := a.Text(), false
	if a.Has&(Break|Control|Space) != 0 {
		text, broken = asBrowsersRead(text)
	} else if a.Has&Colon == 0 && role&(HostRole|URLRole) == 0 && (text[0] == '.' || letter(text[0])) {
		return // it has no scheme, begins with no slash and is nowhere an address is expected
	}
	u, ok := address.Read(text)
	fetched := a.fetched()
	switch {
	case ok && (u.Scheme == "" || !u.Slashes) && !u.HasScheme("javascript", "vbscript", "data") && strings.ContainsAny(strings.TrimSpace(text), " \n\"'<>"):
		return // a remark, a label, a setting
	case ok && (u.Slashes || fetched || wraps(&u)):
	case !ok && (role&HostRole != 0 || fetched && role&URLRole != 0) && !strings.ContainsAny(strings.TrimSpace(text), ", \n"):
		u = address.ReadBare(text)
	case a.Has&Slash != 0 && (role&(QueryRole|SQLRole) == 0 || a.Has&(Curly|Round) == Curly|Round && graphQL(text)):
		a.urlsInside(text)
		return
	default:
		return
	}
	web := ok && u.Slashes
	if web && a.Has&(Equals|Underscore) == Equals|Underscore && a.returnsTo(u.Tail) {
		return
	}
	if !web && !ok && a.Has&Dot == 0 && a.Has&(Digit|Letter) == Digit && len(text) < 8 {
		return // a number
	}
	s := sight{fetched: fetched, web: web, has: a.Has, target: a.Surface == message.Target}
	s.url(&u, a.Text())
	if broken && (s.severity == finding.Medium || u.HasScheme("javascript", "vbscript")) {
		s.see(finding.High, "it is written with line breaks or tabs inside that browsers overlook")
	}
	if s.why != "" {
		a.Report(finding.Finding{Rule: ssrf, Severity: s.severity, Why: s.why, Seen: finding.Mask(text)})
	}
}

// login judges an address that a login is to lead to or to come back to, and reports
// whether it said something about it.
func (a *Argument) login() bool {
	text := a.Text()
	severity, why := OAuthAddress(text[:min(len(text), maxEndpoint)], strings.ToLower(string(a.Under())))
	if severity < finding.High {
		u, ok := address.Read(text)
		user, host, named := strings.Cut(u.Authority, "@")
		switch {
		case ok && u.Slashes && named && strings.Contains(user, ".") && strings.Contains(host, "."):
			severity, why = finding.High, "it names one host and leads to another"
		case ok && u.Slashes && strings.ContainsAny(u.Authority, "\\"):
			severity, why = finding.High, "readers disagree about its host"
		default:
			return false
		}
	}
	a.Report(finding.Finding{Rule: oauthEndpoint, Severity: severity, Why: why, Seen: finding.Mask(text)})
	return true
}

// maxURL bounds what is read as an address. Browsers take more, fetchers do not.
const maxURL = 16 << 10

// fetched reports whether the argument is what a tool fetches or opens.
func (a *Argument) fetched() bool {
	role := a.Role()
	if role&URLRole != 0 && role&(HostRole|PathRole) == 0 || a.Surface == message.Target {
		return true
	}
	return role&(CommandRole|QueryRole) == 0 && a.Call.Purpose()&Fetches != 0
}

// sight collects the worst of what is seen in one address.
type sight struct {
	fetched  bool // by the tool, as far as anybody can tell
	web      bool // it has a scheme and an authority
	has      Bytes
	target   bool // it names a resource of the server, which may have any scheme
	severity finding.Severity
	why      string
}

func (s *sight) see(severity finding.Severity, why string) {
	if s.why == "" || severity > s.severity {
		s.severity, s.why = severity, why
	}
}

// url looks at a URL, its host and the URLs inside it.
func (s *sight) url(u *address.URL, text string) {
	s.fetched = s.fetched || s.web && u.HasScheme("git")
	if strings.EqualFold(u.Authority, "unix:") {
		s.see(finding.High, "it speaks to a socket of this machine")
	}
	for range maxWrapped { // url:http://..., jar:file:///...
		inner, ok := address.Read(u.Whole)
		if u.Slashes || !ok || u.Scheme == "" {
			break
		}
		if s.scheme(u); wraps(u) {
			s.see(finding.High, "a scheme in front hides another one")
		}
		*u = inner
	}
	s.scheme(u)
	if u.HasScheme("data") && s.fetched {
		s.inside(u.Whole)
	}
	if !u.HasScheme("https", "http") && u.HasScheme("data", "mailto", "javascript", "about", "blob", "tel", "urn", "magnet", "file", "ssh") {
		return
	}
	if s.target && u.Scheme != "" && !u.HasScheme("http", "https", "ws", "wss", "ftp", "ftps") {
		return // a name of the server's own: what stands where a host would is none
	}
	rest := u.Authority
	for range address.MaxHosts {
		host, port, left, ok := address.NextHost(rest)
		if !ok {
			break
		}
		s.host(u, host, port)
		rest = left
	}
	if metadataPath(u.Path) {
		s.see(finding.Critical, "it asks for what only a cloud's metadata service has")
	}
	if s.web && s.has&(Break|Percent|Control) != 0 && headerBreak(text) {
		s.see(finding.High, "it carries a line break that adds a header or a request of its own")
	}
	s.inside(u.Tail)
}

const maxWrapped = 3

// isPage reports whether a local file is one that people open in a browser.
func isPage(path string) bool {
	for _, s := range [...]string{".html", ".htm", ".svg", ".png", ".pdf", ".jpg"} {
		if len(path) > len(s) && equalFold(stringBytes(path), len(path)-len(s), s) {
			return true
		}
	}
	return false
}

// wraps reports whether a URL's scheme stands in front of another URL, which
// hides that from checks of how it begins.
func wraps(u *address.URL) bool {
	return !u.Slashes && u.HasScheme("jar", "url", "netdoc", "php", "phar", "feed", "view-source", "zip", "glob") && strings.ContainsAny(u.Whole, ":/")
}

// host looks at one of the hosts that readers see in a URL.
func (s *sight) host(u *address.URL, host, port string) {
	place, how := address.Classify(host)
	disguised := how != 0 || u.Confusing() || place >= address.Private && hostAsUser(u.Authority)
	if dots := strings.Count(host, "."); !s.web && how == address.Numeric && dots < 3 && !strings.HasPrefix(host, "127.") && !strings.HasPrefix(host, "0x") &&
		(dots > 0 || len(host) < 8) {
		return // a version or an amount
	}
	if place == address.Public && s.web && s.fetched && strings.IndexByte(host, '.') < 0 && u.HasScheme("http", "https") && !strings.ContainsAny(host, ":[%{$<*") && host == u.Authority {
		place = address.Private // no name of the open net is without a dot
	}
	switch {
	case place == address.Public && how&address.Lookalike != 0 && s.fetched:
		s.see(finding.Medium, "its host is written in characters that look like others")
	case place == address.Public:
	case place == address.Metadata && (s.web || s.fetched || disguised):
		s.see(finding.Critical, "it leads to a metadata service of a cloud, which hands out credentials"+by(how))
	case place == address.Metadata && strings.IndexByte(host, '.') > 0:
		s.see(finding.High, "it leads to a metadata service of a cloud")
	case how&^address.Rebinding != 0 && (s.web || place >= address.Private):
		s.see(finding.High, "it leads to "+place.String()+" "+how.String())
	case how != 0 && place >= address.LinkLocal:
		s.see(finding.High, "it leads to "+place.String()+" "+how.String())
	case disguised:
		s.see(finding.High, "readers disagree about its host, and one of them is "+place.String())
	case !s.web && !s.fetched, u.Scheme != "" && !u.HasScheme("http", "https", "ws", "wss", "ftp", "ftps", "gopher", "dict", "tftp", "git"): // the address of a database
	case s.fetched && place >= address.Private && servicePorts[port]:
		s.see(finding.High, "it leads to a service of "+place.String()+" that no browser speaks to")
	case s.fetched:
		s.see(finding.Medium, "it leads to "+place.String())
	}
}

func by(how address.Spelling) string {
	if how == 0 {
		return ""
	}
	return ", " + how.String()
}

// servicePorts are of services that take orders from whoever reaches them, and
// that nobody opens in a browser.
var servicePorts = map[string]bool{
	"21": true, "22": true, "23": true, "25": true, "53": true, "110": true, "111": true, "135": true, "139": true, "143": true, "389": true,
	"445": true, "465": true, "587": true, "636": true, "873": true, "1433": true, "1521": true, "2049": true, "2181": true, "2375": true,
	"2376": true, "2379": true, "2380": true, "3306": true, "3389": true, "4369": true, "5432": true, "5433": true, "5672": true, "5900": true,
	"5984": true, "5985": true, "6379": true, "6443": true, "8500": true, "9042": true, "9092": true, "10250": true, "10255": true, "11211": true,
	"27017": true,
}

// scheme looks at a scheme that makes a fetcher do something else.
func (s *sight) scheme(u *address.URL) {
	switch {
	case u.HasScheme("https", "http"):
	case u.HasScheme("gopher", "gophers", "dict", "ldap", "ldaps", "ldapi", "tftp", "netdoc", "jar", "php", "phar", "expect", "glob", "zip", "ogg",
		"compress.zlib", "compress.bzip2", "local_file", "imap", "imaps", "pop3", "pop3s", "rtmp", "smbs", "smtp", "smtps", "rtsp", "telnet", "ssh2", "rar", "rmi", "dns", "mmst", "unix", "http+unix", "npipe"):
		if u.Slashes || u.HasScheme("jar", "netdoc", "php", "phar") {
			s.see(finding.High, "its scheme makes a fetcher speak another protocol or read files")
		}
	case s.fetched && u.HasScheme("javascript", "vbscript"):
		s.see(finding.High, "it is a script that runs in the page that is open")
	case u.HasScheme("file") && isPage(u.Path):
	case s.fetched && !s.target && u.HasScheme("file") && startsProgram(u.Path):
		s.see(finding.High, "it opens a program of this machine or of its network")
	case s.fetched && !s.target && (u.Slashes || u.HasScheme("file") && u.Path != "") && u.HasScheme("ftp", "sftp", "smb", "file", "ftps", "scp", "view-source"):
		s.see(finding.Medium, "its scheme is none of the web")
	}
}

// inside looks at URLs inside a URL: redirectors and proxies get them so. A
// plain local address there is where a login returns to.
func (s *sight) inside(text string) {
	whole := text
	for target, rest := encodedTarget(text); target != ""; target, rest = encodedTarget(rest) {
		u, _ := address.Read(target)
		if place, how := inner(u.Authority); place == address.Metadata || place >= address.Private && how != 0 {
			s.see(finding.Critical, "inside it, in base64, is an address that leads to "+place.String()+by(how))
		}
	}
	for range maxInside {
		k := innerURL(text)
		if k < 0 {
			return
		}
		if text = text[k:]; onlySaid(whole, len(whole)-len(text)) {
			continue
		}
		u := address.ReadBare(text)
		place, how := inner(authority(u.Authority))
		switch {
		case place == address.Metadata:
			s.see(finding.Critical, "inside it is the address of a metadata service of a cloud"+by(how))
		case place >= address.LinkLocal && how != 0, place >= address.Private && how&^address.Rebinding != 0:
			s.see(finding.High, "inside it is an address that leads to "+place.String()+by(how))
		case place >= address.Private && s.fetched && redirects(whole):
			s.see(finding.Medium, "it passes on to "+place.String())
		}
		text = text[min(len(text), 1):]
	}
}

const maxInside = 8

// innerURL returns where the authority of a URL inside a URL begins: behind its
// slashes, plain or in percent escapes once or twice; -1 for none.
func innerURL(text string) int {
	for i := 0; i < len(text); i++ {
		switch {
		case (text[i] == ':' || text[i] == '=') && i+2 < len(text) && slashes(text[i+1:i+3]):
			return i + len("://")
		case text[i] != '%':
		case hasFold(text[i:], "%2f%2f"):
			return i + len("%2f%2f")
		case hasFold(text[i:], "%252f%252f"):
			return i + len("%252f%252f")
		case hasFold(text[i:], "%5c%5c"), hasFold(text[i:], "%5c%2f"), hasFold(text[i:], "%2f%5c"):
			return i + len("%5c%5c")
		}
	}
	return -1
}

// slashes reports whether both bytes are slashes of some kind.
func slashes(s string) bool {
	return (s[0] == '/' || s[0] == '\\') && (s[1] == '/' || s[1] == '\\')
}

// inner returns the worst place that an authority leads to.
func inner(authority string) (worst address.Place, how address.Spelling) {
	for range address.MaxHosts {
		host, _, rest, ok := address.NextHost(authority)
		if !ok {
			break
		}
		if place, spelled := address.Classify(host); place > worst {
			worst, how = place, spelled
		}
		authority = rest
	}
	return worst, how
}

// authority cuts an authority out of a query.
func authority(s string) string {
	if i := strings.IndexAny(s, "&%=+()[]{}"); i >= 0 && s[i] != '[' {
		return s[:i]
	}
	return s
}

// redirects reports whether the way to an inner URL is a redirector's and not
// the return address of a login.
func redirects(text string) bool {
	return !strings.Contains(text, "redirect_ur") && !strings.Contains(text, "callback") && !strings.Contains(text, "return")
}

// metadataPath reports whether a path is one of a cloud's metadata service.
func metadataPath(path string) bool {
	if len(path) < 10 || strings.IndexByte("lLcCmMoO2hH", path[1]) < 0 {
		return false
	}
	for _, p := range []string{"/latest/meta-data", "/latest/user-data", "/latest/dynamic/instance-identity", "/latest/api/token", "/computemetadata/v1",
		"/metadata/instance", "/metadata/identity/oauth2/token", "/metadata/v1.json", "/opc/v1/instance", "/opc/v2/instance", "/2009-04-04/meta-data",
		"/openstack/latest/meta_data", "/hetzner/v1/metadata"} {
		if len(path) >= len(p) && equalFold(stringBytes(path), 0, p) {
			return true
		}
	}
	return false
}

// headerBreak reports whether a URL has a line break, plain or in percent
// escapes once or twice, that adds to the request. In a query, where texts of
// several lines are sent every day, a header or a command must stand behind it.
func headerBreak(text string) bool {
	text, _, _ = strings.Cut(strings.TrimRight(text, " \r\n\t"), "#") // what follows is not sent
	if i := strings.IndexAny(text, "\r\n"); i >= 0 {
		rest := strings.TrimLeft(text[i:], " \r\n\t")
		colon := strings.IndexByte(rest, ':')
		return colon > 0 && !strings.HasPrefix(rest[colon:], "://") || strings.Contains(rest, "HTTP/")
	}
	query := strings.IndexByte(text, '?')
	for i := 0; ; {
		k := strings.IndexByte(text[i:], '%')
		if k < 0 {
			return false
		}
		at := i + k
		i = at + 1
		rest := text[i:]
		for strings.HasPrefix(rest, "25") {
			rest = rest[len("25"):]
		}
		if hasFold(rest, "e5%98%8a") || hasFold(rest, "e5%98%8d") { // U+560A, U+560D: cut to a byte they are breaks
			return true
		}
		if len(rest) > 2 && rest[0] == '0' && (rest[1]|0x20 == 'd' || rest[1]|0x20 == 'a') && (rest[1]|0x20 == 'd' && (query < 0 || at < query) || addsLine(rest[2:])) {
			return true
		}
	}
}

// addsLine reports whether what follows a break in a query is a header or a
// command of a protocol, and no line of a text.
func addsLine(rest string) bool {
	rest, _, _ = strings.Cut(rest[:min(len(rest), 256)], "&")
	if containsFold(rest, "http/1") || containsFold(rest, "http%2f1") {
		return true
	}
	for { // further breaks
		rest = strings.TrimLeft(rest, "%25")
		if len(rest) < 2 || rest[0] != '0' || rest[1]|0x20 != 'd' && rest[1]|0x20 != 'a' {
			break
		}
		rest = rest[2:]
	}
	n := 0
	for n < len(rest) && (letter(rest[n]) || rest[n] == '-') {
		n++
	}
	word, behind := rest[:n], rest[n:]
	colon := strings.HasPrefix(behind, ":") || hasFold(behind, "%3a") || hasFold(behind, "%253a")
	if colon && (strings.Contains(word, "-") || plainHeaders()[strings.ToLower(word)]) {
		return true
	}
	if n < 3 || strings.ToUpper(word) != word || !lineCommands()[word] {
		return false
	}
	if !requestVerbs()[word] {
		return true
	}
	behind = strings.TrimPrefix(strings.TrimPrefix(behind, "%20"), "+")
	return strings.HasPrefix(behind, "/") || hasFold(behind, "%2f") || strings.HasPrefix(behind, "http")
}

// plainHeaders are headers of one word that change what a request does.
var plainHeaders = lazy.Words("host cookie location connection authorization referer origin upgrade range refresh")

// requestVerbs are also words, and need a path behind them.
var requestVerbs = lazy.Words("GET POST PUT DELETE HEAD PATCH OPTIONS")

// lineCommands begin a line of the protocols that are reached through a request.
var lineCommands = lazy.Words("GET POST PUT DELETE HEAD PATCH OPTIONS SET CONFIG FLUSHALL FLUSHDB SLAVEOF REPLICAOF SAVE EVAL MODULE AUTH HELO EHLO MAIL RCPT DATA QUIT STAT STATS USER PASS RETR LIST STOR")

func hasFold(s, lower string) bool { return equalFold(stringBytes(s), 0, lower) }

// urlsInside looks for the addresses of metadata services in a longer value: a
// command, a list, a request.
func (a *Argument) urlsInside(text string) {
	s := sight{web: true, fetched: false}
	for i, n := 0, 0; n < maxInside; n++ {
		k := strings.Index(text[i:], "://")
		if k < 0 {
			break
		}
		i += k + 3
		end := strings.IndexAny(text[i:], " \n\t\"'`<>)|;")
		if end < 0 {
			end = len(text) - i
		}
		u := address.ReadBare(text[i : i+end])
		if place, how := inner(u.Authority); place == address.Metadata {
			s.see(finding.Critical, "in it is the address of a metadata service of a cloud, which hands out credentials"+by(how))
		} else if how&(address.Numeric|address.Lookalike|address.Encoded) != 0 && place >= address.Private {
			s.see(finding.High, "in it is an address that leads to "+place.String()+" "+how.String())
		}
	}
	if s.why != "" {
		a.Report(finding.Finding{Rule: ssrf, Severity: s.severity, Why: s.why, Seen: finding.Mask(text)})
	}
}

// filesInside looks for files that open doors in a page that a tool is to draw.
func (a *Argument) filesInside(text string) {
	for range maxInside {
		i := strings.Index(text, "file:///")
		if i < 0 {
			return
		}
		text = text[i+len("file://"):]
		end := strings.IndexAny(text, " \n\t\"'`<>)|;")
		if end < 0 {
			end = len(text)
		}
		if severity, found := sensitive(a.runner.requests.paths.Read(text[:min(end, address.MaxPath)]), sensitiveFiles); found && severity > finding.Medium {
			a.Report(finding.Finding{Rule: ssrf, Severity: finding.High, Why: "the page that is to be drawn holds a file that opens doors", Seen: finding.Mask(text[:end])})
			return
		}
	}
}
