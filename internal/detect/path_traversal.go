package detect

import (
	"strings"

	"github.com/mcp-watchdog/mcp-watchdog/internal/address"
	"github.com/mcp-watchdog/mcp-watchdog/internal/finding"
	"github.com/mcp-watchdog/mcp-watchdog/internal/message"
)

// path_traversal: a path that leads out of the folder it is meant for. Seen
// against file, archive and document servers whose check compares prefixes of
// what was not yet decoded. A plain ../lib/util.ts is what programs are made
// of; a way up in disguise, or all the way to the root, is not.

var pathTraversal = &finding.Rule{
	ID: "path_traversal", Class: "path_traversal", Severity: finding.High,
	Title:     "a path leads out of its folder",
	Catches:   "Ways up (../) in escapes of any kind and depth, overlong UTF-8, look-alike characters, mixed or doubled so that they survive a filter; NUL bytes in names; filters of PHP; plain ways up that end in system files, lead up five times or more, or stand in a web address. Three or four times is reported as medium.",
	Example:   `{"path":"..%252f..%252f..%252fetc/passwd"}`,
	Misses:    "Links in the file system, and short plain ways up: the proxy does not know which folder is meant.",
	Exception: "Plain relative paths inside a project are silent.",
}

// textKind is what kind of text a path was read from.
type textKind uint8

const (
	pathText  textKind = iota // a path, or may be one
	webText                   // the path of a web address
	proseText                 // content, prose or a search that is a path as a whole
)

// path reads the argument as a path; nil when it is none, or none of the
// business of these rows. It is read once for all of them.
func (a *Argument) path() (*address.Path, textKind) {
	q := &a.runner.requests
	if !a.pathKnown {
		a.pathKnown = true
		a.read, a.kind = a.readPath(&q.paths)
	}
	return a.read, a.kind
}

func (a *Argument) readPath(r *address.PathReader) (*address.Path, textKind) {
	role := a.Role()
	if a.Has&(Slash|Backslash|Percent|Dot|High|Control) == 0 && (role&PathRole == 0 || a.Has&(Pipe|Equals) == 0) || a.End-a.Start > address.MaxPath || role&CommandRole != 0 ||
		a.Has&(Space|Break) != 0 && role&(CodeRole|ProseRole|QueryRole|SQLRole) != 0 {
		return nil, 0
	}
	text, kind := a.Text(), pathText
	if a.Has&(Space|Break|Control) != 0 { // servers trim names
		text = strings.TrimFunc(text, blankOrControl)
	}
	if u, ok := address.Read(text); ok && u.Scheme != "" && (u.Slashes || u.HasScheme("file") && strings.HasPrefix(text[len("file"):], ":/")) {
		if !u.HasScheme("file", "http", "https", "ftp", "ftps", "sftp", "smb", "scp") && a.Surface != message.Target {
			return nil, 0
		}
		if u.HasScheme("http", "https") {
			kind = webText
		}
		if u.HasScheme("file") { // from the last of its slashes on: there is hardly ever a host
			text = text[max(0, len(text)-len(u.Whole)-1):]
			if u.HasHost("localhost") || u.HasHost("127.0.0.1") {
				text = u.Tail
			}
		} else if text = u.Tail; a.Surface == message.Target && kind != webText {
			text = u.Whole // in a scheme of the server's own a host may be a folder
		}
	} else if role&PathRole == 0 || role&(URLRole|CodeRole|ProseRole|QueryRole|SQLRole) != 0 {
		if strings.ContainsAny(text, "\t\n<>\"'`(){}") || a.Has&(Slash|Backslash|Percent) == 0 || a.Has&Space != 0 && strings.IndexByte(text, ' ') >= 0 && !(role&PathRole != 0 && absolute(text)) {
			return nil, 0
		}
		if role&(CodeRole|ProseRole|QueryRole|SQLRole) != 0 && role&PathRole == 0 {
			if a.written() {
				return nil, 0
			}
			kind = proseText
		}
	} else if a.Has&Break != 0 && strings.ContainsAny(text, "\r\n") {
		return nil, 0
	}
	if a.Has&(Star|Hash) != 0 && kind == pathText { // who reads it as an address drops what is behind the mark
		if i := strings.IndexAny(text, "?#"); i > 0 {
			p := r.Read(text[:i])
			if _, found := sensitive(p, sensitiveFiles); found {
				return p, kind
			}
		}
	}
	return r.Read(text), kind
}

// absolute reports whether a text begins as a path from the root, the home folder or a drive.
func absolute(text string) bool {
	return strings.HasPrefix(text, "/") || strings.HasPrefix(text, "~/") || len(text) > 3 && text[1] == ':' && (text[2] == '/' || text[2] == '\\') && text[0]|0x20 >= 'a' && text[0]|0x20 <= 'z'
}

func blankOrControl(r rune) bool { return r <= ' ' && r != 0 }

func detectPathTraversal(a *Argument) {
	if a.Role()&PathRole != 0 && a.End-a.Start <= address.MaxPath && encodedPath(a.Text()) {
		a.Report(finding.Finding{
			Rule: pathTraversal, Severity: finding.High, Why: "it is a path of the system, or up to it, in base64 or hexadecimal", Seen: finding.Mask(a.Text()),
		})
		return
	}
	if a.Role()&PathRole != 0 && a.Has&(Colon|Dollar) == Colon|Dollar && ntfsStream(a.Text()) {
		a.Report(finding.Finding{Rule: pathTraversal, Severity: finding.High, Why: "it names a stream of a file, by which readers of Windows get around rules about its name", Seen: finding.Mask(a.Text())})
		return
	}
	if a.straight() && !streamFilter(a.Text()) {
		return
	}
	p, kind := a.path()
	if p == nil {
		return
	}
	if a.Role()&PathRole != 0 && kind != proseText && streamFilter(a.Text()) {
		a.Report(finding.Finding{Rule: pathTraversal, Severity: finding.High, Why: "it is a filter or a program for the reader, and no file", Seen: finding.Mask(a.Text())})
		return
	}
	severity, why := finding.Info, ""
	worst, secret := a.sensitive(p)
	secret = secret && (worst > finding.Medium || p.Up >= 3)
	system := (p.Up > 0 || p.Steps > 1) && p.Rooted && p.After < len(p.Segments) && systemFolder(p.Segments[p.After], p.Steps)
	switch {
	case p.Steps > 0 && p.Disguise != "", p.Disguise == address.Overlong:
		severity, why = finding.High, "it leads up in its folders, and that is written in "+p.Disguise
	case p.Steps > 0 && (secret || system):
		severity, why = finding.High, "it leads up and out of its folders to a file of the system"
	case kind == proseText:
	case p.Disguise != "" && p.Rooted && worst >= finding.High:
		severity, why = finding.High, "it names a file of the system, and that is written in "+p.Disguise
	case p.Up > 0 && a.namesEntry():
		severity, why = finding.High, "an entry of an archive leads up and out of where it is unpacked"
	case p.Null:
		severity, why = finding.High, "a NUL in it ends the name early for some readers"
	case p.Up >= 5, p.Up > 0 && p.Down > 0 && p.Steps >= 4:
		severity, why = finding.High, "it leads up and out of its folders all the way"
	case p.Up >= 3, p.Up > 1 && p.Down > 0, kind == webText && (p.Up > 0 || p.Steps > 2):
		severity, why = finding.Medium, "it leads up and out of its folders"
	}
	if why != "" {
		a.Report(finding.Finding{Rule: pathTraversal, Severity: severity, Why: why, Seen: finding.Mask(a.Text())})
	}
}

// straight reports whether the argument is plain text that leads nowhere up, if
// it is a path: there is no escape in it, no name of another machine, nothing
// that servers trim and no two dots. Then there is nothing for path_traversal in it but a streamFilter.
func (a *Argument) straight() bool {
	if !a.bent.known {
		a.bent.known, a.bent.not = true, a.readStraight()
	}
	return a.bent.not
}

func (a *Argument) readStraight() bool {
	if a.Has&(Tilde|Digit) == Tilde|Digit && !strings.HasPrefix(a.Text(), "~/") { // perhaps a short name of Windows
		return false
	}
	return a.End-a.Start <= longestStraight && a.Has&(Percent|Control|High|Backslash|Colon|Space|Break) == 0 && !strings.HasPrefix(a.Text(), "//") && (a.Has&Dot == 0 || !strings.Contains(a.Text(), "..")) &&
		(a.Has&(Digit|Pipe) == 0 || !address.MayDecode(a.Text()))
}

// longestStraight bounds what is looked at so: longer texts are seldom paths.
const longestStraight = 256

// streamFilter reports whether a text is a filter that PHP puts in front of a
// file: chains of them write programs out of nothing.
func streamFilter(text string) bool {
	if text == "" || strings.IndexByte("cspzmelv", text[0]|0x20) < 0 { // how they begin
		return false
	}
	for _, f := range [...]string{"convert.iconv.", "convert.base64-", "convert.quoted-printable-", "string.rot13", "zlib.inflate|", "php://filter"} {
		if hasFold(text, f) {
			return true
		}
	}
	for _, f := range [...]string{"msl:/", "ephemeral:/", "label:@", "caption:@", "vid:msl:", "mvg:/"} { // of ImageMagick
		if hasFold(text, f) {
			return true
		}
	}
	return false
}

// ntfsStream reports whether a path ends in a stream of NTFS that is written out.
func ntfsStream(text string) bool {
	return containsFold(text, "::$data") || containsFold(text, ":$i30:$index_allocation") || containsFold(text, "::$index_allocation")
}

// namesEntry reports whether the argument names something inside an archive.
func (a *Argument) namesEntry() bool {
	var buf [maxWord]byte
	key := a.Under()
	for word, i := nextWord(key, 0, &buf); word != ""; word, i = nextWord(key, i, &buf) {
		if word == "entry" || word == "entries" || word == "member" || word == "members" {
			return true
		}
	}
	return false
}

// systemFolder reports whether a folder that is up steps up belongs to the
// system. Projects have folders of some of these names, too.
func systemFolder(name string, up int) bool {
	for i, s := range [...]string{"etc", "proc", "windows", "winnt", "sys", "root", "boot", "dev"} {
		if len(name) == len(s) && equalFold(stringBytes(name), 0, s) {
			return i < 4 || up >= 4
		}
	}
	return false
}

// encodedPath reports whether text is base64 or hexadecimal of a path from the root of the
// system or up to it.
func encodedPath(text string) bool {
	if text == "" {
		return false
	}
	if text[0] == '2' { // "../", "..\\", "/etc/", "/proc/", "/root/"
		for _, s := range [...]string{"2e2e2f", "2e2e5c", "2f6574632f", "2f70726f632f", "2f726f6f742f"} {
			if hasPrefixFold(text, s) {
				return true
			}
		}
	}
	if text[0] != 'L' && text[0] != 'Q' { // as all of base64 begin
		return false
	}
	for _, s := range [...]string{"L2V0Yy", "L3Byb2Mv", "L3Jvb3Qv", "L3Zhci9", "Li4vLi4v", "Ly4uLy4u", "Li5cLi5c", "QzpcV2luZG93c"} {
		if strings.HasPrefix(text, s) {
			return true
		}
	}
	return false
}
