// Package oauth says whether what a client does to log in at a server holds
// together: whether tokens are asked for, and made for, the server that gets
// them (RFC 8707, RFC 9728, RFC 8414, and what the authorization chapter of MCP
// demands of them). It is pure: it reads what was fetched and fetches nothing.
package oauth

import (
	"encoding/json"
	"net/url"
	"strings"

	"github.com/mcp-watchdog/mcp-watchdog/internal/lazy"
)

// Method is the method of the message that a login is judged as, and Marker
// stands in front of a login in it, as in package launch.
const (
	Method = "mcp-watchdog/login"
	Marker = Method + " "
)

// Login is what is known of a login. What is not known is empty.
type Login struct {
	// Server is the URL that the client speaks MCP to.
	Server string `json:"server"`
	// Resource is the protected resource metadata of the server (RFC 9728).
	Resource *Resource `json:"resource_metadata,omitempty"`
	// Issuer is the URL of the authorization server as the client was told it,
	// and Metadata what was fetched for it (RFC 8414).
	Issuer   string    `json:"issuer,omitempty"`
	Metadata *Metadata `json:"metadata,omitempty"`
	// Challenge is the WWW-Authenticate header of a refusal.
	Challenge string `json:"challenge,omitempty"`
	// Authorize is the address that is opened for the user to agree.
	Authorize string `json:"authorize,omitempty"`
	// Token is the access token that the server gets.
	Token string `json:"token,omitempty"`
}

// Resource is what of protected resource metadata matters here.
type Resource struct {
	Resource string   `json:"resource"`
	Servers  []string `json:"authorization_servers"`
	Scopes   []string `json:"scopes_supported"`
}

// Metadata is what of the metadata of an authorization server matters here.
type Metadata struct {
	Issuer     string   `json:"issuer"`
	Challenges []string `json:"code_challenge_methods_supported"`

	Authorization string `json:"authorization_endpoint,omitempty"`
	Tokens        string `json:"token_endpoint,omitempty"`
	Registration  string `json:"registration_endpoint,omitempty"`
	Keys          string `json:"jwks_uri,omitempty"`
	Revocation    string `json:"revocation_endpoint,omitempty"`
	Introspection string `json:"introspection_endpoint,omitempty"`
	Userinfo      string `json:"userinfo_endpoint,omitempty"`
	Device        string `json:"device_authorization_endpoint,omitempty"`
	Pushed        string `json:"pushed_authorization_request_endpoint,omitempty"`
}

// Address is an address that a client opens or fetches for a login, and the name
// of the member or parameter that holds it.
type Address struct{ Name, URL string }

// Addresses lists those of the login that are known.
func (l *Login) Addresses() (all []Address) {
	add := func(name, address string) {
		if address != "" {
			all = append(all, Address{name, address})
		}
	}
	add("authorization_endpoint", l.Authorize)
	if u, err := url.Parse(l.Authorize); err == nil {
		add("redirect_uri", u.Query().Get("redirect_uri"))
	}
	add("authorization_server", l.Issuer)
	add("resource_metadata", parameter(l.Challenge, "resource_metadata"))
	if l.Resource != nil {
		for _, s := range l.Resource.Servers[:min(len(l.Resource.Servers), maxServers)] {
			add("authorization_server", s)
		}
	}
	if m := l.Metadata; m != nil {
		add("authorization_endpoint", m.Authorization)
		add("token_endpoint", m.Tokens)
		add("registration_endpoint", m.Registration)
		add("jwks_uri", m.Keys)
		add("revocation_endpoint", m.Revocation)
		add("introspection_endpoint", m.Introspection)
		add("userinfo_endpoint", m.Userinfo)
		add("device_authorization_endpoint", m.Device)
		add("pushed_authorization_request_endpoint", m.Pushed)
	}
	return all
}

// maxServers bounds the authorization servers of one resource that are looked at.
const maxServers = 16

// Message is the login as a message of the side nobody trusts, which is what
// most of it comes from.
func (l *Login) Message() ([]byte, error) {
	body, err := json.Marshal(l)
	if err != nil {
		return nil, err
	}
	text, err := json.Marshal(Marker + string(body))
	return append(append([]byte(`{"jsonrpc":"2.0","method":"`+Method+`","params":{"login":`), text...), "}}"...), err
}

// Read reads the text that Message wrote. ok is false for any other text.
func Read(text string) (l Login, ok bool) {
	rest, ok := strings.CutPrefix(text, Marker)
	if !ok || json.Unmarshal([]byte(rest), &l) != nil || l.Server == "" {
		return Login{}, false
	}
	return l, true
}

// Level is how bad a doubt is.
type Level uint8

const (
	Slight Level = iota // against the specification, and common
	Worth               // worth a look
	Wrong               // somebody else gets what is not theirs
)

// Doubt is one thing that does not hold together.
type Doubt struct {
	Level Level
	Why   string
	// Seen is what it is about; it may be a secret.
	Seen string
}

// Doubts says what does not hold together, in the order of the login.
func (l *Login) Doubts() (all []Doubt) {
	say := func(level Level, why, seen string) { all = append(all, Doubt{level, why, seen}) }
	if r := l.Resource; r != nil {
		switch {
		case r.Resource == "":
			say(Slight, "the metadata does not say which resource it is about", "")
		case !sameOrigin(r.Resource, l.Server):
			say(Wrong, "the metadata of the server is about another one: tokens would be made for that", r.Resource)
		case !covers(r.Resource, l.Server):
			say(Worth, "the metadata is about another resource of the same host", r.Resource)
		}
		l.scopes(r.Scopes, say)
	}
	if m := l.Metadata; m != nil {
		if l.Issuer != "" && m.Issuer != "" && !sameURL(l.Issuer, m.Issuer) {
			say(Wrong, "the authorization server calls itself another one, so that codes for one are given to the other", m.Issuer)
		}
		if !has(m.Challenges, "S256") {
			say(Slight, "the authorization server does not protect codes (PKCE with S256), so that clients must not use it", m.Issuer)
		}
	}
	if l.Resource != nil && l.Issuer != "" && len(l.Resource.Servers) > 0 && !has(l.Resource.Servers, l.Issuer) {
		say(Worth, "the login is at an authorization server that the metadata does not name", l.Issuer)
	}
	if l.Challenge != "" {
		l.scopes(strings.Fields(parameter(l.Challenge, "scope")), say)
	}
	if l.Authorize != "" {
		l.authorize(say)
	}
	if l.Token != "" {
		if level, why, ok := Audience(l.Token, l.Server); ok {
			say(level, why, l.Token)
		}
	}
	return all
}

// authorize judges the address that is opened.
func (l *Login) authorize(say func(Level, string, string)) {
	u, err := url.Parse(l.Authorize)
	if err != nil {
		say(Worth, "the address of the login cannot be read", l.Authorize)
		return
	}
	q := u.Query()
	switch resources := q["resource"]; {
	case len(resources) == 0:
		say(Slight, "the login does not say for which server the token is (resource), so that it may work elsewhere", l.Authorize)
	default:
		for _, r := range resources {
			if !covers(r, l.Server) && !sameOrigin(r, l.Server) {
				say(Wrong, "the login asks for a token for another server", r)
				break
			}
		}
	}
	l.scopes(strings.FieldsFunc(q.Get("scope"), func(r rune) bool { return r == ' ' || r == ',' }), say)
}

func (l *Login) scopes(scopes []string, say func(Level, string, string)) {
	for _, s := range scopes {
		if Broad(s) {
			say(Worth, "the login asks for more rights than any one tool needs", s)
			return
		}
	}
}

// broadScopes are rights over everything that somebody has.
var broadScopes = lazy.Words(`* *:* all full full_access fullaccess root superuser admin admin:* admin:org delete_repo https://mail.google.com/
	https://www.googleapis.com/auth/cloud-platform https://www.googleapis.com/auth/drive https://www.googleapis.com/auth/admin.directory.user
	directory.readwrite.all rolemanagement.readwrite.directory files.readwrite.all sites.fullcontrol.all mail.readwrite`)

// Broad reports whether a scope is the right over everything somebody has.
func Broad(scope string) bool { return broadScopes()[strings.ToLower(scope)] }

// parameter returns a parameter of a WWW-Authenticate header; "" for none.
func parameter(header, name string) string {
	low := strings.ToLower(header)
	for at := 0; ; {
		i := strings.Index(low[at:], name+"=")
		if i < 0 {
			return ""
		}
		at += i + len(name) + 1
		if k := at - len(name) - 2; k >= 0 && low[k] != ' ' && low[k] != ',' && low[k] != '\t' {
			continue // the end of another name
		}
		value := header[at:]
		if quoted, ok := strings.CutPrefix(value, `"`); ok {
			value, _, _ = strings.Cut(quoted, `"`)
			return value
		}
		value, _, _ = strings.Cut(value, ",")
		return strings.TrimSpace(value)
	}
}

// has reports whether a list has a name or a URL.
func has(list []string, s string) bool {
	for _, e := range list {
		if e == s || sameURL(e, s) {
			return true
		}
	}
	return false
}

// canonical is a URL as RFC 8707 and MCP compare them: scheme and host in small
// letters, no port that goes without saying, no slash at the end.
func canonical(text string) (origin, path string, ok bool) {
	u, err := url.Parse(strings.TrimSpace(text))
	if err != nil || u.Host == "" || u.Opaque != "" {
		return "", "", false
	}
	scheme, host := strings.ToLower(u.Scheme), strings.ToLower(u.Hostname())
	if p := u.Port(); p != "" && !(scheme == "https" && p == "443") && !(scheme == "http" && p == "80") {
		host += ":" + p
	}
	return scheme + "://" + host, strings.TrimRight(u.EscapedPath(), "/"), true
}

func sameURL(a, b string) bool {
	x, p, ok := canonical(a)
	y, q, good := canonical(b)
	return ok && good && x == y && p == q
}

func sameOrigin(a, b string) bool {
	x, _, ok := canonical(a)
	y, _, good := canonical(b)
	return ok && good && x == y
}

// covers reports whether a resource is the URL or what it lies under.
func covers(resource, at string) bool {
	x, p, ok := canonical(resource)
	y, q, good := canonical(at)
	return ok && good && x == y && (p == q || strings.HasPrefix(q, p+"/"))
}
