package markup

import (
	"strings"

	"github.com/mcp-watchdog/mcp-watchdog/internal/unmask"
)

// References finds markdown link reference definitions (CommonMark §4.7) that
// render to nothing and carry words or data: the comment idioms
// "[//]: # (words)" and "[comment]: <> (words)", definitions that no link of the
// text uses and that have a title or label of several words or a URL that carries
// data, and footnotes of several words that nothing refers to. Definitions that
// are used and plain unused links stay, and so does what stands in code; in a
// text that looks like source code only the idioms count.
func References(text string) []unmask.Mark {
	if !strings.Contains(text, "]:") {
		return nil
	}
	c := scanContext(text)
	if c.html {
		return nil
	}
	all := definitions(text, &c)
	if len(all) == 0 {
		return nil
	}
	used := usedDefinitions(text, &c, all)
	var marks []unmask.Mark
	for _, d := range all {
		d.unused = !used[d.start]
		if words, w, hidden := d.hides(); hidden && (!c.code || d.idiom()) {
			marks = append(marks, unmask.Mark{Start: d.start, End: d.end, Kind: unmask.Reference, Weight: w, Hidden: unmask.Bounded(words)})
		}
	}
	return marks
}

// definitions returns the definitions outside code, in order.
func definitions(text string, c *context) []linkDefinition {
	var all []linkDefinition
	shown := 0
	for i := 0; i < len(text); {
		end := lineEnd(text, i)
		for shown < len(c.visible) && c.visible[shown].End <= i {
			shown++
		}
		if shown < len(c.visible) && c.visible[shown].Start <= i {
			i = lineEnd(text, c.visible[shown].End) + 1
			continue
		}
		if strings.Contains(text[i:end], "]:") {
			if d, ok := definition(text, i, end); ok {
				all = append(all, d)
				end = d.end
			}
		}
		i = end + 1
	}
	return all
}

// usedDefinitions returns the offsets of the definitions that a link or a
// footnote mark uses: the first of a name, if any.
func usedDefinitions(text string, c *context, all []linkDefinition) map[int]bool {
	refs := make(map[string]linkDefinition, len(all))
	for _, d := range all {
		if _, there := refs[d.key]; !there {
			refs[d.key] = d
		}
	}
	used := make(map[int]bool, len(all))
	r := linkReader{text: text, refs: refs}
	r.found = func(l *markdownLink) {
		if d := l.definition; d.Start < d.End && (l.start < d.Start || l.start >= d.End) {
			used[d.Start] = true
		}
	}
	r.read(c)
	return used
}

// linkDefinition is one definition and where it ends.
type linkDefinition struct {
	key, url, title string
	start, end      int
	unused          bool
}

// maxLabel is CommonMark's limit for a link label.
const maxLabel = 999

// footnote reports whether it defines a footnote, as GitHub has them.
func (d *linkDefinition) footnote() bool { return strings.HasPrefix(d.key, "^") }

// definition reads the definition that starts on the line from i to end, behind
// the markers of quotes and lists.
func definition(text string, i, end int) (d linkDefinition, ok bool) {
	j := i
	for j < end && j-i < 2*maxContainers && strings.IndexByte(" >-*+\t", text[j]) >= 0 {
		j++
	}
	if j >= end || text[j] != '[' {
		return d, false
	}
	k := strings.Index(text[j:min(end, j+maxLabel)], "]:")
	if k < 2 || strings.ContainsAny(text[j+1:j+k], "[]") {
		return d, false
	}
	d.key, d.start, d.end = labelKey(text[j+1:j+k]), j, end
	rest := strings.TrimSpace(text[j+k+2 : end])
	if d.footnote() {
		d.note(text, rest)
		return d, rest != ""
	}
	if rest == "" && end < len(text) { // the destination may stand on the next line
		d.end = lineEnd(text, end+1)
		rest = strings.TrimSpace(text[end+1 : d.end])
	}
	if rest == "" {
		return d, false
	}
	if rest[0] == '<' {
		shut := strings.IndexByte(rest, '>')
		if shut < 0 {
			return d, false
		}
		d.url, rest = rest[1:shut], strings.TrimSpace(rest[shut+1:])
	} else if sp := strings.IndexAny(rest, " \t"); sp >= 0 {
		d.url, rest = rest[:sp], strings.TrimSpace(rest[sp:])
	} else {
		d.url, rest = rest, ""
	}
	if rest == "" && d.end < len(text) {
		d.titleBelow(text)
		return d, true
	}
	title, whole := quoted(rest)
	if !whole && rest != "" {
		title, whole = d.longTitle(text, rest)
	}
	if !whole && d.idiom() {
		title, whole = rest, true // not CommonMark, but shown by few renderers
	}
	d.title = title
	return d, whole || rest == ""
}

// note takes the text of a footnote: the line, and the lines of its paragraph.
func (d *linkDefinition) note(text, rest string) {
	from := len(strings.TrimRight(text[:d.end], " \t\r")) - len(rest)
	for d.end < len(text) && d.end-from < maxLinkAddress {
		end := lineEnd(text, d.end+1)
		line := strings.TrimSpace(text[d.end+1 : end])
		if line == "" || line[0] == '[' || line[0] == '#' {
			break
		}
		d.end = end
	}
	d.title = strings.TrimSpace(text[from:d.end])
}

// longTitle takes a title that goes on over the following lines.
func (d *linkDefinition) longTitle(text, rest string) (string, bool) {
	shut := rest[0]
	switch shut {
	case '"', '\'':
	case '(':
		shut = ')'
	default:
		return "", false
	}
	from := len(strings.TrimRight(text[:d.end], " \t\r")) - len(rest)
	window := text[:min(len(text), from+maxLinkAddress)]
	stop := paragraphEnd(window, from)
	for at := from + 1; at < stop; at++ {
		k := strings.IndexByte(text[at:stop], shut)
		if k < 0 {
			return "", false
		}
		at += k
		if end := min(lineEnd(window, at), stop); strings.TrimSpace(text[at+1:end]) == "" {
			d.end = end
			return strings.Join(strings.Fields(text[from+1:at]), " "), true
		}
	}
	return "", false
}

// titleBelow takes a title that stands on the line after the destination.
func (d *linkDefinition) titleBelow(text string) {
	end := lineEnd(text, d.end+1)
	if title, whole := quoted(strings.TrimSpace(text[d.end+1 : end])); whole {
		d.title, d.end = title, end
	}
}

// quoted takes the quotes off a link title.
func quoted(s string) (string, bool) {
	if len(s) < 2 {
		return "", false
	}
	for _, q := range []string{`""`, "''", "()"} {
		if s[0] == q[0] && s[len(s)-1] == q[1] {
			return s[1 : len(s)-1], true
		}
	}
	return "", false
}

// idiom reports whether the definition is one that people use as a comment.
func (d *linkDefinition) idiom() bool {
	switch d.key {
	case "//", "comment", "_", "-", ".", "#", "note", "hidden", "metadata":
		return d.url == "#" || d.url == "" || d.url == "/" || d.url == "//" || d.url == "."
	}
	return false
}

// hides decides whether the definition carries anything past the reader.
func (d *linkDefinition) hides() (words string, w unmask.Weight, hidden bool) {
	n := len(strings.Fields(d.title))
	nowhere := d.url == "#" || d.url == "" || d.url == "/" || d.url == "." || d.url == "//"
	switch {
	case d.footnote():
		return d.title, unmask.Words, d.unused && countWords(d.title, 4) == 4
	case n > 0 && (d.idiom() || d.unused && nowhere):
		return d.title, unmask.Words, true
	case d.unused && n >= 4:
		return d.title, unmask.Words, true
	case d.unused && strings.IndexByte(d.url, ' ') > 0 && countWords(d.url, 4) == 4:
		return d.url, unmask.Words, true
	case d.unused && countWords(d.key, proseWords) == proseWords:
		return d.key, unmask.Words, true
	case d.unused && carriesData(d.url):
		return d.url, unmask.Carrier, true
	}
	return "", unmask.Stray, false
}

// carriesData reports whether a URL has a part that is no address: a long
// query or a long run of encoded characters.
func carriesData(url string) bool {
	if _, query, ok := strings.Cut(url, "?"); ok && len(query) > 96 && !settingsAlone(query) {
		return true
	}
	run, digits, upper := 0, 0, 0
	for i := 0; i < len(url); i++ {
		switch c := url[i]; {
		case c >= '0' && c <= '9':
			run, digits = run+1, digits+1
		case c >= 'A' && c <= 'Z':
			run, upper = run+1, upper+1
		case c >= 'a' && c <= 'z' || c == '+' || c == '=' || c == '_':
			run++
		default:
			run, digits, upper = 0, 0, 0
		}
		if run >= 48 && digits > 2 && upper > 4 {
			return true
		}
	}
	return false
}

// labelKey folds a label as CommonMark matches them.
func labelKey(s string) string { return strings.ToLower(strings.Join(strings.Fields(s), " ")) }

// settingsAlone reports whether a query is short names and values, such as
// badges and charts are drawn from: no long word, and no sentence.
func settingsAlone(query string) bool {
	run, breaks := 0, strings.Count(query, "+")+strings.Count(query, "%20")+strings.Count(query, "_")
	for i := 0; i < len(query); i++ {
		if c := query[i]; c >= '0' && c <= '9' || c|0x20 >= 'a' && c|0x20 <= 'z' || c == '_' || c == '+' || c == '%' {
			if run++; run > 24 {
				return false
			}
			continue
		}
		run = 0
	}
	return breaks < 4 && len(query) < 256
}
