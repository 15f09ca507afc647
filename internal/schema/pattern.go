package schema

import (
	"regexp"
	"regexp/syntax"
)

const (
	// maxPattern bounds the text of a pattern, maxProgram the size of what is made
	// of it, in characters and classes with their repetitions, and maxPatterns how
	// many one schema may have.
	maxPattern  = 512
	maxProgram  = 2000
	maxPatterns = 256
)

// pattern is a regular expression and what it costs to match one character.
type pattern struct {
	re   *regexp.Regexp
	cost int
}

// compile makes a pattern of an ECMA 262 expression; nil when it is too large,
// or says something that cannot be matched in linear time.
func (s *Schema) compile(text string) *pattern {
	if s.patterns++; len(text) > maxPattern || s.patterns > maxPatterns {
		return nil
	}
	tree, err := syntax.Parse(text, syntax.Perl)
	if err != nil {
		return nil
	}
	size := programSize(tree)
	if size > maxProgram {
		return nil
	}
	re, err := regexp.Compile(text)
	if err != nil {
		return nil
	}
	return &pattern{re: re, cost: 1 + size/8}
}

// programSize estimates the instructions that an expression becomes.
func programSize(r *syntax.Regexp) int {
	n := max(1, len(r.Rune)/2)
	for _, sub := range r.Sub {
		if n += programSize(sub); n > maxProgram {
			return n
		}
	}
	if r.Op == syntax.OpRepeat {
		n *= max(1, r.Min, r.Max)
	}
	return n
}
