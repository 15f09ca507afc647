package cel

import (
	"fmt"
	"strconv"
	"strings"
	"unicode/utf8"
)

// token is one word or sign of an expression.
type token struct {
	at    int
	kind  tokenKind
	text  string // signs, words
	value any    // literals
}

type tokenKind uint8

const (
	endToken tokenKind = iota
	signToken
	wordToken
	escapedToken // a field name in backquotes
	literalToken
)

// signs, the longer ones first.
var signs = [...]string{"==", "!=", "<=", ">=", "&&", "||", "<", ">", "[", "]", "{", "}", "(", ")", ".", ",", "-", "!", "?", ":", "+", "*", "/", "%"}

// advance reads the next token.
func (p *parser) advance() {
	p.skip()
	p.token = token{at: p.i}
	if p.i >= len(p.text) || p.err != nil {
		return
	}
	rest := p.text[p.i:]
	c := rest[0]
	switch {
	case isDigit(c), c == '.' && len(rest) > 1 && isDigit(rest[1]):
		p.number()
	case quoted(rest):
		p.quotedLiteral()
	case isLetter(c):
		n := 1
		for n < len(rest) && (isLetter(rest[n]) || isDigit(rest[n])) {
			n++
		}
		p.word(rest[:n])
	case c == '`':
		n := strings.IndexByte(rest[1:], '`')
		if n < 1 || strings.Trim(rest[1:1+n], "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_.-/ ") != "" {
			p.fail(p.i, "a name in backquotes is not complete, or has a character that none can have")
			return
		}
		p.token.kind, p.token.text = escapedToken, rest[1:1+n]
		p.i += n + 2
	default:
		for _, s := range signs {
			if strings.HasPrefix(rest, s) {
				p.token.kind, p.token.text = signToken, s
				p.i += len(s)
				return
			}
		}
		r, _ := utf8.DecodeRuneInString(rest)
		p.fail(p.i, fmt.Sprintf("there is no sign %q in expressions", r))
	}
}

func (p *parser) word(w string) {
	p.i += len(w)
	p.token.kind, p.token.text = wordToken, w
	switch w {
	case "true", "false":
		p.token.kind, p.token.value = literalToken, w == "true"
	case "null":
		p.token.kind, p.token.value = literalToken, nil
	case "in":
		p.token.kind = signToken
	}
}

// skip passes over white space and comments.
func (p *parser) skip() {
	for p.i < len(p.text) {
		switch c := p.text[p.i]; {
		case c == ' ' || c == '\t' || c == '\r' || c == '\n' || c == '\f':
			p.i++
		case c == '/' && strings.HasPrefix(p.text[p.i:], "//"):
			if n := strings.IndexByte(p.text[p.i:], '\n'); n >= 0 {
				p.i += n
			} else {
				p.i = len(p.text)
			}
		default:
			return
		}
	}
}

// number reads a literal of digits. Its sign is not part of it, except that the
// smallest integer has no positive twin.
func (p *parser) number() {
	rest := p.text[p.i:]
	p.token.kind = literalToken
	if strings.HasPrefix(rest, "0x") && len(rest) > 2 && isHex(rest[2]) {
		n := 2
		for n < len(rest) && isHex(rest[n]) {
			n++
		}
		p.integer(rest[:n], rest[2:n], 16)
		return
	}
	n := digits(rest, 0)
	real := false
	if n+1 < len(rest) && rest[n] == '.' && isDigit(rest[n+1]) {
		n, real = digits(rest, n+1), true
	}
	if n < len(rest) && rest[n]|0x20 == 'e' {
		k := n + 1
		if k < len(rest) && (rest[k] == '+' || rest[k] == '-') {
			k++
		}
		if end := digits(rest, k); end > k {
			n, real = end, true
		}
	}
	if !real {
		p.integer(rest[:n], rest[:n], 10)
		return
	}
	f, err := strconv.ParseFloat(rest[:n], 64)
	if err != nil {
		p.fail(p.i, "the number is out of range")
	}
	p.token.value = f
	p.i += n
}

// integer reads digits to a base, of a literal that starts with all.
func (p *parser) integer(all, number string, base int) {
	at := p.i
	p.i += len(all)
	u, err := strconv.ParseUint(number, base, 64)
	if p.i < len(p.text) && p.text[p.i]|0x20 == 'u' {
		p.i++
		p.token.value = u
	} else if p.minus && u == 1<<63 {
		p.token.value = int64(-1 << 63)
	} else {
		p.token.value = int64(u)
		if u >= 1<<63 {
			err = strconv.ErrRange
		}
	}
	if err != nil {
		p.fail(at, "the number is out of range")
	}
}

func digits(s string, i int) int {
	for i < len(s) && isDigit(s[i]) {
		i++
	}
	return i
}

func isDigit(c byte) bool  { return '0' <= c && c <= '9' }
func isHex(c byte) bool    { return isDigit(c) || 'a' <= c|0x20 && c|0x20 <= 'f' }
func isLetter(c byte) bool { return c == '_' || 'a' <= c|0x20 && c|0x20 <= 'z' }

// quoted reports whether s starts with a text or bytes: quotes behind at most one
// of each of the prefixes b and r.
func quoted(s string) bool {
	if s[0]|0x20 == 'b' {
		s = s[1:]
	}
	if s != "" && s[0]|0x20 == 'r' {
		s = s[1:]
	}
	return s != "" && (s[0] == '"' || s[0] == '\'')
}

// quotedLiteral reads a text or bytes.
func (p *parser) quotedLiteral() {
	at, bytes, raw := p.i, false, false
	for p.text[p.i] != '"' && p.text[p.i] != '\'' {
		bytes = bytes || p.text[p.i]|0x20 == 'b'
		raw = raw || p.text[p.i]|0x20 == 'r'
		p.i++
	}
	quote := p.text[p.i : p.i+1]
	if triple := strings.Repeat(quote, 3); strings.HasPrefix(p.text[p.i:], triple) {
		quote = triple
	}
	p.i += len(quote)
	b := []byte{}
	for !strings.HasPrefix(p.text[p.i:], quote) {
		if p.i >= len(p.text) || len(quote) == 1 && (p.text[p.i] == '\n' || p.text[p.i] == '\r') {
			p.fail(at, "the text has no end: a quotation mark is missing")
			return
		}
		switch c := p.text[p.i]; {
		case c == '\\' && !raw:
			if b = p.escape(b, bytes); p.err != nil {
				return
			}
		case c == '\r' && !bytes: // the end of a line is one character
			if p.i++; p.i < len(p.text) && p.text[p.i] != '\n' {
				b = append(b, '\n')
			}
		default:
			b = append(b, c)
			p.i++
		}
	}
	p.i += len(quote)
	p.token.kind, p.token.value = literalToken, string(b)
	if bytes {
		p.token.value = b
	}
}

// plainEscapes are characters behind a backslash, and what they stand for.
const plainEscapes = "a\ab\bf\fn\nr\rt\tv\v\\\\''\"\"``??"

// escape reads what a backslash stands in front of. Numbers are characters in a
// text, and bytes in bytes.
func (p *parser) escape(b []byte, bytes bool) []byte {
	rest := p.text[p.i+1:]
	wrong := func() []byte {
		p.fail(p.i, "the backslash stands in front of nothing that it could mean")
		return nil
	}
	if rest == "" {
		return wrong()
	}
	for i := 0; i < len(plainEscapes); i += 2 {
		if plainEscapes[i] == rest[0] {
			p.i += 2
			return append(b, plainEscapes[i+1])
		}
	}
	from, n, base := 1, 0, 16
	switch c := rest[0]; {
	case c|0x20 == 'x':
		n = 2
	case c == 'u' && !bytes:
		n = 4
	case c == 'U' && !bytes:
		n = 8
	case '0' <= c && c <= '3':
		from, n, base = 0, 3, 8
	}
	if n == 0 || len(rest) < from+n {
		return wrong()
	}
	v, err := strconv.ParseUint(rest[from:from+n], base, 32)
	switch {
	case err != nil || strings.Contains(rest[from:from+n], "_") || !bytes && !utf8.ValidRune(rune(v)):
		return wrong()
	case bytes:
		b = append(b, byte(v))
	default:
		b = utf8.AppendRune(b, rune(v))
	}
	p.i += 1 + from + n
	return b
}
