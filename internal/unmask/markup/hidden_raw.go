package markup

import (
	"strings"

	"github.com/mcp-watchdog/mcp-watchdog/internal/unmask"
)

// rawNames are the elements whose content is text to an HTML parser, not markup
// (HTML §13.2.5.2 ff.).
var rawNames = [...]string{"script", "style", "textarea", "title", "xmp", "iframe", "noembed", "noframes", "noscript", "plaintext"}

// rawElement is an element whose content holds no tags and no comments.
type rawElement struct {
	name  string
	tag   unmask.Stretch // the start tag
	inner unmask.Stretch // the content
}

// rawElements finds them in order. What stands in tags and comments is stepped
// over, and so is what markdown shows as code. In a fragment, an element that is
// never closed is none: most renderers show its tag as text. In SVG, only script
// counts.
func rawElements(text string, c *context) []rawElement {
	r := rawScan{text: text, page: c.html, mask: mask{text: text}}
	shown := 0
	for i := next(text, "<", 0); i >= 0 && i < len(text); i = next(text, "<", i) {
		for shown < len(c.visible) && c.visible[shown].End <= i {
			shown++
		}
		if shown < len(c.visible) && c.visible[shown].Start <= i {
			i = c.visible[shown].End
			continue
		}
		i = r.markup(i)
	}
	return r.out
}

// rawScan is one call of rawElements.
type rawScan struct {
	text   string
	page   bool // an HTML document
	mask   mask
	svg    int
	absent [len(rawNames)]bool
	out    []rawElement
}

// markup takes what opens at i and returns where to go on.
func (r *rawScan) markup(i int) int {
	rest := r.text[i:]
	end := r.markupEnd(i)
	switch {
	case end == 0:
		return i + 1
	case len(rest) > 5 && rest[1] == '/' && strings.EqualFold(rest[2:5], "svg"):
		r.svg = max(0, r.svg-1)
		return end
	case namedTag(rest, "svg"):
		r.svg++
		return end
	case r.svg > 0 && breaksOut(rest):
		r.svg = 0
	}
	n := rawName(rest)
	if n < 0 || r.svg > 0 && rawNames[n] != "script" || r.absent[n] && !r.page {
		return end
	}
	e := rawElement{name: rawNames[n], tag: unmask.Stretch{Start: i, End: end}}
	shut := closeTag(r.text, end, e.name)
	if e.name == "script" && shut > 0 && strings.Contains(r.text[end:shut], "<!--") {
		shut = scriptEnd(r.text, end)
	}
	if shut < 0 {
		r.absent[n] = true
		if !r.page {
			return end
		}
		shut = len(r.text)
	}
	e.inner = unmask.Stretch{Start: end, End: shut}
	r.out = append(r.out, e)
	return shut
}

// markupEnd returns the offset behind the tag, comment or declaration at i, or 0
// if it is text.
func (r *rawScan) markupEnd(i int) int {
	if !r.page {
		return r.mask.element(i)
	}
	rest := r.text[i:]
	switch {
	case len(rest) < 3:
		return 0
	case strings.HasPrefix(rest, "<!--"):
		end, _ := commentEnd(r.text, i)
		return end
	case unmask.IsLetter(rest[1]):
		return tagEnd(r.text, i)
	case rest[1] == '/' && unmask.IsLetter(rest[2]):
		return tagEnd(r.text, i+1)
	case rest[1] == '/' || rest[1] == '!' || rest[1] == '?':
		if k := strings.IndexByte(rest, '>'); k > 0 {
			return i + k + 1
		}
		return len(r.text)
	}
	return 0
}

// breaksOut reports whether s starts with a start tag of HTML that ends an open
// picture.
func breaksOut(s string) bool {
	n := 1
	for n < len(s) && n < 12 && (unmask.IsLetter(s[n]) || unmask.IsDigit(s[n])) {
		n++
	}
	return n > 1 && n < len(s) && endsName(s[n]) && strings.Contains(breakOut, " "+strings.ToLower(s[1:n])+" ")
}

// rawName returns the index of the raw element whose start tag s starts with,
// or -1.
func rawName(s string) int {
	if len(s) < 5 {
		return -1
	}
	switch s[1] | 0x20 {
	case 's', 't', 'x', 'i', 'n', 'p':
		for n, name := range rawNames {
			if namedTag(s, name) {
				return n
			}
		}
	}
	return -1
}

// namedTag reports whether s starts with a start tag of that name.
func namedTag(s, name string) bool {
	n := 1 + len(name)
	return len(s) > n && endsName(s[n]) && strings.EqualFold(s[1:n], name)
}

func endsName(c byte) bool { return c == '>' || c == '/' || unmask.IsBlank(c) || c == '\f' }

// tagEnd returns the offset behind the tag that starts at i, as HTML reads
// attributes (§13.2.5.32 ff.), or the end of the text if it never ends.
func tagEnd(text string, i int) int {
	a := newAttributes(text, i, len(text))
	for a.next() {
	}
	return a.end
}

// scriptEnd returns where the end tag of a script starts that holds "<!--": in
// what looks like a comment, a script inside has an end tag of its own (HTML
// §13.2.5.18 ff.).
func scriptEnd(text string, i int) int {
	comment, inner := false, false
	for ; i < len(text); i++ {
		k := strings.IndexAny(text[i:], "<-")
		if k < 0 {
			break
		}
		i += k
		switch rest := text[i:]; {
		case strings.HasPrefix(rest, "-->"):
			comment, inner = false, false
		case strings.HasPrefix(rest, "<!--"):
			comment = true
		case comment && namedTag(rest, "script"):
			inner = true
		case len(rest) > 8 && rest[1] == '/' && endsName(rest[8]) && strings.EqualFold(rest[2:8], "script"):
			if !inner {
				return i
			}
			inner = false
		}
	}
	return -1
}

// closeTag returns where the end tag of that name starts, from i on, or -1.
func closeTag(text string, i int, name string) int {
	for {
		k := strings.Index(text[i:], "</")
		if k < 0 {
			return -1
		}
		i += k
		if n := i + 2 + len(name); n < len(text) && endsName(text[n]) && strings.EqualFold(text[i+2:n], name) {
			return i
		}
		i += 2
	}
}
