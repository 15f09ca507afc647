package config

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/token"

	"github.com/mcp-watchdog/mcp-watchdog/internal/finding"
)

// misplaced is a mistake with the place it stands at.
type misplaced struct {
	line, column int
	what         string
}

func (m *misplaced) Error() string { return m.what }

// wrong is a mistake at a token.
func wrong(t *token.Token, format string, args ...any) error {
	m := &misplaced{1, 1, fmt.Sprintf(format, args...)}
	if t != nil && t.Position != nil {
		m.line, m.column = t.Position.Line, t.Position.Column
	}
	return m
}

// located gives err the place of n, unless it has a better one.
func located(n ast.Node, what string, err error) error {
	var m *misplaced
	if err == nil || errors.As(err, &m) {
		return err
	}
	return wrong(n.GetToken(), "%s: %s", what, err)
}

// entry is a key of an object and what reads its value.
type entry struct {
	name string
	set  func(ast.Node) error
}

// pairsOf returns the members of an object; ok is false when n is none.
func pairsOf(n ast.Node) (pairs []*ast.MappingValueNode, ok bool) {
	switch n := n.(type) {
	case nil, *ast.NullNode:
		return nil, true
	case *ast.MappingNode:
		return n.Values, true
	case *ast.MappingValueNode:
		return []*ast.MappingValueNode{n}, true
	}
	return nil, false
}

// object reads an object whose keys are those of entries.
func object(n ast.Node, what string, entries []entry) error {
	pairs, ok := pairsOf(n)
	if !ok {
		return wrong(n.GetToken(), "%s must be settings, each as \"name: value\"", what)
	}
	names := make([]string, len(entries))
	for i, e := range entries {
		names[i] = e.name
	}
	for _, p := range pairs {
		key := p.Key.GetToken().Value
		i := slices.Index(names, key)
		if i < 0 {
			return wrong(p.Key.GetToken(), "%s has no setting %q; %s", what, visible(key), near(key, names))
		}
		if err := located(p.Value, key, entries[i].set(p.Value)); err != nil {
			return err
		}
	}
	return nil
}

// near says what was probably meant, or all there is.
func near(word string, words []string) string {
	if found := Nearest(word, words); len(found) > 0 {
		return "did you mean " + strings.Join(found, " or ") + "?"
	}
	return "there are " + strings.Join(words, ", ")
}

// list calls each for the elements of a sequence.
func list(n ast.Node, what string, each func(ast.Node) error) error {
	switch n := n.(type) {
	case nil, *ast.NullNode:
		return nil
	case *ast.SequenceNode:
		for _, v := range n.Values {
			if err := located(v, what, each(v)); err != nil {
				return err
			}
		}
		return nil
	}
	return wrong(n.GetToken(), "%s must be a list, each line of it with a dash in front", what)
}

// text reads a text of at most maxText bytes.
func text(n ast.Node) (string, error) {
	s := ""
	switch n := n.(type) {
	case *ast.StringNode:
		s = n.Value
	case *ast.LiteralNode:
		s = strings.TrimSpace(n.Value.Value)
	}
	if s == "" || len(s) > maxText || !isText(s) {
		return "", fmt.Errorf("it must be a text of 1 to %d characters, in quotes if it looks like something else", maxText)
	}
	return s, nil
}

const maxText = 4096

func isText(s string) bool {
	return strings.IndexFunc(s, func(r rune) bool { return r < ' ' && r != '\n' && r != '\t' || r == 0x7f || r == 0xfffd }) < 0
}

func textInto(to *string) func(ast.Node) error {
	return func(n ast.Node) (err error) {
		*to, err = text(n)
		return err
	}
}

// maxWords bounds lists of words.
const maxWords = 1000

// words reads one text or a list of texts.
func words(to *[]string) func(ast.Node) error {
	return func(n ast.Node) error {
		seq, ok := n.(*ast.SequenceNode)
		if !ok {
			s, err := text(n)
			if err != nil {
				return errors.New("it must be a text, or a list of texts")
			}
			*to = []string{s}
			return nil
		}
		if len(seq.Values) == 0 || len(seq.Values) > maxWords {
			return fmt.Errorf("it must be a list of 1 to %d texts", maxWords)
		}
		*to = nil
		for _, v := range seq.Values {
			s, err := text(v)
			if err != nil {
				return located(v, "each of the list", err)
			}
			*to = append(*to, s)
		}
		return nil
	}
}

// known reads words that must be among those there are.
func known(to *[]string, what string, there []string) func(ast.Node) error {
	return func(n ast.Node) error {
		if err := words(to)(n); err != nil {
			return err
		}
		for i, w := range *to {
			if len(there) == 0 || slices.Contains(there, w) {
				continue
			}
			at := n
			if seq, ok := n.(*ast.SequenceNode); ok {
				at = seq.Values[i]
			}
			hint := "for all, run: mcp-watchdog explain"
			if what != "rule" {
				hint = "there are " + strings.Join(there, ", ")
			}
			if found := Nearest(w, there); len(found) > 0 {
				hint = "did you mean " + strings.Join(found, " or ") + "?"
			}
			return wrong(at.GetToken(), "there is no %s %q; %s", what, visible(w), hint)
		}
		return nil
	}
}

// chooseInto reads one word of options.
func chooseInto[T any](to *T, options []option[T]) func(ast.Node) error {
	return func(n ast.Node) error { return choose(n, to, options) }
}

// truth reads true or false.
func truth(n ast.Node) (bool, error) {
	if b, ok := n.(*ast.BoolNode); ok {
		return b.Value, nil
	}
	return false, errors.New("it must be true or false")
}

// day reads a date or a moment, as Unix seconds. A date alone ends with the day,
// UTC.
func day(to *int64) func(ast.Node) error {
	return func(n ast.Node) error {
		s := ""
		if t := n.GetToken(); t != nil {
			s = t.Value
		}
		if t, err := time.Parse(time.RFC3339, s); err == nil {
			*to = t.Unix()
			return nil
		}
		if t, err := time.Parse(time.DateOnly, s); err == nil {
			*to = t.AddDate(0, 0, 1).Unix()
			return nil
		}
		return errors.New("it must be a date such as 2027-01-31, or a moment such as 2027-01-31T12:00:00Z")
	}
}

// severities by name.
var severities = []option[finding.Severity]{
	{"info", finding.Info}, {"low", finding.Low}, {"medium", finding.Medium}, {"high", finding.High}, {"critical", finding.Critical},
}
