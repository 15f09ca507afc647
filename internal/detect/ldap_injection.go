package detect

import (
	"strings"

	"github.com/mcp-watchdog/mcp-watchdog/internal/finding"
	"github.com/mcp-watchdog/mcp-watchdog/internal/shell"
)

// ldap_injection: a value that becomes part of an LDAP filter closes the
// condition it stands in and opens others, so that anything matches.

var ldapInjection = &finding.Rule{
	ID: "ldap_injection", Class: "command_injection", Severity: finding.High,
	Title:     "an argument changes an LDAP filter",
	Catches:   "Values that close a bracket and open conditions of their own: *)(uid=*))(|(uid=*, admin)(&), x)(objectClass=*.",
	Example:   `{"username":"*)(objectClass=*"}`,
	Misses:    "A single star, which is a search.",
	Exception: "Whole filters, (&(uid=ada)(mail=*)), stay silent.",
}

func detectLDAPInjection(a *Argument) {
	if a.Key || a.End-a.Start > 4096 {
		return
	}
	switch a.Use() {
	case written, runShell, runCode:
		return
	}
	if a.Role()&QueryRole != 0 && a.Call.says(webSearch) {
		return // who asks the web about filters reaches no directory
	}
	text := a.Text()
	if closesCondition(text) || a.Has&Percent != 0 && closesCondition(shell.PercentDecoded(text)) {
		a.Report(finding.Finding{Rule: ldapInjection, Severity: finding.High, Why: "it closes a condition of an LDAP filter and opens its own", Seen: finding.Mask(text)})
	}
}

// closesCondition reports whether a text closes a bracket that it did not
// open, and goes on with a condition.
func closesCondition(text string) bool {
	depth := 0
	for i := 0; i < len(text); i++ {
		switch text[i] {
		case '(':
			depth++
		case ')':
			if depth--; depth >= 0 {
				continue
			}
			rest := strings.TrimLeft(text[i+1:], ") ")
			if !strings.HasPrefix(rest, "(") && !strings.HasPrefix(rest, "%28") && !strings.HasPrefix(rest, "%00") && !strings.HasPrefix(rest, "\x00") {
				return false
			}
			return strings.HasPrefix(rest, "%00") || strings.HasPrefix(rest, "\x00") || condition(strings.TrimLeft(rest, "(%28"))
		}
	}
	return false
}

// condition reports whether a text begins as a condition of a filter does.
func condition(s string) bool {
	if s != "" && (s[0] == '&' || s[0] == '|' || s[0] == '!') {
		if len(s) == 1 || s[1] == '(' || s[1] == ')' {
			return true
		}
		s = s[1:]
	}
	n := 0
	for n < len(s) && (letter(s[n]) || s[n] == '-' || s[n] == ';' || s[n] >= '0' && s[n] <= '9') {
		n++
	}
	rest := s[n:]
	return n > 0 && (strings.HasPrefix(rest, "=") && !strings.HasPrefix(rest, "==") && !strings.HasPrefix(rest, "=>") || strings.HasPrefix(rest, ">=") || strings.HasPrefix(rest, "~="))
}
