package detect

import (
	"strings"

	"github.com/mcp-watchdog/mcp-watchdog/internal/message"
)

// loggedOdds is what being lines of a log takes off the odds: what a program writes
// about itself ("agent: forwarding 5 messages") has the words of an order and gives
// none. It is less than for code, since a log can quote what others wrote.
const loggedOdds = 2

// logLines reports whether each line that a span of text has a part in is one of a log: it
// begins with a time, and what follows goes on in no full stop of a sentence before it.
func logLines(text string, at message.Span) bool {
	from := strings.LastIndexByte(text[:at.Start], '\n') + 1
	for line := range strings.SplitSeq(strings.Trim(text[from:at.End], "\n"), "\n") {
		if !stamped(line) {
			return false
		}
	}
	return true
}

// stamped reports whether a line begins with a date, or has the time of a day within its
// first bytes: "2024-11-02 INFO", "Oct 03 02:11:09 mx1", `{"time":"2024-...`.
func stamped(line string) bool {
	head := line[:min(len(line), maxStamp)]
	if date := strings.TrimPrefix(head, "["); len(date) > 8 && numeral(date) && numeral(date[2:]) && date[4] == '-' && numeral(date[5:]) && date[7] == '-' {
		return true
	}
	for i := 2; i+5 < len(head); i++ {
		if head[i] == ':' && head[i+3] == ':' && numeral(head[i-2:i]) && numeral(head[i+1:i+3]) && numeral(head[i+4:i+6]) {
			return true
		}
	}
	return false
}

// maxStamp is how far into a line its time may stand.
const maxStamp = 48

func numeral(s string) bool {
	return s[0] >= '0' && s[0] <= '9' && s[1] >= '0' && s[1] <= '9'
}
