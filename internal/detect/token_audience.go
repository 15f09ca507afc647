package detect

import (
	"strings"

	"github.com/mcp-watchdog/mcp-watchdog/internal/finding"
	"github.com/mcp-watchdog/mcp-watchdog/internal/launch"
	"github.com/mcp-watchdog/mcp-watchdog/internal/oauth"
)

// token_audience: a token goes to a server that it was not made for. A server
// that gets the token of another service can use it there; MCP demands that
// tokens are asked for one server and given to no other (RFC 8707), and that
// metadata is about the server it was fetched from (RFC 9728). Bridges such as
// mcp-remote have the token and the address in one command.

var tokenAudience = &finding.Rule{
	ID: "token_audience", Class: "oauth", Severity: finding.Medium,
	Title:     "a token goes to a server that it was not made for",
	Catches:   "Tokens in the command or the environment of a server's entry that were plainly made for another server than the one whose URL stands there: web tokens whose audience is another host, tokens of GitHub, Slack, OpenAI and others by their form. Logins (check) whose metadata is about another server, whose authorization server calls itself another one, or which ask for a token for another server or for every right there is. High where a well-known service's token, or a login, goes to somebody else.",
	Example:   `npx mcp-remote https://mcp.example.net/sse --header "Authorization: Bearer ghp_..."`,
	Misses:    "Tokens that say nothing of whom they are for, audiences that are names of applications, tokens that a bridge reads from elsewhere, servers of one owner under several domains.",
	Exception: "A gateway that is meant to have the token: rules: [{rule: token_audience, server: NAME, action: pass}]",
}

func detectTokenAudience(t *Text) {
	if login, ok := oauth.Read(t.Text()); ok {
		for _, d := range login.Doubts() {
			t.doubt(d)
		}
		for _, a := range login.Addresses() {
			if severity, why := OAuthAddress(clip(a.URL, maxEndpoint), a.Name); why != "" {
				t.Report(finding.Finding{Rule: oauthEndpoint, Severity: severity, Why: why, Seen: finding.Mask(clip(a.URL, 400))}, nil, "")
			}
		}
		return
	}
	l, ok := launch.Read(t.Text())
	if !ok {
		return
	}
	server := serverURL(l.Command)
	if server == "" {
		return
	}
	for n, token := range bearers(&l) {
		if n == maxLaunchFindings {
			return
		}
		if level, why, ok := oauth.Audience(token, server); ok {
			t.doubt(oauth.Doubt{Level: level, Why: why, Seen: token})
			return
		}
	}
}

func (t *Text) doubt(d oauth.Doubt) {
	severity := [...]finding.Severity{finding.Info, finding.Medium, finding.High}[d.Level]
	t.Report(finding.Finding{Rule: tokenAudience, Severity: severity, Why: d.Why, Seen: finding.Mask(clip(d.Seen, 400))}, nil, "")
}

// serverURL is the address in a command that is a bridge to a server elsewhere;
// "" when there is none, or several.
func serverURL(command []string) (server string) {
	for _, w := range command {
		if !hasPrefixFold(w, "https://") && !hasPrefixFold(w, "http://") {
			continue
		}
		if server != "" && server != w {
			return ""
		}
		server = w
	}
	return server
}

// tokenFlags are in front of a token.
var tokenFlags = []string{"--token", "--bearer", "--bearer-token", "--oauth2bearer", "--access-token", "--auth-token"}

// bearers returns the tokens that a command gives to the server: those in an
// Authorization header, with variables of the entry put in their place.
func bearers(l *launch.Launch) (all []string) {
	flag := ""
	for _, w := range l.Command {
		named := flag
		flag, _, _ = strings.Cut(strings.ToLower(w), "=")
		if i := foldIndex(w, "authorization"); i >= 0 && i < 32 {
			all = appendToken(all, l, strings.TrimLeft(w[i+len("authorization"):], ":= "))
			if strings.HasSuffix(w, "authorization") || strings.HasSuffix(w, "Authorization") {
				flag = tokenFlags[0] // mcp-proxy --headers Authorization "Bearer ..."
			}
			continue
		}
		if hasPrefixFold(w, "bearer ") {
			all = appendToken(all, l, w)
			continue
		}
		for _, f := range tokenFlags {
			if named == f {
				all = appendToken(all, l, w)
			}
			if value, ok := strings.CutPrefix(w, f+"="); ok {
				all = appendToken(all, l, value)
			}
		}
	}
	for _, e := range l.Env {
		if name, value, _ := strings.Cut(e, "="); foldIndex(name, "authorization") >= 0 || name == "API_ACCESS_TOKEN" || hasPrefixFold(value, "bearer ") {
			all = appendToken(all, l, value)
		}
	}
	return all
}

// appendToken appends the token of a header's value.
func appendToken(all []string, l *launch.Launch, value string) []string {
	for range 2 { // a variable that holds "Bearer ${TOKEN}"
		if hasPrefixFold(value, "bearer ") {
			value = strings.TrimSpace(value[len("bearer "):])
		}
		name := strings.Trim(value, "${}")
		for _, e := range l.Env {
			if v, ok := strings.CutPrefix(e, name+"="); ok && strings.HasPrefix(value, "$") {
				value = v
				break
			}
		}
	}
	if value == "" || strings.HasPrefix(value, "$") {
		return all
	}
	return append(all, value)
}

// foldIndex is where lower stands in s, in any case; -1 when it does not.
func foldIndex(s, lower string) int {
	return strings.Index(strings.ToLower(clip(s, maxEndpoint)), lower)
}
