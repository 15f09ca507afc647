package markup

import (
	"bytes"
	"math/rand"
	"strings"
	"testing"
	"time"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/extension"
	renderer "github.com/yuin/goldmark/renderer/html"
)

// shownBy is what a reader sees of a page.
func shownBy(page string) string {
	c := context{html: true}
	p := newPage(page, &c, true)
	p.out = &rendering{}
	p.walk(0)
	return p.out.String()
}

// TestMarkdownAgainstGoldmark compares what a reader sees of random documents
// with what goldmark makes of them. They differ in tables that a paragraph goes
// on behind or before, where goldmark shows the paragraph last.
func TestMarkdownAgainstGoldmark(t *testing.T) {
	pieces := []string{
		"word", "two words", " ", " ", "\n", "\n\n", "\n\n", "# ", "## Head\n", "\n===\n", "\n---\n", "***\n", "- ", "- [x] ", "* ", "+ ", "1. ", "2. ", "3) ", "> ", "  ", "    ", "\t",
		"*a*", "**b**", "_c_", "__d__", "***e***", "*", "**", "_", "~~f~~", "~", "snake_case_name", "`g`", "`` h ` i ``", "`", "\\*", "\\", "\\\n", "  \n",
		"[j](https://k.example/)", "[l](<m n> \"title\")", "![o](p.png)", "[q][r]", "[r]", "\n\n[r]: /s \"t\"\n\n", "<https://u.example/>", "<v@w.example>", "[", "]", "(x)", "!",
		"&amp;", "&copy;", "&copy", "&#65;", "&", "<b>y</b>", "<br>", "<!-- z -->", "\n<div>\ninside\n</div>\n", "<", ">", "1 < 2", "```\n", "~~~\n", "```go\ncode *x*\n```\n", "\n| a | b |\n|---|---|\n| 1 | 2 |\n", "| c \\| d |", "|", "\n--|--\n",
	}
	md := goldmark.New(goldmark.WithExtensions(extension.Table, extension.Strikethrough, extension.TaskList), goldmark.WithRendererOptions(renderer.WithUnsafe()))
	rng := rand.New(rand.NewSource(5))
	const documents = 20_000
	apart := 0
	for range documents {
		var b strings.Builder
		for range 2 + rng.Intn(12) {
			b.WriteString(pieces[rng.Intn(len(pieces))])
		}
		doc := b.String()
		var page bytes.Buffer
		if err := md.Convert([]byte(doc), &page); err != nil {
			t.Fatal(err)
		}
		c := context{}
		c.visible, c.infos = codeStretches(doc)
		ours, theirs := shownBy(markdownPage(doc, &c)), shownBy(page.String())
		if ours != theirs {
			apart++
			if apart <= 15 && testing.Verbose() {
				t.Logf("%q\n  ours %q\ntheirs %q\npage %q", doc, ours, theirs, markdownPage(doc, &c))
			}
		}
	}
	t.Logf("%d of %d documents are shown otherwise", apart, documents)
	if apart > documents/100 {
		t.Errorf("%d of %d documents are shown otherwise", apart, documents)
	}
}

// TestMarkdownIsLinear renders what would take a careless reader for ever.
func TestMarkdownIsLinear(t *testing.T) {
	for name, piece := range map[string]string{
		"definitions": "[a]: b\n", "rules": "a|b\n-|-|-\n", "emphasis": "*a_b", "stars": "a **", "openers": "[", "pictures": "![", "links": "[a](b", "ticks": "`a", "tags": "<a b=\"", "tags too": "<a b=c ",
		"quotes": "> ", "items": "- ", "fences": "```\n", "lazy": "> a\n", "items and quotes": "- > ", "underlines": "a\n=\n", "lines": "a\n", "references": "&#1", "bars": "|", "code": "    a\n\n", "html": "<div>\n", "brackets": "]", "wavy": "~~a",
	} {
		few, many := strings.Repeat(piece, 1<<14/len(piece)), strings.Repeat(piece, 1<<20/len(piece))
		render := func(s string) { Render(s) }
		quick := timeOf(render, few)
		slow := timeOf(render, many)
		for range 5 { // on a busy machine a pass may lose its turn
			if slow < 100*time.Millisecond || slow < 64*6*quick {
				break
			}
			quick, slow = max(quick, timeOf(render, few)), min(slow, timeOf(render, many))
		}
		if slow >= 100*time.Millisecond && slow >= 64*6*quick {
			t.Errorf("%s: %s for 16 KB, %s for 1 MB", name, quick, slow)
		}
		if slow > 20*time.Second {
			t.Errorf("%s: %s for 1 MB", name, slow)
		}
	}
}
