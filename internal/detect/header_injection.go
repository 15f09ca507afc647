package detect

import (
	"strings"

	"github.com/mcp-watchdog/mcp-watchdog/internal/finding"
	"github.com/mcp-watchdog/mcp-watchdog/internal/lazy"
)

// header_injection: a value that becomes a line of a mail's or a response's
// head carries a line break and lines of its own: another recipient, another
// body, a cookie. Known for as long as there are web forms that send mail.

var headerInjection = &finding.Rule{
	ID: "header_injection", Class: "command_injection", Severity: finding.High,
	Title:     "an argument adds header lines of its own",
	Catches:   "Line breaks, also percent-encoded or as escapes, followed by a header line, in recipients, subjects, names, header values and other short values; and by a property of a calendar entry (ATTENDEE, ORGANIZER, ATTACH, an alarm) in what is written into one.",
	Example:   `{"subject":"Hello\r\nBcc: all@example.net"}`,
	Misses:    "Headers that nobody knows the name of, and text for people, where such lines are mail itself.",
	Exception: "Lists of addresses on several lines stay silent.",
}

// headersOfNote are those worth adding to somebody else's mail or response.
var headersOfNote = lazy.Words(`bcc cc to from subject reply-to return-path sender content-type content-length content-disposition content-transfer-encoding mime-version
	set-cookie location host transfer-encoding refresh x-forwarded-for x-forwarded-host x-original-url x-rewrite-url x-xss-protection authorization cookie
	access-control-allow-origin content-security-policy http/1.1 get post connection received date message-id list-unsubscribe x-injected`)

func detectHeaderInjection(a *Argument) {
	if a.Key {
		if a.Has&Break != 0 && containsFold(a.Pointer(), "header") {
			a.Report(finding.Finding{Rule: headerInjection, Severity: finding.High, Why: "the name of a header has a line break in it", Seen: finding.Mask(a.Text())})
		}
		return
	}
	if a.Has&Colon == 0 && a.End-a.Start > maxHeadValue {
		return
	}
	if a.entryLine() {
		return
	}
	use := a.Use()
	heads := a.under(headFields)
	if !heads && (use == written || use == runShell || use == runCode) || a.End-a.Start > maxURL {
		return
	}
	text := a.Text()
	if !heads && strings.Contains(text, "://") {
		return // what breaks the lines of a request is said of its address
	}
	if !heads && strings.Count(text, "\n") > maxHeadLines {
		return // a document
	}
	oneLine := heads && a.Call.Purpose()&Mails != 0 && a.under(oneLineFields)
	if why := ""; oneLine {
		switch {
		case strings.IndexByte(text, 0) >= 0 && strings.IndexByte(text, '@') >= 0:
			why = "a NUL in it ends the address early for some readers"
		case strings.Contains(text, "=?") && (containsFold(text, "=0d=0a") || containsFold(text, "=0abcc:") || containsFold(text, "=0acc:")):
			why = "it has a line break in an encoded word"
		}
		if why != "" {
			a.Report(finding.Finding{Rule: headerInjection, Severity: finding.High, Why: why, Seen: finding.Mask(text)})
			return
		}
	} else if addsHeader(text) || a.under(blockFields) && isHeader(text) {
		return // a head as a whole
	}
	for i := 0; i < len(text); i++ {
		n := lineBreak(text[i:])
		if n == 0 {
			continue
		}
		if oneLine && strings.Count(text[i:i+n], "\n") > 1 && strings.TrimSpace(text[i+n:]) != "" {
			a.Report(finding.Finding{Rule: headerInjection, Severity: finding.High, Why: "an empty line in it ends the head, and a body follows", Seen: finding.Mask(text)})
			return
		}
		line := strings.TrimLeft(text[i+n:], " \t")
		if addsHeader(line) {
			a.Report(finding.Finding{
				Rule: headerInjection, Severity: finding.High, Seen: finding.Mask(text),
				Why: "behind a line break it goes on with a header line of its own",
			})
			return
		}
		i += n - 1
	}
}

// maxHeadLines is how many lines an added head has at most.
const maxHeadLines = 5

// maxHeadValue bounds values that have no header in them.
const maxHeadValue = 1000

// isHeader reports whether a text begins as a header line does.
func isHeader(text string) bool {
	n := 0
	for n < len(text) && (letter(text[n]) || text[n] == '-' || text[n] >= '0' && text[n] <= '9') {
		n++
	}
	return n > 0 && strings.HasPrefix(text[n:], ": ")
}

// lineBreak returns how long the line break at the start of s is, in any of
// the ways it is written, 0 when there is none.
func lineBreak(s string) int {
	n := 0
	for {
		t := s[n:]
		switch {
		case strings.HasPrefix(t, "\r") || strings.HasPrefix(t, "\n"):
			n++
		case len(t) >= 3 && t[0] == '%' && (strings.EqualFold(t[:3], "%0a") || strings.EqualFold(t[:3], "%0d")):
			n += 3
		case len(t) >= 5 && t[0] == '%' && (strings.EqualFold(t[:5], "%250a") || strings.EqualFold(t[:5], "%250d")):
			n += 5
		case strings.HasPrefix(t, `\r`) || strings.HasPrefix(t, `\n`):
			n += 2
		case len(t) >= 9 && (strings.EqualFold(t[:9], "%e5%98%8a") || strings.EqualFold(t[:9], "%e5%98%8d")):
			n += 9 // characters of which some servers keep the last byte, a line break
		case softBreak(t) > 0:
			n += softBreak(t)
		default:
			return n
		}
	}
}

// addsHeader reports whether a line is a header of note.
func addsHeader(line string) bool {
	var buf [32]byte
	n := 0
	for n < len(line) && n < len(buf) && (letter(line[n]) || line[n] == '-' || line[n] >= '0' && line[n] <= '9') {
		buf[n] = line[n]
		if line[n] >= 'A' && line[n] <= 'Z' {
			buf[n] |= 0x20
		}
		n++
	}
	rest := line[n:]
	if hasFold(line, "rcpt to:") || hasFold(line, "mail from:") { // commands to a mail server
		return true
	}
	if !strings.HasPrefix(rest, ":") && !(len(rest) > 3 && strings.EqualFold(rest[:3], "%3a")) {
		return false
	}
	return headersOfNote()[string(buf[:n])] || n > 4 && buf[0] == 'x' && buf[1] == '-'
}

// softBreaks are the characters at which some libraries for mail split lines, too,
// as they stand and in percent escapes.
var softBreaks = [...]string{
	"\u2028", "\u2029", "\u0085", "\v", "\f", "\x1c", "\x1d", "\x1e", "%e2%80%a8", "%e2%80%a9", "%c2%85", "%0b", "%0c", "%1c", "%1d", "%1e", `\u2028`, `\u2029`, `\u0085`, `\x85`,
}

// softBreak returns how long such a character at the start of s is.
func softBreak(s string) int {
	if s == "" || s[0] != '%' && s[0] != '\\' && s[0] < 0x80 && s[0] >= ' ' {
		return 0
	}
	for _, b := range softBreaks {
		if len(s) >= len(b) && strings.EqualFold(s[:len(b)], b) {
			return len(b)
		}
	}
	return 0
}
