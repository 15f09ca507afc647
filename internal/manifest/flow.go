package manifest

import (
	"strconv"
	"strings"
)

// splitKey splits a line at the colon behind its key.
func splitKey(line string) (key, rest string, ok bool) {
	if line == "" {
		return "", "", false
	}
	switch line[0] {
	case '{', '[', '#', '|', '>':
		return "", "", false
	case '"', '\'':
		key, n := unquote(line)
		rest := strings.TrimLeft(line[n:], " \t")
		if rest == "" || rest[0] != ':' {
			return "", "", false
		}
		return key, strings.TrimLeft(rest[1:], " \t"), true
	case '?':
		if strings.HasPrefix(line, "? ") {
			return "?", strings.TrimLeft(line[2:], " \t"), true
		}
	}
	for i := 0; i < len(line); i++ {
		switch {
		case line[i] == ':' && (i+1 == len(line) || line[i+1] == ' ' || line[i+1] == '\t'):
			key := strings.TrimRight(line[:i], " \t")
			for len(key) > 0 && (key[0] == '!' || key[0] == '&') { // a tag or an anchor of the key
				_, after, found := strings.Cut(key, " ")
				if !found {
					break
				}
				key = strings.TrimLeft(after, " \t")
			}
			if strings.HasPrefix(key, `"`) || strings.HasPrefix(key, "'") {
				key, _ = unquote(key)
			}
			return key, strings.TrimLeft(line[i+1:], " \t"), key != ""
		case line[i] == '#' && i > 0 && line[i-1] == ' ':
			return "", "", false
		}
	}
	return "", "", false
}

// unquote reads the quoted text that s begins with, and returns where it ends.
func unquote(s string) (text string, end int) {
	q := s[0]
	var b strings.Builder
	for i := 1; i < len(s); i++ {
		c := s[i]
		switch {
		case c == q && q == '\'' && i+1 < len(s) && s[i+1] == '\'':
			b.WriteByte('\'')
			i++
		case c == q:
			return b.String(), i + 1
		case c == '\\' && q == '"' && i+1 < len(s):
			i++
			i += escape(&b, s[i:])
		case c == '\n':
			b.WriteByte(' ')
		default:
			b.WriteByte(c)
		}
	}
	return b.String(), len(s)
}

// escape writes what the escape at the start of s stands for, and returns how
// many bytes it takes beyond the first.
func escape(b *strings.Builder, s string) int {
	digits := map[byte]int{'x': 2, 'u': 4, 'U': 8}[s[0]]
	if digits > 0 && len(s) > digits {
		if v, err := strconv.ParseUint(s[1:1+digits], 16, 32); err == nil {
			b.WriteRune(rune(v))
			return digits
		}
	}
	switch s[0] {
	case 'n', 'N', 'L', 'P':
		b.WriteByte('\n')
	case 't':
		b.WriteByte('\t')
	case 'r':
		b.WriteByte('\r')
	case '0', 'a', 'b', 'e', 'f', 'v', '\n':
	case '_':
		b.WriteByte(' ')
	default:
		b.WriteByte(s[0])
	}
	return 0
}

// flowReader reads values in brackets, JSON among them.
type flowReader struct {
	r    *yamlReader
	text string
	i    int
}

func (f *flowReader) blanks() {
	for f.i < len(f.text) {
		switch c := f.text[f.i]; {
		case c == ' ' || c == '\t' || c == '\n' || c == '\r':
			f.i++
		case c == '#' && (f.i == 0 || f.text[f.i-1] <= ' ') || c == '/' && strings.HasPrefix(f.text[f.i:], "//") && (f.i == 0 || f.text[f.i-1] <= ' '):
			for f.i < len(f.text) && f.text[f.i] != '\n' {
				f.i++
			}
		default:
			return
		}
	}
}

func (f *flowReader) value(depth int) *Node {
	f.blanks()
	if f.r.left--; f.i >= len(f.text) || f.r.left < 0 || depth > maxDepth {
		f.i = len(f.text)
		return &Node{}
	}
	switch c := f.text[f.i]; c {
	case '{', '[':
		f.i++
		return f.inside(c == '{', depth)
	case '"', '\'':
		text, n := unquote(f.text[f.i:])
		f.i += n
		return &Node{Text: text, Quoted: true}
	case '*':
		end := f.i + 1
		for end < len(f.text) && strings.IndexByte(" ,}]\n", f.text[end]) < 0 {
			end++
		}
		n := f.r.anchors[f.text[f.i+1:end]]
		f.i = end
		return orScalar(n)
	}
	start := f.i
	for f.i < len(f.text) && strings.IndexByte(",}]\n", f.text[f.i]) < 0 && !(f.text[f.i] == ':' && (f.i+1 == len(f.text) || strings.IndexByte(" \t\n,}]", f.text[f.i+1]) >= 0)) {
		f.i++
	}
	text := strings.TrimSpace(f.text[start:f.i])
	for len(text) > 1 && text[0] == '!' {
		_, text, _ = strings.Cut(text, " ")
	}
	return &Node{Text: text}
}

// inside reads the members of a map or the elements of a list.
func (f *flowReader) inside(object bool, depth int) *Node {
	n := &Node{Kind: List}
	if object {
		n.Kind = Map
	}
	for {
		f.blanks()
		if f.i >= len(f.text) || f.r.left < 0 {
			return n
		}
		switch c := f.text[f.i]; c {
		case ',':
			f.i++
			continue
		case '}', ']':
			f.i++
			return n
		case ':':
			f.i++
			continue
		}
		at := f.i
		v := f.value(depth + 1)
		f.blanks()
		if f.i < len(f.text) && f.text[f.i] == ':' {
			f.i++
			key := v.Text
			v = f.value(depth + 1)
			m := *v
			m.Key = key
			if object && key == "<<" {
				n.merge(&m)
			} else if object {
				n.Members = append(n.Members, &m)
			} else { // [a: b] is a list of one map
				n.Members = append(n.Members, &Node{Kind: Map, Members: []*Node{&m}})
			}
			continue
		}
		if object {
			v = &Node{Key: v.Text}
		}
		n.Members = append(n.Members, v)
		if f.i == at {
			f.i++
		}
	}
}
