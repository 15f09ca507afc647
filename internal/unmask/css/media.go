package css

import "strings"

// nested returns the selector for a block with that prelude; not ok means that
// the block does not apply.
func nested(around, prelude string) (string, bool) {
	switch {
	case strings.HasPrefix(prelude, "@media"):
		return around, mediaMatches(prelude[len("@media"):])
	case strings.HasPrefix(prelude, "@supports"), strings.HasPrefix(prelude, "@layer"), strings.HasPrefix(prelude, "@container"),
		strings.HasPrefix(prelude, "@scope"), strings.HasPrefix(prelude, "@starting-style"):
		return around, true
	case strings.HasPrefix(prelude, "@") || len(prelude) > maxSelector*8:
		return "", false
	case around == "":
		return prelude, true
	case len(around) > maxSelector:
		return "", false
	}
	if n := strings.Count(prelude, "&"); n > 0 {
		if len(around)*n > 4*maxSelector {
			return "", false
		}
		return strings.ReplaceAll(prelude, "&", around), true
	}
	return around + " " + prelude, true
}

// skipBlock returns the offset of the brace that closes the block.
func skipBlock(css string, i int) int {
	for depth := 0; ; i++ {
		i = until(css, i, "{}")
		switch {
		case i >= len(css):
			return len(css)
		case css[i] == '{':
			depth++
		case depth == 0:
			return i
		default:
			depth--
		}
	}
}

// plainComments takes comments out.
func plainComments(s string) string {
	if !strings.Contains(s, "/*") {
		return s
	}
	return PlainCSS(strings.ReplaceAll(s, `\`, `\\`))
}

// mediaMatches evaluates the common media queries for a desktop screen with
// light colours.
func mediaMatches(query string) bool {
	query = strings.ToLower(query)
	for q := range strings.SplitSeq(query, ",") {
		if mediaQuery(q) {
			return true
		}
	}
	return false
}

func mediaQuery(q string) bool {
	if strings.Contains(q, "print") || strings.Contains(q, "speech") || strings.Contains(q, "dark") || strings.Contains(q, "reduce") {
		return strings.Contains(q, "not ")
	}
	for _, limit := range []struct {
		name string
		sign float32
	}{{"max-width", 1}, {"min-width", -1}} {
		k := strings.Index(q, limit.name)
		if k < 0 {
			continue
		}
		v, ok := length(strings.Trim(strings.TrimLeft(q[k+len(limit.name):min(len(q), k+32)], ": "), ") "))
		if ok && (v.Px(16)-viewport)*limit.sign < 0 {
			return false
		}
	}
	return true
}

// Resolve puts the values of custom properties in.
func (s *Sheet) Resolve(val string) string {
	for range 4 {
		k := strings.Index(val, "var(")
		if k < 0 || len(val) > 1024 {
			break
		}
		end := until(val, k+4, ")")
		name, fallback, _ := strings.Cut(val[k+4:end], ",")
		with, ok := s.custom[strings.TrimSpace(name)]
		if !ok {
			with = strings.TrimSpace(fallback)
		}
		val = val[:k] + with + val[min(len(val), end+1):]
	}
	return val
}
