package css

import (
	"slices"
	"strings"

	"github.com/mcp-watchdog/mcp-watchdog/internal/unmask"
)

// Sheet holds the rules of a document's style sheets that can hide or show.
type Sheet struct {
	byKey map[string][]*Rule
	// custom properties, wherever they are set: the last one counts.
	custom map[string]string
	// spare is for rules beyond maxRulesPerKey, per key.
	spare map[string]*Rule
	count int
	Tests bool // some selector tests an attribute
}

// Rule is one selector with what it sets. left are the compounds that
// ancestors must match, the nearest first.
type Rule struct {
	Right  compound
	left   []compound
	weight int // specificity, then order
	Sets   []Declaration
}

// compound is a selector without combinators. dynamic means that it holds only
// while the user does something, or for a part of the element.
type compound struct {
	tag, id string
	classes []string
	tests   []AttributeTest
	dynamic bool
	Vague   bool // holds under a condition not evaluated here
}

type AttributeTest struct {
	Name, Value string
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

func NewSheet() *Sheet {
	return &Sheet{byKey: map[string][]*Rule{}, custom: map[string]string{}, spare: map[string]*Rule{}}
}

// Add takes the text of a style element.
func (s *Sheet) Add(css string) {
	for i := 0; i < len(css); {
		i = s.block(css, i, "", 0) + 1
	}
}

// block reads rules and declarations up to the closing brace and returns its
// offset. Rules inside apply to what the selector around them selects.
func (s *Sheet) block(css string, i int, around string, depth int) int {
	var sets []Declaration
	for i < len(css) {
		end := until(css, i, ";{}")
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
func (s *Sheet) declare(text string, sets *[]Declaration) {
	declared(text, func(name, val string, important bool) {
		if strings.HasPrefix(name, "--") {
			if len(s.custom) < maxCustom && len(val) <= 256 {
				s.custom[name] = val
			}
			return
		}
		Declare(name, s.Resolve(val), func(p Property, v Value) {
			v.Important = important
			Put(sets, Declaration{p, v})
		})
	})
}

// Put adds a declaration to a set that has at most one for each property.
func Put(sets *[]Declaration, d Declaration) {
	for i := range *sets {
		if at := &(*sets)[i]; at.Property == d.Property {
			if d.Value.Important || !at.Value.Important {
				at.Value = d.Value
			}
			return
		}
	}
	*sets = append(*sets, d)
}

// rules adds a rule for each selector of a list.
func (s *Sheet) rules(selectors string, sets []Declaration) {
	if len(sets) == 0 || selectors == "" {
		return
	}
	for i := 0; i < len(selectors); {
		end := until(selectors, i, ",")
		if r, ok := parseSelector(selectors[i:min(end, i+maxSelector)]); ok {
			s.rule(r, sets)
		}
		i = end + 1
	}
}

func (s *Sheet) rule(r Rule, sets []Declaration) {
	s.count++
	r.weight += min(s.count, 1<<20)
	r.Sets = sets
	key := r.Right.key()
	s.Tests = s.Tests || len(r.Right.tests) > 0
	if len(s.byKey[key]) < maxRulesPerKey {
		s.byKey[key] = append(s.byKey[key], &r)
		return
	}
	spare := s.spare[key]
	if spare == nil {
		spare = &Rule{Right: compound{Vague: r.Right.Vague}}
		s.spare[key] = spare
	}
	spare.weight = max(spare.weight, r.weight)
	for _, d := range sets {
		Put(&spare.Sets, d)
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
		return "[" + c.tests[0].Name
	}
	return "*"
}

// parseSelector reads a complex selector (Selectors 4 §3.1). Siblings are not
// followed: what must stand before is taken to.
func parseSelector(sel string) (r Rule, ok bool) {
	const combinators = " \t\r\n>+~"
	sibling := false
	for i := 0; i < len(sel); {
		if strings.IndexByte(combinators, sel[i]) >= 0 {
			sibling = sibling || sel[i] == '+' || sel[i] == '~'
			i++
			continue
		}
		end := until(sel, i, combinators)
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
	r.Right, r.left = r.left[n], r.left[:n]
	slices.Reverse(r.left)
	if sibling {
		r.left, r.Right.Vague = nil, true
	}
	return r, !r.Right.dynamic
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
func (c *compound) matches(e *Node) bool {
	if c.tag != "" && c.tag != e.Tag || c.id != "" && c.id != e.ID || c.dynamic {
		return false
	}
	for _, class := range c.classes {
		if !hasWord(e.Class[:min(len(e.Class), MaxClassText)], class) {
			return false
		}
	}
	for _, t := range c.tests {
		if !slices.ContainsFunc(e.Tests, t.holds) {
			return false
		}
	}
	return true
}

func (t AttributeTest) holds(a AttributeTest) bool {
	return a.Name == t.Name && (t.op == 0 || t.op == '=' && a.Value == t.Value || t.op != '=' && strings.Contains(a.Value, t.Value))
}

// MaxClassText is how much of a class attribute is searched for the further
// classes of a compound.
const MaxClassText = 1 << 10

// hasWord reports whether a list separated by blanks holds the word.
func hasWord(list, word string) bool {
	for i := 0; ; {
		k := strings.Index(list[i:], word)
		if k < 0 {
			return false
		}
		i += k
		end := i + len(word)
		if (i == 0 || unmask.IsBlank(list[i-1])) && (end == len(list) || unmask.IsBlank(list[end])) {
			return true
		}
		i = end
	}
}
