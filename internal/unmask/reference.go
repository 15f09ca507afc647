package unmask

import "strings"

// References finds markdown link reference definitions (CommonMark §4.7) that
// render to nothing and carry words or data: the comment idioms
// "[//]: # (words)" and "[comment]: <> (words)", definitions that nothing
// refers to and that have a title of several words, or a URL that carries
// data. Definitions that are used, footnotes, and plain unused links stay, and
// so does what stands in code.
func References(text string) []Mark {
	if !strings.Contains(text, "]:") {
		return nil
	}
	c := scanContext(text)
	if c.code || c.html {
		return nil
	}
	var marks []Mark
	var used map[string]int
	for i := 0; i < len(text); {
		end := lineEnd(text, i)
		if j := c.visibleUntil(i); j > i {
			i = lineEnd(text, j) + 1
			continue
		}
		d, ok := definition(text, i, end)
		if !ok {
			i = end + 1
			continue
		}
		if used == nil {
			used = labels(text)
		}
		d.unused = used[d.key] <= 1
		if words, w, hidden := d.hides(); hidden {
			marks = append(marks, Mark{Start: i, End: d.end, Kind: Reference, Weight: w, Hidden: bounded(words)})
		}
		i = d.end + 1
	}
	return marks
}

// linkDefinition is one definition and where it ends.
type linkDefinition struct {
	key, url, title string
	end             int
	unused          bool
}

// maxLabel is CommonMark's limit for a link label.
const maxLabel = 999

// definition reads the definition that starts on the line from i to end.
func definition(text string, i, end int) (d linkDefinition, ok bool) {
	j := i
	for j < end && j-i < 3 && text[j] == ' ' {
		j++
	}
	if j >= end || text[j] != '[' || j+1 < end && text[j+1] == '^' {
		return d, false
	}
	k := strings.Index(text[j:min(end, j+maxLabel)], "]:")
	if k < 2 || strings.ContainsAny(text[j+1:j+k], "[]") {
		return d, false
	}
	d.key, d.end = labelKey(text[j+1:j+k]), end
	rest := strings.TrimSpace(text[j+k+2 : end])
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
	if !whole && d.idiom() {
		title, whole = rest, true // not CommonMark, but shown by few renderers
	}
	d.title = title
	return d, whole || rest == ""
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
func (d *linkDefinition) hides() (words string, w Weight, hidden bool) {
	n := len(strings.Fields(d.title))
	nowhere := d.url == "#" || d.url == "" || d.url == "/" || d.url == "." || d.url == "//"
	switch {
	case n > 0 && (d.idiom() || d.unused && nowhere):
		return d.title, Words, true
	case d.unused && n >= 4:
		return d.title, Words, true
	case d.unused && carriesData(d.url):
		return d.url, Carrier, true
	}
	return "", Stray, false
}

// carriesData reports whether a URL has a part that is no address: a long
// query or a long run of encoded characters.
func carriesData(url string) bool {
	if _, query, ok := strings.Cut(url, "?"); ok && len(query) > 96 {
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

// labels counts how often each bracketed label stands in the text.
func labels(text string) map[string]int {
	count := map[string]int{}
	open := -1
	for i := 0; i < len(text); i++ {
		switch text[i] {
		case '[':
			open = i
		case ']':
			if open >= 0 && i-open <= maxLabel {
				count[labelKey(text[open+1:i])]++
			}
			open = -1
		}
	}
	return count
}

// labelKey folds a label as CommonMark matches them.
func labelKey(s string) string { return strings.ToLower(strings.Join(strings.Fields(s), " ")) }
