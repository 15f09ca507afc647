package markup

import (
	"bytes"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/mcp-watchdog/mcp-watchdog/internal/unmask"
)

// inliner writes the inline content of a markdown block (CommonMark §6) as HTML.
type inliner struct {
	text  string
	code  []unmask.Stretch
	links map[int]markdownLink // by where they start
	html  inlineHTML
	runs  []emphasisRun
}

// emphasisRun is a run of one of the signs of emphasis, at an offset of what was
// written.
type emphasisRun struct {
	at, n, left  int // left: those that mean themselves
	sign         byte
	opens, shuts bool
}

// append writes text behind dst.
func (w *inliner) append(dst []byte, text string, refs map[string]linkDefinition) []byte {
	if !strings.ContainsAny(text, "\\`<[]*_~&>\n") {
		return append(dst, text...)
	}
	*w = inliner{text: text, html: inlineHTML{text: text, end: len(text)}, runs: w.runs[:0]}
	w.code = codeSpans(text, 0, len(text), nil)
	if strings.IndexByte(text, ']') >= 0 {
		r := linkReader{text: text, refs: refs}
		r.found = func(l *markdownLink) {
			if !l.recovered {
				if w.links == nil {
					w.links = map[int]markdownLink{}
				}
				w.links[l.start] = *l
			}
		}
		r.read(&context{visible: w.code})
	}
	return w.part(dst, 0, len(text), 0)
}

// maxLinkNesting bounds pictures in links and links in the words of pictures.
const maxLinkNesting = 8

// part writes the text from i to end.
func (w *inliner) part(dst []byte, i, end, depth int) []byte {
	first := len(w.runs)
	for i < end {
		k := strings.IndexAny(w.text[i:end], "\\`<[!*_~&>\n")
		if k < 0 {
			k = end - i
		}
		dst = append(dst, w.text[i:i+k]...)
		if i += k; i == end {
			break
		}
		if l, ok := w.links[i]; ok && l.end <= end && depth < maxLinkNesting {
			dst = w.link(dst, &l, depth)
			i = l.end
			continue
		}
		dst, i = w.sign(dst, i, end)
	}
	dst = w.emphasis(dst, w.runs[first:])
	w.runs = w.runs[:first]
	return dst
}

// sign writes what begins with the special character at i, and returns where it
// ends.
func (w *inliner) sign(dst []byte, i, end int) ([]byte, int) {
	text := w.text
	switch c := text[i]; c {
	case '\\':
		switch {
		case i+1 < end && text[i+1] == '\n':
			return append(dst, "<br>\n"...), i + 2
		case i+1 < end && text[i+1] > ' ' && text[i+1] < 0x7f && !unmask.IsLetter(text[i+1]) && !unmask.IsDigit(text[i+1]):
			return appendEscaped(dst, text[i+1:i+2]), i + 2
		}
	case '`':
		for len(w.code) > 0 && w.code[0].Start < i {
			w.code = w.code[1:]
		}
		if len(w.code) > 0 && w.code[0].Start == i {
			return w.codeSpan(dst, i, w.code[0].End), w.code[0].End
		}
		n := ticks(text, i, end)
		return append(dst, text[i:i+n]...), i + n
	case '<':
		if stop := w.html.element(i); stop > 0 && stop <= end {
			return w.element(dst, text[i:stop]), stop
		}
	case '*', '_', '~':
		return w.run(dst, i, end)
	case '\n':
		if bytes.HasSuffix(dst, []byte("  ")) {
			dst = append(dst, "<br>"...)
		}
	case '&':
		if n := reference(text[i:end]); n > 0 {
			return append(dst, text[i:i+n]...), i + n
		}
	case '!', '[':
		return append(dst, c), i + 1
	}
	return appendEscaped(dst, text[i:i+1]), i + 1
}

// reference returns the length of the character reference that s starts with, or
// 0.
func reference(s string) int {
	k := 1
	for k < min(len(s), 40) && (unmask.IsLetter(s[k]) || unmask.IsDigit(s[k]) || s[k] == '#') {
		k++
	}
	if k < 2 || k == len(s) || s[k] != ';' {
		return 0
	}
	if r := unescaped(s[:k+1]); r == s[:k+1] || strings.HasSuffix(r, ";") {
		return 0
	}
	return k + 1
}

// codeSpan writes a span with its ticks.
func (w *inliner) codeSpan(dst []byte, from, to int) []byte {
	n := ticks(w.text, from, to)
	code := strings.ReplaceAll(w.text[from+n:to-n], "\n", " ")
	if len(code) > 1 && code[0] == ' ' && code[len(code)-1] == ' ' && strings.Trim(code, " ") != "" {
		code = code[1 : len(code)-1]
	}
	dst = append(dst, "<code>"...)
	return append(appendEscaped(dst, code), "</code>"...)
}

// element writes HTML as it is, and an address in angle brackets as a link.
func (w *inliner) element(dst []byte, s string) []byte {
	if s[1] == '!' || s[1] == '?' || strictTag(s) > 0 {
		return append(dst, s...)
	}
	words := s[1 : len(s)-1]
	href := words
	if !strings.Contains(words, ":") {
		href = "mailto:" + words
	}
	dst = append(appendEscaped(append(dst, `<a href="`...), href), `">`...)
	return append(appendEscaped(dst, words), "</a>"...)
}

func (w *inliner) link(dst []byte, l *markdownLink, depth int) []byte {
	if l.image {
		return append(dst, "<img>"...)
	}
	dst = append(appendEscaped(append(dst, `<a href="`...), strings.ReplaceAll(l.url, " ", "%20")), `">`...)
	dst = w.part(dst, l.label.Start, l.label.End, depth+1)
	return append(dst, "</a>"...)
}

// run notes a run of signs of emphasis (§6.2).
func (w *inliner) run(dst []byte, i, end int) ([]byte, int) {
	text, n := w.text, 1
	for i+n < end && text[i+n] == text[i] {
		n++
	}
	before, _ := utf8.DecodeLastRuneInString(text[:i])
	after, _ := utf8.DecodeRuneInString(text[i+n:])
	gap := func(r rune, edge bool) bool { return edge || unicode.IsSpace(r) }
	mark := func(r rune) bool { return unicode.IsPunct(r) || unicode.IsSymbol(r) }
	gapBefore, gapAfter := gap(before, i == 0), gap(after, i+n == len(text))
	left := !gapAfter && (!mark(after) || gapBefore || mark(before))
	right := !gapBefore && (!mark(before) || gapAfter || mark(after))
	r := emphasisRun{at: len(dst), n: n, left: n, sign: text[i], opens: left, shuts: right}
	switch text[i] {
	case '_':
		r.opens, r.shuts = left && (!right || mark(before)), right && (!left || mark(after))
	case '~':
		if n > 2 {
			r.opens, r.shuts = false, false
		}
	}
	w.runs = append(w.runs, r)
	return append(dst, text[i:i+n]...), i + n
}

// emphasis pairs the runs and takes those that mean emphasis out of dst.
func (w *inliner) emphasis(dst []byte, runs []emphasisRun) []byte {
	var open []int // runs that may be opened by
	for i := range runs {
		c := &runs[i]
		for c.shuts && c.left > 0 {
			n := emphasisOpener(runs, open, c)
			if n < 0 {
				break
			}
			o := &runs[open[n]]
			use := 1
			if o.left >= 2 && c.left >= 2 || c.sign == '~' {
				use = min(2, o.left)
			}
			o.left, c.left = o.left-use, c.left-use
			if open = open[:n+1]; o.left == 0 {
				open = open[:n]
			}
		}
		if c.opens && c.left > 0 {
			if len(open) >= maxOpeners {
				open = append(open[:0], open[maxOpeners/2:]...)
			}
			open = append(open, i)
		}
	}
	if len(runs) == 0 {
		return dst
	}
	to, from := runs[0].at, runs[0].at
	for _, r := range runs {
		to += copy(dst[to:], dst[from:r.at+r.left])
		from = r.at + r.n
	}
	to += copy(dst[to:], dst[from:])
	return dst[:to]
}

// emphasisOpener returns the nearest run in open that c can end, or -1.
func emphasisOpener(runs []emphasisRun, open []int, c *emphasisRun) int {
	for n := len(open) - 1; n >= 0; n-- {
		o := &runs[open[n]]
		switch {
		case o.sign != c.sign:
		case c.sign == '~':
			if o.n == c.n {
				return n
			}
		case (o.shuts || c.opens) && (o.n+c.n)%3 == 0 && (o.n%3 != 0 || c.n%3 != 0):
		default:
			return n
		}
	}
	return -1
}

// appendEscaped appends text as HTML shows it.
func appendEscaped(dst []byte, text string) []byte {
	for {
		k := strings.IndexAny(text, "<>&\"")
		if k < 0 {
			return append(dst, text...)
		}
		dst = append(dst, text[:k]...)
		switch text[k] {
		case '<':
			dst = append(dst, "&lt;"...)
		case '>':
			dst = append(dst, "&gt;"...)
		case '"':
			dst = append(dst, "&quot;"...)
		default:
			dst = append(dst, "&amp;"...)
		}
		text = text[k+1:]
	}
}
