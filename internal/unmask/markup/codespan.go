package markup

import (
	"strings"

	"github.com/mcp-watchdog/mcp-watchdog/internal/unmask"
)

// fence returns the character and length of the code fence that the line, from
// its first character on, opens; 0 if it opens none.
func fence(line string) (char byte, n int) {
	if line == "" || line[0] != '`' && line[0] != '~' {
		return 0, 0
	}
	char = line[0]
	for n < len(line) && line[n] == char {
		n++
	}
	if n < 3 || char == '`' && strings.IndexByte(line[n:], '`') >= 0 {
		return 0, 0
	}
	return char, n
}

// maxTicks is the longest run of backticks that opens a code span here.
const maxTicks = 16

// codeSpans appends the code spans of the paragraph between i and end. A
// backslash takes a backtick its meaning, and what stands in a tag opens no
// span. Each length of run is searched for at most once without success, so the
// cost stays linear.
func codeSpans(text string, i, end int, out []unmask.Stretch) []unmask.Stretch {
	if strings.IndexByte(text[i:end], '`') < 0 {
		return out
	}
	var none [maxTicks + 1]bool
	h := inlineHTML{text: text, end: end}
	for i < end {
		switch text[i] {
		case '\\':
			i += 2
		case '<':
			i = max(i+1, h.element(i))
		case '`':
			n := ticks(text, i, end)
			shut := -1
			if n <= maxTicks && !none[n] {
				shut = shutSpan(text, i+n, end, n)
				none[n] = shut < 0
			}
			if shut < 0 {
				i += n
				continue
			}
			out = append(out, unmask.Stretch{Start: i, End: shut})
			i = shut
		default:
			i++
		}
	}
	return out
}

// shutSpan returns the end of the run of exactly n backticks that comes next,
// or -1.
func shutSpan(text string, i, end, n int) int {
	for i < end {
		k := strings.IndexByte(text[i:end], '`')
		if k < 0 {
			return -1
		}
		i += k
		m := ticks(text, i, end)
		i += m
		if m == n {
			return i
		}
	}
	return -1
}

func ticks(text string, i, end int) int {
	n := 0
	for i+n < end && text[i+n] == '`' {
		n++
	}
	return n
}

// inlineHTML reads raw HTML and autolinks in a paragraph (CommonMark §6.5,
// §6.6). It remembers what no longer occurs, so that a flood of openers stays
// linear.
type inlineHTML struct {
	text   string
	end    int
	absent uint8 // bits by index into inlineStops
}

var inlineStops = [...]string{"-->", "?>", ">", "]]>"}

// element returns the end of the tag, comment, instruction, declaration, CDATA
// section or autolink that starts at i, or 0.
func (h *inlineHTML) element(i int) int {
	rest := h.text[i:h.end]
	switch {
	case len(rest) < 3:
		return 0
	case strings.HasPrefix(rest, "<!-->"):
		return i + 5
	case strings.HasPrefix(rest, "<!--->"):
		return i + 6
	case strings.HasPrefix(rest, "<!--"):
		return h.upTo(i+4, 0)
	case strings.HasPrefix(rest, "<![CDATA["):
		return h.upTo(i+9, 3)
	case strings.HasPrefix(rest, "<?"):
		return h.upTo(i+2, 1)
	case strings.HasPrefix(rest, "<!") && unmask.IsLetter(rest[2]):
		return h.upTo(i+2, 2)
	case rest[1] == '/' || unmask.IsLetter(rest[1]):
		if n := strictTag(rest); n > 0 {
			return i + n
		}
		if n := autolink(rest); n > 0 {
			return i + n
		}
	}
	return 0
}

// upTo returns the offset behind the next stop.
func (h *inlineHTML) upTo(from, stop int) int {
	if from > h.end || h.absent&(1<<stop) != 0 {
		return 0
	}
	k := strings.Index(h.text[from:h.end], inlineStops[stop])
	if k < 0 {
		h.absent |= 1 << stop
		return 0
	}
	return from + k + len(inlineStops[stop])
}

// strictTag returns the length of the open or closing tag that s starts with, by
// the grammar of CommonMark §6.6, or 0.
func strictTag(s string) int {
	i, closing := 1, false
	if s[1] == '/' {
		i, closing = 2, true
	}
	if i >= len(s) || !unmask.IsLetter(s[i]) {
		return 0
	}
	for i < len(s) && (unmask.IsLetter(s[i]) || unmask.IsDigit(s[i]) || s[i] == '-') {
		i++
	}
	for {
		gap := i
		for i < len(s) && (unmask.IsBlank(s[i])) {
			i++
		}
		switch {
		case i >= len(s):
			return 0
		case s[i] == '>':
			return i + 1
		case closing:
			return 0
		case strings.HasPrefix(s[i:], "/>"):
			return i + 2
		case gap == i || !unmask.IsLetter(s[i]) && s[i] != '_' && s[i] != ':':
			return 0
		}
		if i = strictAttribute(s, i); i == 0 {
			return 0
		}
	}
}

// strictAttribute returns the offset behind the attribute at i, or 0.
func strictAttribute(s string, i int) int {
	for i < len(s) && (unmask.IsLetter(s[i]) || unmask.IsDigit(s[i]) || strings.IndexByte("_.:-", s[i]) >= 0) {
		i++
	}
	j := i
	for j < len(s) && unmask.IsBlank(s[j]) {
		j++
	}
	if j >= len(s) || s[j] != '=' {
		return i
	}
	for j++; j < len(s) && unmask.IsBlank(s[j]); {
		j++
	}
	if j >= len(s) {
		return 0
	}
	if q := s[j]; q == '"' || q == '\'' {
		k := strings.IndexByte(s[j+1:], q)
		if k < 0 {
			return 0
		}
		return j + 1 + k + 1
	}
	k := j
	for k < len(s) && !unmask.IsBlank(s[k]) && strings.IndexByte("\"'=<>`", s[k]) < 0 {
		k++
	}
	if k == j {
		return 0
	}
	return k
}

// autolink returns the length of the autolink (§6.5) that s starts with, or 0.
func autolink(s string) int {
	for i := 1; i < len(s); i++ {
		switch c := s[i]; {
		case c == '>':
			inner := s[1:i]
			k := strings.IndexByte(inner, ':')
			if k >= 2 && k <= 32 || strings.IndexByte(inner, '@') > 0 {
				return i + 1
			}
			return 0
		case c <= ' ' || c == '<' || i > 2048:
			return 0
		}
	}
	return 0
}

// htmlBlocks are the elements that start an HTML block of type 6 (§4.6).
const htmlBlocks = " address article aside base basefont blockquote body caption center col colgroup dd details dialog dir div dl dt " +
	"fieldset figcaption figure footer form frame frameset h1 h2 h3 h4 h5 h6 head header hr html iframe legend li link main menu " +
	"menuitem nav noframes ol optgroup option p param search section summary table tbody td tfoot th thead title tr track ul "

// htmlBlock reports whether the line starts an HTML block (§4.6), and what ends
// it; an empty stop means a blank line.
func htmlBlock(line string, interrupts bool) (stop string, ok bool) {
	switch {
	case strings.HasPrefix(line, "<?"):
		return "?>", true
	case len(line) < 3:
		return "", false
	case strings.HasPrefix(line, "<!--"):
		return "-->", true
	case strings.HasPrefix(line, "<![CDATA["):
		return "]]>", true
	case strings.HasPrefix(line, "<!"):
		return ">", unmask.IsLetter(line[2])
	}
	i := 1
	if line[1] == '/' {
		i = 2
	}
	j := i
	for j < len(line) && (unmask.IsLetter(line[j]) || unmask.IsDigit(line[j]) || line[j] == '-') {
		j++
	}
	if j == i || j-i > 20 {
		return "", !interrupts && j > i && wholeTag(line)
	}
	name := strings.ToLower(line[i:j])
	ends := j == len(line) || unmask.IsBlank(line[j]) || line[j] == '>'
	switch name {
	case "pre", "script", "style", "textarea":
		if i == 1 && ends {
			return "</", true
		}
		return "", i == 2 && !interrupts && wholeTag(line)
	}
	if (ends || strings.HasPrefix(line[j:], "/>")) && strings.Contains(htmlBlocks, " "+name+" ") {
		return "", true
	}
	return "", !interrupts && wholeTag(line)
}

// wholeTag reports whether the line is one complete tag and nothing else.
func wholeTag(line string) bool {
	n := strictTag(line)
	return n > 0 && strings.TrimSpace(line[n:]) == ""
}

// containsFold reports whether line holds the end of an HTML block. The stop
// "</" stands for the end tag of pre, script, style or textarea.
func containsFold(line, stop string) bool {
	if stop != "</" {
		return strings.Contains(line, stop)
	}
	for i := 0; ; i += 2 {
		k := strings.Index(line[i:], "</")
		if k < 0 {
			return false
		}
		i += k
		for _, name := range []string{"pre>", "script>", "style>", "textarea>"} {
			if len(line)-i-2 >= len(name) && strings.EqualFold(line[i+2:i+2+len(name)], name) {
				return true
			}
		}
	}
}
