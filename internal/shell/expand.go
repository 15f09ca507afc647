package shell

import (
	"strconv"
	"strings"
	"unicode/utf8"
)

// expansion reads what starts with $ or a backtick and returns its value.
func (p *parser) expansion(quoted bool) (value, tricks) {
	if p.src[p.i] == '`' {
		return p.backticks()
	}
	p.i++
	if p.i >= len(p.src) {
		return value{text: "$", known: true}, 0
	}
	switch c := p.src[p.i]; {
	case c == '\'' && !quoted:
		return p.ansi()
	case c == '"' && !quoted:
		return value{known: true}, 0 // the quotes follow
	case p.has("(("):
		p.skipArithmetic(2)
		return value{text: "1", known: true}, 0
	case c == '(':
		p.i++
		if p.depth >= maxDepth {
			return value{text: unknown}, 0
		}
		return p.substituted(p.list(")", Stream{}))
	case c == '{':
		return p.braced()
	case c == '[':
		p.i++
		return value{text: "1", known: true}, 0
	case c == '@' || c == '*' || c >= '1' && c <= '9':
		p.i++
		return p.variable(string(c)), 0
	case c == '#' || c == '?' || c == '$' || c == '!' || c == '-':
		p.i++
		return value{text: unknown}, 0
	case c == '0':
		p.i++
		return p.variable("0"), 0
	}
	n := nameEnd(p.src, p.i)
	if n == p.i || p.src[p.i] == ':' {
		return value{text: "$", known: true}, 0
	}
	name := p.src[p.i:n]
	p.i = n
	return p.named(name)
}

// named returns the value of $name.
func (p *parser) named(name string) (value, tricks) {
	var tr tricks
	if name == "IFS" {
		tr = fieldSeparator
	}
	v := p.variable(name)
	p.spend(len(v.text))
	if ifs, ok := p.vars["IFS"]; ok && len(ifs.text) == 1 && strings.Contains(v.text, ifs.text) { // what parts words now
		v.text = strings.ReplaceAll(v.text, ifs.text, " ")
	}
	return v, tr
}

// substituted turns the output of a command into a value.
func (p *parser) substituted(s Stream) (value, tricks) {
	if !s.known {
		return value{text: unknown, flow: s.flow}, 0
	}
	s.text = strings.TrimRight(s.text, "\n")
	p.spend(len(s.text))
	return s, substituted
}

// backticks reads an old-style substitution.
func (p *parser) backticks() (value, tricks) {
	start := p.i
	p.i++
	var b strings.Builder
	for p.i < len(p.src) && p.src[p.i] != '`' {
		if p.src[p.i] == '\\' && p.i+1 < len(p.src) && strings.IndexByte("`\\$", p.src[p.i+1]) >= 0 {
			p.i++
		}
		b.WriteByte(p.src[p.i])
		p.i++
	}
	if p.i >= len(p.src) { // unbalanced: read on as if it was not there
		p.i = start + 1
		return value{known: true}, 0
	}
	p.i++
	return p.substituted(p.nested(b.String(), Stream{}, start, p.i))
}

// ansi reads $'...'.
func (p *parser) ansi() (value, tricks) {
	p.i++
	start := p.i
	for p.i < len(p.src) && p.src[p.i] != '\'' {
		if p.src[p.i] == '\\' {
			p.i++
		}
		p.i++
	}
	p.i = min(p.i, len(p.src))
	text, letters := unescape(p.src[start:p.i])
	p.i = min(p.i+1, len(p.src))
	if letters {
		return value{text: text, known: true}, escapedCode
	}
	return value{text: text, known: true}, 0
}

// unescape undoes the escapes of $”, echo -e and printf. letters is true when
// one of them stood for something that could have been written plainly.
func unescape(s string) (text string, letters bool) {
	if strings.IndexByte(s, '\\') < 0 {
		return s, false
	}
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		if s[i] != '\\' || i+1 >= len(s) {
			b.WriteByte(s[i])
			continue
		}
		i++
		digits, base, most := "", 16, 2
		switch c := s[i]; c {
		case 'n':
			b.WriteByte('\n')
		case 't':
			b.WriteByte('\t')
		case 'r':
			b.WriteByte('\r')
		case 'e', 'E':
			b.WriteByte(0x1b)
		case 'a', 'b', 'f', 'v', 'c':
		case 'x', 'u', 'U':
			most = map[byte]int{'x': 2, 'u': 4, 'U': 8}[c]
			i++
			digits = s[i:min(len(s), i+most)]
			i--
		case '0', '1', '2', '3', '4', '5', '6', '7':
			base, most = 8, 3
			if c == '0' {
				most = 4
			}
			digits = s[i:min(len(s), i+most)]
			i--
		default:
			b.WriteByte(c)
		}
		if digits == "" {
			continue
		}
		n := 0
		for n < len(digits) && digitOf(digits[n]) < base {
			n++
		}
		v, err := strconv.ParseUint(digits[:n], base, 32)
		i += n
		if err != nil || v == 0 {
			continue
		}
		letters = letters || v > ' ' && v < 0x7f || v == ' '
		if base == 8 || most == 2 {
			b.WriteByte(byte(v))
		} else {
			b.WriteString(string(utf8.AppendRune(nil, rune(v))))
		}
	}
	return b.String(), letters
}

func digitOf(c byte) int {
	switch {
	case c >= '0' && c <= '9':
		return int(c - '0')
	case c|0x20 >= 'a' && c|0x20 <= 'f':
		return int(c|0x20-'a') + 10
	}
	return 99
}

// braced reads ${...}.
func (p *parser) braced() (value, tricks) {
	p.i++
	indirect, length := false, false
	if p.i < len(p.src) && p.src[p.i] == '!' {
		indirect = true
		p.i++
	} else if p.i+1 < len(p.src) && p.src[p.i] == '#' && p.src[p.i+1] != '}' {
		length = true
		p.i++
	}
	n := nameEnd(p.src, p.i)
	if n == p.i && n < len(p.src) && p.src[n] != '}' {
		for n++; n < len(p.src) && p.src[n] >= '0' && p.src[n] <= '9'; n++ {
		}
	}
	name := p.src[p.i:n]
	p.i = n
	op := p.braceRest()
	var tr tricks
	if indirect && name == "IFS" {
		return value{text: " ", known: true}, fieldSeparator
	}
	if indirect {
		if v := p.variable(name); v.known && v.text != "" {
			name = v.text
		}
		tr |= assembled
	}
	if name == "IFS" {
		tr |= fieldSeparator
		return value{text: " ", known: true}, tr
	}
	if length {
		return value{text: "1", known: true}, tr
	}
	v := p.variable(name)
	if op == "" {
		return v, tr
	}
	if s, ok := special[name]; ok && p.vars[name].text == "" && op[0] != '[' {
		v = value{text: s, known: true}
	}
	return p.operate(v, op, tr)
}

// braceRest reads to the brace that closes a parameter expansion.
func (p *parser) braceRest() string {
	start, depth := p.i, 0
	for p.i < len(p.src) {
		switch p.src[p.i] {
		case '\\':
			p.i++
		case '{':
			depth++
		case '}':
			if depth--; depth < 0 {
				p.i++
				return p.src[start : p.i-1]
			}
		case '\n':
			return p.src[start:p.i]
		}
		p.i++
	}
	p.i = len(p.src)
	return p.src[min(start, p.i):]
}

// operate applies the operator of a parameter expansion.
func (p *parser) operate(v value, op string, tr tricks) (value, tricks) {
	rest := func(n int) string {
		w := p.nestedWord(op[n:])
		v.flow |= w.flow
		return w.text
	}
	switch op[0] {
	case ':':
		if len(op) > 1 && strings.IndexByte("-=?+", op[1]) >= 0 {
			if op[1] == '-' || op[1] == '=' {
				if v.text == "" || !v.known {
					return value{text: rest(2), known: true, flow: v.flow}, tr
				}
			}
			return v, tr
		}
		if !v.known {
			return v, tr
		}
		from, count, _ := strings.Cut(op[1:], ":")
		return value{text: slice(v.text, strings.TrimSpace(from), count), known: true, flow: v.flow}, tr | assembled
	case '-', '=':
		if v.text == "" || !v.known {
			return value{text: rest(1), known: true, flow: v.flow}, tr
		}
	case '#':
		v.text = strings.TrimPrefix(v.text, strings.TrimLeft(op, "#*"))
	case '%':
		v.text = strings.TrimSuffix(v.text, strings.TrimLeft(op, "%"))
	case '/':
		from, to, _ := strings.Cut(strings.TrimLeft(op, "/"), "/")
		if from != "" && len(v.text)*(1+len(to)) < maxWord {
			v.text = strings.ReplaceAll(v.text, from, to)
		}
		tr |= assembled
	case '^':
		v.text = strings.ToUpper(v.text)
	case ',':
		v.text = strings.ToLower(v.text)
		tr |= assembled
	case '[':
		if i, err := strconv.Atoi(strings.Trim(op, "[]")); err == nil && v.known {
			if f := strings.Fields(v.text); i >= 0 && i < len(f) {
				v.text = f[i]
			}
			tr |= assembled
		}
	}
	return v, tr
}

// nestedWord expands the word in a parameter expansion.
func (p *parser) nestedWord(s string) word {
	if p.depth >= maxDepth || !p.spend(len(s)) {
		return word{text: unknown}
	}
	p.depth++
	q := &parser{eval: p.eval, src: s, fixed: true, start: p.i, end: p.i}
	if p.fixed {
		q.start, q.end = p.start, p.end
	}
	w := q.joined()
	p.depth--
	return w
}

// slice is ${v:from:count}.
func slice(s, from, count string) string {
	i, err := strconv.Atoi(strings.Trim(from, "() "))
	if err != nil && strings.TrimSpace(from) != "" {
		return ""
	}
	if i < 0 {
		i += len(s)
	}
	if i < 0 || i > len(s) {
		return ""
	}
	s = s[i:]
	if n, err := strconv.Atoi(strings.TrimSpace(count)); err == nil {
		if n < 0 {
			n += len(s)
		}
		s = s[:max(0, min(n, len(s)))]
	}
	return s
}
