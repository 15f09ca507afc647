package markup

import (
	"cmp"
	"slices"
	"strings"

	"github.com/mcp-watchdog/mcp-watchdog/internal/unmask"
)

// Links finds, ascending and apart, links and pictures that deceive:
//
//   - addresses that carry data out (Exfiltration), of what is fetched without a
//     click (pictures, style sheets, scripts, frames, url() in CSS) and of links:
//     with a hole for a model to fill ({{conversation}}, [INSERT KEY], $SECRET),
//     or with something speaksText and secret encoded in them. The weight is Carrier
//     when what the hole asks for, or what stands around it, leaves no doubt, else
//     Words: templates and manuals have holes too. Hidden is the address;
//   - links that show one address and lead to another host (LyingLink, Words,
//     Hidden is where they lead);
//   - titles in prose, which only a pointer at rest shows (LinkTitle), and
//     descriptions of pictures in prose (HiddenAttribute), both Words;
//   - links without anything to click on, whose address has words in it
//     (HiddenElement, Words).
//
// Markdown (CommonMark §6.3 ff.) is read outside HTML documents, HTML anywhere.
// What markdown shows as code has no marks; in a text that looks like source code
// only pictures that start a line have one. A mark covers the whole link, picture
// or tag, or just the title or description.
func Links(text string) []unmask.Mark {
	markdown, markup := mayLink(text)
	if !markdown && !markup {
		return nil
	}
	c := scanContext(text)
	l := linkHunt{text: text, code: c.code}
	if markdown && !c.html {
		l.markdown(&c)
	}
	if markup && !c.code {
		l.markup(&c)
	}
	return l.sorted()
}

// mayLink is the prefilter.
func mayLink(text string) (markdown, markup bool) {
	markdown = strings.Contains(text, "](") || strings.Contains(text, "]:")
	if !strings.Contains(text, "//") && !strings.Contains(text, `\\`) && strings.IndexByte(text, '&') < 0 {
		return markdown, false
	}
	for i := next(text, "<", 0); i >= 0 && !markup; i = next(text, "<", i+1) {
		if i+2 < len(text) && unmask.IsLetter(text[i+1]) {
			n := i + 2
			for n < len(text) && n < i+longestTag && (unmask.IsLetter(text[n]) || unmask.IsDigit(text[n])) {
				n++
			}
			markup = n < len(text) && (unmask.IsBlank(text[n]) || text[n] == '/') || strings.EqualFold(text[i+1:n], "style")
		}
	}
	return markdown, markup
}

// linkHunt is one call of Links.
type linkHunt struct {
	text  string
	code  bool // only pictures on lines of their own are looked at
	marks []unmask.Mark
}

func (l *linkHunt) mark(start, end int, k unmask.Kind, w unmask.Weight, hidden string) {
	l.marks = append(l.marks, unmask.Mark{Start: start, End: end, Kind: k, Weight: w, Hidden: unmask.Bounded(hidden)})
}

// sorted puts the marks in order. Of marks that overlap the first and longest
// stays, and takes over what the heavier says.
func (l *linkHunt) sorted() []unmask.Mark {
	slices.SortStableFunc(l.marks, func(a, b unmask.Mark) int {
		return cmp.Or(cmp.Compare(a.Start, b.Start), cmp.Compare(b.End, a.End), cmp.Compare(b.Weight, a.Weight))
	})
	out := l.marks[:0]
	for _, m := range l.marks {
		if n := len(out); n > 0 && m.Start < out[n-1].End {
			if last := &out[n-1]; m.Weight > last.Weight {
				last.Kind, last.Weight, last.Hidden = m.Kind, m.Weight, m.Hidden
			}
			continue
		}
		out = append(out, m)
	}
	return out
}

// nearby is how much of the text before and after a link is searched for
// instructions to fill it.
const nearby = 320

// address looks at an address that a link or picture from start to end has.
func (l *linkHunt) address(url string, start, end int, fetched bool) bool {
	near := func() string {
		return l.text[max(0, start-nearby):start] + " " + l.text[end:min(len(l.text), end+nearby)]
	}
	if w, ok := carriesOut(url, fetched, near); ok {
		l.mark(start, end, unmask.Exfiltration, w, url)
		return true
	}
	return false
}

// shows compares the words of a link with where it leads.
func (l *linkHunt) shows(words, url string, start, end int) {
	if lies(words, url) {
		l.mark(start, end, unmask.LyingLink, unmask.Words, url)
	}
}
