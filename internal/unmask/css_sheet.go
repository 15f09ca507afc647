package unmask

import (
	"slices"
	"strings"
)

// sheet holds the rules of a document's style sheets that can hide or show.
type sheet struct {
	byKey map[string][]*cssRule
	// custom properties, wherever they are set: the last one counts.
	custom map[string]string
	// spare is for rules beyond maxRulesPerKey, per key.
	spare map[string]*cssRule
	count int
	tests bool // some selector tests an attribute
}

// cssRule is one selector with what it sets. left are the compounds that
// ancestors must match, the nearest first.
type cssRule struct {
	right  compound
	left   []compound
	weight int // specificity, then order
	sets   []cssDeclaration
}

// compound is a selector without combinators. dynamic means that it holds only
// while the user does something, or for a part of the element.
type compound struct {
	tag, id string
	classes []string
	tests   []attributeTest
	dynamic bool
	vague   bool // holds under a condition not evaluated here
}

type attributeTest struct {
	name, value string
	op          byte // 0: there at all, '=': equal, else: a part
}

// Limits that keep hostile style sheets linear.
const (
	maxRulesPerKey = 32
	maxNested      = 12
	maxCompounds   = 8
	maxSelector    = 512
	maxCustom      = 512
)

func newSheet() *sheet {
	return &sheet{byKey: map[string][]*cssRule{}, custom: map[string]string{}, spare: map[string]*cssRule{}}
}

// add takes the text of a style element.
func (s *sheet) add(css string) {
	for i := 0; i < len(css); {
		i = s.block(css, i, "", 0) + 1
	}
}

// block reads rules and declarations up to the closing brace and returns its
// offset. Rules inside apply to what the selector around them selects.
func (s *sheet) block(css string, i int, around string, depth int) int {
	var sets []cssDeclaration
	for i < len(css) {
		end := cssUntil(css, i, ";{}")
		if end == len(css) || css[end] != '{' {
			s.declare(css[i:end], &sets)
			if end == len(css) || css[end] == '}' {
				s.rules(around, sets)
				return end
			}
			i = end + 1
			continue
		}
		prelude := strings.TrimSpace(plainComments(css[i:end]))
		switch inner, ok := nested(around, prelude); {
		case depth >= maxNested || !ok:
			i = skipBlock(css, end+1) + 1
		default:
			i = s.block(css, end+1, inner, depth+1) + 1
		}
	}
	s.rules(around, sets)
	return len(css)
}

// declare adds what a declaration sets, the last of a property only.
func (s *sheet) declare(text string, sets *[]cssDeclaration) {
	cssDeclared(text, func(name, val string, important bool) {
		if strings.HasPrefix(name, "--") {
			if len(s.custom) < maxCustom && len(val) <= 256 {
				s.custom[name] = val
			}
			return
		}
		cssDeclare(name, s.resolve(val), func(p cssProperty, v cssValue) {
			v.important = important
			put(sets, cssDeclaration{p, v})
		})
	})
}

// put adds a declaration to a set that has at most one for each property.
func put(sets *[]cssDeclaration, d cssDeclaration) {
	for i := range *sets {
		if at := &(*sets)[i]; at.property == d.property {
			if d.value.important || !at.value.important {
				at.value = d.value
			}
			return
		}
	}
	*sets = append(*sets, d)
}

// rules adds a rule for each selector of a list.
func (s *sheet) rules(selectors string, sets []cssDeclaration) {
	if len(sets) == 0 || selectors == "" {
		return
	}
	for i := 0; i < len(selectors); {
		end := cssUntil(selectors, i, ",")
		if r, ok := parseSelector(selectors[i:min(end, i+maxSelector)]); ok {
			s.rule(r, sets)
		}
		i = end + 1
	}
}

func (s *sheet) rule(r cssRule, sets []cssDeclaration) {
	s.count++
	r.weight += min(s.count, 1<<20)
	r.sets = sets
	key := r.right.key()
	s.tests = s.tests || len(r.right.tests) > 0
	if len(s.byKey[key]) < maxRulesPerKey {
		s.byKey[key] = append(s.byKey[key], &r)
		return
	}
	spare := s.spare[key]
	if spare == nil {
		spare = &cssRule{right: compound{vague: r.right.vague}}
		s.spare[key] = spare
	}
	spare.weight = max(spare.weight, r.weight)
	for _, d := range sets {
		put(&spare.sets, d)
	}
}

// key is what an element must have to match, and finds the rule.
func (c *compound) key() string {
	switch {
	case c.id != "":
		return "#" + c.id
	case len(c.classes) > 0:
		return "." + c.classes[len(c.classes)-1]
	case c.tag != "":
		return c.tag
	case len(c.tests) > 0:
		return "[" + c.tests[0].name
	}
	return "*"
}

// parseSelector reads a complex selector (Selectors 4 §3.1). Siblings are not
// followed: what must stand before is taken to.
func parseSelector(sel string) (r cssRule, ok bool) {
	const combinators = " \t\r\n>+~"
	sibling := false
	for i := 0; i < len(sel); {
		if strings.IndexByte(combinators, sel[i]) >= 0 {
			sibling = sibling || sel[i] == '+' || sel[i] == '~'
			i++
			continue
		}
		end := cssUntil(sel, i, combinators)
		c, valid := parseCompound(sel[i:end])
		if !valid || len(r.left) > maxCompounds {
			return r, false
		}
		r.weight += c.weight()
		r.left = append(r.left, c)
		i = end
	}
	n := len(r.left) - 1
	if n < 0 {
		return r, false
	}
	r.right, r.left = r.left[n], r.left[:n]
	slices.Reverse(r.left)
	if sibling {
		r.left, r.right.vague = nil, true
	}
	return r, !r.right.dynamic
}

func (c *compound) weight() int {
	w := (len(c.classes) + len(c.tests)) << 28
	if c.id != "" {
		w += 1 << 34
	}
	if c.tag != "" {
		w += 1 << 22
	}
	return w
}

// matches reports whether the compound selects the element.
func (c *compound) matches(e *node) bool {
	if c.tag != "" && c.tag != e.tag || c.id != "" && c.id != e.id || c.dynamic {
		return false
	}
	for _, class := range c.classes {
		if !hasWord(e.class[:min(len(e.class), maxClassText)], class) {
			return false
		}
	}
	for _, t := range c.tests {
		if !slices.ContainsFunc(e.tests, t.holds) {
			return false
		}
	}
	return true
}

func (t attributeTest) holds(a attributeTest) bool {
	return a.name == t.name && (t.op == 0 || t.op == '=' && a.value == t.value || t.op != '=' && strings.Contains(a.value, t.value))
}

// maxClassText is how much of a class attribute is searched for the further
// classes of a compound.
const maxClassText = 1 << 10

// hasWord reports whether a list separated by blanks holds the word.
func hasWord(list, word string) bool {
	for i := 0; ; {
		k := strings.Index(list[i:], word)
		if k < 0 {
			return false
		}
		i += k
		end := i + len(word)
		if (i == 0 || isBlank(list[i-1])) && (end == len(list) || isBlank(list[end])) {
			return true
		}
		i = end
	}
}
