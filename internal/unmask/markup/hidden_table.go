package markup

import (
	"bytes"
	"strings"
)

// table takes the line that makes a table of the line before it (GitHub's
// markdown): a dash for each of its cells.
func (m *markdown) table(line string) bool {
	if strings.IndexByte(line, '-') < 0 || strings.Trim(line, "|:- \t") != "" || strings.IndexByte(line, '|') < 0 && strings.IndexByte(line, ':') < 0 {
		return false
	}
	rules := tableCells(line)
	for _, r := range rules {
		if r = strings.TrimSuffix(strings.TrimPrefix(strings.TrimSpace(r), ":"), ":"); r == "" || strings.Trim(r, "-") != "" {
			return false
		}
	}
	from := bytes.LastIndexByte(m.para, '\n') + 1
	head := string(m.para[from:])
	if len(tableCells(head)) > len(rules) {
		return false
	}
	m.para = m.para[:max(0, from-1)]
	m.closeLeaf()
	m.leaf, m.cells = tableLines, len(rules)
	m.write("<table>\n")
	m.row(head, "th")
	return true
}

// row writes a row. Cells beyond those of the head are not shown.
func (m *markdown) row(line, tag string) {
	m.write("<tr>")
	cells := tableCells(line)
	for i := range m.cells {
		m.write("<" + tag + ">")
		if i < len(cells) {
			m.words(strings.ReplaceAll(cells[i], `\|`, "|"))
		}
		m.write("</" + tag + ">")
	}
	m.write("</tr>\n")
}

// tableCells splits a row at its bars. A bar behind a backslash is none.
func tableCells(line string) []string {
	line = strings.TrimPrefix(strings.TrimSpace(line), "|")
	var cells []string
	from := 0
	for i := 0; i < len(line); i++ {
		switch line[i] {
		case '\\':
			i++
		case '|':
			cells = append(cells, line[from:i])
			from = i + 1
		}
	}
	if strings.TrimSpace(line[from:]) != "" || len(cells) == 0 {
		cells = append(cells, line[from:])
	}
	return cells
}
