package detect

import (
	"strings"

	"github.com/mcp-watchdog/mcp-watchdog/internal/address"
	"github.com/mcp-watchdog/mcp-watchdog/internal/finding"
	"github.com/mcp-watchdog/mcp-watchdog/internal/scope"
)

// scope_path: a path in a call that leads out of the server's
// scope. For a server on this machine the kernel sees to it as well; for one
// that runs elsewhere this is all there is. Paths are read as the reader that
// decodes most would read them.

var scopePath = &finding.Rule{
	ID: "scope_path", Class: "scope_violation", Severity: finding.High,
	Title:     "a path leads out of the server's scope",
	Catches:   "Paths in arguments and URIs that lead where the scope of the server is declared not to reach (scope: in the configuration, --allow-read, --deny-read and the like), into the configuration of an MCP client or a browser's profile; and for tools that write, into files that are read or run at the next start. All encodings, both styles of paths, and links where the file is on this machine.",
	Example:   `with --deny-read ~/private: read_file {"path":"%7E/private/diary.md"}`,
	Misses:    "Paths inside commands, prose and source code, and links on other machines.",
	Exception: "Declare the path: --allow-read PATH or --allow-write PATH, or in the configuration.",
}

// Scope is what detectors know of a server's scope.
type Scope struct {
	// Rules decide; nil: there is no scope.
	Rules *scope.Scope
	// Dir is where relative paths start, Home what ~ stands for.
	Dir, Home string
	// Follow follows links in an absolute path, as far as it exists here; nil for
	// a server on another machine. It keeps nothing of the path, whose memory is
	// used again.
	Follow func(path string) string
}

func detectScopePath(a *Argument) {
	s := &a.Settings.Scope
	if s.Rules == nil || a.Key {
		return
	}
	p, kind := a.path()
	if p == nil || kind != pathText || p.Null || p.Share || p.Device {
		return
	}
	op := scope.Read
	if a.Call.Purpose()&Writes != 0 {
		op = scope.Write
	}
	if why := s.judge(op, a.Text(), p, false, &a.runner.requests.full); why != "" {
		a.Report(finding.Finding{Rule: scopePath, Severity: scopePath.Severity, Why: why, Seen: finding.Mask(a.Text())})
	}
}

// judge says what is wrong with a path; "" for nothing. buf is memory for it.
func (s *Scope) judge(op scope.Op, text string, p *address.Path, link bool, buf *[]byte) string {
	*buf = s.absolute((*buf)[:0], text, p)
	if len(*buf) == 0 {
		return ""
	}
	full := bytesString(*buf)
	if why := s.decide(op, full, link); why != "" {
		return why
	}
	if s.Follow != nil {
		if real := s.Follow(full); real != full {
			if why := s.decide(op, real, link); why != "" {
				return why + ", through a link"
			}
		}
	}
	return ""
}

// decide says what the scope has against a path. What nobody declared is left to
// the kernel and to other rows, apart from places that no server needs.
func (s *Scope) decide(op scope.Op, full string, link bool) string {
	d := s.Rules.Decide(op, full)
	if d.Allowed {
		return ""
	}
	switch {
	case d.Kind == scope.ClientConfig, d.Kind == scope.Browser, d.Kind == scope.Own, d.Kind == scope.Credential && link:
	case op == scope.Write && (d.Kind == scope.Git || d.Kind == scope.Startup && s.Home != "" && strings.HasPrefix(full, s.Home)):
	case d.Kind == scope.Outside && s.Rules.Declared():
	default:
		return ""
	}
	if d.Kind == scope.Outside {
		return "it leads out of the server's scope"
	}
	return "it leads to " + d.Kind.About()
}

// absolute appends where a path leads, from the folder that the server works in;
// nothing when nobody can tell.
func (s *Scope) absolute(b []byte, text string, p *address.Path) []byte {
	segments := p.Segments
	switch {
	case len(segments) > 0 && (segments[0] == "~" || strings.EqualFold(segments[0], "$HOME") || strings.EqualFold(segments[0], "${HOME}") || strings.EqualFold(segments[0], "%USERPROFILE%")):
		if s.Home == "" {
			return b
		}
		b = append(b, strings.TrimRight(s.Home, `/\`)...)
		segments = segments[1:]
	case drive(text) != "":
		b = append(b, drive(text)...)
	case rooted(text, p):
		if s.Rules.System() == scope.Windows {
			b = append(b, drive(s.Dir)...)
		}
	case s.Dir == "":
		return b
	default:
		b = s.above(b, p.Up)
	}
	for _, part := range segments {
		b = append(append(b, '/'), part...)
	}
	if len(b) == 0 {
		b = append(b, '/')
	}
	return b
}

// above appends the folder that lies so many folders above the one that the
// server works in.
func (s *Scope) above(b []byte, up int) []byte {
	keep := -up
	for range strings.FieldsFuncSeq(s.Dir, slash) {
		keep++
	}
	i := 0
	for part := range strings.FieldsFuncSeq(s.Dir, slash) {
		if i >= keep {
			break
		}
		if i > 0 || drive(s.Dir) == "" {
			b = append(b, '/')
		}
		b = append(b, part...)
		i++
	}
	return b
}

func slash(r rune) bool { return r == '/' || r == '\\' }

// rooted reports whether a path begins at a root. One with ways up in it may
// lead there, too, for what reads it; here it is taken as it is written.
func rooted(text string, p *address.Path) bool {
	if p.Steps == 0 {
		return p.Rooted
	}
	for _, begin := range [...]string{"/", `\`, "file:", "%2f", "%5c", "%252f", "%255c"} {
		if hasPrefixFold(text, begin) {
			return true
		}
	}
	return false
}

// drive is the drive at the start of a path, with its colon.
func drive(text string) string {
	if len(text) > 2 && text[1] == ':' && letter(text[0]) && (text[2] == '/' || text[2] == '\\') {
		return text[:2]
	}
	return ""
}
