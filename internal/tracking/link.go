package tracking

import "strings"

// A mail names pages that everybody can read, and who passes such an address on tells
// nothing of the mail. What leads somewhere only for those who know it (an invitation,
// a shared document, a signed or personal address) does.

const (
	// fewLetters is how much may be copied beside links, longestPlain how long a part
	// of a path without words in it may be.
	fewLetters, longestPlain, longestValue = 24, 12, 12
)

// openLinks reports whether what was copied of a text is nothing but addresses of pages
// that anybody can open.
func openLinks(copied, text string) bool {
	links, beside := 0, len(copied)
	for rest := text; ; {
		i := strings.Index(rest, "https://")
		if i < 0 {
			break
		}
		rest = rest[i:]
		end := strings.IndexAny(rest, " \t\r\n\"'<>)]|")
		if end < 0 {
			end = len(rest)
		}
		if !openLink(strings.TrimRight(rest[len("https://"):end], ".,;:!?")) {
			return false
		}
		links, beside, rest = links+1, beside-end, rest[end:]
	}
	return links > 0 && beside <= fewLetters
}

// openLink reports whether an address, without its scheme, names a page by words and
// short numbers, on a host of the internet.
func openLink(address string) bool {
	address, _, _ = strings.Cut(address, "#")
	address, query, _ := strings.Cut(address, "?")
	host, path, _ := strings.Cut(address, "/")
	host = strings.ToLower(host)
	if !abroad("https://"+host) || strings.ContainsAny(host, "@:") || strings.Contains(host, "intranet") || strings.HasPrefix(host, "172.") {
		return false
	}
	for part := range strings.FieldsFuncSeq(path, func(r rune) bool { return strings.ContainsRune("/-_.,+~", r) }) {
		if strings.ContainsAny(part, "%@=;:") || opaque(part) {
			return false
		}
	}
	for pair := range strings.SplitSeq(query, "&") {
		name, value, _ := strings.Cut(pair, "=")
		if !strings.HasPrefix(name, "utm_") && len(value) > longestValue || strings.ContainsAny(value, "%@") || keyName(name) {
			return false
		}
	}
	return true
}

// opaque reports whether a part of a path is no word and no number that people give
// things: what is longer than that and of letters and digits, or of both cases.
func opaque(part string) bool {
	letters, digits, turns := 0, 0, 0
	for i := range len(part) {
		switch c := part[i]; {
		case c >= '0' && c <= '9':
			digits++
		case c >= 'A' && c <= 'Z':
			letters++
			if i > 0 && part[i-1] >= 'a' && part[i-1] <= 'z' {
				turns++
			}
		default:
			letters++
		}
	}
	return digits > longestPlain || len(part) > longestPlain && (digits > 0 && letters > 0 || turns > 2) || len(part) >= 6 && digits > 1 && letters > 1 && turns > 0 || len(part) > 32
}

// keyName reports whether a member of a query says that its value opens something.
func keyName(name string) bool {
	name = strings.ToLower(name)
	for _, w := range [...]string{"key", "token", "sig", "auth", "pwd", "pass", "secret", "code", "invite", "share", "mail", "user", "session"} {
		if strings.Contains(name, w) {
			return true
		}
	}
	return false
}
