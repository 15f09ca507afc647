package detect

import (
	"regexp"
	"strings"
)

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
		if name, host, ok := strings.Cut(bare(word), "@"); ok && name != "" && domain(host) {
			all = append(all, name+"@"+host)
		}
	}
	return all
}

// domain reports whether a text is the name of a host and no version: it ends in
// a label of letters.
func domain(host string) bool {
	i := strings.LastIndexByte(host, '.')
	return i > 0 && len(host)-i > 2 && !strings.ContainsAny(host[i+1:], "0123456789/")
}

// bare is a word without the punctuation around it.
func bare(word string) string { return strings.Trim(word, ".,;:!?()[]{}<>\"'`") }

// acting are choices by which a tool does more than before.
const acting = `(?i)(^|[^a-z])(all|any|admin|root|sudo|exec(ute)?|run|shell|eval|write|overwrite|delete|remove|drop|destroy|wipe|purge|truncate|force|reset|grant|send|upload|post|put|publish|transfer|pay|share|forward|install|kill|disable|bypass|unsafe|raw|full|secrets?|tokens?|passwords?|credentials?|keys?)([^a-z]|$)`

// plainChoices reports whether all values that come into an enum are names of
// things, such as the projects or tables that a server has today: they say
// nothing and do nothing by themselves.
func (x *lexica) plainChoices(before, now string) bool {
	if x.acting == nil {
		x.acting = regexp.MustCompile(acting)
	}
	old := map[string]bool{}
	for v := range strings.Lines(texts(before)) {
		old[strings.TrimSpace(v)] = true
	}
	for v := range strings.Lines(texts(now)) {
		v = strings.TrimSpace(v)
		if v == "" || old[v] {
			continue
		}
		if len(v) > 40 || strings.ContainsAny(v, " \t:/\\<>\"'`$;|&*~@") || x.acting.MatchString(strings.ReplaceAll(v, "_", " ")) {
			return false
		}
	}
	return true
}
