package markup

import (
	"strings"

	"github.com/mcp-watchdog/mcp-watchdog/internal/unmask"
)

// maxLinkText bounds the text of a link in a terminal.
const maxLinkText = 512

// LyingTerminalLinks returns those of marks, which are ANSI's for text, that
// open a link (OSC 8) whose text is an address on another host than the one it
// leads to. Hidden is where it leads.
func LyingTerminalLinks(text string, marks []unmask.Mark) []unmask.Mark {
	var out []unmask.Mark
	for k, m := range marks {
		if m.Kind != unmask.ANSIControl || m.Hidden == "" || k+1 == len(marks) || marks[k+1].Start-m.End > maxLinkText {
			continue
		}
		if s := strings.TrimLeft(text[m.Start:m.End], "\x1b]\u009d"); !strings.HasPrefix(s, "8;") {
			continue
		}
		if lies(strings.TrimSpace(text[m.End:marks[k+1].Start]), m.Hidden) {
			m.Kind = unmask.LyingLink
			out = append(out, m)
		}
	}
	return out
}
