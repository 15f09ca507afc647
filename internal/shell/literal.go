package shell

import (
	"iter"
	"strings"
)

// stringIn is a string in a text of another language.
type stringIn struct {
	text       string // with its escapes resolved
	start, end int    // with its quotes
}

// literals are the strings of a text in quotes, as most languages write them. A
// string in single quotes does not go over a line, so that an apostrophe in a
// sentence hides little; comments to the end of a line are passed over.
func literals(text string) iter.Seq[stringIn] {
	return func(yield func(stringIn) bool) {
		lost := 4*len(text) + maxQuoted // bytes that may be looked through for ends that are not there
		for i := 0; i < len(text) && lost > 0; {
			c := text[i]
			if skip := comment(text, i); skip > i {
				i = skip
				continue
			}
			if c != '"' && c != '\'' && c != '`' || c == '\'' && i > 0 && letter(text[i-1]) && i+1 < len(text) && letter(text[i+1]) {
				i++
				continue
			}
			quote := text[i : i+1]
			for _, long := range [...]string{`"""`, "'''", "''"} {
				if strings.HasPrefix(text[i:], long) && (long != "''" || i+2 < len(text) && (text[i+2] == '\n' || letter(text[i+2]))) {
					quote = long
					break
				}
			}
			from := i + len(quote)
			end, ok := closing(text, from, quote)
			if !ok {
				lost -= end - from
				i++
				continue
			}
			if !yield(stringIn{unescaped(text[from:end]), i, end + len(quote)}) {
				return
			}
			i = end + len(quote)
		}
	}
}

// closing returns where a string ends, or how far it was looked for.
func closing(text string, from int, quote string) (int, bool) {
	i := from
	for ; i < len(text); i++ {
		switch {
		case strings.HasPrefix(text[i:], quote):
			return i, true
		case text[i] == '\\':
			i++
		case text[i] == '\n' && (quote == "'" || quote == `"` && i-from > maxQuoted):
			return i, false
		}
	}
	return i, false
}

// comment returns where the comment ends that begins at i, i when none does.
func comment(text string, i int) int {
	first := i == 0 || text[i-1] == '\n' || text[i-1] == ' ' || text[i-1] == '\t'
	switch {
	case !first:
		return i
	case text[i] == '#' && !strings.HasPrefix(text[i:], "#["), strings.HasPrefix(text[i:], "// "), strings.HasPrefix(text[i:], "///"):
		return lineEnd(text, i)
	case strings.HasPrefix(text[i:], "/*"):
		if n := strings.Index(text[i:], "*/"); n > 0 {
			return i + n
		}
	case strings.HasPrefix(text[i:], "<!--"):
		if n := strings.Index(text[i:], "-->"); n > 0 {
			return i + n
		}
	}
	return i
}

// unescaped resolves the escapes of a string that matter to a command.
func unescaped(s string) string {
	if strings.IndexByte(s, '\\') < 0 {
		return s
	}
	return strings.NewReplacer(`\n`, "\n", `\t`, "\t", `\"`, `"`, `\'`, "'", `\\`, `\`, `\$`, "$").Replace(s)
}
