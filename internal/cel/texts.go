package cel

import (
	"strings"
	"unicode/utf8"
)

// texts adds the functions of the core language.
func (f functions) texts() {
	for name, do := range map[string]func(s, sub string) bool{"contains": strings.Contains, "startsWith": strings.HasPrefix, "endsWith": strings.HasSuffix} {
		f.method(name, func(_ *machine, a []any) (any, error) { return do(a[0].(string), a[1].(string)), nil }, Bool, String, String)
	}
	f.method("matches", matches, Bool, String, String)
	f.global("matches", matches, Bool, String, String)
}

// moreTexts adds the functions of the extension library. Places in texts are
// counted in characters.
func (f functions) moreTexts() {
	f.method("charAt", func(_ *machine, a []any) (any, error) {
		r, i := []rune(a[0].(string)), a[1].(int64)
		switch {
		case i < 0 || i > int64(len(r)):
			return nil, failed("index out of range: %d", i)
		case i == int64(len(r)):
			return "", nil
		}
		return string(r[i]), nil
	}, String, String, Int)
	f.method("indexOf", indexOf, Int, String, String)
	f.method("indexOf", indexOf, Int, String, String, Int)
	f.method("lastIndexOf", lastIndexOf, Int, String, String)
	f.method("lastIndexOf", lastIndexOf, Int, String, String, Int)
	f.method("substring", substring, String, String, Int)
	f.method("substring", substring, String, String, Int, Int)
	f.method("replace", replace, String, String, String, String)
	f.method("replace", replace, String, String, String, String, Int)
	f.method("split", split, List(String), String, String)
	f.method("split", split, List(String), String, String, Int)
	f.method("join", join, String, List(String))
	f.method("join", join, String, List(String), String)
	for name, do := range map[string]func(string) string{
		"lowerAscii": ascii('A', 'Z', 'a'-'A'), "upperAscii": ascii('a', 'z', 'A'-'a'), "trim": strings.TrimSpace, "reverse": reverse,
	} {
		f.method(name, func(_ *machine, a []any) (any, error) { return do(a[0].(string)), nil }, String, String)
	}
	f.global("strings.quote", func(_ *machine, a []any) (any, error) { return quote(a[0].(string)), nil }, String, String)
}

func ascii(first, last, step rune) func(string) string {
	return func(s string) string {
		return strings.Map(func(r rune) rune {
			if first <= r && r <= last {
				r += step
			}
			return r
		}, s)
	}
}

func reverse(s string) string {
	b := make([]byte, 0, len(s))
	for s != "" {
		r, n := utf8.DecodeLastRuneInString(s)
		b = utf8.AppendRune(b, r)
		s = s[:len(s)-n]
	}
	return string(b)
}

// quote writes a text as an expression has it.
func quote(s string) string {
	var b strings.Builder
	b.WriteByte('"')
	for _, r := range s {
		if i := strings.IndexRune("\a\b\f\n\r\t\v\\\"", r); i >= 0 {
			b.WriteByte('\\')
			r = rune("abfnrtv\\\""[i])
		}
		b.WriteRune(r)
	}
	b.WriteByte('"')
	return b.String()
}

// offset returns the byte at which the character of a number starts. Beyond the
// end it is the end.
func offset(s string, chars int64) int {
	for i := range s {
		if chars == 0 {
			return i
		}
		chars--
	}
	return len(s)
}

// indexOf looks for a text behind a place.
func indexOf(_ *machine, a []any) (any, error) {
	s, sub, from := a[0].(string), a[1].(string), int64(0)
	if len(a) == 3 {
		from = a[2].(int64)
	}
	if from < 0 {
		return nil, failed("index out of range: %d", from)
	}
	at := offset(s, from)
	i := strings.Index(s[at:], sub)
	if i < 0 {
		return int64(-1), nil
	}
	return int64(utf8.RuneCountInString(s[:at+i])), nil
}

// lastIndexOf looks for a text that starts at a place or before it.
func lastIndexOf(_ *machine, a []any) (any, error) {
	s, sub := a[0].(string), a[1].(string)
	count := int64(utf8.RuneCountInString(s))
	from := count
	if len(a) == 3 {
		if from = a[2].(int64); from < 0 {
			return nil, failed("index out of range: %d", from)
		}
	}
	switch {
	case sub == "":
		return min(from, count), nil
	case len(a) == 3 && from >= count:
		return int64(-1), nil
	}
	i := strings.LastIndex(s[:min(len(s), offset(s, from)+len(sub))], sub)
	if i < 0 {
		return int64(-1), nil
	}
	return int64(utf8.RuneCountInString(s[:i])), nil
}

func substring(_ *machine, a []any) (any, error) {
	s, from := a[0].(string), a[1].(int64)
	count := int64(utf8.RuneCountInString(s))
	to := count
	if len(a) == 3 {
		to = a[2].(int64)
	}
	if from < 0 || from > to || to > count {
		return nil, failed("invalid substring range: %d to %d of %d", from, to, count)
	}
	return s[offset(s, from):offset(s, to)], nil
}

// replace pays for what it writes before it does.
func replace(m *machine, a []any) (any, error) {
	s, old, by, n := a[0].(string), a[1].(string), a[2].(string), int64(-1)
	if len(a) == 4 {
		n = a[3].(int64)
	}
	times := int64(strings.Count(s, old))
	if n >= 0 {
		times = min(times, n)
	}
	if len(by) > 0 && times > int64(m.left)*bytesPerStep/int64(len(by)) {
		return nil, ErrLimit
	}
	if err := m.spend(int(times) * len(by)); err != nil {
		return nil, err
	}
	return strings.Replace(s, old, by, int(max(n, -1))), nil
}

func split(m *machine, a []any) (any, error) {
	s, sep, n := a[0].(string), a[1].(string), int64(-1)
	if len(a) == 3 {
		n = a[2].(int64)
	}
	if n = min(n, int64(len(s))+1); n < 0 {
		n = -1
	}
	if err := m.spend(16 * strings.Count(s, sep)); err != nil {
		return nil, err
	}
	parts := strings.SplitN(s, sep, int(n))
	l := make([]any, len(parts))
	for i, p := range parts {
		l[i] = p
	}
	return l, nil
}

// join pays for what it writes before it does.
func join(m *machine, a []any) (any, error) {
	l, sep := a[0].([]any), ""
	if len(a) == 2 {
		sep = a[1].(string)
	}
	parts := make([]string, len(l))
	for i, v := range l {
		s, ok := v.(string)
		if !ok {
			return nil, noOverload
		}
		if err := m.spend(len(s) + len(sep)); err != nil {
			return nil, err
		}
		parts[i] = s
	}
	return strings.Join(parts, sep), nil
}
