package markup

import (
	"strings"

	"github.com/mcp-watchdog/mcp-watchdog/internal/unmask"
)

// context is what a first pass learns about a text: whether it is a whole HTML
// document, whether it is source code, and where markdown shows things as they
// stand.
type context struct {
	html    bool
	code    bool
	visible []unmask.Stretch // code fences and code spans, ascending
	infos   []unmask.Stretch // what stands behind the opening of code fences
	at      int              // visibleUntil asks in ascending order
}

// visibleUntil returns the end of the code fence or span that i lies in, or i.
func (c *context) visibleUntil(i int) int {
	for c.at < len(c.visible) && c.visible[c.at].End <= i {
		c.at++
	}
	if c.at < len(c.visible) && c.visible[c.at].Start <= i {
		return c.visible[c.at].End
	}
	return i
}

// scanContext reads the text line by line, once.
func scanContext(text string) context {
	var c context
	c.html = looksLikeHTMLDocument(text)
	if !c.html {
		c.visible, c.infos = codeStretches(text)
	}
	lines, codeLines, markupLines := 0, 0, 0
	skip := 0
	for i := 0; i < len(text); {
		end := lineEnd(text, i)
		for skip < len(c.visible) && c.visible[skip].End <= i {
			skip++
		}
		fenced := skip < len(c.visible) && c.visible[skip].Start <= i
		if line := strings.TrimSpace(text[i:end]); line != "" && !fenced {
			lines++
			switch classify(line) {
			case codeLine:
				codeLines++
			case markupLine:
				markupLines++
			}
		}
		i = end + 1
	}
	c.code = !c.html && codeLines*3 >= lines && markupLines*5 < lines && codeLines >= 2
	return c
}

// SourceCode reports whether text is plainly source code, of a program rather
// than of a page.
func SourceCode(text string) bool {
	c := scanContext(text)
	return c.code || !c.html && minified(text)
}

// minified reports whether text is a program without its white space: long lines
// of which every tenth byte is one that programs have and prose and markup do not.
func minified(text string) bool {
	text = text[:min(len(text), minifiedHead)]
	marks := 0
	for i := range len(text) {
		switch text[i] {
		case ';', '{', '}', '(', ')', '=', '&', '|':
			marks++
		}
	}
	return len(text) > 256 && marks*10 > len(text) && strings.Count(text, "\n")*120 < len(text)
}

// minifiedHead is how much of a text is looked at for that.
const minifiedHead = 8 << 10

func lineEnd(text string, i int) int {
	if k := strings.IndexByte(text[i:], '\n'); k >= 0 {
		return i + k
	}
	return len(text)
}

func looksLikeHTMLDocument(text string) bool {
	head := strings.ToLower(text[:min(len(text), 512)])
	head = strings.TrimLeft(head, "\ufeff \t\r\n")
	return strings.HasPrefix(head, "<!doctype html") || strings.HasPrefix(head, "<html") ||
		strings.HasPrefix(head, "<?xml") || strings.HasPrefix(head, "<svg") || strings.Contains(head, "<html")
}

type lineClass uint8

const (
	otherLine lineClass = iota
	codeLine
	markupLine
)

// codeStarts begin lines of common programming languages.
var codeStarts = []string{
	"import ", "from ", "const ", "let ", "var ", "func ", "function ", "def ", "class ", "return ", "return;", "package ", "#include",
	"public ", "private ", "protected ", "static ", "if (", "if(", "for (", "for(", "while (", "} else", "export ", "use ", "fn ",
	"impl ", "struct ", "type ", "#!", "//", "/*", "* ", "*/", "SELECT ", "INSERT ", "CREATE ", "elif ", "else:", "try:", "except ",
	"@", "async ", "await ", "case ", "switch ",
}

// codeStartsBy has them by their first byte.
var codeStartsBy = byFirstByte(codeStarts)

func byFirstByte(list []string) (by [128][]string) {
	for _, s := range list {
		by[s[0]] = append(by[s[0]], s)
	}
	return by
}

// classify guesses what a line belongs to. A line that ends like a statement
// or starts like one is code; a line that starts with a tag, a heading or a
// comment is markup.
func classify(line string) lineClass {
	switch {
	case strings.HasPrefix(line, "<!--"), line[0] == '<' && len(line) > 1 && (line[1] == '/' || unmask.IsLetter(line[1])):
		return markupLine
	case line[0] == '#' && len(line) > 1 && (line[1] == ' ' || line[1] == '#'):
		return otherLine // a heading of markdown, or a comment of many languages
	}
	switch line[len(line)-1] {
	case ';', '{', '}':
		return codeLine
	}
	if strings.HasSuffix(line, ");") || strings.HasSuffix(line, "),") || strings.HasSuffix(line, "):") || line == ")" {
		return codeLine
	}
	if assigns(line) || line[len(line)-1] == ':' && opensBlock(line) {
		return codeLine
	}
	if line[0] < 128 {
		for _, s := range codeStartsBy[line[0]] {
			if strings.HasPrefix(line, s) {
				return codeLine
			}
		}
	}
	return otherLine
}

// assigns reports whether a line sets a variable: a dotted or indexed name, an
// equals sign with spaces around it, and a value.
func assigns(line string) bool {
	i := 0
	for i < len(line) && (unmask.IsAlnum(line[i]) || line[i] == '_' || line[i] == '.' || line[i] == '[' || line[i] == ']' || line[i] == '\'' || line[i] == '"') {
		i++
	}
	if i == 0 || !unmask.IsLetter(line[0]) && line[0] != '_' || i+3 > len(line) || line[i] != ' ' {
		return false
	}
	rest := line[i+1:]
	if c := rest[0]; c == '+' || c == '-' || c == ':' || c == '*' || c == '|' {
		rest = rest[1:]
	}
	return strings.HasPrefix(rest, "= ")
}

// opensBlock reports whether a line that ends in a colon begins a block of a
// language that indents.
func opensBlock(line string) bool {
	for _, s := range [...]string{"if ", "for ", "while ", "with ", "elif ", "else", "try", "except", "finally", "def ", "class ", "lambda "} {
		if strings.HasPrefix(line, s) {
			return true
		}
	}
	return false
}
