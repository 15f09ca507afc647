package decode

import (
	"slices"
	"strconv"
	"strings"
)

// Base85 in pieces: a column of a table, of Markdown, HTML or with tabs, holds one
// text, cut over its rows. Its letters are marks as well, so that only what stands
// in cells is told apart.

const (
	// maxTable is how much of a text is read for tables, maxCells how many columns
	// of a row, maxCell the longest piece.
	maxTable, maxCells, maxCell = 64 << 10, 16, 512
	// fewestCells is how many pieces there are at least, shortest85 their letters,
	// and shortestCell the shortest piece.
	fewestCells, shortest85, shortestCell = 3, 40, 4
)

// Columns85 returns what the columns of the tables in a text say in base85, where
// that begins like a text. It takes time linear in the text up to a bound.
func Columns85(text string) (said []string) {
	if text = text[:min(len(text), maxTable)]; len(text) < shortest85/2 { // too short, even with an entity for two characters
		return nil
	}
	html := mayHaveCells(text)
	if !html && (len(text) < shortest85 || !mayHaveColumn(text)) {
		return nil
	}
	return columns85(text, html)
}

func columns85(text string, html bool) (said []string) {
	var columns [maxCells][]string
	var numbers []int
	numbered := true
	row := func(cells []string) {
		if len(cells) < 2 {
			return
		}
		n, err := strconv.Atoi(strings.Trim(strings.TrimSpace(cells[0]), "#."))
		if numbered = numbered && (err == nil || len(numbers) == 0); err == nil {
			numbers = append(numbers, n)
		}
		for i, c := range cells[:min(len(cells), maxCells)] {
			columns[i] = append(columns[i], strings.TrimSpace(c))
		}
	}
	if html {
		htmlRows(text, row)
	} else {
		for line := range strings.SplitSeq(text, "\n") {
			row(cellsOf(line))
		}
	}
	for _, c := range columns {
		c = pieces85(c)
		if t, ok := Joined85(c); ok {
			said = append(said, t)
		} else if numbered && len(numbers) == len(c) && !slices.IsSorted(numbers) {
			if t, ok := Joined85(byNumbers(c, numbers)); ok {
				said = append(said, t)
			}
		}
	}
	return said
}

// byNumbers is pieces in the order of the numbers of their rows.
func byNumbers(pieces []string, numbers []int) []string {
	order := make([]int, len(pieces))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return numbers[a] - numbers[b] })
	out := make([]string, len(pieces))
	for i, k := range order {
		out[i] = pieces[k]
	}
	return out
}

// pieces85 leaves out the head of a column and the rule below it.
func pieces85(cells []string) []string {
	for len(cells) > 0 && (len(cells[0]) < shortestCell || strings.ContainsAny(cells[0], " ") || strings.Trim(cells[0], "-:=") == "" || head(cells)) {
		cells = cells[1:]
	}
	return cells
}

// head reports whether the first cell is a heading: letters alone, and of another
// length than the second.
func head(cells []string) bool {
	return len(cells) > 1 && strings.Trim(cells[0], headLetters) == "" && len(cells[0]) != len(cells[1])
}

// cellsOf splits a row of a table in Markdown or with tabs; nil for other lines.
func cellsOf(line string) []string {
	if strings.IndexByte(line, '\t') >= 0 {
		return strings.Split(line, "\t")
	}
	line = strings.TrimSpace(line)
	if strings.Count(line, "|") < 2 {
		return nil
	}
	line = strings.ReplaceAll(strings.TrimPrefix(line, "|"), `\|`, "\x00")
	cells := strings.Split(strings.TrimSuffix(line, "|"), "|")
	for i := range cells {
		c := strings.TrimSpace(strings.ReplaceAll(cells[i], "\x00", "|"))
		if n := len(c); n > 2 && c[0] == '`' && c[n-1] == '`' { // a mark of code; within base85 it is a letter
			c = c[1 : n-1]
		}
		cells[i] = c
	}
	return cells
}

// htmlRows calls row for each row of the tables of a page.
func htmlRows(text string, row func([]string)) {
	var cells []string
	for i := 0; i < len(text); {
		k := strings.IndexByte(text[i:], '<')
		if k < 0 {
			break
		}
		i += k
		switch {
		case tagAt(text, i, "<tr") || tagAt(text, i, "</tr") || tagAt(text, i, "</table"):
			row(cells)
			cells = cells[:0:0]
			i++
		case tagAt(text, i, "<td") || tagAt(text, i, "<th"):
			open := strings.IndexByte(text[i:], '>')
			if open < 0 {
				return
			}
			from := i + open + 1
			end := strings.Index(text[from:], "</t")
			if end < 0 {
				end = strings.Index(text[from:], "</T")
			}
			if end < 0 {
				return
			}
			cells = append(cells, unwrapped(text[from:from+end]))
			i = from + end
		default:
			i++
		}
	}
	row(cells)
}

func tagAt(text string, i int, tag string) bool {
	return len(text) >= i+len(tag) && strings.EqualFold(text[i:i+len(tag)], tag)
}

var plainEntities = strings.NewReplacer("&lt;", "<", "&gt;", ">", "&quot;", `"`, "&#34;", `"`, "&#39;", "'", "&#x27;", "'", "&apos;", "'", "&amp;", "&")

// unwrapped is the text of a cell: without an element around it, and without
// character references.
func unwrapped(cell string) string {
	cell = strings.TrimSpace(cell)
	for _, tag := range [...]string{"code", "span", "tt", "b"} {
		if rest, ok := strings.CutPrefix(cell, "<"+tag); ok {
			if k := strings.IndexByte(rest, '>'); k >= 0 {
				cell = strings.TrimSpace(strings.TrimSuffix(strings.TrimSpace(rest[k+1:]), "</"+tag+">"))
			}
		}
	}
	return plainEntities.Replace(cell)
}

// Joined85 puts pieces of base85 together and returns what they say, where that
// begins like a text.
func Joined85(pieces []string) (string, bool) {
	if len(pieces) < fewestCells {
		return "", false
	}
	n, marks := 0, 0
	for _, p := range pieces {
		if len(p) > maxCell || p == "" || strings.ContainsAny(p, " \t") {
			return "", false
		}
		n += len(p)
		marks += marksIn(p)
	}
	if n < shortest85 || n > maxThread || marks*16 < n {
		return "", false
	}
	text := strings.Join(pieces, "")
	text = strings.TrimSuffix(strings.TrimPrefix(text, "<~"), "~>")
	for i := range base85Digits {
		b, used := appendBase85(make([]byte, 0, len(text)*4/5+4), text, &base85Digits[i])
		if used >= len(text)-4 && likeText(b) {
			return string(b), true
		}
	}
	return "", false
}
