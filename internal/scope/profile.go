package scope

import (
	"path"
	"strings"
	"unicode"
	"unicode/utf8"
)

// System is whose rules for names hold.
type System uint8

const (
	Linux   System = iota // names are bytes
	Darwin                // letters of both cases are one, and characters nobody sees are none
	Windows               // the same, and dots and blanks at the end of a name are dropped
)

// SystemOf returns the system of a GOOS; what is not known is like Linux.
func SystemOf(goos string) System {
	switch goos {
	case "darwin", "ios":
		return Darwin
	case "windows":
		return Windows
	}
	return Linux
}

// Op is what is done with a path.
type Op uint8

const (
	// Read opens a file or a listing for reading.
	Read Op = iota
	// Write creates a file, a link or a device, or opens, truncates or replaces one.
	Write
	// Make makes a folder, or changes attributes: mode, owner, times.
	Make
	// Remove takes a file or an empty folder away.
	Remove
	// Replace renames something to or from a path: whole trees come or go with it.
	Replace
	// Socket connects to a Unix socket by its path.
	Socket
)

var opNames = [...]string{"read", "write", "make", "remove", "rename", "connect"}

func (o Op) String() string { return opNames[o] }

// Kind is what a place is, and so the reason of a decision.
type Kind uint8

const (
	Unknown      Kind = iota // no place speaks of the path
	Declared                 // in what the user or the command named
	Cache                    // of package runners and tools
	Temporary                // for temporary files
	Device                   // of the system, without a memory
	Outside                  // outside what was declared
	Credential               // keys, tokens, passwords, wallets
	ClientConfig             // which servers a client starts
	Browser                  // a browser's profile: cookies, passwords, history
	Startup                  // read or run at logins, by shells and tools
	Git                      // what Git runs: configuration and hooks
	Engine                   // a door to everything: Docker, agents of keys, the session's bus
	Own                      // mcp-watchdog's log, memory and configuration
)

var kindNames = [...]string{
	"unknown", "declared", "cache", "temporary", "device", "outside", "credential", "client_config", "browser", "startup", "git", "engine", "own",
}

func (k Kind) String() string { return kindNames[k] }

// About says what kind of place it is, as the end of a sentence.
func (k Kind) About() string {
	switch k {
	case Declared, Cache, Temporary, Device:
		return "a place in the server's scope"
	case Credential:
		return "a place of credentials"
	case ClientConfig:
		return "the configuration of an MCP client"
	case Browser:
		return "a browser's profile"
	case Startup:
		return "a place that is read or run at the next start"
	case Git:
		return "what Git runs commands from"
	case Engine:
		return "a door to all of this machine"
	case Own:
		return "mcp-watchdog's own files"
	}
	return "outside the server's scope"
}

// Grant is what a place says about an access.
type Grant uint8

const (
	Unsaid Grant = iota // another place decides
	Allow
	Deny
)

// Place is a file or a folder with all that is in it.
type Place struct {
	// Path is absolute and clean, or "**/" and names: these in any folder.
	Path string
	// Read and Write say what may be done there.
	Read, Write Grant
	Kind        Kind
	// Source says for people where this was declared; "" for built-in places.
	Source string
	// File is true for a path that is about a file: folders of that name may be made.
	File bool
	// Beside is true for a file that is written with others beside it whose names
	// begin with its own: temporary ones that take its place, journals, locks.
	Beside bool
	// Locked is true for what no other place opens.
	Locked bool
	// Closed is true for a place that is closed for connections to sockets, too.
	Closed bool

	guessed bool // nobody declared it: the command names it, or the server works there
}

// Profile is what a server may do.
type Profile struct {
	System System
	// Places are compared by length: the longest that a path lies in decides. Of
	// two for one path that with a Source counts, then that which denies.
	Places []Place
	Net    Net
	// Declared is true when somebody declared something about paths.
	Declared bool

	engine bool     // the command runs containers
	homes  []string // in which nests may be made, folded
	names  []string // of the server, when it may
}

// Net is what a server may reach.
type Net struct {
	// Limited is true when it reaches nothing but Hosts.
	Limited bool
	Hosts   []HostPort
}

// fold writes a path as the system compares it. The second result is false for
// names that the system reads in ways of its own: devices, streams.
func (s System) fold(p string) (string, bool) {
	switch s {
	case Linux:
		return path.Clean(p), strings.HasPrefix(p, "/")
	case Windows:
		return foldWindows(p)
	}
	return foldCase(path.Clean(p)), strings.HasPrefix(p, "/")
}

// foldCase makes one letter of those that file systems hold for one: long s and
// s, the Kelvin sign and k. Characters without width are dropped, as HFS+ does.
func foldCase(s string) string {
	ascii := true
	for i := 0; i < len(s) && ascii; i++ {
		ascii = s[i] < utf8.RuneSelf
	}
	if ascii {
		return strings.ToLower(s)
	}
	return strings.Map(func(r rune) rune {
		if unicode.Is(unicode.Cf, r) || r >= 0xfe00 && r <= 0xfe0f {
			return -1
		}
		least := r
		for next := unicode.SimpleFold(r); next != r; next = unicode.SimpleFold(next) {
			least = min(least, next)
		}
		return unicode.ToLower(least)
	}, s)
}

// foldWindows knows drives and their long form (\\?\C:\). Shares and devices
// are not on this machine's drives.
func foldWindows(p string) (string, bool) {
	p = slashes(p)
	if rest, ok := strings.CutPrefix(p, "//?/"); ok {
		p = rest
	}
	if len(p) < 3 || p[1] != ':' || p[2] != '/' {
		return "", false
	}
	parts := strings.Split(path.Clean("/"+p), "/")
	for i, part := range parts[2:] {
		name, stream, has := strings.Cut(part, ":")
		if kind := strings.ToLower(stream); has && kind != ":$data" && kind != "$data" && !strings.HasSuffix(kind, "$index_allocation") {
			return "", false
		}
		if name = strings.TrimRight(name, ". "); name == "" || shortName(name) {
			return "", false
		}
		parts[i+2] = name
	}
	return foldCase(strings.Join(parts, "/")), true
}

// shortName reports whether a name may be the short form of another (GIT~1).
func shortName(name string) bool {
	i := strings.IndexByte(name, '~')
	if i < 1 || i > 6 {
		return false
	}
	stem, _, _ := strings.Cut(name[i+1:], ".")
	return stem != "" && strings.Trim(stem, "0123456789") == ""
}
