package detect

import (
	"strings"

	"github.com/mcp-watchdog/mcp-watchdog/internal/address"
	"github.com/mcp-watchdog/mcp-watchdog/internal/finding"
	"github.com/mcp-watchdog/mcp-watchdog/internal/message"
	"github.com/mcp-watchdog/mcp-watchdog/internal/scope"
)

// scope_link: a server hands out a link to a file that it may not read itself.
// The client, which may, opens it for the model.

var scopeLink = &finding.Rule{
	ID: "scope_link", Class: "scope_violation", Severity: finding.High,
	Title:     "a link leads out of the server's scope",
	Catches:   "file: addresses of resources and resource links, in lists and answers, that lead where the scope of the server does not: into what was closed or not declared, the configuration of an MCP client, a browser's profile, a place of credentials.",
	Example:   `{"type":"resource_link","uri":"file:///home/ada/.ssh/id_ed25519","name":"notes"}`,
	Misses:    "Addresses with schemes of the server's own, and paths in text.",
	Exception: "Declare the path: --allow-read PATH, or in the configuration.",
}

// scopeLinks are where a server hands out addresses.
const scopeLinks = message.ResourceURI | message.ResultLink | message.ElicitationURL

// detectScopeLink judges a file: URI that a server hands out.
func detectScopeLink(t *Text) {
	s := &t.Settings.Scope
	text := t.Text()
	if s.Rules == nil || len(text) > address.MaxPath || !hasPrefixFold(text, "file:") {
		return
	}
	rest := strings.TrimPrefix(text[len("file:"):], "//")
	if host, after, ok := strings.Cut(rest, "/"); ok && (host == "" || strings.EqualFold(host, "localhost")) {
		rest = "/" + after
	}
	var r address.PathReader
	var buf []byte
	if why := s.judge(scope.Read, rest, r.Read(rest), true, &buf); why != "" {
		t.Report(finding.Finding{Rule: scopeLink, Severity: scopeLink.Severity, Why: why, Seen: finding.Mask(text)}, nil, "")
	}
}
