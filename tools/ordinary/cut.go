package main

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

const (
	maxRow = 8 << 10 // bytes of a row
	minRow = 160     // bytes; less says nothing by itself
)

// cut divides a text into pieces of at most maxRow bytes, at ends of
// paragraphs where there are any, else of lines, else of characters. Together
// the pieces are the text, but for pieces of less than minRow bytes, which are
// dropped.
func cut(s string) []string {
	var pieces []string
	for s != "" {
		n := len(s)
		if n > maxRow {
			n = breakBefore(s, maxRow)
		}
		if piece := s[:n]; len(strings.TrimSpace(piece)) >= minRow {
			pieces = append(pieces, piece)
		}
		s = s[n:]
	}
	return pieces
}

// breakBefore returns where to divide a text that is longer than n bytes.
func breakBefore(s string, n int) int {
	for _, end := range []string{"\n\n", "\n%\n", "\n"} {
		// A paragraph end near the beginning would leave crumbs.
		if i := strings.LastIndex(s[:n], end); i > n/4 {
			return i + len(end)
		}
	}
	for !utf8.RuneStart(s[n]) {
		n--
	}
	return n
}

// keyLetters is how much of a text says that another is nearly the same.
const keyLetters = 200

// key is the same for texts that begin alike: their first letters in small,
// digits as one, without markup, comments at the top and what is no letter.
func key(class, s string) string {
	switch class {
	case "help_page":
		s = outsideTags(s)
	case "man_page", "source", "config":
		s = withoutHead(s)
	}
	var b strings.Builder
	n, digit := 0, false
	for _, r := range s {
		isDigit := unicode.IsDigit(r)
		switch {
		case isDigit && !digit:
			b.WriteByte('0')
		case unicode.IsLetter(r):
			b.WriteRune(unicode.ToLower(r))
			n++
		}
		digit = isDigit
		if n == keyLetters {
			break
		}
	}
	return b.String()
}

// outsideTags drops tags, and what stands in the head of a page.
func outsideTags(s string) string {
	if i := strings.Index(s, "<body"); i >= 0 {
		s = s[i:]
	}
	var b strings.Builder
	for s != "" {
		before, rest, ok := strings.Cut(s, "<")
		b.WriteString(before)
		if !ok {
			break
		}
		_, s, _ = strings.Cut(rest, ">")
	}
	return b.String()
}

// withoutHead drops the lines of comments that a file begins with: licences
// and marks of generators.
func withoutHead(s string) string {
	rest := s
	for {
		line, next, ok := strings.Cut(rest, "\n")
		trimmed := strings.TrimSpace(line)
		comment := trimmed == "" || strings.HasPrefix(trimmed, ".\\\"") || strings.HasPrefix(trimmed, "'\\\"") ||
			strings.HasPrefix(trimmed, "//") || strings.HasPrefix(trimmed, "#") || strings.HasPrefix(trimmed, "/*") ||
			strings.HasPrefix(trimmed, "*") || strings.HasPrefix(trimmed, "--")
		if !ok {
			return s
		}
		if !comment {
			return rest
		}
		rest = next
	}
}
