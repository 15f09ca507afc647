package markup

import (
	"math/bits"
	"strings"
)

// XMLSource reports whether text is an XML document that nobody renders: one
// that declares to be XML or of a document type and whose first element is not that of a page, a
// picture or a feed. Its comments are there to be read by whoever edits it.
func XMLSource(text string) bool {
	head := strings.TrimLeft(text[:min(len(text), xmlHead)], "\ufeff \t\r\n")
	for strings.HasPrefix(head, "<!--") {
		end := strings.Index(head, "-->")
		if end < 0 {
			return false
		}
		head = strings.TrimLeft(head[end+3:], " \t\r\n")
	}
	if !strings.HasPrefix(head, "<?xml") && !strings.HasPrefix(head, "<!DOCTYPE ") {
		return docBook(text)
	}
	for {
		i := strings.IndexByte(head, '<')
		if i < 0 || i+1 >= len(head) {
			return false
		}
		head = head[i+1:]
		switch {
		case strings.HasPrefix(head, "!--"):
			end := strings.Index(head, "-->")
			if end < 0 {
				return false
			}
			head = head[end+3:]
		case head[0] == '!' || head[0] == '?':
		default:
			name := strings.ToLower(head[:strings.IndexFunc(head+" ", func(r rune) bool { return r <= ' ' || r == '>' || r == '/' })])
			if k := strings.LastIndexByte(name, ':'); k >= 0 {
				name = name[k+1:]
			}
			return !renderedRoots[name]
		}
	}
}

// xmlHead is how far into a text its first element must begin.
const xmlHead = 8 << 10

// renderedRoots are first elements of documents that people look at rendered.
var renderedRoots = map[string]bool{"html": true, "svg": true, "rss": true, "feed": true, "rdf": true, "math": true, "body": true}

// docBook reports whether text is a part of a manual in DocBook, as a file that
// is read in parts: of its own elements several kinds are closed, of those of
// pages none.
func docBook(text string) bool {
	kinds := 0
	for rest := text; ; {
		i := strings.Index(rest, "</")
		if i < 0 {
			return bits.OnesCount(uint(kinds)) >= 3
		}
		rest = rest[i+2:]
		for _, end := range pageEnds {
			if strings.HasPrefix(rest, end) {
				return false
			}
		}
		for k, end := range docBookEnds {
			if strings.HasPrefix(rest, end) {
				kinds |= 1 << k
			}
		}
	}
}

// docBookEnds are how elements of DocBook end, and pageEnds those of pages.
var (
	docBookEnds = [...]string{"para", "listitem", "varlistentry", "guilabel", "guimenuitem", "sect1", "sect2", "term"}
	pageEnds    = [...]string{"p>", "div>", "li>", "a>", "body"}
)
