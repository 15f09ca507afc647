package markup

import (
	"strings"

	"golang.org/x/net/html"

	"github.com/mcp-watchdog/mcp-watchdog/internal/unmask/css"
)

// maxAnchor is how much of the words of a link is compared with its address.
const maxAnchor = 256

// anchor is an open link of HTML.
type anchor struct {
	start, words int
	url          string
}

// markup looks at the links of HTML.
func (l *linkHunt) markup(c *context) {
	raws := rawElements(l.text, c)
	z := html.NewTokenizer(strings.NewReader(masked(l.text, c, 0)))
	var a anchor
	open := false
	for at := 0; ; {
		kind := z.Next()
		start, end := at, at+len(z.Raw())
		at = end
		switch kind {
		case html.ErrorToken:
			return
		case html.StartTagToken, html.SelfClosingTagToken:
			for len(raws) > 0 && raws[0].tag.Start < start {
				raws = raws[1:]
			}
			raw := len(raws) > 0 && raws[0].tag.Start == start
			if !raw {
				z.NextIsNotRawText()
			} else if raws[0].name == "style" {
				l.styles(raws[0].inner.Start, raws[0].inner.End)
			}
			if url, ok := l.tag(start, end); ok {
				a, open = anchor{start, end, url}, true
			}
		case html.EndTagToken:
			if open && end-start >= 4 && l.text[start+2]|0x20 == 'a' && endsName(l.text[start+3]) {
				open = false
				l.anchorShows(&a, start, end)
			}
		}
	}
}

// anchorShows compares the words between the tags of a link with its address.
func (l *linkHunt) anchorShows(a *anchor, inner, end int) {
	if inner-a.words > 4*maxAnchor {
		return
	}
	words := strings.TrimSpace(unescaped(withoutTags(l.text[a.words:inner])))
	if len(words) <= maxAnchor {
		l.shows(words, a.url, a.start, end)
	}
}

// tag looks at the addresses in a tag, and returns the one of a link.
func (l *linkHunt) tag(start, end int) (link string, ok bool) {
	n := start + 1
	for n < end && !endsName(l.text[n]) {
		n++
	}
	name := strings.ToLower(l.text[start+1 : n])
	a := newAttributes(l.text, start, end)
	for a.next() {
		if a.valueFrom == a.valueTo {
			continue
		}
		switch key := a.name(); key {
		case "src", "srcset", "imagesrcset", "data", "poster", "background", "lowsrc", "dynsrc", "xlink:href", "href", "ping", "action", "formaction", "data-src":
			if !strings.Contains(a.text[a.valueFrom:a.valueTo], "//") && !strings.ContainsAny(a.text[a.valueFrom:a.valueTo], `\&`) {
				continue
			}
			url := strings.TrimSpace(a.val())
			fetched := key != "action" && key != "formaction" && (key != "href" && key != "xlink:href" || name == "link" || name == "image" || name == "use" || name == "feimage")
			l.address(url, start, end, fetched)
			if key == "href" && (name == "a" || name == "area") {
				link, ok = url, true
			}
		case "style":
			l.styles(a.valueFrom, a.valueTo)
		case "content":
			if k := strings.Index(strings.ToLower(a.text[a.valueFrom:a.valueTo]), "url="); name == "meta" && k >= 0 {
				l.address(strings.Trim(unescaped(a.text[a.valueFrom+k+4:a.valueTo]), `"' `), start, end, true)
			}
		}
	}
	return link, ok
}

// styles looks at the addresses in CSS: url() and @import.
func (l *linkHunt) styles(from, to int) {
	for i := from; i < to; {
		k := strings.Index(l.text[i:to], "//")
		if k < 0 {
			return
		}
		start := i + k
		for start > from && start > i && strings.IndexByte("('\" \t\n;{", l.text[start-1]) < 0 {
			start--
		}
		end := i + k
		for end < to && strings.IndexByte(")'\"\n;", l.text[end]) < 0 {
			end++
		}
		before := strings.ToLower(l.text[max(from, start-16):start])
		if strings.Contains(before, "url(") || strings.Contains(before, "@import") {
			l.address(unescaped(css.PlainCSS(l.text[start:end])), start, end, true)
		}
		i = max(end, i+k+2)
	}
}
