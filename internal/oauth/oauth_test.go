package oauth

import (
	"encoding/base64"
	"fmt"
	"strings"
	"testing"
)

func jwt(claims string) string {
	enc := base64.RawURLEncoding.EncodeToString
	return enc([]byte(`{"alg":"RS256"}`)) + "." + enc([]byte(claims)) + "." + enc([]byte("a signature of nobody"))
}

func TestAudience(t *testing.T) {
	for _, c := range []struct {
		token, server string
		want          string
	}{
		{jwt(`{"aud":"https://graph.microsoft.com"}`), "https://mcp.example.net/mcp", "2"},
		{jwt(`{"aud":["https://api.other.example"]}`), "https://mcp.example.net/mcp", "1"},
		{jwt(`{"aud":"api.other.example"}`), "https://mcp.example.net/mcp", "1"},
		{jwt(`{"resource":"https://mcp.other.example/mcp"}`), "https://mcp.example.net/mcp", "1"},
		{"ghp_aB3dE5fG7hJ9kL1mN2pQ", "https://mcp.example.net/mcp", "1"},
		{"xoxb-aB3dE5fG7hJ9kL1mN2pQ", "https://slack.com.example.net/mcp", "1"},
		{jwt(`{"aud":"https://evil.vercel.app"}`), "https://good.vercel.app/mcp", "1"},

		{jwt(`{"aud":"https://mcp.example.net"}`), "https://MCP.example.net:443/mcp/", ""},
		{jwt(`{"aud":"https://api.example.net/v1"}`), "https://mcp.example.net/mcp", ""},
		{jwt(`{"aud":["https://x.eu.auth0.com/userinfo","https://mcp.example.net/mcp"]}`), "https://mcp.example.net/mcp", ""},
		{jwt(`{"aud":"api://5f1c"}`), "https://mcp.example.net/mcp", "1"},
		{jwt(`{"aud":"5f1c9d2e-0000-4000-8000-1234567890ab"}`), "https://mcp.example.net/mcp", ""},
		{jwt(`{"aud":"1234-abc.apps.googleusercontent.com"}`), "https://mcp.example.net/mcp", ""},
		{jwt(`{"sub":"ada"}`), "https://mcp.example.net/mcp", ""},
		{jwt(`{"aud":7}`), "https://mcp.example.net/mcp", ""},
		{jwt(`{"aud":"https://graph.microsoft.com"}`), "http://localhost:3000/mcp", ""},
		{"ghp_aB3dE5fG7hJ9kL1mN2pQ", "https://api.githubcopilot.com/mcp/", ""},
		{"glpat-aB3dE5fG7hJ9kL1mN2pQ", "https://gitlab.example.org/api/v4/mcp", ""},
		{"ghp_aB3dE5fG7hJ9kL1mN2pQ", "http://localhost:8080", ""},
		{"${TOKEN}", "https://mcp.example.net/mcp", ""}, {"", "", ""}, {"eyJ..", "https://mcp.example.net/mcp", ""},
		{"eyJ" + strings.Repeat("a.", 1<<20), "https://mcp.example.net/mcp", ""},
	} {
		got := ""
		if level, why, ok := Audience(c.token, c.server); ok {
			if got = fmt.Sprint(level); strings.Contains(why, c.token) {
				t.Errorf("the token is in %q", why)
			}
		}
		if got != c.want {
			t.Errorf("%.60s at %s: %q, want %q", c.token, c.server, got, c.want)
		}
	}
}

func TestDoubts(t *testing.T) {
	const server = "https://mcp.example.net/mcp"
	for want, l := range map[string]Login{
		"2":    {Server: server, Resource: &Resource{Resource: "https://mcp.other.example/mcp"}},
		"1":    {Server: server, Resource: &Resource{Resource: "https://mcp.example.net/billing"}},
		"0":    {Server: server, Resource: &Resource{}},
		"":     {Server: server, Resource: &Resource{Resource: "https://MCP.example.net/"}, Issuer: "https://idp.example.org", Metadata: &Metadata{Issuer: "https://idp.example.org/", Challenges: []string{"plain", "S256"}}},
		"2 ":   {Server: server, Issuer: "https://idp.example.org", Metadata: &Metadata{Issuer: "https://accounts.example.com", Challenges: []string{"S256"}}},
		"0 ":   {Server: server, Issuer: "https://idp.example.org", Metadata: &Metadata{Issuer: "https://idp.example.org"}},
		"1 ":   {Server: server, Issuer: "https://idp.example.org", Resource: &Resource{Resource: server, Servers: []string{"https://login.example.com"}}},
		"1  ":  {Server: server, Resource: &Resource{Resource: server, Scopes: []string{"notes:read", "Files.ReadWrite.All"}}},
		"1   ": {Server: server, Challenge: `Bearer error="insufficient_scope", scope="repo admin:org"`},
		" ":    {Server: server, Challenge: `Bearer xscope="*", scope="notes:read"`},
		"2  ":  {Server: server, Authorize: "https://idp.example.org/authorize?client_id=a&resource=https%3A%2F%2Fother.example%2Fmcp"},
		"0  ":  {Server: server, Authorize: "https://idp.example.org/authorize?client_id=a"},
		"  ":   {Server: server, Authorize: "https://idp.example.org/authorize?resource=https%3A%2F%2Fmcp.example.net%2Fmcp&scope=notes%3Aread"},
		"2   ": {Server: server, Token: jwt(`{"aud":"https://graph.microsoft.com"}`)},
	} {
		var levels []string
		for _, d := range l.Doubts() {
			levels = append(levels, fmt.Sprint(d.Level))
		}
		if got := strings.Join(levels, ","); got != strings.TrimSpace(want) {
			t.Errorf("%+v: %q, want %q", l, got, want)
		}
	}
}

func TestMessage(t *testing.T) {
	l := Login{Server: "https://mcp.example.net/\"x", Token: "a\nb"}
	raw, err := l.Message()
	if err != nil || strings.Count(string(raw), "\n") != 0 {
		t.Fatalf("%s, %v", raw, err)
	}
	if _, ok := Read("something else"); ok {
		t.Error("read what is none")
	}
	if got, ok := Read(Marker + `{"server":"x","token":"a\nb"}`); !ok || got.Token != l.Token {
		t.Errorf("%+v", got)
	}
}
