package markup

import (
	"strings"

	"github.com/mcp-watchdog/mcp-watchdog/internal/unmask"
)

// HTMLComments finds comments that a renderer of HTML or markdown hides, as
// the HTML standard parses them (§13.2.5.43 ff.): "<!-->" and "<!--->" are
// complete, "--!>" ends one too. A comment that a reader sees stays: in a code
// fence or code span of markdown, or in a text that is plainly source code. So
// does what is no comment to a parser: in a script, a style sheet, a textarea
// (HiddenHTML reads scripts and style sheets). An unclosed comment hides the
// rest of an HTML document and of a markdown text in which it starts a line;
// elsewhere it is shown as it stands.
func HTMLComments(text string) []unmask.Mark {
	first := strings.Index(text, "<!--")
	if first < 0 {
		return nil
	}
	s := scanContext(text)
	if s.code {
		return nil
	}
	var marks []unmask.Mark
	raw := rawElements(text, &s)
	for i := first; i >= 0; {
		if end := s.visibleUntil(i); end > i {
			i = next(text, "<!--", end)
			continue
		}
		for len(raw) > 0 && raw[0].inner.End <= i {
			raw = raw[1:]
		}
		if len(raw) > 0 && raw[0].tag.Start <= i && raw[0].name != "noscript" {
			i = next(text, "<!--", raw[0].inner.End)
			continue
		}
		end, closed := commentEnd(text, i)
		if !closed && !s.html && !startsLine(text, i) {
			break // shown as text, and nothing behind it closes either
		}
		marks = append(marks, commentMark(text, i, end))
		i = next(text, "<!--", end)
	}
	return marks
}

// next is strings.Index from an offset on.
func next(text, what string, from int) int {
	if k := strings.Index(text[from:], what); k >= 0 {
		return from + k
	}
	return -1
}

// commentEnd returns the offset behind the comment that opens at i.
func commentEnd(text string, i int) (end int, closed bool) {
	body := i + len("<!--")
	for _, abrupt := range []string{">", "->"} {
		if strings.HasPrefix(text[body:], abrupt) {
			return body + len(abrupt), true
		}
	}
	for j := body; ; {
		k := strings.Index(text[j:], "--")
		if k < 0 {
			return len(text), false
		}
		j += k
		switch rest := text[j+2:]; {
		case strings.HasPrefix(rest, ">"):
			return j + 3, true
		case strings.HasPrefix(rest, "!>"):
			return j + 4, true
		}
		j++
	}
}

func commentMark(text string, start, end int) unmask.Mark {
	inner := strings.TrimSpace(strings.Trim(text[start:end], "<!->"))
	m := unmask.Mark{Start: start, End: end, Kind: unmask.HTMLComment, Hidden: unmask.Bounded(inner)}
	if strings.IndexFunc(inner, unmask.IsWordRune) >= 0 {
		m.Weight = unmask.Words
	}
	return m
}

// startsLine reports whether i follows at most three spaces on its line, where
// markdown starts an HTML block.
func startsLine(text string, i int) bool {
	j := i
	for j > 0 && i-j < 4 && text[j-1] == ' ' {
		j--
	}
	return i-j < 4 && (j == 0 || text[j-1] == '\n' || text[j-1] == '\r')
}
