package address

import "strings"

// Path is what a text is as a path to the readers that decode most.
type Path struct {
	// Segments of the path after it was resolved, at most maxSegments of them.
	// They are pieces of the text, or of memory that the next ReadPath reuses.
	Segments []string
	// Rooted is true when the first segment stands at a root: behind a slash, a
	// drive, or a way up that may lead there.
	Rooted bool
	// Up is how many steps the path leads above where it starts, or above where
	// a root would be; Steps counts all its "..", and Down the names in front of
	// the first of them.
	Up, Steps, Down int
	// After is the segment that follows the last way up.
	After int
	// Disguise says how ".." and slashes were written; "" when plainly.
	Disguise string
	// Escaped is true when a slash was written as an escape.
	Escaped bool
	// Null is true for a NUL, plain or escaped.
	Null bool
	// Share is true for a name of another machine (\\host\share), Device for one
	// that goes around the file system (\\.\, \\?\).
	Share, Device bool
}

const (
	// MaxPath bounds what is read as a path; systems take 4 to 32 KB.
	MaxPath     = 32 << 10
	maxSegments = 64
)

// PathReader reads paths. It is reused and belongs to one goroutine.
type PathReader struct {
	buf, next []byte
	segments  [maxSegments]string
	path      Path
}

// Read reads text as a path, or as a URL with paths in it. The result is valid
// until the next Read.
func (r *PathReader) Read(text string) *Path {
	p := &r.path
	*p = Path{Segments: r.segments[:0]}
	text = long(text)
	p.Share, p.Device = windows(text)
	text = r.decode(p, text)
	r.walk(p, text)
	return p
}

// long takes off what Windows has in front of paths that may be long: \\?\C:\
// and \\?\UNC\host name what they would name without it.
func long(text string) string {
	if len(text) < 7 || text[0] != '\\' || text[:4] != `\\?\` {
		return text
	}
	switch rest := text[4:]; {
	case rest[1] == ':' && rest[2] == '\\' && rest[0]|0x20 >= 'a' && rest[0]|0x20 <= 'z':
		return rest
	case len(rest) > 4 && strings.EqualFold(rest[:4], `UNC\`):
		return `\` + text[len(`\\?\UNC`):]
	}
	return text
}

// windows looks for names of shares and devices.
func windows(text string) (share, device bool) {
	if len(text) < 5 || text[0] != '\\' || text[1] != '\\' {
		return len(text) > 5 && text[:2] == "//" && domain(text[2:]), false
	}
	switch text[2] {
	case '.', '?':
		return false, text[3] == '\\'
	}
	end := strings.IndexByte(text[2:], '\\')
	return end > 0 && len(text) > end+3 && !strings.ContainsAny(text[2:2+end], " :*?\"<>|"), false
}

// domain reports whether a name with dots and letters at its end stands in
// front of a slash, which is a host to Windows and hardly a folder elsewhere.
func domain(text string) bool {
	end := strings.IndexByte(text, '/')
	if end < 0 {
		return false
	}
	dot := strings.LastIndexByte(text[:end], '.')
	if dot < 1 || end-dot < 3 || end+1 == len(text) {
		return false
	}
	for _, c := range []byte(text[dot+1 : end]) {
		if c|0x20 < 'a' || c|0x20 > 'z' {
			return false
		}
	}
	return hostname(text[:end])
}

// walk resolves the segments. Marks of queries begin another path.
func (r *PathReader) walk(p *Path, text string) {
	start := 0
	depth, down, dots := 0, 0, 0
	fresh := true // at the start of a path
	for i := 0; i <= len(text); i++ {
		for i < len(text) && kinds[text[i]]&parts == 0 {
			i++
		}
		s := text[start:i]
		if fresh && len(s) > 2 && s[1] == ':' && s[0]|0x20 >= 'a' && s[0]|0x20 <= 'z' { // from where a drive is at the moment
			if s = s[2:]; isUp(s) {
				p.disguised("a drive with a way up behind it")
			}
		}
		if n := strings.IndexByte(s, '~'); n > 0 && n+1 < len(s) && s[n+1] >= '1' && s[n+1] <= '9' {
			s = unshortened(s, n)
		}
		switch {
		case s == "" || s == ".":
			p.Rooted = p.Rooted || fresh && i < len(text) && (text[i] == '/' || text[i] == '\\') && s == ""
			p.parted(text, start, i)
		case isUp(s):
			if s != ".." {
				p.disguised("dots with something behind them, or in one character")
			}
			p.Steps++
			p.Down = max(p.Down, down)
			if depth--; depth < 0 {
				p.Up = max(p.Up, -depth)
			}
			if n := len(p.Segments); n > 0 {
				p.Segments = p.Segments[:n-1]
			}
			p.Rooted = p.Rooted || depth <= 0
			p.After = len(p.Segments)
		case len(s) >= 3 && s[0] == '.' && strings.Trim(s, ".") == "":
			dots++
			if rest := text[min(i+1, len(text)):]; len(s) > 3 || dots > 1 || strings.HasPrefix(rest, "./") {
				p.disguised("doubled dots") // what is left when "../" is taken out once
				p.Steps++
			}
		default:
			if len(s) == 2 && s[1] == ':' && fresh {
				p.Rooted = true // a drive
				break
			}
			depth, down = depth+1, down+1
			if len(p.Segments) < maxSegments {
				p.Segments = append(p.Segments, s)
			}
		}
		if fresh = false; i < len(text) && text[i] != '/' && text[i] != '\\' {
			if p.Steps > 0 {
				return // what was found stands, whatever is behind it
			}
			p.Segments, depth, down, fresh, p.Rooted = p.Segments[:0], 0, 0, true, false
		}
		start = i + 1
	}
}

// unshortened returns the name that Windows gives for a short one with a tilde at n,
// where that is a place of note; the short one for all else.
func unshortened(s string, n int) string {
	if n > 6 {
		return s
	}
	for _, name := range shortened {
		if short := strings.TrimPrefix(name, "."); strings.EqualFold(s[:n], short[:min(6, len(short))]) {
			return name
		}
	}
	return s
}

// shortened are names that are too long for a short one, or begin with a dot.
var shortened = [...]string{
	".ssh", ".aws", ".git", ".gnupg", ".kube", ".azure", ".docker", ".config", ".netrc", ".npmrc", ".pypirc", ".env", ".cursor", ".vscode", ".claude", "credentials", "id_ed25519",
	".bashrc", ".zshrc", ".profile", ".pgpass", ".git-credentials", "authorized_keys",
}

// parted looks for a dot at text[start:end] that back slashes part from another
// one in front of it, with a slash behind, and not for the first time: .\./.\./ is
// what leads up when back slashes are taken out.
func (p *Path) parted(text string, start, end int) {
	if end-start != 1 || end == len(text) || text[end] != '/' || start == 0 || text[start-1] != '\\' {
		return
	}
	if before := strings.TrimRight(text[:start], `\`); strings.HasSuffix(before, ".") && strings.Contains(before, `\./`) {
		p.disguised("dots with back slashes between them")
		p.Steps++
		p.Rooted = true
	}
}

// isUp reports whether a segment leads one up: "..", and with a parameter, a
// blank or a control behind it, which some servers cut off.
func isUp(s string) bool {
	return s == "‥" || len(s) >= 2 && s[0] == '.' && s[1] == '.' && (len(s) == 2 || s[2] == ';' || s == "..%" || s[2] <= ' ' && strings.Trim(s[2:], " \t\r\n\x01\v\f.") == "")
}

func (p *Path) disguised(how string) {
	if p.Disguise == "" || how == Overlong {
		p.Disguise = how
	}
}
