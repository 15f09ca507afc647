package detect

import (
	"encoding/base64"
	"strings"
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

// startsProgram reports whether a file is one that runs when it is opened.
func startsProgram(path string) bool {
	for _, s := range [...]string{".exe", ".bat", ".cmd", ".com", ".scr", ".lnk", ".hta", ".msi", ".ps1", ".vbs", ".vbe", ".wsf", ".cpl", ".pif", ".jar", ".app", ".desktop", ".command", ".scpt", ".workflow", ".url", ".reg"} {
		if len(path) > len(s) && equalFold(stringBytes(path), len(path)-len(s), s) {
			return true
		}
	}
	return false
}
