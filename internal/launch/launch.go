// Package launch understands the command that starts an MCP server: which
// package, image or program it runs, where that comes from, and what names are
// so well known that somebody would imitate them. It is pure: it looks at
// words, never at this machine.
//
// A launch is judged as a message, see [Launch.Message]: the same table, guard,
// policy and log as for everything else.
package launch

import (
	"bytes"
	"encoding/json"
	"strings"
)

// Method is the method of the message that a launch is judged as.
const Method = "mcp-watchdog/launch"

// Marker stands in front of a launch in that message.
const Marker = Method + " "

// Launch is what is known of a server that is about to be started.
type Launch struct {
	// Command is the program and its arguments.
	Command []string `json:"command"`
	// Env is what the server's entry adds to the environment, as NAME=value.
	Env []string `json:"env,omitempty"`
	// Inherited are variables of the surrounding environment that make programs
	// run code of somebody else's.
	Inherited []string `json:"inherited,omitempty"`
	// Looked is true when the files of the command were looked at on this
	// machine; Writable are those that every user of it can replace.
	Looked   bool     `json:"looked,omitempty"`
	Writable []string `json:"writable,omitempty"`
	// Allow are packages, @scope/* and images that the user vouches for.
	Allow []string `json:"allow,omitempty"`
	// Locked is what the lock file says the command runs, and Found what it
	// would run now; nil when it is not locked.
	Locked *Pin `json:"locked,omitempty"`
	Found  *Pin `json:"found,omitempty"`
}

// Pin is the exact identity of what a command runs.
type Pin struct {
	// Version is that of the package; "" for images and programs.
	Version string `json:"version,omitempty"`
	// Integrity is what the registry or engine vouches for: the integrity of an
	// npm package, the hash of a wheel's RECORD, the id of an image.
	Integrity string `json:"integrity,omitempty"`
	// Content is a hash of the installed files.
	Content string `json:"content,omitempty"`
	// Dependencies is a hash of what is installed with it.
	Dependencies string `json:"dependencies,omitempty"`
}

// Message is the launch as a message of the side nobody trusts, which is what
// wrote the command.
func (l *Launch) Message() []byte {
	body := encode(l)
	return append(append([]byte(`{"jsonrpc":"2.0","method":"`+Method+`","params":{"launch":`), encode(Marker+string(body))...), "}}"...)
}

func encode(v any) []byte {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	if enc.Encode(v) != nil { // strings cannot fail
		return []byte(`""`)
	}
	return bytes.TrimRight(b.Bytes(), "\n")
}

// Read reads the text that Message wrote. ok is false for any other text.
func Read(text string) (l Launch, ok bool) {
	rest, ok := strings.CutPrefix(text, Marker)
	if !ok || json.Unmarshal([]byte(rest), &l) != nil || len(l.Command) == 0 {
		return Launch{}, false
	}
	return l, true
}
