package detect

import "strings"

// places looks for addresses that a text did not name before: the same sentence
// with another host sends what it sends somewhere else.
func (c *change) places(before, now string) {
	known := map[string]bool{}
	for _, a := range namedPlaces(before) {
		known[a] = true
	}
	for _, a := range namedPlaces(now) {
		if !known[a] {
			c.counted = false
			c.raise(instructing, "it names an address that it did not")
			return
		}
	}
}

// namedPlaces are the hosts of the URLs in a text, and its mail addresses, lower
// case. Paths and queries are left out: links to other versions of a manual are
// no news.
func namedPlaces(text string) (all []string) {
	for _, word := range strings.Fields(strings.ToLower(text)) {
		if _, rest, ok := strings.Cut(word, "://"); ok {
			host := rest
			if i := strings.IndexAny(rest, "/?#\"'<>()[]{},;`\\"); i >= 0 {
				host = rest[:i]
			}
			if host = strings.TrimRight(host, ".:!"); host != "" {
				all = append(all, host)
			}
			continue
		}
		if name, host, ok := strings.Cut(bare(word), "@"); ok && name != "" && strings.Contains(host, ".") {
			all = append(all, name+"@"+host)
		}
	}
	return all
}

// bare is a word without the punctuation around it.
func bare(word string) string { return strings.Trim(word, ".,;:!?()[]{}<>\"'`") }
