package markup

import (
	"github.com/mcp-watchdog/mcp-watchdog/internal/unmask"
)

// cursor is a place on a line. A tab counts to the next column divisible by
// four; pad are the columns left of one of which a part was taken.
type cursor struct {
	s        string
	i, end   int
	col, pad int
}

// columns counts the white space ahead.
func (c *cursor) columns() int {
	n := c.pad
	for i, col := c.i, c.col+c.pad; i < c.end; i++ {
		switch c.s[i] {
		case ' ':
			n, col = n+1, col+1
		case '\t':
			w := 4 - col%4
			n, col = n+w, col+w
		default:
			return n
		}
	}
	return n
}

// skip takes n columns of white space.
func (c *cursor) skip(n int) {
	for n > 0 {
		switch {
		case c.pad > 0:
			w := min(n, c.pad)
			c.pad, c.col, n = c.pad-w, c.col+w, n-w
		case c.i < c.end && c.s[c.i] == ' ':
			c.i, c.col, n = c.i+1, c.col+1, n-1
		case c.i < c.end && c.s[c.i] == '\t':
			c.pad = 4 - c.col%4
			c.i++
		default:
			return
		}
	}
}

func (c *cursor) blank() bool {
	for i := c.i; i < c.end; i++ {
		if !unmask.IsBlank(c.s[i]) {
			return false
		}
	}
	return true
}

// quote takes the marker of a block quote.
func (c *cursor) quote() bool {
	c.skip(c.columns())
	if c.i >= c.end || c.s[c.i] != '>' {
		return false
	}
	c.i++
	c.col++
	if c.columns() > 0 {
		c.skip(1)
	}
	return true
}

// marker measures a list marker. one says whether it may interrupt a paragraph.
func (c *cursor) marker() (n int, one bool) {
	rest := c.s[c.i:c.end]
	if rest == "" {
		return 0, false
	}
	if rest[0] == '-' || rest[0] == '+' || rest[0] == '*' {
		return 1, true
	}
	for n < len(rest) && n < 10 && rest[n] >= '0' && rest[n] <= '9' {
		n++
	}
	if n == 0 || n > 9 || n >= len(rest) || rest[n] != '.' && rest[n] != ')' {
		return 0, false
	}
	return n + 1, rest[:n] == "1"
}

// rule reports whether the rest of the line is a thematic break (§4.1).
func (c *cursor) rule() bool {
	rest := c.s[c.i:c.end]
	if rest == "" || rest[0] != '-' && rest[0] != '*' && rest[0] != '_' {
		return false
	}
	n := 0
	for i := 0; i < len(rest); i++ {
		if rest[i] == rest[0] {
			n++
		} else if !unmask.IsBlank(rest[i]) {
			return false
		}
	}
	return n >= 3
}
