package unmask

import (
	"bytes"
	"html"
	"strings"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/extension"
	"github.com/yuin/goldmark/parser"
	renderer "github.com/yuin/goldmark/renderer/html"
)

// Limits that keep goldmark, which is quadratic in some of what it reads, to
// linear time: a text is handed over in pieces, and a paragraph with more special
// characters than any writer sets is shown as it stands.
const (
	pieceSize  = 16 << 10
	maxSpecial = 512
	maxDepth   = 24
)

// markdownPage returns the HTML that a markdown text is shown as.
func markdownPage(text string, c *context) string {
	md := goldmark.New(goldmark.WithExtensions(extension.Table, extension.Strikethrough, extension.TaskList), goldmark.WithRendererOptions(renderer.WithUnsafe()))
	refs := parser.NewContext()
	for _, d := range definitions(text, c) {
		if !d.footnote() {
			refs.AddReference(parser.NewReference([]byte(d.key), []byte(d.url), nil))
		}
	}
	var out bytes.Buffer
	out.Grow(len(text) + len(text)/4)
	b := blocks{text: text, para: -1}
	from := 0
	for i := 0; i < len(text); {
		end := lineEnd(text, i)
		b.line(i, end)
		i = min(end+1, len(text))
		between := b.para < 0 && b.leaf == noLeaf && len(b.open) == 0
		if between && i-from >= pieceSize || i == len(text) {
			renderPiece(md, refs, text[from:i], &out)
			from = i
		}
	}
	return out.String()
}

// renderPiece renders one piece, or shows it as it stands if that would take
// too long.
func renderPiece(md goldmark.Markdown, refs parser.Context, piece string, out *bytes.Buffer) {
	if !laborious(piece) && md.Convert([]byte(piece), out, parser.WithContext(refs)) == nil {
		return
	}
	piece = Strip(piece, HTMLComments(piece))
	piece = Strip(piece, HiddenHTML(piece))
	out.WriteString("<pre>")
	out.WriteString(html.EscapeString(piece))
	out.WriteString("</pre>\n")
}

// laborious reports whether a piece has deeper nesting or more special
// characters in one paragraph than any writer would use.
func laborious(piece string) bool {
	special := 0
	for i := 0; i < len(piece); {
		end := lineEnd(piece, i)
		line := strings.TrimSpace(piece[i:end])
		depth := 0
		for k := 0; k < len(line) && strings.IndexByte("> \t-+*0123456789.)", line[k]) >= 0; k++ {
			if line[k] == '>' || line[k] == '-' || line[k] == '*' || line[k] == '+' || line[k] == '.' || line[k] == ')' {
				depth++
			}
		}
		if depth > maxDepth && strings.Trim(line, "-*_ ") != "" {
			return true
		}
		if line == "" || depth > 0 || line[0] == '#' || line[0] == '|' {
			special = 0
		}
		for k := 0; k < len(line); k++ {
			switch line[k] {
			case '[', ']', '`', '<', '*', '_', '!', '(', '~':
				special++
			}
		}
		if special > maxSpecial {
			return true
		}
		i = end + 1
	}
	return false
}
