package shell

import "strings"

// word is one word after all expansions.
type word struct {
	text   string // unknown stands for what nobody can know
	flow   Flow
	tricks tricks
	glob   bool // has unquoted * ? [
	quoted bool // some of it was quoted
	start  int
	end    int
}

func (w *word) known() bool { return !strings.Contains(w.text, unknown) }

// builder collects the words that one word of the source expands to.
type builder struct {
	text   strings.Builder
	flow   Flow
	tricks tricks
	glob   bool
	quoted bool
	some   bool // there is a word, even when it is empty
	parts  int  // expansions with a known, unempty value
	out    []word
	start  int
}

// put appends text.
func (b *builder) put(s string) {
	if b.text.Len()+len(s) <= maxWord {
		b.text.WriteString(s)
	}
	b.some = b.some || s != ""
}

// cut ends the word at hand.
func (b *builder) cut(end int) {
	if !b.some {
		return
	}
	if b.parts > 1 {
		b.tricks |= assembled
	}
	b.out = append(b.out, word{text: b.text.String(), flow: b.flow, tricks: b.tricks, glob: b.glob, quoted: b.quoted, start: b.start, end: end})
	b.text.Reset()
	b.flow, b.tricks, b.glob, b.quoted, b.some, b.parts = 0, 0, false, false, false, 0
}

// split appends an unquoted expansion, which white space splits.
func (b *builder) split(s string, end int) {
	for len(s) > 0 {
		i := strings.IndexAny(s, " \t\n")
		if i < 0 {
			b.put(s)
			return
		}
		b.put(s[:i])
		b.cut(end)
		s = strings.TrimLeft(s[i:], " \t\n")
	}
}

// word reads one word and returns what it expands to: none, one or more.
func (p *parser) word() []word {
	start := p.i
	if raw := p.bracesAhead(); raw != nil && p.work > 0 {
		var out []word
		for _, r := range raw {
			q := &parser{eval: p.eval, src: r, fixed: true, flat: true, start: start, end: p.i}
			p.spend(len(r))
			if p.fixed {
				q.start, q.end = p.start, p.end
			}
			for _, w := range q.word() {
				w.tricks |= braces
				w.start, w.end = start, p.i
				out = append(out, w)
			}
		}
		return out
	}
	b := builder{start: start}
	p.build(&b, false)
	b.cut(p.i)
	return b.out
}

// joined reads one word that is not split, as in an assignment.
func (p *parser) joined() word {
	b := builder{start: p.i, some: true}
	p.build(&b, true)
	if len(b.out) == 0 {
		b.some = true
		b.cut(p.i)
	}
	w := b.out[0]
	for _, v := range b.out[1:] {
		w.text += " " + v.text
		w.flow |= v.flow
		w.tricks |= v.tricks
	}
	return w
}

// build reads up to the end of the word.
func (p *parser) build(b *builder, whole bool) {
	for p.i < len(p.src) && p.spend(1) {
		switch c := p.src[p.i]; c {
		case ' ', '\t', '\n', ';', '&', '|', ')', '\r':
			return
		case '<', '>':
			if b.text.Len() == 0 && p.i+1 < len(p.src) && p.src[p.i+1] == '(' {
				p.processSubstitution(b, c)
				continue
			}
			return
		case '(':
			return
		case '\'', '"':
			p.quotes(b, c)
		case '\\':
			p.backslash(b)
		case '$', '`':
			p.expand(b, whole)
		case '~':
			b.put("~")
			p.i++
		case '*', '?', '[':
			b.glob = true
			b.put(string(c))
			p.i++
		default:
			n := p.i + 1
			for n < len(p.src) && plainByte[p.src[n]] {
				n++
			}
			b.put(p.src[p.i:n])
			p.i = n
		}
	}
}

// quotes reads text in quotes of either kind.
func (p *parser) quotes(b *builder, c byte) {
	at, before := p.i, b.text.Len()
	p.i++
	b.quoted, b.some = true, true
	if c == '"' {
		for p.i < len(p.src) && p.src[p.i] != '"' {
			p.quoted(b, '"')
		}
		closed := p.i < len(p.src)
		p.i = min(p.i+1, len(p.src))
		if closed && b.text.Len()-before <= 8 {
			p.noteQuotes(b, at, p.i-at)
		}
		return
	}
	if n := strings.IndexByte(p.src[p.i:], '\''); n >= 0 { // otherwise an apostrophe, or a fragment
		p.noteQuotes(b, at, n+2)
		b.put(p.src[p.i : p.i+n])
		p.i += n + 1
	}
}

// expand reads an expansion outside of quotes.
func (p *parser) expand(b *builder, whole bool) {
	v, tr := p.expansion(false)
	b.flow |= v.flow
	b.tricks |= tr
	joins := joinsLetters(p.src, p.i, b.text.String())
	switch {
	case v.text == "" && joins:
		b.tricks |= emptyParameter
	case v.text != "" && v.text != unknown && joins:
		b.parts += 2
	case v.text != "" && v.text != unknown:
		b.parts++
	}
	if whole || tr&escapedCode != 0 {
		b.put(v.text)
		b.some = true
		return
	}
	b.split(v.text, p.i)
	if tr&fieldSeparator != 0 {
		b.cut(p.i)
		b.tricks |= fieldSeparator
	}
}

// plainByte are bytes that mean themselves within a word.
var plainByte = func() (t [256]bool) {
	for c := range t {
		t[c] = c > ' ' && strings.IndexByte(";&|)(<>'\"\\$`~*?[", byte(c)) < 0
	}
	return t
}()

func letter(c byte) bool { return c|0x20 >= 'a' && c|0x20 <= 'z' }

// joinsLetters reports whether a letter stands before and behind the place.
func joinsLetters(src string, i int, before string) bool {
	if before == "" {
		return false
	}
	// behind another expansion that gives nothing: look further
	return letter(before[len(before)-1]) && i < len(src) && (letter(src[i]) || src[i] == '$')
}

// noteQuotes remembers quotes that split the letters of a word.
func (p *parser) noteQuotes(b *builder, at, n int) {
	before := at > 0 && (letter(p.src[at-1]) || p.src[at-1] == '\'' || p.src[at-1] == '"')
	behind := at+n < len(p.src) && (letter(p.src[at+n]) || p.src[at+n] == '\'' || p.src[at+n] == '"')
	if (before && (b.text.Len() > 0 || n == 2)) || behind {
		b.tricks |= splitQuotes
	}
}

// backslash reads an escape outside of quotes.
func (p *parser) backslash(b *builder) {
	p.i++
	if p.i >= len(p.src) {
		b.put(`\`)
		return
	}
	c := p.src[p.i]
	if c == '\n' {
		p.i++
		return
	}
	if letter(c) && b.text.Len() > 0 {
		b.tricks |= escapedLetter
	}
	b.put(p.src[p.i : p.i+1])
	b.quoted = true
	p.i++
}

// quoted reads one element of text in double quotes, or of a here-document
// when end is 0.
func (p *parser) quoted(b *builder, end byte) {
	switch c := p.src[p.i]; {
	case c == '\\' && p.i+1 < len(p.src):
		n := p.src[p.i+1]
		switch {
		case n == '\n':
		case n == '$' || n == '`' || n == '\\' || n == '"' && end == '"':
			b.put(p.src[p.i+1 : p.i+2])
		default:
			b.put(p.src[p.i : p.i+2])
		}
		p.i += 2
	case c == '$' || c == '`':
		v, tr := p.expansion(true)
		b.flow |= v.flow
		b.tricks |= tr &^ fieldSeparator
		if v.text != "" && v.text != unknown {
			b.parts++
		}
		b.put(v.text)
	default:
		n := p.i + 1
		for n < len(p.src) && p.src[n] != '\\' && p.src[n] != '$' && p.src[n] != '`' && p.src[n] != end {
			n++
		}
		p.spend(n - p.i)
		b.put(p.src[p.i:n])
		p.i = n
	}
}

// processSubstitution reads <( ... ) or >( ... ): a file with that content.
func (p *parser) processSubstitution(b *builder, c byte) {
	p.i += 2
	var in Stream
	if p.depth >= maxDepth {
		return
	}
	s := p.list(")", in)
	b.put("/dev/fd/63")
	b.flow |= s.flow
	if c == '<' {
		p.put("/dev/fd/63", s)
	}
}

// bracesAhead expands braces in the word at the place, and moves behind it.
// It returns nil when there are none.
func (p *parser) bracesAhead() []string {
	end, open, quote := p.i, false, byte(0)
	for end < len(p.src) && plainOrBrace(p.src[end]) {
		switch c := p.src[end]; {
		case quote != 0 && c == quote:
			quote = 0
		case quote == 0 && (c == '\'' || c == '"'):
			quote = c
		case c == '{' && quote != 0:
			return nil
		case c == '{':
			open = open || end == p.i || p.src[end-1] != '$'
		}
		end++
	}
	if !open || p.flat || end-p.i > 4096 {
		return nil
	}
	raw := expandBraces(p.src[p.i:end])
	if len(raw) < 2 {
		return nil
	}
	p.i = end
	return raw
}

// plainOrBrace are bytes of words in which braces are expanded.
func plainOrBrace(c byte) bool {
	return c > ' ' && strings.IndexByte(";&|)(<>`", c) < 0
}

// expandBraces expands {a,b} and {a..c}, inside out.
func expandBraces(s string) []string {
	out := []string{s}
	for range 8 {
		var next []string
		again := false
		for _, w := range out {
			i, j, list := innerBraces(w)
			if list == nil || len(next)+len(list) > maxBraces {
				next = append(next, w)
				continue
			}
			again = true
			for _, l := range list {
				next = append(next, w[:i]+l+w[j:])
			}
		}
		if out = next; !again {
			break
		}
	}
	return out
}

// innerBraces finds the first innermost braces that expand.
func innerBraces(s string) (start, end int, list []string) {
	open := -1
	for j := 0; j < len(s); j++ {
		switch s[j] {
		case '{':
			open = j
			if j > 0 && s[j-1] == '$' {
				open = -1
			}
		case '}':
			if open < 0 {
				continue
			}
			in := s[open+1 : j]
			if strings.Contains(in, ",") {
				return open, j + 1, strings.Split(in, ",")
			}
			if a, b, ok := strings.Cut(in, ".."); ok && len(a) == 1 && len(b) == 1 && a[0] <= b[0] {
				for c := int(a[0]); c <= int(b[0]); c++ {
					list = append(list, string([]byte{byte(c)}))
				}
				return open, j + 1, list
			}
			open = -1
		}
	}
	return 0, 0, nil
}
