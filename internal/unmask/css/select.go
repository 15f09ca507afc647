package css

import (
	"cmp"
	"slices"
	"strings"

	"github.com/mcp-watchdog/mcp-watchdog/internal/unmask"
)

// parseCompound reads a compound selector.
func parseCompound(s string) (c compound, ok bool) {
	for i := 0; i < len(s); {
		switch s[i] {
		case '*', '&':
			i++
		case '.', '#':
			name, n := ident(s[i+1:])
			if n == 0 {
				return c, false
			}
			if s[i] == '#' {
				c.id = name
			} else {
				c.classes = append(c.classes, name)
			}
			i += 1 + n
		case '[':
			end := until(s, i+1, "]")
			c.tests = append(c.tests, parseTest(s[i+1:end]))
			i = end + 1
		case ':':
			n := pseudo(s[i:], &c)
			if n == 0 {
				return c, false
			}
			i += n
		default:
			name, n := ident(s[i:])
			if n == 0 || i > 0 {
				return c, false
			}
			c.tag = strings.ToLower(name)
			i += n
		}
	}
	return c, len(s) > 0
}

// parseTest reads what stands between the brackets of an attribute selector.
func parseTest(s string) AttributeTest {
	name, val, has := strings.Cut(s, "=")
	t := AttributeTest{}
	if has {
		t.op = '='
		if n := len(name); n > 0 && strings.IndexByte("~|^$*", name[n-1]) >= 0 {
			t.op, name = name[n-1], name[:n-1]
		}
		val = strings.TrimSpace(val)
		val = strings.TrimSuffix(strings.TrimSuffix(val, " i"), " s")
		t.Value = strings.Trim(val, `"' `)
	}
	t.Name = strings.ToLower(strings.TrimSpace(name))
	return t
}

// dynamicPseudo are the pseudo-classes and elements that do not hold for an
// element at rest.
const dynamicPseudo = " hover focus focus-within focus-visible active visited target checked indeterminate disabled invalid valid required read-only " +
	"open popover-open fullscreen modal playing paused empty before after first-line first-letter placeholder selection marker backdrop " +
	"-webkit-scrollbar -moz-selection file-selector-button autofill host slotted cue part "

// pseudo reads a pseudo-class or element and returns its length.
func pseudo(s string, c *compound) int {
	start := len(s) - len(strings.TrimLeft(s, ":"))
	name, n := ident(s[start:])
	if n == 0 || start > 2 {
		return 0
	}
	end := start + n
	arg := ""
	if end < len(s) && s[end] == '(' {
		shut := until(s, end+1, ")")
		arg = strings.TrimSpace(s[end+1 : shut])
		end = min(len(s), shut+1)
	}
	switch name = strings.ToLower(name); {
	case strings.Contains(dynamicPseudo, " "+name+" ") || start == 2:
		c.dynamic = true
	case name == "root":
		c.tag = "html"
	case (name == "is" || name == "where" || name == "matches") && c.tag == "" && strings.IndexByte(arg, ',') < 0 && len(arg) < maxSelector:
		inner, ok := parseCompound(arg)
		if ok {
			c.tag, c.classes, c.tests = inner.tag, append(c.classes, inner.classes...), append(c.tests, inner.tests...)
			c.dynamic = c.dynamic || inner.dynamic
			if inner.id != "" {
				c.id = inner.id
			}
			return end
		}
		c.Vague = true
	case name == "link" || name == "any-link" || name == "enabled" || name == "defined":
	default:
		c.Vague = true
	}
	return end
}

// ident reads an identifier, escapes resolved, and returns its length in s.
func ident(s string) (name string, n int) {
	escaped := false
	for n < len(s) {
		c := s[n]
		if c == '\\' && n+1 < len(s) {
			_, k := escapeIn(s[n:])
			n += k
			escaped = true
			continue
		}
		if c < 0x80 && !unmask.IsLetter(c) && !unmask.IsDigit(c) && c != '-' && c != '_' {
			break
		}
		n++
	}
	n = min(n, len(s))
	if escaped {
		return PlainCSS(s[:n]), n
	}
	return s[:n], n
}

// Node is what selectors ask of an element.
type Node struct {
	Tag, ID, Class string
	Tests          []AttributeTest // all attributes, if the sheet tests any
}

// lineage are the elements that an element stands in, the outermost first.
type lineage interface {
	Depth() int
	At(i int) *Node
}

// Matcher finds the rules for an element. Its work is bounded: when it runs out,
// a rule holds for all that have its key.
type Matcher struct {
	*Sheet
	Work  int
	found []*Rule
}

// RulesFor returns the rules for n, the weightiest last. The result is valid until the
// next call.
func (m *Matcher) RulesFor(n *Node, around lineage) []*Rule {
	m.found = m.found[:0]
	m.take("*", n, around)
	m.take(n.Tag, n, around)
	if n.ID != "" {
		m.take("#"+n.ID, n, around)
	}
	for class := range strings.FieldsSeq(n.Class) {
		m.take("."+class, n, around)
	}
	if m.Tests {
		for _, t := range n.Tests {
			m.take("["+t.Name, n, around)
		}
	}
	slices.SortStableFunc(m.found, func(a, b *Rule) int { return cmp.Compare(a.weight, b.weight) })
	return m.found
}

// take adds the rules with that key that match.
func (m *Matcher) take(key string, n *Node, around lineage) {
	for _, r := range m.byKey[key] {
		if m.Work <= 0 || r.Right.matches(n) && m.inside(r.left, around) {
			m.found = append(m.found, r)
		}
		m.Work--
	}
	if r := m.spare[key]; r != nil {
		m.found = append(m.found, r)
	}
}

// inside reports whether ancestors match, the nearest first.
func (m *Matcher) inside(left []compound, around lineage) bool {
	for i := around.Depth() - 1; len(left) > 0; i-- {
		if m.Work--; m.Work <= 0 {
			return true
		}
		if i < 0 {
			return false
		}
		if left[0].matches(around.At(i)) {
			left = left[1:]
		}
	}
	return true
}
