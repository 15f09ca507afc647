package cel

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"cel.dev/cel-go/cel"
	celtypes "cel.dev/cel-go/common/types"
	"cel.dev/cel-go/common/types/ref"
	"cel.dev/cel-go/common/types/traits"
	"cel.dev/cel-go/ext"
	"cel.dev/cel-go/interpreter"
)

// oracle is the library of the field, with the same environment as ours.
type oracle struct{ env *cel.Env }

var testVariables = []Variable{{"s", String}, {"i", Int}, {"d", Double}, {"m", Map(String, Dyn)}, {"t", Timestamp}, {"x", Dyn}, {"l", List(Int)}}

func values() []any {
	m := map[string]any{
		"name": "Ada", "n": int64(7), "f": 1.5, "yes": true, "nothing": nil, "list": []any{int64(1), "b", 2.5, nil},
		"deep": map[string]any{"er": map[string]any{"path": "/srv/x"}, "n": int64(-3)}, "empty": map[string]any{}, "two words": "é€",
	}
	return []any{"Grüße, Wörld", int64(42), 2.5, m, time.Date(2030, 1, 1, 13, 14, 15, 16e6, time.UTC), m["deep"], []any{int64(3), int64(1), int64(2)}}
}

func newOracle(t testing.TB) *oracle {
	env, err := cel.NewEnv(cel.OptionalTypes(), ext.Strings(), cel.Variable("s", cel.StringType), cel.Variable("i", cel.IntType),
		cel.Variable("d", cel.DoubleType), cel.Variable("m", cel.MapType(cel.StringType, cel.DynType)), cel.Variable("t", cel.TimestampType),
		cel.Variable("x", cel.DynType), cel.Variable("l", cel.ListType(cel.IntType)))
	if err != nil {
		t.Fatal(err)
	}
	return &oracle{env}
}

// eval returns whether the expression compiles, its value, and why it has none.
func (o *oracle) eval(text string) (v any, compiles bool, err error) {
	tree, issues := o.env.Compile(text)
	if issues.Err() != nil {
		return nil, false, issues.Err()
	}
	program, err := o.env.Program(tree, cel.CostLimit(200_000))
	if err != nil {
		return nil, false, err
	}
	vars := map[string]any{}
	for i, v := range values() {
		vars[testVariables[i].Name] = v
	}
	got, _, err := program.Eval(vars)
	var cut interpreter.EvalCancelledError
	if errors.As(err, &cut) {
		err = ErrLimit
	}
	if err != nil {
		return nil, true, err
	}
	return native(got), true, nil
}

// native makes of a value of the library one that can be printed and compared.
func native(v ref.Val) any {
	switch v := v.(type) {
	case traits.Lister:
		l := []any{}
		for it := v.Iterator(); it.HasNext() == celtypes.True; {
			l = append(l, native(it.Next()))
		}
		return l
	case traits.Mapper:
		m := map[string]any{}
		for it := v.Iterator(); it.HasNext() == celtypes.True; {
			k := it.Next()
			m[fmt.Sprint(k.Value())] = native(v.Get(k))
		}
		return m
	case *celtypes.Optional:
		if !v.HasValue() {
			return "none"
		}
		return fmt.Sprint("some ", native(v.GetValue()))
	case celtypes.Null:
		return nil
	case *celtypes.Type:
		return v.TypeName()
	}
	return v.Value()
}

// ours does the same with a value of this package.
func ours(v any) any {
	switch v := v.(type) {
	case []any:
		l := []any{}
		for _, e := range v {
			l = append(l, ours(e))
		}
		return l
	case map[string]any, *table:
		m := map[string]any{}
		for _, k := range keysOf(v) {
			e, _ := lookup(v, k)
			m[fmt.Sprint(k)] = ours(e)
		}
		return m
	case optional:
		if !v.has {
			return "none"
		}
		return fmt.Sprint("some ", ours(v.value))
	case typeName:
		return string(v)
	}
	return v
}

// stricter are expressions of the language in which the library finds fault: it
// narrows what a list of anything holds by what stands beside it.
func stricter(err error) bool {
	return err != nil && strings.Contains(err.Error(), "no such overload: ")
}

// compareWith evaluates a text both ways. It reports whether there was a value.
func compareWith(t *testing.T, o *oracle, env *Env, text string) bool {
	t.Helper()
	want, compiles, wantErr := o.eval(text)
	p, err := env.Compile(text)
	// The library finds more fault with types than the language does: it has no
	// order between 1 and 1.5.
	if err == nil && !compiles && !strings.Contains(wantErr.Error(), "Syntax error") && !strings.Contains(wantErr.Error(), "undeclared") {
		return false
	}
	if (err == nil) != compiles {
		t.Errorf("%s\nours: %v\ntheirs: %v", text, err, wantErr)
		return false
	}
	if err != nil {
		return false
	}
	v, evalErr := p.Eval(values(), 200_000)
	got := ours(v)
	if errors.Is(evalErr, ErrLimit) || errors.Is(wantErr, ErrLimit) || wantErr != nil && strings.Contains(wantErr.Error(), "internal error") ||
		evalErr == nil && stricter(wantErr) {
		return false
	}
	if (evalErr == nil) != (wantErr == nil) || evalErr == nil && fmt.Sprintf("%#v", got) != fmt.Sprintf("%#v", want) {
		t.Errorf("%s\nours: %#v %v\ntheirs: %#v %v", text, got, evalErr, want, wantErr)
	}
	return evalErr == nil
}

// TestAgainstTheLibrary compares random expressions.
func TestAgainstTheLibrary(t *testing.T) {
	o, env := newOracle(t), NewEnv(testVariables...)
	r := rand.New(rand.NewPCG(1, 2))
	valued := 0
	rounds := 8000
	if testing.Short() {
		rounds = 2000
	}
	for range rounds {
		g := generator{r: r}
		if compareWith(t, o, env, g.expression(3)) {
			valued++
		}
	}
	if valued < rounds/5 {
		t.Errorf("only %d of %d expressions had a value", valued, rounds)
	}
}

// generator writes expressions that mostly make sense.
type generator struct {
	r *rand.Rand
}

func (g *generator) pick(words ...string) string { return words[g.r.IntN(len(words))] }

// atoms are values of each kind.
var atoms = map[byte][]string{
	'b': {"true", "false", "m.yes", "has(m.name)", "has(m.gone)", "s == 'x'", "x.gone == 1", "'n' in m", "1 in l", "t > timestamp('2029-12-31T00:00:00Z')"},
	'i': {"0", "1", "-1", "7", "i", "m.n", "x.n", "size(s)", "l[0]", "l[7]", "m.list[0]", "-9223372036854775808", "9223372036854775807", "t.getHours()", "0x1F"},
	'u': {"0u", "1u", "3u", "18446744073709551615u", "uint(i)"},
	'd': {"0.0", "1.5", "d", "m.f", "-2.5e3", "1e400 - 1e400", ".5", "double(i)"},
	's': {"''", "'a'", "s", "m.name", "x.er.path", "'Wörld'", `"\u00fc\n"`, `r'\d'`, "''' q'q '''", "'12'", "'1.5'", "'true'", "m['two words']", "m.`two words`"},
	'l': {"[]", "l", "[1, 2u, 'a']", "m.list", "[i, 3, 3]", "[[1], []]", "s.split('')", "[?m.?n, ?m.?gone]"},
	'm': {"{}", "m", "x", "m.deep", "{'a': 1, 'b': s}", "{1: 'x', 2u: 'y'}", "{?'n': m.?n, ?'g': m.?gone}"},
	't': {"t", "timestamp('2024-02-29T23:59:59.5+02:00')", "timestamp(0)"},
	'n': {"duration('1h30m')", "duration('-1.5s')", "t - timestamp(0)"},
	'o': {"m.?n", "m.?gone", "optional.of(1)", "optional.none()", "x.?er.?path", "l[?1]", "l[?9]", "optional.ofNonZeroValue('')", "m.?deep.er"},
	'y': {"b'ab'", `b'\xff'`, "bytes(s)", "b''"},
	'x': {"null", "m.nothing", "dyn(1)", "dyn('a')", "type(s)", "int", "m.list[1]"},
}

// rules make values of each kind of others, which stand in them as capital
// letters.
var rules = map[byte][]string{
	'b': {"B && B", "B || B", "!B", "(B ? B : B)", "I < I", "I >= D", "D > I", "U <= I", "I == D", "S == S", "L == L", "M == M", "A == A", "A != A", "S < S", "T < T", "N >= N", "Y < Y",
		"S.contains(S)", "S.startsWith(S)", "S.endsWith(S)", "S.matches(S)", "matches(S, '[a-c]+')", "A in L", "S in M", "A in M", "L.all(v, P)", "L.exists(v, P)", "L.exists_one(v, P)",
		"M.all(v, P)", "M.exists(v, v == 'n' || P)", "bool(S)", "has(M.a)", "has(M.n)", "O.hasValue()", "type(A) == type(A)", "X == A", "B", "I in [I, I]", "O == O"},
	'i': {"I + I", "I - I", "I * I", "I / I", "I % I", "-I", "(B ? I : I)", "size(S)", "L.size()", "M.size()", "size(Y)", "int(D)", "int(S)", "int(U)", "int(T)", "int(N)", "S.indexOf(S)", "S.indexOf(S, I)",
		"S.lastIndexOf(S)", "S.lastIndexOf(S, I)", "T.getFullYear()", "T.getMonth()", "T.getDayOfYear()", "T.getDayOfMonth()", "T.getDate()", "T.getDayOfWeek()", "T.getMinutes('-08:30')", "T.getHours('Europe/Berlin')",
		"T.getSeconds()", "T.getMilliseconds()", "N.getHours()", "N.getMinutes()", "N.getSeconds()", "N.getMilliseconds()", "O.orValue(I)", "O.value()", "L[I]", "M.n", "L[D]", "M.map(v, P, v).size()", "M.filter(v, P).size()"},
	'u': {"U + U", "U - U", "U * U", "U / U", "U % U", "uint(I)", "uint(D)", "uint(S)"},
	'd': {"D + D", "D - D", "D * D", "D / D", "-D", "double(I)", "double(S)", "double(U)"},
	's': {"S + S", "string(A)", "S.charAt(I)", "S.substring(I)", "S.substring(I, I)", "S.replace(S, S)", "S.replace(S, S, I)", "S.lowerAscii()", "S.upperAscii()", "S.trim()", "S.reverse()", "S.split(S).join(S)",
		"strings.quote(S)", "string(D)", "string(N)", "string(T)", "string(Y)", "(B ? S : S)", "O.orValue(S)", "M.a", "['a', S].join('-')"},
	'l': {"L + L", "L.filter(v, P)", "L.map(v, [v, A])", "L.map(v, P, v)", "[A, A]", "S.split(S)", "S.split(S, I)", "(B ? L : L)"},
	'm': {"{string(S): A}", "{int(I): A, 'a' + S: A}", "(B ? m : M)", "M.deep"},
	't': {"T + N", "T - N", "N + T", "timestamp(I)", "timestamp(S)"},
	'n': {"N + N", "N - N", "T - T", "duration(S)"},
	'o': {"M.?n", "M.?deep.?er", "L[?I]", "M[?S]", "O.or(O)", "optional.of(A)", "O.optMap(v, A)", "O.optFlatMap(v, optional.of(v))", "optional.ofNonZeroValue(A)", "L.first()", "L.last()"},
	'y': {"Y + Y", "bytes(S)"},
	'x': {"dyn(A)", "type(A)", "M[A]", "L[A]", "A", "x.A"},
	'p': {"B", "v == A", "v > I", "v != null", "size(v) > 0", "v.a == I", "type(v) == int"},
}

const kinds = "bbiiudsslmtnoyx"

func (g *generator) expression(depth int) string { return g.of(kinds[g.r.IntN(len(kinds))], depth) }

func (g *generator) of(kind byte, depth int) string {
	if kind == 'a' {
		kind = kinds[g.r.IntN(len(kinds))]
	}
	if depth <= 0 && kind != 'p' || kind != 'p' && g.r.IntN(4) == 0 {
		return g.pick(atoms[kind]...)
	}
	var b strings.Builder
	for _, c := range []byte(g.pick(rules[kind]...)) {
		if 'A' <= c && c <= 'Z' && strings.IndexByte("ABIUDSLMTNOYXP", c) >= 0 {
			inner := g.of(c|0x20, depth-1)
			if strings.ContainsAny(inner, " ?") {
				inner = "(" + inner + ")"
			}
			b.WriteString(inner)
		} else {
			b.WriteByte(c)
		}
	}
	return b.String()
}
