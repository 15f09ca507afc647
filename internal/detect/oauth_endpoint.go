package detect

import (
	"net/url"
	"strings"

	"github.com/mcp-watchdog/mcp-watchdog/internal/address"
	"github.com/mcp-watchdog/mcp-watchdog/internal/finding"
	"github.com/mcp-watchdog/mcp-watchdog/internal/lazy"
	"github.com/mcp-watchdog/mcp-watchdog/internal/message"
	"github.com/mcp-watchdog/mcp-watchdog/internal/oauth"
)

// oauth_endpoint: where a client is told to log in. A client opens the
// authorization endpoint of a server in a browser or a shell, and fetches the
// others, so a server that names a command there runs it on the machine of the
// client (CVE-2025-6514, mcp-remote). Over stdio such addresses come in
// authorization metadata (RFC 8414, RFC 9728), in errors that quote
// WWW-Authenticate, and in addresses that the user is to open.

var oauthEndpoint = &finding.Rule{
	ID: "oauth_endpoint", Class: "oauth", Severity: finding.Critical,
	Title:     "a login leads somewhere dangerous, or asks for everything",
	Catches:   "Endpoints and redirect addresses of OAuth metadata, authorization addresses and WWW-Authenticate, and in arguments and parameters of addresses of those names, that run scripts or programs (javascript:, data:, file:), hold commands for a shell, lead to metadata services or to hosts that readers disagree about; medium: addresses that are not encrypted or internal, and authorization addresses that ask for every right there is.",
	Example:   `{"authorization_endpoint":"https://idp.example/authorize?x=$(calc.exe)"}`,
	Misses:    "Endpoints under honest names that belong to somebody else.",
	Exception: "rules: [{rule: oauth_endpoint, server: NAME, severity: medium, action: pass}]",
}

// oauthNames are the members and parameters that hold addresses of OAuth.
var oauthNames = []string{
	"authorization_endpoint", "token_endpoint", "registration_endpoint", "device_authorization_endpoint", "introspection_endpoint", "revocation_endpoint",
	"userinfo_endpoint", "end_session_endpoint", "pushed_authorization_request_endpoint", "jwks_uri", "redirect_uri", "redirect_uris", "authorization_servers",
	"authorization_server", "resource_metadata", "authorization_uri", "verification_uri", "verification_uri_complete", "authorizationendpoint", "tokenendpoint",
	"authorizationurl", "tokenurl", "client_id=",
}

var oauthName = lazy.Words(strings.Join(oauthNames, " "))

// maxEndpoint bounds an address that is looked at.
const maxEndpoint = 4 << 10

func detectOAuthEndpoint(t *Text) {
	key := strings.ToLower(string(t.Under()))
	if !t.Key && oauthName()[key] {
		text := t.Text()
		if severity, why := OAuthAddress(text[:min(len(text), maxEndpoint)], key); why != "" {
			t.Report(finding.Finding{Rule: oauthEndpoint, Severity: severity, Why: why, Seen: finding.Mask(text)}, []message.Span{{Start: 0, End: len(text)}}, "")
		}
		return
	}
	text := t.Text()
	for n, at := range t.At() {
		if n == maxAddresses {
			return
		}
		if strings.HasPrefix(text[at:], "client_id=") {
			if t.asksForAll(text, at) {
				return
			}
			continue
		}
		name := at
		for at < len(text) && (letter(text[at]) || text[at] == '_') {
			at++
		}
		named := strings.ToLower(text[name:at])
		start := at
		for start < len(text) && start < at+8 && strings.IndexByte("\"'\\ :=[", text[start]) >= 0 {
			start++
		}
		if start == at || !oauthName()[named] {
			continue
		}
		end := start
		for end < len(text) && end < start+maxEndpoint && strings.IndexByte("\"\\ \r\n\t<>`", text[end]) < 0 && (text[at] != '=' || start != at+1 || text[end] != '&') {
			end++
		}
		value := text[start:end]
		if plain, err := url.QueryUnescape(value); err == nil && text[at] == '=' {
			value = plain
		}
		if severity, why := OAuthAddress(value, named); why != "" {
			f := finding.Finding{Rule: oauthEndpoint, Severity: severity, Why: why, Seen: finding.Mask(value)}
			if t.Surface&(message.ResultText|message.ResourceText|message.PromptText) != 0 && !challenges(text[:name]) {
				f.Severity = min(severity, finding.Medium) // a text about it
				t.Report(f, nil, "")
				return
			}
			t.Report(f, []message.Span{{Start: start, End: end}}, "")
			return
		}
	}
}

// challenges reports whether a text ends like the header that asks for a login.
func challenges(text string) bool {
	text = text[max(0, len(text)-200):]
	return containsFold(text, "www-authenticate") || containsFold(text, "bearer ")
}

// OAuthAddress says what is wrong with an address that a client is told to use
// for logging in, under the name of the member or parameter that holds it; ""
// for nothing. It is pure and reads at most what it is given.
func OAuthAddress(text, name string) (severity finding.Severity, why string) {
	text = strings.TrimSpace(text)
	u, ok := address.Read(text)
	if !ok {
		return 0, ""
	}
	back := strings.HasPrefix(name, "redirect")
	switch {
	case u.HasScheme("javascript", "data", "vbscript", "file", "blob", "view-source", "ms-msdt", "search-ms", "shell", "jar", "chrome", "intent"):
		return finding.Critical, "opening it runs a program or a script"
	case holdsCommand(text):
		return finding.Critical, "it holds a command for a shell that opens it"
	case u.Scheme != "" && !u.HasScheme("http", "https") && fetchedEndpoint(name):
		return finding.High, "the client fetches it, and its scheme is none of the web"
	case u.Scheme != "" && !u.HasScheme("http", "https"):
		return 0, "" // programs have schemes of their own to come back to
	case !u.Slashes:
		return 0, ""
	case u.Confusing():
		return finding.High, "readers disagree about its host"
	}
	place, how := address.Classify(hostOf(&u))
	switch {
	case place == address.Metadata:
		return finding.High, "the client is sent to a metadata service of a cloud"
	case how&^address.Rebinding != 0:
		return finding.High, "its host is written so that people do not see where it leads"
	case back && place == address.Loopback: // where desktop programs wait (RFC 8252)
	case place == address.LinkLocal:
		return finding.High, "the client is sent to " + place.String()
	case u.HasScheme("http") && place < address.Private && !strings.Contains(hostOf(&u), "example"):
		return finding.Medium, "it is not encrypted"
	}
	return 0, ""
}

// maxReturns bounds the places in one address that a login may come back to: each may be
// as long as the rest of it.
const maxReturns = 32

// returnsTo judges where a login comes back to that stands in the query of an
// address (RFC 6749, 4.1.1), and reports whether it said something about it.
func (a *Argument) returnsTo(query string) bool {
	rest := query
	for range maxReturns {
		i := indexFold(rest, "redirect_uri")
		if i < 0 {
			return false
		}
		rest = rest[i+len("redirect_uri"):]
		_, value, ok := strings.Cut(rest[:min(len(rest), maxEndpoint)], "=")
		if !ok || len(rest) > 0 && strings.IndexByte("=sS[", rest[0]) < 0 {
			continue
		}
		value, _, _ = strings.Cut(value, "&")
		for range 2 { // gateways unescape, and the login does once more
			if plain, err := url.QueryUnescape(value); err == nil {
				value = plain
			}
		}
		value, _ = asBrowsersRead(value)
		if severity, why := OAuthAddress(value, "redirect_uri"); severity >= finding.High {
			a.Report(finding.Finding{Rule: oauthEndpoint, Severity: severity, Why: "where the login comes back to: " + why, Seen: finding.Mask(value)})
			return true
		}
	}
	return false
}

// holdsCommand reports whether an address holds what a shell that opens it runs.
func holdsCommand(text string) bool {
	return strings.Contains(text, "$(") || strings.ContainsAny(text, "`|\n\r") || strings.Contains(text, "&&") || shellTail(text)
}

// fetchedEndpoint reports whether a client fetches what the name stands for by
// itself, and opens no page with it.
func fetchedEndpoint(name string) bool {
	switch name {
	case "token_endpoint", "registration_endpoint", "introspection_endpoint", "revocation_endpoint", "userinfo_endpoint", "jwks_uri", "device_authorization_endpoint",
		"pushed_authorization_request_endpoint", "tokenendpoint", "tokenurl", "resource_metadata":
		return true
	}
	return false
}

// shellTail reports whether an address goes on with a command behind a
// separator or a quote.
func shellTail(text string) bool {
	for i := strings.IndexAny(text, `;"'`); i >= 0 && i+1 < len(text); {
		if rest := strings.TrimLeft(text[i+1:], ` ;&"'`); len(rest) < len(text[i+1:]) || text[i] == ';' && strings.ContainsAny(rest, " ") {
			return rest != ""
		}
		k := strings.IndexAny(text[i+1:], `;"'`)
		if k < 0 {
			break
		}
		i += 1 + k
	}
	return false
}

// asksForAll looks at the scope of an authorization address around at, and
// reports whether it said something about it.
func (t *Text) asksForAll(text string, at int) bool {
	start, end := at, at
	for start > 0 && at-start < maxEndpoint && text[start-1] > ' ' && strings.IndexByte("<>\"'`()", text[start-1]) < 0 {
		start--
	}
	for end < len(text) && end-at < maxEndpoint && text[end] > ' ' && strings.IndexByte("<>\"'`)", text[end]) < 0 {
		end++
	}
	whole := text[start:end]
	i := strings.Index(whole, "scope=")
	if i < 1 || whole[i-1] != '&' && whole[i-1] != '?' || !strings.Contains(whole[:min(len(whole), 16)], "://") {
		return false
	}
	value, _, _ := strings.Cut(whole[i+len("scope="):], "&")
	value, err := url.QueryUnescape(value)
	if err != nil {
		return false
	}
	for scope := range strings.FieldsFuncSeq(value, func(r rune) bool { return r == ' ' || r == ',' }) {
		if oauth.Broad(scope) {
			t.Report(finding.Finding{Rule: oauthEndpoint, Severity: finding.Medium, Why: "the login asks for more rights than any one tool needs", Seen: finding.Mask(value)}, nil, "")
			return true
		}
	}
	return false
}
