package decode

import "strings"

// Most texts with tabs are code, most with bars are prose: whether any column can hold
// base85 is seen without taking the table apart.

// column is what is known of one while its rows go by.
type column struct {
	pieces, letters, marks int
	words                  bool // all pieces so far could be its head
	broken                 bool // no piece
}

// mayHaveColumn reports whether Joined85 could like a column of a table in Markdown or
// with tabs.
func mayHaveColumn(text string) bool {
	if strings.IndexByte(text, '|') < 0 && strings.IndexByte(text, '\t') < 0 {
		return false
	}
	var columns [maxCells]column
	for more := true; more; {
		line := text
		if end := strings.IndexByte(text, '\n'); end >= 0 {
			line, text = text[:end], text[end+1:]
		} else {
			more = false
		}
		mark := byte('\t')
		if strings.IndexByte(line, mark) < 0 {
			if line = strings.TrimSpace(line); strings.Count(line, "|") < 2 {
				continue
			}
			if strings.Contains(line, `\|`) {
				return true // a letter, not the end of a cell: let it be taken apart
			}
			mark, line = '|', strings.TrimSuffix(strings.TrimPrefix(line, "|"), "|")
			if strings.IndexByte(line, mark) < 0 {
				continue
			}
		}
		for i := range columns {
			end := strings.IndexByte(line, mark)
			if end < 0 {
				columns[i].take(strings.TrimSpace(line))
				break
			}
			columns[i].take(strings.TrimSpace(line[:end]))
			line = line[end+1:]
		}
	}
	for i := range columns {
		if c := &columns[i]; !c.broken && c.pieces >= fewestCells && c.letters >= shortest85 && c.marks*20 >= c.letters { // the head may be among them
			return true
		}
	}
	return false
}

// take takes in the next cell.
func (c *column) take(cell string) {
	if c.broken {
		return
	}
	if n := len(cell); n > 2 && cell[0] == '`' && cell[n-1] == '`' {
		cell = cell[1 : n-1]
	}
	plain := cell != "" && len(cell) <= maxCell && strings.IndexByte(cell, ' ') < 0 && strings.IndexByte(cell, '\t') < 0
	if c.pieces == 0 && (!plain || len(cell) < shortestCell) || (c.pieces == 0 || c.words) && allOf(cell, &ruleSigns) {
		return
	}
	if !plain {
		if c.words { // it began with the head
			*c = column{}
			return
		}
		c.broken = true
		return
	}
	marks := marksIn(cell)
	c.words = (c.pieces == 0 || c.words) && allOf(cell, &headSigns)
	c.pieces, c.letters, c.marks = c.pieces+1, c.letters+len(cell), c.marks+marks
}

// allOf reports whether there is nothing but some signs in a cell.
func allOf(cell string, signs *[256]bool) bool {
	for i := range len(cell) {
		if !signs[cell[i]] {
			return false
		}
	}
	return true
}

// The signs of a rule below the head of a table, and of that.
var ruleSigns, headSigns = setOf("-:="), setOf(headLetters)

func setOf(signs string) (t [256]bool) {
	for _, c := range []byte(signs) {
		t[c] = true
	}
	return t
}

// headLetters are those of a heading.
const headLetters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_-"

// marksIn counts what is neither a letter nor a digit.
func marksIn(p string) (n int) {
	for i := range len(p) {
		if c := p[i]; c < '0' || c > '9' && c < 'A' || c > 'Z' && c < 'a' || c > 'z' {
			n++
		}
	}
	return n
}
