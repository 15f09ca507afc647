package shell

import (
	"strings"

	"github.com/mcp-watchdog/mcp-watchdog/internal/lazy"
)

// maxIndirect bounds a text that is nothing but a call.
const maxIndirect = 200

// runningCalls are functions that run commands or code, whatever calls them.
var runningCalls = lazy.Words("system exec passthru shell_exec popen proc_open eval assert pcntl_exec")

// indirect reports whether a text is nothing but the call of a function that runs
// commands, whose name is wrapped so that nobody who looks for name( finds it:
// (system)('x'), ["system"][0]("x"), (string)"system"(x).
func indirect(text string) bool {
	if len(text) > maxIndirect || len(text) < 8 || text[len(text)-1] != ')' && text[len(text)-1] != ';' || wraps(text) < 4 {
		return false
	}
	text = strings.TrimRight(withoutComments(text), ";")
	if !strings.HasSuffix(text, ")") {
		return false
	}
	open, depth := len(text)-1, 0
	for ; open >= 0; open-- {
		if text[open] == ')' {
			depth++
		} else if text[open] == '(' {
			if depth--; depth == 0 {
				break
			}
		}
	}
	if open < 1 || !strings.ContainsFunc(text[open:], func(r rune) bool { return r|0x20 >= 'a' && r|0x20 <= 'z' }) {
		return false
	}
	wrapped := strings.TrimPrefix(text[:open], "(string)")
	name := strings.Trim(wrapped, "()[]{}'\"0123456789")
	return name != wrapped && runningCalls()[strings.ToLower(name)]
}

// wraps counts brackets and quotes.
func wraps(s string) (n int) {
	for i := range len(s) {
		if strings.IndexByte("()[]{}'\"", s[i]) >= 0 {
			n++
		}
	}
	return n
}

// withoutComments takes out blanks and the comments of C.
func withoutComments(s string) string {
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		if strings.HasPrefix(s[i:], "/*") {
			if k := strings.Index(s[i+2:], "*/"); k >= 0 {
				i += k + 3
				continue
			}
		}
		if s[i] > ' ' {
			b.WriteByte(s[i])
		}
	}
	return b.String()
}
