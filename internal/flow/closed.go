package flow

import (
	"bytes"
	"strings"
)

// closedWords stand at the head of papers that are meant for few.
var closedWords = []string{"strictly confidential", "company confidential", "confidential - ", "confidential – ", "confidential:", "**confidential**", "# confidential", "proprietary and confidential",
	"private and confidential", "privileged and confidential", "attorney-client privilege", "for internal use only", "internal use only", "internal only", "not for distribution",
	"do not distribute", "do not forward", "not for public release", "streng vertraulich", "vertraulich:", "nur für den internen gebrauch", "nur für den dienstgebrauch", "strictement confidentiel",
	"usage interne uniquement", "estrictamente confidencial", "solo para uso interno", "strettamente riservato", "社外秘", "極秘", "机密", "대외비", "строго конфиденциально"}

// closedHead is how much of a text is its head.
const closedHead = 1 << 10

// CallsItselfClosed reports whether a text says in its head that it is meant for few.
func CallsItselfClosed(text []byte) bool {
	head := bytes.ToLower(text[:min(len(text), closedHead)])
	for _, w := range closedWords {
		if bytes.Contains(head, []byte(w)) {
			return true
		}
	}
	return false
}

// Technical reports whether a text is code, a table, or what programs say of
// themselves, and no prose.
func Technical(text string) bool {
	signs, letters, lines, odd := 0, 0, 0, 0
	for i := range len(text) {
		switch c := text[i]; {
		case c >= '0' && c <= '9', strings.IndexByte("{}[]()<>=;/\\|_#$&*`+^~@", c) >= 0:
			signs++
		case c > ' ':
			letters++
		}
	}
	for line := range strings.Lines(text) {
		line = strings.TrimSpace(line)
		if line == "" {
			continue
		}
		lines++
		for _, begin := range []string{"at ", "File ", "Traceback", "panic:", "goroutine ", "Caused by", "ERROR", "WARN", "INFO", "DEBUG", "FATAL", "[", "error:", "Error:", "warning:", "--- ", "+++ ", "@@ ", "$ ", "> ", "#!", "//", "import ", "from "} {
			if strings.HasPrefix(line, begin) {
				odd++
				break
			}
		}
	}
	return 7*signs >= signs+letters || 2*odd > lines
}
