package detect

import (
	"strings"

	"github.com/mcp-watchdog/mcp-watchdog/internal/lazy"
)

// declarable are the roles that a schema can give an argument whose name says
// nothing. They make rows look closer; what would make them look away stays a
// matter of names.
const declarable = PathRole | URLRole | HostRole | SQLRole | CommandRole

// formats of JSON Schema, and some that servers write in their place.
var formatRoles = lazy.Value(func() map[string]Role {
	return map[string]Role{
		"uri": URLRole, "url": URLRole, "uri-reference": URLRole, "iri": URLRole, "iri-reference": URLRole, "hostname": HostRole, "idn-hostname": HostRole,
		"ipv4": HostRole, "ipv6": HostRole, "ip": HostRole, "path": PathRole, "file-path": PathRole, "directory-path": PathRole, "sql": SQLRole, "command": CommandRole,
	}
})

const (
	// maxHead is how many words of a description are read.
	maxHead = 6
	// maxHeadBytes bounds them.
	maxHeadBytes = 120
)

// DeclaredRole is what a tool's schema says an argument is for, where its name
// says nothing: its format, or what its description begins with ("Path of the
// file to read", "The shell command"). It is 0 where neither says anything. The
// schema is the server's word, so it never takes attention away.
func DeclaredRole(name, format, description string) Role {
	var buf [maxWord]byte
	key := stringBytes(name)
	for word, i := nextWord(key, 0, &buf); word != ""; word, i = nextWord(key, i, &buf) {
		if roleOf(word) != 0 {
			return 0
		}
	}
	if r := formatRoles()[strings.ToLower(format)]; r != 0 {
		return r
	}
	text := description[:min(len(description), maxHeadBytes)]
	if i := strings.IndexAny(text, ".,;:(\n"); i >= 0 {
		text = text[:i]
	}
	var r Role
	n := 0
	for word := range strings.FieldsSeq(strings.ToLower(text)) {
		if n++; n > maxHead || headEnds()[word] {
			break
		}
		r |= roleOf(strings.Trim(word, "`'\"*"))
	}
	if r&(CodeRole|ProseRole) != 0 {
		return 0
	}
	return r & declarable
}

// headEnds are the words behind which a description says more about the thing
// it has named.
var headEnds = lazy.Words(`of to for from that which in on with where used is will when or by as if at into under`)

// Declare tells the runner whom to ask for the roles that schemas declare: what
// tool declares of the argument with this name. Both are valid until it returns.
func (r *Runner) Declare(ask func(tool, argument string) Role) { r.declared = ask }
