package unmask

import "strings"

// rawNames are the elements whose content is text to an HTML parser, not markup
// (HTML §13.2.5.2 ff.).
var rawNames = [...]string{"script", "style", "textarea", "title", "xmp", "iframe", "noembed", "noframes", "noscript", "plaintext"}

// rawElement is an element whose content holds no tags and no comments.
type rawElement struct {
	name  string
	tag   stretch // the start tag
	inner stretch // the content
}

// rawElements finds them in order. Comments are stepped over, and so is what
// markdown shows as code. In a fragment, an element that is never closed is
// none: most renderers show its tag as text. In SVG, only script counts.
func rawElements(text string, c *context) []rawElement {
	var out []rawElement
	var absent [len(rawNames)]bool
	svg, shown, open := 0, 0, false
	for i := next(text, "<", 0); i >= 0; i = next(text, "<", i) {
		for shown < len(c.visible) && c.visible[shown].end <= i {
			shown++
		}
		if shown < len(c.visible) && c.visible[shown].start <= i {
			i = c.visible[shown].end
			continue
		}
		rest := text[i:]
		switch {
		case !open && strings.HasPrefix(rest, "<!--"):
			if end, closed := commentEnd(text, i); closed || c.html || startsLine(text, i) {
				i = end
				continue
			}
			open = true // text, as all that follow
		case namedTag(rest, "svg"):
			svg++
		case len(rest) > 5 && rest[1] == '/' && strings.EqualFold(rest[2:5], "svg"):
			svg = max(0, svg-1)
		}
		n := rawName(rest)
		if n < 0 || svg > 0 && rawNames[n] != "script" {
			i++
			continue
		}
		e := rawElement{name: rawNames[n], tag: stretch{i, tagEnd(text, i)}}
		i = e.tag.end
		if absent[n] && !c.html {
			continue
		}
		shut := closeTag(text, i, e.name)
		if shut < 0 {
			absent[n] = true
			if !c.html {
				continue
			}
			shut = len(text)
		}
		e.inner = stretch{i, shut}
		out = append(out, e)
		i = shut
	}
	return out
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

func endsName(c byte) bool { return c == '>' || c == '/' || isBlank(c) || c == '\f' }

// tagEnd returns the offset behind the tag that starts at i, as HTML reads
// attributes (§13.2.5.32 ff.), or the end of the text if it never ends.
func tagEnd(text string, i int) int {
	a := newAttributes(text, i, len(text))
	for a.next() {
	}
	return a.end
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
