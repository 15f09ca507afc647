package sandbox

import (
	"cmp"
	"fmt"
	"net/netip"
	"slices"
	"strings"
	"unicode"

	"github.com/mcp-watchdog/mcp-watchdog/internal/scope"
)

// Seatbelt writes a scope in the language of macOS's sandbox-exec. Of two rules the
// later one wins there, so that places stand by length and the longest decides,
// as in [scope.Scope.Decide]. tag is put into the system's log with each refusal.
//
// Reading is closed for contents and listings, not for names and sizes. The
// network is closed but for this machine; sandbox-exec knows no other addresses,
// so that a declared address of another machine opens its port everywhere.
func Seatbelt(s *scope.Scope, tag string) string {
	b := &seatbelt{tag: tag}
	b.line("(version 1)")
	b.line("(allow default)")
	b.rule("deny", "appleevent-send", "") // whoever can tell the Terminal what to do is not kept in
	b.rule("deny", "job-creation", "")
	b.rule("deny", "file-write*", "")
	places := slices.Clone(s.Places())
	slices.SortStableFunc(places, func(x, y scope.Place) int {
		return cmp.Or(cmp.Compare(rank(&x, places), rank(&y, places)), cmp.Compare(len(x.Path), len(y.Path)), cmp.Compare(said(&x), said(&y)))
	})
	for i := range places {
		b.place(&places[i])
	}
	b.network(s.Net())
	return b.text.String()
}

// said orders what is said about one path: what was declared comes last.
func said(p *scope.Place) int {
	n := 0
	if p.Source != "" {
		n = 2
	}
	if p.Write == scope.Deny {
		n++
	}
	return n
}

// rank orders places: those by path, those in any folder, what was declared inside
// of these, and what nothing opens.
func rank(p *scope.Place, all []scope.Place) int {
	switch {
	case p.Locked:
		return 3
	case strings.HasPrefix(p.Path, "**/"):
		return 1
	case p.Source == "":
		return 0
	}
	for i := range all {
		if names, ok := strings.CutPrefix(all[i].Path, "**/"); ok && strings.Contains(p.Path+"/", "/"+names+"/") {
			return 2
		}
	}
	return 0
}

type seatbelt struct {
	text strings.Builder
	tag  string
}

func (b *seatbelt) line(text string) { b.text.WriteString(text + "\n") }

// rule writes a rule; what is denied is put into the log.
func (b *seatbelt) rule(verb, operation, filter string) {
	b.text.WriteString("(" + verb + " " + operation)
	if filter != "" {
		b.text.WriteString(" " + filter)
	}
	if verb == "deny" {
		b.text.WriteString(" (with message " + quote(b.tag) + ")")
	}
	b.text.WriteString(")\n")
}

func (b *seatbelt) place(p *scope.Place) {
	filter := "(subpath " + quote(p.Path) + ")"
	if names, ok := strings.CutPrefix(p.Path, "**/"); ok {
		if p.File {
			return // files and folders of a name are one to it
		}
		filter = "(regex #\"/" + anyCase(names) + "(/|$)\")"
	}
	for _, access := range []struct {
		grant     scope.Grant
		operation string
	}{{p.Read, "file-read-data"}, {p.Write, "file-write*"}} {
		switch access.grant {
		case scope.Allow:
			b.rule("allow", access.operation, filter)
		case scope.Deny:
			b.rule("deny", access.operation, filter)
		}
	}
	if p.Beside && p.Write == scope.Allow {
		b.rule("allow", "file-write*", "(regex #\"^"+expression(p.Path)+"[-.~_#][^/]*$\")")
	}
	if p.Closed && strings.HasPrefix(p.Path, "/") {
		b.rule("deny", "network-outbound", filter)
	}
}

func (b *seatbelt) network(n scope.Net) {
	if !n.Limited {
		return
	}
	b.rule("deny", "network-outbound", "(remote ip)")
	b.rule("deny", "network-inbound", "(local ip)")
	b.rule("deny", "system-socket", "")
	for _, h := range n.Hosts {
		if !h.Range.IsValid() {
			continue // through the proxy
		}
		host, port := "*", "*"
		if h.Range.Addr().IsLoopback() || h.Range == netip.MustParsePrefix("127.0.0.0/8") {
			host = "localhost"
		}
		if h.Port != 0 {
			port = fmt.Sprint(h.Port)
		}
		b.rule("allow", "network-outbound", "(remote ip "+quote(host+":"+port)+")")
	}
}

// quote writes a string of the language.
func quote(s string) string {
	return `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`, "\n", " ").Replace(s) + `"`
}

// expression is one for just this path.
func expression(path string) string {
	var b strings.Builder
	for _, r := range path {
		switch {
		case r == '"', r == '\n':
			b.WriteByte('.')
		case strings.ContainsRune(`\.+*?()[]{}^$|`, r):
			b.WriteString(`\` + string(r))
		default:
			b.WriteRune(r)
		}
	}
	return b.String()
}

// anyCase is an expression for names in any case; a star is any one name.
func anyCase(names string) string {
	var b strings.Builder
	for i, r := range names {
		switch {
		case unicode.IsLetter(r) && unicode.ToUpper(r) != unicode.ToLower(r):
			b.WriteString("[" + string(unicode.ToLower(r)) + string(unicode.ToUpper(r)) + "]")
		case r == '*' && strings.HasPrefix(names[i:], "**"):
			b.WriteString(".+")
		case r == '*' && strings.HasSuffix(names[:i], "*"):
		case r == '*':
			b.WriteString("[^/]*")
		case r == '"', r == '\n':
			b.WriteByte('.')
		case strings.ContainsRune(`\.+?()[]{}^$|`, r):
			b.WriteString(`\` + string(r))
		default:
			b.WriteRune(r)
		}
	}
	return b.String()
}

// seatbeltDenial reads a line of the system's log: "Sandbox: node(123) deny(1)
// file-write-create /path". ok is false when it is none with the tag.
func seatbeltDenial(line, tag string) (exe string, pid int, operation, path string, ok bool) {
	if !strings.Contains(line, tag) {
		return "", 0, "", "", false
	}
	_, rest, ok := strings.Cut(line, "Sandbox: ")
	if !ok {
		return "", 0, "", "", false
	}
	head, rest, ok := strings.Cut(rest, ") deny(")
	if !ok {
		return "", 0, "", "", false
	}
	open := strings.LastIndexByte(head, '(')
	if open < 0 {
		return "", 0, "", "", false
	}
	if _, err := fmt.Sscanf(head[open+1:], "%d", &pid); err != nil {
		return "", 0, "", "", false
	}
	_, rest, ok = strings.Cut(rest, ") ")
	if !ok {
		return "", 0, "", "", false
	}
	operation, path, _ = strings.Cut(rest, " ")
	path = strings.TrimSpace(strings.Replace(path, tag, "", 1))
	return head[:open], pid, operation, path, true
}

// operationOf is what an operation of the log would do.
func operationOf(operation string) (op scope.Op, ok bool) {
	switch {
	case strings.HasPrefix(operation, "file-write-unlink"):
		return scope.Remove, true
	case strings.HasPrefix(operation, "file-write"):
		return scope.Write, true
	case strings.HasPrefix(operation, "file-read"):
		return scope.Read, true
	case strings.HasPrefix(operation, "network"):
		return scope.Socket, true
	}
	return 0, false
}
