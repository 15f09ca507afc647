package markup

import (
	"math/rand"
	"slices"
	"strings"
	"testing"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/text"

	"github.com/mcp-watchdog/mcp-watchdog/internal/unmask"
)

func TestCodeStretches(t *testing.T) {
	for _, c := range []struct{ name, text, want string }{
		{"fence", "a\n```html\nZ\n```\nb", "visible"},
		{"tilde fence", "~~~\nZ\n~~~\n", "visible"},
		{"unclosed fence", "```\nZ", "visible"},
		{"shorter fence does not close", "````\n```\nZ\n````\n", "visible"},
		{"behind a fence", "```\nx\n```\nZ", "hidden"},
		{"words behind the opening fence", "```html Z\nx\n```\n", "hidden"},
		{"span", "a `Z` b", "visible"},
		{"span over two lines", "a `b\nZ` c", "visible"},
		{"span of two ticks", "``a ` Z``", "visible"},
		{"no span over a blank line", "a `b\n\nZ` c", "hidden"},
		{"fence in a list", "- a\n\n  ```\n  Z\n  ```\n", "visible"},
		{"fence in a nested list", "1. a\n   - b\n     ```\n     Z\n     ```\n", "visible"},
		{"fence right behind a list marker", "- ```\n  Z\n  ```\n", "visible"},
		{"fence in a quote", "> ```\n> Z\n> ```\n", "visible"},

		{"escaped backtick", "\\`Z\\`", "hidden"},
		{"backtick in an attribute", "<a b=\"`\">Z</a> `x", "hidden"},
		{"backtick in a comment", "a <!-- ` --> Z <!-- ` -->", "hidden"},
		{"backtick in an autolink", "<http://x.test/`> Z `", "hidden"},
		{"the quote ends the fence", "> ```\nZ\n", "hidden"},
		{"the item ends the fence", "- ```\nZ\n", "hidden"},
		{"a fence indented like code", "        ```\nZ\n        ```\n", "hidden"},
		{"a fence inside an HTML block", "<div>\n```\nZ\n```\n</div>\n", "hidden"},
		{"a fence inside pre", "<pre>\n\n```\nZ\n```\n</pre>\n", "hidden"},
		{"backticks in an HTML block", "<p>`Z`</p>", "hidden"},
		{"a fence inside a comment", "<!--\n```\nZ\n```\n-->\n", "hidden"},
	} {
		i := strings.IndexByte(c.text, 'Z')
		code, _ := codeStretches(c.text)
		shown := slices.ContainsFunc(code, func(s unmask.Stretch) bool { return s.Start <= i && i < s.End })
		if shown != (c.want == "visible") {
			t.Errorf("%s: in code: %v, want %s\n%s", c.name, shown, c.want, c.text)
		}
	}
}

// TestCodeStretchesAgainstGoldmark compares random documents with what goldmark
// makes of them. To take for code what is not would hide something; to miss code
// is merely strict, and may happen in few cases.
func TestCodeStretchesAgainstGoldmark(t *testing.T) {
	pieces := []string{
		"`", "``", "```", "```\n", "~~~\n", "\n", "\n\n", "> ", "- ", "1. ", "2) ", "    ", "  ", "\t", "a", "Z", "Z", "\\", "<!--", "-->",
		"<a b=\"", "\">", "<div>", "</div>", "<pre>", "</pre>", "<i>", "'", "#", "# ", "===\n", "---\n", "<?", "?>", "<http://x.y/", ">", "*", " ",
	}
	rng := rand.New(rand.NewSource(1))
	const documents = 20_000
	total, strict, wrong := 0, 0, 0
	for range documents {
		var b strings.Builder
		for range 2 + rng.Intn(14) {
			b.WriteString(pieces[rng.Intn(len(pieces))])
		}
		doc := b.String()
		ours, _ := codeStretches(doc)
		theirs, indented := goldmarkCode(doc, false), goldmarkCode(doc, true)
		for i := range doc {
			if doc[i] != 'Z' {
				continue
			}
			total++
			in := func(s unmask.Stretch) bool { return s.Start <= i && i < s.End }
			switch us, them := slices.ContainsFunc(ours, in), slices.ContainsFunc(theirs, in); {
			case us && !them && !slices.ContainsFunc(indented, in):
				wrong++
				if wrong <= 10 {
					t.Logf("not code at %d: %q", i, doc)
				}
			case !us && them:
				strict++
				if strict <= 10 && testing.Verbose() {
					t.Logf("code at %d: %q", i, doc)
				}
			}
		}
	}
	t.Logf("%d places in %d documents: %d wrongly taken for code, %d missed", total, documents, wrong, strict)
	if total < documents/4 || wrong*10_000 > total || strict*1000 > total {
		t.Errorf("%d places: %d wrongly taken for code, %d missed", total, wrong, strict)
	}
}

// goldmarkCode returns what goldmark shows as fenced code and code spans, or as
// indented code.
func goldmarkCode(doc string, indented bool) []unmask.Stretch {
	var out []unmask.Stretch
	root := goldmark.DefaultParser().Parse(text.NewReader([]byte(doc)))
	_ = ast.Walk(root, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		if !entering {
			return ast.WalkContinue, nil
		}
		switch n := n.(type) {
		case *ast.FencedCodeBlock:
			for i := range n.Lines().Len() {
				if indented {
					break
				}
				out = append(out, unmask.Stretch{Start: n.Lines().At(i).Start, End: n.Lines().At(i).Stop})
			}
		case *ast.CodeBlock:
			for i := range n.Lines().Len() {
				if !indented {
					break
				}
				out = append(out, unmask.Stretch{Start: n.Lines().At(i).Start, End: n.Lines().At(i).Stop})
			}
		case *ast.CodeSpan:
			for c := n.FirstChild(); c != nil && !indented; c = c.NextSibling() {
				if s, ok := c.(*ast.Text); ok {
					out = append(out, unmask.Stretch{Start: s.Segment.Start, End: s.Segment.Stop})
				}
			}
		}
		return ast.WalkContinue, nil
	})
	return out
}
