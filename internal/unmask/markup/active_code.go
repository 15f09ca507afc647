package markup

import (
	"strings"

	"github.com/mcp-watchdog/mcp-watchdog/internal/unmask"
)

// squeezed is code as it runs, more or less: lower case, without blanks,
// control characters and what only splits words, and with the usual escapes
// undone.
func squeezed(s string) string {
	s = s[:min(len(s), longestActive)]
	b := make([]byte, 0, len(s))
	for i := 0; i < len(s); i++ {
		c := s[i]
		switch {
		case c <= ' ' || c == 0x7f:
			continue
		case c == '\\' && i+1 < len(s):
			if r, n := scriptEscape(s[i:]); n > 0 {
				if r > ' ' && r < 0x7f {
					b = append(b, unmask.Lower(byte(r)))
				}
				i += n - 1
			}
			continue
		case strings.HasPrefix(s[i:], "/*"):
			if k := strings.Index(s[i:], "*/"); k > 0 {
				i += k + 1
				continue
			}
		}
		b = append(b, unmask.Lower(c))
	}
	return unsplit(string(b))
}

// scriptEscape reads \xHH, \uHHHH and \u{H} at the start of s.
func scriptEscape(s string) (r rune, n int) {
	digits, width := "", 0
	switch {
	case len(s) >= 4 && s[1] == 'x':
		digits, width = s[2:4], 4
	case len(s) >= 5 && s[1] == 'u' && s[2] == '{':
		if k := strings.IndexByte(s[:min(len(s), 12)], '}'); k > 3 {
			digits, width = s[3:k], k+1
		}
	case len(s) >= 6 && s[1] == 'u':
		digits, width = s[2:6], 6
	}
	if digits == "" {
		return 0, 0
	}
	for _, c := range []byte(digits) {
		v := strings.IndexByte("0123456789abcdef", unmask.Lower(c))
		if v < 0 {
			return 0, 0
		}
		r = r<<4 | rune(v)
	}
	return r, width
}

// unsplit joins strings that are put together: 'al'+'ert'.
func unsplit(s string) string {
	for _, q := range []string{"'+'", "\"+\"", "`+`", "'.concat('"} {
		if strings.Contains(s, q) {
			s = strings.ReplaceAll(s, q, "")
		}
	}
	return s
}

// exploit reports whether squeezed code does what a page does not do for its
// own use.
func exploit(s string) bool {
	if len(s) > longestExploit {
		return shows(s[:longestExploit]) && strings.Contains(s, "document.cookie")
	}
	return shows(s) || takesAlong(s) || runsHidden(s)
}

// shows reports whether code shows that it got in.
func shows(s string) bool {
	for _, name := range []string{"alert", "confirm", "prompt"} {
		for from := 0; ; {
			k := strings.Index(s[from:], name)
			if k < 0 {
				break
			}
			from += k + len(name)
			rest := strings.TrimLeft(s[from:], "'\"])")
			rest = strings.TrimPrefix(strings.TrimPrefix(strings.TrimPrefix(rest, ".call(null,"), ".call("), ".apply(null,[")
			if rest == "" {
				continue
			}
			if (rest[0] == '(' || rest[0] == '`' || strings.HasPrefix(rest, "&lpar;") || strings.HasPrefix(rest, "&#40;")) && proves(strings.TrimLeft(rest, "(`'\"/[&;lpar#40")) {
				return true
			}
		}
	}
	return strings.Contains(s, "onerror=alert") || strings.Contains(s, "onerror=confirm") || strings.Contains(s, "onerror=prompt") ||
		strings.Contains(s, "onerror=eval") || strings.Contains(s, "['alert']") || strings.Contains(s, "[\"alert\"]") || strings.Contains(s, "[8680439..tostring(30)]") ||
		strings.Contains(s, "alert.source") || strings.Contains(s, "alert?.(")
}

// proves reports whether what is shown is of use to nobody but a tester.
func proves(s string) bool {
	if s == "" || s[0] >= '0' && s[0] <= '9' || s[0] == ')' {
		return s != "" && s[0] != ')'
	}
	for _, p := range []string{"xss", "document.", "origin", "window.origin", "location", "self.", "string.fromcharcode", "hacked", "pwned", "injected", "owned", "cookie", "localstorage", "1", "test)", "hello", "hi)", "this.domain", "domain", "vulnerable"} {
		if strings.HasPrefix(s, p) {
			return true
		}
	}
	return strings.Contains(s[:min(len(s), 40)], "xss")
}

var (
	privateThings = []string{"document.cookie", "document['cookie']", "document[\"cookie\"]", "localstorage", "sessionstorage", "indexeddb", "navigator.credentials", "document.documentelement.outerhtml", "document.body.innerhtml", "document.body.innertext", "__next_data__", "acquirevscodeapi"}
	sendings      = []string{"fetch(", "xmlhttprequest", "sendbeacon(", "newimage", "image().src", ".src=", "location=", "location.href=", "location.replace(", "location.assign(", "window.open(", "open(", "websocket(", "postmessage(", "importscripts(", "import(", "document.write("}
)

// takesAlong reports whether code sends private data to another host.
func takesAlong(s string) bool {
	return containsAny(s, privateThings) && containsAny(s, sendings) && strings.Contains(s, "//") &&
		!strings.Contains(s, "googletagmanager") && !strings.Contains(s, "google-analytics")
}

// runsHidden reports whether code builds the code it runs, or fetches it.
func runsHidden(s string) bool {
	for _, p := range []string{
		"eval(atob(", "eval(string.fromcharcode(", "eval(unescape(", "eval(decodeuri", "eval(name", "eval(location", "eval.call(", "function(atob(", "(0,eval)(",
		"settimeout(atob(", "settimeout`", "constructor.constructor(", "[].constructor", "function`", "then(eval)", "then(r=>eval", "eval(await", "$.getscript(",
		"document.write(unescape(", "eval('~", "import('//", "import(`//", "import(\"//", "appendchild(document.createelement('script')).src=", "createelement('script');s.src='//",
		"require('child_process')", "require(\"child_process\")", "process.mainmodule", "shell.openexternal(", "electron').shell",
	} {
		if strings.Contains(s, p) {
			return true
		}
	}
	return false
}

func containsAny(s string, list []string) bool {
	for _, p := range list {
		if strings.Contains(s, p) {
			return true
		}
	}
	return false
}

// harmlessProgram reports whether a javascript: address is the usual one of a
// link that goes nowhere.
func harmlessProgram(s string) bool {
	s = strings.TrimPrefix(strings.Trim(s, ";/ "), "javascript:")
	switch strings.TrimRight(s, ";") {
	case "", "void(0)", "void0", "void(null)", "void(0);", "undefined", "null", "false", "history.back()", "history.go(-1)", "window.print()", "print()", "window.close()", "self.close()", "location.reload()", "window.location.reload()":
		return true
	}
	return false
}

// harmlessHandler reports whether a handler only changes how its element
// looks.
func harmlessHandler(s string) bool {
	return strings.HasPrefix(s, "this.") && !containsAny(s, []string{"http", "//", "eval", "fetch"}) || strings.HasPrefix(s, "return") || strings.HasPrefix(s, "{")
}
