package cel

import (
	"fmt"
	"math"
	"regexp"
	"strconv"
	"time"
	"unicode/utf8"
)

// overload is one of the functions of a name: what it takes and what it does.
type overload struct {
	member bool // its first argument stands before its name
	result *Type
	params []*Type
	do     func(m *machine, args []any) (any, error)
}

// functions are all functions, by name. Operators are called _+_ and so on.
type functions map[string][]*overload

func (f functions) global(name string, do func(*machine, []any) (any, error), result *Type, params ...*Type) {
	f[name] = append(f[name], &overload{false, result, params, do})
}

func (f functions) method(name string, do func(*machine, []any) (any, error), result *Type, params ...*Type) {
	f[name] = append(f[name], &overload{true, result, params, do})
}

// standard returns the functions of CEL.
func standard() functions {
	f := functions{"optional.": {{}}, "strings.": {{}}}
	f.comparisons()
	f.arithmetic()
	f.conversions()
	f.sizes()
	f.texts()
	f.moreTexts()
	f.moments()
	f.optionals()
	return f
}

func (f functions) comparisons() {
	f.global("_==_", func(m *machine, a []any) (any, error) { return m.equal(a[0], a[1]), nil }, Bool, anyA, anyA)
	f.global("_!=_", func(m *machine, a []any) (any, error) { return !m.equal(a[0], a[1]), nil }, Bool, anyA, anyA)
	f.global("!_", func(_ *machine, a []any) (any, error) { return !a[0].(bool), nil }, Bool, Bool)
	for name, holds := range map[string]func(order int) bool{
		"_<_":  func(o int) bool { return o == -1 },
		"_<=_": func(o int) bool { return o == -1 || o == 0 },
		"_>_":  func(o int) bool { return o == 1 },
		"_>=_": func(o int) bool { return o == 1 || o == 0 },
	} {
		do := func(_ *machine, a []any) (any, error) {
			order, ok := compare(a[0], a[1])
			if !ok {
				return nil, noOverload
			}
			return holds(order), nil
		}
		for _, t := range []*Type{Bool, String, Bytes, Timestamp, Duration} {
			f.global(name, do, Bool, t, t)
		}
		for _, t := range []*Type{Int, Uint, Double} {
			for _, u := range []*Type{Int, Uint, Double} {
				f.global(name, do, Bool, t, u)
			}
		}
	}
	f.global("_in_", func(m *machine, a []any) (any, error) {
		for _, e := range a[1].([]any) {
			if m.equal(a[0], e) {
				return true, nil
			}
		}
		return false, nil
	}, Bool, anyA, List(anyA))
	f.global("_in_", func(_ *machine, a []any) (any, error) {
		_, ok := lookup(a[1], a[0])
		return ok, nil
	}, Bool, anyA, Map(anyA, anyB))
}

func (f functions) sizes() {
	size := func(_ *machine, a []any) (any, error) { return int64(length(a[0])), nil }
	for _, t := range []*Type{String, Bytes, List(anyA), Map(anyA, anyB)} {
		f.global("size", size, Int, t)
		f.method("size", size, Int, t)
	}
}

// convert adds a function that makes a value of one type of another.
func convert[From, To any](f functions, name string, to, from *Type, do func(From) (To, error)) {
	f.global(name, func(_ *machine, a []any) (any, error) {
		v, err := do(a[0].(From))
		if err != nil {
			return nil, failed("cannot convert %s to %s", from, to)
		}
		return v, nil
	}, to, from)
}

func same[T any](v T) (T, error) { return v, nil }

func (f functions) conversions() {
	f.global("dyn", func(_ *machine, a []any) (any, error) { return a[0], nil }, Dyn, anyA)
	f.global("type", func(_ *machine, a []any) (any, error) { return typeOf(a[0]), nil }, types, anyA)
	convert(f, "bool", Bool, Bool, same[bool])
	convert(f, "bool", Bool, String, strconv.ParseBool)
	convert(f, "bytes", Bytes, Bytes, same[[]byte])
	convert(f, "bytes", Bytes, String, func(s string) ([]byte, error) { return []byte(s), nil })
	convert(f, "double", Double, Double, same[float64])
	convert(f, "double", Double, Int, func(i int64) (float64, error) { return float64(i), nil })
	convert(f, "double", Double, Uint, func(u uint64) (float64, error) { return float64(u), nil })
	convert(f, "double", Double, String, func(s string) (float64, error) { return strconv.ParseFloat(s, 64) })
	convert(f, "int", Int, Int, same[int64])
	convert(f, "int", Int, Double, wholeNumber)
	convert(f, "int", Int, Duration, func(d time.Duration) (int64, error) { return int64(d), nil })
	convert(f, "int", Int, String, func(s string) (int64, error) { return strconv.ParseInt(s, 10, 64) })
	convert(f, "int", Int, Timestamp, func(t time.Time) (int64, error) { return t.Unix(), nil })
	convert(f, "int", Int, Uint, func(u uint64) (int64, error) { return int64(u), overflow(u > math.MaxInt64) })
	convert(f, "uint", Uint, Uint, same[uint64])
	convert(f, "uint", Uint, Double, func(d float64) (uint64, error) { return uint64(d), overflow(!(d >= 0 && d < 1<<64)) })
	convert(f, "uint", Uint, Int, func(i int64) (uint64, error) { return uint64(i), overflow(i < 0) })
	convert(f, "uint", Uint, String, func(s string) (uint64, error) { return strconv.ParseUint(s, 10, 64) })
	convert(f, "string", String, String, same[string])
	convert(f, "string", String, Bool, func(b bool) (string, error) { return strconv.FormatBool(b), nil })
	convert(f, "string", String, Bytes, func(b []byte) (string, error) {
		if !utf8.Valid(b) {
			return "", noOverload
		}
		return string(b), nil
	})
	convert(f, "string", String, Double, func(d float64) (string, error) { return fmt.Sprintf("%g", d), nil })
	convert(f, "string", String, Duration, func(d time.Duration) (string, error) {
		return strconv.FormatFloat(d.Seconds(), 'f', -1, 64) + "s", nil
	})
	convert(f, "string", String, Int, func(i int64) (string, error) { return strconv.FormatInt(i, 10), nil })
	convert(f, "string", String, Timestamp, func(t time.Time) (string, error) { return t.Format(time.RFC3339Nano), nil })
	convert(f, "string", String, Uint, func(u uint64) (string, error) { return strconv.FormatUint(u, 10), nil })
	convert(f, "duration", Duration, Duration, same[time.Duration])
	convert(f, "duration", Duration, String, time.ParseDuration)
	convert(f, "timestamp", Timestamp, Timestamp, same[time.Time])
	convert(f, "timestamp", Timestamp, Int, func(i int64) (time.Time, error) { return inRange(time.Unix(i, 0).UTC()) })
	convert(f, "timestamp", Timestamp, String, parseTime)
}

func overflow(is bool) error {
	if is {
		return failure("integer overflow")
	}
	return nil
}

// typeOf names the type of a value.
func typeOf(v any) typeName {
	switch k := kindOf(v); k {
	case nullKind:
		return "null_type"
	case timeKind:
		return "google.protobuf.Timestamp"
	case spanKind:
		return "google.protobuf.Duration"
	case optKind:
		return "optional_type"
	default:
		return typeName(kindNames[k])
	}
}

func isPattern(v any) bool {
	_, ok := v.(*regexp.Regexp)
	return ok
}

// maxPattern bounds a pattern that is made while the expression is evaluated.
const maxPattern = 1024

// matches looks for a pattern anywhere in a text.
func matches(m *machine, a []any) (any, error) {
	text := a[0].(string)
	re, ok := a[1].(*regexp.Regexp)
	if !ok {
		pattern := a[1].(string)
		if len(pattern) > maxPattern {
			return nil, failed("the pattern is longer than %d bytes", maxPattern)
		}
		if err := m.spend(1000 * bytesPerStep); err != nil {
			return nil, err
		}
		var err error
		if re, err = regexp.Compile(pattern); err != nil {
			return nil, failed("not a pattern: %v", err)
		}
	}
	if err := m.spend(4 * len(text)); err != nil {
		return nil, err
	}
	return re.MatchString(text), nil
}

func (f functions) optionals() {
	f.global("optional.of", func(_ *machine, a []any) (any, error) { return optional{a[0], true}, nil }, optionalOf(anyA), anyA)
	f.global("optional.none", func(*machine, []any) (any, error) { return optional{}, nil }, optionalOf(anyA))
	f.global("optional.ofNonZeroValue", func(_ *machine, a []any) (any, error) {
		if zero(a[0]) {
			return optional{}, nil
		}
		return optional{a[0], true}, nil
	}, optionalOf(anyA), anyA)
	f.method("hasValue", func(_ *machine, a []any) (any, error) { return a[0].(optional).has, nil }, Bool, optionalOf(anyA))
	f.method("value", func(_ *machine, a []any) (any, error) {
		if o := a[0].(optional); o.has {
			return o.value, nil
		}
		return nil, failed("optional.none() dereference")
	}, anyA, optionalOf(anyA))
	// The evaluation does not get here if the first has a value.
	f.method("or", func(_ *machine, a []any) (any, error) { return a[1], nil }, optionalOf(anyA), optionalOf(anyA), optionalOf(anyA))
	f.method("orValue", func(_ *machine, a []any) (any, error) { return a[1], nil }, anyA, optionalOf(anyA), anyA)
	end := func(last bool) func(*machine, []any) (any, error) {
		return func(_ *machine, a []any) (any, error) {
			l := a[0].([]any)
			switch {
			case len(l) == 0:
				return optional{}, nil
			case last:
				return optional{l[len(l)-1], true}, nil
			}
			return optional{l[0], true}, nil
		}
	}
	f.method("first", end(false), optionalOf(anyA), List(anyA))
	f.method("last", end(true), optionalOf(anyA), List(anyA))
}

// zero reports whether a value is the empty one of its type.
func zero(v any) bool {
	switch v := v.(type) {
	case nil:
		return true
	case bool:
		return !v
	case int64, uint64, float64:
		order, _ := numbers(v, int64(0))
		return order == 0
	case time.Time:
		return v.IsZero()
	case time.Duration:
		return v == 0
	case string, []byte, []any, map[string]any, *table:
		return length(v) == 0
	case optional:
		return !v.has
	}
	return false
}
