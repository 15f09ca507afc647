package detect

import (
	"encoding/base64"
	"strings"

	"github.com/mcp-watchdog/mcp-watchdog/internal/address"
	"github.com/mcp-watchdog/mcp-watchdog/internal/lazy"
)

// asBrowsersRead returns a URL as browsers and the libraries that follow them
// read it: without controls in front and without tabs and line breaks inside
// (WHATWG URL, 4.4). A text with blanks in it, or with several addresses, is no
// URL and stays. changed is true where something was taken out of the middle.
func asBrowsersRead(text string) (read string, changed bool) {
	text = strings.TrimFunc(text, blankOrControl)
	if !strings.ContainsAny(text, "\t\r\n") || strings.IndexByte(text, ' ') >= 0 {
		return text, false
	}
	read = strings.Map(func(r rune) rune {
		if r == '\t' || r == '\r' || r == '\n' {
			return -1
		}
		return r
	}, text)
	if strings.Count(read, "://") > 1 {
		return text, false
	}
	return read, true
}

// maxEncodedTarget bounds an address in base64 inside another one.
const maxEncodedTarget = 2 << 10

// encodedTarget returns the URL that stands in base64 in text, as redirectors
// and proxies of pictures take it, and where to go on; "" for none.
func encodedTarget(text string) (target, rest string) {
	for {
		i := strings.Index(text, "aHR0c") // http
		if i < 0 {
			return "", ""
		}
		start, end := i, i
		for end < len(text) && end-start < maxEncodedTarget && base64Digit(text[end]) {
			end++
		}
		rest = text[end:]
		if start > 0 && strings.IndexByte("=/:?&.", text[start-1]) >= 0 {
			if b, err := encodingOf(text[start:end]).DecodeString(text[start:end]); err == nil {
				return string(b), rest
			}
		}
		text = rest
	}
}

func base64Digit(c byte) bool {
	return letter(c) || c >= '0' && c <= '9' || c == '+' || c == '/' || c == '-' || c == '_'
}

func encodingOf(text string) *base64.Encoding {
	if strings.ContainsAny(text, "-_") {
		return base64.RawURLEncoding
	}
	return base64.RawStdEncoding
}

// onlySaid reports whether what stands at i of a query is a text that is looked
// for or shown, and no address that somebody goes to: the words for a search
// engine, the message of a link for sharing.
func onlySaid(tail string, i int) bool {
	start := strings.LastIndexAny(tail[:i], "?&") + 1
	if start == 0 {
		return false
	}
	name, _, ok := strings.Cut(tail[start:i], "=")
	if !ok {
		return false
	}
	switch strings.ToLower(name) {
	case "text", "body", "title", "message", "subject", "description", "comment":
		return true
	case "q", "query", "search", "search_query", "s", "k", "keyword", "keywords", "p", "wd", "term":
		path := tail[:strings.IndexByte(tail, '?')]
		return containsFold(path, "search") || containsFold(path, "results") || strings.Trim(path, "/") == "" && name != "p"
	}
	return false
}

// hostAsUser reports whether the user of an authority is there to be taken for
// its host: example.com@10.0.0.1.
func hostAsUser(authority string) bool {
	user, _, ok := strings.Cut(authority, "@")
	if !ok {
		return false
	}
	user, _, _ = strings.Cut(user, ":")
	switch user[strings.LastIndexByte(user, '.')+1:] {
	case "com", "net", "org", "io", "dev", "gov", "edu", "co", "app", "cloud":
		return strings.IndexByte(user, '.') > 0
	}
	return false
}

// graphQL reports whether a query is one of GraphQL that calls something.
func graphQL(text string) bool {
	text = strings.TrimLeft(text, " \t\r\n")
	return strings.HasPrefix(text, "mutation") || strings.HasPrefix(text, "query") || strings.HasPrefix(text, "{")
}

// developed reports whether a URL is what somebody opens who develops a web server:
// a port at which frameworks start it, and no page from which it is kept.
func developed(u *address.URL, port string) bool {
	if !developing[port] || !u.HasScheme("http", "https", "ws", "wss") {
		return false
	}
	path := u.Path
	for path != "" {
		part, rest, _ := strings.Cut(path, "/")
		if strings.HasPrefix(part, ".") && len(part) > 1 || strings.ContainsAny(part, "%\\;") || keepersPages()[strings.ToLower(part)] {
			return false
		}
		path = rest
	}
	return true
}

// developing are ports at which servers start that are being developed. 5000 is also
// that of registries, which take images from whoever reaches them.
var developing = map[string]bool{
	"1234": true, "1313": true, "3000": true, "3001": true, "3002": true, "3003": true, "4000": true, "4173": true, "4200": true, "4321": true,
	"5173": true, "5174": true, "6006": true, "8000": true, "8080": true, "8081": true,
}

// keepersPages are parts of paths from which a server is kept, and from which it is taken over.
var keepersPages = lazy.Words(`admin administrator actuator env heapdump jolokia debug console internal private secret secrets metrics config configuration shutdown manage management
	manager server-status phpinfo pprof vars exec eval shell run invoke containers script scripttext credentials keys token tokens backup dump flag`)

// startsProgram reports whether a file is one that runs when it is opened.
func startsProgram(path string) bool {
	for _, s := range [...]string{".exe", ".bat", ".cmd", ".com", ".scr", ".lnk", ".hta", ".msi", ".ps1", ".vbs", ".vbe", ".wsf", ".cpl", ".pif", ".jar", ".app", ".desktop", ".command", ".scpt", ".workflow", ".url", ".reg"} {
		if len(path) > len(s) && equalFold(stringBytes(path), len(path)-len(s), s) {
			return true
		}
	}
	return false
}
