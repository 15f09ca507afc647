package cel

import (
	"errors"
	"fmt"
	"strings"
	"testing"
)

// accepted are expressions whose form matters, and rejected such that are none.
// Both are held against the library.
var accepted = []string{
	"1 + 2 * 3 - 4 / 2 % 3", "-(-3)", "--3", "- 3", "!!true", "1 < 2 == true", "1 < 2 && 2 < 3 || false && true", "true ? 1 : false ? 2 : 3",
	"(1)", "[1, 2,]", "{'a': 1,}", "[]", "{}", "{'a': {'b': [1, {'c': 2}]}}.a.b[1].c", "s // a comment", "// first\n s", "s\n\t\r\f+ 'x'",
	`"\a\b\f\n\r\t\v\\\'\"\?` + "\\`" + `"`, `'\x41\u00e9\U0001F600\101'`, `b'\x41\377a'`, `r"\n"`, `R'\'`, `br'\x'`, `rb'a'`, `"""a "quoted" text"""`, "'''a\r\nb'''", `"'"`, "'\"'",
	"0x10", "0xFFu", "1u", "1U", "1.5", ".5", "1e3", "1.5E-3", "5.e", "1 .e", "-9223372036854775808", "-0x8000000000000000", "1.0e309",
	"m.name.size()", "m['name']", "m.`two words`", "m.deep.er.path", "x.er.path", "has(m.deep.er)", "has(x.`n`)", "m.?deep.er.?path.orValue('')", "m[?'n']", "l[?0].or(l[?1])",
	"l.all(v, l.exists(w, v == w))", "l.map(v, v > 1, v * 2)", "l.exists_one(v, v == 2)", "l.map(l, l + 1)", "l.filter(i, i > 2).map(i, i)", "m.?n.optMap(v, v + 1)",
	"type(1) == int && type(type(1)) == type", "[1, 'a', 2.0, null]", "1 in [1, 2] && !(3 in l)", "'name' in m", "i in {42: 1}", "s in {'a': 1}", "d == 2.5 ? s : 'x'",
	"1 == 1.0", "dyn(1) == 1.0", "dyn(1u) == 1", "[1] == [1u]", "dyn([1]) == [1.0]", "{'a': 1} == {'a': 1}", "null == null", "m.nothing == null", "t == null", "t - duration('1h') < t",
	"timestamp('2024-01-01T00:00:00Z').getHours('-08:00')", "t.getHours('02:00')", "t.getHours('Europe/Berlin')", "t.getHours('nowhere')", "duration('1h').getMinutes()", "duration('90m').getHours()",
	"duration('1.5s').getMilliseconds()", "duration('100s').getMilliseconds()", "timestamp('2024-13-01T00:00:00Z')", "timestamp('2024-01-01')", "timestamp('2024-01-01t00:00:00z')", "timestamp('2024-01-01T00:00:00,5Z')",
	"timestamp('2024-01-01T0:00:00Z')", "timestamp('2024-01-01T00:00:00+24:00')", "timestamp(253402300800)", "t + duration('80000000000s')", "int('x')", "int('-5')", "int('+5')", "uint('-5')", "double('1e3')", "double('inf')", "bool('T')", "bool('yes')",
	"int(1e19)", "int(-9.3e18)", "uint(-1)", "uint(1.9)", "string(1.0)", "string(1e100)", "string(b'\\xff')", "1 / 0", "1 % 0", "1.0 / 0.0", "-9223372036854775807 - 2", "9223372036854775807 + 1", "9223372036854775807 * 2",
	"-(-9223372036854775808)", "-9223372036854775808 / -1", "0u - 1u", "5u / 0u", "true || 1 / 0 == 1", "1 / 0 == 1 || true", "false && 1 / 0 == 1", "1 / 0 == 1 && false", "1 / 0 == 1 || false",
	"l.exists(v, 1 / (v - 3) == 0 || v == 1)", "l.all(v, 1 / (v - 3) == 0)", "[1, 0].all(v, 1 / v > 2)", "'abc'.substring(1, 2)", "'abc'.substring(4)", "'abc'.charAt(3)", "'abc'.charAt(4)",
	"'äbc'.indexOf('c')", "'abcabc'.lastIndexOf('bc', 3)", "'abc'.lastIndexOf('bc', 5)", "'abc'.indexOf('', 9)", "'abc'.lastIndexOf('', 9)", "'a,b,c'.split(',', 2)", "'a,b'.split(',', 0)", "'aaa'.replace('a', 'b', 2)", "'aaa'.replace('', '-')",
	"' x\\u00a0'.trim()", "'ÄB'.lowerAscii()", "'äb'.reverse()", "['a', 'b'].join()", "['a', 'b'].join(', ')", "dyn([1]).join()", "strings.quote('a\"\\n')", "'abc'.matches('^a.c$')", "s.matches(m.name)", "matches('a', dyn('['))",
	"optional.of(1).value()", "optional.none().value()", "optional.none().orValue(3)", "optional.of(optional.of(1)).value().hasValue()", "[?optional.of(1), ?optional.none()]", "{?'a': optional.of(1)}", "optional.of(m).name", "optional.of(m).?gone",
	"{1: 'x'}[1u]", "{1: 'x'}[dyn(1.0)]", "l[dyn(1.0)]", "l[dyn(1.5)]", "l[-1]", "l[3]", "size(s) + s.size() + size(l) + size(m) + size(b'ab')", "dyn(s).size()", "x.gone", "x['gone']", "dyn(1).a", "dyn('a')[0]",
	"dyn(1) + dyn('a')", "dyn(1) + 1.0", "dyn('a') ? 1 : 2", "dyn('a') && true", "dyn('a') && false", "dyn(1) < 'a'", "m.n > 6.5", "m.f < 2", "m.name > 1", "dyn(b'a') < b'b'", "[[1]][0][0]", "l.map(v, {'a': v})[0].a",
}

var rejected = []string{
	"", " ", "1 +", "+1", "1 2", "(1", "1)", "[1", "{1}", "{'a' 1}", "{'a': }", "a.", "s.", "s.1", "s.''", ".s.", "1 ? 2", "1 ? 2 :", "'a", "\"a'", "'a\nb'", `'\q'`, `'\x4'`, `'\ud800'`, `'\400'`, `b'\u0041'`, "0x", "1u2", "12abc",
	"9223372036854775808", "-9223372036854775809", "18446744073709551616u", "0x1FFFFFFFFFFFFFFFF", "s == 'a' = 'b'", "s & s", "s | s", "s ; s", "s # s", "@", "$", "`s`", "s.`a*b`", "true && ", "in l", "1 in", "!", "-", "!-1", "-!true",
	"nope", "nope()", "s.nope()", "size()", "size(1, 2)", "size(1)", "has(s)", "has(m)", "has(m['a'])", "has(m.a, m.b)", "has(1)", "s.name", "i.x", "1.x", "s[0]", "m[1]", "l['a']", "i + 'a'", "s + 1", "1 + 1.0", "1 + 1u", "-s", "!i", "-1u",
	"s && true", "i ? 1 : 2", "true ? 1 : 'a'", "s == 1", "s in s", "1 in m", "'a' in l", "l.all(v)", "l.all()", "l.all(v, w)", "l.all(v, v)", "l.all(1, true)", "l.all(v.a, true)", "s.all(v, true)", "l.exists(v, 'a')", "l.map(v, v, v, v)", "v", "l.all(v, true) && v",
	"s.startsWith(1)", "s.startsWith()", "startsWith(s, 'a')", "t + t", "t - 1", "t.getHours(1)", "duration(1)", "int(true)", "bool(1)", "optional", "optional.of()", "strings", "strings.nope('a')", "s.?a", "a.?", "m.?n + 1",
}

func TestForms(t *testing.T) {
	o, env := newOracle(t), NewEnv(testVariables...)
	for _, text := range accepted {
		// What differs by design is in TestDifferences.
		compareWith(t, o, env, text)
	}
	for _, text := range rejected {
		if _, err := env.Compile(text); err == nil {
			t.Errorf("%s: accepted", text)
		}
		if _, compiles, _ := o.eval(text); compiles {
			t.Errorf("%s: the library accepts it", text)
		}
	}
}

// TestMistakes looks at what people read.
func TestMistakes(t *testing.T) {
	env := NewEnv(testVariables...)
	for text, want := range map[string]string{
		"s == 'a' &&\n  sx":         "2:3 undeclared reference to 'sx'",
		"s == 1":                    "1:3 found no matching overload for '_==_' applied to '(string, int)'",
		"'é' + s == 'a' && i = 3":   "1:21 Syntax error: there is no sign '=' in expressions",
		"s.startWith('a')":          "1:3 undeclared reference to 'startWith'",
		"s.startsWith(1)":           "1:3 found no matching overload for 'startsWith' applied to '(string, int)'",
		"(s == 'a'":                 "1:10 Syntax error: the expression ends too early: ) is missing",
		"s == 'a":                   "1:6 Syntax error: the text has no end",
		"s.name":                    "1:2 type 'string' does not support field selection",
		"l.all(v)":                  "1:3 Syntax error: all() takes a variable and an expression",
		"has(s)":                    "1:1 Syntax error: has() takes a field",
		"s.matches('a(')":           "1:11 missing closing ): `a(`",
		"i.all(v, true)":            "1:1 expression of type 'int' cannot be range",
		"s == 'a' s":                "1:10 Syntax error: s cannot stand here",
		"i == 99999999999999999999": "1:6 Syntax error: the number is out of range",
	} {
		_, err := env.Compile(text)
		if err == nil {
			t.Errorf("%s: accepted", text)
			continue
		}
		if got := fmt.Sprintf("%d:%d %s", err.Line, err.Column, err); !strings.HasPrefix(got, want) {
			t.Errorf("%s\n got %s\nwant %s", text, got, want)
		}
	}
}

// TestDifferences are what the library has and this package has not, and what
// this package takes and the library does not.
func TestDifferences(t *testing.T) {
	env := NewEnv(testVariables...)
	for _, text := range []string{"'%d'.format([1])", "google.protobuf.Duration{seconds: 1}", "optional.unwrap([optional.of(1)])", "optional.of(1).hasValue(1)", "s.matches('[')", "{[1]: 1}", "{1.5: 1}", "[,]"} {
		if _, err := env.Compile(text); err == nil {
			t.Errorf("%s: accepted", text)
		}
	}
	for _, text := range []string{"{'a': 1, 'a': 2}", "{1: 1, 1u: 2}"} {
		if p, err := env.Compile(text); err != nil {
			t.Errorf("%s: %v", text, err)
		} else if v, err := p.Eval(values(), 100); err == nil {
			t.Errorf("%s: %v", text, v)
		}
	}
	for _, text := range []string{"1 < 1.5", "1u <= 1", "2.5 > i - 40"} {
		p, err := env.Compile(text)
		if err != nil {
			t.Errorf("%s: %v", text, err)
			continue
		}
		if v, err := p.Eval(values(), 100); v != true || err != nil {
			t.Errorf("%s: %v %v", text, v, err)
		}
	}
}

// TestStepsAreBounded has expressions that would take hours, or all memory.
func TestStepsAreBounded(t *testing.T) {
	env := NewEnv(Variable{"l", List(Int)}, Variable{"s", String}, Variable{"deep", Dyn})
	ones := make([]any, 3000)
	for i := range ones {
		ones[i] = int64(1)
	}
	deep := any("x")
	for range 1000 {
		deep = []any{deep, deep}
	}
	long := strings.Repeat("ab", 1<<20)
	for _, text := range []string{
		"l.all(a, l.all(b, l.all(c, a == b)))", "l.exists(a, l.map(b, b) == [a])", "s.replace('', s) == ''", "l.map(a, 'x').join(s) == ''", "l.all(a, s + s != '')",
		"l.all(a, s.matches('(a|b)*c') == false)", "l.all(a, s.split('b').size() > 1)", "deep == deep", "l.all(a, !(2 in l))", "l.all(a, s.contains('c') == false)", "l.all(a, s.reverse() != s)", "l.all(a, l + l + l != [])",
	} {
		p, err := env.Compile(text)
		if err != nil {
			t.Errorf("%s: %v", text, err)
			continue
		}
		if _, err := p.Eval([]any{ones, long, deep}, 200_000); !errors.Is(err, ErrLimit) {
			t.Errorf("%s: %v", text, err)
		}
	}
	for _, text := range []string{strings.Repeat("(", 5000) + "1", strings.Repeat("[", 5000), strings.Repeat("-!", 5000) + "1", strings.Repeat("s.size(", 5000), "1" + strings.Repeat("[0]", 5000), strings.Repeat("true?", 5000)} {
		if _, err := env.Compile(text); err == nil {
			t.Errorf("%.20s...: accepted", text)
		}
	}
}

func FuzzCompile(f *testing.F) {
	for _, text := range accepted {
		f.Add(text)
	}
	for _, text := range rejected {
		f.Add(text)
	}
	o, env := newOracle(f), NewEnv(testVariables...)
	f.Fuzz(func(t *testing.T, text string) {
		if len(text) > 200 {
			return
		}
		p, err := env.Compile(text)
		if err == nil {
			_, _ = p.Eval(values(), 2000)
		}
		if _, compiles, cause := o.eval(text); err == nil && !compiles && strings.Contains(cause.Error(), "Syntax error") {
			t.Errorf("%q is no expression: %v", text, cause)
		}
	})
}
