// Package message turns the bytes of MCP traffic into fields that know where
// they stand: which end wrote them, at which surface of the protocol, at which
// byte offsets. It is pure: no I/O, no clock, no locks.
//
// Nothing in it rewrites a message. A change is a [Cut] on byte offsets of the
// original text; a message without cuts leaves as the very bytes that came.
package message

// Side is the end of a connection a message came from. The zero value is the
// untrusted end.
type Side uint8

const (
	FromServer Side = iota // written by the MCP server
	FromClient             // written by the MCP client (host, model or user)
)

// Other returns the opposite end.
func (s Side) Other() Side {
	if s == FromServer {
		return FromClient
	}
	return FromServer
}

// String returns "server" or "client", the words used by the command line and
// the audit log.
func (s Side) String() string {
	if s == FromClient {
		return "client"
	}
	return "server"
}
