// Package markup finds what a text in HTML, SVG, Markdown or XML does not show
// when it is rendered: comments, hidden elements and attributes, definitions and
// titles of links, links that carry data out, active content. It is pure, linear
// in the length of the text, and allocates nothing when it finds nothing.
package markup

import (
	"slices"
	"strings"

	"github.com/mcp-watchdog/mcp-watchdog/internal/unmask"
)

// HiddenHTML finds, ascending and apart, what HTML, SVG and CSS keep from a
// reader and a model reads:
//
//   - elements that render to nothing (HiddenElement): by style attribute or a
//     rule of the document's own style sheets (display, visibility, opacity, size
//     of the font or the box, colour of the ground, a place off the screen,
//     clipping, scaling), by attribute (hidden, popover), or by their nature
//     (template, noscript, closed details, fallback content, what SVG only
//     defines or describes);
//   - attribute values in prose that are not shown (HiddenAttribute), of any
//     attribute, also of code fences, and the value of a hidden input;
//   - prose in scripts and style sheets (HiddenCode), comments and strings of
//     CSS content among it;
//   - what a parser takes for a comment though it looks different (HTMLComment):
//     declarations, processing instructions, CDATA outside SVG;
//   - comment lines in the front matter of a markdown text (FrontMatter).
//
// Ordinary pages are full of such things: a mark says where and what, and only
// the words can say whether it was planted. The weight is Words, or Stray if
// there are none. Without a mark the rest stays well formed: it is a whole
// element, a run of text, or a value without its quotes.
//
// Where it depends on what is not in the text (a style sheet elsewhere, an image
// behind the words) the text is marked, if it is short. What markdown shows as
// code has no marks. In a text that looks like source code only short elements
// that are closed have one, and comments on lines of their own (HTMLComment).
func HiddenHTML(text string) []unmask.Mark {
	comments := strings.HasPrefix(text, "<!--") || strings.Contains(text, "\n<!--")
	if !comments && !mayHideHTML(text) {
		return nil
	}
	c := scanContext(text)
	if comments && !c.code && !mayHideHTML(text) {
		return nil
	}
	p := newPage(text, &c, false)
	body := p.frontMatter()
	p.fenceInfos()
	p.walk(body)
	return p.marks()
}

// fenceInfos marks what stands behind the opening of a code fence: only its
// first word, the language, is used.
func (p *page) fenceInfos() {
	for _, s := range p.ctx.infos {
		if from, to, _ := proseRun(p.text[:s.End], s.Start, proseWords, true); from < to {
			p.say(unmask.HiddenAttribute, s.Start, s.End, p.text[s.Start:s.End])
		}
	}
}

// frontMatter marks the comments in the YAML block that a markdown text starts
// with, and returns where the text itself starts. Without a text behind it, it
// is a YAML file, in which comments are seen.
func (p *page) frontMatter() int {
	if !strings.HasPrefix(p.text, "---\n") && !strings.HasPrefix(p.text, "---\r\n") {
		return 0
	}
	var lines []unmask.Stretch
	for i := lineEnd(p.text, 0) + 1; i < len(p.text); {
		end := lineEnd(p.text, i)
		line := strings.TrimSpace(p.text[i:end])
		if line == "---" || line == "..." {
			if end = min(end+1, len(p.text)); isYAML(p.text[end:]) {
				return 0 // a file of several documents, or of one
			}
			for _, l := range lines {
				p.say(unmask.FrontMatter, l.Start, l.End, strings.TrimLeft(p.text[l.Start:l.End], "# "))
			}
			return end
		}
		if strings.HasPrefix(line, "#") {
			lines = append(lines, unmask.Stretch{Start: i + strings.IndexByte(p.text[i:end], '#'), End: end})
		}
		i = end + 1
	}
	return 0
}

// isYAML reports whether nothing but more of the same follows: the first line
// that is no comment sets a key, or there is none.
func isYAML(s string) bool {
	for i := 0; i < len(s); {
		end := lineEnd(s, i)
		line := strings.TrimSpace(s[i:end])
		i = end + 1
		if line == "" || line[0] == '#' || line == "---" {
			continue
		}
		key, val, ok := strings.Cut(line, ":")
		return ok && !strings.ContainsAny(key, " \t<[`*") && (val == "" || val[0] == ' ')
	}
	return true
}

// say adds a mark whose hidden words are known.
func (p *page) say(k unmask.Kind, start, end int, words string) {
	from := len(p.words)
	p.addWords(words)
	p.found = append(p.found, finding{start: start, end: end, kind: k, from: from, to: len(p.words)})
	p.words = append(p.words, ' ')
}

// marks turns what was found into marks.
func (p *page) marks() []unmask.Mark {
	if len(p.found) == 0 {
		return nil
	}
	slices.SortStableFunc(p.found, func(a, b finding) int { return a.start - b.start })
	words := string(p.words)
	marks := make([]unmask.Mark, 0, len(p.found))
	end := 0
	for _, f := range p.found {
		if f.start < end || (f.doubtful || p.ctx.code) && f.to-f.from > maxDoubtful {
			continue
		}
		hidden := strings.TrimSpace(words[f.from:f.to])
		m := unmask.Mark{Start: f.start, End: f.end, Kind: f.kind, Hidden: unmask.Bounded(hidden)}
		if unmask.HasLetters(hidden) {
			m.Weight = unmask.Words
		}
		marks = append(marks, m)
		end = f.end
	}
	return marks
}

// maxDoubtful is the number of bytes up to which text that may be hidden is
// marked: whole pages that may be white on something are not.
const maxDoubtful = 2 << 10
